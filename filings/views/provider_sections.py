"""The provider's own section of the form: its body, staff and rules for algorithm security."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from filings import contents
from filings.forms.disclosure import Around, SectionForm
from filings.models import Provider, ProviderSection
from filings.permissions import may_disclose
from filings.regulations import Section
from filings.selectors import disclosure as selectors
from filings.services import provider_sections
from filings.services.meanwhile import SavedMeanwhile
from filings.statemachine import ActionRefused
from filings.views.frame import Request


def provider_section(request: Request, pk: int, code: str) -> HttpResponse:
    provider = get_object_or_404(Provider.objects.visible_to(request.user), pk=pk)
    section = _section(code)
    standing = provider_sections.latest(pk, code)
    form = SectionForm(
        section,
        Around(
            answers={code: standing.answers if standing else provider_sections.suggested(pk, code)}
        ),
        request.POST if request.method == "POST" else None,
    )
    if not form.is_valid():
        return _page(request, provider, form, standing, status=422 if form.is_checked else 200)
    try:
        provider_sections.save(
            provider=provider,
            section=section,
            answers=form.answers,
            seen=form.revision,
            by=request.user,
        )
    except SavedMeanwhile as meanwhile:
        return _page(request, provider, form, meanwhile.theirs, 409, meanwhile.sentences)
    except ActionRefused as refused:
        return _page(request, provider, form, standing, 409, refused.sentences)
    messages.success(request, _("“%(section)s” is saved.") % {"section": section.title})
    return redirect("filings:provider", pk)


def _page(
    request: Request,
    provider: Provider,
    form: SectionForm,
    standing: ProviderSection | None,
    status: int = 200,
    refusals: tuple[Any, ...] = (),
) -> HttpResponse:
    for entry in form.entries:
        entry.extras = []  # files and marks belong to the version that uses the answers
    meanwhile = status == 409 and standing and standing.number != form.revision
    context = {
        "shown": provider,
        "form": form,
        "standing": standing,
        "refusals": refusals,
        "refusal": ""
        if may_disclose.allows(request.user, provider_sections.of(provider))
        else may_disclose.otherwise,
        "differences": selectors.differences(form.section, form.answers, standing.answers, {})
        if meanwhile and standing
        else [],
    }
    return render(request, "filings/provider_section.html", context, status=status)


def _section(code: str) -> Section:
    """Only a section of the provider's facts is kept with the provider."""
    for section in contents.form_on(timezone.localdate()).sections:
        if section.code == code and section.entity:
            return section
    raise Http404
