"""What is checked before a document is laid out, in time linear in its length."""

import re
from html.parser import HTMLParser

from filings.printing.errors import GlyphMissing, MarkupRefused, TooLong
from filings.printing.limits import Limits

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
REFUSED = frozenset({"base", "embed", "iframe", "link", "object", "script"})
# Control characters, direction overrides, private use and non-characters: invisible or different on
# every machine, so a paper that holds one does not say what its reader sees.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ufdd0-\ufdef"
    "\ufffe\uffff\ud800-\udfff\U000f0000-\U0010ffff]"
)
ASSET = re.compile(r"asset:[A-Za-z0-9][A-Za-z0-9._-]*")


class _Reader(HTMLParser):
    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self.elements = 0
        self.open: list[str] = []
        self.assets: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in REFUSED:
            raise MarkupRefused(rule=f"<{tag}>")
        self.elements += 1
        within("elements", self.elements, self.limits.elements)
        if tag not in VOID:
            self.open.append(tag)
            within("depth", len(self.open), self.limits.depth)
        self.check(tag, dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # HTML ignores the slash

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def check(self, tag: str, attributes: dict[str, str | None]) -> None:
        for name in ("colspan", "rowspan", "span"):
            value = attributes.get(name) or ""
            if value.strip().isdecimal():
                within(name, int(value), self.limits.span)
        if tag == "img":
            source = attributes.get("src") or ""
            if not ASSET.fullmatch(source):
                raise MarkupRefused(rule="img src")
            if "alt" not in attributes:
                raise MarkupRefused(rule="img alt")
            self.assets.add(source.removeprefix("asset:"))


def within(what: str, found: int, limit: int) -> None:
    """Refuse what is larger than its limit."""
    if found > limit:
        raise TooLong(what=what, found=found, limit=limit)


def check(html: str, limits: Limits) -> set[str]:
    """The names of the assets a document asks for; raises what stands against printing it."""
    within("characters", len(html), limits.characters)
    if strange := UNPRINTABLE.findall(html):
        raise GlyphMissing(strange)
    reader = _Reader(limits)
    reader.feed(html)
    reader.close()
    return reader.assets
