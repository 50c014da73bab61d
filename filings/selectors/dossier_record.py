"""What the record tells in a dossier: duties, filings with their rounds, ethics, history."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from filings import regulations
from filings.documents.written import Block, WrittenSection
from filings.enums import Act, Audience
from filings.models import Algorithm, Checkpoint, Event, Leaf, SubmissionRound
from filings.sealing.tree import Tree
from filings.selectors import duties, then, timeline
from filings.selectors.dossier_words import PAIR, Reader, dated

MOMENT = "Y-m-d H:i:s"
FIELDS = """
SELECT id, ARRAY[id::text, ((extract(epoch FROM at) * 1000000)::bigint)::text, provider_id::text,
  coalesce(algorithm_id::text, ''), coalesce(disclosure_id::text, ''),
  coalesce(filing_id::text, ''), coalesce(document_id::text, ''), act,
  coalesce(actor_id::text, ''), payload::text]
FROM filings_event WHERE id = ANY (%s) ORDER BY id
"""
"""The fields of an event as its hash takes them (see `event_leaf`)."""


def determination(algorithm: Algorithm, reader: Reader) -> tuple[WrittenSection, ...]:
    found = duties.at(algorithm, reader.then.until) if reader.then else duties.current(algorithm)
    if found is None:
        return ()
    inside = reader.profile.audience == Audience.INTERNAL
    heads = [(_("Duty"), "26%"), (_("Clause"), "30%"), (_("Due"), "14%"), (_("Decided by"), "30%")]
    plain = [(_("Duty"), "36%"), (_("Clause"), "46%"), (_("Due"), "18%")]
    sections = []
    for group in found.groups:
        read = [*group.timed, *(d for _title, rest in group.tracks for d in rest)]
        rows = [_duty(each, reader)[: 4 if inside else 3] for each in read]
        grid = reader.grid(heads if inside else plain, rows)
        sections.append(WrittenSection(str(group.verdict.label), (grid,)))
    return tuple(sections)


def _duty(read: duties.ReadDuty, reader: Reader) -> tuple[str, ...]:
    known = regulations.load().instruments
    clauses = [
        f"{known[each.instrument].short} {each.article or each.title}" for each in read.clauses
    ]
    unknown = [_("Still unknown: %(question)s") % {"question": a.label} for a in read.unknown]
    return (
        str(read.rule.title) if read.rule else read.duty.code,
        "\n".join(clauses),
        dated(read.duty.due_on),
        "\n".join([*(_answered(each, reader) for each in read.because), *unknown]),
    )


def _answered(answer: duties.Answer, reader: Reader) -> str:
    said = [words for each in answer.values if (words := reader.said(each))]
    return _("%(question)s: %(answer)s") % {
        "question": answer.label,
        "answer": "、".join(said) or "—",
    }


def filings(algorithm: Algorithm, reader: Reader) -> tuple[WrittenSection, ...]:
    sections = [_filing(each, reader) for each in then.filings(algorithm, reader.then)]
    if settled := list(_clearances(algorithm, reader)):
        sections.append(WrittenSection(_("Ethics review"), tuple(settled)))
    return tuple(sections)


def _filing(told: then.FilingThen, reader: Reader) -> WrittenSection:
    filing = told.filing
    rows = [
        (_("Version"), str(filing.disclosure)),
        (_("State"), str(told.state.label)),
        (_("Filing number"), filing.number if told.has_number else ""),
        (_("Filed on"), dated(filing.filed_on) if told.has_number else ""),
        (_("Ended on"), dated(filing.ended_on) if told.has_ended else ""),
        (_("Reason of the end"), filing.end_reason if told.has_ended else ""),
    ]
    if reader.profile.audience == Audience.INTERNAL:
        rows += [
            (_("Prepared by"), filing.prepared_by.name),
            (_("Approved by"), filing.approved_by.name if filing.approved_by else ""),
        ]
    heads = list(zip((_("Item"), _("Content")), PAIR, strict=True))
    blocks = [reader.grid(heads, [row for row in rows if row[1]])]
    blocks += [_round(each, reader) for each in told.rounds]
    return WrittenSection(str(filing.get_kind_display()), tuple(blocks))


def _round(row: SubmissionRound, reader: Reader) -> Block:
    known = regulations.load().return_reasons
    reasons = [str(known[code].label) if code in known else code for code in row.reasons]
    facts = [
        (_("Version"), str(row.disclosure)),
        (_("Submitted on"), dated(row.submitted_on)),
        (_("Receipt"), row.receipt),
        (_("What was corrected"), row.corrected),
    ]
    if then.is_answered(row, reader.then):
        facts += [
            (_("Answered on"), dated(row.answered_on)),
            (_("Answer"), row.get_answer_display()),
            (_("Reasons"), "；".join(reasons)),
            (_("What the authority wrote"), row.remark),
        ]
    return reader.grid(
        list(zip((_("Item"), _("Content")), PAIR, strict=True)),
        [fact for fact in facts if fact[1]],
        _("Round %(number)d") % {"number": row.number},
    )


def _clearances(algorithm: Algorithm, reader: Reader) -> Iterator[Block]:
    for each in then.clearances(algorithm, reader.then):
        rows = [
            (_("Version"), str(each.disclosure)),
            (_("How"), each.get_kind_display()),
            (_("Settles"), each.get_settles_display()),
            (_("Body that decided"), each.body),
            (_("Reference"), each.reference),
            (_("Decided on"), dated(each.decided_on)),
        ]
        if reader.profile.audience == Audience.INTERNAL:
            rows.append((_("Reason"), each.reason))
        yield reader.grid(
            list(zip((_("Item"), _("Content")), PAIR, strict=True)),
            [row for row in rows if row[1]],
        )


# -- history --------------------------------------------------------------------------------------
def events(algorithm: Algorithm, reader: Reader) -> QuerySet[Event]:
    found = Event.objects.told().filter(algorithm=algorithm).select_related("actor")
    if reader.then:
        found = found.filter(at__lte=reader.then.until)
    if (acts := reader.profile.acts) is not None:
        issued = Q(act=Act.DOCUMENT_ISSUED, payload__kind__in=reader.profile.papers or ())
        found = found.filter(Q(act__in=acts - {Act.DOCUMENT_ISSUED}) | issued)
    return found.order_by("id")


def history(rows: Sequence[Event], reader: Reader) -> tuple[Block, ...]:
    inside = reader.profile.audience == Audience.INTERNAL
    heads = [(_("When"), "17%"), (_("What"), "20%"), (_("Who"), "12%"), (_("Details"), "39%"),
             (_("Hash"), "12%")]  # fmt: skip
    lines = []
    for event in rows:
        told = timeline.entry(event)
        details = [f"{name}: {value}" for name, value in told.details]
        details += [f"{name}: {old} → {new}" for name, old, new in told.changes]
        at = date_format(timezone.localtime(event.at), MOMENT) if event.at else ""
        lines.append((at, told.act, told.actor if inside else "", "\n".join(details), told.hash))
    return (reader.grid(heads, lines),) if lines else ()


def proofs(rows: Sequence[Event]) -> dict[str, Any]:
    """Every event with its fields and the way from its leaf to the root of the last checkpoint."""
    last = Checkpoint.objects.first()
    size = last.size if last else 0
    leaves = Leaf.objects.filter(number__lt=size).order_by("number")
    tree = Tree([bytes(digest) for (digest,) in leaves.values_list("hash").iterator(5_000)])
    ids = [event.pk for event in rows]
    numbers = dict(leaves.filter(of_all=False, event__in=ids).values_list("event", "number"))
    told = [(pk, fields) for pk, fields in _fields(ids) if pk in numbers]
    return {
        "format": "beian.history/1",
        "key": last.key if last else "",
        "checkpoint": last.note if last else "",
        "events": [
            {
                "fields": fields,
                "number": numbers[pk],
                "proof": [each.hex() for each in tree.proof(numbers[pk])],
            }
            for pk, fields in told
        ],
    }


def _fields(ids: list[int]) -> list[tuple[int, list[str]]]:
    with connection.cursor() as cursor:
        cursor.execute(FIELDS, [ids])
        return list(cursor.fetchall())
