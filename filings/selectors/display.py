"""What users are to see of a filing, product by product: proven, missing, or due for a look."""

from dataclasses import dataclass
from datetime import date

from filings.enums import DisplayItem
from filings.models import Algorithm, DisplayCheck, Product

OF_NUMBER = {DisplayItem.NUMBER, DisplayItem.LINK}
CLAUSES = {
    DisplayItem.NOTICE: "order9-16",
    DisplayItem.TEXT: "order9-16",
    DisplayItem.NUMBER: "order9-26",
    DisplayItem.LINK: "order9-26",
}


@dataclass(frozen=True)
class Line:
    item: DisplayItem
    clause: str
    last: DisplayCheck | None
    is_due: bool
    """Nobody has looked yet, or the next look is due."""

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
    products = list(algorithm.products.filter(withdrawn=False).order_by("id"))
    last: dict[tuple[int, str], DisplayCheck] = {}
    rows = DisplayCheck.objects.filter(algorithm=algorithm).select_related(
        "screenshot", "checked_by"
    )
    for row in rows.order_by("id"):
        last[row.product_id, row.item] = row
    items = [item for item in DisplayItem if algorithm.number or item not in OF_NUMBER]
    shown = [
        Shown(product, [_line(item, last.get((product.pk, item.value)), today) for item in items])
        for product in products
    ]
    lines = [line for each in shown for line in each.lines]
    return Display(shown, sum(line.is_proven for line in lines), len(lines))


def _line(item: DisplayItem, last: DisplayCheck | None, today: date) -> Line:
    return Line(item, CLAUSES[item], last, last is None or last.again_on <= today)
