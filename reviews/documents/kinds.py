"""What every paper of the judgement has: readers, when it can be printed, who may, its facts."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from filings.documents import CHINESE, ENGLISH
from filings.enums import DocumentKind
from filings.models import User
from filings.regulations import Text
from filings.statemachine import Who
from reviews.documents.official import Official
from reviews.enums import PaperAudience
from reviews.models import Case

LANGUAGES = (CHINESE, ENGLISH)
UNSAFE = re.compile(r"""[\x00-\x1f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]""")


def _no_links(_subject: Any) -> dict[str, Any]:
    return {}


def _nobody_in_particular(_subject: Any) -> str:
    return ""


@dataclass(frozen=True)
class ReviewPaper:
    """One kind of paper.

    `subjects` are the rows of a case about which it can be printed now; `who` may, of one of them;
    `links` names the row that decides who may read it; `about` tells several subjects apart.
    """

    kind: DocumentKind
    file_name: Text
    audience: PaperAudience
    subjects: Callable[[Case], "QuerySet[Any]"]
    who: Who
    facts: Callable[[Any, str], Official]
    links: Callable[[Any], dict[str, Any]] = _no_links
    about: Callable[[Any], str] = _nobody_in_particular
    template: str = "documents/review_paper.html"

    def name(self, case: Case, language: str, ending: str) -> str:
        """The file's name, by which people recognise it."""
        prefix = self.file_name.zh if language == CHINESE else self.file_name.en
        return UNSAFE.sub("-", f"{prefix} {case.number}.{ending}")

    def allows(self, user: User, subject: Model) -> bool:
        return self.who.allows(user, subject)
