# ruff: noqa: INP001  a tool beside the fonts, not a module of the product
"""Prepares the fonts of the print shop from their sources; run by hand when a source changes.

    python prepare.py SOURCE[:FACE] FAMILY regular|bold OUT.ttf --unihan FILE [--wide]

Subsets to the characters of Chinese office papers, turns cubic outlines into quadratic ones and
renames the family, so that no installed font of the same name can take its place. README.md names
the sources and the one step that follows (contextual spacing of punctuation).
"""

import argparse
import bz2
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

FEATURES = ["ccmp", "locl", "liga", "calt", "kern", "halt", "palt", "chws"]
NAMES = (
    "䶮㛃㵘㬢㺹㴘㳚㭎㛤㸌㻬㛹䒟䥽䴙㑊㙍㙘㙦㛚㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭕㮾㰀㳇㳘㴔㴋㶉㶲㶽㸆㺄㿠"
    "䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥇䦃䨱䩄䪥䲠䲢䴓䴔䴖䶊䶌䶕堺彣峯喆堃"
    "犇淼昇贇燚頔翀祎玥甯邨朤龘靐犟畾垚焱骉矗"
)
LATIN = {*range(0x21, 0x7F), *range(0xA1, 0x180)}
PROFILE = (
    "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
    "maxStackElements", "maxSizeOfInstructions", "maxComponentElements", "maxPoints",
    "maxContours", "maxCompositePoints", "maxCompositeContours", "maxComponentDepth",
)  # fmt: skip
SYMBOLS = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x2C6, 0x2DD), (0x391, 0x3C9), (0x2010, 0x205E),
    (0x2070, 0x2094), (0x20A0, 0x20BF), (0x2100, 0x218B), (0x2190, 0x22FF), (0x2460, 0x25FF),
    (0x2600, 0x266F), (0x2713, 0x2718), (0x3000, 0x30FF), (0x3200, 0x33FF), (0xFE30, 0xFE4F),
    (0xFF01, 0xFFE6),
)  # fmt: skip


def characters(unihan: Path, *, wide: bool) -> set[int]:
    """GB/T 2312, the general standard list, names, symbols; wide adds level 1 of Big5."""
    found = {ord(sign) for sign in NAMES}
    for first, last in SYMBOLS:
        found.update(range(first, last + 1))
    planes = [("gb2312", 0xA1, 0xF7, 0xA1)] + ([("big5", 0xA4, 0xC6, 0x40)] if wide else [])
    for codec, first, last, low in planes:
        for lead in range(first, last + 1):
            for trail in range(low, 0xFF):
                found.update(map(ord, bytes([lead, trail]).decode(codec, "ignore")))
    for line in bz2.decompress(unihan.read_bytes()).decode().splitlines():
        if "\tkTGH\t" in line:
            found.add(int(line.split("\t")[0].removeprefix("U+"), base=16))
    return found


def to_quadratic(font: TTFont) -> None:
    """Replace CFF by glyf; the left bearings are written from the new bounds, or brackets shift."""
    order, glyphs = font.getGlyphOrder(), font.getGlyphSet()
    drawn = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        drawn[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, drawn
    for name, glyph in drawn.items():
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    profile = font["maxp"]
    profile.tableVersion = 0x00010000
    profile.__dict__.update(dict.fromkeys(PROFILE, 0), maxZones=1)
    font["post"].formatType, font["head"].glyphDataFormat = 3.0, 0
    font.sfntVersion = "\0\1\0\0"
    del font["CFF "]
    if "VORG" in font:
        del font["VORG"]


def rename(font: TTFont, family: str, style: str) -> None:
    """Give the family its own name; copyright and licence records stay."""
    table, post_script = font["name"], f"{family.replace(' ', '')}-{style.title()}"
    kept = [record for record in table.names if record.nameID in {0, 7, 13, 14}]
    table.names = [record for record in kept if record.platformID == 3]
    values = {
        1: family,
        2: style.title(),
        3: post_script,
        4: f"{family} {style.title()}",
        6: post_script,
    }
    for number, value in values.items():
        table.setName(value, number, 3, 1, 0x409)
    bold = style == "bold"
    font["OS/2"].usWeightClass, font["head"].macStyle = (700, 1) if bold else (400, 0)
    font["OS/2"].fsSelection = 0x20 if bold else 0x40


def level(font: TTFont) -> None:
    """One height for all faces, the em box, and one space, a quarter of it.

    A line of two faces is then as high as a line of one, and a space as wide, whichever face a
    shaper takes it from.
    """
    for code in (0x20, 0xA0):
        if glyph := font.getBestCmap().get(code):
            font["hmtx"][glyph] = (250, 0)
    header, table = font["hhea"], font["OS/2"]
    header.ascent, header.descent, header.lineGap = 880, -120, 0
    table.sTypoAscender, table.sTypoDescender, table.sTypoLineGap = 880, -120, 0
    table.usWinAscent, table.usWinDescent = 880, 120


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("source", "family", "style", "out"):
        parser.add_argument(name)
    parser.add_argument("--unihan", type=Path, required=True)
    parser.add_argument("--wide", action="store_true", help="with level 1 of Big5")
    parser.add_argument("--han", action="store_true", help="without Latin letters and digits")
    given = parser.parse_args()
    path, _, face = given.source.partition(":")
    options = subset.Options(
        layout_features=FEATURES, name_IDs=["*"], notdef_outline=True, hinting=False,
        drop_tables=["DSIG", "vhea", "vmtx", "BASE", "gasp", "FFTM"], glyph_names=False,
        font_number=int(face or 0),
        layout_scripts=["hani.ZHS", "hani.dflt", "latn.dflt", "DFLT.dflt"],
    )  # fmt: skip
    font = subset.load_font(path, options, dontLoadGlyphNames=False)
    pruned = subset.Subsetter(options)
    wanted = characters(given.unihan, wide=given.wide)
    pruned.populate(unicodes=wanted - LATIN if given.han else wanted)
    pruned.subset(font)
    if "CFF " in font:
        to_quadratic(font)
    rename(font, given.family, given.style)
    level(font)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(given.out)


if __name__ == "__main__":
    main()
