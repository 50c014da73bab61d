"""Telling other systems: what they are told of, by signed messages, until they have answered.

A message is staged by the database together with its event. It leaves later and outside any
transaction, to hosts alone that the operator named in WEBHOOK_HOSTS, and is sent again after
growing pauses; whoever receives it knows it by its number.
"""

import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from filings import history, walls
from filings.enums import SEALED_ACTS, Act, DeliveryState, Role, WebhookFormat
from filings.models import Delivery, Provider, User, Webhook
from filings.permissions import is_administrator
from filings.statemachine import ActionRefused

PAUSES = [timedelta(seconds=s) for s in (30, 120, 600, 3_600, 21_600, 86_400)]
"""After each try that failed; after the last one nobody tries any more."""
LEASE = timedelta(minutes=2)
SECONDS, AT_ONCE, LONGEST = 10, 50, 200
KEPT_QUIET = {*SEALED_ACTS, Act.REVIEW_MOVED, Act.COMMITTEE_CHANGED}
"""What a committee does among itself is told to nobody outside."""
CHOOSABLE = [act for act in Act if act not in KEPT_QUIET]


@dataclass(frozen=True)
class Message:
    """What leaves the house: no payload, no person; whoever wants more asks the API."""

    number: str
    act: Act
    at: datetime
    provider: Provider
    algorithm: dict[str, Any] | None
    address: str
    secret: str


@dataclass(frozen=True)
class Request:
    address: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def open_webhook(  # noqa: PLR0913 - what was typed, by whom
    *,
    provider: Provider,
    name: str,
    address: str,
    format_: WebhookFormat,
    acts: list[str],
    secret: str,
    by: User,
) -> Webhook:
    """`secret` is what both sides know; for robots it comes from their own platform."""
    _must_administer(by, provider.pk)
    if not may_send(address):
        raise ActionRefused(
            _("The operator has not named this host in WEBHOOK_HOSTS. Ask them, or use another.")
        )
    if not acts or set(acts) - {act.value for act in CHOOSABLE}:
        raise ActionRefused(_("Choose at least one of the events offered."))
    if format_ == WebhookFormat.PLAIN and len(secret) < 16:
        raise ActionRefused(_("Give a secret of at least 16 characters."))
    made = Webhook.objects.create(
        provider=provider,
        name=name.strip(),
        address=address,
        format=format_,
        acts=sorted(set(acts)),
        secret=_box().encrypt(secret.encode()).decode(),
        opened_by=by,
    )
    history.record(
        Act.WEBHOOK_OPENED, by=by, provider_id=provider.pk, webhook=made.pk,
        host=urlsplit(address).hostname or "", format=made.format, acts=made.acts,
    )  # fmt: skip
    return made


def close(*, webhook: Webhook, by: User) -> None:
    """It is told nothing any more; what was staged for it is not sent. Asked again: nothing."""
    _must_administer(by, webhook.provider_id)
    now = timezone.now()
    if Webhook.objects.filter(pk=webhook.pk, closed_at=None).update(closed_at=now):
        waiting = Delivery.objects.filter(webhook=webhook, state=DeliveryState.WAITING)
        waiting.update(state=DeliveryState.GIVEN_UP, answer="closed")
        history.record(
            Act.WEBHOOK_CLOSED, by=by, provider_id=webhook.provider_id, webhook=webhook.pk
        )


def send_again(*, delivery: Delivery, by: User) -> None:
    """One that was given up is due now, once more with all pauses."""
    _must_administer(by, delivery.provider_id)
    if delivery.webhook.closed_at:
        raise ActionRefused(_("This connection is closed. Open another one."))
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.GIVEN_UP).update(
        state=DeliveryState.WAITING, tries=0, due_at=timezone.now()
    )


def may_send(address: str) -> bool:
    parts = urlsplit(address)
    named = {(parts.hostname or "").lower(), parts.netloc.lower()} & set(settings.WEBHOOK_HOSTS)
    return bool(named) and "@" not in parts.netloc and parts.scheme in {"https", "http"}


def _must_administer(by: User, provider_id: int) -> None:
    if not by.acts_as(Role.ADMINISTRATOR, provider_id):
        raise ActionRefused(is_administrator.otherwise)


# -- sending ---------------------------------------------------------------------------------------
def deliver(now: datetime) -> int:
    """Send what is due; how many were answered well. Each may be sent twice, never lost."""
    if not settings.WEBHOOK_HOSTS:
        return 0
    return sum(_try(*each) for each in _claimed(now))


def _claimed(now: datetime) -> list[tuple[int, int, Request]]:
    """What is due, put off meanwhile so that nobody else sends it at the same time."""
    with walls.for_clock():
        rows = list(
            Delivery.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(state=DeliveryState.WAITING, due_at__lte=now)
            .select_related("webhook", "event__algorithm", "provider")
            .order_by("due_at")[:AT_ONCE]
        )
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=now + LEASE)
        return [(row.pk, row.provider_id, request_of(row, now)) for row in rows]


