"""Hostile documents: no fetch, no file read, no hang; the worker lives on, a sentence is said."""

import re
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO

import pytest
from PIL import Image

from filings import printing
from tests.filings.printing.papers import NOTICE, paper

SECRET = "the-secret-of-this-file-4711"
FLOOD = "".join(f".a{n} .b{n} *{{color:red}}" for n in range(9_000))
TEN = "".join("<use href='#l{n}'/>" for _ in range(10))
NESTED_USE = "".join(f"<g id='l{n}'>{TEN.format(n=n - 1)}</g>" for n in range(1, 9))
ENTITIES = "".join(f"<!ENTITY e{n} '" + f"&e{n - 1};" * 10 + "'>" for n in range(1, 12))


class Listener:
    """A server on this machine that counts who calls."""

    def __init__(self) -> None:
        self.calls = 0
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.server.getsockname()[1]}/x.png"
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    heard = Listener()
    with closing(heard.server):
        yield heard


@pytest.fixture
def secret_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("secret") / "secret.txt"
    path.write_text(SECRET)
    return path.as_uri()


def holds(content: bytes, needle: str) -> bool:
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    opened = [content]
    for stream in streams:
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            opened.append(stream)
    return any(needle.encode() in data for data in opened)


def outcome(body: str, limits: printing.Limits = printing.PAPER) -> tuple[str, bytes]:
    """The code of the failure, or nothing and the bytes."""
    try:
        return "", printing.render(paper(body), title="一", limits=limits).content
    except printing.PrintingFailed as failure:
        return failure.code, b""


REACHING = {
    "picture": "<img alt='' src='{url}'>",
    "picture without a scheme": "<img alt='' src='//127.0.0.1/x.png'>",
    "data picture": "<img alt='' src='data:image/png;base64,AAAA'>",
    "linked attachment": "<a rel='attachment' href='{url}'>x</a>",
    "attachment in the head": "<link rel='attachment' href='{url}'>",
    "stylesheet link": "<link rel='stylesheet' href='{url}'>",
    "import": "<style>@import '{url}';</style>",
    "font": "<style>@font-face{{font-family:X;src:url({url})}} p{{font-family:X}}</style><p>x</p>",
    "background": "<p style='background:url({url})'>x</p>",
    "generated content": "<style>p::before{{content:url({url})}}</style><p>x</p>",
    "list mark": "<ul style='list-style-image:url({url})'><li>x</li></ul>",
    "base": "<base href='{url}'><img alt='' src='x.png'>",
    "object": "<object data='{url}'></object>",
    "embed": "<embed src='{url}'>",
    "inline drawing": "<svg xmlns='http://www.w3.org/2000/svg'><image href='{url}'/></svg>",
    "page background": "<style>@page{{background:url({url})}}</style><p>x</p>",
}


@pytest.mark.parametrize("target", ["network", "file"])
@pytest.mark.parametrize("markup", REACHING.values(), ids=REACHING.keys())
def test_document_reaches_nothing(
    markup: str, target: str, listener: Listener, secret_file: str
) -> None:
    url = listener.address if target == "network" else secret_file
    code, content = outcome(markup.format(url=url))
    assert code in {"", "markup_refused", "asset_refused"}
    assert not holds(content, SECRET)
    assert listener.calls == 0


def test_the_listener_hears_a_call(listener: Listener) -> None:
    heard = Listener()
    port = heard.server.getsockname()[1]
    with closing(heard.server):
        socket.create_connection(("127.0.0.1", port)).close()
        time.sleep(0.05)
        assert heard.calls == 1


def test_a_drawing_reaches_nothing(listener: Listener, secret_file: str) -> None:
    for url in (listener.address, secret_file):
        drawing = (
            "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
            f"<image href='{url}' width='9' height='9'/></svg>"
        ).encode()
        printed = printing.render(
            paper("<img alt='一' src='asset:d'>"), title="一", assets={"d": drawing}
        )
        assert not holds(printed.content, SECRET)
    assert listener.calls == 0


