"""The present view of a list as a file: every page of it, with ids and addresses."""

import tempfile
from collections.abc import Iterable, Sequence

from django.http import FileResponse, Http404
from django.utils import timezone

from filings import history, spreadsheets
from filings.enums import Act
from filings.forms.ledger import ListForm
from filings.forms.register import RegisterForm
from filings.selectors import exports as selectors
from filings.selectors import ledger, register
from filings.spreadsheets import Cell
from filings.views.frame import Request, chosen_provider_ids

WRITERS = {
    "csv": (spreadsheets.write_csv, spreadsheets.CSV),
    "xlsx": (spreadsheets.write_xlsx, spreadsheets.XLSX),
}


def algorithm_export(request: Request, ending: str) -> FileResponse:
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


def register_export(request: Request, ending: str) -> FileResponse:
    wanted = RegisterForm(request.GET).wanted()
    table = selectors.entries(register.matching(wanted), wanted, request.build_absolute_uri)
    return _file(ending, "public-register", selectors.ENTRY_HEAD, table)


def _file(
    ending: str, name: str, head: Sequence[object], rows: Iterable[Sequence[Cell]]
) -> FileResponse:
    """Written whole before the answer begins: the wall closes with the request."""
    if ending not in WRITERS:
        raise Http404
    write, media_type = WRITERS[ending]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write(file, [str(title) for title in head], rows)
    file.seek(0)
    day = timezone.localdate().isoformat()
    return FileResponse(
        file, as_attachment=True, filename=f"{name}-{day}.{ending}", content_type=media_type
    )
