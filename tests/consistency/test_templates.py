"""Templates keep the house rules: components explain themselves and see what they are given."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.engine import Engine

from tests.reliability.markup import inline

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "templates"
TEMPLATES = {
    str(path.relative_to(FOLDER)): path.read_text()
    for path in sorted(FOLDER.rglob("*"))
    if path.suffix in {".html", ".txt"}
}
PYTHON = "\n".join(
    path.read_text()
    for app in ("config", "filings", "reviews")
    for path in (ROOT / app).rglob("*.py")
)
COMPONENT = re.compile(r"\{% include \"components/[^%]*%\}")
NAMED = re.compile(r"\{% (?:include|extends) \"([^\"]+)\"")
INCLUDED = re.compile(r"(\{% include \"([^\"]+)\"[^%]*%\})")
COMMENT = re.compile(r"\{% comment %\}\s*[A-Z].*?\bTakes\b.*?\{% endcomment %\}", re.DOTALL)
ASKED_FOR_BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}
SVG_ATTRIBUTES = re.compile(r"\{[{%].*?[%}]\}")


def without_comment(templates: dict[str, str]) -> list[str]:
    return [
        name
        for name, text in templates.items()
        if name.startswith("components/") and not COMMENT.match(text)
    ]


def seeing_too_much(templates: dict[str, str]) -> list[str]:
    """Components included without `only`."""
    return [
        f"{name}: {tag}"
        for name, text in templates.items()
        for tag in COMPONENT.findall(text)
        if not tag.endswith(" only %}")
    ]


def without_token(templates: dict[str, str]) -> list[str]:
    """Fragments with a form of their own, included without the token that the form must send."""
    forms = {name for name, text in templates.items() if "{% csrf_token %}" in text}
    return [
        f"{name}: {tag}"
        for name, text in templates.items()
        for tag, included in INCLUDED.findall(text)
        if included in forms and tag.endswith(" only %}") and "csrf_token=csrf_token" not in tag
    ]


def inline_in(templates: dict[str, str]) -> list[str]:
    """Script, style or handlers written into a template."""
    return [
        f"{name}: {found}"
        for name, text in templates.items()
        if name.endswith(".html") and not name.startswith("documents/")
        for found in inline(SVG_ATTRIBUTES.sub("", text))
    ]


def deeper_than_two(templates: dict[str, str]) -> list[str]:
    """Templates of ours with more than two templates above them."""
    return [name for name in templates if len(ancestors(name, templates)) > 2]


def ancestors(name: str, templates: dict[str, str]) -> list[str]:
    above: list[str] = []
    while match := re.search(r"\{% extends \"([^\"]+)\"", templates.get(name, "")):
        name = match[1]
        above.append(name)
    return above


def unused(templates: dict[str, str], python: str) -> list[str]:
    """Templates that neither Python nor another template nor a library asks for."""
    named = {other for text in templates.values() for other in NAMED.findall(text)}
    return [
        name
        for name in templates
        if name not in named
        and name not in ASKED_FOR_BY_DJANGO
        and f'"{name}"' not in python
        and not is_put_together(name, python)
        and not name.startswith("documents/")  # asked for by the kind of paper
        and not is_mail(name, python)
        and not replaces_one_of_a_library(name)
    ]


def is_put_together(name: str, python: str) -> bool:
    """Named in two pieces: f"filings/disclosure_{name}.html", and "list" elsewhere."""
    for start, end in re.findall(r'"([\w/]+)\{\w+\}([\w.]+)"', python):
        middle = name.removeprefix(start).removesuffix(end)
        if name == start + middle + end and f'"{middle}"' in python:
            return True
    return False


def is_mail(name: str, python: str) -> bool:
    """A mail is sent by its name without the endings."""
    return name.startswith("emails/") and Path(name).name.split(".")[0] in python


def replaces_one_of_a_library(name: str) -> bool:
    template = None
    for loader in Engine.get_default().template_loaders[0].loaders:  # type: ignore[attr-defined]
        for origin in loader.get_template_sources(name):
            if not origin.name.startswith(str(FOLDER)) and Path(origin.name).exists():
                template = origin
    return template is not None


def test_every_component_says_what_it_takes() -> None:
    assert without_comment(TEMPLATES) == []


def test_components_see_only_what_they_are_given() -> None:
    assert seeing_too_much(TEMPLATES) == []


def test_a_form_in_a_fragment_gets_its_token() -> None:
    assert without_token(TEMPLATES) == []


def test_the_measure_sees_a_form_without_its_token() -> None:
    planted = {
        "_form.html": "<form method='post'>{% csrf_token %}</form>",
        "page.html": '{% include "_form.html" with form=form only %}',
    }
    assert without_token(planted) == ['page.html: {% include "_form.html" with form=form only %}']


def test_no_template_holds_script_or_style() -> None:
    assert inline_in(TEMPLATES) == []


def test_no_template_stands_deeper_than_two() -> None:
    assert deeper_than_two(TEMPLATES) == []


def test_every_template_is_used() -> None:
    assert unused(TEMPLATES, PYTHON) == []


def test_every_template_asked_for_is_there() -> None:
    missing = []
    for name in sorted({other for text in TEMPLATES.values() for other in NAMED.findall(text)}):
        try:
            Engine.get_default().get_template(name)
        except TemplateDoesNotExist:
            missing.append(name)
    assert missing == []


@pytest.mark.parametrize(
    ("measure", "planted"),
    [
        (without_comment, {"components/new.html": "<p>{{ text }}</p>"}),
        (without_comment, {"components/new.html": "{% comment %}A thing.{% endcomment %}"}),
        (seeing_too_much, {"filings/new.html": '{% include "components/badge.html" with a=b %}'}),
        (inline_in, {"filings/new.html": '<p style="color: red">'}),
        (inline_in, {"filings/new.html": "<script>alert(1)</script>"}),
        (inline_in, {"filings/new.html": '<button onclick="go()">'}),
        (
            deeper_than_two,
            {
                "a.html": '{% extends "b.html" %}',
                "b.html": '{% extends "c.html" %}',
                "c.html": '{% extends "base.html" %}',
            },
        ),
    ],
)
def test_the_measure_sees_a_planted_fault(measure, planted: dict[str, str]) -> None:
    assert len(measure(TEMPLATES | planted)) == 1


def test_the_measure_sees_a_template_nobody_uses() -> None:
    planted = {"filings/forgotten.html": "<p></p>"}
    assert unused(planted, "render(request, 'filings/other.html')") == ["filings/forgotten.html"]
