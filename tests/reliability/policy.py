"""Who may read and write at which address. An address without a row here is a red test.

A row for a page about an object names the arguments of its address, taken from a `Side`; the
harness then also asks for the other provider's object and for one that never existed. `body` is
what a browser would send: with it, writers must change something and everybody else nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from filings import assessments, contents, findings, regulations
from filings.enums import Role
from filings.selectors import companion
from filings.services.ledger import fingerprint
from tests.factories import wall_down
from tests.filings import files
from tests.filings.filling import posted, samples
from tests.filings.services.test_lifecycle import GOOD
from tests.reliability.world import Side

ANONYMOUS, STRANGER, OPERATOR = "anonymous", "stranger", "operator"
MEMBERS = frozenset(role.value for role in Role)
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR.value})
DISCLOSERS = frozenset({Role.FILER.value, Role.ALGORITHM_OWNER.value, Role.LEGAL.value})
FILERS = frozenset({Role.FILER.value})
LEGAL = frozenset({Role.LEGAL.value})
PRINTERS = DISCLOSERS | {Role.APPROVER.value}
SIGNED_IN = MEMBERS | {STRANGER, OPERATOR}
EVERYBODY = SIGNED_IN | {ANONYMOUS}
NOBODY: frozenset[str] = frozenset()
ACTORS = (ANONYMOUS, *sorted(MEMBERS), STRANGER, OPERATOR)

LAW = regulations.load()
A_NUMBER = next(code for code, number in LAW.parameters.items() if number.editable)
A_RULE_SET = LAW.rule_sets[0].version


def _no_arguments(_side: Side) -> list[Any]:
    return []


@dataclass(frozen=True)
class Row:
    """`reads` may GET, `writes` may POST; of side A's object where there is one."""

    reads: frozenset[str] = NOBODY
    writes: frozenset[str] = NOBODY
    args: Callable[[Side], list[Any]] = _no_arguments
    body: Callable[[Side], dict[str, Any]] | None = None


def of_provider(side: Side) -> list[Any]:
    return [side.provider.pk]


def of_algorithm(side: Side) -> list[Any]:
    return [side.algorithm.pk]


def of_draft(side: Side) -> list[Any]:
    return [side.algorithm.pk, side.draft.number]


def of_blocking_finding(side: Side) -> list[Any]:
    with transaction.atomic(), wall_down():
        version = side.disclosed.disclosures.select_related("algorithm", "provider").get()
        return [side.disclosed.pk, version.number, findings.of(version).open_blocks[0].digest]


def of_filing(side: Side) -> list[Any]:
    return [side.filing.pk]


def field_ticked(side: Side) -> dict[str, Any]:
    with wall_down():
        entry = companion.entry_at(side.filing, "basics.type")
        return {"place": "basics.type", "sha256": entry.sha256 if entry else "", "done": "1"}


def section_typed(side: Side) -> dict[str, Any]:
    section = contents.section_of(side.draft, side.section.code)
    return posted(section, samples(section.fields, side.membership.user))


def file_attached(side: Side) -> dict[str, Any]:
    first = contents.form_of(side.draft).sections[0]
    path = next(path for path, _field in contents.columns(first))
    kind = next(iter(regulations.load().evidence_kinds))
    return {"file": SimpleUploadedFile("a.pdf", files.pdf()), "path": path, "kind": kind}


def of_publishable(side: Side) -> list[Any]:
    return [side.publishable.algorithm_id]


def of_published(side: Side) -> list[Any]:
    return [side.published.uscc, side.published.entry]


def of_unreviewed(side: Side) -> list[Any]:
    return [side.unreviewed.algorithm_id, side.unreviewed.number]


def decision_typed(_side: Side) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "settles": "review",
        "body": "Committee",
        "reference": "1",
        "decided_on": "2026-01-05",
        "scan": SimpleUploadedFile("a.pdf", files.pdf()),
    }


def assessment_read(side: Side) -> dict[str, Any]:
    with wall_down():
        seen = assessments.fingerprint(side.assessment)
    return {"key": str(uuid4()), "seen": seen, "confirmed": "on"}


LEDGER_FACTS = {
    "name_zh": "新算法",
    "type": "personalised_push",
    "role": "service_provider",
    "products-TOTAL_FORMS": "0",
    "products-INITIAL_FORMS": "0",
}


def ledger_facts(side: Side) -> dict[str, Any]:
    with wall_down():
        return LEDGER_FACTS | {"reference": "CHANGED", "seen": fingerprint(side.algorithm)}


