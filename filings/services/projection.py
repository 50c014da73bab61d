"""What the ledger shows of an algorithm, brought in line with the answers being frozen."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from filings import history, searching
from filings.enums import Act
from filings.models import Algorithm, User
from filings.services import ledger, products
from filings.services.products import FunctionFacts, PathFacts, ProductFacts

NAME = "basics.name"
LAUNCHED = "basics.launched_on"
PURPOSE = "notice.purpose"
PRODUCTS = "products.products"


def write(standing: Algorithm, answers: Mapping[str, Any], *, by: User) -> Algorithm:
    """Names, purpose, launch and products follow the disclosure; what it leaves out stays."""
    algorithm, facts = ledger.lock(standing), _facts(answers)
    before = {name: getattr(algorithm, name) for name in facts}
    changes = {
        name: [str(before[name] or ""), str(value)]
        for name, value in facts.items()
        if before[name] != value
    }
    for name, value in facts.items():
        setattr(algorithm, name, value)
    algorithm.name_sort = searching.sort_key(algorithm.name_zh or algorithm.name_en)
    algorithm.save(update_fields=[*facts, "name_sort"])
    had = ledger.product_lines(algorithm)
    rows = _at(answers, PRODUCTS)
    if rows and products.write(algorithm, list(map(product_facts, rows))):
        changes["products"] = [had, ledger.product_lines(algorithm)]  # type: ignore[list-item]
    if changes:
        ledger.index([algorithm])
        history.record(Act.ALGORITHM_CHANGED, by=by, algorithm=algorithm, changes=changes)
    return algorithm


def first_answers(algorithm: Algorithm, code: str) -> dict[str, Any]:
    """What the ledger knows already of one section, so that nobody types it twice."""
    match code:
        case "basics":
            return {
                "name": _both(algorithm.name_zh, algorithm.name_en),
                "type": algorithm.type,
                "role": algorithm.role,
                "launched_on": algorithm.launched_on and algorithm.launched_on.isoformat(),
            }
        case "notice" if algorithm.purpose_zh or algorithm.purpose_en:
            return {"purpose": _both(algorithm.purpose_zh, algorithm.purpose_en)}
        case "products":
            return {"products": _product_rows(algorithm)}
    return {}


def _facts(answers: Mapping[str, Any]) -> dict[str, Any]:
    name, purpose = _at(answers, NAME) or {}, _at(answers, PURPOSE) or {}
    launched = _at(answers, LAUNCHED)
    said = {
        "name_zh": name.get("zh"),
        "name_en": name.get("en"),
        "purpose_zh": purpose.get("zh"),
        "purpose_en": purpose.get("en"),
        "launched_on": date.fromisoformat(launched) if launched else None,
    }
    return {fact: value for fact, value in said.items() if value}


def _at(answers: Mapping[str, Any], path: str) -> Any:
    section, field = path.split(".")
    return answers.get(section, {}).get(field)


def product_facts(row: Mapping[str, Any]) -> ProductFacts:
    return ProductFacts(
        name=row["name"],
        form=row["form"],
        address=row.get("address") or "",
        key=row["key"],
        paths=[
            PathFacts(
                path=path["path"],
                key=path["key"],
                functions=[
                    FunctionFacts(each["name"], each.get("description") or "", each["key"])
                    for each in path.get("functions") or []
                ],
            )
            for path in row.get("paths") or []
        ],
    )


def _product_rows(algorithm: Algorithm) -> list[dict[str, Any]]:
    return [
        {
            "key": product.key,
            "name": product.name,
            "form": product.form,
            "address": product.address,
            "paths": [
                {
                    "key": path.key,
                    "path": path.path,
                    "functions": [
                        {"key": each.key, "name": each.name, "description": each.description}
                        for each in path.functions.filter(withdrawn=False)
                    ],
                }
                for path in product.paths.filter(withdrawn=False)
            ],
        }
        for product in algorithm.products.filter(withdrawn=False)
    ]


def _both(zh: str, en: str) -> dict[str, Any]:
    return {"zh": zh, "en": en, "behind": None}
