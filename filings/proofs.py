"""What proves a version besides the files attached to it: signed assessments made in the product.

The checks and the papers read these like attached files, so nobody proves the same thing twice.
"""

from django.utils import timezone

from filings import assessments
from filings.assessments import Standing
from filings.models import Disclosure
from filings.precheck import FileFacts

PDF = "application/pdf"


def assessment_state(standing: Standing) -> str:
    """`holds`, `outdated` or `stop`; nothing while none is signed."""
    if standing.signed is None:
        return ""
    if not standing.holds:
        return "outdated"
    return "stop" if assessments.result_of(standing.signed) == "stop" else "holds"


def of_assessment(standing: Standing) -> list[FileFacts]:
    signed = standing.signed
    if signed is None or signed.signed_at is None or not standing.holds:
        return []
    day = timezone.localdate(signed.signed_at)
    path = f"{assessments.SECTION}.assessed"
    return [FileFacts(path=path, kind="pipia", name=str(signed), media_type=PDF, dated_on=day)]


def standing_of(disclosure: Disclosure) -> Standing:
    return assessments.standing(disclosure.algorithm, disclosure)
