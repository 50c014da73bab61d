"""From the record to the judgement: a case is opened where its need is shown."""

from django.test import Client
from django.urls import reverse

from reviews.models import Case
from tests.factories import wall_down
from tests.reviews.judging import Bench


def test_the_page_of_the_need_leads_to_a_case(bench: Bench) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(bench.filer)
    with wall_down():
        version = bench.algorithm.disclosures.get()
    need = client.get(reverse("filings:ethics", args=[bench.algorithm.pk, version.number]))
    opening = reverse("reviews:case_open", args=[bench.algorithm.pk])
    assert f'href="{opening}"' in need.content.decode()
    page = client.get(opening)
    facts = {"key": str(page.context["form"]["key"].value()), "committee": bench.committee.pk}
    opened = client.post(opening, facts | {"late_reason": "已上线"})
    with wall_down():
        case = Case.objects.get()
    assert opened.url == case.get_absolute_url()  # type: ignore[attr-defined]
    assert client.get(opened.url).status_code == 200  # type: ignore[attr-defined]
