"""算法备案承诺书: its words are not published; a sheet tells what to fill into the form."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from filings.documents.composing import Composer
from filings.documents.entity import entity_gaps, entity_row, outline_of, reading_copy
from filings.documents.known import Known
from filings.documents.paper import Gap, spoken
from filings.documents.written import Row, Written
from filings.models import Disclosure

CODE = "commitment"
NAMED = ("name_zh", "uscc", "legal_representative", "responsible_person", "responsible_phone")


def commitment(disclosure: Disclosure, language: str) -> Written:
    with override(spoken(language)):
        known = Known(disclosure, language)
        outline = outline_of(disclosure, CODE)
        blanks = (
            Row(_("Signed by"), blank=_("(signature by hand)")),
            Row(_("Signed on"), blank=" "),
        )
        return Written(
            language=language,
            title=str(outline.title),
            note=str(outline.unsure) if known.chinese else f"{reading_copy()} {outline.unsure}",
            cover=(*(entity_row(known, name) for name in NAMED), *blanks),
            chapters=Composer(known).chapters(outline),
            edition=outline.version,
        )


def gaps(disclosure: Disclosure) -> list[Gap]:
    return list(entity_gaps(Known(disclosure, "en"), *NAMED))
