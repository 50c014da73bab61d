"""How a clause is cited and how sure we are of a fact, in the reader's language."""

import re

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from filings import changed, regulations
from filings.regulations import Certainty, Clause

register = template.Library()

SURE: dict[str, Promise] = {
    Certainty.PRIMARY: _lazy("official text read"),
    Certainty.SECONDARY: _lazy("secondary source read"),
    Certainty.WEAK: _lazy("one weak source only"),
    Certainty.RECALLED: _lazy("not confirmed"),
    Certainty.EMPIRICAL: _lazy("measured from public data"),
    Certainty.DESIGN: _lazy("our suggestion, no rule"),
}


@register.filter
def cited(clause: Clause) -> str:
    """算法推荐规定第24条第1款; Order 9, Art. 24(1)."""
    short = regulations.load().instruments[clause.instrument].short
    if not clause.article:
        return f"{short} · {clause.title}"
    chinese = (get_language() or "zh").startswith("zh")
    return f"{short}{(article_zh if chinese else article_en)(clause.article)}"


ARTICLE = re.compile(r"(\d+)(?:\((\d+)\))?")


def article_en(article: str) -> str:
    """24(1) as Art. 24(1), E as Annex E; the clause of a standard as it is written."""
    if ARTICLE.fullmatch(article):
        return f", Art. {article}"
    return f", Annex {article}" if article.isalpha() else f" {article}"


def article_zh(article: str) -> str:
    """24(1) as 第24条第1款, E as 附录E; the clause of a standard as it is written."""
    found = ARTICLE.fullmatch(article)
    if not found:
        return f"附录{article}" if article.isalpha() else f" {article}"
    paragraph = f"第{found[2]}款" if found[2] else ""
    return f"第{found[1]}条{paragraph}"


@register.filter
def changes_called(codes: list[str]) -> list[str]:
    """What kinds of material change are called."""
    return changed.called(codes)


@register.filter
def clause_of(ref: str) -> Clause:
    """The clause that a rule names."""
    return regulations.load().clause(ref)


@register.filter
def how_sure(certainty: Certainty) -> str:
    return str(SURE[certainty])


@register.filter
def unit_of(rule: object) -> str:
    """The unit of a term or parameter in words."""
    unit = getattr(rule, "unit", "")
    return str(UNITS.get(unit, unit))


UNITS: dict[str, Promise] = {
    "workday": _lazy("working days"),
    "day": _lazy("days"),
    "hour": _lazy("hours"),
    "month": _lazy("months"),
    "year": _lazy("years"),
    "annual": _lazy("each year"),
    "immediate": _lazy("at once"),
    "before": _lazy("before it begins"),
    "people": _lazy("people"),
}


@register.simple_tag
def unverified_count(clauses: tuple[Clause, ...]) -> str:
    open_ones = sum(not clause.certainty.verified for clause in clauses)
    return _("%(count)d unverified") % {"count": open_ones} if open_ones else ""
