"""The present view of a list as a file: every page of it, with ids and addresses."""

from collections.abc import Iterable, Sequence

from django.http import Http404, HttpResponse
from django.utils import timezone

from filings import history, spreadsheets
from filings.enums import Act
from filings.forms.ledger import ListForm
from filings.forms.register import RegisterForm
from filings.selectors import exports as selectors
from filings.selectors import ledger, register
from filings.spreadsheets import Cell
from filings.views.frame import Request, chosen_provider_ids


def algorithm_export(request: Request, ending: str) -> HttpResponse:
    wanted = ListForm(request.GET, owners=ledger.owners(request.user)).wanted()
    chosen = chosen_provider_ids(request)
    rows = ledger.matching(request.user, chosen, wanted)
    table = selectors.algorithms(rows, wanted, request.build_absolute_uri)
    for provider_id in chosen:
        history.record(
            Act.EXPORTED,
            by=request.user,
            provider_id=provider_id,
            list="algorithms",
            view=request.GET.urlencode()[:200],
        )
    return _file(ending, "algorithms", selectors.ALGORITHM_HEAD, table)


def register_export(request: Request, ending: str) -> HttpResponse:
    wanted = RegisterForm(request.GET).wanted()
    table = selectors.entries(register.matching(wanted), wanted, request.build_absolute_uri)
    return _file(ending, "public-register", selectors.ENTRY_HEAD, table)


def _file(
    ending: str, name: str, head: Sequence[object], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    titles = [str(title) for title in head]
    if ending == "csv":
        content, media_type = spreadsheets.csv_bytes(titles, rows), spreadsheets.CSV
    elif ending == "xlsx":
        content, media_type = spreadsheets.xlsx_bytes(titles, rows, name), spreadsheets.XLSX
    else:
        raise Http404
    response = HttpResponse(content, content_type=media_type)
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.{ending}"'
    return response
