"""What must not be published: secrets, internal fields, personal numbers, inner addresses."""

import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from django.utils.translation import gettext as _

from filings.enums import Audience
from filings.precheck.facts import Facts, Said
from filings.precheck.findings import Checks, Hits, Passage, hit
from filings.precheck.similarity import passages

_PARAMETER = re.compile(r"[A-Za-z_]{2,20}\s*[=＝]\s*[0-9.]+|(?<![0-9.])-?[0-9]+\.[0-9]+(?![0-9.])")
_PERSONAL = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx])(?![0-9])")
_ADDRESS = re.compile(r"(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])")
_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")


def secret_marked(facts: Facts) -> Hits:
    marked = [each for each in facts.texts if facts.marks.get(each.place.path)]
    yield from _repeated(facts, marked)


def secret_internal(facts: Facts) -> Hits:
    internal = (
        each
        for each in facts.texts
        if each.field.audience == Audience.INTERNAL and not facts.marks.get(each.place.path)
    )
    yield from _repeated(facts, internal)


def _repeated(facts: Facts, secrets: Iterable[Said]) -> Hits:
    hidden = list(secrets)
    for public in facts.public:
        for secret in hidden:
            if found := passages(public.text, secret.text, facts.number("secret_run")):
                yield hit(
                    public.place,
                    secret.place,
                    say=_("The public text repeats “%(secret)s”, which is not for the public."),
                    passages=tuple(Passage(str(public.field.label), each) for each in found),
                    secret=secret.field.label,
                    found=tuple(found),
                )


def secret_parameter(facts: Facts) -> Hits:
    """Values such as `ef=200` or `0.35` that an internal field gives."""
    internal = [each for each in facts.texts if each.field.audience == Audience.INTERNAL]
    values = {value for each in internal for value in _PARAMETER.findall(each.text)}
    for public in facts.public:
        found = tuple(sorted(values & set(_PARAMETER.findall(public.text))))
        if found:
            yield hit(
                public.place,
                say=_("%(found)s is given in an internal field; the public does not need it."),
                found=found,
            )


def secret_words(facts: Facts) -> Hits:
    for public in facts.public:
        if found := tuple(word for word in facts.words("secret") if word in public.text):
            yield hit(
                public.place,
                say=_("The text calls itself or something in it %(found)s."),
                found=found,
            )


def public_personal(facts: Facts) -> Hits:
    for public in facts.public:
        for number in _PERSONAL.findall(public.text):
            yield hit(
                public.place,
                say=_("%(number)s looks like a mobile telephone or identity number of a person."),
                number=f"{number[:3]}…{number[-2:]}",
            )


def public_host(facts: Facts) -> Hits:
    for public in facts.public:
        for name in _inner(facts, public.text):
            yield hit(
                public.place,
                say=_("%(name)s is an address inside your own network."),
                name=name,
            )


def _inner(facts: Facts, text: str) -> Iterator[str]:
    for number in _ADDRESS.findall(text):
        if is_private(number):
            yield number
    for name in _HOST.findall(text):
        if name.lower().endswith(facts.words("internal_hosts")):
            yield name


def is_private(number: str) -> bool:
    """Whether an address in digits is none of the public internet; False for other hosts."""
    try:
        return not ip_address(number).is_global
    except ValueError:
        return False


def secret_file(facts: Facts) -> Hits:
    for file in facts.files:
        field = facts.fields.get(file.path)
        if field and field.audience == Audience.PUBLIC and file.marks:
            yield hit(
                file.place,
                say=_("“%(file)s” is marked, yet it proves a field that everybody reads."),
                file=file.name,
            )


CHECKS: Checks = {
    "secret_marked": secret_marked,
    "secret_internal": secret_internal,
    "secret_parameter": secret_parameter,
    "secret_words": secret_words,
    "public_personal": public_personal,
    "public_host": public_host,
    "secret_file": secret_file,
}
