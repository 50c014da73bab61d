"""注销情况说明: the end of the service, and what is arranged for users and data."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from filings import standing
from filings.documents.composing import Composer, products
from filings.documents.entity import entity_gaps, entity_row, reading_copy
from filings.documents.known import Known, day_of, lines, tongue_of
from filings.documents.paper import FactsMissing, Gap, spoken
from filings.documents.written import (
    Block,
    Paragraph,
    Row,
    Written,
    WrittenChapter,
)
from filings.enums import FilingKind, FilingState
from filings.models import Disclosure, Filing

ARRANGED = ("users_arranged", "data_arranged")


def fits(disclosure: Disclosure) -> bool:
    """The service has ended and something is filed, or its end is being filed."""
    basics = (disclosure.content or {}).get("answers", {}).get("basics", {})
    if basics.get("status") == "ended" and standing.in_force(disclosure.algorithm_id):
        return True
    return _filing(disclosure) is not None


def deregistration(disclosure: Disclosure, language: str) -> Written:
    """Raises FactsMissing without a deregistration filing that tells the arrangements."""
    filing = _filing(disclosure)
    with override(spoken(language)):
        if missing := [gap.label for gap in _arrangement_gaps(filing)]:
            raise FactsMissing(missing)
        known = Known(disclosure, language)
        composer = Composer(known)
        return Written(
            language=language,
            title=_("Deregistration statement"),
            note="" if known.chinese else reading_copy(),
            cover=tuple(row for row in _cover(known, disclosure) if row.paragraphs),
            chapters=tuple(_chapters(composer, filing)),
            signing=(_("Entity (stamp):"), _("Date:")),
        )


def gaps(disclosure: Disclosure) -> list[Gap]:
    known = Known(disclosure, "en")
    ended = [] if known.raw("basics.ended_on") else [_no_end()]
    entity = entity_gaps(known, "name_zh", "uscc")
    return [*entity, *ended, *_arrangement_gaps(_filing(disclosure))]


def _no_end() -> Gap:
    return Gap(_("Service ended on"), _("Not answered."), "basics.ended_on", owed=True)


def _filing(disclosure: Disclosure) -> Filing | None:
    rows = Filing.objects.filter(
        algorithm_id=disclosure.algorithm_id, kind=FilingKind.DEREGISTRATION
    )
    found: Filing | None = rows.exclude(state=FilingState.WITHDRAWN).order_by("-id").first()
    return found


def _arrangement_gaps(filing: Filing | None) -> Iterator[Gap]:
    for name, label in zip(ARRANGED, _titles(), strict=True):
        if filing is None or not getattr(filing, name):
            why = _("It is told in the deregistration filing.")
            yield Gap(label, why, owed=True, of_filing=True)


def _titles() -> tuple[str, str]:
    return _("Arrangements for users"), _("Arrangements for data")


def _cover(known: Known, disclosure: Disclosure) -> Iterator[Row]:
    filed = standing.in_force(disclosure.algorithm_id)
    yield entity_row(known, "name_zh")
    yield entity_row(known, "uscc")
    yield Row(_("Name of the algorithm"), known.paragraphs("basics.name"))
    yield Row(_("Type of algorithm"), known.paragraphs("basics.type"))
    yield Row(_("Filing number"), known.paragraphs("algorithm.number"))
    filed_on = day_of(filed.filed_on) if filed else ""
    yield Row(_("Filed on"), (Paragraph(filed_on, known.language),) if filed_on else ())
    yield Row(_("In service since"), known.paragraphs("basics.launched_on"))
    yield Row(_("Service ended on"), known.paragraphs("basics.ended_on"))


def _chapters(composer: Composer, filing: Filing | None) -> Iterator[WrittenChapter]:
    known = composer.known
    ended = known.sentence(
        _("The algorithm went into service on {basics.launched_on}; the service ended on "
          "{basics.ended_on}.")
    )  # fmt: skip
    said = (Block(paragraphs=(Paragraph(ended, known.language),)),) if ended else ()
    yield WrittenChapter(
        composer.chapter_title(1, _("End of the service")), (*said, *products(composer)), ()
    )
    for number, (name, title) in enumerate(zip(ARRANGED, _titles(), strict=True), 2):
        text = str(getattr(filing, name))
        paragraphs = tuple(lines(Paragraph(text, tongue_of(text, known.language))))
        yield WrittenChapter(
            composer.chapter_title(number, title), (Block(paragraphs=paragraphs),), ()
        )
