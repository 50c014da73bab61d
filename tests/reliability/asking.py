"""One request of one actor, made and undone."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.reliability import catalogue
from tests.reliability.world import body_of, digests, reset_wall, undone, written

SAFE = ("GET", "HEAD", "OPTIONS")
METHODS = (*SAFE, "POST", "PUT", "PATCH", "DELETE")
REFUSED = {401, 403, 404, 405, 410}
TRIED = {"GET", "POST"}
EVENTS = "filings_event"
WATCHED = [*catalogue.WALLED, "filings_user", "reviews_committee", "reviews_seat"]


@dataclass(frozen=True)
class Sent:
    """What a program sends besides method and path."""

    query: str
    headers: dict[str, str]
    media_type: str
    body: bytes


class Answer:
    """One request, made and undone: status, text, whether it changed rows or wrote an event."""

    def __init__(
        self,
        client: Client,
        method: str,
        path: str,
        data: dict[str, Any] | None = None,
        sent: Sent | None = None,
    ) -> None:
        self.method, self.path = method, path
        watch = method not in SAFE
        client.raise_request_exception = False
        cookies = client.cookies.output()
        with undone():
            counted = written(WATCHED) if watch else {}
            reset_wall()
            response: HttpResponseBase = (
                _program(client, method, path, sent)
                if sent
                else getattr(client, method.lower())(path, data or {})
            )
            self.body = body_of(response)
            self.status = response.status_code
            self.headers = response.headers
            reset_wall()
            recounted = written(WATCHED) if watch else {}
            moved = {table for table in recounted if recounted[table] != counted.get(table)}
            after = digests(moved)
        before = digests(moved)  # undone: the rows are what they were
        touched = {table for table in moved if after[table] != before[table]}
        self.changed, self.recorded = bool(touched - {EVENTS}), EVENTS in touched
        if client.cookies.output() != cookies:  # the session that was changed has been undone
            client.cookies.load(cookies.replace("Set-Cookie: ", ""))

    @property
    def to_sign_in(self) -> bool:
        if self.path.startswith(settings.API_ROOT):
            return self.status == 401
        return self.status == 302 and self.headers["Location"].startswith(reverse("account_login"))

    @property
    def refused(self) -> bool:
        return self.status in REFUSED or self.to_sign_in


def _program(client: Client, method: str, path: str, sent: Sent) -> Any:
    return client.generic(
        method,
        path,
        sent.body,
        sent.media_type,
        headers=sent.headers,
        QUERY_STRING=sent.query,
    )


def masked(body: bytes) -> bytes:
    """Without what differs in every answer: tokens, request keys, the times inside a workbook."""
    if body.startswith(b"PK"):
        return _members(body)
    keyless = re.sub(rb'(name="key" value=")[^"]+', rb"\1", body)
    return re.sub(rb'(csrfmiddlewaretoken" value=")[^"]+|"csrf": "[^"]+', rb"\1", keyless)


def _members(body: bytes) -> bytes:
    with ZipFile(BytesIO(body)) as archive:
        names = [name for name in archive.namelist() if name != "docProps/core.xml"]
        return b"".join(archive.read(name) for name in names)
