"""What of an algorithm everybody reads: preview, publish, withdraw, and the words for a site."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from filings.forms.publications import PublishForm, SnippetForm, WithdrawForm
from filings.models import Algorithm
from filings.permissions import is_legal
from filings.selectors import publications as selectors
from filings.selectors import snippets
from filings.services import publishing
from filings.views.algorithm_head import head
from filings.views.algorithms import visible
from filings.views.attempts import status_of, submitted
from filings.views.frame import Request


@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: Request, pk: int) -> HttpResponse:
    algorithm = visible(request, pk)
    shown = selectors.overview(algorithm, request.GET.get("version", ""))
    initial = {"version": str(shown.chosen.number) if shown.chosen else "", "link": shown.link}
    form = PublishForm(
        request.POST or None, versions=shown.versions, filed=shown.filed, initial=initial
    )
    if done := _published(request, algorithm, shown, form):
        messages.success(request, _("Published."))
        return redirect(done)
    context = head(request, algorithm, "filing") | {
        "form": form,
        "shown": shown,
        "refusal": None if is_legal.allows(request.user, algorithm) else is_legal.otherwise,
        "entry_url": _entry_url(request, algorithm, shown),
    }
    return render(request, "filings/publication.html", context, status=status_of(form))


def _published(
    request: Request, algorithm: Algorithm, shown: selectors.Overview, form: PublishForm
) -> str | None:
    def act() -> str:
        wanted = form.cleaned_data["version"]
        publishing.publish(
            algorithm=algorithm,
            disclosure=next(each for each in shown.versions if str(each.number) == wanted),
            link=form.cleaned_data["link"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        return reverse("filings:publication", args=[algorithm.pk])

    what = {"publish": algorithm.pk}
    return submitted(request, form, provider_id=algorithm.provider_id, what=what, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
def publication_withdraw(request: Request, pk: int) -> HttpResponse:
    algorithm = visible(request, pk)
    form = WithdrawForm(request.POST or None)
    back = reverse("filings:publication", args=[algorithm.pk])

    def act() -> str:
        publishing.withdraw(algorithm=algorithm, by=request.user, **form.facts())
        return back

    what = {"withdraw": algorithm.pk}
    if done := submitted(request, form, provider_id=algorithm.provider_id, what=what, act=act):
        messages.success(request, _("Withdrawn. Nobody outside reads it any more."))
        return redirect(done)
    context = head(request, algorithm, "filing") | {
        "form": form,
        "back": back,
        "refusal": None if is_legal.allows(request.user, algorithm) else is_legal.otherwise,
    }
    return render(request, "filings/publication_withdraw.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def snippet(request: Request, pk: int) -> HttpResponse:
    """The number and link for a footer, and whether a saved page has them. Nothing is kept."""
    algorithm = visible(request, pk)
    shown = selectors.overview(algorithm, "")
    entry_url = _entry_url(request, algorithm, shown)
    form = SnippetForm(request.POST or None, request.FILES or None)
    context = head(request, algorithm, "filing") | {
        "form": form,
        "entry_url": entry_url,
        "text": snippets.snippet(algorithm.number, shown.link, entry_url) if entry_url else "",
    }
    if request.method == "POST" and form.is_valid() and entry_url:
        context |= {
            "checked": True,
            "findings": snippets.check(
                form.cleaned_data["page"], algorithm.number, [shown.link, entry_url]
            ),
        }
    status = 422 if form.errors else 200
    return render(request, "filings/snippet.html", context, status=status)


def _entry_url(request: Request, algorithm: Algorithm, shown: selectors.Overview) -> str:
    """Where everybody reads it; nothing while nobody does."""
    if not (shown.is_shown and shown.last):
        return ""
    return request.build_absolute_uri(
        reverse("filings:published_entry", args=[algorithm.provider.uscc, shown.last.entry])
    )
