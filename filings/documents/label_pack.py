"""标识材料: plan, samples with what was read back, code and agreement; for filing and app stores.

The Labelling Measures ask for it in filing and security assessment (Art. 12); app stores check it
at listing (Art. 7).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from filings import proofs, regulations
from filings.documents.annexes import Annexes, stem
from filings.documents.composing import Composer
from filings.documents.entity import entity_row, reading_copy
from filings.documents.known import Known, day, day_of, lines
from filings.documents.paper import Gap, spoken
from filings.documents.written import (
    Annex,
    AnnexList,
    Block,
    Paragraph,
    Row,
    Written,
    WrittenChapter,
)
from filings.labels import KEYS, Finding, ProviderCode, codes
from filings.models import Disclosure, LabelCheck
from filings.regulations import Text

PREFIX = "labels."
PLAN = ("product", "modality", "place", "wording", "height", "seconds", "exported")
WIDTHS = {"product": 14, "modality": 13, "place": 17, "wording": 20, "height": 12, "seconds": 12}
PARTS = (
    (1, 2, Text("编码格式版本", "Version of the code")),
    (3, 4, Text("主体类型和标识类型", "Subject (1 organisation), kind of number (1 credit code)")),
    (5, 22, Text("统一社会信用代码", "Unified social credit code")),
    (23, 23, Text("服务类型（1为生成、2为传播）", "Service (1 generates, 2 spreads)")),
    (24, 27, Text("自定义扩展（模型或者应用）", "The provider's own: model or product")),
)  # fmt: skip
"""First and last place of each part of a provider's code, and what it means."""


def parts(code: ProviderCode) -> Iterator[tuple[str, Text, str]]:
    for first, last, meaning in PARTS:
        places = str(first) if first == last else f"{first}–{last}"
        yield places, meaning, code.text[first - 1 : last]


def fits(disclosure: Disclosure) -> bool:
    return "labels" in (disclosure.content or {}).get("answers", {})


def label_pack(disclosure: Disclosure, language: str) -> Written:
    with override(spoken(language)):
        pack = Pack(disclosure, language)
        return Written(
            language=language,
            title=_("Material on labels of generated content"),
            subtitle=_("(for algorithm filing, security assessment and app stores)"),
            note="" if pack.known.chinese else reading_copy(),
            cover=tuple(row for row in pack.cover() if row.paragraphs),
            chapters=tuple(pack.chapters()),
            signing=(_("Entity (stamp):"), _("Date:")),
            annexes=pack.annexes(),
            edition="GB 45438-2025",
        )


def gaps(disclosure: Disclosure) -> list[Gap]:
    known = Known(disclosure, "en", only=PREFIX)
    wanted = ("labels.explicit", "labels.implicit", "labels.plan", "labels.provider_code")
    why = _("Not answered; the paper leaves it out.")
    found = [Gap(known.labels[path], why, path) for path in wanted if not known.answered(path)]
    if not proofs.current_samples(disclosure.algorithm):
        found.append(
            Gap(_("Samples"), _("No sample was checked on the page “Labels”."), of_filing=False)
        )
    return found


