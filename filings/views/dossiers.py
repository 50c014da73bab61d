"""Dossiers: all of them, those of one algorithm with the form for the next, the files."""

from http import HTTPStatus

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from filings.documents.dossier import PROFILES
from filings.enums import DossierChapter, DossierProfile
from filings.forms.dossiers import BulkDossierForm, ChoiceForm, DossierForm
from filings.models import Algorithm, Document
from filings.permissions import EXPORTERS, may_export_board
from filings.selectors import bulk_dossiers as bulk
from filings.selectors import dossiers as selectors
from filings.selectors.ledger import owners
from filings.selectors.papers import trouble
from filings.services import bulk_dossiers as many
from filings.services import dossiers as services
from filings.views.algorithm_head import head
from filings.views.algorithms import visible
from filings.views.attempts import attempt_once, status_of
from filings.views.downloads import issued
from filings.views.frame import Request


@require_safe
def dossiers(request: Request) -> HttpResponse:
    shown, may = selectors.dossiers(request.user), bool(bulk.providers(request.user))
    return render(request, "filings/dossier_list.html", {"dossiers": shown, "may_make_many": may})


@require_http_methods(["GET", "HEAD", "POST"])
def dossiers_of(request: Request, pk: int) -> HttpResponse:
    algorithm = visible(request, pk)
    profiles = [each for each in PROFILES if EXPORTERS[each].allows(request.user, algorithm)]
    start = {
        "profile": profiles[0].value if profiles else "",
        "chapters": list(DossierChapter.values),
        "language": "en" if request.user.language == "en" else "zh-Hans",
        "on": request.GET.get("on", ""),
    }
    form = DossierForm(request.POST or None, profiles=profiles, initial=start)
    if request.method == "POST":
        if not profiles:
            form.errors.clear()
            form.add_error(None, str(may_export_board.otherwise))
        elif form.is_valid() and (done := _asked(request, algorithm, form)):
            return redirect(done)
    shown = selectors.dossiers(request.user, algorithm)
    context = head(request, algorithm, "dossiers") | {
        "form": form,
        "dossiers": shown,
        "refusal": None if profiles else may_export_board.otherwise,
        "trouble": trouble(shown.failed) if shown.failed else "",
    }
    return render(request, "filings/dossier_of_algorithm.html", context, status=status_of(form))


def _asked(request: Request, algorithm: Algorithm, form: DossierForm) -> str | None:
    order, profile = form.order(), DossierProfile(form.cleaned_data["profile"])

    def act() -> str:
        job = services.ask(
            algorithm=algorithm,
            profile=profile,
            by=request.user,
            address=request.build_absolute_uri(reverse("filings:verify")),
            **order,
        )
        return job.get_absolute_url()

    asked = {"dossier": algorithm.pk, "profile": profile.value} | order
    return attempt_once(
        form, provider_id=algorithm.provider_id, by=request.user, asked=asked, act=act
    )


@require_http_methods(["GET", "HEAD", "POST"])
def dossiers_many(request: Request) -> HttpResponse:
    """Dossiers of many algorithms: the filters of the ledger, then what is ordered."""
    filters = ChoiceForm(
        request.GET, owners=owners(request.user), providers=bulk.providers(request.user)
    )
    shown = bulk.choice(request.user, filters.provider_id(), filters.wanted())
    form = BulkDossierForm(
        request.POST or None,
        profiles=shown.profiles,
        algorithms=shown.algorithms,
        initial={
            "algorithms": [each.pk for each in shown.algorithms],
            "profile": shown.profiles[0].value if shown.profiles else "",
            "language": "en" if request.user.language == "en" else "zh-Hans",
        },
    )
    if request.method == "POST":
        if not shown.profiles:
            form.errors.clear()
            form.add_error(None, str(may_export_board.otherwise))
        elif form.is_valid() and (done := _asked_many(request, shown.algorithms, form)):
            return redirect(done)
    refusal = None if shown.profiles else may_export_board.otherwise
    context = {"filters": filters, "form": form, "choice": shown, "refusal": refusal}
    return render(request, "filings/dossiers_many.html", context, status=status_of(form))


def _asked_many(request: Request, shown: list[Algorithm], form: BulkDossierForm) -> str | None:
    order, profile = form.order(), DossierProfile(form.cleaned_data["profile"])
    ticked = set(form.cleaned_data["algorithms"])
    chosen = [each for each in shown if each.pk in ticked]

    def act() -> str:
        job = many.ask(
            algorithms=chosen,
            profile=profile,
            by=request.user,
            address=request.build_absolute_uri(reverse("filings:verify")),
            **order,
        )
        return job.get_absolute_url()

    asked = {"dossiers": sorted(ticked), "profile": profile.value} | order
    return attempt_once(
        form, provider_id=chosen[0].provider_id, by=request.user, asked=asked, act=act
    )


@require_safe
def dossier_file(request: Request, pk: int) -> HttpResponseBase:
    """The bytes as issued, to whoever may export it now; each time is recorded."""
    document: Document = get_object_or_404(selectors.deliverable(request.user), pk=pk)
    answer = issued(request, document)
    if request.method == "GET" and answer.status_code == HTTPStatus.OK:
        services.delivered(document, by=request.user)
    return answer
