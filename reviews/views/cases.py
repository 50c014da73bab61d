"""Review cases: the list, opening one, one case, and the page of any act."""

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from filings import walls
from filings.models import Algorithm
from filings.statemachine import Sentence, Transition
from filings.views.attempts import attempt_once, status_of, submitted
from filings.views.frame import Request
from reviews.calls import CALLS
from reviews.forms.acts import form_of
from reviews.forms.cases import CaseListForm, OpeningForm
from reviews.models import Case
from reviews.selectors import beside, clock, facts, papers
from reviews.selectors import cases as selectors
from reviews.selectors.acts import CLAUSES, HOUSE, THINGS, transition_of
from reviews.services import committees, intake


def case_list(request: Request) -> HttpResponse:
    walls.enter_as_judge(request.user)
    form = CaseListForm(request.GET)
    context = {"form": form, "rows": selectors.listed(request.user, form.state_wanted())}
    return render(request, "reviews/case_list.html", context)


def case_open(request: Request, pk: int) -> HttpResponse:
    """From the algorithm's page: which committee, and why late where it is late."""
    algorithm: Algorithm = get_object_or_404(Algorithm.objects.visible_to(request.user), pk=pk)
    form = OpeningForm(request.POST or None, serving=committees.serving(algorithm.provider_id))

    def act() -> str:
        made = intake.open_case(algorithm=algorithm, by=request.user, **form.facts())
        return made.get_absolute_url()

    what = {"open_case": algorithm.pk}
    if done := submitted(request, form, provider_id=algorithm.provider_id, what=what, act=act):
        return redirect(done)
    refusal = intake.may_open(algorithm, request.user)
    context = {"form": form, "algorithm": algorithm, "refusal": refusal}
    return render(request, "reviews/case_open.html", context, status=status_of(form))


def case(request: Request, pk: int) -> HttpResponse:
    found = visible_case(request, pk)
    shown = selectors.shown(found, request.user)
    context = {
        "case": found,
        "shown": shown,
        "clock": clock.clock(found, timezone.localdate()),
        **_read(found, shown, request),
    }
    return render(request, "reviews/case_detail.html", context)


def _read(found: Case, shown: selectors.Shown, request: Request) -> dict[str, Any]:
    """What whoever judges reads beside their judgement; before they have declared, nothing."""
    if not (shown.judges and shown.rounds and selectors.may_read_facts(found, request.user)):
        return {}
    version = shown.rounds[0].submission
    return {
        "facts": facts.of_case(version),
        "changes": facts.changes(version),
        "earlier": facts.earlier(found, request.user),
        "issued": papers.latest(found, request.user),
    }


def act(request: Request, thing: str, pk: int, action: str) -> HttpResponse:
    """The page of one act: what it needs, or why it cannot be done now."""
    obj, transition = named(request, thing, pk, action)
    form = form_of(action)(request.POST or None, request.FILES or None, obj=obj, user=request.user)
    form.address = request.build_absolute_uri
    if (
        request.method == "POST"
        and form.is_valid()
        and (done := done_at(request, obj, form, action))
    ):
        messages.success(request, _("Done: %(action)s.") % {"action": transition.action.label})
        return redirect(done)
    context = {
        "case": obj.case,
        "obj": obj,
        "action": transition.action,
        "refusals": refusals_of(obj, transition, request),
        "form": form,
        "back": back_of(obj),
        "clause": CLAUSES.get(action, ""),
        "is_house_rule": action in HOUSE,
    }
    if not context["refusals"]:
        context["beside"] = beside.beside(action, obj, request.user)
    return render(request, "reviews/act.html", context, status=status_of(form))


def named(request: Request, thing: str, pk: int, action: str) -> tuple[Any, Transition]:
    walls.enter_as_judge(request.user)
    transition = transition_of(thing, action)
    if transition is None:
        raise Http404
    obj = THINGS[thing]._default_manager.filter(pk=pk).first()  # noqa: SLF001
    if obj is None or not selectors.may_see(request.user, obj):
        raise Http404
    return obj, transition


def refusals_of(obj: Any, transition: Transition, request: Request) -> list[Sentence]:
    """Whoever may not do it learns nothing of where it stands."""
    if not transition.who.allows(request.user, obj):
        return [transition.who.otherwise]
    if obj.state not in transition.sources:
        return [_("This has already moved on. Go back to see where it stands.")]
    return transition.refusals(obj, request.user)


def done_at(request: Request, obj: Any, form: Any, action: str) -> str | None:
    def do() -> str:
        CALLS[action](obj, request.user, form)
        still = selectors.may_see(request.user, obj)  # whoever steps back no longer sees it
        return back_of(obj) if still else reverse("reviews:cases")

    return attempt_once(
        form,
        provider_id=obj.provider_id,
        by=request.user,
        asked={type(obj).__name__: obj.pk, "act": action} | form.asked(),
        act=do,
    )


def back_of(obj: Any) -> str:
    owner: Model = getattr(obj, "review", obj)
    if hasattr(owner, "organiser_id"):
        return str(owner.get_absolute_url())  # type: ignore[attr-defined]
    return str(obj.case.get_absolute_url())


def visible_case(request: Request, pk: int) -> Case:
    walls.enter_as_judge(request.user)
    found: Case = get_object_or_404(
        Case.objects.visible_to(request.user).select_related(
            "algorithm", "provider", "committee", "opened_by", "approved__disclosure"
        ),
        pk=pk,
    )
    return found
