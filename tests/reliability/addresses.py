"""Every address of the product, taken from the URL conf itself."""

from collections.abc import Iterator
from typing import Any

from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

NOWHERE = 999_999_999


def every_name(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from every_name(pattern, inner)
        else:
            yield space + (pattern.name or str(pattern.pattern))


def address(name: str, arguments: list[Any]) -> str | None:
    """The path, or nothing for a pattern that only catches what others reverse to."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        if name == "closed":
            return None
        raise


def never_existing(arguments: list[Any]) -> list[Any]:
    """The same arguments, of an object that no provider ever had."""
    return [NOWHERE if isinstance(a, int) else a for a in arguments]
