"""What the law's data says, one dataclass for each kind of fact."""

from dataclasses import dataclass
from datetime import date

from filings.regulations.conditions import Condition
from filings.regulations.reading import Certainty
from filings.regulations.text import Text


@dataclass(frozen=True)
class Clause:
    """One rule of an instrument, in our own words. `article` is empty where it is not known."""

    ref: str
    title: Text
    summary: Text
    instrument: str
    article: str = ""
    certainty: Certainty = Certainty.PRIMARY
    source: Text | None = None


@dataclass(frozen=True)
class Instrument:
    """One version of a law, regulation or standard."""

    code: str
    title: Text
    short: Text
    number: str
    issuer: Text
    in_force_on: date
    certainty: Certainty
    source: Text
    clauses: tuple[Clause, ...]
    issued_on: date | None = None
    note: Text | None = None


@dataclass(frozen=True)
class DeadlineRule:
    """A term that `event` starts. `fixed` is the `MM-DD` of an annual date.

    `passed` says what to do once it has passed.
    """

    code: str
    title: Text
    event: Text
    amount: int
    unit: str
    party: str
    clause: str
    certainty: Certainty
    fixed: str = ""
    extendable: bool = False
    note: Text | None = None
    passed: Text | None = None


@dataclass(frozen=True)
class Parameter:
    """A number of law. One that is not verified may be set by an administrator."""

    code: str
    title: Text
    value: int | float
    unit: str
    clause: str
    certainty: Certainty

    @property
    def editable(self) -> bool:
        return not self.certainty.verified


@dataclass(frozen=True)
class Sanction:
    """What follows a breach of the `breached` clauses; amounts in CNY."""

    code: str
    clause: str
    breached: tuple[str, ...]
    consequence: Text
    certainty: Certainty
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class ReturnReason:
    """Why filings come back; `checked` when the facts alone can show it before submission."""

    code: str
    label: Text
    certainty: Certainty
    checked: bool = False


@dataclass(frozen=True)
class Material:
    """What goes with filings of these kinds."""

    code: str
    kinds: tuple[str, ...]
    label: Text
    certainty: Certainty


@dataclass(frozen=True)
class LabelRule:
    """An explicit label in one modality: of `needed` all places must be there.

    `height` is in per cent of the shorter side, `seconds` how long it shows at least.
    """

    code: str
    clause: str
    certainty: Certainty
    places: tuple[str, ...]
    needed: tuple[str, ...]
    height: int | float = 0
    seconds: int | float = 0


@dataclass(frozen=True)
class ChangeKind:
    """A change with a name, of the public lists or of the review; `fields` are the answers by which
    it is seen."""

    code: str
    label: Text
    certainty: Certainty
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListItem:
    code: str
    title: Text
    description: Text
    systems: Text


@dataclass(frozen=True)
class ReviewList:
    """A version of the list of activities that need the expert second review."""

    version: str
    from_on: date
    clause: str
    certainty: Certainty
    items: tuple[ListItem, ...]


@dataclass(frozen=True)
class DutyRule:
    """One duty: whom it binds and what starts its term.

    `clauses` begins with the clause that is cited; `starts_from` is the path of the answer that
    starts `deadline`.
    """

    code: str
    track: str
    title: Text
    action: Text
    clauses: tuple[str, ...]
    certainty: Certainty
    when: Condition | None = None
    exempt_when: Condition | None = None
    exempt_clauses: tuple[str, ...] = ()
    exempt_note: Text | None = None
    deadline: str = ""
    starts_from: str = ""
    note: Text | None = None

    @property
    def clause(self) -> str:
        return self.clauses[0]


@dataclass(frozen=True)
class RuleSet:
    """The duties as they stand from a day on."""

    version: str
    from_on: date
    title: Text
    rules: tuple[DutyRule, ...]
