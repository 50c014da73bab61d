"""Every component on one page, with invented content; outside production only."""

import tomllib
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from filings import drawing
from filings.drawing import Step
from filings.forms.inputs import DayInput
from filings.regulations.text import Text

SAMPLES = Path(__file__).parents[1] / "data" / "components.toml"


class SampleForm(forms.Form):
    """One field of every kind; labels, guidance and choices come from the samples."""

    name = forms.CharField(max_length=100)
    kind = forms.ChoiceField()
    risk = forms.ChoiceField(widget=forms.RadioSelect)
    channels = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    launched_on = forms.DateField(widget=DayInput())
    users = forms.IntegerField(required=False)
    contract = forms.FileField(required=False)
    confirmed = forms.BooleanField(required=False)
    purpose_zh = forms.CharField(widget=forms.Textarea(attrs={"rows": 4, "lang": "zh-Hans"}))
    purpose_en = forms.CharField(widget=forms.Textarea(attrs={"rows": 4, "lang": "en"}))

    def __init__(self, *args: Any, samples: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in samples["fields"].items():
            self.fields[name].label = words["label"]
            self.fields[name].help_text = words.get("guidance", "")
        for name, choices in samples["choices"].items():
            field: Any = self.fields[name]
            field.choices = list(choices.items())


class SampleFilters(forms.Form):
    name = forms.CharField(required=False)
    kind = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, samples: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = samples["fields"]["name"]["label"]
        kind: Any = self.fields["kind"]
        kind.label = samples["fields"]["kind"]["label"]
        kind.choices = list(samples["choices"]["kind"].items())


def catalogue(request: HttpRequest) -> HttpResponse:
    if not settings.CATALOGUE:
        raise Http404
    samples = said(tomllib.loads(SAMPLES.read_text("utf-8")))
    form = samples["form"]
    context = samples["page"] | {
        "form": SampleForm(initial=form["typed"], prefix="sample", samples=form),
        "faulty": SampleForm(form["faulty"], prefix="faulty", samples=form),
        "filters": SampleFilters(prefix="filters", samples=form),
        "chart": _drawn(samples["chart"]),
    }
    return render(request, "filings/catalogue.html", context)


def said(value: Any) -> Any:
    """The samples in the reader's language, whatever they are nested in."""
    match value:
        case {"zh": str(zh), "en": str(en), **rest} if not rest:
            return str(Text(zh, en))
        case dict():
            return {key: said(inner) for key, inner in value.items()}
        case list():
            return [said(inner) for inner in value]
    return value


def _drawn(sample: dict[str, Any]) -> SafeString:
    steps = [
        Step(s["key"], s["kind"], s["label"], tuple(s["next"]) if "next" in s else None)
        for s in sample["steps"]
    ]
    return SafeString(drawing.draw(steps, title=sample["title"], kinds=sample["kinds"]))
