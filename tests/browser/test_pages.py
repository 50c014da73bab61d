"""Every page in both languages: no barrier, no overflow, nothing refused or complained of."""

import pytest
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page

from filings.models import User
from tests.browser.conftest import Contexts
from tests.browser.demo import Demo
from tests.browser.pages import EVERY, STATES, Place
from tests.browser.watching import Watch, barriers, overflow
from tests.reliability.policy import ANONYMOUS

LANGUAGES = ("zh-hans", "en")
PLACES = EVERY | STATES
PHONE, DESK = 390, 1280
MAIN = (
    "account_login",
    "filings:desk",
    "filings:algorithms",
    "filings:algorithm",
    "filings:disclosure",
    "filings:disclosure_section",
    "filings:duties",
    "filings:filing",
    "filings:papers",
    "filings:job",
    "filings:deadlines",
    "filings:register",
    "filings:catalogue",
    "two versions",
    "section strategy",
)
"""Looked at on a phone and in the dark too."""


def opened(contexts: Contexts, demo: Demo, place: Place, language: str) -> Page:
    """A page in which that person reads that language."""
    context = contexts()
    if place.actor == ANONYMOUS:
        cookie = {"name": "django_language", "value": language, "url": demo.address}
        context.add_cookies([cookie])  # type: ignore[list-item]
    else:
        User.objects.filter(pk=demo.people[place.actor].pk).update(language=language)
        context.add_cookies(demo.session(place.actor))  # type: ignore[arg-type]
    return context.new_page()


def arrived(page: Page, demo: Demo, place: Place) -> bool:
    """Whether there is a page; a file is saved instead of shown."""
    try:
        page.goto(demo.address + place.path(demo), wait_until="load")
    except BrowserError as error:
        if "Download is starting" in error.message:
            return False
        raise
    return True


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PLACES)
def test_page_has_no_barrier_and_no_fault(
    contexts: Contexts, demo: Demo, name: str, language: str
) -> None:
    page = opened(contexts, demo, PLACES[name], language)
    watch = Watch(page)
    if not arrived(page, demo, PLACES[name]):
        return
    assert page.evaluate("document.documentElement.lang") == language.replace("-h", "-H")
    faults = barriers(page) + overflow(page, PHONE)
    assert faults + watch.faults == [], page.url


@pytest.mark.parametrize(("scheme", "width"), [("light", PHONE), ("dark", DESK)])
@pytest.mark.parametrize("name", MAIN)
def test_main_page_has_no_barrier_on_a_phone_nor_in_the_dark(
    contexts: Contexts, demo: Demo, name: str, scheme: str, width: int
) -> None:
    page = opened(contexts, demo, PLACES[name], "zh-hans")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    assert arrived(page, demo, PLACES[name])
    assert overflow(page, width) + barriers(page) == []
