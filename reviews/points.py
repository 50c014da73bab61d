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
