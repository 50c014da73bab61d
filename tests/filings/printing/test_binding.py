"""A dossier: valid, repeatable, numbered through, with bookmarks, links and files inside."""

from datetime import UTC, datetime
from functools import cache
from io import BytesIO

import page
import pikepdf
import pytest

from filings import printing
from filings.printing import binding, conformance, errors
from filings.printing.furniture import Furniture
from filings.printing.printer import Bound
from tests.filings.printing.pages import lines, needs_poppler, text_of
from tests.filings.printing.papers import PARAGRAPH, paper

MOMENT = datetime(2026, 11, 24, tzinfo=UTC)
WHOLE = conformance.Properties(title="卷宗", language="zh-Hans", created=MOMENT, author="星澜")
CONTENTS = (
    "<p><a href='part:1'>报告</a></p><p><a href='#later'>后文</a></p><h2 id='later'>后文</h2>"
)
FURNITURE = Furniture(head="卷宗·某网信办", watermark="王某 2026-11-26")
FILES = [
    printing.Attachment("filing.json", b'{"name":"x"}', "Source", "披露的事实"),
    printing.Attachment("原件.pdf", b"%PDF-", "Supplement", "证据原件"),
]


def chapter(title: str, body: str, style: printing.printer.Style, *, numbered: bool) -> bytes:
    html = paper(f"<h1>{title}</h1>{body}", title)
    return printing.render(html, title=title, style=style, created=MOMENT, whole=numbered).content


@cache
def parts() -> tuple[binding.Part, ...]:
    long = f"<h2>一、原理</h2><h3>（一）输入</h3>{f'<p>{PARAGRAPH}</p>' * 30}"
    return (
        binding.Part("目录", chapter("目录", CONTENTS, "working", numbered=False), headless=1),
        binding.Part("报告", chapter("报告", long + CONTENTS, "working", numbered=False)),
        binding.Part("公示", chapter("公示", CONTENTS, "official", numbered=True), number=False),
    )


@cache
def dossier() -> Bound:
    return binding.bind(parts(), properties=WHOLE, furniture=FURNITURE, attachments=FILES)


@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_dossier_is_archivable_and_accessible(profile: str) -> None:
    report = page.validate_pdf_bytes(dossier().content, profile=profile)
    assert [failure.message for failure in report.failures] == []


def test_same_parts_give_the_same_bytes() -> None:
    again = binding.bind(parts(), properties=WHOLE, furniture=FURNITURE, attachments=FILES)
    assert again.sha256 == dossier().sha256


def test_bookmarks_lead_to_the_pages_of_the_whole() -> None:
    with pikepdf.open(BytesIO(dossier().content)) as pdf, pdf.open_outline() as outline:
        assert len(pdf.pages) == dossier().pages
        assert [item.title for item in outline.root] == ["目录", "报告", "公示"]
        assert [item.title for item in outline.root[1].children] == ["一、原理", "后文"]
        assert [item.title for item in outline.root[1].children[0].children] == ["（一）输入"]
        last = outline.root[2].children[-1].destination
        assert isinstance(last, pikepdf.Array)
        assert last[0].objgen == pdf.pages[-1].obj.objgen


def place(target: pikepdf.Object) -> tuple[int, int]:
    """The page of a named place, which is an array or a dictionary around one."""
    return (target if isinstance(target, pikepdf.Array) else target.D)[0].objgen


def test_equal_names_of_two_parts_lead_into_their_own_part() -> None:
    with pikepdf.open(BytesIO(dossier().content)) as pdf:
        entries = pdf.Root.Names.Dests.Names
        pages = {str(entries[at]): place(entries[at + 1]) for at in range(0, len(entries), 2)}
        for sheet in pdf.pages:
            for note in sheet.obj.get("/Annots", []):
                target = note.Dest if "/Dest" in note else note.A.D
                if isinstance(target, pikepdf.Array):
                    continue  # leads to another part
                assert pages[str(target)] == sheet.obj.objgen
        assert len(pages) == 3


def test_links_to_parts_lead_to_their_first_page_and_say_where() -> None:
    with pikepdf.open(BytesIO(dossier().content)) as pdf:
        links = [note for note in pdf.pages[0].obj.Annots if "/Contents" in note]
        (to_report,) = [note for note in links if str(note.Contents) == "报告"]
        assert to_report.Dest[0].objgen == pdf.pages[1].obj.objgen
        assert "/A" not in to_report


def test_chapters_share_one_subset_of_each_face() -> None:
    with pikepdf.open(BytesIO(dossier().content)) as pdf:
        programs = {
            (str(font.BaseFont), font.DescendantFonts[0].FontDescriptor.FontFile2.objgen)
            for sheet in list(pdf.pages)[:-1]
            for font in sheet.obj.Resources.Font.values()
        }
    names = [name.partition("+")[2] for name, _program in programs]
    assert sorted(names) == ["Dossier-Hei", "Dossier-Song", "Dossier-Song-Bold"]


@needs_poppler
def test_heads_stand_on_every_chapter_but_the_cover_and_the_watermark_is_no_text() -> None:
    shown = [line.page for line in lines(dossier().content) if line.text == "卷宗·某网信办"]
    assert shown == list(range(2, dossier().pages))
    assert "王某" not in text_of(dossier().content)
    with pikepdf.open(BytesIO(dossier().content)) as pdf:
        for sheet in pdf.pages:
            assert b"/FurnitureMark Do" in sheet.obj.Contents[0].read_bytes()


def test_a_head_that_no_face_can_set_is_refused_by_name() -> None:
    with pytest.raises(printing.GlyphMissing, match="U\\+13000"):
        binding.bind(parts(), properties=WHOLE, furniture=Furniture(head="\U00013000"))


@needs_poppler
def test_pages_are_numbered_through_and_issued_papers_keep_theirs() -> None:
    total = dossier().pages
    shown = [
        line.text for line in lines(dossier().content) if "/" in line.text or line.text == "—1—"
    ]
    assert shown == [*(f"{number}/{total}" for number in range(1, total)), "—1—"]


def test_files_are_inside_with_their_relation() -> None:
    with pikepdf.open(BytesIO(dossier().content)) as pdf:
        assert {name: file.get_file().read_bytes() for name, file in pdf.attachments.items()} == {
            file.name: file.content for file in FILES
        }
        assert [str(each.AFRelationship) for each in pdf.Root.AF] == ["/Source", "/Supplement"]
        assert str(pdf.docinfo.Title) == "卷宗"


def test_foreign_or_broken_part_is_refused() -> None:
    stream = BytesIO()
    pikepdf.new().save(stream)
    for content in (b"MZ", stream.getvalue()):
        with pytest.raises(errors.NotReadable):
            binding.bind([binding.Part("一", content)], properties=WHOLE)
    with pytest.raises(printing.MarkupRefused):
        binding.bind([], properties=WHOLE)
