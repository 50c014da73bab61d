"""Letters to the applicant and to reviewers: what is missing, acceptance, invitation, decision."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import override

from filings import regulations
from filings.documents.paper import spoken
from filings.statemachine import Sentence
from reviews.documents.head import headed, reviewed
from reviews.documents.official import Counted, Official, Part
from reviews.documents.words import (
    cited,
    clause_of,
    day,
    lines,
    minute,
    numbered,
    of_experts,
    of_vote,
    pack_of,
    paragraphs,
    reckoned,
    table,
)
from reviews.enums import APPROVING, Outcome, Procedure, RoundState
from reviews.models import Assignment, Correction, Decision, Motion, Round
from reviews.points import POINTS

_STANDING: dict[Outcome, Sentence] = {
    Outcome.CONTINUE: _lazy("The activity continues as approved."),
    Outcome.SUSPEND: _lazy("The activity is suspended until the committee lifts the suspension."),
    Outcome.LIFT: _lazy("The suspension is lifted; the approval holds again."),
    Outcome.TERMINATE: _lazy("The activity ends. To start it again, apply anew."),
}


def deficiencies(round_: Round, language: str) -> Official:
    with override(spoken(language)):
        return headed(
            round_,
            language,
            title=_("Notice of missing material"),
            addressee=str(round_.provider),
            opening=(
                _(
                    "The committee has received your application for the ethics review of "
                    "“%(activity)s”. The material is not complete. Under %(article)s the committee "
                    "tells you once and completely what is missing:"
                )
                % {"activity": round_.case.algorithm, "article": cited("ethics-2023-10")},
            ),
            parts=numbered(
                [
                    Part(_("Missing material"), items=paragraphs(round_.asked_for)),
                    Part(_("Application"), lines=reviewed(round_)),
                ]
            ),
            closing=(
                _(
                    "Hand in all of it together. The time for the decision begins with acceptance; "
                    "nothing else will be asked for in this round."
                ),
            ),
            dated=day(round_.asked_at),
        )


def acceptance(round_: Round, language: str) -> Official:
    """受理通知书, or the notice that an application is not accepted."""
    with override(spoken(language)):
        refused = round_.state == RoundState.NOT_ACCEPTED
        return headed(
            round_,
            language,
            title=_("Notice of non-acceptance") if refused else _("Notice of acceptance"),
            addressee=str(round_.provider),
            opening=(
                _(
                    "The committee has examined your application for the ethics review of "
                    "“%(activity)s” under %(article)s. The result is as follows."
                )
                % {"activity": round_.case.algorithm, "article": cited("ai-ethics-13")},
            ),
            parts=numbered(_not_accepted(round_) if refused else _accepted(round_)),
            dated=day(round_.state_since if refused else round_.accepted_at),
        )


def _not_accepted(round_: Round) -> Iterator[Part]:
    yield Part(_("Result"), (_("The application is not accepted."),))
    yield Part(_("Reasons"), paragraphs(round_.refusal))
    yield Part(_("Application"), lines=reviewed(round_))


def _accepted(round_: Round) -> Iterator[Part]:
    pack = pack_of(round_)
    emergency = round_.procedure == Procedure.EMERGENCY
    number = "emergency_hours" if emergency else "decision_days"
    yield Part(
        _("Result"),
        (_("The application is accepted."),),
        lines(
            (_("Accepted on"), minute(round_.accepted_at)),
            (_("Procedure applied"), round_.get_procedure_display()),
            (_("Decision due by"), minute(round_.due_at)),
            (_("Basis of the term"), cited(clause_of(pack, number))),
        ),
    )
    yield Part(
        _("Reasons for the procedure"),
        paragraphs(round_.procedure_reason),
        lines(
            (_("Ground for the procedure"), round_.get_simplified_ground_display()),
            (_("Act that orders the emergency response"), round_.emergency_act),
        ),
    )
    yield Part(
        _("Expert second review"),
        (
            _("The activity is on the list and needs the expert second review.")
            if round_.listed
            else _("The activity is not on the list of those that need the expert second review."),
            *paragraphs(round_.list_reason),
        ),
        lines(
            (_("Edition of the list"), round_.list_version),
            (_("Items"), "; ".join(listed_items(round_))),
        ),
    )
    yield Part(_("Application"), lines=reviewed(round_))


def listed_items(round_: Round) -> list[str]:
    lists = regulations.load().review_lists
    edition = next((each for each in lists if each.version == round_.list_version), lists[-1])
    return [f"{i.code} {i.title}" for i in edition.items if i.code in round_.list_items]


def invitation(assignment: Assignment, language: str) -> Official:
    round_ = assignment.round
    with override(spoken(language)):
        return headed(
            round_,
            language,
            title=_("Invitation to give an opinion"),
            addressee=str(assignment.seat.person),
            opening=(
                _(
                    "You are asked for an independent opinion in the ethics review of "
                    "“%(activity)s”. Declare your interests in this version first; whoever has a "
                    "conflict recuses and neither reads nor decides."
                )
                % {"activity": round_.case.algorithm},
            ),
            parts=numbered(
                [
                    Part(_("Application"), lines=reviewed(round_)),
                    Part(_("Points to be judged"), items=tuple(map(str, POINTS.values()))),
                    Part(
                        _("How to write it"),
                        (
                            _(
                                "Write your opinion by yourself. It is sealed when you submit it, "
                                "and opened together with the others."
                            ),
                        ),
                        lines((_("Decision due by"), minute(round_.due_at))),
                    ),
                ]
            ),
            dated=day(assignment.named_at),
        )


# -- the decision ---------------------------------------------------------------------------------
def decision(found: Decision, language: str) -> Official:
    """Dated by the day of the vote: a paper passed by a meeting bears the meeting's day."""
    round_ = found.round
    with override(spoken(language)):
        votes = list(_votes(found))
        return headed(
            round_,
            language,
            title=_("Decision on the ethics review"),
            addressee=str(round_.provider),
            opening=(
                _("The committee has reviewed “%(activity)s” under the %(procedure)s and decides:")
                % {
                    "activity": round_.case.algorithm,
                    "procedure": round_.get_procedure_display().lower(),
                },
            ),
            parts=numbered(_decided(found, votes)),
            counted=tuple(counted for _told, counted in votes),
            dated=day(_passed_at(found)),
        )