ROWS: dict[str, Row] = {
    # -- signing in -------------------------------------------------------------------------------
    "account_login": Row(EVERYBODY, EVERYBODY),
    "account_logout": Row(EVERYBODY, EVERYBODY),
    "account_inactive": Row(EVERYBODY),
    "account_reset_password": Row(EVERYBODY, EVERYBODY),
    "account_reset_password_done": Row(EVERYBODY),
    "account_reset_password_from_key": Row(
        EVERYBODY, EVERYBODY, args=lambda _side: ["1", "no-such-key"]
    ),
    "account_reset_password_from_key_done": Row(EVERYBODY),
    "account_change_password": Row(SIGNED_IN, SIGNED_IN),
    "account_set_password": Row(SIGNED_IN),
    "account_reauthenticate": Row(SIGNED_IN, SIGNED_IN),
    "usersessions_list": Row(SIGNED_IN, SIGNED_IN),
    "mfa_index": Row(SIGNED_IN),
    "mfa_activate_totp": Row(SIGNED_IN, SIGNED_IN),
    "mfa_deactivate_totp": Row(SIGNED_IN, SIGNED_IN),
    "mfa_view_recovery_codes": Row(SIGNED_IN),
    "mfa_generate_recovery_codes": Row(SIGNED_IN, SIGNED_IN),
    "mfa_download_recovery_codes": Row(SIGNED_IN),
    "mfa_list_webauthn": Row(SIGNED_IN),
    "mfa_add_webauthn": Row(SIGNED_IN, SIGNED_IN),
    "mfa_authenticate": Row(SIGNED_IN, SIGNED_IN),  # anonymous between the two factors only
    "mfa_login_webauthn": Row(SIGNED_IN, SIGNED_IN),  # anonymous from a script only
    "mfa_reauthenticate": Row(SIGNED_IN, SIGNED_IN),
    "mfa_reauthenticate_webauthn": Row(SIGNED_IN, SIGNED_IN),
    "mfa_edit_webauthn": Row(SIGNED_IN, SIGNED_IN, args=lambda _side: [1]),
    "mfa_remove_webauthn": Row(SIGNED_IN, SIGNED_IN, args=lambda _side: [1]),
    # -- pages of the sign-in library that are closed here ----------------------------------------
    "closed": Row(),
    "account_signup": Row(),
    "account_email": Row(),
    "account_email_verification_sent": Row(),
    "account_confirm_email": Row(args=lambda _side: ["no-such-key"]),
    "account_confirm_login_code": Row(),
    # -- people and providers ---------------------------------------------------------------------
    "set_language": Row(writes=EVERYBODY),
    "filings:invitation": Row(args=lambda _side: ["no-such-token"]),
    "filings:demo_door": Row(args=lambda side: [side.membership.user_id]),
    "filings:account": Row(SIGNED_IN),
    "filings:inbox": Row(SIGNED_IN),
    "filings:feed_open": Row(writes=MEMBERS | {STRANGER}),
    "filings:feed_close": Row(writes=SIGNED_IN),
    "filings:feed": Row(args=lambda _side: ["no-such-token"]),
    "filings:tokens": Row(SIGNED_IN, SIGNED_IN),
    "filings:token_revoke": Row(args=lambda _side: [1]),
    "filings:providers": Row(SIGNED_IN),
    "filings:provider": Row(MEMBERS, args=of_provider),
    "filings:provider_new": Row(frozenset({OPERATOR}), frozenset({OPERATOR})),
    "filings:systems": Row(
        MEMBERS,
        ADMINISTRATOR,
        args=of_provider,
        body=lambda _side: {"key": str(uuid4()), "name": "ERP", "role": "auditor"},
    ),
    "filings:system": Row(MEMBERS, ADMINISTRATOR, args=lambda side: [side.system.pk]),
    "filings:system_close": Row(
        writes=ADMINISTRATOR, args=lambda side: [side.system.pk], body=lambda _side: {}
    ),
    "filings:system_token_revoke": Row(
        writes=ADMINISTRATOR, args=lambda side: [side.system.pk, side.system_token.pk]
    ),
    "filings:webhooks": Row(MEMBERS, ADMINISTRATOR, args=of_provider),
    "filings:webhook": Row(MEMBERS, args=lambda side: [side.webhook.pk]),
    "filings:webhook_close": Row(
        writes=ADMINISTRATOR, args=lambda side: [side.webhook.pk], body=lambda _side: {}
    ),
    "filings:delivery_again": Row(writes=ADMINISTRATOR, args=lambda side: [side.delivery.pk]),
    "filings:provider_edit": Row(ADMINISTRATOR, ADMINISTRATOR, args=of_provider),
    "filings:entity": Row(MEMBERS, args=of_provider),
    "filings:entity_submit": Row(MEMBERS, FILERS, args=of_provider),
    "filings:entity_filed": Row(
        MEMBERS,
        FILERS,
        args=lambda side: [side.entity_waiting.pk],
        body=lambda _side: {"key": str(uuid4()), "answered_on": "2026-01-06"},
    ),
    "filings:entity_returned": Row(
        MEMBERS,
        FILERS,
        args=lambda side: [side.entity_waiting.pk],
        body=lambda _side: {
            "key": str(uuid4()),
            "answered_on": "2026-01-06",
            "reasons": ["label"],
            "letter": SimpleUploadedFile("a.pdf", files.pdf()),
        },
    ),
    "filings:provider_section": Row(
        MEMBERS,
        DISCLOSERS,
        args=lambda side: [side.provider.pk, "responsibility"],
        body=lambda _side: {"organisation": "设算法安全办公室。", "revision": "0"},
    ),
    "filings:provider_choose": Row(writes=SIGNED_IN),
    "filings:people": Row(SIGNED_IN),
    "filings:person_invite": Row(
        ADMINISTRATOR,
        ADMINISTRATOR,
        args=of_provider,
        body=lambda _side: {
            "name": "New",
            "email": "new@example.com",
            "language": "en",
            "roles": ["filer"],
        },
    ),
    "filings:role_give": Row(
        writes=ADMINISTRATOR,
        args=lambda side: [side.provider.pk, side.membership.user_id],
        body=lambda _side: {"role": "auditor"},
    ),
    "filings:role_take": Row(
        ADMINISTRATOR, ADMINISTRATOR, args=lambda side: [side.membership.pk], body=lambda _side: {}
    ),
    # -- the disclosure ---------------------------------------------------------------------------
    "filings:disclosures": Row(MEMBERS, args=of_algorithm),
    "filings:disclosure_start": Row(
        writes=DISCLOSERS, args=lambda side: [side.untouched.pk], body=lambda _side: {}
    ),
    "filings:compare": Row(MEMBERS, args=of_algorithm),
    "filings:disclosure": Row(MEMBERS, args=of_draft),
    "filings:precheck": Row(MEMBERS, args=of_draft),
    "filings:precheck_let_pass": Row(
        MEMBERS,
        frozenset({Role.LEGAL.value}),
        args=of_blocking_finding,
        body=lambda _side: {"reason": "It may."},
    ),
    "filings:disclosure_offline": Row(
        MEMBERS,
        DISCLOSERS,
        args=of_draft,
        body=lambda _side: {"file": SimpleUploadedFile("a.json", b'{"rights": {"tags": true}}')},
    ),
    "filings:disclosure_model_card": Row(
        MEMBERS,
        DISCLOSERS,
        args=of_draft,
        body=lambda _side: {"accept": "1", "row": "", "take_name": "on", "value_name": "A"},
    ),
    "filings:disclosure_file": Row(MEMBERS, args=lambda side: [*of_draft(side), "json"]),
    "filings:disclosure_freeze": Row(MEMBERS, DISCLOSERS, args=of_draft),
    "filings:disclosure_section": Row(
        MEMBERS,
        DISCLOSERS,
        args=lambda side: [*of_draft(side), side.section.code],
        body=section_typed,
    ),
    "filings:evidence": Row(MEMBERS, args=of_algorithm),
    "filings:evidence_add": Row(MEMBERS, DISCLOSERS, args=of_draft, body=file_attached),
    "filings:evidence_label": Row(MEMBERS, args=lambda side: [side.evidence.pk]),
    "filings:evidence_file": Row(MEMBERS, args=lambda side: [side.evidence.pk]),
    "filings:evidence_remove": Row(
        writes=DISCLOSERS, args=lambda side: [side.evidence.pk], body=lambda _side: {}
    ),
    # -- the filing -------------------------------------------------------------------------------
    "filings:filings": Row(SIGNED_IN),
    "filings:filing_figures": Row(SIGNED_IN),
    "filings:filings_of": Row(MEMBERS, args=of_algorithm),
    "filings:filing_take_over": Row(
        MEMBERS,
        FILERS,
        args=lambda side: [side.disclosed.pk],
        body=lambda _side: {
            "key": str(uuid4()),
            "version": "1",
            "number": GOOD,
            "filed_on": "2026-03-02",
            "confirmed": "on",
        },
    ),
    "filings:filing_start": Row(
        writes=FILERS,
        args=lambda side: [side.disclosed.pk],
        body=lambda _side: {"key": str(uuid4())},
    ),
    "filings:filing": Row(MEMBERS, args=lambda side: [side.filing.pk]),
    "filings:filing_action": Row(
        MEMBERS,
        FILERS,
        args=lambda side: [side.filing.pk, "withdraw"],
        body=lambda _side: {"key": str(uuid4())},
    ),
    "filings:ethics": Row(MEMBERS, args=of_unreviewed),
    "filings:clearance_outside": Row(
        MEMBERS, FILERS | LEGAL, args=of_unreviewed, body=decision_typed
    ),
    "filings:clearance_exemption": Row(
        MEMBERS,
        LEGAL,
        args=of_unreviewed,
        body=lambda _side: {
            "key": str(uuid4()),
            "step": "second_review",
            "reason": "Supervised",
            "signed": "on",
        },
    ),
    "filings:clearance_withdraw": Row(
        MEMBERS,
        LEGAL,
        args=lambda side: [side.clearance.pk],
        body=lambda _side: {"key": str(uuid4()), "reason": "Outdated"},
    ),
    "filings:enclosure": Row(MEMBERS, args=lambda side: [side.enclosure.pk]),
    "filings:labels": Row(MEMBERS, args=of_algorithm),
    "filings:label_add": Row(
        MEMBERS,
        DISCLOSERS,
        args=of_algorithm,
        body=lambda _side: {
            "key": str(uuid4()),
            "file": SimpleUploadedFile("a.png", files.picture("PNG")),
            "modality": "image",
            "stage": "exported",
        },
    ),
    "filings:label_batch": Row(
        MEMBERS,
        DISCLOSERS,
        args=of_algorithm,
        body=lambda _side: {
            "key": str(uuid4()),
            "file": SimpleUploadedFile("a.zip", files.office()),
        },
    ),
    "filings:unlabelled_add": Row(
        MEMBERS,
        DISCLOSERS,
        args=of_algorithm,
        body=lambda _side: {
            "key": str(uuid4()),
            "content": "C-1",
            "recipient": "R-1",
            "agreed_on": "2026-01-05",
            "provided_on": "2026-01-06",
        },
    ),
    "filings:label_check": Row(MEMBERS, args=lambda side: [side.sample.pk]),
    "filings:personal": Row(MEMBERS, args=of_algorithm),
    "filings:export_step": Row(
        MEMBERS,
        FILERS,
        args=of_algorithm,
        body=lambda _side: {
            "key": str(uuid4()),
            "step": "assessment_passed",
            "on": "2026-01-05",
        },
    ),
    "filings:assessment_start": Row(
        writes=DISCLOSERS, args=lambda side: [side.untouched.pk], body=lambda _side: {}
    ),
    "filings:assessment": Row(MEMBERS, args=lambda side: [side.assessment.pk]),
    "filings:assessment_section": Row(
        MEMBERS,
        DISCLOSERS,
        args=lambda side: [side.assessment.pk, "conclusion"],
        body=lambda _side: {"team": "Legal", "revision": "0"},
    ),
    "filings:assessment_sign": Row(
        MEMBERS,
        LEGAL | {Role.APPROVER.value},
        args=lambda side: [side.assessment.pk],
        body=assessment_read,
    ),
    "filings:assessment_print": Row(
        writes=PRINTERS, args=lambda side: [side.assessed.pk], body=lambda _side: {}
    ),
    "filings:display": Row(MEMBERS, args=of_algorithm),
    "filings:display_check": Row(
        MEMBERS,
        DISCLOSERS,
        args=lambda side: [side.product.pk, "users_told"],
        body=lambda _side: {
            "key": str(uuid4()),
            "is_met": "no",
            "checked_on": "2026-01-05",
            "again_on": "2026-07-05",
        },
    ),
    "filings:publication": Row(
        MEMBERS,
        LEGAL,
        args=of_publishable,
        body=lambda side: {
            "key": str(uuid4()),
            "version": side.publishable.number,
            "link": "https://beian.example/",
        },
    ),
    "filings:publication_withdraw": Row(MEMBERS, LEGAL, args=of_publishable),
    "filings:snippet": Row(MEMBERS, args=of_publishable),
    "filings:published_index": Row(EVERYBODY),
    "filings:published_provider": Row(EVERYBODY, args=lambda side: [side.published.uscc]),
    "filings:published_data": Row(EVERYBODY, args=lambda side: [side.published.uscc, "json"]),
    "filings:published_entry": Row(EVERYBODY, args=of_published),
    "filings:published_version": Row(EVERYBODY, args=lambda side: [*of_published(side), 1]),
    "filings:filing_material": Row(
        MEMBERS,
        FILERS,
        args=lambda side: [side.registration.pk],
        body=lambda _side: {
            "key": str(uuid4()),
            "material": "genai_agreement",
            "file": SimpleUploadedFile("a.docx", files.office()),
        },
    ),
    # -- papers and jobs --------------------------------------------------------------------------
    "filings:filing_companion": Row(MEMBERS, args=of_filing),
    "filings:companion_tick": Row(writes=FILERS, args=of_filing, body=field_ticked),
    "filings:filing_papers": Row(MEMBERS, args=of_filing),
    "filings:package_build": Row(
        writes=PRINTERS, args=of_filing, body=lambda _side: {"key": str(uuid4())}
    ),
    "filings:signed_copy_add": Row(
        writes=PRINTERS,
        args=lambda side: [side.filing.pk, side.document.pk],
        body=lambda _side: {
            "key": str(uuid4()),
            "scan": SimpleUploadedFile("a.pdf", files.pdf()),
        },
    ),
    "filings:papers": Row(MEMBERS, args=of_algorithm),
    "filings:paper_print": Row(
        writes=PRINTERS,
        args=of_algorithm,
        body=lambda _side: {"key": str(uuid4()), "paper": "public_notice", "version": "1"},
    ),
    "filings:document_file": Row(MEMBERS, args=lambda side: [side.document.pk]),
    "filings:job": Row(MEMBERS, args=lambda side: [side.job.pk]),
    "filings:job_cancel": Row(
        writes=FILERS, args=lambda side: [side.job.pk], body=lambda _side: {}
    ),
    "filings:algorithm_then": Row(MEMBERS, args=of_algorithm),
    "filings:dossiers": Row(SIGNED_IN),
    "filings:dossiers_of": Row(
        MEMBERS,
        LEGAL | {Role.APPROVER.value},
        args=of_algorithm,
        body=lambda _side: {
            "key": str(uuid4()),
            "profile": "board",
            "recipient": "Board",
            "purpose": "Yearly report",
            "language": "en",
            "chapters": ["filings"],
        },
    ),
    "filings:dossiers_many": Row(
        SIGNED_IN,
        LEGAL | {Role.APPROVER.value},
        body=lambda side: {
            "key": str(uuid4()),
            "profile": "board",
            "recipient": "Board",
            "purpose": "Yearly report",
            "language": "en",
            "algorithms": [side.algorithm.pk],
        },
    ),
    "filings:dossier_file": Row(LEGAL, args=lambda side: [side.dossier.pk]),
    "filings:verify": Row(EVERYBODY, EVERYBODY),
    "filings:verify_script": Row(EVERYBODY),
    # -- duties and law ---------------------------------------------------------------------------
    "filings:duties": Row(MEMBERS, args=of_algorithm),
    "filings:determine": Row(
        writes=DISCLOSERS, args=lambda side: [side.disclosed.pk], body=lambda _side: {}
    ),
    "filings:deadlines": Row(SIGNED_IN),
    "filings:deadline_correct": Row(
        MEMBERS,
        FILERS,
        args=lambda side: [side.deadline.pk],
        body=lambda _side: {"key": str(uuid4()), "starts_on": "2026-01-06", "reason": "Notice"},
    ),
    "filings:deadline_pause": Row(
        MEMBERS,
        FILERS,
        args=lambda side: [side.deadline.pk],
        body=lambda _side: {"key": str(uuid4()), "on": "2026-01-08", "reason": "Letter"},
    ),
    "filings:deadline_resume": Row(
        MEMBERS,
        FILERS,
        args=lambda side: [side.paused.pk],
        body=lambda _side: {"key": str(uuid4()), "on": "2026-01-12", "reason": "Letter"},
    ),
    "filings:law": Row(SIGNED_IN),
    "filings:instrument": Row(SIGNED_IN, args=lambda _side: ["order9"]),
    "filings:clause": Row(SIGNED_IN, args=lambda _side: ["order9-24-1"]),
    "filings:parameters": Row(SIGNED_IN),
    "filings:parameter": Row(
        frozenset({OPERATOR}), frozenset({OPERATOR}), args=lambda _side: [A_NUMBER]
    ),
    "filings:calendar": Row(SIGNED_IN, frozenset({OPERATOR})),
    "filings:rule_sets": Row(SIGNED_IN),
    "filings:rule_set_preview": Row(
        writes=MEMBERS | {STRANGER}, args=lambda _side: [A_RULE_SET], body=lambda _side: {}
    ),
    "filings:rule_set_adopt": Row(writes=frozenset({OPERATOR}), args=lambda _side: [A_RULE_SET]),
    "filings:rule_set_difference": Row(MEMBERS, args=lambda side: [side.comparison.pk]),
    "filings:seals": Row(frozenset({OPERATOR})),
    # -- the record -------------------------------------------------------------------------------
    "filings:catalogue": Row(SIGNED_IN),
    "desk": Row(SIGNED_IN),
    "filings:desk": Row(SIGNED_IN),
    "filings:search": Row(SIGNED_IN),
    "filings:algorithms": Row(SIGNED_IN),
    "filings:algorithm": Row(MEMBERS, args=of_algorithm),
    "filings:algorithm_history": Row(MEMBERS, args=of_algorithm),
    "filings:algorithm_new": Row(
        FILERS | {STRANGER},
        FILERS,
        body=lambda side: LEDGER_FACTS | {"provider": side.provider.pk},
    ),
    "filings:algorithm_edit": Row(FILERS, FILERS, args=of_algorithm, body=ledger_facts),
    "filings:algorithm_siblings": Row(FILERS, FILERS, args=of_algorithm),
    "filings:algorithm_end": Row(
        FILERS, FILERS, args=of_algorithm, body=lambda _side: {"ended_on": "2026-11-01"}
    ),
    "filings:algorithm_import": Row(FILERS | {STRANGER}, FILERS | {STRANGER}),
    "filings:import_template": Row(FILERS | {STRANGER}),
    "filings:algorithm_export": Row(SIGNED_IN, args=lambda _side: ["csv"]),
    "filings:register": Row(SIGNED_IN),
    "filings:api_page": Row(SIGNED_IN),
    "filings:register_import": Row(frozenset({OPERATOR}), frozenset({OPERATOR})),
    "filings:register_export": Row(SIGNED_IN, args=lambda _side: ["xlsx"]),
    "filings:public_entry": Row(SIGNED_IN, args=lambda side: [side.public_entry.pk]),
    # -- for other systems, signed in on the pages -------------------------------------------------
    "api:schema": Row(SIGNED_IN),
    "api:me": Row(SIGNED_IN),
    "api:nowhere": Row(args=lambda _side: ["nowhere/"]),
    "api:algorithms": Row(
        SIGNED_IN,
        FILERS,
        body=lambda side: {
            "provider": side.provider.pk,
            "name_zh": "新算法",
            "type": "personalised_push",
            "role": "service_provider",
        },
    ),
    "api:algorithm": Row(MEMBERS, args=of_algorithm),
    "api:duties": Row(MEMBERS, args=of_algorithm),
    "api:history": Row(MEMBERS, args=of_algorithm),
    "api:filings_of": Row(writes=FILERS, args=lambda side: [side.disclosed.pk]),
    "api:papers": Row(
        MEMBERS,
        PRINTERS,
        args=of_algorithm,
        body=lambda _side: {"paper": "public_notice", "version": "1"},
    ),
    "api:disclosures": Row(MEMBERS, DISCLOSERS, args=lambda side: [side.untouched.pk]),
    "api:disclosure": Row(MEMBERS, args=of_draft),
    "api:answers": Row(MEMBERS, args=of_draft),
    "api:workbook": Row(
        MEMBERS,
        DISCLOSERS,
        args=of_draft,
        body=lambda _side: {"file": SimpleUploadedFile("a.json", b'{"rights": {"tags": true}}')},
    ),
    "api:form_schema": Row(SIGNED_IN, args=lambda _side: [LAW.forms[-1].version]),
    "api:missing": Row(MEMBERS, args=of_draft),
    "api:precheck": Row(MEMBERS, args=of_draft),
    "api:freeze": Row(writes=DISCLOSERS, args=of_draft),
    "api:section": Row(MEMBERS, args=lambda side: [*of_draft(side), side.section.code]),
    "api:compare": Row(
        MEMBERS, args=lambda side: [side.algorithm.pk, side.frozen.number, side.frozen.number]
    ),
    "api:label_check": Row(writes=SIGNED_IN),
    "api:labels": Row(MEMBERS, args=of_algorithm),
    "api:label_samples": Row(
        MEMBERS,
        DISCLOSERS,
        args=of_algorithm,
        body=lambda _side: {
            "file": SimpleUploadedFile("a.png", files.picture("PNG")),
            "modality": "image",
            "stage": "exported",
        },
    ),
    "api:label_sample": Row(MEMBERS, args=lambda side: [side.sample.pk]),
    "api:unlabelled": Row(
        MEMBERS,
        DISCLOSERS,
        args=of_algorithm,
        body=lambda _side: {
            "content": "C-1",
            "recipient": "R-1",
            "agreed_on": "2026-01-05",
            "provided_on": "2026-01-06",
        },
    ),
    "api:deadlines": Row(SIGNED_IN),
    "api:filings": Row(SIGNED_IN),
    "api:filing": Row(MEMBERS, args=lambda side: [side.filing.pk]),
    "api:filing_action": Row(writes=FILERS, args=lambda side: [side.filing.pk, "withdraw"]),
    "api:job": Row(MEMBERS, args=lambda side: [side.job.pk]),
    "api:document_file": Row(MEMBERS, args=lambda side: [side.document.pk]),
    "api:evidence": Row(MEMBERS, DISCLOSERS, args=of_draft, body=file_attached),
    "api:evidence_remove": Row(
        writes=DISCLOSERS, args=lambda side: [side.evidence.pk], body=lambda _side: {}
    ),
    "api:evidence_content": Row(MEMBERS, args=lambda side: [side.evidence.pk]),
    "api:let_pass": Row(
        writes=LEGAL, args=of_blocking_finding, body=lambda _side: {"reason": "It may."}
    ),
    "api:determine": Row(writes=DISCLOSERS, args=lambda side: [side.disclosed.pk]),
    "api:proofs": Row(MEMBERS, args=of_algorithm),
    "api:dossiers": Row(
        MEMBERS,
        LEGAL | {Role.APPROVER.value},
        args=of_algorithm,
        body=lambda _side: {
            "profile": "board",
            "recipient": "Board",
            "purpose": "Yearly report",
            "language": "en",
            "chapters": ["filings"],
        },
    ),
    "api:dossier_file": Row(LEGAL, args=lambda side: [side.dossier.pk]),
    "api:publication": Row(
        MEMBERS,
        LEGAL,
        args=of_publishable,
        body=lambda side: {
            "version": side.publishable.number,
            "link": "https://beian.example/",
        },
    ),
    "api:publication_withdraw": Row(writes=LEGAL, args=of_publishable),
    "api:reviews": Row(SIGNED_IN),
    "api:review": Row(MEMBERS, args=lambda side: [side.judged.case.pk]),
    "api:review_papers": Row(MEMBERS, args=lambda side: [side.judged.case.pk]),
    "api:review_paper_file": Row(MEMBERS, args=lambda side: [side.judged.paper.pk]),
    "api:review_act": Row(
        writes=DISCLOSERS,
        args=lambda side: ["case", side.judged.draft.pk, "submit_case"],
        body=lambda _side: {"late_reason": "reason"},
    ),
    "api:reviews_of": Row(
        writes=DISCLOSERS,
        args=lambda side: [side.disclosed.pk],
        body=lambda side: {"committee": side.judged.committee.pk},
    ),
    "api:register": Row(SIGNED_IN),
    "api:entry": Row(SIGNED_IN, args=lambda side: [side.public_entry.pk]),
}

