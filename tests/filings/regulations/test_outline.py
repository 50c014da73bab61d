"""Outlines of papers: whatever they point to exists, and each edition has its day."""

from datetime import date
from pathlib import Path

import pytest

from filings import regulations
from filings.regulations import RegulationError
from filings.regulations.outline import read_outlines

LAW = regulations.load()
HEAD = """
from_on = 2026-07-15
certainty = "S"
title = { zh = "报告", en = "Report" }
source = { zh = "来源", en = "Source" }
unsure = { zh = "未核实", en = "Not verified" }
[[chapter]]
title = { zh = "情况", en = "Situation" }
[[chapter.section]]
title = { zh = "流程", en = "Flow" }
"""


def refusal(folder: Path, part: str) -> str:
    version = folder / "outlines" / "2026-01-01"
    version.mkdir(parents=True)
    (version / "report.toml").write_text(HEAD + part)
    with pytest.raises(RegulationError) as refused:
        read_outlines(folder, LAW.forms[-1].paths(), LAW.clauses)
    return str(refused.value)


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ('[[chapter.section.part]]\ntext = "basics.nothing"', "basics.nothing is no field"),
        (
            '[[chapter.section.part]]\nrows = "data.sources"\ncolumns = ["colour"]',
            "data.sources.colour is no field",
        ),
        (
            '[[chapter.section.part]]\nsay = { zh = "{basics.nothing}", en = "{basics.nothing}" }',
            "basics.nothing is no field",
        ),
        (
            '[[chapter.section.part]]\nsay = { zh = "{basics.name}", en = "a name" }',
            "Chinese and English name different facts",
        ),
        (
            '[[chapter.section.part]]\nwhen = { path = "basics.type", is = "poem" }',
            "no choice poem",
        ),
        ('clauses = ["order9-999"]', "order9-999 is unknown"),
    ],
)
def test_what_points_nowhere_is_refused(tmp_path: Path, part: str, reason: str) -> None:
    assert reason in refusal(tmp_path, part)


def test_the_edition_of_a_day_is_found_and_an_unknown_paper_is_not() -> None:
    newest = LAW.outline("self_assessment", date(2026, 11, 26))
    assert newest.version == "2026-07-15"
    oldest = next(each for each in LAW.outlines if each.code == "self_assessment")
    assert LAW.outline("self_assessment", date(2020, 1, 1)) == oldest
    with pytest.raises(KeyError):
        LAW.outline("poem", date(2026, 11, 26))


def test_every_outline_says_what_is_not_verified() -> None:
    assert all(outline.unsure.zh and outline.source.zh for outline in LAW.outlines)
