"""The law as this installation holds it: the data, with what its administrators entered."""

from django.utils import timezone

from filings import regulations
from filings.models import LegalParameter, RuleSetAdoption
from filings.regulations import Law, RuleSet


def law() -> Law:
    """The law with the parameters set here; one query."""
    return regulations.load(tuple(sorted(parameters().items())))


def parameters() -> dict[str, str]:
    """The latest value set for each parameter."""
    rows = LegalParameter.objects.order_by("code", "-id").distinct("code")
    return {row.code: row.value for row in rows if row.value}


def adopted(book: Law) -> RuleSet:
    """The rule set adopted here; before the first adoption, the one in force today."""
    version = RuleSetAdoption.objects.order_by("-id").values_list("version", flat=True).first()
    found = next((rules for rules in book.rule_sets if rules.version == version), None)
    return found or book.rule_set(timezone.localdate())