class Pack:
    """Use it while the language is active, since labels follow it."""

    def __init__(self, disclosure: Disclosure, language: str) -> None:
        self.known = Known(disclosure, language, only=PREFIX)
        self.composer = Composer(self.known)
        self.samples = proofs.current_samples(disclosure.algorithm)
        self.files = Annexes(self.known)
        self.numbers = {
            sha: number
            for number, sha in enumerate(
                dict.fromkeys(
                    [
                        *(sample.file.sha256 for sample in self.samples),
                        *(file["sha256"] for file in self.known.files()),
                    ]
                ),
                1,
            )
        }

    # -- cover ------------------------------------------------------------------------------------
    def cover(self) -> Iterator[Row]:
        known = self.known
        yield entity_row(known, "name_zh")
        yield entity_row(known, "uscc")
        yield self.row(_("Name of the algorithm"), known.text("basics.name"))
        yield self.row(_("Type of algorithm"), known.text("basics.type"))
        yield self.row(_("Filing number"), str(known.raw("algorithm.number") or ""))
        yield self.row(_("Version"), _("version %(number)d") % {"number": known.disclosure.number})
        yield self.row(_("Provider's code"), known.text("labels.provider_code"))
        well = sum(sample.is_well for sample in self.samples)
        told = {"well": well, "all": len(self.samples)}
        yield self.row(_("Samples"), _("%(well)d of %(all)d passed") % told if told["all"] else "")

    def row(self, label: str, text: str) -> Row:
        return Row(label, tuple(lines(Paragraph(text, self.known.language))))

    # -- chapters ---------------------------------------------------------------------------------
    def chapters(self) -> Iterator[WrittenChapter]:
        made = [
            (_("What is labelled, and why"), tuple(self.duty())),
            (_("Explicit labels"), tuple(self.explicit())),
            (_("Implicit label in the metadata"), tuple(self.implicit())),
            (_("Samples and what was read back"), tuple(self.read_back())),
            (_("User agreement"), tuple(self.agreement())),
            (_("Content without explicit label"), tuple(self.unlabelled())),
        ]
        for number, (title, blocks) in enumerate([each for each in made if each[1]], 1):
            yield WrittenChapter(self.composer.chapter_title(number, title), blocks, ())

    def duty(self) -> Iterator[Block]:
        known = self.known
        yield self.said(
            _("Kinds of deep synthesis concerned: %(kinds)s.")
            % {"kinds": known.text("labels.deep_synthesis") or "—"}
        )
        if known.raw("labels.confusing"):
            yield self.said(
                _("The result may confuse the public, so it is labelled conspicuously.")
            )
        yield self.said(
            _(
                "This material is supplied under Art. 12 of the Labelling Measures with the "
                "algorithm filing and the security assessment, and under Art. 7 to app stores."
            )
        )

    def explicit(self) -> Iterator[Block]:
        if paragraphs := self.known.paragraphs("labels.explicit"):
            yield Block(paragraphs=paragraphs, leads=True)
        plan = self.known.fields.get("labels.plan")
        if plan is None or not plan.rows:
            return
        labels = {inner.code: str(inner.label) for inner in plan.field.fields}
        rows = []
        for row in plan.rows:
            said = {each.field.code: each for each in row.fields}
            words = {code: self.words(said.get(code)) for code in PLAN}
            rows.append([self.composer.cell(words[code]) for code in PLAN])
        heads = [(labels[code], WIDTHS.get(code, 12)) for code in PLAN]
        yield self.composer.grid(_("Plan of explicit labels"), heads, rows)

    def words(self, field: Any) -> str:
        if field is None or not field.words:
            return "—"
        return "\n".join(each.text for each in field.words)

    def implicit(self) -> Iterator[Block]:
        if paragraphs := self.known.paragraphs("labels.implicit"):
            yield Block(paragraphs=paragraphs, leads=True)
        code = codes.parse(self.known.text("labels.provider_code"))
        if code is None:
            return
        rows = [
            [self.composer.cell(text) for text in (places, self.of(meaning), value)]
            for places, meaning, value in parts(code)
        ]
        heads = [(_("Places"), 15), (_("Meaning"), 45), (_("Value"), 40)]
        caption = _("The code %(code)s and its parts") % {"code": code.text}
        yield self.composer.grid(caption, heads, rows)
        check = _("holds") if code.fits_check_digit else _("does not hold")
        yield self.said(
            _(
                "The provider makes the code itself (TC260-PG-20252A), without application. The "
                "check digit of the credit code in it %(check)s."
            )
            % {"check": check}
        )

    def of(self, text: Text) -> str:
        return text.zh if self.known.chinese else text.en

    def said(self, sentence: str) -> Block:
        return Block(paragraphs=(Paragraph(sentence, self.known.language),))

    # -- samples ----------------------------------------------------------------------------------
    def read_back(self) -> Iterator[Block]:
        for number, sample in enumerate(self.samples, 1):
            yield Block(heading=self.composer.numbered(number, stem({"name": sample.file.name})))
            rows = [
                [self.composer.cell(label), self.composer.cell(text)]
                for label, text in self.facts(sample)
                if text
            ]
            yield self.composer.grid(
                str(sample.file.name), [(_("Item"), 26), (_("Content"), 74)], rows
            )

    def facts(self, sample: LabelCheck) -> Iterator[tuple[str, str]]:
        report, visible = sample.report, sample.visible
        product = sample.product.name if sample.product else ""
        yield _("Product"), product
        yield _("Modality"), sample.get_modality_display()
        yield _("Where it was taken"), sample.get_stage_display()
        if sample.before:
            yield _("Compared with"), sample.before.file.name
        yield _("Place in the file"), _(", ").join(report["places"])
        for key in KEYS if report["label"] else ():
            yield key, report["label"].get(key) or "—"
        if visible:
            told = {"height": visible["box"][3], "required": visible["required"]}
            yield (
                _("Visible label"),
                _("%(height)d px high, at least %(required)d px required (%(per_cent)s %%)")
                % {**told, "per_cent": visible["per_cent"]},
            )
        yield _("Result"), _("passed") if sample.is_well else _("failed")
        yield _("Findings"), "\n".join(sentences(sample))
        yield _("Checked on"), day_of(timezone.localdate(sample.checked_at))
        yield _("Annex"), str(self.numbers[sample.file.sha256])
        yield "SHA-256", sample.file.sha256

    # -- agreement and records --------------------------------------------------------------------
    def agreement(self) -> Iterator[Block]:
        if self.known.raw("labels.agreement") is not None:
            agreed = _(
                "The user agreement explains how content is labelled and what users must do."
            )
            silent = _("The user agreement does not explain labels yet.")
            yield self.said(agreed if self.known.raw("labels.agreement") else silent)
        if paragraphs := self.known.paragraphs("labels.agreement_clause"):
            yield Block(paragraphs=paragraphs)
        named = [
            f"{self.numbers[file['sha256']]} “{stem(file)}”"
            for file in self.known.files()
            if file["path"].startswith("labels.agreement")
        ]
        if named:
            yield Block(note=_("Annex: %(files)s.") % {"files": _(", ").join(named)})

    def unlabelled(self) -> Iterator[Block]:
        given = self.known.raw("labels.unlabelled")
        if given is False:
            yield self.said(_("No content without explicit label is given out."))
        if not given:
            return
        if paragraphs := self.known.paragraphs("labels.unlabelled_process"):
            yield Block(paragraphs=paragraphs)
        rows = self.known.disclosure.algorithm.unlabelled.order_by("provided_on")
        told = {"count": rows.count(), "day": day_of(timezone.localdate())}
        yield self.said(
            _("On record by %(day)s: %(count)d. Each is kept six months at least.") % told
        )

    # -- annexes ----------------------------------------------------------------------------------
    def annexes(self) -> AnnexList:
        kinds = regulations.load().evidence_kinds
        samples = {sample.file.sha256: sample for sample in self.samples}
        files = {file["sha256"]: file for file in self.known.files()}
        made = []
        for sha, number in self.numbers.items():
            sample, file = samples.get(sha), files.get(sha)
            name = sample.file.name if sample else file["name"] if file else ""
            made.append(
                Annex(
                    name=_("Annex %(number)s %(name)s")
                    % {"number": number, "name": stem({"name": name})},
                    kind=str(kinds["label_sample"] if sample else kinds.get(_kind(file), "")),
                    proves=self.proves(sample, file),
                    dated=self.dated(sample, file),
                    sha256=sha,
                    media_type=sample.file.media_type if sample else _media(file),
                )
            )
        return AnnexList(
            _("Annex: samples and proof"),
            (_("Annex"), _("Kind"), _("What it proves"), _("Dated"), "SHA-256"),
            tuple(made),
        )

    def proves(self, sample: LabelCheck | None, file: Mapping[str, Any] | None) -> str:
        if sample:
            return f"{sample.get_modality_display()} · {sample.get_stage_display()}"
        return self.known.labels.get(file["path"], "") if file else ""

    def dated(self, sample: LabelCheck | None, file: Mapping[str, Any] | None) -> str:
        if sample:
            return day_of(timezone.localdate(sample.checked_at))
        return day(file["dated_on"]) if file else ""


def _kind(file: Mapping[str, Any] | None) -> str:
    return str(file["kind"]) if file else ""


def _media(file: Mapping[str, Any] | None) -> str:
    return str(file["media_type"]) if file else ""


def sentences(sample: LabelCheck) -> Sequence[str]:
    """Every finding of a sample, in the reader's language."""
    coded = [*sample.report["findings"], *((sample.visible or {}).get("findings") or [])]
    return [Finding(code, details).sentence for code, details in coded]
