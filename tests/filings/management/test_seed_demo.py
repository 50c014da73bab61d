"""The invented group as it stands after one run: whole, well made, and nobody's."""

import json
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from filings import answers as said
from filings import canonical, contents, numbers, regulations
from filings.answers import sound
from filings.enums import Act, AlgorithmStatus, DisclosureState, FilingState, Role, Verdict
from filings.models import (
    Algorithm,
    Deadline,
    Disclosure,
    Duty,
    Event,
    Filing,
    Membership,
    Provider,
    PublicEntry,
    User,
)
from filings.models.filing import ENDS
from filings.regulations import Field
from filings.services import evidence
from tests.factories import wall_down

ALGORITHMS, PUBLISHED = 11, 237
CHINESE = re.compile("[\u4e00-\u9fff]")
PRAISE = re.compile("领先|最佳|最优|顶级|卓越|极致|完美|优质|先进|首选")
KINDS = {"rule", "model", "intervention", "manual", "compliance_check"}


def seed() -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One run for the module, undone at its end; the wall is down."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed()
        with wall_down():
            yield
        transaction.set_rollback(True)


pytestmark = pytest.mark.usefixtures("demo")


def frozen() -> list[Disclosure]:
    return list(Disclosure.objects.filter(state=DisclosureState.FROZEN).order_by("id"))


def latest(reference: str) -> dict[str, Any]:
    content = Disclosure.objects.filter(algorithm__reference=reference).first().content  # type: ignore[union-attr]
    assert content is not None
    return dict(content)


def leaves(content: dict[str, Any]) -> Iterator[tuple[str, Field, Any]]:
    for section in regulations.load().form(timezone.localdate()).sections:
        values = content["answers"].get(section.code, {})
        yield from said.leaves(section.fields, values, f"{section.code}.")


# -- who ------------------------------------------------------------------------------------------
def test_each_role_is_held_at_each_provider_by_invented_people() -> None:
    held = Membership.objects.values_list("provider", "role").distinct()
    assert len(held) == 3 * len(Role)
    assert not User.objects.exclude(is_demo=True).exists()
    assert User.objects.get(is_operator=True).name == "唐一鸣 Tang Yiming"


def test_one_filer_acts_for_one_entity_only() -> None:
    narrow = Membership.objects.filter(user__email="qiao.anran@xinglan.example")
    assert [m.provider.registered_place for m in narrow] == ["江苏省苏州市"]


def test_nobody_has_a_password() -> None:
    assert not any(user.has_usable_password() for user in User.objects.all())


# -- what -----------------------------------------------------------------------------------------
def test_every_status_and_every_filing_state_occurs() -> None:
    outside = {
        AlgorithmStatus.DEREGISTERED,
        AlgorithmStatus.REVOKED,
        AlgorithmStatus.CANCELLED_BY_AUTHORITY,
    }
    assert Algorithm.objects.count() == ALGORITHMS
    statuses = set(Algorithm.objects.values_list("status", flat=True))
    assert statuses == set(AlgorithmStatus) - outside
    ended = {*ENDS, FilingState.REFUSED, FilingState.SUPERSEDED}
    assert set(Filing.objects.values_list("state", flat=True)) == set(FilingState) - ended


def test_terms_are_overdue_due_soon_far_and_met() -> None:
    today = timezone.localdate()
    running = Deadline.objects.filter(state="open").select_related("algorithm")
    left = {(d.algorithm.reference, d.rule): (d.due_on - today).days for d in running}
    overdue = {term for term, days in left.items() if days < 0}
    assert overdue == {("HZ-004", "alg_file")}
    assert 0 <= left["HZ-001", "alg_file"] < 15
    assert left["HZ-002", "alg_file"] > 20
    assert {("SH-001", "alg_change"), ("SH-004", "alg_authority"), ("SZ-002", "alg_dereg")} <= (
        left.keys()
    )
    assert Deadline.objects.filter(state="met", rule="alg_file").exists()


def test_two_records_are_siblings() -> None:
    own = Algorithm.objects.get(reference="SH-005")
    assert Algorithm.objects.exclude(pk=own.pk).get(family=own.family).reference == "HZ-002"


def test_the_history_holds_every_act() -> None:
    acts = set(Event.objects.values_list("act", flat=True))
    assert {
        Act.PROVIDER_REGISTERED,
        Act.MEMBER_ADDED,
        Act.ALGORITHM_REGISTERED,
        Act.SECTION_SAVED,
        Act.EVIDENCE_ADDED,
        Act.DISCLOSURE_FROZEN,
        Act.FILING_MOVED,
        Act.SERVICE_ENDED,
    } <= acts
    assert Event.objects.filter(act=Act.DISCLOSURE_FROZEN).count() == len(frozen())


def test_a_second_run_says_so_and_changes_nothing() -> None:
    before = Event.objects.count()
    assert "loaded already" in seed()
    assert Event.objects.count() == before


