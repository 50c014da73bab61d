"""Labels of generated content: the page of an algorithm, its samples, content without labels."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from filings.forms.filing import KeyedForm
from filings.forms.labelling import BatchForm, GivenOutForm, SampleForm
from filings.models import Algorithm, LabelCheck
from filings.permissions import may_disclose
from filings.selectors import labelling as selectors
from filings.services import label_batches
from filings.services import labelling as service
from filings.views.algorithm_head import head
from filings.views.algorithms import visible
from filings.views.attempts import status_of, submitted
from filings.views.frame import Request


@require_safe
def labels(request: Request, pk: int) -> HttpResponse:
    algorithm = visible(request, pk)
    shown = selectors.labels(algorithm, request.user)
    return _page(request, algorithm, "labels", {"labels": shown})


def label_add(request: Request, pk: int) -> HttpResponse:
    algorithm = visible(request, pk)
    form = SampleForm(
        request.POST or None,
        request.FILES or None,
        algorithm=algorithm,
        samples=list(selectors.of_algorithm(algorithm)[:50]),
        initial={"modality": request.GET.get("modality", "")},
    )

    def act() -> str:
        made = service.check(algorithm=algorithm, sample=form.sample(), by=request.user)
        return made.get_absolute_url()

    if done := _done(request, algorithm, form, act, "label"):
        return redirect(done)
    return _form(request, algorithm, "label_add", form)


def label_batch(request: Request, pk: int) -> HttpResponse:
    algorithm = visible(request, pk)
    form = BatchForm(request.POST or None, request.FILES or None)

    def act() -> str:
        file = form.cleaned_data["file"]
        made = label_batches.ask(algorithm=algorithm, file=file, name=file.name, by=request.user)
        return made.get_absolute_url()

    if done := _done(request, algorithm, form, act, "batch"):
        return redirect(done)
    return _form(request, algorithm, "label_batch", form)


def unlabelled_add(request: Request, pk: int) -> HttpResponse:
    algorithm = visible(request, pk)
    form = GivenOutForm(request.POST or None, request.FILES or None, algorithm=algorithm)
    back = f"{reverse('filings:labels', args=[pk])}#unlabelled"

    def act() -> str:
        service.give_out(algorithm=algorithm, given=form.given(), by=request.user)
        return back

    if done := _done(request, algorithm, form, act, "unlabelled"):
        messages.success(request, _("Recorded."))
        return redirect(done)
    return _form(request, algorithm, "unlabelled_add", form)


@require_safe
def label_check(request: Request, pk: int) -> HttpResponse:
    """What was read back from a sample when it was taken in."""
    found: LabelCheck = get_object_or_404(
        LabelCheck.objects.visible_to(request.user).select_related(
            "algorithm__provider", "algorithm__owner", "file", "product", "before__file",
            "checked_by",
        ),
        pk=pk,
    )  # fmt: skip
    context = {
        "sample": found,
        "findings": selectors.findings(found),
        "values": selectors.values(found),
    }
    return _page(request, found.algorithm, "label_check", context)


def _done(
    request: Request, algorithm: Algorithm, form: KeyedForm, act: Callable[[], str], name: str
) -> str | None:
    what = {name: algorithm.pk}
    return submitted(request, form, provider_id=algorithm.provider_id, what=what, act=act)


def _form(request: Request, algorithm: Algorithm, name: str, form: KeyedForm) -> HttpResponse:
    refusal = "" if may_disclose.allows(request.user, algorithm) else may_disclose.otherwise
    context = {
        "form": form,
        "refusal": refusal,
        "back": reverse("filings:labels", args=[algorithm.pk]),
    }
    return _page(request, algorithm, name, context, status_of(form))


def _page(
    request: Request, algorithm: Algorithm, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    frame = head(request, algorithm, "labels")
    return render(request, f"filings/{name}.html", frame | context, status=status)
