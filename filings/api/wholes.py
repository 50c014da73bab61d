"""What the API shows that is more than one row: who asks, a section, duties, a publication."""

from typing import Any

from rest_framework import serializers

from filings.api.shapes import DocumentShape, DutyShape, FindingShape, JobShape

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
