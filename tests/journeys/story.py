"""The story the product exists for, told once, for whoever can read pages and press buttons.

From an empty register to the public notice: import, register, disclose, freeze, read the duties,
file, be published, print. Whoever tells it gives the visitor and says how the worker works.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

import filings
from filings import contents
from filings.enums import Act, FilingAction
from filings.management.demo import reading
from filings.management.demo.reading import Reader
from filings.models import User
from filings.regulations import Section
from tests.filings import files
from tests.journeys.typist import keystrokes
from tests.journeys.visitor import Visitor
from tests.people import People
from tests.tables import csv_bytes

REGISTER = Path(filings.__file__).parent / "data" / "cac_filings.csv"
NAME, NAME_EN = "星澜商城首页个性化推荐算法", "Xinglan Mall home feed recommendation"
LAUNCHED_ON = "2026-11-02"
"""A Monday; ten working days later by the calendar on the wall: 3 to 6, 9 to 13, and the 16th."""
NUMBER = "网信算备310101234567802260019号"
"""Type code 02, personalised push, and a last digit that does not fit."""
NEXT_LIST = ("算法名称", "备案编号", "算法类别", "主体名称", "应用产品", "主要用途")
HEADINGS = "//ol[contains(@class, 'timeline')]/li//strong"


@dataclass(frozen=True)
class Words:
    """What the law's data say in one language; all other words are asked of the translations."""

    language: str
    duty: str
    clause: str
    due: str
    counted: str
    authority: str


ENGLISH = Words(
    language="en",
    duty="Algorithm filing File in the filing system and get the number.",
    clause="Order 9, Art. 24(1)",
    due="Mon 16 Nov 2026",
    counted="2026-11-02 + 10 working days",
    authority="+ 30 working days",
)
CHINESE = Words(
    language="zh-hans",
    duty="算法备案 在备案系统提交备案，取得编号。",
    clause="算法推荐规定第24条第1款",
    due="2026年11月16日（周一）",
    counted="2026-11-02次日起10个工作日",
    authority="次日起30个工作日",
)
ACTS = [
    Act.ALGORITHM_REGISTERED,
    Act.DISCLOSURE_STARTED,
    Act.SECTION_SAVED,
    Act.EVIDENCE_ADDED,
    Act.ALGORITHM_CHANGED,
    Act.DISCLOSURE_FROZEN,
    Act.DEADLINE_STARTED,
    Act.DETERMINED,
    Act.FILING_STARTED,
    Act.FINDING_OVERRIDDEN,
    FilingAction.SEND_TO_APPROVAL,
    FilingAction.APPROVE,
    Act.CLEARANCE_RECORDED,
    FilingAction.RECORD_SUBMISSION,
    Act.DEADLINE_MET,
    Act.DEADLINE_STARTED,
    FilingAction.RECORD_NUMBER,
    Act.DEADLINE_MET,
    Act.PUBLICATION_CONFIRMED,
    Act.JOB_ASKED,
    Act.DOCUMENT_ISSUED,
]
"""The whole history in the order in which it happened, what came several times running once."""


