"""The precheck of one version as a page shows it: each finding with its places and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from filings import contents, findings
from filings.models import Disclosure, Override, User
from filings.permissions import is_legal
from filings.precheck import Finding
from filings.precheck.facts import Place
from filings.regulations import CheckRule, Field, Text

WORDS: dict[str, tuple[str, Promise]] = {
    "blocks": ("bad", _("Blocks")),
    "warns": ("waiting", _("Warning")),
    "hint": ("neutral", _("Hint")),
}
"""Severity -> state of its badge and its word."""


@dataclass(frozen=True)
class Where:
    section: Text
    label: Text
    row: int | None
    url: str


@dataclass(frozen=True)
class Shown:
    finding: Finding
    places: list[Where]
    override: Override | None
    let_pass: str
    """Where legal lets it pass; empty where nothing blocks."""

    @property
    def rule(self) -> CheckRule:
        return self.finding.rule

    @property
    def state(self) -> str:
        return "neutral" if self.override else WORDS[self.rule.severity][0]

    @property
    def word(self) -> str | Promise:
        return _("Let pass by legal") if self.override else WORDS[self.rule.severity][1]


@dataclass(frozen=True)
class Summary:
    """How many findings of each weight still stand, in words, and where to read them."""

    blocks: int
    warns: int
    hints: int
    passed: int
    url: str

    @property
    def state(self) -> str:
        return "bad" if self.blocks else "waiting" if self.warns else "good"


def summary(report: findings.Report, disclosure: Disclosure) -> Summary:
    weights = [each.rule.severity for each in report.findings]
    blocks = len(report.open_blocks)
    return Summary(
        blocks=blocks,
        warns=weights.count("warns"),
        hints=weights.count("hint"),
        passed=weights.count("blocks") - blocks,
        url=address(disclosure),
    )


def address(disclosure: Disclosure) -> str:
    return reverse("filings:precheck", args=[disclosure.algorithm_id, disclosure.number])


def shown(
    report: findings.Report, disclosure: Disclosure, among: Sequence[Finding] | None = None
) -> list[Shown]:
    """Every finding, or those `among` it; what still blocks stands first."""
    form = contents.form_of(disclosure)
    fields, titles = form.paths(), {each.code: each.title for each in form.sections}
    rows = [
        Shown(
            each,
            [_where(place, fields, titles, disclosure) for place in each.at],
            report.overrides.get(each.digest),
            _let_pass(each, disclosure),
        )
        for each in (report.findings if among is None else among)
    ]
    return sorted(rows, key=lambda row: (not row.finding.blocks, row.override is not None))


def refusal(disclosure: Disclosure, user: User) -> str | Promise:
    """Why the person cannot let a finding pass, or nothing."""
    if not is_legal.allows(user, disclosure):
        return is_legal.otherwise
    if not disclosure.is_frozen:
        return _("Freeze the version first; a draft can still be corrected.")
    return ""


def _let_pass(each: Finding, disclosure: Disclosure) -> str:
    args = [disclosure.algorithm_id, disclosure.number, each.digest]
    return reverse("filings:precheck_let_pass", args=args) if each.blocks else ""


def _where(
    place: Place, fields: dict[str, Field], titles: dict[str, Text], disclosure: Disclosure
) -> Where:
    """The field on the page where it is written; of a frozen version, its section to read."""
    url, anchor = disclosure.get_absolute_url(), place.section
    if not disclosure.is_frozen:
        args = [disclosure.algorithm_id, disclosure.number, place.section]
        url, anchor = reverse("filings:disclosure_section", args=args), place.anchor
    known = fields.get(place.path)
    title = titles[place.section]
    return Where(title, known.label if known else title, place.row, f"{url}#{anchor}")
