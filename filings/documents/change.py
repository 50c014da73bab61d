"""变更情况说明: what differs from the version that the authority keeps, field by field."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import override

from filings import changed, comparison, regulations, standing
from filings.comparison import Kind
from filings.documents.composing import Composer, chart
from filings.documents.differing import Difference, differences
from filings.documents.entity import ENTITY_FACTS, entity_gaps, entity_row, label_of, reading_copy
from filings.documents.known import Known, day_of, lines
from filings.documents.paper import FactsMissing, Gap, spoken
from filings.documents.written import (
    Block,
    Cell,
    Paragraph,
    Row,
    Run,
    Written,
    WrittenChapter,
    WrittenSection,
)
from filings.models import Disclosure, Filing

MECHANISM = "strategy.steps"
PUBLISHED = ("basics.name", "notice.", "products.")
"""Changes of these alter what the authority shows to the public."""


def fits(disclosure: Disclosure) -> bool:
    filed = standing.in_force(disclosure.algorithm_id)
    return filed is not None and filed.disclosure.number < disclosure.number


def change(disclosure: Disclosure, language: str) -> Written:
    """Raises FactsMissing where nothing is filed or nothing differs from it."""
    filed = standing.in_force(disclosure.algorithm_id)
    with override(spoken(language)):
        if filed is None:
            raise FactsMissing([_("a filing in force, from which something changes")])
        known = Known(disclosure, language)
        composer = Composer(known)
        found = list(differences(known.form, _content(filed), known.content, language))
        entity = list(_entity(known, filed))
        if not found and not entity:
            raise FactsMissing([_("a fact that differs from what is filed")])
        return Written(
            language=language,
            title=_("What changed since the filing"),
            note="" if known.chinese else reading_copy(),
            cover=tuple(row for row in _cover(known, filed) if row.paragraphs),
            chapters=tuple(_chapters(composer, entity, found)),
            signing=(_("Entity (stamp):"), _("Date:")),
        )


def gaps(disclosure: Disclosure) -> list[Gap]:
    return list(entity_gaps(Known(disclosure, "en"), "name_zh", "uscc"))


def drawings(disclosure: Disclosure, language: str) -> dict[str, bytes]:
    with override(spoken(language)):
        return chart(Known(disclosure, language), MECHANISM)


def _content(filed: Filing) -> dict[str, object]:
    return dict(filed.disclosure.content or {})


def _cover(known: Known, filed: Filing) -> Iterator[Row]:
    yield entity_row(known, "name_zh")
    yield entity_row(known, "uscc")
    yield Row(_("Name of the algorithm"), known.paragraphs("basics.name"))
    yield Row(_("Type of algorithm"), known.paragraphs("basics.type"))
    yield _line(known, _("Filing number"), filed.number)
    yield _line(known, _("Filed on"), day_of(filed.filed_on))
    versions = _("Version %(old)s (filed) and version %(new)s (now)") % {
        "old": filed.disclosure.number,
        "new": known.disclosure.number,
    }
    yield _line(known, _("Versions compared"), versions)
    kinds = changed.kinds(filed.disclosure, known.disclosure)
    known_kinds = regulations.load().change_kinds
    yield _line(known, _("Kinds of change"), _(", ").join(str(known_kinds[k].label) for k in kinds))


def _line(known: Known, label: str, text: str) -> Row:
    return Row(label, (Paragraph(text, known.language),) if text else ())


def _entity(known: Known, filed: Filing) -> Iterator[Difference]:
    """Facts of the provider that differ, as the official form calls them."""
    before, after = _content(filed).get("provider") or {}, known.content.get("provider") or {}
    for each in comparison.compare(before, after):  # type: ignore[arg-type]
        if each.name in ENTITY_FACTS:
            old, new = str(each.before or ""), str(each.after or "")
            label = label_of(each.name)
            yield Difference("", each.name, label, label, old, new, known.language)


def _chapters(
    composer: Composer, entity: list[Difference], found: list[Difference]
) -> Iterator[WrittenChapter]:
    known = composer.known
    sections = [(_("Entity"), entity)] if entity else []
    sections += [(title, list(rows)) for title, rows in groupby(found, key=lambda d: d.section)]
    told = Paragraph(known.joined(_summary(entity, found)), known.language)
    yield WrittenChapter(composer.chapter_title(1, _("In short")), (Block(paragraphs=(told,)),), ())
    yield WrittenChapter(
        composer.chapter_title(2, _("Field by field")),
        (),
        tuple(
            WrittenSection(
                composer.section_title(2, number, title), tuple(_blocks(composer, title, rows))
            )
            for number, (title, rows) in enumerate(sections, 1)
        ),
    )


def _summary(entity: list[Difference], found: list[Difference]) -> Iterator[str]:
    labels = dict.fromkeys(each.fact for each in [*entity, *found])
    words = {"count": len(labels), "labels": _(", ").join(labels)}
    yield _("What differs from the filing (%(count)s): %(labels)s.") % words
    if entity or any(each.path.startswith(PUBLISHED) for each in found):
        yield _("The published content changes as well.")
    else:
        yield _("The published content stays as it is.")


def _blocks(composer: Composer, title: str, rows: list[Difference]) -> Iterator[Block]:
    yield composer.grid(
        title,
        [(_("Item"), 22), (_("Before the change"), 39), (_("After the change"), 39)],
        [[composer.cell(each.label), *_sides(composer, each)] for each in rows],
    )
    table = composer.known.fields.get(MECHANISM)
    if table and table.steps and any(each.path == MECHANISM for each in rows):
        yield composer.drawn(table)


def _sides(composer: Composer, each: Difference) -> tuple[Cell, Cell]:
    """Both texts whole; what one has and the other has not stands out."""
    if not each.before or not each.after:
        empty = composer.cell(_("(none)"))
        old, new = (
            Cell(tuple(lines(Paragraph(text, each.language)))) if text else empty
            for text in (each.before, each.after)
        )
        return old, new
    spans = comparison.diff_text(each.before, each.after)
    old_runs = tuple(Run(s.text, s.kind is Kind.REMOVED) for s in spans if s.kind is not Kind.ADDED)
    new_runs = tuple(Run(s.text, s.kind is Kind.ADDED) for s in spans if s.kind is not Kind.REMOVED)
    return (
        Cell(runs=old_runs, language=each.language),
        Cell(runs=new_runs, language=each.language),
    )
