"""Votes as whoever judges may see them, with their arithmetic."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from filings.models import User
from filings.statemachine import Sentence
from reviews.models import Ballot, Case, Motion


@dataclass(frozen=True)
class Vote:
    motion: Motion
    arithmetic: Sentence
    ballots: list[Ballot]
    mine: Ballot | None


def votes(case: Case, user: User) -> list[Vote]:
    ballots = list(
        Ballot.objects.visible_to(user)
        .filter(voter__motion__round__case=case)
        .select_related("voter__seat__person")
    )
    return [
        Vote(
            motion,
            arithmetic(motion),
            [b for b in ballots if b.voter.motion_id == motion.pk and motion.state == "closed"],
            next(
                (
                    b
                    for b in ballots
                    if b.voter.motion_id == motion.pk and b.voter.seat.person_id == user.pk
                ),
                None,
            ),
        )
        for motion in Motion.objects.filter(round__case=case)
        .select_related("round__rule_pack")
        .order_by("id")
    ]


def arithmetic(motion: Motion) -> Sentence:
    """The vote as its papers print it; nothing while it runs or when it was void."""
    pack = motion.round.rule_pack
    if motion.carried is None or pack is None or motion.yes is None or motion.basis is None:
        return ""
    left, right = motion.yes * pack.pass_den, motion.basis * pack.pass_num
    return _(
        "%(present)d attending, %(recused)d recused and not counted, %(yes)d of %(basis)d in "
        "favour, %(no)d against, %(abstain)d abstaining: %(left)d %(sign)s %(right)d, %(result)s"
    ) % {
        "present": motion.present,
        "recused": motion.recused,
        "yes": motion.yes,
        "basis": motion.basis,
        "no": motion.no,
        "abstain": motion.abstain,
        "left": left,
        "sign": "≥" if left >= right else "<",
        "right": right,
        "result": _("carried") if motion.carried else _("not carried"),
    }
