"""The public register: no sign-in, no script, no session; the same for everybody who asks."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import quote_etag
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from filings import spreadsheets
from filings.models import PublishedEntry
from filings.selectors import published as selectors

FRESH = 300
"""So many seconds a copy may stand anywhere without being asked about."""
Make = Callable[[], HttpResponse]


@login_not_required
@require_safe
def published_index(request: HttpRequest) -> HttpResponseBase:
    with override(language_of(request)):
        rows = selectors.providers()
        shown = [(row.uscc, selectors.provider_name(row.content or {})) for row in rows]
        return answered(request, rows, lambda: page(request, "index", {"providers": shown}))


@login_not_required
@require_safe
def published_provider(request: HttpRequest, uscc: str) -> HttpResponseBase:
    after = request.GET.get("after", "")
    with override(language_of(request)):
        rows = found(selectors.current(uscc, after.replace("\0", "")))
        shown = rows[: selectors.PAGE]

        def make() -> HttpResponse:
            context = {
                "uscc": uscc,
                "entries": [selectors.read(row) for row in shown],
                "following": shown[-1].entry if len(rows) > len(shown) else "",
            }
            return page(request, "provider", context)

        return answered(request, rows, make, after)


@login_not_required
@require_safe
def published_entry(
    request: HttpRequest, uscc: str, entry: str, number: int | None = None
) -> HttpResponseBase:
    with override(language_of(request)):
        rows = found(selectors.versions(uscc, entry))
        kept = [row for row in rows if row.shown and number in (None, row.number)]
        if not kept:
            if number is not None and rows[0].shown:
                raise Http404
            return answered(
                request, rows[:1], lambda: page(request, "gone", {"row": rows[0], "uscc": uscc})
            )
        context = {
            "entry": selectors.read(kept[0]),
            "versions": [row for row in rows if row.shown],
            "uscc": uscc,
        }
        return answered(request, rows, lambda: page(request, "entry", context), str(number or ""))


@login_not_required
@require_safe
def published_data(request: HttpRequest, uscc: str, ending: str) -> HttpResponseBase:
    """The same for programs: `json`, `jsonld`, `csv`, or `atom` for what changes."""
    makers: dict[str, Callable[..., HttpResponse]] = {
        "json": _json, "jsonld": _linked, "csv": _csv, "atom": _feed,
    }  # fmt: skip
    if ending not in makers:
        raise Http404
    with override(language_of(request)):
        rows = found(
            selectors.changes(uscc) if ending == "atom" else selectors.everything(uscc),
        )
        return answered(request, rows, lambda: makers[ending](request, uscc, rows), ending)


def answered(
    request: HttpRequest, rows: Sequence[PublishedEntry], make: Make, *more: str
) -> HttpResponseBase:
    """The page, or that the asker's copy of it is still right."""
    etag = quote_etag(selectors.stamp(rows, request.path, *more))
    newest = selectors.newest(rows)
    modified = int(newest.timestamp()) if newest else None
    response = get_conditional_response(request, etag, modified)
    if response is None:
        response = make()
        response["ETag"] = etag
        if newest:
            response["Last-Modified"] = newest.strftime("%a, %d %b %Y %H:%M:%S GMT")
    response["Cache-Control"] = f"public, max-age={FRESH}"
    response["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    if "lang" not in request.GET:
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def found(rows: list[PublishedEntry]) -> list[PublishedEntry]:
    if not rows:
        raise Http404
    return rows


def language_of(request: HttpRequest) -> str:
    """What the address asks for; else what the browser does."""
    asked = selectors.LANGUAGES.get(request.GET.get("lang", ""))
    return asked or get_language() or settings.LANGUAGE_CODE


def page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """Rendered without the request, so that nothing of whoever asks gets into it."""
    chinese = (get_language() or "").startswith("zh")
    frame = {"path": request.path, "chinese": chinese, "lang": "zh" if chinese else "en"}
    text = render_to_string(f"filings/published_{name}.html", context | frame)
    return HttpResponse(text, status=410 if name == "gone" else 200)


def address(request: HttpRequest, row: PublishedEntry) -> str:
    return request.build_absolute_uri(
        reverse("filings:published_entry", args=[row.uscc, row.entry])
    )


def _json(request: HttpRequest, uscc: str, rows: Sequence[PublishedEntry]) -> HttpResponse:
    entries = [selectors.as_data(row, address(request, row)) for row in rows]
    return JsonResponse(
        {"uscc": uscc, "entries": entries}, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


def _linked(request: HttpRequest, _uscc: str, rows: Sequence[PublishedEntry]) -> HttpResponse:
    return JsonResponse(
        {"@graph": [selectors.as_linked_data(row, address(request, row)) for row in rows]},
        content_type="application/ld+json",
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


def _csv(request: HttpRequest, uscc: str, rows: Sequence[PublishedEntry]) -> HttpResponse:
    lines = [selectors.as_line(row, address(request, row)) for row in rows]
    file = BytesIO()
    spreadsheets.write_csv(file, [*selectors.FIELDS, "url"], lines)
    return HttpResponse(
        file.getvalue(),
        content_type=spreadsheets.CSV,
        headers={"Content-Disposition": f'attachment; filename="{uscc}.csv"'},
    )


def _feed(request: HttpRequest, uscc: str, rows: Sequence[PublishedEntry]) -> HttpResponse:
    here = request.build_absolute_uri(reverse("filings:published_provider", args=[uscc]))
    named = next((selectors.provider_name(row.content) for row in rows if row.content), uscc)
    feed = Atom1Feed(
        title=_("Published algorithms of %(provider)s") % {"provider": named},
        link=here,
        description="",
        language=get_language(),
        feed_url=request.build_absolute_uri(),
    )
    for row in rows:
        feed.add_item(
            title=_title(row),
            link=address(request, row),
            description="",
            unique_id=f"{address(request, row)}#{row.number}",
            pubdate=row.published_at,
            updateddate=row.published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _title(row: PublishedEntry) -> str:
    if row.content is None:
        return _("Withdrawn: entry %(entry)s") % {"entry": row.entry}
    return _("%(name)s, published version %(number)d") % {
        "name": selectors.read(row).name,
        "number": row.number,
    }
