"""Rows for tests. A factory opens the wall for the row it writes, and leaves it as it was."""

import hashlib
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from typing import Any

import factory
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection, transaction
from django.utils import timezone

from filings import entity, history, published, walls
from filings.enums import (
    Act,
    AlgorithmType,
    ClearanceKind,
    DisclosureState,
    DocumentKind,
    EnclosureKind,
    EntityState,
    FilingKind,
    FilingState,
    JobKind,
    ProviderRole,
    PublicList,
    Role,
    ServiceForm,
    Settles,
    Verdict,
)
from filings.models import (
    AccessPath,
    Algorithm,
    ApiToken,
    Clearance,
    Deadline,
    Delivery,
    Determination,
    Disclosure,
    DisclosureSection,
    Document,
    Duty,
    Enclosure,
    EntityFiling,
    Evidence,
    Filing,
    Function,
    Job,
    Membership,
    Product,
    Provider,
    PublicEntry,
    PublishedEntry,
    SystemAccount,
    User,
    Webhook,
)
from filings.models.filing import ENDS
from filings.services import publishing

TOTP_SECRET = "JBSWY3DPEHPK3PXP"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@contextmanager
def wall_down() -> Iterator[None]:
    """See every provider for a moment; afterwards the wall stands as before.

    Where nothing else holds a transaction, it is one of its own.
    """
    alone = nullcontext() if connection.in_atomic_block else transaction.atomic()
    with alone, connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.provider_ids', true)")
        (before,) = cursor.fetchone() or ("",)
        cursor.execute("SELECT wall_enter_clock()")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("SELECT set_config('app.provider_ids', %s, true)", [before or ""])


def uscc(body: str) -> str:
    """A unified social credit code: 17 characters and the check digit of GB 32100-2015."""
    total = sum(weight * _ALPHABET.index(char) for weight, char in zip(_WEIGHTS, body, strict=True))
    return body + _ALPHABET[-total % 31]