def _decided(found: Decision, votes: list[tuple[str, Counted]]) -> Iterator[Part]:
    yield Part(_("Decision"), (str(found.get_outcome_display()),), reviewed(found.round))
    yield _basis(found, votes)
    yield Part(_("Reasons"), paragraphs(found.reasons))
    if wanted := list(found.conditions.select_related("owner")):
        heads = (
            (_("No."), 8),
            (_("Condition"), 42),
            (_("Who does it"), 20),
            (_("To be done by"), 30),
        )
        rows = [
            (each.number, _placed(each.text, each.anchor), each.owner or _("the applying unit"),
             day(each.due_on))
            for each in wanted
        ]  # fmt: skip
        yield Part(_("Conditions"), tables=(table(_("Conditions of the approval"), heads, rows),))
    if found.advice:
        yield Part(_("Suggestions"), paragraphs(found.advice))
    if corrected := list(found.corrections.made()):
        yield _put_right(corrected)
    yield Part(_("What follows"), tuple(_follows(found)))


def _put_right(corrected: list[Correction]) -> Part:
    """Of a letter that is printed again."""
    title = _("Corrections since the release")
    heads = ((_("Corrected on"), 20), (_("As printed"), 40), (_("As it should read"), 40))
    rows = [(day(each.settled_at), each.passage, each.wording) for each in corrected]
    return Part(title, tables=(table(title, heads, rows),))


def correction(found: Correction, language: str) -> Official:
    """更正通知书. The letter itself is not printed anew; the notice is kept with it."""
    round_ = found.decision.round
    with override(spoken(language)):
        return headed(
            round_,
            language,
            title=_("Notice of correction"),
            addressee=str(round_.provider),
            opening=(
                _(
                    "In the letter with the decision on the ethics review of “%(activity)s” a "
                    "passage was written wrongly. It is corrected as follows. The decision, the "
                    "votes and the conditions stay as they are."
                )
                % {"activity": round_.case.algorithm},
            ),
            parts=numbered(_read_otherwise(found)),
            closing=(_("Keep this notice with the letter and read the two together."),),
            dated=day(found.proposed_at),
        )


