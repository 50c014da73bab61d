"""What everybody reads of published algorithms. Knows nothing that stands behind the wall."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, override

from filings import canonical, regulations
from filings.enums import AlgorithmType
from filings.models import PublishedEntry

PAGE = 100
MOST_FED = 50
LANGUAGES = {"zh": "zh-hans", "en": "en"}
PATHS = {
    "principle": "notice.principle",
    "mechanism": "notice.mechanism",
    "scenario": "notice.scenario",
    "purpose": "notice.purpose",
}
FIELDS = (
    "entry", "version", "name_zh", "name_en", "number", "type", "list",
    *(f"{code}_{side}" for code in PATHS for side in ("zh", "en")),
    "complaints_contact", "complaints_days", "published_at", "sha256", "provider_zh",
    "provider_en", "uscc",
)  # fmt: skip
"""The columns of the table for programs."""


@dataclass(frozen=True)
class Said:
    """One text; `language` is that of the words, which may be Chinese on an English page."""

    code: str
    label: str
    language: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    row: PublishedEntry
    name: str
    name_language: str
    number: str
    type: str
    link: str
    contact: str
    days: int | None
    texts: tuple[Said, ...] = ()

    @property
    def provider(self) -> str:
        return provider_name(self.row.content or {})


def current(uscc: str, after: str = "") -> list[PublishedEntry]:
    """What a provider shows now, one row for each algorithm; one more than a page holds."""
    rows = PublishedEntry.objects.filter(uscc=uscc, latest=True, shown=True, entry__gt=after)
    return list(rows.order_by("entry")[: PAGE + 1])


def everything(uscc: str) -> list[PublishedEntry]:
    rows = PublishedEntry.objects.filter(uscc=uscc, latest=True, shown=True)
    return list(rows.order_by("entry"))


def versions(uscc: str, entry: str) -> list[PublishedEntry]:
    """Those of one algorithm, the newest first; with the last withdrawal, without its words."""
    return list(PublishedEntry.objects.filter(uscc=uscc, entry=entry).order_by("-number"))


def changes(uscc: str) -> list[PublishedEntry]:
    rows = PublishedEntry.objects.filter(uscc=uscc)
    return list(rows.order_by("-published_at", "-id")[:MOST_FED])


def providers() -> list[PublishedEntry]:
    """One row of each provider that shows anything."""
    rows = PublishedEntry.objects.filter(latest=True, shown=True).order_by("uscc", "entry")
    return list(rows.distinct("uscc"))


def stamp(rows: Iterable[PublishedEntry], *more: str) -> str:
    """Equal as long as nothing that is read from these rows has changed."""
    said = [f"{row.entry}.{row.number}.{row.shown}.{row.latest}.{row.sha256}" for row in rows]
    return canonical.digest([get_language() or "", *more, *said])[:32]


def newest(rows: Iterable[PublishedEntry]) -> datetime | None:
    return max((row.published_at for row in rows), default=None)


def read(row: PublishedEntry) -> Entry:
    """An entry in the language of the page, in the words of the other where there are none."""
    content = row.content or {}
    labels = regulations.load().forms[-1].paths()
    texts = content["texts"]
    name_language, name = _worded(texts["name"])
    return Entry(
        row=row,
        name=name,
        name_language=name_language,
        number=content["algorithm"]["number"],
        type=str(AlgorithmType(content["algorithm"]["type"]).label),
        link=content["list"],
        contact=content["complaints"]["contact"],
        days=content["complaints"]["days"],
        texts=tuple(
            Said(code, str(labels[path].label), language, tuple(_paragraphs(text)))
            for code, path in PATHS.items()
            if code in texts
            for language, text in [_worded(texts[code])]
        ),
    )


def provider_name(content: dict[str, Any]) -> str:
    named = content.get("provider", {})
    english = get_language() == "en" and named.get("name_en")
    return str(english or named.get("name_zh", ""))


def _worded(words: dict[str, str]) -> tuple[str, str]:
    wanted = "en" if get_language() == "en" else "zh"
    chosen = wanted if wanted in words else next(iter(words))
    return {"zh": "zh-Hans"}.get(chosen, chosen), words[chosen]


def _paragraphs(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


def as_data(row: PublishedEntry, address: str) -> dict[str, Any]:
    """For programs: both languages, the address, the digest of what legal approved."""
    return {
        "id": row.entry,
        "url": address,
        "version": row.number,
        "published_at": row.published_at.isoformat(timespec="seconds"),
        "sha256": row.sha256,
        **(row.content or {}),
    }


def as_line(row: PublishedEntry, address: str) -> list[Any]:
    content = row.content or {}
    texts, complaints, named = content["texts"], content["complaints"], content["provider"]
    with override("zh-hans"):
        kind = str(AlgorithmType(content["algorithm"]["type"]).label)
    return [
        row.entry,
        row.number,
        *(texts["name"].get(side, "") for side in ("zh", "en")),
        content["algorithm"]["number"],
        kind,
        content["list"],
        *(texts.get(code, {}).get(side, "") for code in PATHS for side in ("zh", "en")),
        complaints["contact"],
        complaints["days"],
        row.published_at.isoformat(timespec="seconds"),
        row.sha256,
        named["name_zh"],
        named["name_en"],
        named["uscc"],
        address,
    ]


def as_linked_data(row: PublishedEntry, address: str) -> dict[str, Any]:
    """Schema.org's words for an entry: a work with its publisher, number and complaints desk."""
    content = row.content or {}
    texts, named = content["texts"], content["provider"]
    return {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": address,
        "name": [{"@language": side, "@value": text} for side, text in texts["name"].items()],
        "identifier": content["algorithm"]["number"],
        "version": row.number,
        "dateModified": row.published_at.isoformat(timespec="seconds"),
        "isBasedOn": content["list"],
        "text": [
            {"@language": side, "@value": text}
            for code in PATHS
            for side, text in texts.get(code, {}).items()
        ],
        "publisher": {
            "@type": "Organization",
            "name": named["name_zh"],
            "alternateName": named["name_en"],
            "taxID": named["uscc"],
            "contactPoint": {
                "@type": "ContactPoint",
                "contactType": "complaints",
                "description": content["complaints"]["contact"],
            },
        },
    }
