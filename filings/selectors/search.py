"""What the search above every page finds: one's algorithms, the public lists, the law."""

from collections.abc import Sequence
from dataclasses import dataclass

from filings import lawbook, searching
from filings.models import PublicEntry, User
from filings.regulations import Clause
from filings.selectors import ledger, register
from filings.selectors.ledger import Row, Wanted

SHOWN = 8
"""So many of each kind; the lists show the rest."""


@dataclass(frozen=True)
class Found:
    algorithms: list[Row]
    algorithms_total: int
    entries: Sequence[PublicEntry]
    entries_total: int
    clauses: list[Clause]

    @property
    def is_empty(self) -> bool:
        return not (self.algorithms or self.entries or self.clauses)


def everywhere(user: User, typed: str) -> Found | None:
    """Everything this person may see that holds all the words; nothing when none was typed."""
    if not (words := searching.words(typed)):
        return None
    own = ledger.listed(user, user.provider_ids, Wanted(words), None)
    public = register.listed(Wanted(words, order="name"), None)
    return Found(
        algorithms=own.rows[:SHOWN],
        algorithms_total=own.total,
        entries=public.page.rows[:SHOWN],
        entries_total=public.total,
        clauses=_clauses(words)[:SHOWN],
    )


def _clauses(words: Sequence[str]) -> list[Clause]:
    return [
        clause
        for instrument in lawbook.law().instruments.values()
        for clause in instrument.clauses
        if all(
            word in searching.folded(f"{instrument.title.zh} {instrument.title.en} {_text(clause)}")
            for word in words
        )
    ]


def _text(clause: Clause) -> str:
    said = (clause.title, clause.summary)
    return " ".join(side for text in said for side in (text.zh, text.en))