def _read_otherwise(found: Correction) -> Iterator[Part]:
    decided = found.decision
    yield Part(
        _("Correction"),
        lines=lines(
            (_("Part of the letter"), found.get_place_display()),
            (_("As printed"), found.passage),
            (_("As it should read"), found.wording),
            (_("How the slip came about"), found.reason),
        ),
    )
    yield Part(
        _("The letter"),
        lines=lines(
            (_("Decision"), decided.get_outcome_display()),
            (_("Released"), minute(decided.released_at)),
            ("SHA-256", decided.letter.sha256 if decided.letter else ""),
        ),
    )
    yield Part(_("Application"), lines=reviewed(decided.round))


def _placed(text: str, anchor: str) -> str:
    if not anchor:
        return text
    words = {"text": text, "anchor": anchor}
    return _("%(text)s (place in the disclosure: %(anchor)s)") % words


def _votes(found: Decision) -> Iterator[tuple[str, Counted]]:
    """What was counted, in the order of the acts: first vote, experts, final vote."""
    motion = found.motion
    if motion is None:
        return
    if motion.final:
        first = _first_vote(motion)
        if first:
            yield _("First vote of the committee"), of_vote(first)
        if found.expert_review:
            yield _("Expert group"), of_experts(found.expert_review)
        yield _("Final vote of the committee"), of_vote(motion)
    else:
        yield _("Vote of the committee"), of_vote(motion)


def _first_vote(final: Motion) -> Motion | None:
    earlier = final.round.motions.filter(final=False, carried=True, pk__lt=final.pk)
    return earlier.order_by("-id").first()


def _basis(found: Decision, votes: list[tuple[str, Counted]]) -> Part:
    said = [
        text
        for told, counted in votes
        for text in (_("%(vote)s: %(sentence)s.") % {"vote": told, "sentence": counted.sentence},
                     reckoned(counted))
    ]  # fmt: skip
    if found.simplified:
        agreed = found.round.opinions.counted().count()
        pack = pack_of(found.round)
        said.append(
            _(
                "Simplified procedure: all %(agreed)d reviewers named by the chair agree "
                "(%(article)s)."
            )
            % {"agreed": agreed, "article": cited(clause_of(pack, "simplified_min"))}
        )
        said.append(
            _("Ground: %(ground)s.") % {"ground": found.round.get_simplified_ground_display()}
        )
    if found.exemption:
        said.append(
            _("Exempt from the expert second review, signed by legal on %(day)s (%(article)s).")
            % {"day": day(found.exemption.signed_at), "article": cited("ethics-2023-34")}
        )
    return Part(_("How it was decided"), tuple(said))


def _passed_at(found: Decision) -> datetime | None:
    if found.motion:
        return found.motion.closed_at
    last = found.round.opinions.order_by("submitted_at").last()
    return last.submitted_at if last else found.staged_at


def _follows(found: Decision) -> Iterator[str]:
    round_, pack = found.round, pack_of(found.round)
    outcome = Outcome(found.outcome)
    if outcome == Outcome.APPROVE_AFTER_CHANGES:
        yield _(
            "The approval comes into force when every condition has been met and verified; "
            "until then the activity may not be carried out."
        )
    if outcome in APPROVING:
        listed = round_.listed is not False
        number = "tracking_months_listed" if listed else "tracking_months"
        yield _("The committee looks at it again within %(months)d months (%(article)s).") % {
            "months": getattr(pack, number),
            "article": cited(clause_of(pack, number)),
        }
        yield _(
            "The approval holds for this version. Report changes of the plan or of the risks "
            "before they take effect (%(article)s)."
        ) % {"article": cited("ethics-2023-20")}
        if listed:
            yield _("Register the activity within %(days)d days (%(article)s).") % {
                "days": pack.registration_days,
                "article": cited("ethics-2023-44"),
            }
    elif outcome == Outcome.REVISE_AND_RESUBMIT:
        yield _("Revise the plan by the reasons above and submit the new version for review.")
    elif outcome == Outcome.REJECT:
        yield _("The activity may not be carried out.")
        yield _(
            "You may appeal to this committee in writing, with reasons and what supports them "
            "(%(article)s)."
        ) % {"article": cited("ethics-2023-18")}
    else:
        yield str(_STANDING[outcome])
