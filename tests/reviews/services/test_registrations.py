"""Registrations and annual reports: due from facts, recorded once, printed as counted."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from filings import walls
from filings.documents import CHINESE, ENGLISH
from filings.enums import DeadlineState
from filings.models import Deadline, Job, User
from filings.services import jobs
from filings.statemachine import ActionRefused
from reviews.documents import annual
from reviews.enums import Outcome, RecusalGround
from reviews.models import CommitteeService, Paper, Registration
from reviews.selectors import committees, registrations
from reviews.services import annual as press
from reviews.services import panel
from reviews.services import registrations as services
from reviews.services.papers import WORK
from tests.factories import wall_down
from tests.reliability.world import reset_wall
from tests.reviews import judging
from tests.reviews.judging import Bench, do

TODAY = timezone.localdate


def terms(user: User, today: date | None = None) -> dict[str, registrations.Term]:
    with judging.as_judge(user):
        fresh = judging.fresh(user)
        walls.enter(fresh)
        walls.enter_as_judge(fresh)
        return {
            f"{each.kind} {each.about if each.kind == 'eth_annual' else ''}".strip(): each
            for each in registrations.terms(fresh, today or TODAY())
        }


def approved(bench: Bench) -> Bench:
    """An activity of the list, approved with its second review."""
    judging.replied(bench)
    judging.vote(bench)
    judging.staged(bench)
    return judging.released(bench)


def test_terms_follow_from_what_happened(bench: Bench) -> None:
    found = terms(bench.secretary.person, date(2027, 2, 1))
    assert found["eth_reg_committee"].due_on == date(2026, 2, 4)
    assert found["eth_annual 2026"].due_on == date(2027, 3, 31)
    assert all(each.may_record for each in found.values())
    assert "eth_reg_activity" not in found


def test_an_approved_activity_of_the_list_is_registered_within_its_term(bench: Bench) -> None:
    approved(bench)
    term = terms(bench.secretary.person)["eth_reg_activity"]
    assert term.due_on == TODAY() + timedelta(days=30)
    facts = {"case": bench.the_case, "done_on": TODAY(), "reference": "登记-1"}
    do(bench.secretary.person, services.activity, **facts)
    done = terms(bench.filer)["eth_reg_activity"]
    assert (done.done_on, done.reference) == (TODAY(), "登记-1")
    with wall_down():
        clock = Deadline.objects.get(rule="eth_reg_activity")
    assert clock.state == DeadlineState.MET
    with pytest.raises(ActionRefused):
        do(bench.secretary.person, services.activity, **facts)


def test_an_activity_off_the_list_is_not_registered(bench: Bench) -> None:
    judging.released(bench)
    assert "eth_reg_activity" not in terms(bench.secretary.person)
    with wall_down():
        assert not Deadline.objects.filter(rule="eth_reg_activity").exists()


@pytest.mark.parametrize("who", ["auditor", "member"])
def test_others_record_nothing(bench: Bench, who: str) -> None:
    judging.submitted(bench)
    people = {"auditor": bench.people["auditor"], "member": bench.members[4].person}
    with pytest.raises(ActionRefused):
        do(
            people[who],
            services.report,
            committee=bench.committee,
            provider=bench.provider,
            year=2025,
            done_on=date(2026, 3, 1),
            reference="x",
        )
    with wall_down():
        assert not Registration.objects.exists()


def test_the_report_counts_what_was_released(bench: Bench) -> None:
    judging.staged(bench)
    year = TODAY().year

    def numbers() -> dict[str, str]:
        with wall_down():
            made = annual.report(bench.committee, bench.provider, year, ENGLISH)
        return {line.label: line.text for part in made.parts for line in part.lines}

    before = numbers()
    assert (before["Applications accepted"], before["Decisions released"]) == ("1", "0")
    judging.released(bench)
    after = numbers()
    assert after["Decisions released"] == "1"
    assert after[str(Outcome.APPROVE.label)] == "1"
    assert after["Days from acceptance to decision (median)"] == "0"
    with wall_down():
        chinese = annual.report(bench.committee, bench.provider, year, CHINESE)
    assert "第四十五条" in chinese.opening[0]
    assert len(chinese.parts[0].tables[0].rows) == 9


def test_the_report_is_printed_and_read_by_whoever_may(
    bench: Bench, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    year = TODAY().year
    with wall_down():
        service = CommitteeService.objects.select_related("committee", "provider").get()
    job: Job = do(bench.secretary.person, press.ask, serving=service, year=year)
    jobs.run(job.pk, bench.provider.pk, WORK)
    with wall_down():
        assert Paper.objects.filter(committee=bench.committee, subject=year).count() == 4
    client = Client(headers={"accept-language": "en"})
    client.force_login(bench.secretary.person)
    reset_wall()
    path = reverse("reviews:annual_report", args=[bench.committee.pk, bench.provider.pk, year])
    page = client.get(path)
    assert page.content.decode().count(" download>") == 4
    key = page.context["form"]["key"].value()
    reset_wall()
    early = client.post(path, {"key": key, "done_on": TODAY().isoformat(), "reference": "早报"})
    assert early.status_code == 409
    assert "早报" in early.content.decode()
    reset_wall()
    outsider = Client()
    outsider.force_login(judging.make_bench().secretary.person)
    assert outsider.get(path).status_code == 404


def test_a_recused_secretary_records_the_report_and_reads_none(bench: Bench) -> None:
    approved(bench)
    secretary, year = bench.secretary.person, TODAY().year
    do(
        secretary,
        panel.recuse,
        case=bench.the_case,
        person=secretary,
        ground=RecusalGround.FAMILY,
    )
    with wall_down():
        service = CommitteeService.objects.select_related("committee", "provider").get()
    with pytest.raises(ActionRefused):
        do(secretary, press.ask, serving=service, year=year)
    with pytest.raises(ActionRefused):
        do(
            secretary,
            services.activity,
            case=bench.the_case,
            done_on=TODAY(),
            reference="登记-1",
        )
    client = Client(headers={"accept-language": "en"})
    client.force_login(secretary)
    reset_wall()
    path = reverse("reviews:annual_report", args=[bench.committee.pk, bench.provider.pk, year])
    page = client.get(path)
    said = page.content.decode()
    assert "from which you are recused" in said
    assert bench.the_case.number not in said
    assert "judged" not in said
    assert not page.context["report"]
    do(
        secretary,
        services.report,
        committee=bench.committee,
        provider=bench.provider,
        year=year - 1,
        done_on=TODAY(),
        reference="年报-1",
    )
    with wall_down():
        assert Registration.objects.get().reference == "年报-1"


def test_a_year_is_reported_once(bench: Bench) -> None:
    facts = {
        "committee": bench.committee,
        "provider": bench.provider,
        "year": TODAY().year - 1,
        "done_on": TODAY(),
        "reference": "年报-1",
    }
    do(bench.filer, services.report, **facts)
    with pytest.raises(ActionRefused):
        do(bench.filer, services.report, **facts)
    with wall_down():
        assert Registration.objects.get().reference == "年报-1"


def test_a_term_that_ends_leaves_an_alarm_for_whoever_runs_the_committee(bench: Bench) -> None:
    lawyers = [seat for seat in bench.members if seat.category == "law"]
    for seat in lawyers:
        seat.ended_on = TODAY() + timedelta(days=200)
        seat.save()
    with judging.as_judge(bench.secretary.person):
        (alarm,) = committees.alarms(judging.fresh(bench.secretary.person), TODAY())
    assert alarm.on == TODAY() + timedelta(days=200)
    assert {seat.pk for seat in alarm.leaving} <= {seat.pk for seat in lawyers}
    assert [str(each) for each in alarm.lacks]
    with judging.as_judge(bench.members[4].person):
        assert committees.alarms(judging.fresh(bench.members[4].person), TODAY()) == []


def test_whoever_runs_the_committee_records_its_registration_once(bench: Bench) -> None:
    today = timezone.localdate()
    facts = {"committee": bench.committee, "done_on": today, "reference": " 委-2026-1 "}
    for person in (bench.members[4].person, bench.people["auditor"]):
        with pytest.raises(ActionRefused):
            do(person, services.committee, **facts)
    do(bench.secretary.person, services.committee, **facts)
    bench.committee.refresh_from_db()
    assert (bench.committee.registered_on, bench.committee.registration) == (today, "委-2026-1")
    with pytest.raises(ActionRefused, match="already"):
        do(bench.chair, services.committee, **facts)


def test_the_list_leads_the_secretary_to_a_page_that_records(bench: Bench) -> None:
    client = Client()
    client.force_login(bench.secretary.person)
    path = reverse("reviews:committee_registration", args=[bench.committee.pk])
    assert path in client.get(reverse("reviews:registrations")).content.decode()
    typed = {"key": str(uuid4()), "done_on": "2026-02-02", "reference": "委-2026-1"}
    assert client.post(path, typed).status_code == 302
    bench.committee.refresh_from_db()
    assert bench.committee.registration == "委-2026-1"
