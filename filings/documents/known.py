"""What a frozen version knows, as words for a paper in one language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import formats
from django.utils.translation import pgettext

from filings import answers as said
from filings import contents, proofs
from filings.answers import reading
from filings.answers.reading import ReadField
from filings.documents.paper import CHINESE, ENGLISH
from filings.documents.written import Paragraph
from filings.enums import Audience
from filings.models import Disclosure
from filings.regulations import Condition, Form
from filings.regulations.outline import PLACE, RECORD


@dataclass(frozen=True)
class Known:
    """Read as the authority may: what is internal is not even looked at.

    Use it while the language is active, since labels of choices follow it.
    """

    disclosure: Disclosure
    language: str
    only: str = ""
    """Files are those of paths that begin so."""

    @cached_property
    def content(self) -> dict[str, Any]:
        return self.disclosure.content or {}

    @cached_property
    def form(self) -> Form:
        return contents.form_of(self.disclosure)

    @cached_property
    def fields(self) -> dict[str, ReadField]:
        sections = reading.read(self.form, self.content, Audience.REGULATOR)
        return {field.path: field for section in sections for field in section.fields}

    @cached_property
    def labels(self) -> dict[str, str]:
        return {path: str(field.label) for path, field in self.form.paths().items()}

    @property
    def chinese(self) -> bool:
        return self.language == CHINESE

    def holds(self, condition: Condition | None) -> bool:
        return said.binds(condition, self.content["answers"])

    def asked(self, path: str) -> bool:
        """Whether the form puts this question to this version; internal ones do not count."""
        section = next((s for s in self.form.sections if s.code == path.partition(".")[0]), None)
        field = self.form.paths().get(path)
        if section is None or field is None or field.audience == Audience.INTERNAL:
            return False
        return self.holds(section.when) and self.holds(field.when)

    def answered(self, path: str) -> bool:
        """Whether the field, or any row's field of this column, holds an answer."""
        section, first, *rest = path.split(".")
        found = self.fields.get(f"{section}.{first}")
        for code in rest:
            rows = found.rows if found else ()
            inner = (each for row in rows for each in row.fields if each.field.code == code)
            found = next(inner, None)
        return found is not None

    def raw(self, path: str) -> Any:
        """The answer as it is kept, where this audience may read it."""
        section, _, code = path.partition(".")
        if section in RECORD:
            return self.content.get(section, {}).get(code)
        return self.content["answers"].get(section, {}).get(code) if path in self.fields else None

    def words(self, path: str) -> Paragraph | None:
        """A value in the paper's language where there is one, else in the other."""
        if path.split(".", maxsplit=1)[0] in RECORD:
            value = self.raw(path)
            return Paragraph(str(value), self.language) if value not in (None, "", []) else None
        field = self.fields.get(path)
        return spoken_of(field, self.language) if field else None

    def text(self, path: str) -> str:
        found = self.words(path)
        return found.text if found else ""

    def paragraphs(self, path: str) -> tuple[Paragraph, ...]:
        found = self.words(path)
        return tuple(lines(found)) if found else ()

    def sentence(self, template: str) -> str:
        """The sentence with its facts; nothing where one of them is unknown."""
        facts = {place: self._fact(place) for place in PLACE.findall(template)}
        if not all(facts.values()):
            return ""
        return PLACE.sub(lambda found: facts[found[1]], template)

    def joined(self, sentences: Iterable[str]) -> str:
        return ("" if self.chinese else " ").join(sentences)

    def _fact(self, place: str) -> str:
        if place.startswith("#"):
            field = self.fields.get(place[1:])
            return str(len(field.rows)) if field and field.rows else ""
        return self.text(place).rstrip("。；;.")

    def files(self) -> Iterator[Mapping[str, Any]]:
        """Evidence that the authority may see: not that of internal fields."""
        known = self.form.paths()
        for file in (*self.content["evidence"], *proofs.enclosed(self.disclosure.algorithm)):
            field = known.get(file["path"])
            wanted = file["path"].startswith(self.only)
            if wanted and field and field.audience != Audience.INTERNAL:
                yield file


def spoken_of(field: ReadField, language: str) -> Paragraph | None:
    """A field's words in the wanted language, else in the one there is."""
    words = {each.language: each.text for each in field.words}
    if not words:
        return None
    wanted = "zh" if language == CHINESE else "en"
    chosen = wanted if wanted in words else next(iter(words))
    tongue = {"zh": CHINESE, "en": ENGLISH}.get(chosen)
    return Paragraph(words[chosen], tongue or tongue_of(words[chosen], language))


def tongue_of(text: str, language: str) -> str:
    """Texts that are asked for in one language only are Chinese where they hold Chinese."""
    return CHINESE if any("\u4e00" <= char <= "\u9fff" for char in text) else language


def lines(words: Paragraph) -> Iterator[Paragraph]:
    for line in words.text.splitlines():
        if line.strip():
            yield Paragraph(line.strip(), words.language)


def day(value: str | None) -> str:
    return day_of(date.fromisoformat(value) if value else None)


def day_of(value: date | None) -> str:
    return formats.date_format(value, pgettext("date", "j M Y")) if value else ""
