"""Every address, method and actor against the policy table (promises 1, 9, 11 and 22)."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from filings import urls
from filings.enums import Audience
from filings.middleware import CONTENT_SECURITY_POLICY, FILE_POLICY
from filings.models import Algorithm, Membership, Provider, User
from tests.factories import wall_down
from tests.reliability.addresses import address, never_existing
from tests.reliability.asking import METHODS, TRIED, Answer, masked
from tests.reliability.fuzzing import Fuzzer, asked, undescribed
from tests.reliability.markup import inline
from tests.reliability.policy import (
    ACTORS,
    ANONYMOUS,
    OPERATOR,
    PUBLIC,
    ROWS,
    STRANGER,
    Row,
)
from tests.reliability.world import (
    World,
    make_world,
    reset_wall,
    undone,
)

NAMES = sorted(ROWS)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), undone():
        yield make_world()


def faults_of(answer: Answer, *, foreign_mark: str) -> Iterator[str]:
    if answer.status >= 500:
        yield f"answered {answer.status}"
    if foreign_mark.encode() in answer.body:
        yield f"showed {foreign_mark}"
    is_file = answer.headers.get("Content-Disposition", "").startswith("attachment")
    policy = FILE_POLICY if is_file else CONTENT_SECURITY_POLICY
    if answer.headers.get("Content-Security-Policy") != policy:
        yield "came without the content security policy"
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        yield "came without nosniff"
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        yield from inline(answer.body.decode())


def foreign_mark(actor: str) -> str:
    return "CANARY-A" if actor == STRANGER else "CANARY-B"


def methods_of(actor: str) -> tuple[str, ...]:
    """A few actors try every verb, the others those that matter."""
    return METHODS if actor in {ANONYMOUS, "filer", OPERATOR} else ("GET", "POST")


def check_own(world: World, name: str, row: Row) -> Iterator[str]:
    """Side A's object, or a page about none, asked for by everybody."""
    path = address(name, row.args(world.a))
    for actor in ACTORS if path else ():
        for method in methods_of(actor):
            body = row.body(world.a) if row.body and method == "POST" else None
            answer = Answer(world.clients[actor], method, str(path), body)
            allowed = actor in (row.writes if method == "POST" else row.reads)
            did = body is not None
            for fault in (
                *faults_of(answer, foreign_mark=foreign_mark(actor)),
                *(breaches(answer, allowed=allowed, did=did) if method in TRIED else ()),
                *(["changed rows"] if answer.changed and not allowed else []),
                *(["left no event"] if answer.changed and not answer.recorded else []),
            ):
                yield f"{method} {path} as {actor} {fault}"
            if actor == ANONYMOUS and name not in PUBLIC and not answer.to_sign_in:
                yield f"{method} {path} was not sent to sign in but answered {answer.status}"


def breaches(answer: Answer, *, allowed: bool, did: bool) -> Iterator[str]:
    """Where the answer is not what the policy says. `did` when the request asked to do something.

    A refused POST may answer as it likes: that it changed nothing is checked for itself.
    """
    if allowed and answer.refused:
        yield f"was refused with {answer.status}"
    if allowed and did and not answer.changed:
        yield f"changed nothing, answering {answer.status}"
    if not allowed and not answer.refused and answer.method == "GET":
        yield f"was not refused but answered {answer.status}"


def check_foreign(world: World, name: str, row: Row) -> Iterator[str]:
    """The other provider's object answers as one that never existed."""
    theirs = str(address(name, row.args(world.b)))
    never = str(address(name, never_existing(row.args(world.b))))
    for actor in ACTORS:
        for method in methods_of(actor) if actor != STRANGER else ():
            body = row.body(world.b) if row.body and method == "POST" else None
            answer = Answer(world.clients[actor], method, theirs, body)
            missing = Answer(world.clients[actor], method, never, body)
            for fault in (
                *faults_of(answer, foreign_mark="CANARY-B"),
                *(["changed rows"] if answer.changed else []),
                *differences(answer, missing),
            ):
                yield f"{method} {theirs} of the other provider as {actor} {fault}"


