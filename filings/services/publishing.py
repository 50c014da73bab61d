"""Publishing the logic of a filed algorithm (Order 9, Arts. 16, 22, 26): only what legal approves.

The words come from a frozen version, through the one place that decides what the public may read;
the database checks them again and alone writes what everybody sees.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from filings import canonical, history, published
from filings.enums import Act, DisclosureState
from filings.models import Algorithm, Disclosure, Publication, User
from filings.permissions import is_legal
from filings.statemachine import ActionRefused


def publish(
    *, algorithm: Algorithm, disclosure: Disclosure, link: str, by: User, reason: str = ""
) -> Publication:
    """Show this version's public texts from now on; an earlier version stays readable as such."""
    locked = _locked(algorithm, by)
    if not locked.number:
        raise ActionRefused(_("Only a filed algorithm is published here: record its number first."))
    if disclosure.algorithm_id != locked.pk or disclosure.state != DisclosureState.FROZEN:
        raise ActionRefused(_("Choose a frozen version of this algorithm."))
    made = published.draft(disclosure, link)
    if made.lacking:
        raise ActionRefused(
            _("Missing in version %(number)d, or not for the public there: %(fields)s.")
            % {"number": disclosure.number, "fields": _(", ").join(made.lacking)}
        )
    if not made.content["list"].startswith("https://"):
        raise ActionRefused(_("Give the address of the authority's list, beginning with https://."))
    before = latest(locked)
    digest = canonical.digest(made.content)
    if before and before.sha256 == digest:
        raise ActionRefused(_("Exactly this is published already. Nothing was changed."))
    if before and not before.is_withdrawal and not reason.strip():
        raise ActionRefused(_("Say why what is published is corrected."))
    return _appended(locked, by, disclosure, made.content, digest, reason)


def withdraw(*, algorithm: Algorithm, by: User, reason: str) -> Publication:
    """Show nothing any more, of earlier versions neither; inside the house they stay."""
    locked = _locked(algorithm, by)
    if not is_shown(locked):
        raise ActionRefused(_("Nothing of this algorithm is published."))
    if not reason.strip():
        raise ActionRefused(_("Say why it is withdrawn."))
    return _appended(locked, by, None, None, "", reason)


def latest(algorithm: Algorithm) -> Publication | None:
    found: Publication | None = algorithm.publications.order_by("-number").first()
    return found


def is_shown(algorithm: Algorithm) -> bool:
    last = latest(algorithm)
    return bool(last and not last.is_withdrawal)


def _locked(algorithm: Algorithm, by: User) -> Algorithm:
    if not is_legal.allows(by, algorithm):
        raise ActionRefused(is_legal.otherwise)
    found: Algorithm = Algorithm.objects.select_for_update(of=("self",)).get(pk=algorithm.pk)
    return found


def _appended(
    algorithm: Algorithm,
    by: User,
    disclosure: Disclosure | None,
    content: Mapping[str, Any] | None,
    digest: str,
    reason: str,
) -> Publication:
    before = latest(algorithm)
    made = Publication.objects.create(
        provider_id=algorithm.provider_id,
        algorithm=algorithm,
        disclosure=disclosure,
        entry=before.entry if before else secrets.token_hex(6),
        number=before.number + 1 if before else 1,
        content=content,
        sha256=digest,
        reason=reason.strip(),
        approved_by=by,
        approved_at=timezone.now(),
    )
    history.record(
        Act.ENTRY_PUBLISHED if disclosure else Act.ENTRY_WITHDRAWN,
        by=by,
        algorithm=algorithm,
        disclosure=disclosure,
        publication=made.number,
        sha256=digest,
        reason=made.reason,
    )
    return made
