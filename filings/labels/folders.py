"""Check a file or everything below a folder, beside what it was before a step."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from filings.labels.checking import Report, check, compare
from filings.labels.findings import found


def check_file(path: Path, *, provider: str = "") -> Report:
    try:
        with path.open("rb") as file:
            return check(file, provider=provider)
    except OSError as fault:
        return Report("", (), (found("unreadable", detail=fault.strerror or "I/O"),))


def check_all(
    root: Path, *, provider: str = "", before: Path | None = None
) -> Iterator[tuple[Path, Report]]:
    """Each file as it is checked; with `before`, against the file it was made from."""
    for path in files(root):
        report = check_file(path, provider=provider)
        if before and (old := counterpart(path, root, before)):
            more = compare(check_file(old), report)
            report = replace(report, findings=(*more, *report.findings))
        yield path, report


def files(root: Path) -> list[Path]:
    """The file itself, or what lies below the folder; hidden files are the system's."""
    if not root.is_dir():
        return [root]
    below = (path for path in root.rglob("*") if path.is_file())
    return sorted(path for path in below if not _is_hidden(path.relative_to(root)))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def counterpart(path: Path, root: Path, before: Path) -> Path | None:
    """The same file in the other folder, or the only one there that differs by its ending."""
    if not root.is_dir() or not before.is_dir():
        return before if before.is_file() else None
    other = before / path.relative_to(root)
    if other.is_file():
        return other
    namesakes = [p for p in other.parent.glob("*") if p.stem == path.stem and p.is_file()]
    return namesakes[0] if len(namesakes) == 1 else None
