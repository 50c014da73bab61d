"""Hands that use no mouse, and keys that need no password."""

from django.db import transaction
from django.urls import reverse
from playwright.sync_api import BrowserContext, CDPSession, Page

from filings.models import Algorithm, User
from tests.browser.conftest import Contexts
from tests.browser.demo import Demo
from tests.browser.pages import FILER
from tests.browser.reader import PASSWORD, sign_in
from tests.factories import MembershipFactory, wall_down

MOST_STOPS = 80
FOCUSED = "() => document.activeElement.name || ''"
UNSEEN = """() => { const box = document.activeElement.getBoundingClientRect();
  const style = getComputedStyle(document.activeElement);
  const seen = box.bottom > 0 && box.top < innerHeight && style.outlineStyle !== "none";
  return seen ? "" : document.activeElement.outerHTML;
}"""


def with_authenticator(context: BrowserContext, page: Page) -> tuple[CDPSession, str]:
    """A built-in authenticator that says yes to whoever asks; gives its id."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def tab_to(page: Page, name: str) -> None:
    """Only forward and with the key alone; each stop must be seen."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert page.evaluate(UNSEEN) == ""
        if page.evaluate(FOCUSED) == name:
            return
    raise AssertionError(f"{name} is out of reach")


def test_an_algorithm_is_registered_without_a_mouse(contexts: Contexts, own_demo: Demo) -> None:
    context = contexts(reduced_motion="reduce")  # where the page glides, nothing stands still
    context.add_cookies(own_demo.session(FILER))  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(own_demo.address + reverse("filings:algorithms"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main", "the skip link leads past"
    page.goto(own_demo.address + reverse("filings:algorithm_new"))
    for name, keys in (
        ("name_zh", "键盘登记的算法"),
        ("name_en", "Registered by keyboard"),
        ("type", ""),
        ("purpose_zh", "验证仅用键盘可以登记。"),
        ("number", ""),
    ):
        tab_to(page, name)
        page.keyboard.type(keys)
        if name == "type":
            page.keyboard.press("ArrowDown")
            page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # saves, as it does in every form of one column
    with transaction.atomic(), wall_down():
        assert Algorithm.objects.filter(
            name_en="Registered by keyboard", type="personalised_push"
        ).exists(), page.url


def test_a_passkey_is_enrolled_and_signs_in(contexts: Contexts, own_demo: Demo) -> None:
    with transaction.atomic():
        person: User = MembershipFactory(
            provider=own_demo.side.provider,
            user__email="laptop@xinglan.example",
            user__password=PASSWORD,
        ).user
    context = contexts()
    page = context.new_page()
    authenticator, ident = with_authenticator(context, page)
    sign_in(page, own_demo.address, person)
    page.goto(own_demo.address + reverse("mfa_add_webauthn"))
    page.fill("input[name=password]", PASSWORD)  # a new key asks for the old one
    page.press("input[name=password]", "Enter")
    page.fill("input[name=name]", "Laptop")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: reverse("mfa_add_webauthn") not in url)
    page.goto(own_demo.address + reverse("mfa_list_webauthn"))
    assert "Laptop" in (page.locator("main").text_content() or "")
    held = authenticator.send("WebAuthn.getCredentials", {"authenticatorId": ident})
    assert len(held["credentials"]) == 1

    context.clear_cookies()
    page.goto(own_demo.address + reverse("account_login"))
    page.click("#passkey_login")
    page.wait_for_url(own_demo.address + "/")
    page.goto(own_demo.address + reverse("filings:account"))
    assert person.email in (page.locator("main").text_content() or "")


def test_a_passkey_that_nobody_enrolled_opens_nothing(contexts: Contexts, own_demo: Demo) -> None:
    """The control: the same button, an authenticator without a key."""
    context = contexts()
    page = context.new_page()
    with_authenticator(context, page)
    page.goto(own_demo.address + reverse("account_login"))
    page.click("#passkey_login")
    page.wait_for_timeout(2_000)
    assert page.goto(own_demo.address + reverse("filings:account")).url.startswith(  # type: ignore[union-attr]
        own_demo.address + reverse("account_login")
    )
