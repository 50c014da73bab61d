"""What no page may hold: script or style that did not come from a file of our own."""

from html.parser import HTMLParser


class Inline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._data_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "script":
            self._data_script = facts.get("type") == "application/json"
            if not self._data_script and "src" not in facts:
                self.found.append("inline script")
        if tag in {"style", "iframe", "object", "embed", "base"}:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc"}:
                self.found.append(f"{name}= on <{tag}>")
            if (value or "").strip().lower().startswith(("javascript:", "vbscript:")):
                self.found.append(f"{name}=javascript: on <{tag}>")


def inline(page: str) -> list[str]:
    parser = Inline()
    parser.feed(page)
    return parser.found
