"""Ten cases as practice knows them, each told over HTTP by the people whose part it is.

They begin in the invented group as it is entered; what is not told there before is done on pages.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from filings import contents
from filings.management.tour import invented_number
from filings.models import Algorithm, Deadline, Filing, User
from filings.numbers import FilingNumber
from tests.factories import wall_down
from tests.filings import files
from tests.filings.filling import posted
from tests.journeys.visitor import Reader


@pytest.fixture(scope="module")
def seeded(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """The invented group, entered once; gives the folder of its files."""
    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", folder)
        call_command("seed_demo", verbosity=0)
        User.objects.update(language="en")
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def case(seeded: Path, db: None, settings: Settings) -> "Case":
    settings.MEDIA_ROOT = seeded
    settings.DEMO = True
    return Case()


def today() -> str:
    return timezone.localdate().isoformat()


def scan(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, files.pdf())


def number_of(algorithm: Algorithm, serial: int = 9) -> str:
    """A well-made number that belongs to no place."""
    kind = {"generation_synthesis": 1, "ranking_selection": 3, "personalised_push": 2}
    body = f"0000000000001{kind[algorithm.type]:02}{timezone.localdate().year % 100:02}{serial:03}"
    return next(
        str(number)
        for digit in range(10)
        if (number := FilingNumber(f"{body}{digit}")).fits_check_digit
    )


@dataclass
class Case:
    """Somebody at a browser, now as one person of the group, now as another."""

    visitor: Reader = field(default_factory=Reader)

    def be(self, name: str) -> None:
        self.visitor.sign_in(User.objects.get(name__contains=name))

    def algorithm(self, reference: str) -> Algorithm:
        with wall_down():
            found: Algorithm = Algorithm.objects.select_related("provider").get(reference=reference)
        return found

    def filing(self, **of: Any) -> Filing:
        with wall_down():
            found: Filing = Filing.objects.filter(**of).latest("id")
        return found

    def reads(self, *words: str) -> None:
        missing = [each for each in words if each not in self.visitor.text]
        assert not missing, (self.visitor.path, missing, self.visitor.text)

    def act(self, filing: Filing, action: str, *, confirm: bool = False, **typed: Any) -> None:
        page = filing.get_absolute_url()
        self.visitor.visit(page)
        self.visitor.follow(f"{page}{action}/")
        self.visitor.submit(typed, status=409 if confirm else 200)
        if confirm:
            self.visitor.submit({"confirmed": "on"})
        assert self.visitor.path == page, self.visitor.text

    def start(self, algorithm: Algorithm, **typed: str) -> Filing:
        self.be("林知夏")
        tab = reverse("filings:filings_of", args=[algorithm.pk])
        start = reverse("filings:filing_start", args=[algorithm.pk])
        self.visitor.visit(tab)
        if typed:
            page = self.visitor.controls
            self.visitor.client.post(
                start,
                {
                    "csrfmiddlewaretoken": page["csrfmiddlewaretoken"][0],
                    "key": page["key"][-1],
                    **typed,
                },
            )
        else:
            self.visitor.submit(to=start)
        return self.filing(algorithm=algorithm)

    def approve(self, filing: Filing, **typed: Any) -> None:
        """Sent by the filer, approved by somebody who did not prepare it."""
        self.be("林知夏")
        self.act(filing, "send_to_approval", **typed)
        self.be("顾明远")
        self.act(filing, "approve")
        self.be("林知夏")

    def give_number(self, filing: Filing, number: str) -> None:
        self.act(filing, "record_number", number=number, filed_on=today())
        self.reads(number)

    def new_version(self, algorithm: Algorithm, section: str, **changed: Any) -> int:
        """The next version with other answers in one section, frozen; its number."""
        self.be("林知夏")
        versions = reverse("filings:disclosures", args=[algorithm.pk])
        self.visitor.visit(versions)
        self.visitor.submit(to=f"{versions}start/")
        with wall_down():
            draft = algorithm.disclosures.select_related("algorithm").latest("number")
            row = draft.sections.get(code=section)
            asked = contents.section_of(draft, section)
        page = f"{versions}{draft.number}/{section}/"
        self.visitor.visit(page)
        token = self.visitor.controls["csrfmiddlewaretoken"][0]
        typed = posted(asked, row.answers | changed) | {"revision": row.revision}
        answer = self.visitor.client.post(page, typed | {"csrfmiddlewaretoken": token})
        assert answer.status_code == 302, answer.content.decode()
        self.visitor.visit(f"{versions}{draft.number}/freeze/")
        self.visitor.submit()
        self.reads("SHA-256")
        return int(draft.number)

    def settle_ethics(self, algorithm: Algorithm, version: int) -> None:
        self.be("林知夏")
        page = reverse("filings:ethics", args=[algorithm.pk, version])
        self.visitor.visit(page)
        self.visitor.follow(f"{page}decision/")
        self.visitor.submit(
            {
                "settles": "both",
                "body": "星澜集团科技伦理（审查）委员会（示例）",
                "reference": f"XL-伦审-{version}",
                "decided_on": today(),
                "scan": scan("决定.pdf"),
            }
        )
        assert self.visitor.path == page

    def change(self, algorithm: Algorithm, version: int, kind: str) -> Filing:
        """The change filing that follows from a new version, up to its number."""
        self.settle_ethics(algorithm, version)
        filing = self.start(algorithm)
        self.visitor.visit(filing.get_absolute_url())
        self.reads("Change filing", kind)
        self.approve(filing)
        self.act(filing, "record_submission", submitted_on=today())
        self.give_number(filing, algorithm.number)
        return filing


# -- 1 and 2: first filings -----------------------------------------------------------------------
def test_a_first_filing_goes_through_in_one_round(case: Case) -> None:
    algorithm = case.algorithm("SH-002")
    filing = case.filing(algorithm=algorithm)
    case.be("林知夏")
    case.act(filing, "record_submission", submitted_on=today(), receipt="回执")
    case.reads("The authority has it", "30 working days")
    case.give_number(filing, number_of(algorithm))
    case.visitor.visit(algorithm.get_absolute_url())
    case.reads("Filed")


def test_a_filing_is_returned_twice_before_it_is_filed(case: Case) -> None:
    algorithm = case.algorithm("HZ-003")
    filing = case.filing(algorithm=algorithm)
    for round_ in (2, 3):
        case.be("林知夏")
        case.act(filing, "revise")
        case.approve(filing)
        case.act(filing, "record_submission", submitted_on=today(), corrected=f"第{round_}次补正")
        if round_ == 2:
            case.act(
                filing,
                "record_return",
                answered_on=today(),
                reasons=["signature", "unreadable"],
                remark="签字不清晰",
                letter=scan("退回通知.pdf"),
            )
            case.reads("Signature typed, stamp missing or misplaced", "签字不清晰")
    case.give_number(filing, number_of(algorithm))
    case.reads("Round 1: Returned", "Round 2: Returned", "第3次补正")
    case.visitor.visit(reverse("filings:filing_figures"))
    case.reads("2 returns; one return can have several reasons.")


# -- 3 to 6: changes ------------------------------------------------------------------------------
def test_a_changed_name_is_filed_as_a_change(case: Case) -> None:
    algorithm = case.algorithm("SH-001")
    first = case.filing(algorithm=algorithm)
    name = {"zh": "星澜商城首页推荐流个性化推荐算法", "en": "Xinglan Mall feed", "behind": None}
    version = case.new_version(algorithm, "basics", name=name)
    case.change(algorithm, version, "Algorithm renamed")
    case.visitor.visit(first.get_absolute_url())
    case.reads("Replaced by a later filing")


def test_another_responsible_person_starts_the_term_and_is_filed(case: Case) -> None:
    algorithm = case.algorithm("SH-001")
    case.be("唐一鸣")
    case.visitor.visit(reverse("filings:provider_edit", args=[algorithm.provider_id]))
    case.visitor.submit({"responsible_person": "沈若溪"})
    with wall_down():
        person = User.objects.get(name__contains="沈若溪")
    version = case.new_version(
        algorithm, "assessment", responsible={"id": person.pk, "name": person.name}
    )
    case.visitor.visit(algorithm.get_absolute_url())
    case.reads("Change filing")
    case.change(algorithm, version, "Responsible person changed")


def test_a_new_product_is_filed_as_a_change(case: Case) -> None:
    algorithm = case.algorithm("SH-001")
    with wall_down():
        content = algorithm.disclosures.latest("number").content or {}
    rows = content["answers"]["products"]["products"]
    path = rows[0]["paths"][0]
    functions = [each | {"key": "feed0001"} for each in path["functions"]]
    added = rows[0] | {
        "key": "feed0003",
        "name": "星澜商城极速版",
        "paths": [path | {"key": "feed0002", "functions": functions}],
    }
    version = case.new_version(algorithm, "products", products=[*rows, added])
    case.change(algorithm, version, "Product added")
    case.visitor.visit(reverse("filings:display", args=[algorithm.pk]))
    case.reads("星澜商城极速版")


def test_a_renamed_provider_concerns_what_it_has_filed(case: Case) -> None:
    algorithm = case.algorithm("SH-001")
    provider = algorithm.provider
    case.be("唐一鸣")
    case.visitor.visit(reverse("filings:provider_edit", args=[provider.pk]))
    case.visitor.submit({"name_zh": "星澜（上海）电子商务有限公司（示例）"})
    case.visitor.visit(reverse("filings:entity", args=[provider.pk]))
    case.reads("Facts have changed since they were filed")
    with wall_down():
        assert Deadline.objects.filter(
            algorithm=algorithm, rule="alg_change", state="open"
        ).exists()
    case.be("林知夏")
    case.visitor.visit(reverse("filings:entity_submit", args=[provider.pk]))
    case.visitor.submit({"submitted_on": today(), "receipt": "主体变更"})
    version = case.new_version(algorithm, "basics")
    case.change(algorithm, version, "Provider renamed")


# -- 7 and 8: ends --------------------------------------------------------------------------------
def test_a_service_that_has_ended_is_deregistered(case: Case) -> None:
    algorithm = case.algorithm("SZ-002")
    filing = case.start(algorithm)
    assert filing.kind == "deregistration"
    case.approve(filing, users_arranged="提前三十日公告", data_arranged="三十日内删除轨迹")
    case.act(filing, "record_submission", submitted_on=today())
    case.act(filing, "record_deregistration", ended_on=today())
    case.reads("Deregistered", "提前三十日公告", "三十日内删除轨迹")
    case.visitor.visit(algorithm.get_absolute_url())
    case.reads("Deregistered")
    assert case.algorithm("SZ-002").number == ""


def test_a_filing_is_revoked_by_the_authority(case: Case) -> None:
    algorithm = case.algorithm("SH-001")
    filing = case.filing(algorithm=algorithm)
    case.be("林知夏")
    case.act(
        filing,
        "record_revocation",
        ended_on=today(),
        reason="提供虚假材料（示例）",
        letter=scan("撤销决定.pdf"),
    )
    case.reads("Revoked", "提供虚假材料（示例）", "撤销决定.pdf")
    case.visitor.visit(algorithm.get_absolute_url())
    case.reads("Revoked")
    case.visitor.visit(f"{reverse('filings:search')}?q={filing.number[4:25]}")
    case.reads(algorithm.name_zh)


# -- 9 and 10: other roles and kinds --------------------------------------------------------------
def test_a_technical_supporter_files_what_it_supplies(case: Case) -> None:
    algorithm = case.algorithm("HZ-003")
    filing = case.filing(algorithm=algorithm)
    case.be("林知夏")
    case.act(filing, "revise")
    case.approve(filing)
    case.act(filing, "record_submission", submitted_on=today())
    case.reads("Technical supporter")
    case.give_number(filing, number_of(algorithm))
    case.visitor.visit(reverse("filings:display", args=[algorithm.pk]))
    case.reads("The filing number is shown", "0 of 4 proven")


def test_a_service_on_a_filed_model_is_registered(case: Case) -> None:
    algorithm = case.algorithm("HZ-001")
    filing = case.filing(algorithm=algorithm, kind="genai_registration")
    case.be("林知夏")
    for material in ("genai_agreement", "genai_called_model"):
        case.visitor.visit(filing.get_absolute_url())
        page = reverse("filings:filing_material", args=[filing.pk])
        case.visitor.visit(f"{page}?material={material}")
        case.visitor.submit({"material": material, "file": scan(f"{material}.pdf")}, to="")
    case.settle_ethics(algorithm, 1)
    case.approve(filing)
    case.act(filing, "record_submission", submitted_on=today(), confirm=True)
    wrong = invented_number(1, timezone.localdate())
    case.visitor.visit(f"{filing.get_absolute_url()}record_number/")
    case.visitor.submit({"number": wrong, "filed_on": today()}, status=409)
    case.reads("A number of this kind reads Province-Name-YYYYMMDD, then S and four digits.")
    case.give_number(filing, "Zhejiang-XingLanMeiZhuang-20261126S0001")
    assert case.algorithm("HZ-001").number == ""
