"""A workflow is one table: a row is a button, a permission, a refusal and an edge."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

T = TypeVar("T")
Sentence = str | Promise


class ActionRefused(Exception):
    """The act was not done. `sentences` say why and what to do, in the reader's language."""

    def __init__(self, *sentences: Sentence, clause: str = "") -> None:
        super().__init__(*sentences)
        self.sentences = sentences
        self.clause = clause

    def __str__(self) -> str:
        return " ".join(str(sentence) for sentence in self.sentences)


class ConfirmationNeeded(ActionRefused):
    """Nothing forbids the act, but its warnings must be confirmed; nothing was done yet."""


class Who(NamedTuple):
    """A predicate (person, object), with the sentence for those it turns away."""

    allows: Callable[[Any, Any], bool]
    otherwise: Sentence


Requirement = Callable[[Any, Any], Sentence | None]
"""(object, person) -> nothing when met, else the sentence that says what is missing."""


Kind = Callable[[Any], bool]
"""(object) -> whether the row is for objects of this kind at all."""


def every(_obj: Any) -> bool:
    return True


@dataclass(frozen=True)
class Transition:
    action: TextChoices
    sources: frozenset[str]
    target: TextChoices
    who: Who
    provided: tuple[Requirement, ...]
    only: Kind = every

    def refusals(self, obj: Any, actor: Any) -> list[Sentence]:
        if not self.who.allows(actor, obj):
            return [self.who.otherwise]
        return [sentence for need in self.provided if (sentence := need(obj, actor))]


class Offer(NamedTuple):
    """An action of the present state: open to the person, or refused with the reasons."""

    action: TextChoices
    refusals: list[Sentence]

    @property
    def is_open(self) -> bool:
        return not self.refusals


def row(
    action: TextChoices,
    sources: Iterable[TextChoices],
    target: TextChoices,
    who: Who,
    *provided: Requirement,
    only: Kind = every,
) -> Transition:
    return Transition(action, frozenset(str(s.value) for s in sources), target, who, provided, only)


class Workflow(Generic[T]):
    def __init__(self, *rows: Transition) -> None:
        self.rows = {transition.action.value: transition for transition in rows}
        if len(self.rows) != len(rows):
            raise ValueError("Two targets are two actions: an action stands in one row only.")

    def offers(self, obj: T, actor: Any) -> list[Offer]:
        state = obj.state  # type: ignore[attr-defined]
        return [
            Offer(transition.action, transition.refusals(obj, actor))
            for transition in self.rows.values()
            if state in transition.sources and transition.only(obj)
        ]

    def check(self, obj: T, action: TextChoices, actor: Any) -> Transition:
        """The row of the action, or ActionRefused with every reason."""
        transition = self.rows[action.value]
        if obj.state not in transition.sources:  # type: ignore[attr-defined]
            raise ActionRefused(
                _("This has already moved on. Reload the page to see where it stands.")
            )
        if not transition.only(obj):
            raise ActionRefused(_("A filing of this kind has no such step."))
        if refusals := transition.refusals(obj, actor):
            raise ActionRefused(*refusals)
        return transition

    def edges(self) -> list[str]:
        return [
            f"    {source} --> {transition.target.value}: {transition.action.value}"
            for transition in self.rows.values()
            for source in sorted(transition.sources)
        ]


def diagram(*tables: Workflow[Any]) -> str:
    """The tables that move one kind of object, as one Mermaid state diagram."""
    return "\n".join(["stateDiagram-v2", *(edge for table in tables for edge in table.edges())])
