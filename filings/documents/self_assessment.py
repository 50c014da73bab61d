"""算法安全自评估报告: one skeleton of chapters, written from the facts of a frozen version."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from filings import regulations
from filings.documents.composing import Composer, chart
from filings.documents.entity import entity_gaps, entity_row, outline_of, reading_copy
from filings.documents.gaps import part_gaps
from filings.documents.known import Known, lines, tongue_of
from filings.documents.paper import Gap, spoken
from filings.documents.written import Paragraph, Row, Written
from filings.models import Disclosure
from filings.regulations import Outline

CODE = "self_assessment"
MECHANISM = "strategy.steps"
ON, OFF = "■", "□"
DESCRIBED = (
    "basics.summary",
    "basics.scenario",
    "basics.user_groups",
    "basics.monthly_users",
    "basics.social_impact",
    "basics.deployment",
)
"""评估算法描述 of the cover, in its order; a seventh item takes what is left to say."""
ENTITY = ("name_zh", "uscc", "responsible_phone")


def self_assessment(disclosure: Disclosure, language: str) -> Written:
    with override(spoken(language)):
        known = Known(disclosure, language)
        outline = outline_of(disclosure, CODE)
        composer = Composer(known)
        chapters = composer.chapters(outline)
        kind = known.text("basics.type")
        return Written(
            language=language,
            title=str(outline.title),
            subtitle=_("(%(type)s, %(role)s)")
            % {"type": kind, "role": known.text("basics.role").lower()},
            note="" if known.chinese else reading_copy(),
            cover=tuple(_cover(known)),
            statement=_(
                "This entity states that the report and every material attached to it are "
                "accurate, true, lawful and valid, and that the signatory answers for this in law."
            ),
            signing=(
                _("Person in charge of algorithm security (signature by hand):"),
                _("Entity (stamp):"),
                _("Date:"),
            ),
            contents=_("Contents"),
            chapters=chapters,
            annexes=composer.annexes.listed(),
            edition=edition(outline, disclosure),
        )


def drawings(disclosure: Disclosure, language: str) -> dict[str, bytes]:
    with override(spoken(language)):
        return chart(Known(disclosure, language), MECHANISM)


def gaps(disclosure: Disclosure) -> list[Gap]:
    """What the report would be silent about, in the reader's language."""
    known = Known(disclosure, "en")
    return [*entity_gaps(known, *ENTITY), *part_gaps(known, outline_of(disclosure, CODE))]


def edition(outline: Outline, disclosure: Disclosure) -> str:
    basics = (disclosure.content or {})["answers"].get("basics", {})
    return "/".join(
        str(each) for each in (outline.version, basics.get("type"), basics.get("role")) if each
    )


# -- the cover ------------------------------------------------------------------------------------
def _cover(known: Known) -> Iterator[Row]:
    yield entity_row(known, "name_zh")
    yield entity_row(known, "uscc")
    yield _row(known, _("Name of the algorithm"), "basics.name")
    yield _row(known, _("Type of algorithm"), "basics.type")
    yield _row(known, _("Fields of application"), "basics.application_field")
    yield _row(known, _("Scene of use"), "basics.scenario")
    yield _said(known, _("In service"), _launched(known))
    yield _row(known, _("Assessed on"), "assessment.assessed_on")
    if known.text("assessment.written_on"):
        yield _row(known, _("Report written on"), "assessment.written_on")
    yield _said(known, _("The algorithm in short"), _short(known))
    yield _said(known, _("Kind of filing"), _filed(known))
    yield _said(known, _("Content to be published"), _("See the paper “Content to be published”."))
    yield _said(
        known,
        _("Responsibility for algorithm security"),
        _("See the paper “Responsibility for algorithm security”."),
    )
    yield Row(_("Description of the algorithm assessed"), tuple(_described(known)))
    yield Row(_("Risks of the algorithm assessed"), tuple(_risks(known)))
    yield Row(_("Person in charge of algorithm security"), blank=_("(signature by hand)"))
    yield _row(known, _("Telephone"), "provider.responsible_phone")


def _row(known: Known, label: str, path: str) -> Row:
    return Row(label, known.paragraphs(path))


def _said(known: Known, label: str, text: str) -> Row:
    return Row(label, (Paragraph(text, known.language),))


def _launched(known: Known) -> str:
    planned = known.raw("basics.status") == "planned"
    words = {
        "day": known.text("basics.launched_on"),
        "live": OFF if planned else ON,
        "later": ON if planned else OFF,
    }
    if planned:
        return _("%(live)s in service  %(later)s not yet, planned for %(day)s") % words
    return _("%(live)s in service since %(day)s  %(later)s not yet in service") % words


def _short(known: Known) -> str:
    words = {
        "type": known.text("basics.type"),
        "role": known.text("basics.role"),
        "input": known.text("data.input"),
        "output": known.text("data.output"),
        "steps": len(known.fields[MECHANISM].rows) if MECHANISM in known.fields else 0,
    }
    return _("%(type)s, %(role)s; input: %(input)s; output: %(output)s; %(steps)s steps.") % words


def _filed(known: Known) -> str:
    number = known.content.get("algorithm", {}).get("number") or ""
    words = {"new": OFF if number else ON, "old": ON if number else OFF, "number": number}
    if number:
        return _("%(new)s not filed  %(old)s filed, %(number)s") % words
    return _("%(new)s not filed  %(old)s filed") % words


def _described(known: Known) -> Iterator[Paragraph]:
    """Seven numbered items; what the answers do not hold is left to the chapters."""
    titles = (
        _("Description"),
        _("Range of application"),
        _("Users served"),
        _("Number of users"),
        _("Social impact"),
        _("Hardware, software and place"),
    )
    number = 0
    for title, path in zip(titles, DESCRIBED, strict=True):
        if found := known.words(path):
            number += 1
            yield _item(known, number, title, found)
    if found := known.words("assessment.other"):
        yield _item(known, number + 1, _("Other"), found)


def _item(known: Known, number: int, title: str, words: Paragraph) -> Paragraph:
    text = " ".join(part.text for part in lines(words))
    return Paragraph(
        _("%(number)s. %(title)s: %(text)s") % {"number": number, "title": title, "text": text},
        tongue_of(text, known.language),
    )


def _risks(known: Known) -> Iterator[Paragraph]:
    """Every official kind with what was found of it, kinds without a finding included."""
    table = known.fields.get("risks.risks")
    found: dict[str, list[str]] = {}
    for row in table.rows if table else ():
        words = {each.field.code: each.words[0].text for each in row.fields if each.words}
        found.setdefault(words.get("kind", ""), []).append(words.get("description", ""))
    for number, choice in enumerate(regulations.load().choices["risk_kind"], 1):
        text = " ".join(found.get(str(choice.label), [])) or _("none found in this assessment.")
        yield Paragraph(
            _("%(number)s. %(title)s: %(text)s")
            % {"number": number, "title": choice.label, "text": text},
            tongue_of(text, known.language),
        )
