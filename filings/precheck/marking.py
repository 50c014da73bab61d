"""Labels of generated content: picture, sample, words, the provider's code, the agreement."""

import re

from django.utils.translation import gettext as _

from filings.precheck.facts import Facts, Place
from filings.precheck.findings import Checks, Hits, hit
from filings.precheck.modality import EXPLICIT, IMPLICIT

CODE = Place("labels.provider_code")
_SHAPE = re.compile(r"00[0-9][0-9]([0-9A-Z]{18})[0-9][0-9A-Z]{4}")
"""27 characters: format, subject, kind of code, the social credit code, use, own number."""


def label_evidence(facts: Facts) -> Hits:
    if facts.text(EXPLICIT.path) and not facts.files_at(
        EXPLICIT.path, "screenshot", "label_sample"
    ):
        yield hit(EXPLICIT, say=_("Attach a screenshot or sample that shows the explicit label."))


def label_implicit(facts: Facts) -> Hits:
    if facts.text(IMPLICIT.path) and not facts.files_at(IMPLICIT.path):
        yield hit(IMPLICIT, say=_("Attach a sample that shows the metadata of the implicit label."))


def label_words(facts: Facts) -> Hits:
    text = facts.text(EXPLICIT.path)
    for part in ("label_subject", "label_act") if text else ():
        if not any(word in text for word in facts.words(part)):
            yield hit(
                EXPLICIT,
                say=_("The words of the label need one of %(words)s."),
                words=facts.words(part),
            )


def label_code(facts: Facts) -> Hits:
    code, uscc = facts.text(CODE.path), facts.provider.get("uscc")
    found = _SHAPE.fullmatch(code)
    if code and not found:
        yield hit(
            CODE,
            say=_("“%(code)s” is not of the 27 characters of a provider's code."),
            code=code,
        )
    elif found and uscc and found[1] != uscc:
        yield hit(
            CODE,
            say=_("The code holds the social credit code %(held)s, the provider's is %(uscc)s."),
            held=found[1],
            uscc=uscc,
        )


def label_agreement(facts: Facts) -> Hits:
    if facts.value("labels.unlabelled") and facts.value("labels.agreement") is False:
        yield hit(
            Place("labels.agreement"),
            Place("labels.unlabelled"),
            say=_(
                "Content without a label is given out on request only where the agreement fixes "
                "the user's duty to label."
            ),
        )


def label_lost(facts: Facts) -> Hits:
    if facts.failed and facts.answers.get("labels"):
        yield hit(
            IMPLICIT,
            say=_("The labels of these samples failed: %(files)s. Mend them and check again."),
            files=facts.failed,
        )


CHECKS: Checks = {
    "label_evidence": label_evidence,
    "label_implicit": label_implicit,
    "label_words": label_words,
    "label_lost": label_lost,
    "label_code": label_code,
    "label_agreement": label_agreement,
}
