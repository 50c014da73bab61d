"""What the API shows, object by object."""

from typing import Any

from rest_framework import serializers

from filings import contents
from filings.models import (
    Algorithm,
    Deadline,
    Disclosure,
    Document,
    Duty,
    Event,
    Evidence,
    Filing,
    Job,
    Product,
    PublicEntry,
    SubmissionRound,
)
from filings.services.ledger import fingerprint


class ProductShape(serializers.ModelSerializer[Product]):
    class Meta:
        model = Product
        fields = ("key", "name", "form", "address")


class AlgorithmShape(serializers.ModelSerializer[Algorithm]):
    """A record of the ledger. `etag` is what `If-Match` takes to change it."""

    provider = serializers.IntegerField(source="provider_id")
    owner = serializers.IntegerField(source="owner_id", allow_null=True)
    etag = serializers.SerializerMethodField()

    class Meta:
        model = Algorithm
        fields = (
            "id", "provider", "reference", "name_zh", "name_en", "type", "role", "status",
            "purpose_zh", "purpose_en", "owner", "number", "published_at", "launched_on",
            "ended_on", "changed_at", "etag",
        )  # fmt: skip

    def get_etag(self, algorithm: Algorithm) -> str:
        return fingerprint(algorithm)


class DisclosureLine(serializers.ModelSerializer[Disclosure]):
    """A version without its answers."""

    class Meta:
        model = Disclosure
        fields = ("number", "state", "form_version", "sha256", "started_at", "frozen_at")


class DisclosureShape(DisclosureLine):
    """A version: answers and marks by section, and per section the revision to save against."""

    answers = serializers.SerializerMethodField()
    marks = serializers.SerializerMethodField()
    revisions = serializers.SerializerMethodField()

    class Meta(DisclosureLine.Meta):
        fields = (*DisclosureLine.Meta.fields, "answers", "marks", "revisions")  # type: ignore[assignment]

    def get_answers(self, disclosure: Disclosure) -> dict[str, Any]:
        return contents.answers_of(disclosure)

    def get_marks(self, disclosure: Disclosure) -> dict[str, list[str]]:
        return contents.marks_of(disclosure)

    def get_revisions(self, disclosure: Disclosure) -> dict[str, int]:
        return {row.code: row.revision for row in disclosure.sections.all()}


class SectionTyped(serializers.Serializer[Any]):
    """Answers by field code; a row of a table may leave its `key` out and is then a new one."""

    answers = serializers.DictField()
    marks = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), default=dict
    )


class EvidenceShape(serializers.ModelSerializer[Evidence]):
    class Meta:
        model = Evidence
        fields = (
            "id", "path", "kind", "name", "media_type", "size", "sha256", "dated_on", "expires_on",
            "marks", "added_at",
        )  # fmt: skip


class GapShape(serializers.Serializer[Any]):
    section = serializers.CharField(source="section.code")
    field = serializers.CharField(source="field.code")
    label = serializers.CharField(source="field.label")  # type: ignore[assignment]
    row = serializers.IntegerField(allow_null=True)


class FindingShape(serializers.Serializer[Any]):
    """One finding of the precheck."""

    check = serializers.CharField(source="rule.code")
    severity = serializers.CharField(source="rule.severity")
    title = serializers.CharField(source="rule.title")
    why = serializers.CharField()
    clause = serializers.CharField(source="rule.clause")
    places = serializers.SerializerMethodField()
    digest = serializers.CharField()

    def get_places(self, finding: Any) -> list[str]:
        return [place.path for place in finding.at]


class DutyShape(serializers.ModelSerializer[Duty]):
    class Meta:
        model = Duty
        fields = ("code", "verdict", "clause", "because", "unknown", "due_on", "provisional")


class DeadlineShape(serializers.ModelSerializer[Deadline]):
    algorithm = serializers.IntegerField(source="algorithm_id")
    filing = serializers.IntegerField(source="filing_id", allow_null=True)

    class Meta:
        model = Deadline
        fields = (
            "id", "algorithm", "filing", "rule", "state", "starts_on", "due_on", "formula",
            "provisional", "met_on",
        )  # fmt: skip


class RoundShape(serializers.ModelSerializer[SubmissionRound]):
    class Meta:
        model = SubmissionRound
        fields = ("number", "submitted_on", "receipt", "answered_on", "answer", "reasons")


class FilingShape(serializers.ModelSerializer[Filing]):
    algorithm = serializers.IntegerField(source="algorithm_id")
    version = serializers.IntegerField(source="disclosure.number")
    rounds = RoundShape(many=True)

    class Meta:
        model = Filing
        fields = (
            "id", "algorithm", "version", "kind", "state", "state_since", "number", "filed_on",
            "rounds",
        )  # fmt: skip


class OfferShape(serializers.Serializer[Any]):
    """An action of the present state: open, or refused with the reasons."""

    action = serializers.CharField(source="action.value")
    label = serializers.CharField(source="action.label")  # type: ignore[assignment]
    refusals = serializers.ListField(child=serializers.CharField())


class FilingWithOffers(FilingShape):
    offers = OfferShape(many=True)

    class Meta(FilingShape.Meta):
        fields = (*FilingShape.Meta.fields, "offers")  # type: ignore[assignment]


class EventShape(serializers.ModelSerializer[Event]):
    hash = serializers.SerializerMethodField()
    actor = serializers.IntegerField(source="actor_id", allow_null=True)

    class Meta:
        model = Event
        fields = ("id", "act", "actor", "at", "payload", "hash")

    def get_hash(self, event: Event) -> str:
        return bytes(event.hash or b"").hex()


class DocumentShape(serializers.ModelSerializer[Document]):
    class Meta:
        model = Document
        fields = (
            "id", "kind", "language", "name", "media_type", "size", "pages", "sha256", "issued_at",
        )  # fmt: skip


class JobShape(serializers.ModelSerializer[Job]):
    class Meta:
        model = Job
        fields = ("id", "kind", "state", "step", "done", "total", "asked_at")


class EntryShape(serializers.ModelSerializer[PublicEntry]):
    """An entry of the public national lists."""

    class Meta:
        model = PublicEntry
        fields = (
            "id", "number", "name", "type", "provider", "role", "product", "purpose", "remarks",
            "published_in", "announced",
        )  # fmt: skip
