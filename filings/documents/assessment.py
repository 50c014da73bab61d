"""个人信息保护影响评估报告: a signed assessment in the order of PIPL, Art. 56."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from filings import assessments, contents, regulations
from filings.answers.reading import ReadField, ReadRow, ReadSection, read, read_value
from filings.documents.known import day_of, lines, spoken_of
from filings.documents.paper import CHINESE, filename, spoken
from filings.documents.written import (
    CHAPTERS,
    Block,
    Cell,
    Column,
    Grid,
    Paragraph,
    Row,
    Written,
    WrittenChapter,
)
from filings.enums import Audience
from filings.models import ImpactAssessment
from filings.regulations import Text

TEMPLATE = "documents/written.html"
FILE_NAME = Text("个人信息保护影响评估报告", "Personal information impact assessment")
RISK = (("name", 21), ("kind", 15), ("before", 12), ("measure", 33), ("after", 12))


def name_of(assessment: ImpactAssessment, language: str, ending: str) -> str:
    algorithm = assessment.algorithm
    if language == CHINESE:
        return filename(f"{FILE_NAME.zh} {algorithm.name_zh[:100]} {assessment.number}.{ending}")
    called = (algorithm.name_en or algorithm.name_zh)[:100]
    return filename(f"{FILE_NAME.en} {called} {assessment.number}.{ending}")


def impact_assessment(assessment: ImpactAssessment, language: str) -> Written:
    with override(spoken(language)):
        told = Told(assessment, language)
        return Written(
            language=language,
            title=FILE_NAME.zh if told.chinese else FILE_NAME.en,
            note=""
            if told.chinese
            else _("Reading copy. The Chinese text is the one that was signed."),
            cover=tuple(told.cover()),
            statement=told.statement(),
            chapters=tuple(told.chapters()),
            signing=(_("Entity (stamp):"), _("Date:")),
            edition=assessment.form_version,
        )


def _captioned(number: int, caption: str) -> str:
    return _("Table %(number)s %(caption)s") % {"number": number, "caption": caption}


@dataclass(frozen=True)
class Told:
    """Use it while the language is active, since labels follow it."""

    assessment: ImpactAssessment
    language: str

    @property
    def chinese(self) -> bool:
        return self.language == CHINESE

    @cached_property
    def content(self) -> Mapping[str, Any]:
        return self.assessment.content or {}

    @cached_property
    def sections(self) -> tuple[ReadSection, ...]:
        form = assessments.form_of(self.assessment)
        return read(form, {"answers": self.content["answers"], "marks": {}}, Audience.INTERNAL)

    def text(self, path: str) -> str:
        code, _dot, name = path.partition(".")
        section = next((each for each in self.sections if each.section.code == code), None)
        field = next((f for f in section.fields if f.field.code == name), None) if section else None
        words = spoken_of(field, self.language) if field else None
        return words.text if words else ""

    # -- cover ------------------------------------------------------------------------------------
    def cover(self) -> Iterator[Row]:
        provider, algorithm = self.content["provider"], self.content["algorithm"]
        called = algorithm["name_zh"] if self.chinese else algorithm["name_en"]
        based = self.content["basis"]["disclosure"]
        signed = self.assessment
        yield self.row(_("Entity"), self.one_of(provider, "name"))
        yield self.row(_("Unified social credit code"), provider["uscc"])
        yield self.row(_("Name of the algorithm"), called or algorithm["name_zh"])
        yield self.row(_("Assessment"), _("No. %(number)d") % {"number": signed.number})
        if based:
            yield self.row(_("Facts of"), _("version %(number)d") % {"number": based})
        yield self.row(_("Why an assessment is due"), self.text("purpose.occasions"))
        yield self.row(_("Result"), self.text("conclusion.result"))
        yield self.row(_("Who assessed"), self.text("conclusion.team"))
        yield self.row(_("Signed off by"), signed.signed_by.name if signed.signed_by else "")
        if signed.signed_at:
            yield self.row(_("Signed off on"), day_of(timezone.localdate(signed.signed_at)))
        yield self.row(_("Assess again by"), self.text("conclusion.again_on"))
        yield self.row(_("Kept at least until"), day_of(signed.kept_until))

    def one_of(self, facts: Mapping[str, Any], name: str) -> str:
        return str(
            facts[f"{name}_zh"] if self.chinese else facts[f"{name}_en"] or facts[f"{name}_zh"]
        )

    def row(self, label: str, text: str) -> Row:
        return Row(label, tuple(lines(Paragraph(text or "—", self.language))))

    def statement(self) -> str:
        return _(
            "Assessed before processing under Arts. 55 and 56 of the Personal Information "
            "Protection Law. The report and the record of processing are kept at least three "
            "years. Digest of the signed content (SHA-256): %(digest)s."
        ) % {"digest": self.assessment.sha256}

    # -- chapters ---------------------------------------------------------------------------------
    def chapters(self) -> Iterator[WrittenChapter]:
        titled = [(str(each.section.title), tuple(self.blocks(each))) for each in self.sections]
        if facts := tuple(self.facts()):
            titled.insert(0, (_("What the assessment rests on"), facts))
        for number, (title, blocks) in enumerate(titled):
            mark = f"{CHAPTERS[number]}、{title}" if self.chinese else f"{number + 1}. {title}"
            yield WrittenChapter(mark, blocks, ())

    def facts(self) -> Iterator[Block]:
        version = self.assessment.disclosure
        known = self.content["basis"]["facts"]
        if version is None or not known:
            return
        rows = [
            (str(field.label), self.words(read_value(field, known[field.code])))
            for field in contents.section_of(version, assessments.SECTION).fields
            if field.code in known
        ]
        yield self.grid("", ((_("Item"), 30), (_("Content"), 70)), rows)

    def blocks(self, section: ReadSection) -> Iterator[Block]:
        for field in section.fields:
            if field.path == assessments.RISKS:
                yield from self.risks(field)
            else:
                yield Block(heading=str(field.field.label))
                yield Block(paragraphs=self.words(field))

    def words(self, field: ReadField) -> tuple[Paragraph, ...]:
        found = spoken_of(field, self.language)
        return tuple(lines(found)) if found else ()

    # -- risks ------------------------------------------------------------------------------------
    def risks(self, field: ReadField) -> Iterator[Block]:
        raw = self.content["answers"]["effects"]["risks"]
        labels = {inner.code: str(inner.label) for inner in field.field.fields}
        heads = labels | {"before": _("Before"), "after": _("After")}
        yield self.grid(
            _captioned(1, _("Risks and measures")),
            ((_("No."), 7), *((heads[code], width) for code, width in RISK)),
            [
                (f"R{number}", *(self.of_risk(row, each, code) for code, _width in RISK))
                for number, (row, each) in enumerate(zip(field.rows, raw, strict=True), 1)
            ],
        )
        yield self.matrix(_captioned(2, _("Level of the risks before the measures")), raw, "")
        yield self.matrix(_captioned(3, _("Level of the risks after the measures")), raw, "_after")
        yield Block(note=_("Levels: %(source)s.") % {"source": regulations.load().risk_grid.source})

    def of_risk(
        self, row: ReadRow, raw: Mapping[str, Any], code: str
    ) -> str | tuple[Paragraph, ...]:
        if code in {"before", "after"}:
            return self.level(raw, "" if code == "before" else "_after")
        found = next((each for each in row.fields if each.field.code == code), None)
        return self.words(found) if found else "—"

    def level(self, raw: Mapping[str, Any], suffix: str) -> str:
        grid = regulations.load().risk_grid
        code = grid.level(raw.get(f"likelihood{suffix}", ""), raw.get(f"impact{suffix}", ""))
        return str(grid.names[code]) if code else "—"

    def matrix(self, caption: str, raw: Sequence[Mapping[str, Any]], suffix: str) -> Block:
        """Likelihood down, impact across; each cell its level and the risks that lie in it."""
        grid = regulations.load().risk_grid
        rows = []
        for likelihood in reversed(grid.likelihoods):
            cells = [str(likelihood.label)]
            for impact in grid.impacts:
                here = [
                    f"R{number}"
                    for number, each in enumerate(raw, 1)
                    if each.get(f"likelihood{suffix}") == likelihood.code
                    and each.get(f"impact{suffix}") == impact.code
                ]
                level = str(grid.names[grid.level(likelihood.code, impact.code)])
                cells.append(f"{level}\n{_(', ').join(here)}" if here else level)
            rows.append(tuple(cells))
        heads = ((_("Likelihood ＼ impact"), 20), *((str(i.label), 20) for i in grid.impacts))
        return self.grid(caption, heads, rows)

    def grid(
        self,
        caption: str,
        heads: Sequence[tuple[str, float]],
        rows: Sequence[Sequence[str | tuple[Paragraph, ...]]],
    ) -> Block:
        whole = sum(width for _label, width in heads)
        return Block(
            grid=Grid(
                caption,
                tuple(Column(label, f"{width * 100 / whole:.1f}%") for label, width in heads),
                tuple(tuple(self.cell(text) for text in row) for row in rows),
            )
        )

    def cell(self, text: str | tuple[Paragraph, ...]) -> Cell:
        if isinstance(text, str):
            return Cell(tuple(lines(Paragraph(text, self.language))))
        return Cell(text)
