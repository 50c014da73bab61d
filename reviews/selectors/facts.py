"""What a case rests on, for whoever judges it: the frozen facts, what changed, what was decided."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from filings.enums import Audience
from filings.models import Disclosure, Evidence, User
from filings.selectors.mechanism import comparison_page, reading_page
from reviews.enums import DecisionState
from reviews.models import Case, Decision, SubmissionVersion
from reviews.points import POINTS, point_of

Place = Callable[[Evidence], str]
"""The address at which this reader opens a file."""


@dataclass(frozen=True)
class NamedFile:
    """A file of the disclosure at the reader's own address."""

    name: str
    url: str

    def get_absolute_url(self) -> str:
        return self.url


@dataclass(frozen=True)
class Facts:
    """One frozen version as the authority would read it."""

    version: SubmissionVersion
    sections: list[dict[str, Any]]
    pictures: list[dict[str, Any]]
    """The fields that are drawn."""

    @property
    def opening(self) -> list[dict[str, Any]]:
        return [f for f in self._fields() if not point_of(f["read"].path) and not f["picture"]]

    def at(self, point: str) -> list[dict[str, Any]]:
        """The answers that a review point judges."""
        return [field for field in self._fields() if point_of(field["read"].path) == point]

    def _fields(self) -> Iterable[dict[str, Any]]:
        return (field for section in self.sections for field in section["fields"])


def facts(version: SubmissionVersion, place: Place) -> Facts:
    sections = reading_page(version.disclosure, Audience.REGULATOR)["sections"]
    for section in sections:
        for field in section["fields"]:
            field["files"] = [NamedFile(file.name, place(file)) for file in field["files"]]
    pictures = [f for section in sections for f in section["fields"] if f["picture"]]
    return Facts(version, sections, pictures)


def of_case(version: SubmissionVersion) -> Facts:
    """With the files at the addresses of the case."""
    return facts(
        version, lambda file: reverse("reviews:case_file", args=[version.case_id, file.pk])
    )


@dataclass(frozen=True)
class Point:
    code: str
    label: Any
    fields: list[dict[str, Any]]


def points(found: Facts) -> list[Point]:
    return [Point(code, label, found.at(code)) for code, label in POINTS.items()]


def file_of(case: Case, pk: int) -> Evidence | None:
    """A file of any version that was handed in."""
    handed_in = case.submissions.values("disclosure")
    return Evidence.objects.filter(pk=pk, disclosure__in=handed_in, removed_at=None).first()


@dataclass(frozen=True)
class Changes:
    before: Disclosure
    after: Disclosure
    sections: list[Any]
    files: list[Any]

    @property
    def none(self) -> bool:
        return not self.sections and not self.files


def changes(version: SubmissionVersion) -> Changes | None:
    """Against the version of the algorithm that was judged last; nothing where it is the first."""
    decided = Decision.objects.filter(
        state=DecisionState.RELEASED, round__case__algorithm=version.case.algorithm_id
    ).exclude(round__submission=version.pk)
    handed_in = SubmissionVersion.objects.filter(case=version.case_id, number__lt=version.number)
    last = decided.filter(released_at__lt=version.submitted_at).order_by("-released_at").first()
    before = last.round.submission if last else handed_in.order_by("-number").first()
    if before is None or before.disclosure_id == version.disclosure_id:
        return None
    page = comparison_page(before.disclosure, version.disclosure, Audience.REGULATOR)
    sections = [each for each in page["changed_sections"] if each[1]]
    return Changes(before.disclosure, version.disclosure, sections, page["changed_files"])


def earlier(case: Case, user: User) -> list[Decision]:
    """What was decided about this algorithm before, newest first, as far as the person may know."""
    found = Decision.objects.visible_to(user).released()
    return list(
        found.filter(round__case__algorithm=case.algorithm_id)
        .select_related("round__case__committee", "round__submission__disclosure", "motion")
        .order_by("-released_at")
    )
