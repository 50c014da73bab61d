"""Two providers with everything the product holds, marked so that any leak shows.

Each text of side A carries CANARY-A and hostile markup, each text of side B CANARY-B. A slice adds
the objects of its pages to `Side` and `make_side`.
"""

import hashlib
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from filings import canonical, contents, regulations
from filings.enums import (
    DeadlineState,
    DocumentKind,
    EntityState,
    FilingKind,
    JobKind,
    LabelModality,
    Role,
    SampleStage,
    Settles,
)
from filings.models import (
    Algorithm,
    ApiToken,
    Clearance,
    Deadline,
    Delivery,
    Disclosure,
    DisclosureSection,
    Document,
    Enclosure,
    EntityFiling,
    Evidence,
    Filing,
    ImpactAssessment,
    Job,
    LabelCheck,
    Membership,
    Product,
    Provider,
    PublicEntry,
    PublishedEntry,
    SystemAccount,
    UnlabelledContent,
    User,
    Webhook,
)
from filings.services import assessing
from reviews.enums import PaperAudience
from reviews.models import Case, Committee, ExpertReview, Paper, Seat
from reviews.services import intake
from tests.factories import (
    NUMBER,
    AlgorithmFactory,
    ApiTokenFactory,
    ClearanceFactory,
    DeadlineFactory,
    DeliveryFactory,
    DeterminationFactory,
    DisclosureFactory,
    DisclosureSectionFactory,
    DocumentFactory,
    EnclosureFactory,
    EntityFilingFactory,
    EvidenceFactory,
    FilingFactory,
    FunctionFactory,
    JobFactory,
    MembershipFactory,
    ProviderFactory,
    PublicEntryFactory,
    SystemAccountFactory,
    UserFactory,
    WebhookFactory,
    published_entry,
    wall_down,
)
from tests.filings.filling import SAMPLES, complete
from tests.reviews import judging

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    '" autofocus onfocus=alert(1) x="',
    "<a href=javascript:alert(1)>x</a>",
    "<style>*{background:url(//x)}</style>",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "<iframe srcdoc=&lt;script&gt;></iframe>",
)


@dataclass(frozen=True, repr=False)
class Judged:
    """What a committee has of one provider."""

    committee: Committee
    seat: Seat
    draft: Case
    """Being prepared, of an algorithm of its own."""
    case: Case
    """With the experts, its first vote taken."""
    second_review: ExpertReview
    centre: Committee
    assignment: int
    """Asked of a member; nobody of the provider."""
    paper: Paper
    """Told the applicant."""
    dossier: Paper
    """Made by legal."""
    dossier_job: Job


@dataclass(frozen=True, repr=False)
class Side:
    """What one provider has."""

    mark: str
    provider: Provider
    people: dict[str, User]
    membership: Membership
    algorithm: Algorithm
    untouched: Algorithm
    """Nothing has been disclosed of it yet."""
    disclosed: Algorithm
    """Frozen once, and no filing started."""
    frozen: Disclosure
    draft: Disclosure
    section: DisclosureSection
    evidence: Evidence
    filing: Filing
    product: Product
    registration: Filing
    """Of a generative AI service, in draft."""
    entity_waiting: EntityFiling
    deadline: Deadline
    paused: Deadline
    enclosure: Enclosure
    clearance: Clearance
    unreviewed: Disclosure
    """Frozen, with a second review that may be exempt and is not settled."""
    job: Job
    comparison: Job
    document: Document
    dossier: Document
    """For litigation."""
    sample: LabelCheck
    assessment: ImpactAssessment
    """Complete and not yet signed."""
    assessed: ImpactAssessment
    """Signed."""
    public_entry: PublicEntry
    """Public, so the same for both sides."""
    published: PublishedEntry
    """As well."""
    webhook: Webhook
    delivery: Delivery
    system: SystemAccount
    system_token: ApiToken
    publishable: Disclosure
    """Frozen, of a filed algorithm, not published."""
    judged: Judged


