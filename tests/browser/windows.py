"""The people of a review, each at a window of a real Chromium; experts at their telephones.

BEIAN_PICTURES names a folder for what the steps look like.
"""

import os
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, Response

from filings.models import User
from reviews.models import ExpertReview
from tests.browser.conftest import Contexts
from tests.browser.watching import Watch, overflow
from tests.factories import wall_down
from tests.journeys.committee import Expert, People, said
from tests.reviews import judging
from tests.reviews.judging import Bench

PICTURES = os.environ.get("BEIAN_PICTURES", "")
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def come_in(context: BrowserContext, address: str, person: User) -> Page:
    client = Client()
    client.force_login(person)
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": address}])
    return context.new_page()


def shot(page: Page, name: str) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True, caret="initial")


def enter(field: Locator, value: Any) -> None:
    """Type, choose or attach; an empty value leaves alone what is no text."""
    kind = field.first.evaluate("e => e.type || e.tagName")
    if kind == "file":
        assert isinstance(value, SimpleUploadedFile)
        file = {"name": value.name or "", "mimeType": "application/pdf", "buffer": value.read()}
        field.set_input_files(file)  # type: ignore[arg-type]
    elif kind in {"radio", "checkbox"}:
        for each in value if isinstance(value, list) else [value]:
            if each != "":
                chosen = field.and_(field.page.locator(f'[value="{each}"]'))
                (chosen if chosen.count() else field).check()
    elif kind.startswith("select"):
        field.select_option(str(value))
    elif kind == "hidden":
        assert field.first.input_value() == str(value)
    else:
        field.fill(str(value))


def sent(page: Page, button: Locator) -> Response:
    """What a form or link was answered, after every redirect, with its page read to the end."""
    with page.expect_navigation() as left:
        button.click()
    return left.value


class Windows(People):
    """Reads every page in Chromium; what all journeys pass is sent without its page."""

    def __init__(self, bench: Bench, told: str, contexts: Contexts, address: str) -> None:
        super().__init__(bench, told)
        self.contexts, self.address = contexts, address
        self.pages: dict[int, Page] = {}
        self.watches: list[Watch] = []

    def page(self, user: User) -> Page:
        if user.pk not in self.pages:
            self.pages[user.pk] = come_in(self.contexts(), self.address, user)
            self.watches.append(Watch(self.pages[user.pk]))
        return self.pages[user.pk]

    def expert(self, message: Any) -> Expert:
        page = self.contexts(**PHONE).new_page()
        self.watches.append(Watch(page))
        return Phone(message, page, self.address)

    def reads(self, user: User, path: str = "") -> str:
        page = self.page(user)
        answer = page.goto(self.address + (path or self.case_page()))
        assert answer
        assert answer.status == 200, page.url
        return page.content()

    def does(self, user: User, obj: Any, action: str, **typed: Any) -> None:
        """By the link of the page that offers it, through the form, to the page that follows."""
        page, path = self.page(user), self.act(obj, action)
        with wall_down():
            review = getattr(obj, "review", obj)
            own = review.get_absolute_url() if isinstance(review, ExpertReview) else ""
        self.reads(user, own)
        link = page.locator(f'main a[href="{path}"]')
        assert link.count(), f"{action} is not offered"
        assert sent(page, link.first).status == 200
        form = page.locator("main form[method=post]").last
        for name, value in typed.items():
            field = form.locator(f'[name="{name}"]')
            if field.count():
                enter(field, value)
            else:
                assert value == "", f"{name} is not asked"
        shot(page, f"{self.told}-{action}-{user.pk}")
        answer = sent(page, form.locator("button[type=submit]").first)
        assert answer.status == 200, said(page.content())
        assert answer.request.redirected_from, said(page.content())
        judging.now(self.bench)

    def orders(self, user: User, offer: Any) -> None:
        """The button of the form that the page of the papers, still open, shows."""
        page = self.page(user)
        place = offer.getroottree().xpath("//li/form").index(offer)
        form = page.locator("xpath=//li/form").nth(place)
        assert sent(page, form.locator("button").first).status == 200

    def faults(self) -> list[str]:
        """What went wrong in any window."""
        return [fault for watch in self.watches for fault in watch.faults]


class Phone(Expert):
    """Who follows the link of the mail on a telephone; no page may be wider than it."""

    def __init__(self, message: Any, page: Page, address: str) -> None:
        super().__init__(message)
        self.window, self.link = page, address + self.path

    def status(self) -> int:
        answer = self.window.goto(self.link)
        assert answer
        return answer.status

    def page(self) -> str:
        assert self.status() == 200
        assert overflow(self.window, 390) == []
        shot(self.window, f"phone-{self.address}")
        return self.window.content()

    def sends(self, **typed: Any) -> None:
        self.page()
        answer = self._typed(**typed)
        assert answer.request.redirected_from, said(self.window.content())

    def mistypes(self, code: str) -> None:
        assert self._typed(code=code).status == 422

    def _typed(self, **typed: Any) -> Response:
        asked = {name: str(value) for name, value in typed.items()}
        first = next(iter(asked))
        if first == "act":
            button = self.window.locator(f'main button[value="{asked[first]}"]')
        else:
            fields = self.window.locator("main form").filter(
                has=self.window.locator(f'[name="{first}"]')
            )
            for name, value in asked.items():
                enter(fields.locator(f'[name="{name}"]'), value)
            button = fields.locator("button[type=submit]:not([value])").first
        return sent(self.window, button)
