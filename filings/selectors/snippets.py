"""The number and link that a site or app shows (Order 9, Art. 26); whether a page has them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from filings import numbers
from filings.enums import Severity

HIDDEN_TAGS = {"head", "script", "style", "template", "noscript"}
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    severity: Severity
    sentence: str


def snippet(number: str, link: str, entry: str) -> SafeString:
    """Plain HTML for a footer or an about page, without script and style."""
    return format_html(
        '<p lang="zh-Hans">算法备案编号：\n<a href="{}" rel="external">{}</a>\n'
        '<a href="{}">算法公示信息</a></p>',
        link,
        number,
        entry,
    )


@dataclass
class Seen:
    """What a page shows: its words, and the addresses of links that stand in sight."""

    words: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    hidden_words: list[str] = field(default_factory=list)
    hidden_links: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen = Seen()
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        hidden = self._is_hidden() or tag in HIDDEN_TAGS or _hides(facts)
        if tag == "a" and facts.get("href"):
            (self.seen.hidden_links if hidden else self.seen.links).append(facts["href"].strip())
        if tag not in VOID:
            self._open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        (self.seen.hidden_words if self._is_hidden() else self.seen.words).append(data)

    def handle_comment(self, data: str) -> None:
        self.seen.hidden_words.append(data)

    def _is_hidden(self) -> bool:
        return bool(self._open and self._open[-1][1])


def _hides(attributes: dict[str, str]) -> bool:
    style = "".join(attributes.get("style", "").lower().split())
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )


def check(page: bytes, number: str, links: list[str]) -> list[Finding]:
    """What is missing in a saved page; nothing found means that number and link stand there."""
    parser = _Page()
    parser.feed(decoded(page))
    seen = parser.seen
    return [*_number(seen, number), *_link(seen, links)]


def decoded(page: bytes) -> str:
    try:
        return page.decode("utf-8-sig")
    except UnicodeDecodeError:
        return page.decode("gb18030", errors="replace")


def _number(seen: Seen, number: str) -> list[Finding]:
    wanted = numbers.clean(number)
    if wanted in numbers.clean("".join(seen.words)):
        return []
    if wanted in numbers.clean("".join(seen.hidden_words)):
        said = _("The number is in the file, but readers do not see it. Show it conspicuously.")
        return [Finding(Severity.BLOCKING, said)]
    others = [each for each in numbers.find("".join(seen.words)) if each != wanted]
    if others:
        said = _("The page shows another number: %(others)s.") % {"others": _(", ").join(others)}
        return [Finding(Severity.BLOCKING, said)]
    return [Finding(Severity.BLOCKING, _("The filing number is not on the page."))]


def _link(seen: Seen, links: list[str]) -> list[Finding]:
    wanted = {_bare(link) for link in links}
    if any(_bare(link) in wanted for link in seen.links):
        return []
    if any(_bare(link) in wanted for link in seen.hidden_links):
        said = _("A link to what is published is in the file, but readers do not see it.")
        return [Finding(Severity.BLOCKING, said)]
    said = _("No link leads to what is published. Add one of: %(links)s.") % {
        "links": _(", ").join(links)
    }
    return [Finding(Severity.BLOCKING, said)]


def _bare(link: str) -> str:
    """Without what does not change where a link leads."""
    return link.split("?lang=", maxsplit=1)[0].rstrip("/").lower()
