"""Invitations, roles, and the administrator who must stay."""

import pytest
from django.core import signing
from django.core.mail import EmailMessage
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from filings import walls
from filings.enums import Act, Role
from filings.models import Event, Membership, User
from filings.services import people as service
from filings.services.people import Invited
from filings.statemachine import ActionRefused
from tests.factories import MembershipFactory, UserFactory
from tests.people import People

NEW = Invited("New.Person@Example.com", "新同事", "zh-hans")


def address(path: str) -> str:
    return f"https://beian.example{path}"


def invite(people: People, invited: Invited = NEW, by: User | None = None) -> User:
    return service.invite(
        provider=people.provider,
        invited=invited,
        roles=[Role.FILER, Role.LEGAL],
        by=by or people.administrator,
        address=address,
    )


def test_an_invited_person_gets_roles_a_history_and_a_link(
    people: People,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with walls.for_person(people.administrator):
        with django_capture_on_commit_callbacks(execute=True):
            person = invite(people)
        events = Event.objects.filter(act=Act.MEMBER_ADDED)
        assert {e.payload["role"] for e in events} == {"filer", "legal"}
        assert {e.payload["person"] for e in events} == {person.pk}
        held = Membership.objects.filter(user=person).values_list("role", flat=True)
        assert set(held) == {"filer", "legal"}
    (mail,) = mailoutbox
    assert mail.to == ["new.person@example.com"]
    link = next(line for line in mail.body.splitlines() if line.startswith("https://"))
    assert service.person_invited_by(link.rstrip("/").rsplit("/", 1)[1]) == person
    assert not person.has_usable_password()


def test_somebody_known_keeps_their_name_and_password(people: People) -> None:
    known = UserFactory(name="Known", password="a-long-enough-password")
    with walls.for_person(people.administrator):
        assert invite(people, Invited(known.email.upper(), "Other", "en")) == known
    known.refresh_from_db()
    assert known.name == "Known"
    assert known.check_password("a-long-enough-password")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_invite_and_a_refusal_leaves_no_trace(
    people: People, role: Role
) -> None:
    person = people.acting_as(role)
    with walls.for_person(person):
        with pytest.raises(ActionRefused, match="Only an administrator"):
            invite(people, by=person)
        assert not User.objects.filter(email="new.person@example.com").exists()
        assert Event.objects.count() == 0


def test_an_administrator_elsewhere_gives_no_role_here(people: People) -> None:
    with walls.for_person(people.stranger), pytest.raises(ActionRefused):
        invite(people, by=people.stranger)


def test_a_link_works_once(people: People) -> None:
    person = service.enrol(NEW)
    token = service.invitation_path(person).split("/")[-2]
    assert service.person_invited_by(token) == person
    service.accept_invitation(person=person, password="a-long-enough-password")
    assert service.person_invited_by(token) is None


def test_a_link_of_somebody_who_may_no_longer_come_in_is_dead(db: None) -> None:
    person = service.enrol(NEW)
    token = service.invitation_path(person).split("/")[-2]
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert service.person_invited_by(token) is None


def test_a_link_ends_after_seven_days(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    person = service.enrol(NEW)
    token = service.invitation_path(person).split("/")[-2]
    now = timezone.now().timestamp()
    monkeypatch.setattr("time.time", lambda: now + 7 * 86_400 - 60)
    assert service.person_invited_by(token) == person
    monkeypatch.setattr("time.time", lambda: now + 7 * 86_400 + 60)
    assert service.person_invited_by(token) is None


def test_a_link_for_another_purpose_is_no_invitation(db: None) -> None:
    person = service.enrol(NEW)
    forged = signing.dumps([person.pk, service._password_mark(person)], salt="other")
    assert service.person_invited_by(forged) is None


def test_a_role_is_taken_with_its_history(people: People) -> None:
    with walls.for_person(people.administrator):
        membership = Membership.objects.get(user=people.filer)
        service.take_role(membership=membership, by=people.administrator)
        assert not Membership.objects.filter(user=people.filer).exists()
        event = Event.objects.get(act=Act.MEMBER_REMOVED)
        assert event.payload == {"person": people.filer.pk, "role": "filer"}


def test_the_last_administrator_stays(people: People) -> None:
    with walls.for_person(people.administrator):
        last = Membership.objects.get(user=people.administrator)
        with pytest.raises(ActionRefused, match="last administrator"):
            service.take_role(membership=last, by=people.administrator)
        MembershipFactory(provider=people.provider, user=people.legal, role=Role.ADMINISTRATOR)
        service.take_role(membership=last, by=people.administrator)
        assert [
            m.user for m in Membership.objects.filter(role=Role.ADMINISTRATOR).select_related()
        ] == [people.legal]


def test_giving_a_role_twice_is_one_role_and_one_event(people: People) -> None:
    with walls.for_person(people.administrator):
        for _ in range(2):
            service.give_role(
                provider=people.provider,
                person=people.filer,
                role=Role.AUDITOR,
                by=people.administrator,
            )
        assert Event.objects.filter(act=Act.MEMBER_ADDED).count() == 1
