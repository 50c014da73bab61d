"""What the API shows that is more than one row: who asks, a section, duties, a publication."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from filings.api.shapes import DocumentShape, DutyShape, FindingShape, JobShape
from filings.selectors import labelling

Text = serializers.CharField


class ProviderOfMine(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name_zh = Text()
    name_en = Text()
    uscc = Text()
    roles = serializers.ListField(child=Text())


class MeShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = Text()
    providers = ProviderOfMine(many=True)


class SectionShape(serializers.Serializer[Any]):
    """A section; `revision` is what `If-Match` takes to save it."""

    code = Text()
    revision = serializers.IntegerField()
    answers = serializers.DictField()
    marks = serializers.DictField(child=serializers.ListField(child=Text()))
    done = serializers.BooleanField()


class AnswersTyped(serializers.Serializer[Any]):
    """Answers by section and field, as the schema of the form describes them."""

    answers = serializers.DictField(child=serializers.DictField())


class AnswersShape(AnswersTyped):
    etag = Text()


class LeafShape(serializers.Serializer[Any]):
    path = Text()
    kind = Text()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class ComparisonShape(serializers.Serializer[Any]):
    changed = LeafShape(many=True)


class DutiesShape(serializers.Serializer[Any]):
    """The duties of a version by a rule set; `outdated` says that the rules have changed since."""

    rule_set = Text(allow_null=True)
    version = serializers.IntegerField(allow_null=True)
    outdated = serializers.BooleanField(allow_null=True, required=False)
    duties = DutyShape(many=True)


class FindingsShape(serializers.Serializer[Any]):
    """What the precheck found; `passed` holds the digests of what legal let pass."""

    results = FindingShape(many=True)
    passed = serializers.ListField(child=Text())


class JobWithDocuments(JobShape):
    documents = DocumentShape(many=True)

    class Meta(JobShape.Meta):
        fields = (*JobShape.Meta.fields, "documents")  # type: ignore[assignment]


class ApprovalShape(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    sha256 = Text()
    reason = Text()
    approved_by = serializers.IntegerField()
    approved_at = serializers.DateTimeField()


class PublicationShape(serializers.Serializer[Any]):
    """What everybody reads now, and every approval so far."""

    published = serializers.DictField(allow_null=True)
    entry = Text(allow_null=True)
    history = ApprovalShape(many=True)


class PlanRowShape(serializers.Serializer[Any]):
    """A row of the plan of explicit labels, what is wrong in it, and its samples."""

    cells = serializers.SerializerMethodField()
    faults = serializers.ListField(child=Text())
    samples = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_cells(self, row: Any) -> dict[str, str]:
        return {
            cell.field.code: " / ".join(str(words.text) for words in cell.words)
            for cell in row.cells
        }

    @extend_schema_field({"type": "array", "items": {"type": "integer"}})
    def get_samples(self, row: Any) -> list[int]:
        return [sample.pk for sample in row.samples]


class LabelsShape(serializers.Serializer[Any]):
    """`well` of `current`: how many of the newest samples carry what they must."""

    applies = serializers.BooleanField()
    provider_code = Text(source="code_text")
    proposed_code = Text(source="proposed")
    plan = PlanRowShape(many=True)
    well = serializers.IntegerField()
    current = serializers.IntegerField()


class SampleShape(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    modality = Text()
    stage = Text()
    product = serializers.CharField(source="product.name", default=None, allow_null=True)
    before = serializers.IntegerField(source="before_id", allow_null=True)
    name = Text(source="file.name")
    sha256 = Text(source="file.sha256")
    is_well = serializers.BooleanField()
    label = serializers.DictField(source="report.label", allow_null=True)  # type: ignore[assignment]
    findings = serializers.SerializerMethodField()
    note = Text()
    checked_at = serializers.DateTimeField()

    @extend_schema_field(
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"code": {"type": "string"}, "sentence": {"type": "string"}},
            },
        }
    )
    def get_findings(self, sample: Any) -> list[dict[str, str]]:
        found = labelling.findings(sample)
        return [{"code": each.code, "sentence": str(each.sentence)} for each in found]


class UnlabelledShape(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    content = Text()
    recipient = Text()
    purpose = Text()
    product = serializers.CharField(source="product.name", default=None, allow_null=True)
    agreed_on = serializers.DateField()
    provided_on = serializers.DateField()
    kept_until = serializers.DateField()
