"""Writing down the logic of an algorithm: start a version, save its sections, freeze it."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from filings import answers as said
from filings import canonical, contents, history
from filings.answers import Missing, sound
from filings.enums import Act, Audience, DisclosureState, Restriction
from filings.models import Algorithm, Disclosure, DisclosureSection, Evidence, User
from filings.permissions import may_disclose
from filings.regulations import Field, Section
from filings.services import changes, determining, prechecks, projection, provider_sections
from filings.statemachine import ActionRefused

Marks = Mapping[str, Collection[str]]


class Conflict(ActionRefused):
    """Somebody saved the section since it was opened; `theirs` is what stands now."""

    def __init__(self, theirs: DisclosureSection) -> None:
        super().__init__(
            _(
                "%(person)s saved this section while you were writing. "
                "Nothing of yours is lost: choose for each field."
            )
            % {"person": theirs.edited_by}
        )
        self.theirs = theirs


def start(*, algorithm: Algorithm, by: User, like: Algorithm | None = None) -> Disclosure:
    """The next draft of an algorithm: from its last version, or from that of a sibling.

    A sibling's files prove the sibling's facts, so only answers and marks come from there.
    """
    _must_disclose(by, algorithm)
    locked = Algorithm.objects.select_for_update(of=("self",)).get(pk=algorithm.pk)
    if locked.disclosures.filter(state=DisclosureState.DRAFT).exists():
        raise ActionRefused(_("A draft of this algorithm is open already. Go on with it."))
    source = _source(locked, by, like)
    last = locked.disclosures.aggregate(last=Max("number"))["last"] or 0
    today = timezone.localdate()
    disclosure = Disclosure.objects.create(
        provider_id=locked.provider_id,
        algorithm=locked,
        number=last + 1,
        form_version=contents.form_on(today).version,
        started_from=source if source and source.provider_id == locked.provider_id else None,
        started_by=by,
    )
    _carry(source, disclosure, by)
    history.record(
        Act.DISCLOSURE_STARTED,
        by=by,
        disclosure=disclosure,
        number=disclosure.number,
        source=source.pk if source else None,
    )
    return disclosure


def save_section(  # noqa: PLR0913 - what was typed, against which revision, by whom
    *,
    disclosure: Disclosure,
    code: str,
    answers: Mapping[str, Any],
    marks: Marks,
    revision: int,
    by: User,
    settled: Collection[str] = (),
) -> DisclosureSection:
    """Save what is known of one section; gaps are allowed, malformed answers are not.

    `revision` is the one that was shown: an older one raises Conflict. `settled` names the
    bilingual texts (`field` or `group.key.field`) of which a person compared both sides.
    """
    _must_disclose(by, disclosure)
    draft = _locked_draft(disclosure)
    section = contents.section_of(draft, code)
    if malformed := list(sound.problems(section.fields, answers)):
        raise ActionRefused(*(f"{path}: {sentence}" for path, sentence in malformed))
    _check_marks(section, marks)
    row, _created = DisclosureSection.objects.get_or_create(
        disclosure=draft, code=code, defaults={"provider_id": draft.provider_id}
    )
    if row.revision != revision:
        raise Conflict(row)
    kept = {name: value for name, value in answers.items() if not said.is_blank(value)}
    row.answers = said.with_behind(section.fields, row.answers, kept, settled.__contains__)
    row.marks = {path: sorted(set(chosen)) for path, chosen in marks.items() if chosen}
    row.done = not list(said.missing_in(section, contents.answers_of(draft) | {code: row.answers}))
    row.revision += 1
    row.edited_by, row.edited_at = by, timezone.now()
    row.save()
    history.record(Act.SECTION_SAVED, by=by, disclosure=draft, section=code, revision=row.revision)
    return row


def missing(disclosure: Disclosure) -> list[Missing]:
    """What stands between the draft and its freeze."""
    return said.missing(contents.form_of(disclosure), contents.answers_of(disclosure))


def freeze(*, disclosure: Disclosure, by: User) -> Disclosure:
    """Make the version final: whole, with its digest, its facts in the ledger, its duties.

    A save that comes at the same moment is either in it or refused: both lock the version.
    """
    _must_disclose(by, disclosure)
    draft = _locked_draft(disclosure)
    if gaps := missing(draft):
        raise ActionRefused(
            _("%(count)d required answers are missing. Fill them in first.") % {"count": len(gaps)}
        )
    draft.algorithm = projection.write(draft.algorithm, contents.applying(draft), by=by)
    draft.content = contents.make(draft)
    draft.sha256 = canonical.digest(draft.content)
    draft.state = DisclosureState.FROZEN
    draft.frozen_by, draft.frozen_at = by, timezone.now()
    draft.save()
    history.record(
        Act.DISCLOSURE_FROZEN, by=by, disclosure=draft, number=draft.number, sha256=draft.sha256
    )
    prechecks.keep_texts(draft)
    determining.determine(disclosure=draft, by=by)
    changes.propose(draft, by=by)
    return draft


def _must_disclose(by: User, obj: Algorithm | Disclosure) -> None:
    if not may_disclose.allows(by, obj):
        raise ActionRefused(may_disclose.otherwise)


def _locked_draft(disclosure: Disclosure) -> Disclosure:
    draft = (
        Disclosure.objects.select_for_update(of=("self",))
        .select_related("algorithm", "provider")
        .get(pk=disclosure.pk)
    )
    if draft.is_frozen:
        raise ActionRefused(
            _("This version is frozen and never changes. Start the next version to write on.")
        )
    return draft


def _source(algorithm: Algorithm, by: User, like: Algorithm | None) -> Disclosure | None:
    """The version to start from; a sibling's must be frozen and visible to the person."""
    if like is None:
        return algorithm.disclosures.order_by("-number").first()
    visible = Disclosure.objects.visible_to(by).filter(
        algorithm=like, algorithm__family=algorithm.family, state=DisclosureState.FROZEN
    )
    if source := visible.order_by("-number").first():
        return source
    raise ActionRefused(_("That record has no frozen version you may read. Start without it."))


