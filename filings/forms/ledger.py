"""Forms of the ledger: the filters of its lists, the facts of an algorithm."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from filings import numbers
from filings.enums import AlgorithmStatus, AlgorithmType, ProviderRole, ServiceForm
from filings.forms.inputs import DayInput
from filings.models import Algorithm, Product, Provider, User
from filings.searching import LONGEST_QUERY, words
from filings.selectors.ledger import Wanted
from filings.services.ledger import FACTS, fingerprint
from filings.services.products import FunctionFacts, PathFacts, ProductFacts

ANY = ("", _("Any"))
SORTS = [
    ("changed", _("Last changed")),
    ("name", _("Name (pinyin)")),
    ("reference", _("Reference")),
    ("status", _("Status")),
]


class FilterForm(forms.Form):
    """What makes no sense filters nothing; no field complains."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"


class ListForm(FilterForm):
    """The filters above the list of algorithms."""

    q = forms.CharField(label=_("Search"), required=False, max_length=LONGEST_QUERY)
    type = forms.ChoiceField(label=_("Type"), required=False, choices=[ANY, *AlgorithmType.choices])
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[ANY, *AlgorithmStatus.choices]
    )
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[ANY, *ProviderRole.choices])
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    sort = forms.ChoiceField(label=_("Sort by"), required=False, choices=SORTS)

    def __init__(self, *args: Any, owners: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [ANY, *((o.pk, o.name) for o in owners)]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        self.is_valid()
        facts = self.cleaned_data
        columns = {"type": "type", "status": "status", "role": "role", "owner": "owner_id"}
        return Wanted(
            words(facts.get("q", "")),
            {column: facts[name] for name, column in columns.items() if facts.get(name)},
            facts.get("sort") or "changed",
        )


class ProductForm(forms.Form):
    """One product; its paths and functions are written one path to a line."""

    key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=8)
    name = forms.CharField(label=_("Product"), max_length=200)
    form = forms.ChoiceField(
        label=_("Service form"), choices=ServiceForm.choices, initial=ServiceForm.APP
    )
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=500,
        help_text=_("Web address, app store name or mini-program name"),
    )
    paths = forms.CharField(
        label=_("Access paths and functions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One path to a line, then a colon and its functions: 首页—推荐：商品推荐、内容推荐"
        ),
    )

    def clean_paths(self) -> list[PathFacts]:
        lines = [line.strip() for line in self.cleaned_data["paths"].splitlines()]
        paths = [_path(line) for line in lines if line]
        if any(len(path.path) > 500 for path in paths):
            raise forms.ValidationError(_("A path has at most 500 characters."))
        if any(len(f.name) > 200 for path in paths for f in path.functions):
            raise forms.ValidationError(_("A function's name has at most 200 characters."))
        return paths

    def facts(self) -> ProductFacts:
        said = {name: self.cleaned_data[name] for name in self.base_fields}
        return ProductFacts(**said)


Products = forms.formset_factory(ProductForm, extra=0, can_delete=True, max_num=200)


def _path(line: str) -> PathFacts:
    path, _colon, functions = line.replace("：", ":").partition(":")
    names = [name.strip() for name in functions.replace(",", "、").split("、")]
    return PathFacts(path.strip(), [FunctionFacts(name) for name in names if name])


def product_initial(product: Product) -> dict[str, str]:
    """A product as its form shows it."""
    lines = [
        f"{path.path}：{'、'.join(function.name for function in path.functions.all())}".rstrip("：")
        for path in product.paths.all()
    ]
    return {
        "key": product.key,
        "name": product.name,
        "form": product.form,
        "address": product.address,
        "paths": "\n".join(lines),
    }


class AlgorithmForm(forms.ModelForm[Algorithm]):
    """The ledger's facts of one algorithm. The number is checked after saving, as a warning."""

    reference = forms.CharField(
        label=_("Reference"),
        required=False,
        max_length=40,
        help_text=_("Your own number for this algorithm. Left empty, the next free one is given."),
    )
    number = forms.CharField(
        label=_("Filing number"),
        required=False,
        max_length=60,
        help_text=_("Only for an algorithm that was filed before: 网信算备, 21 digits, 号"),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Algorithm
        fields = FACTS
        widgets = {
            "launched_on": DayInput(),
            "purpose_zh": forms.Textarea(attrs={"rows": 3, "lang": "zh-Hans"}),
            "purpose_en": forms.Textarea(attrs={"rows": 3, "lang": "en"}),
        }

    def __init__(self, *args: Any, owners: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = cast("forms.ModelChoiceField[User]", self.fields["owner"])
        owner.queryset = User.objects.filter(pk__in=[o.pk for o in owners])
        if self.instance.pk:
            self.initial["seen"] = fingerprint(self.instance)

    def clean_number(self) -> str:
        typed = self.cleaned_data["number"]
        if not typed:
            return ""
        if (number := numbers.parse(typed)) is None:
            raise forms.ValidationError(
                _("A filing number is 网信算备, 21 digits and 号. Compare it with the notice.")
            )
        return str(number)

    def facts(self) -> dict[str, Any]:
        return {fact: self.cleaned_data[fact] for fact in FACTS}


class ProviderForm(forms.Form):
    """For which legal entity a new record is."""

    provider = forms.TypedChoiceField(label=_("Provider"), coerce=int)

    def __init__(self, *args: Any, providers: list[Provider], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = [(p.pk, str(p)) for p in providers]  # type: ignore[attr-defined]


class SiblingForm(forms.Form):
    sibling = forms.CharField(
        label=_("Reference or filing number of the other record"), max_length=60
    )


class EndForm(forms.Form):
    ended_on = forms.DateField(label=_("Last day of service"), widget=DayInput())
