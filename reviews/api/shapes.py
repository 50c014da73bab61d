"""What the API shows of a review; each shape is made from what the pages' selectors give."""

from typing import Any

from rest_framework import serializers

from reviews.models import Paper


class CaseLine(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="case.pk")
    algorithm = serializers.IntegerField(source="case.algorithm_id")
    committee = serializers.IntegerField(source="case.committee_id")
    state = serializers.CharField(source="case.state")
    stage = serializers.CharField()
    with_applicant = serializers.BooleanField()
    due_at = serializers.DateTimeField(allow_null=True)


class ActShape(serializers.Serializer[Any]):
    """An act that is the reader's: where it is done, or why not now."""

    label = serializers.CharField()  # type: ignore[assignment]
    path = serializers.SerializerMethodField()
    refusal = serializers.CharField()

    def get_path(self, act: Any) -> str:
        """Below the root of this interface, as the page has it below its own."""
        return str(act.url).lstrip("/")


class ReviewRoundShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.IntegerField()
    kind = serializers.CharField()
    version = serializers.IntegerField(source="submission.disclosure.number", allow_null=True)


class CorrectionShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    state = serializers.CharField()
    place = serializers.CharField()
    passage = serializers.CharField()
    reading = serializers.CharField()
    reason = serializers.CharField()


class DecisionShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    state = serializers.CharField()
    outcome = serializers.CharField()
    reasons = serializers.CharField()
    advice = serializers.CharField()
    corrections = CorrectionShape(many=True, source="corrections.all")


class ConditionShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.IntegerField()
    text = serializers.CharField()
    due_on = serializers.DateField()
    state = serializers.CharField()


class ToldShape(serializers.Serializer[Any]):
    act = serializers.CharField()
    actor = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True)


class CaseShape(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="case.pk")
    algorithm = serializers.IntegerField(source="case.algorithm_id")
    committee = serializers.IntegerField(source="case.committee_id")
    state = serializers.CharField(source="case.state")
    stage = serializers.CharField()
    next = serializers.CharField(source="sentence")
    with_applicant = serializers.BooleanField()
    acts = ActShape(many=True)
    rounds = ReviewRoundShape(many=True)
    decisions = DecisionShape(many=True)
    conditions = ConditionShape(many=True)
    history = ToldShape(many=True)


class PaperShape(serializers.ModelSerializer[Paper]):
    name = serializers.CharField(source="document.name")
    kind = serializers.CharField(source="document.kind")
    sha256 = serializers.CharField(source="document.sha256")
    media_type = serializers.CharField(source="document.media_type")

    class Meta:
        model = Paper
        fields = ("id", "name", "kind", "sha256", "media_type")