def bomb() -> bytes:
    stream = BytesIO()
    Image.new("1", (13_000, 13_000)).save(stream, "PNG")
    return stream.getvalue()


HEAVY = {
    "10,000 nested divisions": ("<div>" * 10_000, "too_long"),
    "400 nested tables": ("<table><tr><td>" * 400, "too_long"),
    "a span of 100 million": ("<table><tr><td colspan=100000000>x</table>", "too_long"),
    "a row span of 100 million": ("<table><tr><td rowspan=' 100000000'>x</table>", "too_long"),
    "a million characters": (f"<p>{'字' * 1_000_000}</p>", "too_long"),
    "a table of 20,000 cells": (f"<table>{'<tr><td>x</td></tr>' * 10_001}</table>", "too_long"),
    "a right-to-left override": ("<p>a\u202eb</p>", "glyph_missing"),
    "a control character": ("<p>a\x01b</p>", "glyph_missing"),
    "a character of private use": ("<p>a\ue000b</p>", "glyph_missing"),
    "a lone surrogate": ("<p>a\ud800b</p>", "glyph_missing"),
    "an emoji": ("<p>😀</p>", "glyph_missing"),
    "an unknown picture": ("<img alt='' src='asset:none'>", "markup_refused"),
    "a picture without words": ("<img src='asset:none'>", "markup_refused"),
    "a script": ("<script>1</script>", "markup_refused"),
}


@pytest.mark.parametrize(("body", "code"), HEAVY.values(), ids=HEAVY.keys())
def test_heavy_or_strange_document_is_refused_at_once(body: str, code: str) -> None:
    began = time.monotonic()
    with pytest.raises(printing.PrintingFailed) as refusal:
        printing.render(paper(body), title="一")
    assert refusal.value.code == code
    assert time.monotonic() - began < 2
    assert str(refusal.value.sentence)


PICTURES = {
    "a picture of 169 megapixels": bomb(),
    "a cut picture": b"\x89PNG\r\n\x1a\n\x00\x00",
    "no picture": b"MZ not a picture",
    "a drawing of entities": (
        f"<!DOCTYPE svg [<!ENTITY e0 'x'>{ENTITIES}]><svg><text>&e11;</text></svg>".encode()
    ),
}


@pytest.mark.parametrize("data", PICTURES.values(), ids=PICTURES.keys())
def test_bad_picture_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(printing.AssetRefused) as refusal:
        printing.render(
            paper("<img alt='一' src='asset:a.png'>"), title="一", assets={"a.png": data}
        )
    assert refusal.value.parameters == {"name": "a.png"}


SLOW = {
    "a flood of pages": "<style>@page{size:6mm 6mm;margin:0}</style><p>" + "字 " * 100_000,
    "a flood of generated text": (
        "<style>i::before{content:'" + "字" * 20_000 + "'}</style>" + "<i>x</i>" * 400
    ),
    "a flood of selectors": f"<style>{FLOOD}</style>"
    + "<p class='a1'><b class='b1'>x</b></p>" * 4_000,
    "a grid of a million": (
        "<div style='display:grid;grid-template-columns:repeat(1000000,1fr)'><p>x</div>"
    ),
}


@pytest.mark.parametrize("body", SLOW.values(), ids=SLOW.keys())
def test_slow_document_is_stopped_and_the_next_one_printed(body: str) -> None:
    limits = printing.Limits(processor=1, wall=4)
    began = time.monotonic()
    code, _ = outcome(body, limits)
    assert code in {"", "too_slow", "too_much_memory"}
    assert time.monotonic() - began < 8
    assert printing.render(NOTICE, title="一").pages == 1


def test_drawing_that_multiplies_is_stopped() -> None:
    drawing = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
        f"<g id='l0'><rect width='1'/></g>{NESTED_USE}<use href='#l8'/></svg>"
    ).encode()
    limits = printing.Limits(processor=1, wall=4)
    with pytest.raises(printing.TooSlow):
        printing.render(
            paper("<img alt='一' src='asset:d'>"), title="一", assets={"d": drawing}, limits=limits
        )
    assert printing.render(NOTICE, title="一").pages == 1
