"""People and their roles at the providers one acts for."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from filings.enums import Role
from filings.forms.people import InviteForm, RoleForm
from filings.models import Membership, Provider, User
from filings.selectors import people as selectors
from filings.services import people
from filings.views.attempts import attempt
from filings.views.frame import Request, chosen_provider_ids


def people_list(request: Request) -> HttpResponse:
    rows = selectors.by_provider(request.user, chosen_provider_ids(request))
    return render(request, "filings/people_list.html", {"rows": rows})


def person_invite(request: Request, pk: int) -> HttpResponse:
    provider = _administered(request, pk)
    form = InviteForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: people.invite(
                provider=provider,
                invited=form.invited(),
                roles=form.roles_given(),
                by=request.user,
                address=request.build_absolute_uri,
            ),
        )
        if done:
            messages.success(request, _("The invitation is on its way."))
            return redirect("filings:people")
    return render(request, "filings/people_invite.html", {"form": form, "shown": provider})


@require_POST
def role_give(request: Request, pk: int, person: int) -> HttpResponse:
    provider = _administered(request, pk)
    member = get_object_or_404(
        User.objects.filter(memberships__provider=provider, is_system=False).distinct(), pk=person
    )
    form = RoleForm(request.POST)
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        people.give_role(provider=provider, person=member, role=role, by=request.user)
    return redirect("filings:people")


def role_take(request: Request, pk: int) -> HttpResponse:
    membership = get_object_or_404(
        Membership.objects.visible_to(request.user).select_related("user", "provider"), pk=pk
    )
    provider = _administered(request, membership.provider_id)
    form = RoleForm({"role": membership.role})
    if request.method == "POST" and attempt(
        form, lambda: people.take_role(membership=membership, by=request.user)
    ):
        return redirect("filings:people")
    context = {"form": form, "membership": membership, "shown": provider}
    status = 409 if form.non_field_errors() else 200
    return render(request, "filings/people_role_take.html", context, status=status)


def _administered(request: Request, pk: int) -> Provider:
    """A provider whose people one may change; to everybody else this page does not exist."""
    provider = get_object_or_404(Provider.objects.visible_to(request.user), pk=pk)
    if not request.user.acts_as(Role.ADMINISTRATOR, pk):
        raise Http404
    return provider