@dataclass(frozen=True, repr=False)
class World:
    a: Side
    b: Side
    clients: dict[str, Client]
    """By actor: anonymous, each role of A, stranger (every role of B), operator."""


def make_side(mark: str, people: dict[str, User]) -> Side:
    payload = itertools.cycle(HOSTILE)

    def text() -> str:
        return f"CANARY-{mark} {next(payload)}"

    provider = ProviderFactory(
        name_zh=text(),
        name_en=text(),
        address=text(),
        entity_type=text(),
        registered_place=text(),
        legal_representative=text(),
        responsible_person=text(),
        contact_name=text(),
        mau=1,
        mau_on="2026-10-31",
        mau_source=text(),
        icp_numbers=[text()[:60]],
    )
    memberships = [
        MembershipFactory(provider=provider, user=person, role=role)
        for name, person in people.items()
        for role in (Role if name == "stranger" else [Role(name)])
    ]
    algorithm = AlgorithmFactory(
        provider=provider,
        reference=f"CANARY-{mark}",
        name_zh=text(),
        name_en=text(),
        purpose_zh=text(),
        purpose_en=text(),
    )
    function = FunctionFactory(
        name=text(),
        description=text(),
        path__path=text(),
        path__product__name=text(),
        path__product__algorithm=algorithm,
    )
    person = memberships[0].user
    form = contents.form_on(timezone.localdate())
    answers = marked(complete(form, person), text)
    frozen = DisclosureFactory(algorithm=algorithm, number=1, frozen=True, answers=answers)
    disclosed = AlgorithmFactory(provider=provider, name_zh=text(), name_en=text())
    DisclosureFactory(algorithm=disclosed, number=1, frozen=True, answers=answers)
    draft = DisclosureFactory(algorithm=algorithm, number=2, started_from=frozen)
    sections = [
        DisclosureSectionFactory(disclosure=draft, code=code, answers=said, edited_by=person)
        for code, said in marked(complete(form, person), text).items()
    ]
    evidence = EvidenceFactory(
        disclosure=draft,
        name=f"{text()}.pdf",
        path=f"{form.sections[0].code}.{form.sections[0].fields[0].code}",
        sha256=hashlib.sha256(provider.uscc.encode()).hexdigest(),
    )
    if not default_storage.exists(evidence.storage_name):
        default_storage.save(evidence.storage_name, ContentFile(provider.uscc.encode()))
    document = DocumentFactory(
        disclosure=frozen,
        name=f"{text()}.pdf",
        sha256=hashlib.sha256(provider.uscc.encode()).hexdigest(),
    )
    if not default_storage.exists(document.storage_name):
        default_storage.save(document.storage_name, ContentFile(provider.uscc.encode()))
    enclosure = EnclosureFactory(
        algorithm=algorithm,
        name=f"{text()}.pdf",
        sha256=hashlib.sha256(provider.uscc.encode()).hexdigest(),
    )
    if not default_storage.exists(enclosure.storage_name):
        default_storage.save(enclosure.storage_name, ContentFile(provider.uscc.encode()))
    with wall_down():
        unreviewed = disclosed.disclosures.get()
    DeterminationFactory(disclosure=unreviewed, expert_review_l2="exemption_possible")
    return Side(
        judged=make_judged(provider, people, text),
        mark=f"CANARY-{mark}",
        provider=provider,
        people=people,
        membership=memberships[0],
        algorithm=algorithm,
        untouched=AlgorithmFactory(provider=provider, name_zh=text(), name_en=text()),
        disclosed=disclosed,
        frozen=frozen,
        draft=draft,
        section=sections[0],
        evidence=evidence,
        filing=FilingFactory(algorithm=algorithm, disclosure=frozen),
        product=function.path.product,
        registration=FilingFactory(
            algorithm=algorithm, disclosure=frozen, kind=FilingKind.GENAI_REGISTRATION
        ),
        entity_waiting=EntityFilingFactory(
            provider=provider, state=EntityState.SUBMITTED, submitted_on="2026-01-05"
        ),
        deadline=DeadlineFactory(algorithm=algorithm),
        paused=DeadlineFactory(
            algorithm=algorithm,
            rule="alg_dereg",
            state=DeadlineState.PAUSED,
            paused_on=date(2026, 1, 8),
        ),
        enclosure=enclosure,
        clearance=ClearanceFactory(
            disclosure=frozen,
            scan=enclosure,
            settles=Settles.BOTH,
            body=text(),
            reference=text(),
            reason=text(),
        ),
        unreviewed=unreviewed,
        job=JobFactory(algorithm=algorithm),
        comparison=JobFactory(
            algorithm=algorithm,
            kind=JobKind.REDETERMINE,
            order={"compare_with": "2025-09-01"},
        ),
        document=document,
        dossier=DocumentFactory(
            disclosure=frozen,
            kind=DocumentKind.DOSSIER,
            name=f"{text()}.pdf",
            sha256=document.sha256,
            facts={"profile": "litigation", "recipient": text(), "purpose": text()},
        ),
        sample=make_sample(algorithm, enclosure, text),
        assessment=make_assessment(algorithm, frozen, text),
        assessed=make_assessment(disclosed, unreviewed, text, signed=True),
        public_entry=PublicEntry.objects.first()
        or PublicEntryFactory(name=HOSTILE[0], provider=HOSTILE[1]),
        published=published_entry(),
        webhook=(webhook := WebhookFactory(provider=provider, name=text())),
        delivery=DeliveryFactory(webhook=webhook, provider=provider),
        system=(system := SystemAccountFactory(provider=provider, name=text())),
        system_token=ApiTokenFactory(user=system.user, name=text()),
        publishable=DisclosureFactory(
            algorithm=AlgorithmFactory(provider=provider, name_zh=text(), number=NUMBER),
            number=1,
            frozen=True,
            answers=answers,
        ),
    )


