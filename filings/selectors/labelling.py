"""What the pages of labels show: code, plan, samples, content given out without labels."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from filings import assessments, contents, proofs, regulations
from filings.answers.reading import ReadField, read_value
from filings.documents import label_pack
from filings.enums import JobKind, JobState
from filings.labels import KEYS, Finding, ProviderCode, codes
from filings.models import Algorithm, Disclosure, Job, LabelCheck, UnlabelledContent, User
from filings.permissions import may_disclose
from filings.precheck.plan import PLAN, faults
from filings.regulations import Text
from filings.statemachine import Sentence

SHOWN = 100


@dataclass(frozen=True)
class PlanRow:
    """A row of the plan; `faults` as sentences, `samples` the newest ones of its modality."""

    cells: list[ReadField]
    faults: list[str]
    samples: list[LabelCheck]


@dataclass(frozen=True)
class CodePart:
    place: str
    meaning: Text
    value: str


@dataclass(frozen=True)
class Given:
    row: UnlabelledContent
    days: int
    """That it must still be kept."""


@dataclass(frozen=True)
class Labels:
    version: Disclosure | None
    applies: bool
    code: ProviderCode | None
    code_text: str
    proposed: str
    parts: list[CodePart]
    plan: list[PlanRow]
    samples: list[LabelCheck]
    """All of them, newest first."""
    well: int
    current: int
    given: list[Given]
    refusal: Sentence


def labels(algorithm: Algorithm, user: User) -> Labels:
    version = assessments.newest(algorithm)
    answers = contents.applying(version) if version else {}
    said = answers.get("labels", {})
    current = proofs.current_samples(algorithm)
    code_text = str(said.get("provider_code") or "")
    code = codes.parse(code_text)
    return Labels(
        version=version,
        applies=bool(answers.get("basics", {}).get("generative")),
        code=code,
        code_text=code_text,
        proposed=proposed(algorithm),
        parts=[CodePart(*each) for each in label_pack.parts(code)] if code else [],
        plan=plan(version, said.get("plan") or [], current),
        samples=list(of_algorithm(algorithm)[:SHOWN]),
        well=sum(sample.is_well for sample in current),
        current=len(current),
        given=given_out(algorithm, timezone.localdate()),
        refusal="" if may_disclose.allows(user, algorithm) else may_disclose.otherwise,
    )


def proposed(algorithm: Algorithm) -> str:
    """The code that the provider can make of its own credit code, without an extension."""
    try:
        return codes.build(algorithm.provider.uscc).text
    except ValueError:
        return ""


def plan(
    version: Disclosure | None, rows: list[dict[str, Any]], current: list[LabelCheck]
) -> list[PlanRow]:
    if version is None:
        return []
    field = contents.form_of(version).paths().get(PLAN)
    words = regulations.load().wording(timezone.localdate()).words
    return [
        PlanRow(
            cells=[read_value(inner, row.get(inner.code)) for inner in field.fields],
            faults=list(faults(row, words)),
            samples=[each for each in current if each.modality == row.get("modality")],
        )
        for row in rows
        if field
    ]


def of_algorithm(algorithm: Algorithm) -> Any:
    return LabelCheck.objects.filter(algorithm=algorithm).select_related(
        "file", "product", "before__file", "checked_by"
    )


def unlabelled(algorithm: Algorithm) -> Any:
    return UnlabelledContent.objects.filter(algorithm=algorithm).select_related(
        "product", "agreement", "recorded_by"
    )


def given_out(algorithm: Algorithm, today: date) -> list[Given]:
    rows = unlabelled(algorithm)[:SHOWN]
    return [Given(row, max(0, (row.kept_until - today).days)) for row in rows]


def values(sample: LabelCheck) -> list[tuple[str, str]]:
    """What the label says, in the order of the standard."""
    label = sample.report["label"] or {}
    return [(key, label.get(key, "")) for key in KEYS if label]


def findings(sample: LabelCheck) -> list[Finding]:
    coded = [*sample.report["findings"], *((sample.visible or {}).get("findings") or [])]
    return [Finding(code, details) for code, details in coded]


@dataclass(frozen=True)
class BatchRow:
    file: str
    well: bool
    producer: str
    produce_id: str
    sentences: list[str]


@dataclass(frozen=True)
class Batch:
    well: int
    total: int
    rows: list[BatchRow]


def batch(job: Job) -> Batch | None:
    """What a job found in a ZIP, the failed ones first; nothing for other jobs."""
    if job.kind != JobKind.LABELS or job.state != JobState.DONE:
        return None
    found = sorted(job.result["files"], key=lambda row: row["well"])
    return Batch(
        well=job.result["well"],
        total=job.result["all"],
        rows=[
            BatchRow(
                row["file"],
                row["well"],
                row["producer"],
                row["produce_id"],
                [Finding(code, details).sentence for code, details in row["findings"]],
            )
            for row in found
        ],
    )
