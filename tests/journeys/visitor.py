"""Somebody at a browser, without the browser: only links and buttons that stand on the page."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import urljoin

from django.test import Client
from django.utils.datastructures import MultiValueDict
from lxml import html

from filings.models import User

Press = tuple[str, str]
"""A button by its name and value."""


class Visitor(Protocol):
    """What a story needs of somebody who reads pages, whatever they read them with."""

    def sign_in(self, person: User) -> None: ...
    def visit(self, path: str) -> None: ...
    def follow(self, path: str) -> None:
        """The link to this address, which must stand on the page."""

    def turn_page(self) -> None:
        """To the next page of a list."""

    def submit(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        to: str = "",
        press: Press | None = None,
        status: int = 200,
    ) -> None:
        """Fill the form that leads `to` an address (or to the page's own) and press its button."""

    @property
    def path(self) -> str: ...
    @property
    def text(self) -> str:
        """What the page says, each run of white space one space."""

    def texts(self, xpath: str) -> list[str]:
        """What each of these elements says."""

    @property
    def links(self) -> Collection[str]:
        """Where the page's links lead, inside the product."""

    @property
    def controls(self) -> Mapping[str, Sequence[str]]:
        """Every input and button of the page's forms by name, with its values."""

    def download(self, path: str) -> bytes:
        """The file behind a link of the page."""


class Reader:
    """Django's test client, and lxml for what is on the page."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.path = ""

    def sign_in(self, person: User) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(person)

    def visit(self, path: str) -> None:
        self._arrive(self.client.get(path, follow=True), 200)

    def follow(self, path: str) -> None:
        self._link(path)
        self.visit(path)

    def turn_page(self) -> None:
        (older,) = self._page.xpath("//main//a[@rel='next']/@href")
        self.visit(urljoin(self.path, older))

    def download(self, path: str) -> bytes:
        self._link(path)
        answer: Any = self.client.get(path)
        assert answer.headers["Content-Disposition"].startswith("attachment"), path
        return b"".join(answer.streaming_content)

    def submit(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        to: str = "",
        press: Press | None = None,
        status: int = 200,
    ) -> None:
        form = self._form(to, press)
        data = MultiValueDict[str, Any]()
        for name, value in _standing(form):
            if name not in (typed or {}):
                data.appendlist(name, value)
        for name, value in (typed or {}).items():
            values = value if isinstance(value, list) else [value]
            assert _offers(form, name, values), f"{self.path} asks for no {name} {values}"
            data.setlist(name, values)
        name, value = press or _pressed(form)
        if name:
            data.appendlist(name, value)
        target = to or self.path
        self._arrive(self.client.post(target, dict(data.lists()), follow=True), status)

    @property
    def text(self) -> str:
        return self.texts("//main")[0]

    def texts(self, xpath: str) -> list[str]:
        return [" ".join(each.text_content().split()) for each in self._page.xpath(xpath)]

    @property
    def links(self) -> Collection[str]:
        return {link.get("href").partition("#")[0] for link in self._page.xpath("//a[@href]")}

    @property
    def controls(self) -> Mapping[str, Sequence[str]]:
        found = MultiValueDict[str, str]()
        for control in self._page.xpath("//main//form//*[@name]"):
            found.appendlist(control.get("name"), control.get("value") or "")
        return dict(found.lists())

    def _arrive(self, answer: Any, status: int) -> None:
        address = answer.request
        query = address["QUERY_STRING"]
        self.path = address["PATH_INFO"] + (f"?{query}" if query else "")
        self._page = html.document_fromstring(answer.content.decode())
        assert answer.status_code == status, (self.path, answer.status_code, self.text)

    def _link(self, path: str) -> None:
        assert path in self.links, f"no link from {self.path} to {path}"

    def _form(self, to: str, press: Press | None) -> Any:
        """The form with an open button; one that is shown disabled cannot be pressed."""
        for form in self._page.xpath("//main//form[@method='post']"):
            buttons = _open_buttons(form)
            named = [(b.get("name", ""), b.get("value", "")) for b in buttons]
            if (form.get("action") or "") == to and buttons and (not press or press in named):
                return form
        raise AssertionError(f"{self.path} has no open form to {to or 'itself'} with {press}")


def _open_buttons(form: Any) -> list[Any]:
    return [
        button
        for button in form.xpath(".//button[@type='submit']")
        if button.get("disabled") is None
    ]


def _pressed(form: Any) -> Press:
    """The button without a name does the form's own work; else the first one does."""
    named = [(b.get("name", ""), b.get("value", "")) for b in _open_buttons(form)]
    return ("", "") if ("", "") in named else named[0]


def _offers(form: Any, name: str, values: Sequence[Any]) -> bool:
    """Whether somebody could type this; of given answers only those can be chosen."""
    controls = form.xpath(".//*[@name=$name]", name=name)
    given = [c for c in controls if c.get("type") in {"radio", "checkbox"}]
    given += form.xpath(".//select[@name=$name]/option", name=name)
    offered = {each.get("value", "on") for each in given}
    return bool(controls) and (not given or offered.issuperset(values))


def _standing(form: Any) -> Iterator[tuple[str, str]]:
    """What a browser sends of a form in which nobody has typed."""
    for control in form.xpath(".//*[self::input or self::select or self::textarea][@name]"):
        name, kind = control.get("name"), control.get("type", control.tag)
        if kind in {"submit", "file"} or control.get("disabled") is not None:
            continue
        if control.tag == "select":
            chosen = control.xpath("option[@selected]") or control.xpath("option[1]")
            yield from ((name, option.get("value", "")) for option in chosen)
        elif kind not in {"radio", "checkbox"} or control.get("checked") is not None:
            # the line break after the tag only begins the text of a textarea
            text = (control.text or "").removeprefix("\n")
            yield name, text if control.tag == "textarea" else control.get("value", "")