ROWS |= {
    # -- the judgement ----------------------------------------------------------------------------
    "reviews:cases": Row(SIGNED_IN),
    "reviews:case_open": Row(
        MEMBERS,
        DISCLOSERS,
        args=lambda side: [side.disclosed.pk],
        body=lambda side: {"key": str(uuid4()), "committee": side.judged.committee.pk},
    ),
    "reviews:case": Row(MEMBERS, args=lambda side: [side.judged.case.pk]),
    "reviews:act": Row(
        MEMBERS,
        DISCLOSERS,
        args=lambda side: ["case", side.judged.draft.pk, "submit_case"],
        body=lambda _side: {"key": str(uuid4()), "late_reason": "reason"},
    ),
    "reviews:case_papers": Row(MEMBERS, args=lambda side: [side.judged.case.pk]),
    "reviews:case_file": Row(args=lambda side: [side.judged.case.pk, side.evidence.pk]),
    "reviews:opinion": Row(args=lambda side: [side.judged.assignment]),
    "reviews:opinion_draft": Row(args=lambda side: [side.judged.assignment]),
    "reviews:paper_print": Row(writes=MEMBERS, args=lambda side: [side.judged.case.pk]),
    "reviews:paper": Row(MEMBERS, args=lambda side: [side.judged.paper.pk]),
    "reviews:paper_file": Row(MEMBERS, args=lambda side: [side.judged.paper.pk]),
    "reviews:dossiers": Row(
        MEMBERS,
        LEGAL,
        args=lambda side: [side.judged.case.pk],
        body=lambda _side: {
            "key": str(uuid4()),
            "profile": "board",
            "recipient": "Board",
            "purpose": "Yearly report",
            "language": "en",
            "chapters": ["case"],
        },
    ),
    "reviews:dossier_stop": Row(
        writes=LEGAL, args=lambda side: [side.judged.dossier_job.pk], body=lambda _side: {}
    ),
    "reviews:dossier_file": Row(LEGAL, args=lambda side: [side.judged.dossier.pk]),
    "reviews:expert_review": Row(MEMBERS, args=lambda side: [side.judged.second_review.pk]),
    "reviews:expert": Row(args=lambda _side: ["no-such-link"]),
    "reviews:expert_file": Row(args=lambda side: ["no-such-link", side.evidence.pk]),
    "reviews:expert_package": Row(args=lambda side: ["no-such-link", side.document.pk]),
    "reviews:checks": Row(frozenset({OPERATOR}), frozenset({OPERATOR})),
    "reviews:registrations": Row(SIGNED_IN),
    "reviews:registration": Row(
        MEMBERS,
        args=lambda side: [side.judged.case.pk],
    ),
    "reviews:annual_report": Row(
        FILERS | LEGAL,
        FILERS | LEGAL,
        args=lambda side: [side.judged.committee.pk, side.provider.pk, 2026],
    ),
    "reviews:annual_print": Row(
        writes=FILERS | LEGAL,
        args=lambda side: [side.judged.committee.pk, side.provider.pk, 2026],
    ),
    "reviews:committees": Row(SIGNED_IN),
    "reviews:committee": Row(MEMBERS, args=lambda side: [side.judged.committee.pk]),
    "reviews:committee_new": Row(
        ADMINISTRATOR | {STRANGER, OPERATOR},
        ADMINISTRATOR,
        body=lambda side: {
            "key": str(uuid4()),
            "kind": "own",
            "provider": side.provider.pk,
            "name_zh": "委员会",
            "founded_on": "2026-01-01",
        },
    ),
    "reviews:sittings": Row(args=lambda side: [side.judged.committee.pk]),
    "reviews:replay": Row(args=lambda side: [side.judged.committee.pk]),
    "reviews:committee_registration": Row(
        MEMBERS,
        frozenset({Role.FILER.value, Role.LEGAL.value}),
        args=lambda side: [side.judged.committee.pk],
        body=lambda _side: {
            "key": str(uuid4()),
            "done_on": "2026-02-02",
            "reference": "委-2026-1",
        },
    ),
    "reviews:committee_edit": Row(
        ADMINISTRATOR,
        ADMINISTRATOR,
        args=lambda side: [side.judged.committee.pk],
        body=lambda _side: {"key": str(uuid4()), "name_zh": "新名称"},
    ),
    "reviews:committee_entrust": Row(
        ADMINISTRATOR | {STRANGER},
        ADMINISTRATOR,
        body=lambda side: {
            "key": str(uuid4()),
            "provider": side.provider.pk,
            "committee": side.judged.centre.pk,
            "reason": "reason",
        },
    ),
    "reviews:seat_new": Row(
        ADMINISTRATOR,
        ADMINISTRATOR,
        args=lambda side: [side.judged.committee.pk],
        body=lambda side: {
            "key": str(uuid4()),
            "email": side.membership.user.email,
            "role": "member",
            "order": "0",
            "category": "law",
            "sex": "female",
            "valid_from": "2026-01-01",
            "valid_until": "2028-01-01",
        },
    ),
    "reviews:seat_end": Row(
        ADMINISTRATOR,
        ADMINISTRATOR,
        args=lambda side: [side.judged.seat.pk],
        body=lambda _side: {"key": str(uuid4()), "on": "2026-12-01"},
    ),
}

PUBLIC = frozenset(
    {
        "reviews:expert",
        "reviews:expert_file",
        "reviews:expert_package",
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_login_webauthn",
        "set_language",
        "filings:verify",
        "filings:verify_script",
        "filings:published_index",
        "filings:published_provider",
        "filings:published_data",
        "filings:published_entry",
        "filings:published_version",
        # these answer 404 to whoever has no link, no demo, no reason
        "filings:invitation",
        "filings:feed",
        "filings:demo_door",
        "closed",
        "account_signup",
        "account_email",
        "account_email_verification_sent",
        "account_confirm_email",
        "account_confirm_login_code",
    }
)
"""Addresses that answer without sign-in."""
