"""Chinese texts are written in locale/parts/<area>.po, one file for each area, and nowhere else.

This makes django.po and django.mo from them; a conflict in those two is solved by running it again.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import Engine

from filings.management.messages import Message, Said, said

LOCALE = Path(settings.BASE_DIR) / "locale"
MADE = LOCALE / "zh_Hans" / "LC_MESSAGES"
HEADER = {
    "Project-Id-Version": "Beian",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


class Command(BaseCommand):
    help = "Make django.po and django.mo from locale/parts; name what is missing or unused."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--unused", action="store_true", help="name what no page says any more")

    def handle(self, *_args: Any, **options: Any) -> None:
        made, faults = merged(sorted((LOCALE / "parts").glob("*.po")))
        spoken = list(said(Path(settings.BASE_DIR), Engine.get_default()))
        faults += missing(spoken, made)
        if not any("two translations" in fault for fault in faults):
            MADE.mkdir(parents=True, exist_ok=True)
            made.save(str(MADE / "django.po"))
            (MADE / "django.mo").write_bytes(made.to_binary())
        if options["unused"]:
            self.stdout.writelines(unused(spoken, made))
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(made)} messages")


def merged(parts: Iterable[Path]) -> tuple[polib.POFile, list[str]]:
    """One catalogue from the parts, and what is wrong in them."""
    entries: dict[Message, polib.POEntry] = {}
    faults = []
    for part in parts:
        for entry in polib.pofile(str(part), wrapwidth=0):
            message = message_of(entry)
            faults += [f"{part.name}: {fault}" for fault in faults_of(entry)]
            known = entries.setdefault(message, plain(entry))
            if texts(known) != texts(entry):
                faults.append(f"{part.name}: two translations of {message.msgid!r}")
    made = polib.POFile(wrapwidth=0)
    made.metadata = dict(HEADER)
    made.extend(entries[message] for message in sorted(entries))
    return made, faults


def message_of(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural, entry.msgctxt or "")


def plain(entry: polib.POEntry) -> polib.POEntry:
    """The entry without remarks, so that what is made differs only where words do."""
    return polib.POEntry(
        msgid=entry.msgid,
        msgstr=entry.msgstr,
        msgid_plural=entry.msgid_plural,
        msgstr_plural=entry.msgstr_plural,
        msgctxt=entry.msgctxt,
    )


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def faults_of(entry: polib.POEntry) -> Iterator[str]:
    """An empty or uncertain text, or one whose placeholders are not those of the English."""
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    if entry.fuzzy:
        yield f"uncertain: {entry.msgid!r}"
    for text in texts(entry) or [""]:
        if not text:
            yield f"empty: {entry.msgid!r}"
        elif set(PLACEHOLDER.findall(text)) != wanted:
            yield f"other placeholders: {entry.msgid!r}"


def missing(spoken: Iterable[Said], made: polib.POFile) -> list[str]:
    """What is said somewhere and has no Chinese."""
    known = {(e.msgctxt or "", e.msgid): e for e in made}
    found: dict[Message, str] = {}
    for message, place in spoken:
        entry = known.get((message.context, message.msgid))
        if entry is None or (message.plural and entry.msgid_plural != message.plural):
            found.setdefault(message, place)
    return [f"no Chinese: {message.msgid!r} ({place})" for message, place in found.items()]


def unused(spoken: Iterable[Said], made: polib.POFile) -> list[str]:
    said_now = {(message.context, message.msgid) for message, _place in spoken}
    return [f"unused: {e.msgid!r}\n" for e in made if (e.msgctxt or "", e.msgid) not in said_now]
