"""拟公示内容: what the public will read, and nothing that is not meant for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from filings import contents
from filings.answers import reading
from filings.answers.reading import ReadField
from filings.documents.paper import CHINESE, ENGLISH, FactsMissing, spoken
from filings.enums import Audience
from filings.models import Disclosure


@dataclass(frozen=True)
class NoticeRow:
    """`language` is that of the words, which may be Chinese in an English reading copy."""

    label: str
    paragraphs: tuple[str, ...]
    language: str


@dataclass(frozen=True)
class PublicNotice:
    """The published texts of Order 9, Art. 16, as the filing system's form orders them."""

    language: str
    title: str
    rows: tuple[NoticeRow, ...]
    note: str


NOTICE = (
    "basics.name",
    "notice.principle",
    "notice.mechanism",
    "notice.scenario",
    "notice.purpose",
    "notice.publication",
)
OWED = {"basics.name", "notice.principle", "notice.mechanism", "notice.purpose"}


def public_notice(disclosure: Disclosure, language: str) -> PublicNotice:
    """Only what the public may read comes in: marked and internal texts are not even looked at."""
    form = contents.form_of(disclosure)
    with override(spoken(language)):
        sections = reading.read(form, disclosure.content or {}, Audience.PUBLIC)
        known = {field.path: field for section in sections for field in section.fields}
        labels = {path: str(field.label) for path, field in form.paths().items()}
        if missing := [labels[path] for path in NOTICE if path in OWED and path not in known]:
            raise FactsMissing(missing)
        return PublicNotice(
            language=language,
            title="拟公示内容" if language == CHINESE else "Content to be published",
            rows=tuple(
                _row(labels[path], known[path], language) for path in NOTICE if path in known
            ),
            note=""
            if language == CHINESE
            else _("Reading copy. The Chinese text is the one that is filed and published."),
        )


def _row(label: str, field: ReadField, language: str) -> NoticeRow:
    words = {each.language: each.text for each in field.words}
    wanted = "zh" if language == CHINESE else "en"
    chosen = wanted if wanted in words else next(iter(words))
    spoken = {"zh": CHINESE, "en": ENGLISH}.get(chosen, language)
    return NoticeRow(label, tuple(_paragraphs(words[chosen])), spoken)


def _paragraphs(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())
