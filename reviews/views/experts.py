"""The second review: the organiser's page, and the one page of an expert."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from filings import walls
from filings.views.attempts import attempt
from filings.views.frame import Request
from reviews.forms.experts import CodeForm, DeclarationForm, DeclineForm, OpinionForm
from reviews.models import AccessToken, ExpertReview
from reviews.selectors import experts as selectors
from reviews.services import access
from reviews.services import expert_review as services
from reviews.services.expert_review import Said
from reviews.views.files import sent_document, sent_file

VERIFIED = "expert_links"


@require_safe
def expert_review(request: Request, pk: int) -> HttpResponse:
    walls.enter_as_judge(request.user)
    found: ExpertReview = get_object_or_404(
        ExpertReview.objects.visible_to(request.user).select_related(
            "round__case__algorithm", "round__rule_pack", "organiser"
        ),
        pk=pk,
    )
    shown = selectors.shown(found, request.user)
    return render(request, "reviews/expert_review.html", {"review": found, "shown": shown})


@login_not_required
@never_cache
def expert(request: HttpRequest, link: str) -> HttpResponse:
    """From the link to the signature. A link that never was and one that ended answer alike."""
    try:
        with access.let_in(link) as token:
            return _expert_page(request, link, token)
    except access.LinkEnded as error:
        raise Http404 from error


def _expert_page(request: HttpRequest, link: str, token: AccessToken) -> HttpResponse:
    verified = _is_verified(request, token)
    step = selectors.step_of(token, verified=verified)
    form = _form(request, step)
    if request.method == "POST" and _acted(request, token, step, form):
        return redirect("reviews:expert", link)
    shown = selectors.for_expert(token, link, verified=verified)
    context = {"shown": shown, "form": form, "decline": DeclineForm(), "link": link}
    status = 200 if form is None or not form.errors else 422
    return render(request, "reviews/expert.html", context, status=status)


def _is_verified(request: HttpRequest, token: AccessToken) -> bool:
    known: dict[str, str] = request.session.get(VERIFIED, {})
    return known.get(str(token.pk)) == token.digest


@login_not_required
@never_cache
@require_safe
def expert_file(request: HttpRequest, link: str, file: int) -> HttpResponseBase:
    """A file of the version under review, after the declaration and for as long as the link."""
    with _reading(request, link) as token:
        found = selectors.file_for(token, file)
        if found is None:
            raise Http404
        return sent_file(request, found)


@login_not_required
@never_cache
@require_safe
def expert_package(request: HttpRequest, link: str, document: int) -> HttpResponseBase:
    """The sealed list of material as it was issued."""
    with _reading(request, link) as token:
        found = selectors.document_for(token, document)
        if found is None:
            raise Http404
        return sent_document(request, found)


@contextmanager
def _reading(request: HttpRequest, link: str) -> Iterator[AccessToken]:
    try:
        with access.let_in(link) as token:
            if not selectors.may_read(token, verified=_is_verified(request, token)):
                raise Http404
            yield token
    except access.LinkEnded as error:
        raise Http404 from error


FORMS: dict[str, type[forms.Form]] = {
    "code": CodeForm,
    "declare": DeclarationForm,
    "opine": OpinionForm,
}


def _form(request: HttpRequest, step: str) -> forms.Form | None:
    made = FORMS.get(step)
    asks = request.method == "POST" and "act" not in request.POST
    return made(request.POST if asks else None) if made else None


def _acted(request: HttpRequest, token: AccessToken, step: str, form: forms.Form | None) -> bool:
    if request.POST.get("act") == "send" and step == "code":
        return attempt(CodeForm({}), lambda: access.send_code(token))
    if request.POST.get("act") == "decline" and step == "declare":
        declined = DeclineForm(request.POST)
        return declined.is_valid() and attempt(
            declined,
            lambda: services.decline_seat(seat=token.seat, reason=declined.cleaned_data["reason"]),
        )
    if form is None or not form.is_valid():
        return False
    if step == "code":
        return _let_in(request, token, form)
    acts: dict[str, Callable[[], Any]] = {
        "declare": lambda: services.accept_seat(
            seat=token.seat, relations=form.cleaned_data["relations"]
        ),
        "opine": lambda: services.opine(seat=token.seat, said=_said(form)),
    }
    return attempt(form, acts[step])


def _let_in(request: HttpRequest, token: AccessToken, form: forms.Form) -> bool:
    """A right code is remembered for this browser's session."""
    if wrong := access.wrong_code(token, form.cleaned_data["code"]):
        form.add_error("code", str(wrong))
        return False
    known = request.session.get(VERIFIED, {})
    request.session[VERIFIED] = {**known, str(token.pk): token.digest}
    return True


def _said(form: forms.Form) -> Said:
    facts = form.cleaned_data
    return Said(
        agrees=facts["agrees"] == "yes",
        compliance=facts["compliance"],
        reasonableness=facts["reasonableness"],
    )
