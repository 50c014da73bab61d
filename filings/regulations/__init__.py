"""Law as data, dated: instruments, forms, duties, terms, days off. Read and checked."""

from filings.regulations.calendar import Calendar, DueDate, Floor, Schedule
from filings.regulations.conditions import Condition, Outcome
from filings.regulations.facts import (
    Clause,
    DeadlineRule,
    DutyRule,
    Instrument,
    LabelRule,
    Parameter,
    ReviewList,
    RuleSet,
)
from filings.regulations.form import Choice, Field, Form, Section
from filings.regulations.law import Law, load
from filings.regulations.outline import Outline, Part
from filings.regulations.prechecks import CheckRule, Wording
from filings.regulations.reading import Certainty, RegulationError
from filings.regulations.text import Text

__all__ = [
    "Calendar", "Certainty", "CheckRule", "Choice", "Clause", "Condition", "DeadlineRule",
    "DueDate", "DutyRule", "Field", "Floor", "Form", "Instrument", "LabelRule", "Law",
    "Outcome", "Outline", "Parameter", "Part",
    "RegulationError", "ReviewList", "RuleSet", "Schedule", "Section", "Text", "Wording", "load",
]  # fmt: skip