def differences(answer: Answer, missing: Answer) -> Iterator[str]:
    if not answer.refused or answer.status != missing.status:
        yield f"answered {answer.status}, a missing one {missing.status}"
    never, theirs = missing.path.encode(), answer.path.encode()
    if masked(answer.body) != masked(missing.body).replace(never, theirs):
        yield "answers otherwise than a missing one"


@pytest.mark.parametrize("name", NAMES)
def test_everybody_may_do_what_the_policy_says_and_nothing_else(world: World, name: str) -> None:
    faults = [*check_own(world, name, ROWS[name])]
    if ROWS[name].args(world.a) != ROWS[name].args(world.b):
        faults += check_foreign(world, name, ROWS[name])
    assert faults == []


def test_hostile_text_stays_text_wherever_a_disclosure_is_shown(world: World) -> None:
    side = world.a
    versions = reverse("filings:disclosures", args=[side.algorithm.pk])
    frozen, draft = (f"{versions}{version.number}/" for version in (side.frozen, side.draft))
    both = f"{versions}compare/?before={side.frozen.pk}&after="
    with wall_down():
        codes = list(side.draft.sections.values_list("code", flat=True))
    pages = [
        *(f"{frozen}?audience={audience}" for audience in Audience.values),
        *(f"{draft}{code}/" for code in codes),
        f"{both}{side.frozen.pk}",
        f"{both}{side.draft.pk}",
    ]
    for page in pages:
        answer = Answer(world.clients["filer"], "GET", page)
        assert answer.status == 200, page
        assert [*faults_of(answer, foreign_mark="CANARY-B")] == [], page
    assert "CANARY-A" in Answer(world.clients["filer"], "GET", pages[0]).body.decode()


@pytest.mark.parametrize("name", NAMES)
def test_rights_removed_close_every_page_at_the_next_request(world: World, name: str) -> None:
    """Also files and downloads: whatever address names an object is gone with the last role."""
    row = ROWS[name]
    readers = sorted(row.reads & world.a.people.keys())
    if row.args(world.a) == row.args(world.b) or not readers:
        return  # no object, or nobody to lose the right
    path, never = (
        str(address(name, arguments))
        for arguments in (row.args(world.a), never_existing(row.args(world.a)))
    )
    client, person = world.clients[readers[0]], world.a.people[readers[0]]
    assert not Answer(client, "GET", path).refused
    with undone():
        with wall_down():
            Membership.objects.filter(user=person).delete()
        after, missing = Answer(client, "GET", path), Answer(client, "GET", never)
    assert [*differences(after, missing)] == []


PLANTED_FIELDS = {
    "id": "1",
    "is_active": "",
    "is_demo": "1",
    "is_operator": "1",
    "registered_at": "2001-01-01",
    "sha256": "0" * 64,
    "state": "filed",
}


def standing_of(world: World) -> list[Any]:
    """What no form may write: other providers' rows, and who people are."""
    with wall_down():
        theirs = Algorithm.objects.filter(provider=world.b.provider).values_list()
        members = Membership.objects.filter(provider=world.b.provider).values_list()
        providers = Provider.objects.values_list("id", "registered_at")
        ranks = User.objects.filter(pk__in=[u.pk for u in world.a.people.values()])
        facts = ranks.values_list("id", "is_operator", "is_demo", "is_active")
        return [list(rows.order_by("id")) for rows in (theirs, members, providers, facts)]


