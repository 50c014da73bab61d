"""One's opinion: each point beside the facts it judges, kept while it is written."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from filings.statemachine import ActionRefused, Sentence, Transition
from filings.views.attempts import status_of
from filings.views.frame import Request
from reviews.enums import AssignmentAction
from reviews.forms.opinions import DraftForm, OpinionForm
from reviews.models import Assignment
from reviews.points import POINTS
from reviews.selectors import facts as selectors
from reviews.services import opinions
from reviews.services.opinions import Written
from reviews.views.cases import back_of, done_at, named, refusals_of

SUBMIT = AssignmentAction.SUBMIT_OPINION


def opinion(request: Request, pk: int) -> HttpResponse:
    """What cannot be sent stays readable on the page, so that nothing typed is lost."""
    found, transition = _asked(request, pk)
    form = OpinionForm(request.POST or None, obj=found, user=request.user)
    if request.method == "POST" and form.is_valid() and (done := _sent(request, found, form)):
        messages.success(request, _("Done: %(action)s.") % {"action": SUBMIT.label})
        return redirect(done)
    refusals = refusals_of(found, transition, request)
    if refusals and (request.method != "POST" or not _own(request, found)):
        return _closed(request, found, refusals)
    return _page(request, found, form, refusals)


@require_POST
def draft(request: Request, pk: int) -> HttpResponse:
    """By the button, back to the page; by the script, only the line that says what was kept.

    The script is always answered with success, since it shows nothing else to whoever writes.
    """
    found, transition = _asked(request, pk)
    if not _own(request, found):
        raise Http404
    form = DraftForm(request.POST, obj=found, user=request.user)
    by_script = request.headers.get("HX-Request") == "true"
    kept = _kept(form, found, request) if form.is_valid() else None
    if by_script:
        context = {"draft": kept, "form": form, "pk": pk}
        return render(request, "reviews/_opinion_kept.html", context)
    if kept:
        messages.success(request, _("Your draft is saved. Only you can read it."))
        return redirect("reviews:opinion", pk)
    return _page(request, found, form, refusals_of(found, transition, request))


def _asked(request: Request, pk: int) -> tuple[Assignment, Transition]:
    found, transition = named(request, "assignment", pk, SUBMIT.value)
    return found, transition


def _own(request: Request, found: Assignment) -> bool:
    return found.seat.person_id == request.user.pk


def _sent(request: Request, found: Assignment, form: OpinionForm) -> str | None:
    return done_at(request, found, form, SUBMIT.value)


def _kept(form: DraftForm, found: Assignment, request: Request) -> Any:
    """The draft as it is kept now, or nothing, with the reason in the form."""
    facts = form.cleaned_data
    written = Written(
        points=form.points(),
        summary=facts["summary"],
        outcome=facts["outcome"],
        revision=facts["revision"] or 0,
    )
    try:
        return opinions.save_draft(assignment=found, by=request.user, written=written)
    except ActionRefused as refused:
        form.add_error(None, [str(sentence) for sentence in refused.sentences])
    return None


def _closed(request: Request, found: Assignment, refusals: list[Sentence]) -> HttpResponse:
    context = {
        "case": found.case,
        "obj": found,
        "action": SUBMIT,
        "refusals": refusals,
        "back": back_of(found),
    }
    return render(request, "reviews/act.html", context)


def _page(
    request: Request, found: Assignment, form: OpinionForm, refusals: list[Sentence]
) -> HttpResponse:
    version = found.round.submission
    read, kept = selectors.of_case(version), getattr(found, "draft", None)
    context = {
        "case": found.case,
        "round": found.round,
        "assignment": found,
        "facts": read,
        "points": [(point, form[f"point_{point.code}"]) for point in selectors.points(read)],
        "changes": selectors.changes(version),
        "earlier": selectors.earlier(found.case, request.user),
        "form": form,
        "refusal": " ".join(map(str, refusals)),
        "draft": kept,
        "saved": [(POINTS[code], text) for code, text in kept.points.items() if text]
        if kept
        else [],
        "back": back_of(found),
    }
    return render(request, "reviews/opinion.html", context, status=status_of(form))
