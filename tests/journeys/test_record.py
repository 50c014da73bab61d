"""The whole story over HTTP, in both languages: real services, the real print shop."""

from pathlib import Path

import pytest
from pytest_django import Settings

from filings import tasks
from filings.models import Job, User
from tests.factories import wall_down
from tests.filings.printing.pages import needs_poppler, text_of
from tests.journeys.story import CHINESE, ENGLISH, NAME, NAME_EN, Story, Words
from tests.journeys.visitor import Reader
from tests.people import People


@needs_poppler
@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=lambda words: words.language)
def test_from_an_empty_register_to_the_public_notice(
    people: People, words: Words, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    User.objects.update(language=words.language)
    visitor = Reader()

    def work() -> None:
        with wall_down():
            job = Job.objects.get()
        tasks.run_job(job.pk, job.provider_id)
        visitor.visit(visitor.path)

    papers = [text_of(paper) for paper in Story(visitor, people, words, work).tell()]
    assert len(papers) == 2
    for text, said in zip(
        papers,
        (
            (NAME, "算法基本原理本算法根据您在商城内的浏览、收藏、加购和购买记录"),
            (NAME_EN.replace(" ", ""), "BasicprincipleFromwhatyouview,save,addtothebasket"),
        ),
        strict=True,
    ):
        assert [words for words in said if words not in text] == []
