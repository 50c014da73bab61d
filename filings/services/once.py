"""A request sent twice is one act: a double click, a lost reply, a reload of the answer."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from filings import canonical
from filings.models import RequestKey, User
from filings.statemachine import ActionRefused


def once(
    *, key: UUID, provider_id: int, by: User, asked: Mapping[str, Any], act: Callable[[], str]
) -> str:
    """Do the act and give the address where its result is shown; the same key again gives it too.

    A second request waits in the unique index until the first has ended: had that one failed, the
    second acts. The same key with something else asked is refused.
    """
    plain = {name: str(value) for name, value in asked.items()}
    digest = canonical.digest(plain | {"person": by.pk})
    row, is_first = RequestKey.objects.get_or_create(
        provider_id=provider_id, key=key, defaults={"digest": digest, "asked_by": by}
    )
    if row.digest != digest:
        raise ActionRefused(
            _("This form was sent before with other content. Open the page again, then repeat.")
        )
    if is_first:
        row.outcome = act()
        row.save(update_fields=["outcome"])
    return row.outcome