def make_sample(algorithm: Algorithm, file: Enclosure, text: Callable[[], str]) -> LabelCheck:
    """A sample that failed, and content given out, with marks wherever text may stand."""
    person = UserFactory()
    today = timezone.localdate()
    with wall_down():
        UnlabelledContent.objects.create(
            provider_id=algorithm.provider_id,
            algorithm=algorithm,
            content=text(),
            recipient=text(),
            purpose=text(),
            agreed_on=today,
            provided_on=today,
            kept_until=today + timedelta(days=180),
            recorded_by=person,
        )
        return LabelCheck.objects.create(
            provider_id=algorithm.provider_id,
            algorithm=algorithm,
            modality=LabelModality.IMAGE,
            stage=SampleStage.EXPORTED,
            file=file,
            report={
                "type": "png",
                "places": ["xmp"],
                "label": {"Label": "1", "ContentProducer": text(), "ProduceID": text()},
                "findings": [["damaged", {"detail": text()}]],
            },
            is_well=False,
            note=text(),
            checked_by=person,
        )


def make_assessment(
    algorithm: Algorithm, version: Disclosure, text: Callable[[], str], *, signed: bool = False
) -> ImpactAssessment:
    """Written by nobody of this world, so that whoever may sign can."""
    writer, signer = UserFactory(), UserFactory()
    form = regulations.load().assessment(timezone.localdate())
    made = ImpactAssessment(
        provider_id=algorithm.provider_id,
        algorithm=algorithm,
        disclosure=version,
        number=1,
        form_version=form.version,
        answers=marked(complete(form, writer), text),
        editors=[writer.pk],
        started_by=writer,
        started_at=timezone.now(),
    )
    with wall_down():
        made.save()
        if signed:
            made.content = {**assessing.content(made), "signed": text()}
            made.sha256 = canonical.digest(made.content)
            made.signed_by, made.signed_at = signer, timezone.now()
            made.kept_until = timezone.localdate() + timedelta(days=1096)
            made.save()
    return made


