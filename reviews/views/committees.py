"""Committees: who sits on them, what they lack, and whom they serve."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from filings import walls
from filings.views.attempts import attempt, attempt_once, status_of
from filings.views.frame import Request
from reviews import composition
from reviews.enums import CommitteeKind
from reviews.forms.committees import (
    CommitteeFactsForm,
    CommitteeForm,
    EntrustForm,
    SeatEndForm,
    SeatForm,
)
from reviews.forms.replay import ReplayForm
from reviews.models import Committee, Seat
from reviews.permissions import runs_committee, runs_or_presides, sits
from reviews.selectors import committees as selectors
from reviews.selectors import replay as replaying
from reviews.services import committees as services


@require_safe
def committee_list(request: Request) -> HttpResponse:
    walls.enter_as_judge(request.user)
    rows = selectors.listed(request.user, timezone.localdate())
    context = {
        "rows": rows,
        "may_found": bool(_kinds(request)),
        "may_entrust": bool(selectors.administered(request.user)),
    }
    return render(request, "reviews/committee_list.html", context)


@require_safe
def committee(request: Request, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    shown = selectors.shown(found, request.user, timezone.localdate())
    context = {
        "shown": shown,
        "committee": found,
        "sits": sits(request.user, found.pk),
        "replays": runs_or_presides(request.user, found.pk),
    }
    return render(request, "reviews/committee_detail.html", context)


@require_safe
def replay(request: Request, pk: int) -> HttpResponse:
    """What other rules would have made of what was decided; for whoever runs the committee."""
    found = _visible(request, pk)
    if not runs_or_presides(request.user, found.pk):
        raise Http404
    form = ReplayForm(request.GET or {"pack": composition.pack_on(timezone.localdate()).pk})
    context: dict[str, Any] = {"committee": found, "form": form}
    if form.is_valid():
        rules = replaying.rules_of(form.cleaned_data["pack"], **form.changed())
        context["shown"] = replaying.replay(found, request.user, rules)
    return render(request, "reviews/replay.html", context)


def committee_new(request: Request) -> HttpResponse:
    kinds = _kinds(request)
    if not kinds:
        raise PermissionDenied
    form = CommitteeForm(
        request.POST or None, kinds=kinds, providers=selectors.administered(request.user)
    )
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        provider = facts.pop("provider")
        made: list[Committee] = []

        def act() -> None:
            made.append(services.found(facts=facts, provider=provider, by=request.user))

        if attempt(form, act):
            return redirect(made[0])
    context = {
        "form": form,
        "title": _("Set up a committee"),
        "back": reverse("reviews:committees"),
    }
    return render(request, "reviews/committee_form.html", context, status=status_of(form))


def _kinds(request: Request) -> list[CommitteeKind]:
    own = [CommitteeKind.OWN] if selectors.administered(request.user) else []
    others = [kind for kind in CommitteeKind if kind != CommitteeKind.OWN]
    return own + (others if request.user.is_operator else [])


def committee_edit(request: Request, pk: int) -> HttpResponse:
    found = _run_by(request, pk)
    form = CommitteeFactsForm(request.POST or None, committee=found)

    def act() -> None:
        services.change(committee=found, facts=form.facts(), by=request.user)

    return _form_page(request, form, found, act, _("Change the committee's facts"))


def seat_new(request: Request, pk: int) -> HttpResponse:
    found = _run_by(request, pk)
    form = SeatForm(request.POST or None)

    def act() -> None:
        facts = form.facts()
        facts.pop("email")
        services.give_seat(committee=found, person=form.person, facts=facts, by=request.user)

    return _form_page(request, form, found, act, _("Give a seat"))


def seat_end(request: Request, pk: int) -> HttpResponse:
    seat = get_object_or_404(
        Seat.objects.filter(committee__in=_mine(request)).select_related("person", "committee"),
        pk=pk,
    )
    found = _run_by(request, seat.committee_id)
    form = SeatEndForm(request.POST or None)

    def act() -> None:
        services.end_seat(seat=seat, on=form.cleaned_data["on"], by=request.user)

    title = _("End the seat of %(person)s") % {"person": seat.person}
    return _form_page(request, form, found, act, title)


def entrust(request: Request) -> HttpResponse:
    if not selectors.administered(request.user):
        raise PermissionDenied
    form = EntrustForm(
        request.POST or None,
        providers=selectors.administered(request.user),
        committees=selectors.entrustable(request.user),
    )
    if request.method == "POST" and form.is_valid():
        facts = form.facts()

        def act() -> str:
            services.entrust(by=request.user, **facts)
            return str(facts["committee"].get_absolute_url())

        if done := attempt_once(
            form,
            provider_id=facts["provider"].pk,
            by=request.user,
            asked={"entrust": facts["committee"].pk} | form.asked(),
            act=act,
        ):
            return redirect(done)
    context = {
        "form": form,
        "title": _("Entrust a committee"),
        "back": reverse("reviews:committees"),
    }
    return render(request, "reviews/committee_form.html", context, status=status_of(form))


def _form_page(request: Request, form: Any, found: Committee, act: Any, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        messages.success(request, _("Saved."))
        return redirect(found)
    context = {"form": form, "title": title, "back": found.get_absolute_url()}
    return render(request, "reviews/committee_form.html", context, status=status_of(form))


def _mine(request: Request) -> Any:
    walls.enter_as_judge(request.user)
    return Committee.objects.visible_to(request.user)


def _visible(request: Request, pk: int) -> Committee:
    found: Committee = get_object_or_404(_mine(request), pk=pk)
    return found


def _run_by(request: Request, pk: int) -> Committee:
    found = _visible(request, pk)
    if not runs_committee.allows(request.user, found):
        raise PermissionDenied
    return found
