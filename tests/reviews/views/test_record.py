"""What the record tells of a review: its steps in words, and no code of the machine."""

import re

from django.test import Client
from django.urls import reverse

from filings.models import User
from tests.reviews import judging
from tests.reviews.judging import Bench


def test_the_history_of_an_algorithm_tells_the_steps_of_its_review_in_words(
    client: Client, bench: Bench
) -> None:
    judging.released(bench)
    User.objects.filter(pk=bench.filer.pk).update(language="zh-hans")
    client.force_login(bench.filer)
    page = reverse("filings:algorithm_history", args=[bench.algorithm.pk])
    told = client.get(page).content.decode()
    for words in ("伦理审查进展：提交申请", "伦理审查进展：受理", "伦理审查进展：发布决定"):
        assert words in told
    assert re.findall(r"under_review|in_force|submit_case|rule pack|procedure", told) == []