@dataclass
class Story:
    visitor: Visitor
    people: People
    words: Words
    work: Callable[[], None]
    """Lets the worker do what was asked for."""

    def tell(self) -> list[bytes]:
        """From beginning to end; gives the papers downloaded at last."""
        self.import_register()
        algorithm = self.register()
        self.disclose(algorithm)
        self.read_duties(algorithm)
        self.file(algorithm)
        self.publish(algorithm)
        papers = self.print(algorithm)
        self.read_history(algorithm)
        return papers

    def be(self, person: User) -> None:
        self.visitor.sign_in(person)

    def reads(self, *words: str) -> None:
        missing = [each for each in words if each not in self.visitor.text]
        assert not missing, (self.visitor.path, missing, self.visitor.text)

    def said(self, sentence: str, **values: str) -> str:
        """A sentence of the product as it stands in the story's language."""
        with translation.override(self.words.language):
            return gettext(sentence) % values

    # -- the register ------------------------------------------------------------------------------
    def import_register(self) -> None:
        self.be(self.people.operator)
        self.visitor.visit(reverse("filings:register"))
        self.visitor.follow(reverse("filings:register_import"))
        self.visitor.submit({"file": _file(REGISTER.name, REGISTER.read_bytes())})
        self.reads("237")
        self.visitor.submit()
        self.visitor.visit(f"{reverse('filings:register')}?q=一点资讯")
        self.reads("网信算备110105167703302220011号")

    # -- the ledger --------------------------------------------------------------------------------
    def register(self) -> str:
        """The address of the new record."""
        self.be(self.people.filer)
        self.visitor.visit(reverse("filings:algorithms"))
        self.visitor.follow(reverse("filings:algorithm_new"))
        self.visitor.submit(
            {
                "provider": str(self.people.provider.pk),
                "name_zh": NAME,
                "name_en": NAME_EN,
                "type": "personalised_push",
                "role": "service_provider",
                "owner": str(self.people.algorithm_owner.pk),
                "purpose_zh": "在首页展示用户可能需要的商品。",
                "launched_on": LAUNCHED_ON,
            }
        )
        self.reads(NAME, NAME_EN)
        return self.visitor.path

    # -- the disclosure ----------------------------------------------------------------------------
    def disclose(self, algorithm: str) -> None:
        versions = f"{algorithm}disclosure/"
        self.visitor.follow(versions)
        self.visitor.submit(to=f"{versions}start/")
        draft = self.visitor.path
        answers = self.answers()
        for section in contents.form_on(timezone.localdate()).sections:
            page = f"{draft}{section.code}/"
            if page in self.visitor.links:  # what the other answers rule out is not asked
                self.visitor.follow(page)
                self.fill(section, answers[section.code])
                self.visitor.submit(press=("go_on", "1"))
                assert self.visitor.path == draft
        self.attach(draft)
        self.visitor.follow(f"{draft}freeze/")
        self.visitor.submit()
        self.reads("SHA-256")

    def answers(self) -> dict[str, Any]:
        """The whole of an invented disclosure, as its author would know it."""
        people: Mapping[str, User] = {
            "legal": self.people.legal,
            "approver": self.people.approver,
            "filer": self.people.filer,
            "algorithm_owner": self.people.algorithm_owner,
        }
        facts = reading.first_version(reading.algorithms()[0])
        return dict(Reader(timezone.localdate(), people).version(facts["answers"]))

    def fill(self, section: Section, answers: Mapping[str, Any]) -> None:
        """Type what is asked, add rows, save to be asked what follows from the answers."""
        unasked: set[str] | None = None
        while True:
            keys = keystrokes(section, answers, self.visitor.controls)
            if keys.add:
                self.visitor.submit(keys.typed, press=("add", keys.add))
            elif keys.unasked != unasked:
                unasked = keys.unasked
                self.visitor.submit(keys.typed, press=("save", "1"))
            else:
                return

    def attach(self, draft: str) -> None:
        self.visitor.follow(f"{draft}rights/")
        self.visitor.submit(press=("attach", "rights.switch_off"))
        self.visitor.submit(
            {"file": _file("关闭个性化推荐.png", files.picture("PNG")), "kind": "screenshot"}
        )
        assert self.visitor.path.startswith(f"{draft}rights/")
        self.reads("关闭个性化推荐.png")
        self.visitor.visit(draft)

    # -- what follows ------------------------------------------------------------------------------
    def read_duties(self, algorithm: str) -> None:
        self.visitor.follow(f"{algorithm}duties/")
        self.reads(self.words.duty, self.words.clause, self.words.due, self.words.counted)

    def file(self, algorithm: str) -> None:
        self.visitor.follow(f"{algorithm}filing/")
        self.visitor.submit(to=f"{algorithm}filing/start/")
        filing = self.visitor.path
        assert f"{filing}send_to_approval/" not in self.visitor.links
        self.let_pass(filing)
        self.act(filing, "send_to_approval")
        self.be(self.people.approver)
        self.visitor.visit(reverse("filings:desk"))
        self.visitor.follow(filing)
        self.act(filing, "approve")
        self.settle_ethics(algorithm)
        self.be(self.people.filer)
        self.visitor.visit(filing)
        today = timezone.localdate().isoformat()
        self.act(filing, "record_submission", submitted_on=today, receipt="回执0001")
        self.reads(self.words.authority)
        self.visitor.follow(f"{filing}record_number/")
        self.visitor.submit({"number": NUMBER, "filed_on": today}, status=409)
        self.reads(
            self.said("The check digit does not fit. Compare the number with the notice."),
        )
        self.visitor.submit({"confirmed": "on"})
        assert self.visitor.path == filing
        self.visitor.visit(algorithm)
        self.reads(NUMBER)

    def settle_ethics(self, algorithm: str) -> None:
        """The committee and the experts have decided elsewhere; their papers come in as scans."""
        page = f"{algorithm}ethics/1/"
        self.be(self.people.filer)
        self.visitor.visit(f"{algorithm}filing/")
        self.visitor.follow(page)
        for step, body in (("review", "集团科技伦理委员会"), ("second_review", "科技主管部门")):
            self.reads(self.said("due, not settled"))
            self.visitor.follow(f"{page}decision/")
            self.visitor.submit(
                {
                    "settles": step,
                    "body": body,
                    "reference": f"伦审-{step}",
                    "decided_on": timezone.localdate().isoformat(),
                    "scan": _file(f"{step}.pdf", files.pdf()),
                }
            )
            assert self.visitor.path == page
            self.reads(body)
        assert self.said("due, not settled") not in self.visitor.text

    def let_pass(self, filing: str) -> None:
        """The one finding that blocks, with legal's reason."""
        self.be(self.people.legal)
        self.visitor.visit(filing)
        precheck = next(link for link in self.visitor.links if link.endswith("/precheck/"))
        self.visitor.follow(precheck)
        self.visitor.follow(next(link for link in self.visitor.links if _is_finding(link)))
        self.visitor.submit({"reason": "评估报告由法务保管，主管部门要求时提交。"})
        assert self.visitor.path == precheck
        self.reads("评估报告由法务保管，主管部门要求时提交。")
        self.be(self.people.filer)
        self.visitor.visit(filing)

    def act(self, filing: str, action: str, **typed: str) -> None:
        self.visitor.follow(f"{filing}{action}/")
        self.visitor.submit(typed)
        assert self.visitor.path == filing

    def publish(self, algorithm: str) -> None:
        """The next list of the authority names the number."""
        provider = self.people.provider.name_zh
        row = (NAME, NUMBER, "个性化推送类", provider, "星澜商城", "商品推荐")
        self.be(self.people.operator)
        self.visitor.visit(reverse("filings:register_import"))
        self.visitor.submit(
            {
                "file": _file("next.csv", csv_bytes(NEXT_LIST, [row])),
                "published_in": "algorithms",
                "announced": timezone.localdate().isoformat(),
            }
        )
        self.visitor.submit()
        self.be(self.people.filer)
        self.visitor.visit(algorithm)
        self.reads(self.said("confirmed on %(day)s", day=timezone.localdate().isoformat()))

    # -- the paper ---------------------------------------------------------------------------------
    def print(self, algorithm: str) -> list[bytes]:
        self.visitor.follow(f"{algorithm}papers/")
        self.visitor.submit(to=f"{algorithm}papers/print/", press=("paper", "public_notice"))
        self.reads(self.said("Waiting"))
        self.work()
        self.reads(self.said("Done"))
        papers = [link for link in self.visitor.links if link.startswith("/papers/")]
        oldest_first = sorted(papers, key=lambda link: int(link.split("/")[2]))
        files = [self.visitor.download(link) for link in oldest_first]
        return [file for file in files if file.startswith(b"%PDF-")]

    def read_history(self, algorithm: str) -> None:
        self.visitor.visit(algorithm)
        self.visitor.follow(f"{algorithm}history/")
        acts = self.visitor.texts(HEADINGS)
        for _older in range(2):
            self.visitor.turn_page()
            acts += self.visitor.texts(HEADINGS)
        with translation.override(self.words.language):
            expected = [str(act.label) for act in ACTS]
        recorded = [act for act, _run in groupby(reversed(acts))]
        assert recorded == expected, recorded


def _file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _is_finding(link: str) -> bool:
    return re.search(r"/precheck/[0-9a-f]{64}/$", link) is not None
