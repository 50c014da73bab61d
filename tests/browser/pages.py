"""Every page there is, from the addresses and the policy, and the states of some that differ."""

from collections.abc import Callable
from dataclasses import dataclass

from filings.enums import Audience
from tests.browser.demo import KEYHOLDER, NOVICE, Demo
from tests.reliability.addresses import address
from tests.reliability.policy import ANONYMOUS, LAW, OPERATOR, PUBLIC, ROWS

FILER, APPROVER, AUDITOR = "filer", "approver", "auditor"
SECTIONS = LAW.forms[-1].sections


@dataclass(frozen=True)
class Place:
    actor: str
    path: Callable[[Demo], str]


def _of(name: str) -> Place:
    """The page as whoever may read it; accounts have pages of their own people."""
    row = ROWS[name]
    if name in PUBLIC:
        actor = ANONYMOUS
    elif not name.startswith(("filings:", "reviews:")):
        actor = KEYHOLDER
    else:
        actor = next(each for each in (FILER, OPERATOR, *sorted(row.reads)) if each in row.reads)
    return Place(actor, lambda demo: str(address(name, row.args(demo.side))))


EVERY: dict[str, Place] = {
    name: _of(name)
    for name in sorted(ROWS)
    if ROWS[name].reads and not name.startswith("api:") and not name.endswith("_data")
    # for programs: no pages
}


def _algorithm(end: str) -> Callable[[Demo], str]:
    return lambda demo: f"/algorithms/{demo.side.algorithm.pk}/{end}"


def _untouched(end: str) -> Callable[[Demo], str]:
    return lambda demo: f"/algorithms/{demo.side.untouched.pk}/{end}"


def _key(act: str) -> Callable[[Demo], str]:
    return lambda demo: f"/accounts/2fa/webauthn/keys/{demo.key.pk}/{act}/"


def _always(path: str) -> Callable[[Demo], str]:
    return lambda _demo: path


def _draft(section: str) -> Callable[[Demo], str]:
    return lambda demo: f"{demo.side.draft.get_absolute_url()}{section}/"


def _frozen(audience: str) -> Callable[[Demo], str]:
    return lambda demo: f"{demo.side.frozen.get_absolute_url()}?audience={audience}"


def _both(demo: Demo) -> str:
    versions = f"?before={demo.side.frozen.pk}&after={demo.side.draft.pk}"
    return _algorithm("disclosure/compare/")(demo) + versions


STATES: dict[str, Place] = {
    "nowhere": Place(FILER, _always("/nowhere/")),
    "nowhere for strangers": Place(ANONYMOUS, _always("/accounts/signup/")),
    "invitation ended": Place(ANONYMOUS, _always("/invitation/ended/")),
    "first second factor": Place(NOVICE, _always("/accounts/2fa/totp/activate/")),
    "key": Place(KEYHOLDER, _key("edit")),
    "key removed": Place(KEYHOLDER, _key("remove")),
    "nothing disclosed": Place(FILER, _untouched("disclosure/")),
    "nothing determined": Place(FILER, _untouched("duties/")),
    "nothing printed": Place(FILER, _untouched("papers/")),
    "nothing found": Place(FILER, _always("/algorithms/?q=不存在的算法")),
    "desk of an approver": Place(APPROVER, _always("/")),
    "desk of the administrator": Place(OPERATOR, _always("/")),
    "read only": Place(AUDITOR, _algorithm("disclosure/")),
    "two versions": Place(FILER, _both),
    **{f"disclosure for {each}": Place(FILER, _frozen(each)) for each in Audience.values},
    **{f"section {each.code}": Place(FILER, _draft(each.code)) for each in SECTIONS},
}
"""Pages that look different from what the policy's arguments show."""
