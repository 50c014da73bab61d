"""The main job without a browser: register, disclose, freeze, determine, file, print.

It takes the way of the pages through the same services, for an invented provider of its own. All
of it is one transaction, so a tour that fails leaves nothing; each further tour is one algorithm.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from filings import entity
from filings.enums import DocumentKind, FilingAction, Role, Verdict
from filings.management.demo import disclosing, entering, reading
from filings.management.demo.group import Group
from filings.management.demo.reading import Facts, Reader
from filings.models import Algorithm, Disclosure, Filing, Provider, User
from filings.numbers import FilingNumber
from filings.services import issuing, lifecycle, people, providers
from filings.services.people import Invited

Say = Callable[[str, str], None]
"""One step, in Chinese and in English."""

USCC = "91000000MADEM1XTR2"
PROVIDER: Facts = {
    "name_zh": "巡览示例科技有限公司（示例）",
    "name_en": "Tour Example Technology Co., Ltd. (demo)",
    "uscc": USCC,
    "entity_type": "有限责任公司",
    "address": "示例市示例区巡览路1号",
}
PREPARES = Invited("preparer@tour.example", "巡览经办人 Tour preparer", "zh-hans")
APPROVES = Invited("approver@tour.example", "巡览审批人 Tour approver", "zh-hans")
PARTS = ("filer", "legal", "algorithm_owner", "administrator")
"""What the preparer is in the tour; the approver is somebody else, as the table demands."""
IN_SERVICE = timedelta(days=3)


@dataclass
class Tour:
    say: Say
    today: date

    def take(self, out: Path) -> list[Path]:
        """All steps, in the caller's transaction; gives the papers written into the folder."""
        group = gather()
        algorithm, facts = self.register(group)
        disclosure = self.disclose(group, algorithm, facts)
        self.determine(disclosure)
        self.settle(disclosure)
        self.file(group, algorithm)
        return self.print(group, disclosure, out)

    def register(self, group: Group) -> tuple[Algorithm, Facts]:
        group.enter_as("filer")
        facts = example(count(group) + 1, self.today)
        algorithm = entering.enter_algorithm(group, facts, Reader(self.today, group.people))
        self.say(
            f"登记：{algorithm.reference} {algorithm.name_zh}",
            f"Registered: {algorithm.reference} {algorithm.name_en}",
        )
        return algorithm, facts

    def disclose(self, group: Group, algorithm: Algorithm, facts: Facts) -> Disclosure:
        disclosing.disclose(group, algorithm, facts, Reader(self.today, group.people))
        disclosure = algorithm.disclosures.get()
        sections, files = len((disclosure.content or {})["answers"]), disclosure.evidence.count()
        self.say(
            f"披露并冻结：第{disclosure.number}版，{sections}个章节，{files}份证明材料，"
            f"SHA-256 {disclosure.sha256[:16]}…",
            f"Disclosed and frozen: version {disclosure.number}, {sections} sections, "
            f"{files} files of evidence, SHA-256 {disclosure.sha256[:16]}…",
        )
        return disclosure

    def determine(self, disclosure: Disclosure) -> None:
        """The freeze has determined; this reads what follows and by when."""
        made = disclosure.determinations.get(current=True)
        duties = made.duties.exclude(verdict=Verdict.DOES_NOT_APPLY)
        term = disclosure.algorithm.deadlines.filter(rule="alg_file").first()
        due = term.due_on.isoformat() if term else "—"
        self.say(
            f"判定义务：规则集{made.rule_set}，{duties.count()}项；备案最迟于{due}提交",
            f"Duties determined: rule set {made.rule_set}, {duties.count()} of them; "
            f"to be filed by {due}",
        )

    def settle(self, disclosure: Disclosure) -> None:
        """The decision and the exemption came with the facts; this reads what they settle."""
        found = disclosure.clearances.order_by("id")
        self.say(
            f"伦理审查：{len(found)}项均已办结，可以报送",
            f"Ethics review: {len(found)} steps settled, the way to the authority is open",
        )

    def file(self, group: Group, algorithm: Algorithm) -> Filing:
        filing = lifecycle.start(algorithm=algorithm, by=group.enter_as("filer"))
        for action, person, fields in steps(filing, count(group), self.today):
            filing = lifecycle.perform(filing, action, by=group.enter_as(person), **fields)
        self.say(
            f"备案：送审、他人审批、登记提交、登记编号 {filing.number}（示例编号）",
            f"Filed: approved by another person, submitted, number {filing.number} (invented)",
        )
        return filing

    def print(self, group: Group, disclosure: Disclosure, out: Path) -> list[Path]:
        documents = issuing.print_now(
            disclosure=disclosure, kind=DocumentKind.PUBLIC_NOTICE, by=group.enter_as("filer")
        )
        out.mkdir(parents=True, exist_ok=True)
        written = []
        for document in documents:
            path = out / document.name
            path.write_bytes(issuing.read(document).read())
            written.append(path)
            pages_zh = f"，{document.pages}页" if document.pages else ""
            pages_en = f", pages: {document.pages}" if document.pages else ""
            self.say(
                f"打印：{path.name}{pages_zh}",
                f"Printed: {path.name}{pages_en}, SHA-256 {document.sha256[:16]}…",
            )
        return written


