"""Impact assessments of personal information: list, one assessment, its sections, signing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from filings import assessments
from filings.forms.assessments import SignForm
from filings.forms.disclosure import Around, SectionForm
from filings.forms.exporting import ExportStepForm
from filings.models import ImpactAssessment
from filings.permissions import is_filer, may_disclose, may_print
from filings.regulations import Section
from filings.selectors import assessments as selectors
from filings.selectors import disclosure as differing
from filings.selectors import display as looks
from filings.selectors import export_route
from filings.services import assessing, assessment_papers, exporting
from filings.services.meanwhile import SavedMeanwhile
from filings.statemachine import ActionRefused
from filings.views.algorithm_head import head
from filings.views.algorithms import visible
from filings.views.attempts import status_of, submitted
from filings.views.frame import Request


@require_safe
def personal(request: Request, pk: int) -> HttpResponse:
    algorithm = visible(request, pk)
    shown = selectors.overview(algorithm, request.user)
    version = shown.standing.version
    context = head(request, algorithm, "personal") | {
        "assessments": shown,
        "abroad": export_route.abroad(algorithm, version, request.user),
        "rights": looks.rights(algorithm, version, timezone.localdate()),
        "refusal": shown.may_start,
    }
    return render(request, "filings/personal.html", context)


def export_step(request: Request, pk: int) -> HttpResponse:
    algorithm = visible(request, pk)
    form = ExportStepForm(request.POST or None)
    back = f"{reverse('filings:personal', args=[pk])}#abroad"

    def act() -> str:
        exporting.record(algorithm=algorithm, step=form.made(), by=request.user)
        return back

    what = {"export": pk}
    if done := submitted(request, form, provider_id=algorithm.provider_id, what=what, act=act):
        messages.success(request, _("Recorded."))
        return redirect(done)
    refusal = "" if is_filer.allows(request.user, algorithm) else is_filer.otherwise
    context = head(request, algorithm, "personal") | {
        "form": form,
        "refusal": refusal,
        "back": back,
    }
    return render(request, "filings/export_step.html", context, status=status_of(form))


@require_POST
def assessment_start(request: Request, pk: int) -> HttpResponse:
    algorithm = visible(request, pk)
    try:
        return redirect(assessing.start(algorithm=algorithm, by=request.user))
    except ActionRefused as refused:
        messages.error(request, str(refused))
    return redirect("filings:personal", pk)


@require_safe
def assessment(request: Request, pk: int) -> HttpResponse:
    shown = _found(request, pk)
    context = {
        "tasks": selectors.tasks(shown),
        "read": selectors.reading(shown),
        "refusal": "" if may_disclose.allows(request.user, shown) else may_disclose.otherwise,
        "sign_refusal": selectors.sign_refusal(shown, request.user),
        "may_print": may_print.allows(request.user, shown),
        "days_kept": selectors.days_kept(shown),
    }
    return _page(request, shown, "detail", context)


def assessment_section(request: Request, pk: int, code: str) -> HttpResponse:
    shown = _found(request, pk)
    section = _section(shown, code)
    if shown.is_signed and request.method != "POST":
        return redirect(shown)
    answers = assessments.answers_of(shown)
    form = SectionForm(
        section,
        Around(answers=answers),
        request.POST if request.method == "POST" else None,
    )
    if not form.is_valid():
        return _writing(request, shown, form, status=422 if form.is_checked else 200)
    try:
        assessing.save(
            assessment=shown,
            section=section,
            answers=form.answers,
            seen=form.revision,
            by=request.user,
        )
    except SavedMeanwhile as meanwhile:
        return _writing(request, meanwhile.theirs, form, 409, meanwhile.sentences)
    except ActionRefused as refused:
        return _writing(request, shown, form, 409, refused.sentences)
    messages.success(request, _("“%(section)s” is saved.") % {"section": section.title})
    return redirect(shown)


def _writing(
    request: Request,
    shown: ImpactAssessment,
    form: SectionForm,
    status: int = 200,
    refusals: tuple[Any, ...] = (),
) -> HttpResponse:
    for entry in form.entries:
        entry.extras = []  # files and marks belong to the disclosure
    code = form.section.code
    number = shown.revisions.get(code, 0)
    is_theirs = status == 409 and number != form.revision
    theirs = shown.answers.get(code, {})
    context = {
        "form": form,
        "revision": form.revision if form.is_bound and not is_theirs else number,
        "refusals": refusals,
        "refusal": "" if may_disclose.allows(request.user, shown) else may_disclose.otherwise,
        "differences": differing.differences(form.section, form.answers, theirs, {})
        if is_theirs
        else [],
    }
    return _page(request, shown, "section", context, status)


def assessment_sign(request: Request, pk: int) -> HttpResponse:
    shown = _found(request, pk)
    form = SignForm(request.POST or None, initial={"seen": assessments.fingerprint(shown)})

    def act() -> str:
        seen = form.cleaned_data["seen"]
        return assessing.sign(assessment=shown, seen=seen, by=request.user).get_absolute_url()

    what = {"sign": shown.pk}
    if done := submitted(request, form, provider_id=shown.provider_id, what=what, act=act):
        messages.success(request, _("It is signed. Its papers are being printed."))
        return redirect(done)
    context = {
        "form": form,
        "read": selectors.reading(shown),
        "sign_refusal": selectors.sign_refusal(shown, request.user),
    }
    return _page(request, shown, "sign", context, status_of(form))


@require_POST
def assessment_print(request: Request, pk: int) -> HttpResponse:
    shown = _found(request, pk)
    try:
        return redirect(assessment_papers.ask(assessment=shown, by=request.user))
    except ActionRefused as refused:
        messages.error(request, str(refused))
    return redirect(shown)


def _found(request: Request, pk: int) -> ImpactAssessment:
    found: ImpactAssessment = get_object_or_404(
        ImpactAssessment.objects.visible_to(request.user).select_related(
            "algorithm__provider",
            "algorithm__owner",
            "provider",
            "disclosure",
            "started_by",
            "edited_by",
            "signed_by",
        ),
        pk=pk,
    )
    return found


def _section(shown: ImpactAssessment, code: str) -> Section:
    for section in assessments.form_of(shown).sections:
        if section.code == code:
            return section
    raise Http404


def _page(
    request: Request,
    shown: ImpactAssessment,
    name: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    frame = head(request, shown.algorithm, "personal") | {"assessment": shown}
    return render(request, f"filings/assessment_{name}.html", frame | context, status=status)
