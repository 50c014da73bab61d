"""What papers say of the provider, and how they find their outline."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import regulations
from filings.documents.known import Known
from filings.documents.paper import Gap
from filings.documents.written import Row
from filings.models import Disclosure
from filings.regulations import Outline

ENTITY_FACTS = (
    "name_zh", "uscc", "entity_type", "registered_place", "address", "website",
    "legal_representative", "responsible_person", "responsible_title", "responsible_phone",
    "responsible_email",
)  # fmt: skip
"""Facts of the provider that stand on the entity page of the filing system."""


def label_of(name: str) -> str:
    """What the official form calls a fact of the provider."""
    labels = {
        "name_zh": _("Entity"),
        "uscc": _("Unified social credit code"),
        "entity_type": _("Entity type"),
        "registered_place": _("Registered place"),
        "address": _("Address in detail"),
        "website": _("Website"),
        "legal_representative": _("Legal representative"),
        "responsible_person": _("Person in charge of algorithm security"),
        "responsible_title": _("Position of the person in charge"),
        "responsible_phone": _("telephone of the responsible person"),
        "responsible_email": _("E-mail of the person in charge"),
    }
    return labels[name]


def entity_row(known: Known, name: str) -> Row:
    return Row(label_of(name), known.paragraphs(f"provider.{name}"))


def entity_gaps(known: Known, *names: str) -> Iterator[Gap]:
    """Facts of the provider without which a paper is not printed."""
    for name in names:
        if not known.raw(f"provider.{name}"):
            yield Gap(label_of(name), _("It stands on the provider's page."), owed=True)


def outline_of(disclosure: Disclosure, code: str) -> Outline:
    """The edition in force when the version was frozen."""
    frozen = disclosure.frozen_at
    day = timezone.localdate(frozen) if frozen else date.max
    return regulations.load().outline(code, day)


def reading_copy() -> str:
    return _("Reading copy. The Chinese text is the one that is filed.")
