"""What the page of a version's ethics review shows: what is due, what has settled it."""

from dataclasses import dataclass

from filings import ethics, lawbook
from filings.enums import ClearanceKind, Verdict
from filings.models import Algorithm, Clearance, Disclosure, User
from filings.permissions import is_legal, may_settle
from filings.regulations import Text
from filings.statemachine import Sentence


@dataclass(frozen=True)
class Step:
    need: ethics.Need
    titles: list[Text | str]
    notes: list[Text]
    """What the law says of an exemption from it."""

    @property
    def may_be_exempt(self) -> bool:
        return self.need.settled_by is None and self.need.verdict != Verdict.APPLIES


@dataclass(frozen=True)
class Settlement:
    """One clearance with the way to take it back, or the reason why not."""

    clearance: Clearance
    refusal: Sentence | None
    is_recorded_here: bool


@dataclass(frozen=True)
class Ethics:
    disclosure: Disclosure
    steps: list[Step] | None
    """Nothing before the version was determined."""
    settlements: list[Settlement]
    refusal: Sentence | None
    """Why this person may not record a decision."""
    exemption_refusal: Sentence | None

    @property
    def is_settled(self) -> bool:
        return self.steps is not None and all(step.need.settled_by for step in self.steps)

    @property
    def exemptible(self) -> list[Step]:
        return [step for step in self.steps or () if step.may_be_exempt]


def shown(disclosure: Disclosure, user: User) -> Ethics:
    needs = ethics.needs(disclosure)
    rows = Clearance.objects.filter(disclosure=disclosure).select_related(
        "signed_by", "recorded_by", "withdrawn_by", "scan"
    )
    legal = None if is_legal.allows(user, disclosure) else is_legal.otherwise
    return Ethics(
        disclosure=disclosure,
        steps=None if needs is None else _steps(disclosure, needs),
        settlements=[Settlement(row, legal, _by_hand(row)) for row in rows.order_by("-id")],
        refusal=None if may_settle.allows(user, disclosure) else may_settle.otherwise,
        exemption_refusal=legal,
    )


def _by_hand(row: Clearance) -> bool:
    return row.holds and row.kind in {ClearanceKind.OUTSIDE_DECISION, ClearanceKind.EXEMPTION}


def _steps(disclosure: Disclosure, needs: list[ethics.Need]) -> list[Step]:
    made = ethics.determination_of(disclosure)
    sets = lawbook.law().rule_sets
    rules = next((each.rules for each in sets if made and each.version == made.rule_set), ())
    known = {rule.code: rule for rule in rules}
    found = []
    for need in needs:
        its = [known[duty.code] for duty in need.duties if duty.code in known]
        notes = {str(rule.exempt_note): rule.exempt_note for rule in its if rule.exempt_note}
        exempt = need.verdict == Verdict.EXEMPTION_POSSIBLE
        found.append(Step(need, [r.title for r in its], list(notes.values()) if exempt else []))
    return found


def latest(algorithm: Algorithm) -> Disclosure | None:
    found: Disclosure | None = (
        algorithm.disclosures.filter(sha256__gt="").defer("content").order_by("-number").first()
    )
    return found
