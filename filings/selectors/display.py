"""What users are to see of a filing, product by product: proven, missing, or due for a look."""

from dataclasses import dataclass
from datetime import date

from filings import answers as said
from filings import contents, proofs
from filings.enums import DisplayItem
from filings.models import Algorithm, Disclosure, DisplayCheck, Product

OF_NUMBER = {DisplayItem.NUMBER, DisplayItem.LINK}
CLAUSES = {
    DisplayItem.NOTICE: "order9-16",
    DisplayItem.TEXT: "order9-16",
    DisplayItem.NUMBER: "order9-26",
    DisplayItem.LINK: "order9-26",
    DisplayItem.SWITCH_OFF: "order9-17-1",
    DisplayItem.TAGS: "order9-17-2",
    DisplayItem.EXPLANATION: "order9-17-3",
    DisplayItem.MINORS: "order9-18",
    DisplayItem.ELDERLY: "order9-19",
    DisplayItem.WORKERS: "order9-20",
    DisplayItem.PRICES: "order9-21",
    DisplayItem.COMPLAINTS: "order9-22",
}
RIGHTS = proofs.RIGHTS
ALSO = {
    DisplayItem.SWITCH_OFF: "pipl-24-2",
    DisplayItem.EXPLANATION: "pipl-24-3",
    DisplayItem.PRICES: "pipl-24-1",
}
"""A second law that asks for the same."""


@dataclass(frozen=True)
class Line:
    item: DisplayItem
    clause: str
    last: DisplayCheck | None
    is_due: bool
    """Nobody has looked yet, or the next look is due."""
    also: str = ""

    @property
    def is_proven(self) -> bool:
        return bool(self.last and self.last.is_met)


@dataclass(frozen=True)
class Shown:
    product: Product
    lines: list[Line]


@dataclass(frozen=True)
class Display:
    products: list[Shown]
    proven: int
    total: int


def display(algorithm: Algorithm, today: date) -> Display:
    """What is shown of the filing; users' rights stand on a page of their own."""
    wanted = [item for item in DisplayItem if item not in RIGHTS]
    items = [item for item in wanted if algorithm.number or item not in OF_NUMBER]
    return _shown(algorithm, items, today)


def rights(algorithm: Algorithm, version: Disclosure | None, today: date) -> Display:
    """The rights that the version's answers give rise to; all of them while there is none."""
    items = list(RIGHTS)
    if version is not None:
        answers, fields = contents.answers_of(version), contents.form_of(version).paths()
        items = [i for i in RIGHTS if said.shows(fields[RIGHTS[i]].when, answers)]
    return _shown(algorithm, items, today)


def _shown(algorithm: Algorithm, items: list[DisplayItem], today: date) -> Display:
    products = list(algorithm.products.filter(withdrawn=False).order_by("id"))
    last: dict[tuple[int, str], DisplayCheck] = {}
    rows = DisplayCheck.objects.filter(algorithm=algorithm).select_related(
        "screenshot", "checked_by"
    )
    for row in rows.order_by("id"):
        last[row.product_id, row.item] = row
    shown = [
        Shown(product, [_line(item, last.get((product.pk, item.value)), today) for item in items])
        for product in products
    ]
    lines = [line for each in shown for line in each.lines]
    return Display(shown, sum(line.is_proven for line in lines), len(lines))


def _line(item: DisplayItem, last: DisplayCheck | None, today: date) -> Line:
    is_due = last is None or last.again_on <= today
    return Line(item, CLAUSES[item], last, is_due, ALSO.get(item, ""))
