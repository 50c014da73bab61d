"""The disclosure of an algorithm: versions, task list, one section, freeze, reading, comparing."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from filings import contents
from filings.enums import Audience
from filings.forms.conflict import Choice
from filings.forms.disclosure import Around, SectionForm
from filings.models import Algorithm, Disclosure, DisclosureSection
from filings.permissions import may_disclose
from filings.regulations import Section
from filings.selectors import disclosure as selectors
from filings.selectors import mechanism, register
from filings.services import drafting
from filings.statemachine import ActionRefused
from filings.views.algorithm_head import head
from filings.views.frame import Request


def disclosures(request: Request, pk: int) -> HttpResponse:
    algorithm = algorithm_at(request, pk)
    context = {
        "versions": selectors.versions(algorithm, request.user),
        "refusal": refusal(request, algorithm),
    }
    return _page(request, algorithm, "list", context)


@require_POST
def disclosure_start(request: Request, pk: int) -> HttpResponse:
    algorithm = algorithm_at(request, pk)
    like = request.POST.get("like", "")
    sibling = algorithm_at(request, int(like)) if like.isdecimal() else None
    try:
        started = drafting.start(algorithm=algorithm, by=request.user, like=sibling)
    except ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect("filings:disclosures", pk)
    return redirect(started)


def disclosure(request: Request, pk: int, number: int) -> HttpResponse:
    shown = disclosure_at(request, pk, number)
    if shown.is_frozen:
        return _read(request, shown)
    context = {
        "disclosure": shown,
        "tasks": selectors.task_list(shown),
        "refusal": refusal(request, shown),
    }
    return _page(request, shown.algorithm, "tasks", context)


def _read(request: Request, shown: Disclosure) -> HttpResponse:
    asked = request.GET.get("audience", "")
    audience = Audience(asked) if asked in Audience.values else Audience.INTERNAL
    context = {
        "disclosure": shown,
        "audience": audience,
        "audiences": Audience.choices,
        **mechanism.reading_page(shown, audience),
    }
    if audience != Audience.PUBLIC:
        context["holdings"] = register.named(str(contents.answers_of(shown)))
    return _page(request, shown.algorithm, "read", context)


def disclosure_freeze(request: Request, pk: int, number: int) -> HttpResponse:
    shown = disclosure_at(request, pk, number)
    refusals: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            return redirect(drafting.freeze(disclosure=shown, by=request.user))
        except ActionRefused as refused:
            refusals = refused.sentences
    context = {
        "disclosure": shown,
        "tasks": selectors.task_list(shown),
        "refusals": refusals,
        "refusal": refusal(request, shown),
    }
    return _page(request, shown.algorithm, "freeze", context, status=409 if refusals else 200)


def disclosure_section(request: Request, pk: int, number: int, code: str) -> HttpResponse:
    shown = disclosure_at(request, pk, number)
    section = _section(shown, code)
    if shown.is_frozen and request.method != "POST":
        return redirect(shown)
    form = SectionForm(
        section,
        Around(
            answers=contents.answers_of(shown),
            marks=contents.marks_of(shown),
            people=selectors.people_of(shown.provider_id),
            files=selectors.files_of(shown, section),
        ),
        request.POST if request.method == "POST" else None,
    )
    if form.is_valid():
        return _save(request, shown, form)
    return _section_page(request, shown, form, status=422 if form.is_checked else 200)


def _save(request: Request, shown: Disclosure, form: SectionForm) -> HttpResponse:
    theirs = shown.sections.filter(code=form.section.code).select_related("edited_by").first()
    choice = Choice(form, theirs)
    if theirs and choice.is_open:
        return _conflict_page(request, shown, choice, drafting.Conflict(theirs))
    try:
        saved = drafting.save_section(
            disclosure=shown,
            code=form.section.code,
            answers=choice.answers,
            marks=choice.marks,
            revision=form.revision,
            by=request.user,
            settled=form.settled,
        )
    except drafting.Conflict as conflict:
        return _conflict_page(request, shown, choice, conflict)
    except ActionRefused as refused:
        return _section_page(request, shown, form, status=409, refusals=refused.sentences)
    messages.success(request, _("“%(section)s” is saved.") % {"section": form.section.title})
    if column := request.POST.get("attach"):
        add = reverse("filings:evidence_add", args=[shown.algorithm_id, shown.number])
        return redirect(f"{add}?{urlencode({'path': column})}")
    if "go_on" in request.POST:
        return redirect(shown)
    return redirect("filings:disclosure_section", shown.algorithm_id, shown.number, saved.code)


def _section_page(
    request: Request,
    shown: Disclosure,
    form: SectionForm,
    status: int = 200,
    refusals: tuple[Any, ...] = (),
) -> HttpResponse:
    context = {
        "disclosure": shown,
        "form": form,
        "refusals": refusals,
        "refusal": refusal(request, shown),
        "holdings": register.named(str(contents.answers_of(shown).get(form.section.code))),
        **selectors.section_page(shown, form.section),
    }
    return _page(request, shown.algorithm, "section", context, status=status)


def _conflict_page(
    request: Request, shown: Disclosure, choice: Choice, conflict: drafting.Conflict
) -> HttpResponse:
    context = {
        "disclosure": shown,
        "choice": choice,
        "conflict": conflict,
        "differences": selectors.differences(
            choice.form.section, choice.mine, conflict.theirs.answers, choice.chosen
        ),
    }
    return _page(request, shown.algorithm, "conflict", context, status=409)


def compare(request: Request, pk: int) -> HttpResponse:
    algorithm = algorithm_at(request, pk)
    versions = selectors.versions(algorithm, request.user)
    before, after = (_chosen(request, name, versions.comparable) for name in ("before", "after"))
    context = {"versions": versions, "before": before, "after": after}
    if before and after:
        context |= mechanism.comparison_page(before, after)
    return _page(request, algorithm, "compare", context)


def _chosen(request: Request, name: str, among: list[Disclosure]) -> Disclosure | None:
    asked = request.GET.get(name, "")
    return next((each for each in among if str(each.pk) == asked), None)


# -- what every page of the slice needs -----------------------------------------------------------
def algorithm_at(request: Request, pk: int) -> Algorithm:
    return get_object_or_404(
        Algorithm.objects.visible_to(request.user).select_related("provider", "owner"), pk=pk
    )


def disclosure_at(request: Request, pk: int, number: int) -> Disclosure:
    return get_object_or_404(
        Disclosure.objects.visible_to(request.user)
        .select_related(
            "algorithm__provider", "algorithm__owner", "provider", "started_by", "frozen_by"
        )
        .prefetch_related(
            Prefetch("sections", DisclosureSection.objects.select_related("edited_by"))
        ),
        algorithm_id=pk,
        number=number,
    )


def refusal(request: Request, obj: Algorithm | Disclosure) -> str:
    """Why the person cannot write here, or nothing."""
    return "" if may_disclose.allows(request.user, obj) else str(may_disclose.otherwise)


def _section(shown: Disclosure, code: str) -> Section:
    try:
        return contents.section_of(shown, code)
    except ActionRefused as refused:
        raise Http404 from refused


def _page(
    request: Request, algorithm: Algorithm, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    frame = head(request, algorithm, "disclosure")
    return render(request, f"filings/disclosure_{name}.html", frame | context, status=status)
