"""What the machine lacks for printing; asked by a system check before the first paper."""

import ctypes
import ctypes.util
from pathlib import Path

from django.utils.translation import gettext as _

FONTS = Path(__file__).with_name("fonts")
FACES = (
    "DossierSong-Regular", "DossierSong-Bold", "DossierHei-Regular", "DossierHei-Bold",
    "DossierKai-Regular", "DossierFang-Regular",
)  # fmt: skip
# Library, its file on Linux, the Debian package. Without the subset library a letter takes 64 times
# as long (Pango does not pull it in), so it counts as missing like the others.
LIBRARIES = (
    ("pango-1.0", "libpango-1.0.so.0", "libpango-1.0-0"),
    ("pangoft2-1.0", "libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
    ("harfbuzz", "libharfbuzz.so.0", "libharfbuzz0b"),
    ("harfbuzz-subset", "libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
    ("fontconfig", "libfontconfig.so.1", "libfontconfig1"),
)


def shop_problems() -> list[str]:
    """One sentence for each missing thing, saying what to install; empty when printing can work."""
    problems = [
        _("Printing needs the library %(library)s. On Debian: apt-get install %(package)s")
        % {"library": name, "package": package}
        for name, file, package in LIBRARIES
        if not _loads(file) and not ctypes.util.find_library(name)
    ]
    problems += [
        _("Printing needs the font file %(file)s, which is part of the product.")
        % {"file": f"{face}.ttf"}
        for face in FACES
        if not (FONTS / f"{face}.ttf").is_file()
    ]
    return problems


def _loads(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True
