"""Registering an algorithm, changing its facts, linking siblings, ending its service."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html

from filings.enums import Role
from filings.forms.ledger import (
    AlgorithmForm,
    EndForm,
    Products,
    ProviderForm,
    SiblingForm,
    product_initial,
)
from filings.models import Algorithm, Provider
from filings.selectors import ledger as selectors
from filings.selectors import siblings as sibling_selectors
from filings.services import ledger
from filings.services.products import ProductFacts
from filings.views.algorithm_head import head
from filings.views.algorithms import visible
from filings.views.attempts import attempt
from filings.views.frame import Request, chosen_provider_ids

COPIED = ("name_zh", "name_en", "type", "role", "purpose_zh", "purpose_en")


def algorithm_new(request: Request) -> HttpResponse:
    """A new record; with `like` the sibling of one that stands at another legal entity."""
    providers = _may_file_for(request)
    like = _like(request)
    if like is not None:
        providers = [p for p in providers if p.pk != like.provider_id]
    if not providers:
        raise Http404
    form = AlgorithmForm(
        request.POST or None,
        owners=selectors.owners(request.user),
        initial={fact: getattr(like, fact) for fact in COPIED} if like else None,
    )
    provider = ProviderForm(
        request.POST or None,
        providers=providers,
        initial={"provider": next(iter(chosen_provider_ids(request)), None)},
    )
    products = _products(request, like)
    if _is_saved(request, form, provider, products):
        made: list[Algorithm] = []
        done = attempt(
            form,
            lambda: made.append(
                ledger.register(
                    provider_id=provider.cleaned_data["provider"],
                    facts=form.facts(),
                    products=_facts(products),
                    by=request.user,
                    like=like,
                )
            ),
        )
        if done:
            return redirect(made[0])
    context = {"form": form, "provider": provider, "products": products, "like": like}
    return render(request, "filings/algorithm_form.html", context, status=_status(form))


def algorithm_edit(request: Request, pk: int) -> HttpResponse:
    shown = _editable(request, pk)
    owners = selectors.owners(request.user)
    form = AlgorithmForm(request.POST or None, instance=visible(request, pk), owners=owners)
    products = None if _is_disclosed(shown) else _products(request, shown)
    if _is_saved(request, form, products):
        done = attempt(
            form,
            lambda: ledger.change(
                algorithm=shown,
                facts=form.facts(),
                products=None if products is None else _facts(products),
                seen=form.cleaned_data["seen"],
                by=request.user,
            ),
        )
        if done:
            return redirect(shown)
        form = _compare(request, form, shown)
    context = {"form": form, "products": products} | head(request, shown, "overview")
    return render(request, "filings/algorithm_form.html", context, status=_status(form))


def algorithm_siblings(request: Request, pk: int) -> HttpResponse:
    """Link a record of another legal entity, or begin one there."""
    shown = _editable(request, pk)
    form = SiblingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        other = sibling_selectors.named(shown, request.user, form.cleaned_data["sibling"])
        if other is None:
            form.add_error("sibling", sibling_selectors.not_found())
        elif attempt(form, lambda: ledger.link(algorithm=shown, other=other, by=request.user)):
            return redirect(shown)
    context = {
        "form": form,
        "candidates": sibling_selectors.candidates(shown, request.user),
    }
    return render(
        request,
        "filings/algorithm_siblings.html",
        context | head(request, shown, "overview"),
        status=_status(form),
    )


def algorithm_end(request: Request, pk: int) -> HttpResponse:
    shown = _editable(request, pk)
    form = EndForm(request.POST or None, initial={"ended_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: ledger.record_end_of_service(
                algorithm=shown, ended_on=form.cleaned_data["ended_on"], by=request.user
            ),
        )
        if done:
            return redirect(shown)
    context = {"form": form} | head(request, shown, "overview")
    return render(request, "filings/algorithm_end.html", context, status=_status(form))


def _editable(request: Request, pk: int) -> Algorithm:
    """What one may see but not change is, for its forms, not found."""
    shown = visible(request, pk)
    if not request.user.acts_as(Role.FILER, shown.provider_id):
        raise Http404
    return shown


def _may_file_for(request: Request) -> list[Provider]:
    mine = [pk for pk in request.user.provider_ids if request.user.acts_as(Role.FILER, pk)]
    return list(Provider.objects.visible_to(request.user).filter(pk__in=mine))


def _like(request: Request) -> Algorithm | None:
    asked = request.GET.get("like", "")
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > 18:
        raise Http404
    found: Algorithm = get_object_or_404(Algorithm.objects.visible_to(request.user), pk=int(asked))
    return found


def _products(request: Request, shown: Algorithm | None) -> Any:
    """The rows of products as typed, else as they stand; one empty row more when asked."""
    if request.method == "POST":
        data = request.POST.copy()
        if "add_product" in data:
            count = int(data.get("products-TOTAL_FORMS") or 0)
            data["products-TOTAL_FORMS"] = str(count + 1)
        return Products(data, prefix="products")
    standing = sibling_selectors.products(shown) if shown else []
    initial = [product_initial(product) for product in standing]
    if shown is not None and "like" in request.GET:
        initial = [facts | {"key": ""} for facts in initial]
    rows = Products(prefix="products", initial=initial)
    rows.extra = 0 if initial else 1
    return rows


def _is_saved(request: Request, *forms: Any) -> bool:
    if request.method != "POST" or "add_product" in request.POST:
        return False
    valid = [form.is_valid() for form in forms if form is not None]  # each shows its errors
    return all(valid)


def _facts(products: Any) -> list[ProductFacts]:
    return [
        form.facts()
        for form in products
        if form.cleaned_data.get("name") and not form.cleaned_data.get("DELETE")
    ]


def _is_disclosed(algorithm: Algorithm) -> bool:
    """From the first frozen version on, the products come from there."""
    return algorithm.disclosures.filter(sha256__gt="").exists()


def _compare(request: Request, form: AlgorithmForm, standing: Algorithm) -> AlgorithmForm:
    """The typed text again, beside what stands now, ready to be saved over it."""
    typed: Any = request.POST.copy()
    again = AlgorithmForm(
        typed, instance=visible(request, standing.pk), owners=selectors.owners(request.user)
    )
    typed["seen"] = again.initial["seen"]
    again.full_clean()
    for name in again.changed_data:
        if name in ledger.FACTS:
            stands = sibling_selectors.value(standing, name)
            again[name].help_text = format_html(
                "{} {}", sibling_selectors.stands_now(), stands or "—"
            )
    for sentence in form.non_field_errors():
        again.add_error(None, sentence)
    return again


def _status(form: Any) -> int:
    return 409 if form.non_field_errors() else 200
