"""What the papers of the judgement say alike: days, clauses, shares, the arithmetic of a vote."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from filings import regulations
from filings.regulations import Certainty
from reviews.documents.official import Column, Counted, Line, Part, Table
from reviews.models import ExpertReview, Motion, Round, RulePack

DIGITS = "〇一二三四五六七八九"


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def day(moment: date | datetime | None) -> str:
    """2026年11月26日; 26 November 2026."""
    if moment is None:
        return "—"
    on = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return f"{on.year}年{on.month}月{on.day}日" if is_chinese() else f"{on.day} {on:%B %Y}"


def clock(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M}" if moment else "—"


def minute(moment: datetime | None) -> str:
    return f"{day(moment)} {clock(moment)}" if moment else "—"


def cited(ref: str) -> str:
    """《科技伦理审查办法（试行）》第十六条; an article that nobody has read says so."""
    law = regulations.load()
    clause = law.clause(ref)
    title = law.instruments[clause.instrument].title
    named = f"《{title}》" if is_chinese() else str(title)
    if not clause.article:
        return _("%(instrument)s (%(title)s)") % {"instrument": named, "title": clause.title}
    article = f"第{numeral(int(clause.article))}条" if is_chinese() else f", Art. {clause.article}"
    return named + article + unread(clause.certainty)


def unread(certainty: str) -> str:
    if Certainty(certainty).verified:
        return ""
    return _(" (article not checked against the official text)")


def numeral(number: int) -> str:
    """A number below a hundred in Chinese, as articles are counted."""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return ten + (DIGITS[ones] if ones or not tens else "")


def numbered(parts: Iterable[Part | None]) -> tuple[Part, ...]:
    """The parts that there are, with their numbers."""
    kept = [part for part in parts if part is not None]
    return tuple(
        Part(_headed(place, part.heading), part.paragraphs, part.lines, part.items, part.tables)
        for place, part in enumerate(kept, 1)
    )


def _headed(place: int, heading: str) -> str:
    return f"{numeral(place)}、{heading}" if is_chinese() else f"{place}. {heading}"


def lines(*pairs: tuple[str, object]) -> tuple[Line, ...]:
    """Those that say something."""
    return tuple(Line(label, str(text)) for label, text in pairs if text not in ("", None))


def table(
    caption: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[object]]
) -> Table:
    """The widths are shares of a hundred."""
    return Table(
        caption,
        tuple(Column(label, f"{width}%") for label, width in heads),
        tuple(tuple(map(str, row)) for row in rows),
    )


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


# -- the arithmetic -------------------------------------------------------------------------------
def of_vote(motion: Motion) -> Counted:
    """What the database counted when the vote was closed."""
    pack = pack_of(motion.round)
    yes, base = motion.yes or 0, motion.basis or 0
    bare = Counted(
        attending=motion.present or 0,
        recused=motion.recused or 0,
        yes=yes,
        no=motion.no or 0,
        abstain=motion.abstain or 0,
        base=base,
        numerator=pack.pass_num,
        denominator=pack.pass_den,
        left=yes * pack.pass_den,
        right=pack.pass_num * base,
        carried=bool(motion.carried),
        clause=clause_of(pack, "pass_num"),
    )
    return replace(bare, sentence=_members(bare))


def of_experts(review: ExpertReview) -> Counted:
    """What the database counted when the second review was closed: of all experts."""
    pack = pack_of(review.round)
    seats, agreed = review.seats_counted or 0, review.agreed or 0
    bare = Counted(
        attending=seats,
        recused=0,
        yes=agreed,
        no=seats - agreed,
        abstain=0,
        base=seats,
        numerator=pack.expert_num,
        denominator=pack.expert_den,
        left=agreed * pack.expert_den,
        right=pack.expert_num * seats,
        carried=bool(review.passed),
        clause=clause_of(pack, "expert_num"),
    )
    return replace(bare, sentence=_experts(bare))


def pack_of(round_: Round) -> RulePack:
    if round_.rule_pack is None:
        raise ValueError(f"round {round_.pk} was never accepted, so no rules count its votes")
    return round_.rule_pack


def clause_of(pack: RulePack, number: str) -> str:
    return str(pack.sources[number]["clause"])


def _members(vote: Counted) -> str:
    said = _numbers(vote)
    who = (
        _("%(attending)d attending, %(recused)d recused and not counted, ")
        if vote.recused
        else _("%(attending)d attending, nobody recused, ")
    )
    return (who + _("%(yes)d of %(base)d in favour: %(compared)s (%(article)s)")) % said


def _experts(vote: Counted) -> str:
    said = _numbers(vote)
    return _("%(attending)d experts, %(yes)d of %(base)d agree: %(compared)s (%(article)s)") % said


def _numbers(vote: Counted) -> dict[str, Any]:
    """With how the two products compare; the database said which, so they cannot disagree."""
    holds = vote.left >= vote.right
    if holds != vote.carried:
        raise ValueError("the numbers of the vote do not give its result")
    words = {"left": vote.left, "right": vote.right}
    compared = (
        _("%(left)d ≥ %(right)d, carried") if holds else _("%(left)d < %(right)d, not carried")
    )
    return asdict(vote) | {"compared": compared % words, "article": cited(vote.clause)}


def reckoned(vote: Counted) -> str:
    """How the two numbers come about, for whoever reckons again."""
    return _(
        "Against: %(no)d. Abstaining: %(abstain)d. Reckoned in whole numbers: "
        "%(yes)d × %(denominator)d = %(left)d, %(numerator)d × %(base)d = %(right)d."
    ) % asdict(vote)