class Row(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        with wall_down():
            return model_class.objects.create(*args, **kwargs)


class UserFactory(Row):
    """A person with a password and a second factor, as everybody outside a demonstration."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    name = factory.Sequence(lambda n: f"Person {n}")
    language = "en"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        second_factor = kwargs.pop("second_factor", True)
        user = User.objects.create_user(kwargs.pop("email"), kwargs.pop("password", None), **kwargs)
        if second_factor:
            TOTP.activate(user, TOTP_SECRET)
        return user


class ProviderFactory(Row):
    class Meta:
        model = Provider

    name_zh = factory.Sequence(lambda n: f"星澜第{n}商贸有限公司")
    name_en = factory.Sequence(lambda n: f"Xinglan Trading {n} Co., Ltd.")
    uscc = factory.Sequence(lambda n: uscc(f"91310000MA{n:07d}"))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        with wall_down():
            return Provider.objects.create(id=walls.found_provider(), **kwargs)


class EntityFilingFactory(Row):
    """The provider's facts as filed; another state on request."""

    class Meta:
        model = EntityFiling

    provider = factory.SubFactory(ProviderFactory)
    facts = factory.LazyAttribute(lambda row: entity.facts(row.provider))
    sha256 = hashlib.sha256(b"facts").hexdigest()
    submitted_on = factory.LazyFunction(timezone.localdate)
    submitted_by = factory.SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        state = kwargs.pop("state", EntityState.FILED)
        made = super()._create(model_class, *args, **kwargs)
        if state != EntityState.SUBMITTED:
            with wall_down():
                EntityFiling.objects.filter(pk=made.pk).update(
                    state=state, answered_on=made.submitted_on
                )
                made.refresh_from_db()
        return made


class MembershipFactory(Row):
    class Meta:
        model = Membership

    provider = factory.SubFactory(ProviderFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.FILER


class AlgorithmFactory(Row):
    class Meta:
        model = Algorithm

    provider = factory.SubFactory(ProviderFactory)
    reference = factory.Sequence(lambda n: f"ALG-{n}")
    name_zh = factory.Sequence(lambda n: f"星澜商城个性化推荐算法{n}")
    name_en = factory.Sequence(lambda n: f"Xinglan Mall personalised feed {n}")
    name_sort = factory.LazyAttribute(lambda algorithm: algorithm.name_en.lower())
    type = AlgorithmType.PERSONALISED_PUSH
    role = ProviderRole.SERVICE_PROVIDER


class _OfAlgorithm(Row):
    class Meta:
        abstract = True

    algorithm = factory.SubFactory(AlgorithmFactory)
    provider_id = factory.SelfAttribute("algorithm.provider_id")


class ProductFactory(_OfAlgorithm):
    class Meta:
        model = Product

    key = factory.LazyFunction(lambda: uuid.uuid4().hex[:8])
    name = "星澜商城"
    form = ServiceForm.APP


class AccessPathFactory(Row):
    class Meta:
        model = AccessPath

    product = factory.SubFactory(ProductFactory)
    provider_id = factory.SelfAttribute("product.provider_id")
    key = factory.LazyFunction(lambda: uuid.uuid4().hex[:8])
    path = "首页—推荐"


class FunctionFactory(Row):
    class Meta:
        model = Function

    path = factory.SubFactory(AccessPathFactory)
    provider_id = factory.SelfAttribute("path.provider_id")
    key = factory.LazyFunction(lambda: uuid.uuid4().hex[:8])
    name = "商品推荐"


class PublicEntryFactory(Row):
    class Meta:
        model = PublicEntry

    published_in = PublicList.ALGORITHMS
    number = factory.Sequence(lambda n: f"网信算备3101012345678012{n:05}号")
    name = factory.Sequence(lambda n: f"公开推荐算法{n}")
    name_sort = factory.LazyAttribute(lambda entry: entry.name)
    type = AlgorithmType.PERSONALISED_PUSH
    type_published = "个性化推送类"
    provider = "公开科技有限公司"
    product = "公开商城（APP）"
    purpose = "商品推荐"
    source = "test"
    text = factory.LazyAttribute(lambda entry: f"{entry.name}\n{entry.number}".lower())


class DisclosureFactory(_OfAlgorithm):
    """A draft; `DisclosureFactory(frozen=True, answers={…})` is frozen from the start."""

    class Meta:
        model = Disclosure

    number = factory.Sequence(lambda n: n + 1)
    form_version = "2026-01"
    started_by = factory.SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        answers = kwargs.pop("answers", {})
        if kwargs.pop("frozen", False):
            kwargs |= frozen_facts(kwargs["form_version"], answers, kwargs["started_by"])
        return super()._create(model_class, *args, **kwargs)


def frozen_facts(form: str, answers: dict[str, Any], by: User) -> dict[str, Any]:
    content = {
        "form": form,
        "algorithm": {},
        "provider": {},
        "answers": answers,
        "marks": {},
        "evidence": [],
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        "state": DisclosureState.FROZEN,
        "content": content,
        "sha256": hashlib.sha256(canonical.encode()).hexdigest(),
        "frozen_by": by,
        "frozen_at": timezone.now(),
    }


def published_entry() -> PublishedEntry:
    """An entry of a provider of its own, approved by its legal; the first where there is one."""
    standing = PublishedEntry.objects.filter(latest=True, shown=True).first()
    if standing:
        return standing
    algorithm = AlgorithmFactory(number=NUMBER)
    legal = MembershipFactory(provider=algorithm.provider, role=Role.LEGAL).user
    words = {code: {"zh": "用于商品推荐。", "en": "Recommends goods."} for code in published.TEXTS}
    answers = {
        "basics": {"name": words.pop("name")},
        "notice": words,
        "rights": {"complaints": "我的—客服", "complaint_days": 15},
    }
    version = DisclosureFactory(algorithm=algorithm, number=1, frozen=True, answers=answers)
    with wall_down():
        publishing.publish(
            algorithm=algorithm, disclosure=version, link="https://beian.example/", by=legal
        )
    return PublishedEntry.objects.latest("pk")


class DisclosureSectionFactory(Row):
    class Meta:
        model = DisclosureSection

    disclosure = factory.SubFactory(DisclosureFactory)
    provider_id = factory.SelfAttribute("disclosure.provider_id")
    code = "subject"


class EvidenceFactory(Row):
    """The row alone; a test that reads the bytes stores them first."""

    class Meta:
        model = Evidence

    disclosure = factory.SubFactory(DisclosureFactory)
    algorithm = factory.SelfAttribute("disclosure.algorithm")
    provider_id = factory.SelfAttribute("algorithm.provider_id")
    path = "subject.licence"
    kind = "licence"
    name = "licence.pdf"
    media_type = "application/pdf"
    size = 3
    sha256 = hashlib.sha256(b"pdf").hexdigest()
    added_by = factory.SubFactory(UserFactory)


class DeterminationFactory(Row):
    """`DeterminationFactory(disclosure=…, ethics_review="applies")` finds that duty alone."""

    class Meta:
        model = Determination

    disclosure = factory.SubFactory(DisclosureFactory)
    algorithm = factory.SelfAttribute("disclosure.algorithm")
    provider_id = factory.SelfAttribute("algorithm.provider_id")
    rule_set = "2026-07-15"
    current = False

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        codes = {code: kwargs.pop(code) for code in [*kwargs] if code in ETHICS_DUTIES}
        made = super()._create(model_class, *args, **kwargs)
        with wall_down():
            for position, (code, verdict) in enumerate(codes.items()):
                Duty.objects.create(
                    provider_id=made.provider_id,
                    determination=made,
                    code=code,
                    verdict=Verdict(verdict),
                    clause="ai-ethics-12",
                    position=position,
                )
        return made


ETHICS_DUTIES = {"ethics_review", "expert_review_l1", "expert_review_l2", "expert_review_l3"}


class EnclosureFactory(_OfAlgorithm):
    """The row alone; a test that reads the bytes stores them first."""

    class Meta:
        model = Enclosure

    kind = EnclosureKind.ETHICS_DECISION
    name = "decision.pdf"
    media_type = "application/pdf"
    size = 3
    sha256 = hashlib.sha256(b"pdf").hexdigest()
    added_by = factory.SubFactory(UserFactory)


class ClearanceFactory(Row):
    class Meta:
        model = Clearance

    disclosure = factory.SubFactory(DisclosureFactory, frozen=True)
    algorithm = factory.SelfAttribute("disclosure.algorithm")
    provider_id = factory.SelfAttribute("algorithm.provider_id")
    kind = ClearanceKind.OUTSIDE_DECISION
    settles = Settles.REVIEW
    decided_on = factory.LazyFunction(timezone.localdate)
    body = "集团科技伦理委员会"
    reference = "伦审-1"
    scan = factory.LazyAttribute(lambda row: EnclosureFactory(algorithm=row.algorithm))
    recorded_by = factory.SubFactory(UserFactory)


_SUBMITTED = (FilingState.APPROVAL, FilingState.READY, FilingState.SUBMITTED)
_WAY: dict[str, tuple[FilingState, ...]] = {
    FilingState.DRAFT: (),
    FilingState.WITHDRAWN: (FilingState.WITHDRAWN,),
    FilingState.APPROVAL: (FilingState.APPROVAL,),
    FilingState.READY: (FilingState.APPROVAL, FilingState.READY),
    FilingState.SUBMITTED: _SUBMITTED,
    FilingState.RETURNED: (*_SUBMITTED, FilingState.RETURNED),
    FilingState.REFUSED: (*_SUBMITTED, FilingState.REFUSED),
    FilingState.DEREGISTERED: (*_SUBMITTED, FilingState.DEREGISTERED),
    FilingState.FILED: (*_SUBMITTED, FilingState.FILED),
    **{
        end: (*_SUBMITTED, FilingState.FILED, end)
        for end in (
            FilingState.SUPERSEDED,
            FilingState.REVOKED,
            FilingState.CANCELLED_BY_AUTHORITY,
        )
    },
}
NUMBER = "网信算备310101234567801240019号"


NUMBERS = {
    FilingKind.GENAI_FILING: "Beijing-YunQue-20230821",
    FilingKind.GENAI_REGISTRATION: "Guangdong-Dr.GDCDC-20260706S0054",
    FilingKind.SECURITY_ASSESSMENT: "安评2026-7",
}


class FilingFactory(_OfAlgorithm):
    """A filing brought into `state` the way the database allows, without its history.

    Its provider is filed; its version was determined and needs no ethics review, unless a
    determination says otherwise.
    """

    class Meta:
        model = Filing

    disclosure = factory.LazyAttribute(
        lambda filing: DisclosureFactory(algorithm=filing.algorithm, frozen=True)
    )
    prepared_by = factory.SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        way = _WAY[kwargs.pop("state", FilingState.DRAFT)]
        approver = kwargs.pop("approved_by", None)
        if kwargs.get("kind") == FilingKind.DEREGISTRATION:
            kwargs = {"users_arranged": "已公告", "data_arranged": "已删除"} | kwargs
        with wall_down():
            filing = Filing.objects.create(**kwargs)
            if not EntityFiling.objects.filter(provider=filing.provider_id).exists():
                EntityFilingFactory(provider=filing.provider, submitted_by=filing.prepared_by)
            if not filing.disclosure.determinations.exists():
                DeterminationFactory(disclosure=filing.disclosure)
            row = Filing.objects.filter(pk=filing.pk)
            for state in way:
                facts: dict[str, Any] = {"state": state}
                if state == FilingState.READY:
                    facts["approved_by"] = approver or UserFactory()
                if state == FilingState.FILED:
                    number = NUMBERS.get(kwargs.get("kind", ""), NUMBER)
                    facts |= {"number": number, "filed_on": timezone.localdate()}
                if state in ENDS:
                    facts["ended_on"] = timezone.localdate()
                row.update(**facts)
            filing.refresh_from_db()
        return filing


class DeadlineFactory(_OfAlgorithm):
    """A running term of the law."""

    class Meta:
        model = Deadline

    rule = "alg_change"
    starts_on = date(2026, 1, 5)
    due_on = date(2026, 1, 19)


class WebhookFactory(Row):
    class Meta:
        model = Webhook

    provider = factory.SubFactory(ProviderFactory)
    name = "Bus"
    address = "https://bus.example/beian"
    acts = factory.LazyFunction(lambda: ["filing_moved"])
    opened_by = factory.SubFactory(UserFactory)


class SystemAccountFactory(Row):
    """Open, and holding the role that reads."""

    class Meta:
        model = SystemAccount

    provider = factory.SubFactory(ProviderFactory)
    name = "ERP"
    user = factory.SubFactory(UserFactory, is_system=True)
    opened_by = factory.SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        made = super()._create(model_class, *args, **kwargs)
        MembershipFactory(provider=made.provider, user=made.user, role=Role.AUDITOR)
        return made


class ApiTokenFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApiToken

    user = factory.SubFactory(UserFactory)
    name = "nightly"
    digest = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


class DeliveryFactory(Row):
    """About an event of its provider; not sent yet."""

    class Meta:
        model = Delivery

    webhook = factory.SubFactory(WebhookFactory)
    provider = factory.SelfAttribute("webhook.provider")
    due_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        with wall_down():
            provider = kwargs["provider"]
            event = history.record(Act.EXPORTED, by=None, provider_id=provider.pk)
        return super()._create(model_class, *args, **{"event": event} | kwargs)


class JobFactory(_OfAlgorithm):
    """A paper ordered of an algorithm, not begun."""

    class Meta:
        model = Job

    kind = JobKind.PRINT
    order = {"paper": "public_notice", "disclosure": 0}
    asked_by = factory.SubFactory(UserFactory)


class DocumentFactory(Row):
    """The row alone; a test that reads the bytes stores them first."""

    class Meta:
        model = Document

    disclosure = factory.SubFactory(DisclosureFactory)
    algorithm = factory.SelfAttribute("disclosure.algorithm")
    provider_id = factory.SelfAttribute("algorithm.provider_id")
    kind = DocumentKind.PUBLIC_NOTICE
    language = "zh-Hans"
    name = "拟公示内容.pdf"
    media_type = "application/pdf"
    facts = {"title": "拟公示内容"}
    facts_sha256 = hashlib.sha256(b"facts").hexdigest()
    size = 3
    sha256 = hashlib.sha256(b"pdf").hexdigest()
    shop = hashlib.sha256(b"shop").hexdigest()
