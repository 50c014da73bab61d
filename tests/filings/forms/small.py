"""A small form of our own, so that a change of the law does not change these tests."""

from datetime import date
from typing import Any

from filings.regulations import Choice, Field, Form, Section, Text
from tests.filings.forms.conditions import equals


def field(code: str, kind: str = "text", **more: Any) -> Field:
    if kind in ("choice", "multi"):
        more.setdefault("choices", (Choice(code="a", label=Text("甲", "A")),))
    return Field(code=code, kind=kind, label=Text(f"{code}（中）", code.title()), **more)


TEXTS = [field("name", bilingual=True)]
ROWS = (field("path", required=True),)
SMALL = Form(
    version="small",
    from_on=date(2022, 3, 1),
    sections=(
        Section(
            code="basics",
            title=Text("基础", "Basics"),
            fields=(
                field("name", bilingual=True, required=True, audience="public"),
                field("sold", "yes_no", required=True),
                field("price", "decimal", required=True, when=equals("basics.sold", True)),
                field("notes", "long_text", audience="internal"),
            ),
        ),
        Section(
            code="products",
            title=Text("产品", "Products"),
            fields=(
                field(
                    "list",
                    "group",
                    required=True,
                    audience="public",
                    fields=(
                        field("title", required=True, audience="public"),
                        field("secret"),
                        field("paths", "group", required=True, audience="public", fields=ROWS),
                    ),
                ),
            ),
        ),
        Section(
            code="shop",
            title=Text("商店", "Shop"),
            when=equals("basics.sold", True),
            fields=(field("licence", required=True),),
        ),
    ),
)
