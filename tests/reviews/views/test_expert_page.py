"""One page from the link to the signature, with every file of the case and of no other."""

from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from filings.enums import DocumentKind
from filings.models import Disclosure, User
from reviews.enums import PaperAudience
from reviews.models import ExpertReview
from reviews.services import expert_review
from tests.factories import DisclosureFactory, EvidenceFactory, frozen_facts, wall_down
from tests.reliability.world import reset_wall
from tests.reviews import judging
from tests.reviews.judging import Bench, do


def with_a_file(bench: Bench) -> Any:
    """The version that will be handed in has one file."""
    with transaction.atomic(), wall_down():
        draft = DisclosureFactory(algorithm=bench.algorithm, number=2)
        file = EvidenceFactory(disclosure=draft, path="notice.principle")
        frozen = frozen_facts(draft.form_version, judging.DISCLOSED, draft.started_by)
        Disclosure.objects.filter(pk=draft.pk).update(**frozen)
    return file


def invited(review: ExpertReview, head: Any) -> tuple[Any, str, Client]:
    """A further expert, let in by their link, who has not declared yet."""
    seat, link = do(head, expert_review.invite, review=review, person=judging.expert(7))
    client = Client(headers={"accept-language": "en"})
    session = client.session
    with judging.as_judge(head):
        token = seat.tokens.latest("pk")
    session["expert_links"] = {str(token.pk): token.digest}
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    return seat, link, client


def test_an_expert_reads_files_and_package_from_the_declaration_to_the_end(bench: Bench) -> None:
    file = with_a_file(bench)
    review, head = judging.with_experts(bench)
    paper = judging.issued(
        bench,
        DocumentKind.REVIEW_EXPERT_PACKAGE,
        "专家复核材料清单",
        audience=PaperAudience.ORGANISER,
        expert_review=review,
    )
    seat, link, client = invited(review, head)
    paths = [
        reverse("reviews:expert_file", args=[link, file.pk]),
        reverse("reviews:expert_package", args=[link, paper.document_id]),
    ]
    page = reverse("reviews:expert", args=[link])

    def answers() -> list[int]:
        reset_wall()
        return [client.get(path).status_code for path in paths]

    assert answers() == [404, 404]
    reset_wall()
    client.post(page, {"relations": "无", "independent": "on", "confidential": "on"})
    reset_wall()
    shown = client.get(page).content.decode()
    assert all(f'href="{path}"' in shown for path in paths), shown
    assert answers() == [410, 410], "rows without bytes: found, and said to be damaged"
    reset_wall()
    other = Client(headers={"accept-language": "en"})
    assert [other.get(path).status_code for path in paths] == [404, 404], "the link alone is little"
    do(head, expert_review.recuse_expert, seat=seat, reason="利害关系")
    assert answers() == [404, 404]


def test_who_organises_reads_what_the_record_hints_at(bench: Bench) -> None:
    review, head = judging.with_experts(bench)
    person = judging.expert(8, unit=bench.provider.name_zh)
    do(head, expert_review.invite, review=review, person=person)
    User.objects.update(language="en")
    client = Client(headers={"accept-language": "en"})
    client.force_login(head)
    reset_wall()
    page = client.get(reverse("reviews:expert_review", args=[review.pk])).content.decode()
    assert f"same unit as the applicant: {bench.provider.name_zh}" in page
    assert page.count("What the record hints at") == 1
    reset_wall()
    applicant = Client(headers={"accept-language": "en"})
    applicant.force_login(bench.filer)
    other = applicant.get(reverse("reviews:expert_review", args=[review.pk])).content.decode()
    assert "What the record hints at" not in other


def test_a_link_opens_no_file_of_another_case(bench: Bench) -> None:
    review, head = judging.with_experts(bench)
    _seat, link, client = invited(review, head)
    reset_wall()
    page = reverse("reviews:expert", args=[link])
    client.post(page, {"relations": "无", "independent": "on", "confidential": "on"})
    with wall_down():
        elsewhere = EvidenceFactory(disclosure__algorithm__provider=bench.provider)
    reset_wall()
    path = reverse("reviews:expert_file", args=[link, elsewhere.pk])
    assert client.get(path).status_code == 404
