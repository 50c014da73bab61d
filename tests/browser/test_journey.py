"""The whole story in a real Chromium: in Chinese as most will, in English without JavaScript."""

import pytest
from django.db import transaction

from filings import tasks
from filings.models import Job, User
from tests.browser.conftest import Contexts
from tests.browser.reader import PASSWORD, BrowserReader
from tests.factories import wall_down
from tests.filings.printing.pages import needs_poppler, text_of
from tests.journeys.story import CHINESE, ENGLISH, NAME, NAME_EN, Story, Words
from tests.people import People, make_people


@pytest.fixture
def people(empty_site: str) -> People:
    with transaction.atomic():
        made = make_people()
    for person in User.objects.all():
        person.set_password(PASSWORD)
        person.save()
    return made


@needs_poppler
@pytest.mark.parametrize(
    ("words", "scripts"),
    [(CHINESE, True), (ENGLISH, False)],
    ids=["in Chinese", "in English without JavaScript"],
)
def test_from_an_empty_register_to_the_public_notice_in_a_browser(
    contexts: Contexts, empty_site: str, people: People, words: Words, scripts: bool
) -> None:
    User.objects.update(language=words.language)
    reader = BrowserReader(empty_site, lambda: contexts(java_script_enabled=scripts))

    def work() -> None:
        """The page asks again by itself."""
        with transaction.atomic(), wall_down():
            job = Job.objects.get()
        tasks.run_job(job.pk, job.provider_id)
        reader.page.locator("main .state-good").wait_for()

    papers = [text_of(paper) for paper in Story(reader, people, words, work).tell()]
    assert len(papers) == 2
    assert NAME in papers[0]
    assert NAME_EN.replace(" ", "") in papers[1]
    assert [watch.faults for watch in reader.watches if watch.faults] == []
