"""What is wrong with a label, as a code for programs and a sentence for people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ANNEX, ONE_COPY, CODE = "gb45438-E", "gb45438-6.1", "tc260-pg-20252a"


class Grade(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Rule:
    sentence: "_StrPromise"
    clause: str = ""
    grade: Grade = Grade.ERROR


def _warning(sentence: "_StrPromise", clause: str = "") -> Rule:
    return Rule(sentence, clause, Grade.WARNING)


RULES: Mapping[str, Rule] = {
    # the file
    "unknown_type": Rule(_("Labels are not read in this type of file.")),
    "damaged": Rule(_("The file is damaged or hostile and was not read to its end ({detail}).")),
    "locked": Rule(_("The file is protected by a password, so its label cannot be read.")),
    "unreadable": Rule(_("The file cannot be opened ({detail}).")),
    # the label as a whole
    "missing": Rule(_("The file carries no label in its metadata."), "labelling-5"),
    "several": Rule(
        _("The file carries {count} labels; exactly one is allowed ({places})."), ONE_COPY
    ),
    "disagree": Rule(_("The labels of the file say different things."), ONE_COPY),
    "odd_place": _warning(
        _("The label stands where no practice guide puts it ({place}); others may overlook it."),
    ),
    "lost": Rule(_("The label that the file carried before is gone."), "labelling-10"),
    "changed": Rule(_("The label says something else than before ({keys})."), "labelling-10"),
    # its text
    "too_long": Rule(_("The text of the label has {length} bytes, far more than a label needs.")),
    "encoding": Rule(_("The text of the label is not UTF-8."), ANNEX),
    "escaped": Rule(_("The text of the label is escaped once too often ({how})."), ANNEX),
    "not_json": Rule(_("The text of the label is not a JSON object."), ANNEX),
    "wrapped": _warning(
        _("The label is wrapped in a second AIGC; at this place the guide has the inner object.")
    ),
    "not_wrapped": _warning(_("At this place the guide has the label wrapped in AIGC.")),
    "wrapper": Rule(_("Beside the label there are other keys: {keys}."), ANNEX),
    # its keys and values
    "key_missing": Rule(_("The key {key} is missing."), ANNEX),
    "key_unknown": Rule(_("The key {key} is not one of the seven."), ANNEX),
    "key_twice": Rule(_("The key {key} stands twice."), ANNEX),
    "key_order": _warning(_("The keys do not stand in the order of the standard."), ANNEX),
    "not_text": Rule(_("The value of {key} is not a string."), ANNEX),
    "empty": Rule(_("The value of {key} is empty."), ANNEX),
    "grade": Rule(_("Label is {value}; it must be 1 (is), 2 (may be) or 3 (suspected)."), ANNEX),
    "characters": Rule(
        _("{key} holds characters that a label must not have: {characters}."), ANNEX
    ),
    "long_value": _warning(_("The value of {key} has {length} characters; keep it under {most}.")),
    "first_write": _warning(
        _("No propagator is named; at the first write the producer stands there, too."), ANNEX
    ),
    "half_propagator": Rule(_("Only one of ContentPropagator and PropagateID is given."), ANNEX),
    # codes of providers
    "code_shape": _warning(
        _("{key} is not a provider code of 27 digits and capital letters."), CODE
    ),
    "code_version": Rule(_("The provider code in {key} does not begin with 00."), CODE),
    "code_subject": _warning(
        _("The provider code in {key} is not one of an organisation; it cannot be verified."), CODE
    ),
    "code_check_digit": Rule(
        _("The credit code inside the provider code in {key} has a wrong check digit."), CODE
    ),
    "code_service": Rule(
        _("The provider code in {key} is of another kind of service (place 23 is {value})."), CODE
    ),
    "propagator_service": _warning(
        _("The provider code in ContentPropagator is not one for propagation (place 23)."), CODE
    ),
    "other_provider": Rule(_("ContentProducer is the code of another provider."), CODE),
    # labels that can be seen
    "box_outside": Rule(_("The marked box does not lie in the picture.")),
    "box_low": Rule(
        _("The label is {height} px high; at least {required} px are required."), "gb45438-5.2"
    ),
}


@dataclass(frozen=True)
class Finding:
    code: str
    details: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def grade(self) -> Grade:
        return RULES[self.code].grade

    @property
    def sentence(self) -> str:
        """In the reader's language."""
        return str(format_lazy(RULES[self.code].sentence, **self.details))

    @property
    def clause(self) -> str:
        """The clause of the standard, measures or guide; empty where none says so."""
        return str(self.details.get("guide", RULES[self.code].clause))

    def as_json(self) -> dict[str, object]:
        """The sentence in both languages, whatever language is active."""
        sentences = {}
        for language, code in (("zh", "zh-hans"), ("en", "en")):
            with override(code):
                sentences[language] = self.sentence
        return {
            "code": self.code,
            "grade": str(self.grade),
            "sentence": sentences,
            "clause": self.clause,
        }


def found(code: str, **details: str | int) -> Finding:
    return Finding(code, details)


def shown(text: str, most: int = 40) -> str:
    """A stranger's text, short and in plain characters."""
    return ascii(text[:most])[1:-1] + ("…" if len(text) > most else "")
