"""What goes wrong in a browser: on its console, on the wire, for people who cannot see or point."""

from dataclasses import dataclass, field

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Request, Response

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
AXE = """tags => axe.run({runOnly: tags, resultTypes: ["violations"]}).then(found =>
  found.violations.flatMap(rule => rule.nodes.map(node =>
    `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary.split("\\n").at(-1).trim()}`)))"""
OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  const scrolls = e => e && e !== document.body
    && (getComputedStyle(e).overflowX !== "visible" || scrolls(e.parentElement));
  const over = [...document.querySelectorAll("body *")].filter(e =>
    e.getBoundingClientRect().right > innerWidth + 1 && !scrolls(e.parentElement));
  return [`${wide}px too wide: ` + over.slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(" ")];
}"""


@dataclass
class Watch:
    """Listens to a page from its first moment; an answer that a test expects is no fault."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("requestfailed", self._lost)
        self.page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        """Refusals of the content security policy are said here too."""
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _lost(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a download, or left for the next page
            self.faults.append(f"lost: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        """A page may refuse; that it breaks is always a fault."""
        is_page = response.request.resource_type == "document"
        if response.status >= (500 if is_page else 400):
            self.faults.append(f"{response.status}: {response.url}")


def barriers(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA."""
    page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(AXE, RULES)
    return found


def overflow(page: Page, width: int) -> list[str]:
    """What makes the page wider than the window; tables may scroll inside themselves."""
    page.set_viewport_size({"width": width, "height": 900})
    found: list[str] = page.evaluate(OVERFLOW)
    return found
