"""Tries whether public addresses open, where the operator named the hosts that may be asked.

Nothing leaves the installation unless LINK_CHECK_HOSTS names hosts. `mall.example.com` names that
host, wherever it stands; `.example.com` names every host below it that has a public address.
"""

import socket
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from http.client import HTTPException, HTTPMessage
from ipaddress import ip_address
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from filings import findings
from filings.enums import DisclosureState
from filings.models import Disclosure, LinkVisit
from filings.models.filing import OPEN_STATES
from filings.precheck import links

SECONDS = 10
LONGEST_ANSWER = 100


class NotAllowed(Exception):
    """The address is none of those that may be asked."""


def addresses() -> set[str]:
    """The public addresses of drafts and of versions on their way to the authority."""
    going = Q(state=DisclosureState.DRAFT) | Q(filings__state__in=OPEN_STATES)
    rows = Disclosure.objects.filter(going).distinct().prefetch_related("sections")
    return {
        address
        for row in rows.iterator(chunk_size=200)
        for _place, address in links.addresses(findings.answered(row))
    }


def tried(wanted: Iterable[str]) -> dict[str, tuple[bool, str]]:
    """Each address that may be asked, with whether it opened and the answer in short.

    Asks the net, so call it outside a transaction.
    """
    longest = LinkVisit._meta.get_field("address").max_length or 0  # noqa: SLF001
    return {
        address: opens(address)
        for address in sorted(wanted)
        if len(address) <= longest and may_visit(address)
    }


def keep(provider_id: int, answers: Mapping[str, tuple[bool, str]]) -> None:
    """The newest answer of each address takes the place of the one before."""
    LinkVisit.objects.bulk_create(
        [
            LinkVisit(
                provider_id=provider_id,
                address=address,
                opened=opened,
                answer=answer,
                tried_at=timezone.now(),
            )
            for address, (opened, answer) in answers.items()
        ],
        update_conflicts=True,
        unique_fields=["provider", "address"],
        update_fields=["opened", "answer", "tried_at"],
    )


def is_on() -> bool:
    return bool(settings.LINK_CHECK_HOSTS)


def may_visit(address: str) -> bool:
    parts = urlsplit(address)
    host = (parts.hostname or "").lower()
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        return False
    if host in settings.LINK_CHECK_HOSTS:
        return True
    below = any(each.startswith(".") and host.endswith(each) for each in settings.LINK_CHECK_HOSTS)
    return below and _is_public(host)


def opens(address: str) -> tuple[bool, str]:
    """Whether a visitor gets a page, and the answer in short. For addresses that may be visited;
    it follows a redirect to such only. A page that asks who one is has opened."""
    opener = urllib.request.build_opener(_Redirects, urllib.request.ProxyHandler({}))
    asked = urllib.request.Request(address, headers={"User-Agent": "Beian link check"})  # noqa: S310
    try:
        with opener.open(asked, timeout=SECONDS) as answer:
            return True, str(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code in {401, 403, 405, 429}, str(error.code)
    except (OSError, ValueError, HTTPException, NotAllowed) as error:
        return False, type(error).__name__[:LONGEST_ANSWER]


class _Redirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if not may_visit(newurl):
            raise NotAllowed
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _is_public(host: str) -> bool:
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False
    return all(ip_address(place[4][0]).is_global for place in found)