def _carry(source: Disclosure | None, draft: Disclosure, by: User) -> None:
    form = contents.form_of(draft)
    known = {section.code: section for section in form.sections}
    own = source is not None and source.algorithm_id == draft.algorithm_id
    carried = {row.code: row for row in source.sections.all()} if source else {}
    for code, section in known.items():
        answers = _first_answers(draft, section) if not own else {}
        marks: dict[str, Any] = {}
        if (row := carried.get(code)) and (own or not section.entity):
            answers = {**answers, **_still_asked(section.fields, row.answers, own=own)}
            marks = row.marks
        held = provider_sections.latest(draft.provider_id, code) if section.entity else None
        if held:  # what the provider says of itself goes before what an algorithm said of it
            answers = {**answers, **_still_asked(section.fields, held.answers, own=True)}
        if answers or row:
            DisclosureSection.objects.create(
                provider_id=draft.provider_id,
                disclosure=draft,
                code=code,
                answers=answers,
                marks=marks,
                done=_is_done(section, answers) if held else bool(row and row.done and own),
            )
    if source and own:
        _carry_evidence(source, draft, by)


def _is_done(section: Section, answers: Mapping[str, Any]) -> bool:
    return not list(said.missing_in(section, {section.code: answers}))


def _first_answers(draft: Disclosure, section: Section) -> dict[str, Any]:
    """The ledger's facts, where the form asks for them and they are well formed."""
    known = projection.first_answers(draft.algorithm, section.code)
    return {
        code: value
        for code, value in _still_asked(section.fields, known, own=True).items()
        if not said.is_blank(value)
    }


def _still_asked(
    fields: Collection[Field], answers: Mapping[str, Any], *, own: bool
) -> dict[str, Any]:
    """Answers to fields that the form still has; a sibling's people stay with the sibling."""
    known = {field.code: field for field in fields}
    return {
        code: value
        for code, value in answers.items()
        if code in known
        and (own or known[code].kind != "person")
        and not list(sound.problems([known[code]], {code: value}))
    }


def _carry_evidence(source: Disclosure, draft: Disclosure, by: User) -> None:
    Evidence.objects.bulk_create(
        Evidence(
            provider_id=draft.provider_id,
            algorithm=draft.algorithm,
            disclosure=draft,
            carried_from=file,
            added_by=by,
            **{name: getattr(file, name) for name in contents.CARRIED},
        )
        for file in source.evidence.filter(removed_at=None)
    )


def _check_marks(section: Section, marks: Marks) -> None:
    fields = dict(contents.columns(section))
    for path, chosen in marks.items():
        if path not in fields or set(chosen) - set(Restriction.values):
            raise ActionRefused(_("The form has no such mark."))
        if chosen and fields[path].audience == Audience.PUBLIC:
            raise ActionRefused(
                _(
                    "“%(field)s” is published for everybody to read, so it cannot be held back. "
                    "Write the secret part into a field for the regulator."
                )
                % {"field": fields[path].label}
            )