def gather() -> Group:
    """The provider and its two people, made by the first tour and found by the next ones."""
    provider = _standing()
    if provider is None:
        keeper = User.objects.filter(is_operator=True, is_demo=True).order_by("pk").first()
        if keeper is None:
            raise LookupError("The demo data are missing. Load them first: ./run manage seed_demo")
        provider = _found(keeper)
    group = Group(_crew())
    group.providers = {"shanghai": provider}  # the example's own name for its provider
    group.enter_as("filer")
    if entity.in_force(provider.pk) is None:
        entering.file_entity(group, "shanghai", timezone.localdate())
    return group


def _standing() -> Provider | None:
    preparer = User.objects.filter(email=PREPARES.email).first()
    if preparer is None:
        return None
    Group({"preparer": preparer}).enter_as("preparer")
    return Provider.objects.filter(uscc=USCC).first()


def _found(keeper: User) -> Provider:
    preparer, approver = (people.enrol(each, is_demo=True) for each in (PREPARES, APPROVES))
    group = Group({"keeper": keeper, "administrator": preparer})
    provider = providers.register(
        facts=PROVIDER,
        administrator=PREPARES,
        by=group.enter_as("keeper"),
        address=lambda path: path,
    )
    group.people["administrator"] = User.objects.get(pk=preparer.pk)
    administrator = group.enter_as("administrator")
    for person, roles in ((preparer, PARTS[:-1]), (approver, ("approver",))):
        for role in map(Role, roles):
            people.give_role(provider=provider, person=person, role=role, by=administrator)
    return provider


def _crew() -> dict[str, User]:
    """Fresh from the database: what somebody knows of their roles is read once."""
    preparer = User.objects.get(email=PREPARES.email)
    return dict.fromkeys(PARTS, preparer) | {"approver": User.objects.get(email=APPROVES.email)}


def count(group: Group) -> int:
    """How many tours there were, the present one included once it has registered."""
    return Algorithm.objects.filter(provider=group.providers["shanghai"]).count()


WRITTEN = {"later", "taken_over"}


def example(number: int, today: date) -> Facts:
    """The feed of the demo data as the tour's own, not filed before."""
    feed = reading.algorithms()[0]
    kept = {name: value for name, value in feed.items() if name not in WRITTEN}
    return kept | {
        "reference": f"TOUR-{number:04}",
        "name": {
            "zh": f"巡览示例{number}号个性化推荐算法",
            "en": f"Tour example {number}, personalised feed",
        },
        "number": "",
        "launched_on": today - IN_SERVICE,
    }


def steps(filing: Filing, tour: int, today: date) -> list[tuple[FilingAction, str, dict[str, Any]]]:
    """The thin line of a filing: who does what with which words."""
    return [
        (FilingAction.SEND_TO_APPROVAL, "filer", {}),
        (FilingAction.APPROVE, "approver", {"version": filing.disclosure.number}),
        (
            FilingAction.RECORD_SUBMISSION,
            "filer",
            {"submitted_on": today, "receipt": f"示例回执{tour:04}", "account": "tour"},
        ),
        (
            FilingAction.RECORD_NUMBER,
            "filer",
            {"number": invented_number(tour, today), "filed_on": today},
        ),
    ]


def invented_number(tour: int, today: date) -> str:
    """A number of a division that belongs to no place; personalised push, with its check digit."""
    body = f"0000000000009{2:02}{today.year % 100:02}{tour % 1000:03}"
    return next(
        str(number)
        for digit in range(10)
        if (number := FilingNumber(f"{body}{digit}")).fits_check_digit
    )