def _try(pk: int, provider_id: int, request: Request) -> bool:
    is_good, answer = post(request)
    now = timezone.now()
    with walls.for_provider(provider_id), transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=pk)
        if row.state != DeliveryState.WAITING:
            return False
        row.tries += 1
        left = PAUSES[row.tries - 1 :]
        facts: dict[str, Any] = {"tries": row.tries, "answer": answer, "tried_at": now}
        if is_good:
            facts["state"] = DeliveryState.DELIVERED
        elif left:
            facts["due_at"] = now + left[0]
        else:
            facts["state"] = DeliveryState.GIVEN_UP
        Delivery.objects.filter(pk=pk).update(**facts)
    return is_good


def post(request: Request) -> tuple[bool, str]:
    """Whether the other side took it, and its answer in short. Redirects are not followed."""
    if not may_send(request.address):
        return False, "host not allowed"
    opener = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Beian"}
    asked = urllib.request.Request(  # noqa: S310 - may_send names the schemes
        request.address, request.body, headers | request.headers, method="POST"
    )
    try:
        with opener.open(asked, timeout=SECONDS) as answer:
            return _taken(answer.status, answer.read(10_000))
    except urllib.error.HTTPError as error:
        error.close()
        return False, str(error.code)
    except (OSError, ValueError, HTTPException) as error:
        return False, type(error).__name__


def _taken(status: int, body: bytes) -> tuple[bool, str]:
    """Robots answer 200 to everything and say in the body whether they took it."""
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    code: Any = 0
    if isinstance(said, dict):
        code = said.get("errcode", said.get("code", said.get("StatusCode", 0)))
    if code in (0, None, "0"):
        return True, str(status)
    return False, f"{status}: {str(said)[: LONGEST - 10]}"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        return None


# -- the message -----------------------------------------------------------------------------------
def request_of(row: Delivery, now: datetime) -> Request:
    algorithm = row.event.algorithm
    message = Message(
        number=str(row.message),
        act=Act(row.event.act),
        at=row.event.at or now,
        provider=row.provider,
        algorithm={
            "id": algorithm.pk,
            "reference": algorithm.reference,
            "name_zh": algorithm.name_zh,
            "name_en": algorithm.name_en,
        }
        if algorithm
        else None,
        address=row.webhook.address,
        secret=_opened(row.webhook.secret),
    )
    return FORMATS[WebhookFormat(row.webhook.format)](message, int(now.timestamp()))


def plain(message: Message, moment: int) -> Request:
    """Signed over moment and body, as `t.body`, with HMAC-SHA256."""
    body = json.dumps(
        {
            "id": message.number,
            "event": message.act.value,
            "at": message.at.isoformat(),
            "provider": {"uscc": message.provider.uscc, "name_zh": message.provider.name_zh},
            "algorithm": message.algorithm,
        },
        ensure_ascii=False,
    ).encode()
    signed = hmac.new(message.secret.encode(), f"{moment}.".encode() + body, hashlib.sha256)
    headers = {
        "Beian-Message": message.number,
        "Beian-Timestamp": str(moment),
        "Beian-Signature": f"v1={signed.hexdigest()}",
    }
    return Request(message.address, body, headers)


def wecom(message: Message, _moment: int) -> Request:
    content = {"msgtype": "text", "text": {"content": words(message)}}
    return Request(message.address, _packed(content))


def dingtalk(message: Message, moment: int) -> Request:
    address, millis = message.address, moment * 1000
    if message.secret:
        sign = _signed(message.secret, f"{millis}\n{message.secret}")
        joint = "&" if urlsplit(address).query else "?"
        address += f"{joint}timestamp={millis}&sign={quote(sign, safe='')}"
    return Request(address, _packed({"msgtype": "text", "text": {"content": words(message)}}))


def feishu(message: Message, moment: int) -> Request:
    content: dict[str, Any] = {"msg_type": "text", "content": {"text": words(message)}}
    if message.secret:
        sign = _signed(f"{moment}\n{message.secret}", "")
        content = {"timestamp": str(moment), "sign": sign} | content
    return Request(message.address, _packed(content))


FORMATS: dict[WebhookFormat, Callable[[Message, int], Request]] = {
    WebhookFormat.PLAIN: plain,
    WebhookFormat.WECOM: wecom,
    WebhookFormat.DINGTALK: dingtalk,
    WebhookFormat.FEISHU: feishu,
}


def words(message: Message) -> str:
    """In Chinese, as the rooms speak in which robots stand."""
    with override("zh-hans"):
        about = (message.algorithm or {}).get("name_zh") or message.provider.name_zh
        at = timezone.localtime(message.at)
        return f"【备案】{message.act.label}：{about}（{at:%Y-%m-%d %H:%M}）"


def _packed(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def _signed(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"webhook:{key}".encode()).digest()))
        for key in keys
    )


def _opened(secret: str) -> str:
    """Nothing where another installation sealed it."""
    try:
        return _box().decrypt(secret.encode()).decode() if secret else ""
    except InvalidToken:
        return ""
