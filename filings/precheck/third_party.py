"""Models of third parties: number, contract or proof, provider."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from filings import numbers
from filings.precheck.facts import Facts, Place, Row
from filings.precheck.findings import Checks, Hits, hit

MODELS = "model.models"
GENAI = re.compile(r"[A-Za-z]+-[^\s-]+-[0-9]{8}(?:[0-9]{4}|S[0-9]{4})?")
"""As generative services are listed: province, name, day, and sometimes a serial."""


def foreign_models(facts: Facts) -> Iterator[Row]:
    return (r for r in facts.rows(MODELS) if r.text("origin") in {"fine_tuned", "third_party"})


def model_proof(facts: Facts) -> Hits:
    models = tuple(row.text("name") for row in foreign_models(facts))
    proofs = facts.files_at("model", "third_party_filing", "contract")
    if models and not proofs:
        yield hit(
            Place(MODELS),
            say=_("%(models)s: attach the contract or the proof of the other party's filing."),
            models=models,
        )


def model_number(facts: Facts) -> Hits:
    for row in foreign_models(facts):
        text = row.text("filing_number")
        number = numbers.parse(text)
        if text and not (GENAI.fullmatch(text) or (number and number.fits_check_digit)):
            yield hit(
                row.at("filing_number"),
                say=_(
                    "“%(number)s” reads neither like 网信算备, 21 digits with a fitting last one, "
                    "号, nor like Beijing-Name-20230821."
                ),
                number=text,
            )


def model_provider(facts: Facts) -> Hits:
    for row in foreign_models(facts):
        if not row.text("provider"):
            yield hit(
                row.at("provider"),
                say=_("“%(name)s”: name the company that provides the model."),
                name=row.text("name"),
            )


def model_unlisted(facts: Facts) -> Hits:
    for row in foreign_models(facts):
        number = numbers.parse(row.text("filing_number"))
        if number and number.fits_check_digit and str(number) not in facts.listed:
            yield hit(
                row.at("filing_number"),
                say=_(
                    "%(number)s is not in the public lists held here. Compare it with the "
                    "published list."
                ),
                number=str(number),
            )


CHECKS: Checks = {
    "model_proof": model_proof,
    "model_number": model_number,
    "model_provider": model_provider,
    "model_unlisted": model_unlisted,
}
