import hashlib
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from filings import walls
from filings.enums import DossierProfile
from filings.management.commands import export_dossier
from filings.models import Algorithm, User

MANIFEST = "manifest.json"


class Command(BaseCommand):
    help = (
        "Make the dossiers of many algorithms, one after the other, with one manifest of their "
        "hashes. What is in the folder already and unharmed is not made again."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("references", nargs="*", help="none: every algorithm one may export")
        parser.add_argument("--profile", choices=DossierProfile.values, required=True)
        parser.add_argument("--out", type=Path, required=True, help="a folder")
        parser.add_argument("--by", required=True, help="e-mail address of who exports them")
        export_dossier.add_order(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        person = export_dossier.person_of(options["by"])
        folder: Path = options["out"]
        folder.mkdir(parents=True, exist_ok=True)
        told = _told(folder)
        for reference in options["references"] or _all(person):
            if _is_there(folder, told.get(reference)):
                continue
            told[reference] = self._made(person, folder, reference, options)
            (folder / MANIFEST).write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
        failed = [reference for reference, line in told.items() if "trouble" in line]
        self.stdout.write(f"{len(told) - len(failed)} dossiers, {folder / MANIFEST}")
        if failed:
            raise CommandError(f"Not made, see the manifest: {', '.join(failed)}")

    def _made(
        self, person: User, folder: Path, reference: str, options: dict[str, Any]
    ) -> dict[str, Any]:
        try:
            document, content = export_dossier.made(person, options | {"reference": reference})
        except CommandError as refused:
            self.stderr.write(f"{reference}: {refused}")
            return {"trouble": str(refused)}
        name = f"{hashlib.sha256(reference.encode()).hexdigest()[:8]}-{document.name}"
        (folder / name).write_bytes(content)
        self.stdout.write(f"{reference} · {document.pages} pages")
        return {"file": name, "sha256": document.sha256, "pages": document.pages}


def _all(person: User) -> list[str]:
    with walls.for_person(person):
        found = Algorithm.objects.visible_to(person).exclude(reference="")
        return list(found.order_by("reference").values_list("reference", flat=True))


def _told(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / MANIFEST
    told: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return told


def _is_there(folder: Path, line: dict[str, Any] | None) -> bool:
    file = folder / line.get("file", MANIFEST) if line else None
    return bool(
        line
        and file
        and file.is_file()
        and hashlib.sha256(file.read_bytes()).hexdigest() == line.get("sha256")
    )
