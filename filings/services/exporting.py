"""Personal information on its way abroad: what happened, and the clocks that it moves."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import history
from filings.enums import Act, ExportStep
from filings.models import Algorithm, User
from filings.permissions import is_filer
from filings.services import deadlines
from filings.statemachine import ActionRefused

CONTRACT, VALIDITY = "export_contract", "export_validity"


@dataclass(frozen=True)
class Step:
    step: ExportStep
    on: date
    reference: str = ""


def record(*, algorithm: Algorithm, step: Step, by: User) -> None:
    """A result starts its validity; a contract in effect is filed within its term."""
    if not is_filer.allows(by, algorithm):
        raise ActionRefused(is_filer.otherwise)
    if step.on > timezone.localdate():
        raise ActionRefused(_("The date lies in the future. Record what has happened."))
    if step.step == ExportStep.CONTRACT_FILED:
        if deadlines.meet(algorithm=algorithm, rule=CONTRACT, on=step.on, by=by) is None:
            raise ActionRefused(_("Record first when the contract took effect."))
    else:
        rule = VALIDITY if step.step == ExportStep.ASSESSMENT_PASSED else CONTRACT
        deadlines.start(algorithm=algorithm, rule=rule, starts_on=step.on, by=by)
    history.record(
        Act.EXPORT_STEP_RECORDED,
        by=by,
        algorithm=algorithm,
        step=step.step.value,
        on=step.on.isoformat(),
        reference=step.reference.strip(),
    )
