"""Every page in both languages: no barrier, no overflow, nothing refused or complained of."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as BrowserError

from filings.models import User
from tests.browser.conftest import a_context
from tests.browser.demo import Demo
from tests.browser.pages import EVERY, STATES, Place
from tests.browser.watching import Watch, barriers, overflow
from tests.reliability.policy import ANONYMOUS

Window = Callable[[Place, str], Page]
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


@pytest.fixture(scope="package")
def browsers(chromium: Browser) -> Iterator[dict[tuple[str, str], BrowserContext]]:
    """One for each person and language: what a page has loaded, the next one need not."""
    opened: dict[tuple[str, str], BrowserContext] = {}
    yield opened
    for each in opened.values():
        each.close()


@pytest.fixture
def window(
    browsers: dict[tuple[str, str], BrowserContext], chromium: Browser, demo: Demo
) -> Iterator[Window]:
    """Opens a page in which that person reads that language."""
    pages = []

    def open_one(place: Place, language: str) -> Page:
        key = (place.actor, language)
        if key not in browsers:
            browsers[key] = a_context(chromium)
        browsers[key].add_cookies(_cookies(demo, place, language))  # type: ignore[arg-type]
        if place.actor != ANONYMOUS:
            User.objects.filter(pk=demo.people[place.actor].pk).update(language=language)
        pages.append(browsers[key].new_page())
        return pages[-1]

    yield open_one
    for page in pages:
        page.close()


def _cookies(demo: Demo, place: Place, language: str) -> list[dict[str, str]]:
    if place.actor == ANONYMOUS:
        return [{"name": "django_language", "value": language, "url": demo.address}]
    return demo.session(place.actor)


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
    window: Window, demo: Demo, name: str, language: str
) -> None:
    page = window(PLACES[name], language)
    watch = Watch(page)
    if not arrived(page, demo, PLACES[name]):
        return
    asked = "reauthenticate" in PLACES[name].path(demo)
    assert asked or "reauthenticate" not in page.url, "the page asks for the password first"
    assert page.evaluate("document.documentElement.lang") == language.replace("-h", "-H")
    faults = barriers(page) + overflow(page, PHONE)
    assert faults + watch.faults == [], page.url


@pytest.mark.parametrize(("scheme", "width"), [("light", PHONE), ("dark", DESK)])
@pytest.mark.parametrize("name", MAIN)
def test_main_page_has_no_barrier_on_a_phone_nor_in_the_dark(
    window: Window, demo: Demo, name: str, scheme: str, width: int
) -> None:
    page = window(PLACES[name], "zh-hans")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    assert arrived(page, demo, PLACES[name])
    assert overflow(page, width) + barriers(page) == []
