"""The door of a demo installation: in as an invented person, by one click."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from filings.selectors import demo


@login_not_required
def demo_door(request: HttpRequest, pk: int) -> HttpResponse:
    """Outside a demo installation, and for everybody who is not invented, there is no door."""
    person = demo.person(pk) if request.method == "POST" else None
    if person is None:
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)
