"""Somebody at a real browser: each person at their own, with password and second factor."""

import re
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from playwright.sync_api import BrowserContext, Locator, Page

from filings.models import User
from tests.browser.watching import Watch
from tests.factories import TOTP_SECRET
from tests.journeys.visitor import Press

PASSWORD = "correct-horse-battery"
CONTROLS = """() => [...document.querySelectorAll("main form [name]")]
  .map(e => [e.getAttribute("name"), e.getAttribute("value") ?? ""])"""
LINKS = """() => [...document.querySelectorAll("a[href]")]
  .map(e => e.getAttribute("href").split("#")[0])"""


STANDS = """form => [...form.elements].filter(e => e.name).map(e => [e.name,
  ["radio", "checkbox"].includes(e.type) ? (e.checked ? [e.value] : [])
  : e.selectedOptions ? [...e.selectedOptions].map(o => o.value) : [e.value]])"""
"""What a form holds as the page shows it."""


class BrowserReader:
    """A `Visitor` that clicks, types and chooses; nothing else moves it on."""

    def __init__(self, address: str, open_browser: Callable[[], BrowserContext]) -> None:
        self.address = address
        self.open_browser = open_browser
        self.pages: dict[int, Page] = {}
        self.watches: list[Watch] = []
        self.page: Page

    def sign_in(self, person: User) -> None:
        """To this person's own browser, where they have signed in once."""
        if person.pk in self.pages:
            self.page = self.pages[person.pk]
            return
        self.page = self.pages[person.pk] = self.open_browser().new_page()
        self.watches.append(Watch(self.page))
        sign_in(self.page, self.address, person)

    def visit(self, path: str) -> None:
        self.page.goto(self.address + path)

    def follow(self, path: str) -> None:
        self._click(self._link(path))

    def turn_page(self) -> None:
        self._click(self.page.locator("main a[rel=next]"))

    def submit(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        to: str = "",
        press: Press | None = None,
        status: int = 200,
    ) -> None:
        form = self._form(to, press)
        stands = _stands(form) if typed else {}
        for name, value in (typed or {}).items():
            values = value if isinstance(value, list) else [value]
            if stands.get(name) != [*map(str, values)]:
                _enter(form, name, values)
        self._click(_button(form, press), status)

    @property
    def path(self) -> str:
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def text(self) -> str:
        return " ".join((self.page.locator("main").text_content() or "").split())

    def texts(self, xpath: str) -> list[str]:
        found = self.page.locator(f"xpath={xpath}").all_text_contents()
        return [" ".join(text.split()) for text in found]

    @property
    def links(self) -> Collection[str]:
        return set(self.page.evaluate(LINKS))

    @property
    def controls(self) -> Mapping[str, Sequence[str]]:
        found = MultiValueDict[str, str]()
        for name, value in self.page.evaluate(CONTROLS):
            found.appendlist(name, value)
        return dict(found.lists())

    def download(self, path: str) -> bytes:
        with self.page.expect_download() as saved:
            self._link(path).click()
        return saved.value.path().read_bytes()

    def _click(self, thing: Locator, status: int = 200) -> None:
        with self.page.expect_navigation() as arrival:
            thing.click()
        answer = arrival.value
        assert answer is not None, self.path
        assert answer.status == status, (self.path, answer.status, self.text)

    def _link(self, path: str) -> Locator:
        found = self.page.locator(f'a[href="{path}"], a[href^="{path}#"]')
        return found.filter(visible=True).first

    def _form(self, to: str, press: Press | None) -> Locator:
        for form in self.page.locator("main form[method=post]").all():
            if (form.get_attribute("action") or "") == to and _button(form, press).count():
                return form
        raise AssertionError(f"{self.path} has no open form to {to or 'itself'} with {press}")


def sign_in(page: Page, address: str, person: User) -> None:
    """Password and code, typed into the pages that ask for them."""
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", person.email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.fill("input[name=code]", _code(person))
    page.press("input[name=code]", "Enter")
    page.wait_for_url(re.compile(rf"{address}/(\?.*)?$"))


_used: set[tuple[int, int]] = set()


def _code(person: User) -> str:
    """A code that holds now and that this person has not used: none is taken twice."""
    now = int(time.time()) // 30
    period = next(at for at in (now, now + 1, now - 1) if (person.pk, at) not in _used)
    _used.add((person.pk, period))
    return str(format_hotp_value(hotp_value(TOTP_SECRET, period)))


def _button(form: Locator, press: Press | None) -> Locator:
    """One that can be seen and pressed; the button without a name does the form's own work."""
    seen = "button[type=submit]:enabled:not(.visually-hidden)"
    if press:
        return form.locator(f'{seen}[name="{press[0]}"][value="{press[1]}"]').first
    nameless = form.locator(f"{seen}:not([name])")
    return nameless.first if nameless.count() else form.locator(seen).first


def _stands(form: Locator) -> dict[str, list[str]]:
    found = MultiValueDict[str, str]()
    for name, values in form.evaluate(STANDS):
        found.setlist(name, found.getlist(name) + values)
    return dict(found.lists())


def _enter(form: Locator, name: str, values: Sequence[Any]) -> None:
    controls = form.locator(f'[name="{name}"]')
    first = controls.first
    for folded in first.locator("xpath=ancestor::details[not(@open)]/summary").all():
        folded.click()
    kind = first.get_attribute("type") or first.evaluate("e => e.tagName.toLowerCase()")
    if kind == "file":
        first.set_input_files([_as_file(each) for each in values])
    elif kind == "select":
        first.select_option(list(map(str, values)))
    elif kind in {"radio", "checkbox"}:
        for control in controls.all():
            wanted = (control.get_attribute("value") or "on") in map(str, values)
            if kind == "checkbox" or wanted:
                control.set_checked(wanted)
    else:
        (value,) = values
        first.fill(str(value))


def _as_file(file: SimpleUploadedFile) -> Any:
    return {
        "name": file.name,
        "mimeType": file.content_type or "application/octet-stream",
        "buffer": file.read(),
    }
