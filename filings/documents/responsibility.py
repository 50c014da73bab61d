"""落实算法安全主体责任基本情况: the provider's body, staff and rules, as the version froze them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from filings import answers as said
from filings.documents.composing import Composer
from filings.documents.entity import entity_gaps, entity_row, outline_of, reading_copy
from filings.documents.gaps import part_gaps
from filings.documents.known import Known
from filings.documents.paper import Gap, spoken
from filings.documents.written import Row, Written
from filings.models import Disclosure, ProviderSection

CODE = "responsibility"
OWED = ("name_zh", "uscc", "responsible_person")


def responsibility(disclosure: Disclosure, language: str) -> Written:
    with override(spoken(language)):
        known = Known(disclosure, language, only=f"{CODE}.")
        outline = outline_of(disclosure, CODE)
        composer = Composer(known)
        chapters = composer.chapters(outline)
        return Written(
            language=language,
            title=str(outline.title),
            note="" if known.chinese else reading_copy(),
            cover=tuple(_cover(known)),
            signing=(_("Entity (stamp):"), _("Date:")),
            chapters=chapters,
            annexes=composer.annexes.listed(),
            edition=outline.version,
        )


def gaps(disclosure: Disclosure) -> list[Gap]:
    known = Known(disclosure, "en", only=f"{CODE}.")
    outline = outline_of(disclosure, CODE)
    return [*entity_gaps(known, *OWED), *_newer(known), *part_gaps(known, outline)]


def _newer(known: Known) -> Iterator[Gap]:
    """The provider's own section, where it was saved after the version took it over."""
    rows = ProviderSection.objects.filter(provider_id=known.disclosure.provider_id, code=CODE)
    held = rows.order_by("-number").first()
    if held and said.essence(held.answers) != said.essence(known.content["answers"].get(CODE)):
        section = next(each for each in known.form.sections if each.code == CODE)
        why = _("The provider's page says something else. Start the next version to take it over.")
        yield Gap(str(section.title), why, f"{CODE}.{section.fields[0].code}")


def _cover(known: Known) -> Iterator[Row]:
    for name in ("name_zh", "uscc", "address", "legal_representative"):
        if known.raw(f"provider.{name}"):
            yield entity_row(known, name)
