"""The points by which an activity is judged; codes of the answers in an opinion."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from filings.statemachine import Sentence

POINTS: Mapping[str, Sentence] = {
    "welfare": _("Human welfare: protects life and health first, benefits outweigh risks"),
    "fairness": _("Fairness: choice of training data, soundness of design, no exploitation"),
    "controllability": _("Controllable: can be guided, intervened in, stopped"),
    "transparency": _("Transparent: purpose, operating logic, interaction, risks disclosed"),
    "accountability": _("Accountable: responsibility can be traced"),
    "staff": _("Staff: qualified for what they do"),
    "privacy": _("Privacy: lawful collection, storage and processing, protected"),
}
"""The review focus of the 2026 measures; staff from the draft, not verified."""

FACTS: Mapping[str, str] = {
    "welfare": """
        opinion risks.risks ethics.fusion ethics.guidance ethics.autonomy ethics.interactive
        ethics.interactive_users ethics.interactive_major ethics.companions_minors
        basics.social_impact basics.major_effect rights.minors rights.minor_mode
        rights.minor_marketing rights.elderly_mode rights.labour_rules""",
    "fairness": """
        ethics.fairness data.sources data.annotation data.quality model.training strategy.ranking
        strategy.diversity strategy.manipulation strategy.tag_rules rights.price_fairness
        rights.ad_marking""",
    "controllability": """
        ethics.control strategy risks model.accuracy model.safeguard model.update
        rights.switch_off rights.switch_path rights.stops_at_once assessment""",
    "transparency": "notice labels model rights",
    "accountability": """
        responsibility risks.logs risks.review_interval risks.reviewed_on rights.complaints
        rights.complaint_days assessment.responsible""",
    "staff": "responsibility.organisation responsibility.staff responsibility.staff_size",
    "privacy": "personal data rights.tags",
}
"""Which answers of a disclosure each point judges: a section, or one field of it before that."""


def point_of(path: str) -> str:
    """The point that judges an answer, `section.field`; nothing for what only introduces."""
    section = path.partition(".")[0]
    return _PLACES.get(path) or ("" if path in OPENING else _PLACES.get(section, ""))


OPENING = frozenset({"strategy.steps"})
"""Everybody reads it first, whatever they judge."""
_PLACES = {place: point for point, places in FACTS.items() for place in places.split()}
