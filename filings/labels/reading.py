"""From the text at a place to a label, with everything on the way that breaks a rule."""

import base64
import binascii
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from filings.labels import codes
from filings.labels.element import GRADES, KEYS, LONGEST_VALUE, REQUIRED, Label, allowed
from filings.labels.findings import Finding, found, shown
from filings.labels.slots import Slot

LONGEST_TEXT = 64 * 2**10
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
Pairs = list[tuple[str, object]]


@dataclass(frozen=True)
class Read:
    """`label` is there as soon as an object with one of the seven keys is, right or wrong."""

    slot: Slot
    label: Label | None
    findings: tuple[Finding, ...]


class Object:
    """A JSON object with its keys as they stand, twice where they stand twice."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs

    @property
    def keys(self) -> list[str]:
        return [key for key, _value in self.pairs]


def read(slot: Slot) -> Read:
    findings: list[Finding] = []
    text = _text(slot.content, findings)
    inner = _unwrapped(_object(text, findings), slot, findings)
    if inner is None:
        return Read(slot, None, tuple(findings))
    findings += [*_of_keys(inner), *_of_values(inner)]
    label = Label.from_values({k: v for k, v in inner.pairs if isinstance(v, str)})
    findings += _of_propagator(label)
    findings += [*_of_code("ContentProducer", label), *_of_code("ContentPropagator", label)]
    return Read(slot, label, tuple(findings))


def _text(content: bytes | str, findings: list[Finding]) -> str:
    if len(content) > LONGEST_TEXT:
        findings.append(found("too_long", length=len(content)))
        return ""
    if isinstance(content, str):
        return content.strip("\0 \t\r\n")
    for encoding in ("utf-8", "utf-16", "gb18030", "latin-1"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "utf-8" or text.startswith("\ufeff"):
            findings.append(found("encoding"))
        return text.strip("\ufeff\0 \t\r\n")
    raise AssertionError  # latin-1 reads everything


def _parsed(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=Object)
    except (ValueError, RecursionError):
        return None


def _object(text: str, findings: list[Finding]) -> Object | None:
    """As the standard has it, or after undoing what careless writers do to it."""
    for how, undone in _undone(text):
        parsed = _parsed(undone)
        twice = isinstance(parsed, str)
        if isinstance(parsed, str):
            parsed = _parsed(parsed)
        if isinstance(parsed, Object):
            if how or twice:
                findings.append(found("escaped", how=how or "JSON"))
            return parsed
    if not any(finding.code == "too_long" for finding in findings):
        findings.append(found("not_json"))
    return None


def _undone(text: str) -> Iterator[tuple[str, str]]:
    yield "", text
    if "&" in text:
        yield "XML", html.unescape(text)
    if r"\"" in text:
        yield "JSON", text.replace(r"\"", '"')
    if _BASE64.fullmatch(text):
        try:
            plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=False)
            yield "Base64", plain.decode()
        except (binascii.Error, UnicodeDecodeError):
            return


def _unwrapped(outer: Object | None, slot: Slot, findings: list[Finding]) -> Object | None:
    if outer is None:
        return None
    inner = next((v for k, v in outer.pairs if k == "AIGC"), None)
    if inner is None:
        if slot.place.is_wrapped:
            findings.append(found("not_wrapped", guide=slot.place.guide))
        return outer
    if not slot.place.is_wrapped:
        findings.append(found("wrapped", guide=slot.place.guide))
    if others := [shown(key) for key in outer.keys if key != "AIGC"]:
        findings.append(found("wrapper", keys=", ".join(others[:5])))
    if isinstance(inner, str):
        return _object(json.dumps(inner), findings)
    if not isinstance(inner, Object):
        findings.append(found("not_json"))
        return None
    return inner


def _of_keys(element: Object) -> Iterator[Finding]:
    keys = element.keys
    known = [key for key in dict.fromkeys(keys) if key in KEYS]
    for key in KEYS:
        if key not in keys:
            yield found("key_missing", key=key)
        if keys.count(key) > 1:
            yield found("key_twice", key=key)
    for key in [key for key in dict.fromkeys(keys) if key not in KEYS][:5]:
        yield found("key_unknown", key=shown(key))
    if known != [key for key in KEYS if key in known]:
        yield found("key_order")


def _of_values(element: Object) -> Iterator[Finding]:
    for key, value in element.pairs:
        if key not in KEYS:
            continue
        if not isinstance(value, str):
            yield found("not_text", key=key)
        elif not value:
            if key in REQUIRED:
                yield found("empty", key=key)
        else:
            yield from _of_value(key, value)


def _of_value(key: str, value: str) -> Iterator[Finding]:
    if key == "Label" and value not in GRADES:
        yield found("grade", value=shown(value))
    if not allowed(key).fullmatch(value):
        wrong = dict.fromkeys(char for char in value if not allowed(key).fullmatch(char))
        yield found("characters", key=key, characters=_named(list(wrong)[:5]))
    if len(value) > LONGEST_VALUE:
        yield found("long_value", key=key, length=len(value), most=LONGEST_VALUE)


def _named(characters: list[str]) -> str:
    return ", ".join(f"U+{ord(char):04X}" for char in characters)


def _of_propagator(label: Label) -> Iterator[Finding]:
    if bool(label.propagator) != bool(label.propagate_id):
        yield found("half_propagator")
    elif not label.propagator:
        yield found("first_write")


def _of_code(key: str, label: Label) -> Iterator[Finding]:
    text = label.values[key]
    if not text or (key == "ContentPropagator" and text == label.producer):
        return
    code = codes.parse(text)
    if code is None:
        yield found("code_shape", key=key)
        return
    if code.version != "00":
        yield found("code_version", key=key)
    if not code.is_organisation:
        yield found("code_subject", key=key)
    elif not code.fits_check_digit:
        yield found("code_check_digit", key=key)
    if key == "ContentProducer" and code.service not in {"", codes.GENERATION}:
        yield found("code_service", key=key, value=code.service)
    if key == "ContentPropagator" and code.service not in {"", codes.PROPAGATION}:
        yield found("propagator_service")
