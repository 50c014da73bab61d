"""What can go wrong in the print shop: a code for programs, a sentence for people."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Parameter = str | int


class PrintingFailed(Exception):
    """Nothing was printed. `code` is stable; `sentence` is translated when it is shown."""

    code: ClassVar[str] = "failed"
    template: ClassVar["_StrPromise"] = _("The paper could not be printed because of a fault.")

    def __init__(self, **parameters: Parameter) -> None:
        super().__init__(self.code, parameters)
        self.parameters: Mapping[str, Parameter] = parameters

    @property
    def sentence(self) -> "_StrPromise":
        """The reason and what to do, in the language of whoever reads it."""
        return format_lazy(self.template, **self.parameters)

    def __str__(self) -> str:
        shown = ", ".join(f"{key}={value}" for key, value in self.parameters.items())
        return f"{self.code}: {shown}" if shown else self.code


class GlyphMissing(PrintingFailed):
    """A character that no font of the shop has, or that must not stand in a paper."""

    code = "glyph_missing"
    template = _(
        "The paper holds characters that cannot be printed: {characters}. "
        "Replace them, then print again."
    )

    def __init__(self, characters: Iterable[str] | str) -> None:
        shown = characters if isinstance(characters, str) else name_characters(characters)
        super().__init__(characters=shown)


class MarkupRefused(PrintingFailed):
    """The document breaks a rule of the shop: title, language, alternative texts, known assets."""

    code = "markup_refused"
    template = _("The template of this paper breaks a rule of the print shop ({rule}).")


MEASURES = {
    "characters": _("the number of characters"),
    "elements": _("the number of elements"),
    "depth": _("the depth of nesting"),
}


class TooLong(PrintingFailed):
    """More text, elements or nesting than a paper may have; refused before any work is done."""

    code = "too_long"
    template = _("The paper is too long to be printed: {what} is {found}, the limit is {limit}.")

    @property
    def sentence(self) -> "_StrPromise":
        what = str(self.parameters["what"])
        shown = {**self.parameters, "what": MEASURES.get(what, what)}
        return format_lazy(self.template, **shown)


class AssetRefused(PrintingFailed):
    """A picture that is broken, of a wrong kind, or too large."""

    code = "asset_refused"
    template = _("The picture “{name}” is broken or too large to be printed.")


class TooSlow(PrintingFailed):
    """The time for one paper was used up; the worker was stopped."""

    code = "too_slow"
    template = _("Printing took too long and was stopped. Shorten the paper or split it.")


class TooMuchMemory(PrintingFailed):
    """The memory for one paper was used up."""

    code = "too_much_memory"
    template = _("The paper needs more memory than printing may use. Shorten it or split it.")


class WorkerLost(PrintingFailed):
    """The worker process ended before the paper was done; printing again may succeed."""

    code = "worker_lost"
    template = _("Printing was interrupted and nothing was kept. Print again.")


class ShopClosed(PrintingFailed):
    """A library or font that the shop cannot work without is missing on this machine."""

    code = "shop_closed"
    template = _("Printing is not set up on this machine: {reason}")


class CertificateRefused(PrintingFailed):
    """The key file cannot be opened, or the passphrase is wrong."""

    code = "certificate_refused"
    template = _("The certificate cannot be opened. Check the file and its passphrase.")


class NoStamp(PrintingFailed):
    """The timestamp service gave no stamp; nothing is signed without the one that is set up."""

    code = "no_stamp"
    template = _(
        "The timestamp service {address} does not answer as it should, so nothing was signed. "
        "Try again later, or tell the installation administrator."
    )


class NotReadable(PrintingFailed):
    """A file that is no PDF, broken or encrypted."""

    code = "not_readable"
    template = _("The file is not a readable PDF: it is broken, encrypted or of another kind.")


FAILURES: Mapping[str, type[PrintingFailed]] = {
    failure.code: failure
    for failure in (
        PrintingFailed,
        GlyphMissing,
        MarkupRefused,
        TooLong,
        AssetRefused,
        TooSlow,
        TooMuchMemory,
        WorkerLost,
        ShopClosed,
        CertificateRefused,
        NoStamp,
        NotReadable,
    )
}


def name_characters(characters: Iterable[str]) -> str:
    """Readable names: character and code point, the code point alone where nothing shows."""
    return ", ".join(
        f"{sign} (U+{ord(sign):04X})" if sign.isprintable() else f"U+{ord(sign):04X}"
        for sign in sorted(set(characters))
    )