@pytest.mark.parametrize("name", [name for name in NAMES if ROWS[name].body])
def test_fields_that_no_form_offers_change_nothing(world: World, name: str) -> None:
    row = ROWS[name]
    actor = min(row.writes)
    assert row.body is not None
    extra = PLANTED_FIELDS | {
        "provider": world.b.provider.pk,
        "provider_id": world.b.provider.pk,
        "user": world.b.membership.user_id,
    }
    before = standing_of(world)
    with undone():
        reset_wall()
        path = address(name, row.args(world.a))
        world.clients[actor].post(str(path), {**extra, **row.body(world.a)})
        after = standing_of(world)
    assert [rows[: len(before[i])] for i, rows in enumerate(after)] == before


# -- the harness sees a fault where there is one ---------------------------------------------------
def leaking(request: HttpRequest, pk: int) -> HttpResponse:
    with wall_down():
        return HttpResponse(Provider.objects.get(pk=pk).name_zh + '<p style="x">')


def writing(request: HttpRequest, pk: int) -> HttpResponse:
    with wall_down():
        Provider.objects.filter(pk=pk).update(address="changed")
    return HttpResponse("done")


@pytest.mark.parametrize(
    ("view", "complaints"),
    [
        (leaking, {"showed CANARY-B", "style= on <p>", "answered 200", "otherwise"}),
        (writing, {"changed rows", "not refused", "left no event"}),
    ],
)
def test_the_matrix_sees_a_planted_fault(
    world: World, monkeypatch: pytest.MonkeyPatch, view: Any, complaints: set[str]
) -> None:
    name, row = "filings:provider_edit", ROWS["filings:provider_edit"]
    pattern = next(pattern for pattern in urls.urlpatterns if pattern.name == "provider_edit")
    monkeypatch.setattr(pattern, "callback", view)
    faults = "\n".join([*check_own(world, name, row), *check_foreign(world, name, row)])
    assert [said for said in complaints if said not in faults] == []


def test_the_crawler_sees_inline_script_and_style() -> None:
    page = (
        '<script>x</script><p style="a" onclick="b"><a href=" javascript:x"></a>'
        '<style></style><script src="/static/a.js"></script>'
        '<script type="application/json">{}</script>'
    )
    assert inline(page) == [
        "inline script",
        "style= on <p>",
        "onclick= on <p>",
        "href=javascript: on <a>",
        "<style>",
    ]


# -- whatever another system may send ------------------------------------------------------------
CASES = int(os.environ.get("API_CASES", "200"))
WRITE_NOWHERE = {ANONYMOUS, "auditor", OPERATOR}


def faults_of_program(actor: str, case: Any, answer: Answer, request: Any) -> Iterator[str]:
    yield undescribed(case, answer, request)
    if foreign_mark(actor).encode() in answer.body:
        yield f"showed {foreign_mark(actor)}"
    if answer.changed and actor in WRITE_NOWHERE:
        yield "changed rows"
    if answer.changed and answer.status >= 300:
        yield "changed rows and refused"
    if answer.changed and not answer.recorded:
        yield "left no event"


def test_nothing_that_is_sent_to_the_api_breaks_it_or_shows_or_changes_too_much(
    world: World, record_property: Callable[[str, object], None]
) -> None:
    fuzzer = Fuzzer(world.a)
    names = sorted(fuzzer.operations)
    assert len(names) > 40
    faults: dict[str, str] = {}

    @given(st.data())
    @settings(
        max_examples=CASES,
        deadline=None,
        derandomize=CASES < 1000,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(names))
        actor = data.draw(st.sampled_from(ACTORS))
        case = fuzzer.case(data.draw, name)
        path, sent, request = asked(case)
        answer = Answer(world.clients[actor], str(case.method), path, sent=sent)
        fuzzer.said[name, actor, answer.status] += 1
        for fault in filter(None, faults_of_program(actor, case, answer, request)):
            told = f"{path} as {actor} with {sent}: {answer.status} {fault}"
            faults.setdefault(f"{name}: {fault[:90]}", told)

    ask()
    record_property("requests by Schemathesis", fuzzer.summary())
    assert faults == {}, "\n".join(f"{what}\n{told}" for what, told in faults.items())