def make_judged(provider: Provider, people: dict[str, User], text: Callable[[], str]) -> Judged:
    """A case with the experts and another being prepared, full of marks."""
    filer = people.get("filer") or next(iter(people.values()))
    bench = judging.make_bench(provider=provider, people={"filer": filer})
    for seat in bench.members:
        User.objects.filter(pk=seat.person_id).update(name=text()[:100])
    review, _head = judging.with_experts(bench)
    paper = judging.issued(bench, DocumentKind.REVIEW_ACCEPTANCE, text())
    if not default_storage.exists(paper.document.storage_name):
        default_storage.save(paper.document.storage_name, ContentFile(provider.uscc.encode()))
    legal = people.get("legal") or filer
    dossier = judging.issued(
        bench, DocumentKind.REVIEW_DOSSIER, text(), by=legal, audience=PaperAudience.EXPORTER,
        facts={"profile": "board", "recipient": text(), "purpose": text(), "judges": False},
    )  # fmt: skip
    job = JobFactory(
        algorithm=bench.algorithm, kind=JobKind.REVIEW_DOSSIER, asked_by=legal,
        order={"case": bench.the_case.pk, "judges": False},
    )  # fmt: skip
    draft = judging.make_bench(provider=provider, people={"filer": filer})
    draft.case = judging.do(
        filer, intake.open_case, algorithm=draft.algorithm, committee=bench.committee
    )
    assert review.organiser is not None
    return Judged(
        committee=bench.committee,
        seat=bench.members[5],
        draft=draft.the_case,
        case=bench.the_case,
        second_review=review,
        centre=review.organiser,
        assignment=_asked_of(bench),
        paper=paper,
        dossier=dossier,
        dossier_job=job,
    )


def _asked_of(bench: judging.Bench) -> int:
    with wall_down():
        return int(bench.the_round.assignments.earliest("pk").pk)


def marked(answers: Any, text: Callable[[], str]) -> Any:
    """The same answers with every free text replaced."""
    if isinstance(answers, dict):
        return {key: marked(value, text) for key, value in answers.items()}
    if isinstance(answers, list):
        return [marked(value, text) for value in answers]
    return text() if answers in {SAMPLES["text"], SAMPLES["long_text"], "Text"} else answers


def make_world() -> World:
    officers: dict[str, User] = {
        role.value: UserFactory(name=f"CANARY-A {role.label}") for role in Role
    }
    strangers: dict[str, User] = {"stranger": UserFactory(name=f"CANARY-B {HOSTILE[0]}")}
    operator = UserFactory(name="Operator", is_operator=True)
    a, b = make_side("A", officers), make_side("B", strangers)
    clients = {"anonymous": Client()}
    everybody: dict[str, User] = {**officers, **strangers, "operator": operator}
    for actor, person in everybody.items():
        clients[actor] = Client()
        clients[actor].force_login(person)
        clients[actor].get("/accounts/sessions/")  # the session is in use from here on
        RecoveryCodes.activate(person)
    reset_wall()
    return World(a=a, b=b, clients=clients)


def reset_wall() -> None:
    """As at the start of a transaction: whoever has not entered meets an error."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.provider_ids', '', true)")


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside leaves no trace, the wall's setting included."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def body_of(response: HttpResponseBase) -> bytes:
    if response.streaming:
        return b"".join(response)
    return bytes(response.content)  # type: ignore[attr-defined]


def written(tables: Iterable[str]) -> dict[str, int]:
    """How often this transaction wrote each table, as PostgreSQL counts: also what it took back."""
    counted = "n_tup_ins + n_tup_upd + n_tup_del"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT relname, {counted} FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)",
            [list(tables)],
        )
        return dict(cursor.fetchall())


def digests(tables: Collection[str]) -> dict[str, str]:
    """One digest over the rows of each table, behind every wall."""
    if not tables:
        return {}
    parts = " UNION ALL ".join(
        f"SELECT '{table}', md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), ''))"
        f" FROM {table} t"
        for table in tables
    )
    with wall_down(), connection.cursor() as cursor:
        cursor.execute(parts)
        return dict(cursor.fetchall())
