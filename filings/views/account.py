"""Signing in, one's own account, the language of the pages."""

from collections.abc import Mapping
from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from filings.models import User
from filings.selectors import demo, reminders
from filings.services import people
from filings.views.frame import Request


class SignIn(LoginView):
    """The sign-in page; in a demo installation it also offers the invented people."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"demo_people": demo.people(self.places)}

    def places(self) -> Mapping[int, list[str]]:
        """What invented people do beside their roles, by their number."""
        return {}


sign_in = login_not_required(SignIn.as_view())


@login_not_required
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """An invited person sets their first password. The link works once."""
    person = people.person_invited_by(token)
    if person is None:
        return render(request, "account/invitation_ended.html", status=410)
    form: SetPasswordForm[User] = SetPasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        people.accept_invitation(person=person, password=form.cleaned_data["new_password1"])
        return redirect(settings.LOGIN_URL)
    return render(request, "account/invitation.html", {"form": form, "person": person})


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Switch the language, for good when somebody is signed in."""
    chosen = request.POST.get("language")
    user = request.user
    if isinstance(user, User) and chosen in dict(settings.LANGUAGES):
        user.language = chosen
        user.save(update_fields=["language"])
    return set_language(request)


def account(request: Request) -> HttpResponse:
    return render(request, "account/me.html", {"feed": reminders.open_feed(request.user)})


def no_password(request: Request) -> HttpResponse:
    """Where the library sends whoever would change a password and has none."""
    messages.info(request, _("There is no password to change: you sign in without one."))
    return redirect("filings:account")


@login_not_required
def closed(_request: HttpRequest) -> HttpResponse:
    """Pages of the sign-in library that have no place here: nobody signs themselves up."""
    raise Http404
