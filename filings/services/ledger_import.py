"""A provider's own ledger as the target of an import.

A record is known by its provider and reference. An empty cell leaves what stands.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from filings import history, numbers, searching
from filings.enums import Act, ProviderRole, Role, RowOutcome
from filings.models import Algorithm, Membership, Product, Provider, User
from filings.services import import_words, importing, ledger, publication
from filings.services import products as product_rows
from filings.services.importing import Column, PlannedRow
from filings.services.products import ProductFacts

COLUMNS: tuple[Column, ...] = (
    Column(
        "reference",
        ("内部编号", "编号"),
        gettext_lazy("Reference"),
        gettext_lazy("Your own number; with the provider it says which record is meant."),
        True,
    ),
    Column(
        "name_zh",
        ("算法名称", "algorithm_name"),
        gettext_lazy("Name in Chinese"),
        gettext_lazy("As filed or to be filed."),
        True,
    ),
    Column("name_en", ("英文名称",), gettext_lazy("Name in English"), ""),
    Column(
        "type",
        ("算法类别", "算法类型", "algorithm_type"),
        gettext_lazy("Type"),
        gettext_lazy("One of the official types, in Chinese or English."),
        True,
    ),
    Column(
        "role",
        ("角色",),
        gettext_lazy("Role"),
        gettext_lazy("服务提供者 (also when empty) or 服务技术支持者."),
    ),
    Column(
        "provider",
        ("主体名称", "备案主体", "统一社会信用代码", "uscc"),
        gettext_lazy("Provider"),
        gettext_lazy("Name or unified social credit code; empty for the provider chosen above."),
    ),
    Column(
        "owner",
        ("负责人邮箱", "owner_email"),
        gettext_lazy("Owner's e-mail"),
        gettext_lazy("Somebody who acts for the provider here."),
    ),
    Column(
        "products",
        ("应用产品", "产品名称", "product"),
        gettext_lazy("Products"),
        "星澜商城（APP）、星澜商城（小程序）",
    ),
    Column("purpose_zh", ("主要用途", "purpose"), gettext_lazy("Purpose in Chinese"), ""),
    Column("purpose_en", ("英文用途",), gettext_lazy("Purpose in English"), ""),
    Column(
        "number",
        ("备案编号", "filing_number"),
        gettext_lazy("Filing number"),
        gettext_lazy("Where the algorithm is filed already."),
    ),
    Column("launched_on", ("上线日期",), gettext_lazy("In service since"), "2024-03-01"),
    Column("ended_on", ("下线日期",), gettext_lazy("Service ended on"), "2026-06-30"),
)
COMPARED = (
    "name_zh",
    "name_en",
    "type",
    "role",
    "owner_id",
    "purpose_zh",
    "purpose_en",
    "number",
    "launched_on",
    "ended_on",
)
LONGEST = {"reference": 40, "name_zh": 200, "name_en": 200}
BATCH_SIZE = 500


class OwnLedger:
    """The ledger of the providers for which a person files; `default` where the file names none."""

    columns = COLUMNS

    def __init__(self, *, by: User, default: int) -> None:
        mine = [pk for pk in by.provider_ids if by.acts_as(Role.FILER, pk)]
        self.providers: dict[str, int] = {}
        for provider in Provider.objects.visible_to(by).filter(pk__in=mine):
            for name in (provider.uscc, provider.name_zh, provider.name_en):
                self.providers[name.strip().lower()] = provider.pk
        self.default = default if default in mine else None
        self.owners: dict[tuple[int, str], int] = {
            (m.provider_id, m.user.email): m.user_id
            for m in Membership.objects.filter(provider__in=mine).select_related("user")
        }

    def judge(self, rows: Sequence[PlannedRow]) -> None:
        for row in rows:
            self._read(row)
        standing = _standing(rows)
        holders: dict[tuple[int, str], Algorithm] = {
            (a.provider_id, a.number): a for a in standing.values() if a.number
        }
        names = {(a.provider_id, a.name_zh): a.reference for a in standing.values()}
        _refuse_repeated(rows)
        for row in rows:
            facts = row.facts
            found = standing.get((facts["provider_id"], facts["reference"]))
            _judge_number(row, holders.get((facts["provider_id"], facts.get("number", ""))), found)
            if found is not None:
                _compare(row, found)
            elif twin := names.get((facts["provider_id"], facts["name_zh"])):
                row.warn(
                    _("%(reference)s has the same name. Is this the same algorithm?")
                    % {"reference": twin}
                )

    def write(self, rows: Sequence[PlannedRow], by: User | None) -> None:
        made = [row for row in rows if row.standing is None]
        for row in made:
            row.standing = Algorithm(provider_id=row.facts["provider_id"])
        for row in rows:
            _put(row)
        Algorithm.objects.bulk_create([row.standing for row in made], batch_size=BATCH_SIZE)
        changed = [row for row in rows if row.changes]
        Algorithm.objects.bulk_update(
            [row.standing for row in changed],
            [*COMPARED, "name_sort", "published_at"],
            batch_size=BATCH_SIZE,
        )
        _write_products(made, changed)
        ledger.index(Algorithm.objects.filter(pk__in=[row.standing.pk for row in rows]))
        history.record_each(
            Act.ALGORITHM_IMPORTED,
            by=by,
            algorithms=[
                (
                    row.standing,
                    {"reference": row.facts["reference"], "changes": _plain(row.changes)},
                )
                for row in rows
            ],
        )
        publication.confirm_each([row.standing for row in rows])

    def _read(self, row: PlannedRow) -> None:
        texts: dict[str, str] = dict(row.facts)
        number = numbers.parse(texts.get("number", ""))
        facts: dict[str, Any] = {
            n: texts[n] for n in ("name_en", "purpose_zh", "purpose_en") if texts.get(n)
        }
        facts |= {"reference": texts["reference"], "name_zh": texts["name_zh"]}
        facts["provider_id"] = self._provider(row, texts.get("provider", ""))
        if texts.get("number"):
            facts["number"] = str(number or texts["number"])
            if number is None:
                row.refuse(
                    _("“%(number)s” is not a filing number: 网信算备, 21 digits, 号.")
                    % {"number": texts["number"]}
                )
        kind = import_words.algorithm_type(texts["type"], number)
        facts["type"] = kind.value if kind else ""
        if kind is None:
            row.refuse(_("The type “%(type)s” is unknown.") % {"type": texts["type"]})
        facts |= _role(row, texts.get("role", ""))
        facts |= self._owner(row, texts.get("owner", ""), facts["provider_id"])
        facts |= _days(row, texts)
        if texts.get("products"):
            facts["products"] = import_words.products(texts["products"])
        row.facts = facts
        _refuse_empty_or_long(row)

    def _provider(self, row: PlannedRow, text: str) -> int:
        found = self.providers.get(text.strip().lower()) if text else self.default
        if found is None:
            row.refuse(
                _("You file for no provider “%(name)s”.") % {"name": text}
                if text
                else _("The file does not say for which provider. Choose one above.")
            )
        return found or 0

    def _owner(self, row: PlannedRow, text: str, provider_id: int) -> dict[str, int]:
        if not text:
            return {}
        found = self.owners.get((provider_id, text.strip().lower()))
        if found is None:
            row.warn(
                _("Nobody with the address %(email)s acts for the provider; no owner is set.")
                % {"email": text}
            )
            return {}
        return {"owner_id": found}


def _role(row: PlannedRow, text: str) -> dict[str, str]:
    if not text:
        return {}
    role: ProviderRole | None = import_words.find(import_words.ROLES, text)
    if role is None:
        row.refuse(_("The role “%(role)s” is unknown.") % {"role": text})
        return {}
    return {"role": role.value}


def _days(row: PlannedRow, texts: dict[str, str]) -> dict[str, dt.date]:
    found = {}
    for name in ("launched_on", "ended_on"):
        if text := texts.get(name):
            if (day := import_words.day(text)) is None:
                row.refuse(_("“%(day)s” is not a date. Write 2024-03-01.") % {"day": text})
            else:
                found[name] = day
    if len(found) == 2 and found["ended_on"] < found["launched_on"]:
        row.refuse(_("The service ends before it begins."))
    return found


def _refuse_empty_or_long(row: PlannedRow) -> None:
    if not row.facts["reference"]:
        row.refuse(_("The reference is missing."))
    if not row.facts["name_zh"]:
        row.refuse(_("The name is missing."))
    for name, most in LONGEST.items():
        if len(row.facts.get(name, "")) > most:
            row.refuse(
                _("“%(text)s…” is longer than %(most)d characters.")
                % {"text": row.facts[name][:20], "most": most}
            )
    if any(len(product.name) > 200 for product in row.facts.get("products", ())):
        row.refuse(_("A product's name is longer than 200 characters."))


def _refuse_repeated(rows: Sequence[PlannedRow]) -> None:
    for name in ("reference", "number"):
        lines: dict[tuple[Any, Any], list[PlannedRow]] = defaultdict(list)
        for row in rows:
            if value := row.facts.get(name):
                lines[row.facts["provider_id"], value].append(row)
        for first, *again in lines.values():
            for row in again:
                row.refuse(
                    _("Row %(row)d has the same reference or number already.") % {"row": first.line}
                )


def _standing(rows: Sequence[PlannedRow]) -> dict[tuple[int, str], Algorithm]:
    """Every record of the providers that the file names."""
    providers = {row.facts["provider_id"] for row in rows}
    found = Algorithm.objects.filter(provider__in=providers)
    return {(a.provider_id, a.reference): a for a in found.prefetch_related("products")}


def _judge_number(row: PlannedRow, holder: Algorithm | None, found: Algorithm | None) -> None:
    if holder is not None and holder is not found:
        row.refuse(
            _("The filing number stands at %(reference)s already.")
            % {"reference": holder.reference}
        )
    if number := numbers.parse(row.facts.get("number", "")):
        year = timezone.localdate().year
        for sentence in numbers.warnings(number, kind=row.facts["type"], this_year=year):
            row.warn(sentence)


def _compare(row: PlannedRow, found: Algorithm) -> None:
    importing.compare(row, found, {n: row.facts[n] for n in COMPARED if n in row.facts})
    if row.is_refused or "products" not in row.facts:
        return
    present = [(p.name, p.form) for p in found.products.all() if not p.withdrawn]
    said = [(p.name, p.form) for p in row.facts["products"]]
    if sorted(present) != sorted(said):
        row.changes["products"] = [[n for n, _form in present], [n for n, _form in said]]
        row.outcome = RowOutcome.CHANGED


def _put(row: PlannedRow) -> None:
    algorithm = row.standing
    algorithm.reference = row.facts["reference"]
    if row.facts.get("number", algorithm.number) != algorithm.number:
        algorithm.published_at = None
    for name in COMPARED:
        if name in row.facts:
            setattr(algorithm, name, row.facts[name])
    algorithm.name_sort = searching.sort_key(algorithm.name_zh)


def _write_products(made: Sequence[PlannedRow], changed: Sequence[PlannedRow]) -> None:
    new = [
        Product(
            algorithm=row.standing,
            provider_id=row.standing.provider_id,
            key=product_rows.new_key(),
            name=product.name,
            form=product.form,
        )
        for row in made
        for product in _products(row)
    ]
    Product.objects.bulk_create(new, batch_size=BATCH_SIZE)
    for row in changed:
        if "products" in row.changes:
            product_rows.write(row.standing, _products(row))


def _products(row: PlannedRow) -> list[ProductFacts]:
    found: list[ProductFacts] = row.facts.get("products", [])
    return found


def _plain(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {
        name.removesuffix("_id"): [
            value.isoformat() if isinstance(value, dt.date) else value for value in pair
        ]
        for name, pair in changes.items()
    }
