"""What every request passes."""

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client

from filings import urls
from filings.models import Provider
from tests.factories import wall_down
from tests.people import People


def writes_and_answers(request: HttpRequest) -> HttpResponse:
    Provider.objects.update(address="half-written")
    return HttpResponse("sorry", status=500)


def writes_and_breaks(request: HttpRequest) -> HttpResponse:
    Provider.objects.update(address="half-written")
    raise ZeroDivisionError


def writes_and_finds_nothing(request: HttpRequest) -> HttpResponse:
    Provider.objects.update(address="half-written")
    raise Http404


def writes(request: HttpRequest) -> HttpResponse:
    Provider.objects.update(address="written")
    return HttpResponse("done")


@pytest.mark.parametrize(
    ("view", "kept"),
    [
        (writes_and_answers, ""),
        (writes_and_breaks, ""),
        (writes_and_finds_nothing, ""),
        (writes, "written"),
    ],
)
def test_a_request_that_fails_leaves_nothing_behind(
    people: People, monkeypatch: pytest.MonkeyPatch, view: object, kept: str
) -> None:
    pattern = next(pattern for pattern in urls.urlpatterns if pattern.name == "people")
    monkeypatch.setattr(pattern, "callback", view)
    client = Client(raise_request_exception=False)
    client.force_login(people.filer)
    client.get("/people/")
    with wall_down():
        standing = dict(Provider.objects.values_list("pk", "address"))
    assert standing == {people.provider.pk: kept, people.elsewhere.pk: ""}
