"""The meetings of a committee, and calling one for several cases."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from filings import walls
from filings.views.attempts import attempt_once, status_of
from filings.views.frame import Request
from reviews.forms.sittings import SittingForm
from reviews.models import Committee
from reviews.permissions import sits
from reviews.selectors import sittings as selectors
from reviews.services import meetings


def sittings(request: Request, pk: int) -> HttpResponse:
    """For whoever sits on the committee; who runs it calls the next meeting here."""
    walls.enter_as_judge(request.user)
    found = get_object_or_404(Committee.objects.visible_to(request.user).distinct(), pk=pk)
    if not sits(request.user, found.pk):
        raise Http404
    ready = selectors.ready(found, request.user)
    form = SittingForm(request.POST or None, ready=[each.round.pk for each in ready])
    if request.method == "POST" and form.is_valid() and _called(request, found, form):
        messages.success(request, _("The meeting is called; its members get a mail."))
        return redirect("reviews:sittings", pk)
    context = {
        "committee": found,
        "ready": ready,
        "sittings": selectors.sittings(found, request.user),
        "form": form,
    }
    return render(request, "reviews/sitting_list.html", context, status=status_of(form))


def _called(request: Request, committee: Committee, form: SittingForm) -> bool:
    rounds = list(form.cleaned_data["rounds"])

    def act() -> str:
        meetings.call_for(
            rounds=rounds,
            by=request.user,
            starts_at=form.cleaned_data["starts_at"],
            place=form.cleaned_data["place"],
        )
        return reverse("reviews:sittings", args=[committee.pk])

    done = attempt_once(
        form,
        provider_id=rounds[0].provider_id,
        by=request.user,
        asked={"committee": committee.pk} | form.asked(),
        act=act,
    )
    return bool(done)
