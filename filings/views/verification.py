"""Verifying a dossier without an account: it is read in a process of its own and forgotten."""

import time
from pathlib import Path

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from filings.forms.dossiers import VerifyForm
from filings.printing import verify_dossier
from filings.selectors import verification as selectors
from filings.services import seals

SCRIPT = Path(verify_dossier.__file__)
MOST_PER_MINUTE = 10
"""From one address: each check is a process that may take a while."""


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.POST or None, request.FILES or None, limit=settings.UPLOAD_LIMIT * 4)
    context = {"form": form, "keys": selectors.fingerprints(seals.keys())}
    status = 200
    if request.method == "POST":
        if _is_too_often(request):
            return render(request, "429.html", status=429)
        if form.is_valid():
            file: UploadedFile[bytes] = form.cleaned_data["file"]
            asked = request.GET.get("facts", "")
            context["checked"] = selectors.checked(file.read(), seals.keys(), asked)
            context["name"] = file.name
        else:
            status = 422
    return render(request, "filings/verify.html", context, status=status)


def _is_too_often(request: HttpRequest) -> bool:
    key = f"verify-{get_ip(request)}-{_minute()}"
    cache.add(key, 0)
    return bool(cache.incr(key) > MOST_PER_MINUTE)


def _minute() -> int:
    return int(time.time() // 60)


@login_not_required
@require_safe
def script(_request: HttpRequest) -> HttpResponseBase:
    """The stand-alone check, as it runs here."""
    return FileResponse(
        SCRIPT.open("rb"), as_attachment=True, filename=SCRIPT.name, content_type="text/x-python"
    )