# -- how well -------------------------------------------------------------------------------------
def test_frozen_versions_are_whole_well_formed_and_sealed() -> None:
    assert len(frozen()) == 11
    for version in frozen():
        content = version.content or {}
        form = contents.form_of(version)
        assert not said.missing(form, content["answers"]), version.algorithm.reference
        for section in form.sections:
            values = content["answers"].get(section.code, {})
            assert not list(sound.problems(section.fields, values)), section.code
        assert canonical.digest(content) == version.sha256


def test_texts_are_chinese_with_english_where_they_leave_the_house() -> None:
    for version in frozen():
        for path, field, value in leaves(version.content or {}):
            where = f"{version.algorithm.reference} {path}"
            if field.bilingual:
                assert CHINESE.search(value["zh"]), where
                assert value["en"], where
                assert not value["behind"], where
            elif field.kind == "long_text":
                assert CHINESE.search(value), where


def test_nothing_is_praised() -> None:
    for version in frozen():
        text = json.dumps(version.content, ensure_ascii=False)
        assert not PRAISE.findall(text), version.algorithm.reference


def test_mechanisms_have_every_kind_of_step_and_branch() -> None:
    for version in frozen():
        steps = (version.content or {})["answers"]["strategy"]["steps"]
        assert 6 <= len(steps) <= 12
        assert {step["kind"] for step in steps} == KINDS, version.algorithm.reference
        keys = {step["key"] for step in steps} | {"00000000"}
        assert all(set(step["next"]) <= keys for step in steps)
        assert any(len(step["next"]) > 1 for step in steps)


def test_figures_agree_between_provider_and_versions() -> None:
    for version in frozen():
        basics = (version.content or {})["answers"]["basics"]
        assert basics["monthly_users"] == version.provider.mau
        assert basics["users_on"] == version.provider.mau_on.isoformat()  # type: ignore[union-attr]


def test_evidence_can_be_read_and_some_is_secret() -> None:
    files = [file for version in frozen() for file in version.evidence.all()]
    assert {file.media_type for file in files} == {"image/png", "application/pdf"}
    for file in files:
        evidence.read(file).close()
    marks = {
        mark for version in frozen() for m in contents.marks_of(version).values() for mark in m
    }
    assert marks == {"trade_secret", "mainland_only"}


def test_the_filed_feed_has_two_versions_that_differ() -> None:
    new, old = Disclosure.objects.filter(algorithm__reference="SH-001")
    assert new.is_frozen
    assert old.is_frozen
    assert new.content != old.content
    assert len(latest("SH-001")["answers"]["strategy"]["steps"]) == 10


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("SH-001", "expert_review_l2"),
        ("SH-004", "label_explicit"),
        ("SH-004", "deep_synthesis_filing"),
        ("HZ-001", "genai_service_registration"),
        ("HZ-001", "label_implicit"),
    ],
)
def test_the_duties_that_the_story_needs_follow(reference: str, code: str) -> None:
    duty = Duty.objects.get(
        determination__current=True, determination__algorithm__reference=reference, code=code
    )
    assert duty.verdict in {Verdict.APPLIES, Verdict.EXEMPTION_POSSIBLE}


def test_one_algorithm_waits_for_answers_that_would_decide_its_review() -> None:
    """The duties page has something to show as unknown, and only where nobody has answered."""
    waiting = Duty.objects.filter(determination__current=True, verdict=Verdict.UNDETERMINED)
    assert set(waiting.values_list("determination__algorithm__reference", flat=True)) == {"SZ-001"}
    assert {duty.code: set(duty.unknown) for duty in waiting} == {
        "ethics_review": {"ethics.sensitive"},
        "service_centre_separation": {"ethics.sensitive"},
        "expert_review_l3": {"ethics.sensitive", "ethics.autonomy"},
    }


# -- apart from the real --------------------------------------------------------------------------
def test_the_numbers_are_well_made_and_nobodys() -> None:
    held = list(Algorithm.objects.exclude(number=""))
    assert len(held) == 2
    for algorithm in held:
        number = numbers.parse(algorithm.number)
        assert number is not None
        assert number.division == "000000"
        assert not numbers.warnings(number, kind=algorithm.type)


def test_real_companies_occur_in_the_public_lists_only() -> None:
    assert PublicEntry.objects.count() == PUBLISHED
    own = set(Provider.objects.values_list("name_zh", flat=True))
    assert all("（示例）" in name for name in own)
    real = set(PublicEntry.objects.exclude(provider="").values_list("provider", flat=True))
    assert not real & own
    told = json.dumps(
        [
            [version.content for version in frozen()],
            list(Algorithm.objects.values("name_zh", "purpose_zh", "purpose_en")),
            list(Event.objects.values_list("payload", flat=True)),
        ],
        ensure_ascii=False,
    )
    assert not [name for name in real if name in told]


def test_the_adviser_names_a_published_number_as_its_model() -> None:
    (model,) = latest("HZ-001")["answers"]["model"]["models"]
    assert PublicEntry.objects.filter(number=model["filing_number"]).exists()
