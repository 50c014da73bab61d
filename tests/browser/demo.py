"""The invented group with everything a page can show, and who looks at which page."""

import hashlib
import time
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.test import Client
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from filings import tasks, walls
from filings.enums import (
    DisclosureState,
    DocumentKind,
    DossierProfile,
    FilingKind,
    JobKind,
    Role,
)
from filings.models import (
    Algorithm,
    Clearance,
    Deadline,
    Delivery,
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
    PublicEntry,
    PublishedEntry,
    User,
    Webhook,
)
from filings.services import dossiers, drafting, issuing, jobs, pauses
from tests.factories import (
    ApiTokenFactory,
    DeliveryFactory,
    MembershipFactory,
    SystemAccountFactory,
    wall_down,
)
from tests.reliability.world import Side, make_judged

KEYHOLDER, NOVICE = "keyholder", "novice"
"""Somebody with every second factor, and somebody who has none yet."""


@dataclass(frozen=True)
class Demo:
    address: str
    side: Side
    people: dict[str, User]
    """By actor, as the policy names them, and the two above."""
    key: Authenticator

    def session(self, actor: str) -> list[dict[str, Any]]:
        """The cookies of somebody who has just proved once more who they are."""
        client = Client()
        client.force_login(self.people[actor])
        session = client.session
        proved = {"method": "password", "at": time.time(), "reauthenticated": True}
        session["account_authentication_methods"] = [proved]
        session["account_authentication_methods_user"] = str(self.people[actor].pk)
        session.save()
        return [
            {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.address}
        ]


def registered_key() -> dict[str, Any]:
    """What a security key answered when it was added (WebAuthn, attestation "none")."""
    number, flag = b"k" * 16, AuthenticatorData.FLAG
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    said = AuthenticatorData.create(
        hashlib.sha256(b"localhost").digest(),
        flag.UP | flag.UV | flag.AT,
        0,
        AttestedCredentialData.create(Aaguid.NONE, number, public),
    )
    client = CollectedClientData.create("webauthn.create", b"c" * 32, "http://localhost")
    return {
        "id": websafe_encode(number),
        "rawId": websafe_encode(number),
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", said, {})),
        },
    }


def furnish(address: str) -> Demo:
    """Add to the demo data what only time and people bring: a second draft, jobs, papers, keys."""
    with transaction.atomic(), wall_down():
        officers = {m.role: m.user for m in Membership.objects.order_by("-provider_id")}
    people = officers | {"operator": officers[Role.ADMINISTRATOR]}
    side = _side(officers)
    with transaction.atomic():
        keyholder, novice = (
            MembershipFactory(
                provider=side.provider,
                user__name=name,
                user__email=f"{name}@xinglan.example",
                user__second_factor=name == KEYHOLDER,
            ).user
            for name in (KEYHOLDER, NOVICE)
        )
        RecoveryCodes.activate(keyholder)
        key = Authenticator.objects.create(
            user=keyholder,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "Key", "credential": registered_key()},
        )
    return Demo(address, side, people | {KEYHOLDER: keyholder, NOVICE: novice}, key)


def _side(officers: dict[str, User]) -> Side:
    filer = officers[Role.FILER]
    with walls.for_person(filer):
        every = {each.reference: each for each in Algorithm.objects.select_related("provider")}
        algorithm = every["SH-001"]
        draft = drafting.start(algorithm=algorithm, by=filer)
        frozen = algorithm.disclosures.filter(state=DisclosureState.FROZEN).latest("number")
        waiting = issuing.ask(disclosure=frozen, kind=DocumentKind.PUBLIC_NOTICE, by=filer)
        printed = issuing.ask(disclosure=frozen, kind=DocumentKind.PUBLIC_NOTICE, by=filer)
        compared = jobs.ask(
            kind=JobKind.REDETERMINE,
            provider_id=algorithm.provider_id,
            by=filer,
            compare_with="2025-09-01",
        )
        running = Deadline.objects.filter(state="open", rule="alg_authority").latest("pk")
        paused = pauses.pause(
            deadline=running, on=timezone.localdate(), reason="通知书（示例）", by=filer
        )
    with walls.for_person(legal := officers[Role.LEGAL]):
        bound = dossiers.ask(
            algorithm=algorithm,
            profile=DossierProfile.AUTHORITY,
            by=legal,
            purpose="监管检查（示例）",
            recipient="示例主管部门",
            chapters=["filings"],
        )
    for job in (printed, compared, bound):
        tasks.run_job(job.pk, job.provider_id)
    with transaction.atomic():
        judged = make_judged(algorithm.provider, {"filer": filer}, lambda: "示例委员")
        DeliveryFactory(webhook__provider=algorithm.provider)
        system = SystemAccountFactory(provider=algorithm.provider)
        token = ApiTokenFactory(user=system.user)
    with walls.for_person(filer):
        return Side(
            mark="",
            provider=algorithm.provider,
            people=officers,
            membership=Membership.objects.filter(provider=algorithm.provider).earliest("pk"),
            algorithm=algorithm,
            untouched=every["SH-005"],
            disclosed=every["HZ-002"],
            frozen=frozen,
            draft=draft,
            section=draft.sections.earliest("pk"),
            evidence=Evidence.objects.filter(disclosure=draft).earliest("pk"),
            filing=Filing.objects.get(algorithm=every["HZ-004"]),
            product=Product.objects.filter(algorithm=algorithm, withdrawn=False).earliest("pk"),
            registration=Filing.objects.get(kind=FilingKind.GENAI_REGISTRATION),
            entity_waiting=EntityFiling.objects.earliest("pk"),
            deadline=Deadline.objects.filter(algorithm=algorithm, state="open").earliest("pk"),
            paused=paused,
            enclosure=Enclosure.objects.earliest("pk"),
            clearance=Clearance.objects.earliest("pk"),
            unreviewed=every["HZ-001"].disclosures.earliest("pk"),
            job=waiting,
            comparison=Job.objects.get(pk=compared.pk),
            document=Document.objects.exclude(kind=DocumentKind.DOSSIER).earliest("pk"),
            dossier=Document.objects.get(kind=DocumentKind.DOSSIER),
            sample=LabelCheck.objects.earliest("pk"),
            assessment=ImpactAssessment.objects.get(algorithm__reference="HZ-001"),
            assessed=ImpactAssessment.objects.get(algorithm__reference="SH-004"),
            public_entry=PublicEntry.objects.earliest("pk"),
            published=PublishedEntry.objects.earliest("pk"),
            publishable=frozen,
            webhook=Webhook.objects.earliest("pk"),
            delivery=Delivery.objects.earliest("pk"),
            system=system,
            system_token=token,
            judged=judged,
        )
