"""Taking in samples of labels, and content given out without them."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings import uploads
from filings.enums import LabelModality, SampleStage
from filings.forms.filing import KeyedForm
from filings.forms.inputs import TEXT, day_field, long_field, scan_field
from filings.labels import Box
from filings.models import Algorithm, LabelCheck, Product
from filings.services.labelling import GivenOut, Sample

SELECT = {"class": "form-select"}
SIDES = ("x", "y", "width", "height")


def _number(label: Any) -> forms.IntegerField:
    widget = forms.NumberInput({**TEXT, "inputmode": "numeric"})
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=100_000, widget=widget
    )


class OfAlgorithmForm(KeyedForm):
    product = forms.ChoiceField(
        label=_("Product"), required=False, widget=forms.Select(SELECT), choices=[("", "—")]
    )

    def __init__(self, *args: Any, algorithm: Algorithm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = algorithm.products.filter(withdrawn=False).order_by("id")
        self.products = {str(row.pk): row for row in rows}
        offered = [(pk, row.name) for pk, row in self.products.items()]
        cast(forms.ChoiceField, self.fields["product"]).choices = [("", "—"), *offered]

    def chosen(self) -> Product | None:
        return self.products.get(self.cleaned_data["product"])


class SampleForm(OfAlgorithmForm):
    file = forms.FileField(label=_("Sample"), max_length=None, allow_empty_file=True)
    modality = forms.ChoiceField(
        label=_("Modality"), choices=LabelModality.choices, widget=forms.Select(SELECT)
    )
    stage = forms.ChoiceField(
        label=_("Where it was taken"), choices=SampleStage.choices, widget=forms.Select(SELECT)
    )
    before = forms.ChoiceField(
        label=_("Compare with the sample before"),
        required=False,
        widget=forms.Select(SELECT),
        help_text=_("Shows whether the label was lost or changed on the way."),
    )
    x = _number(_("Visible label: distance from the left, px"))
    y = _number(_("Visible label: distance from the top, px"))
    width = _number(_("Visible label: width, px"))
    height = _number(_("Visible label: height, px"))
    note = long_field(_("Remark"), rows=2, required=False)
    field_order = (
        "key", "file", "product", "modality", "stage", "before", *SIDES, "note",
    )  # fmt: skip

    def __init__(self, *args: Any, samples: list[LabelCheck], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.samples = {str(row.pk): row for row in samples}
        offered = [(pk, f"{row.file.name} · {row.pk}") for pk, row in self.samples.items()]
        cast(forms.ChoiceField, self.fields["before"]).choices = [("", "—"), *offered]
        self.fields["file"].widget.attrs["accept"] = ",".join(uploads.accepted_endings())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [cleaned.get(side) is not None for side in SIDES]
        if any(given) and not all(given):
            missing = SIDES[given.index(False)]
            if missing not in self.errors:
                self.add_error(missing, _("A marked label has all four numbers."))
        return cleaned

    def sample(self) -> Sample:
        facts = self.cleaned_data
        numbers = [facts[side] for side in SIDES]
        return Sample(
            file=facts["file"],
            name=facts["file"].name,
            modality=LabelModality(facts["modality"]),
            stage=SampleStage(facts["stage"]),
            product=self.chosen(),
            before=self.samples.get(facts["before"]),
            box=None if None in numbers else Box(*numbers),
            note=facts["note"],
        )


class BatchForm(KeyedForm):
    file = forms.FileField(
        label=_("ZIP with the files"),
        max_length=None,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".zip"}),
    )


class GivenOutForm(OfAlgorithmForm):
    content = forms.CharField(
        label=_("Content number"), max_length=200, widget=forms.TextInput(TEXT)
    )
    recipient = forms.CharField(
        label=_("Recipient"),
        max_length=200,
        help_text=_("By which the user can be found again: account or contract number."),
        widget=forms.TextInput(TEXT),
    )
    purpose = long_field(_("Purpose that the user gave"), rows=2, required=False)
    agreed_on = day_field(_("Agreed on"), help_text=_("The user took on the duty to label."))
    provided_on = day_field(_("Given out on"), initial=timezone.localdate)
    agreement = scan_field(_("Agreement"), required=False)
    field_order = (
        "key", "content", "product", "recipient", "purpose", "agreed_on", "provided_on",
        "agreement",
    )  # fmt: skip

    def given(self) -> GivenOut:
        facts = self.cleaned_data
        file = facts["agreement"]
        return GivenOut(
            content=facts["content"],
            recipient=facts["recipient"],
            agreed_on=facts["agreed_on"],
            provided_on=facts["provided_on"],
            purpose=facts["purpose"],
            product=self.chosen(),
            agreement=file,
            name=file.name if file else "",
        )
