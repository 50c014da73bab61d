"""Ticking the fields of the official form, one by one, by whoever enters them."""

from typing import Protocol

from django.utils.translation import gettext as _

from filings import history
from filings.enums import Act
from filings.models import CompanionTick, Filing, User
from filings.permissions import is_filer
from filings.statemachine import ActionRefused


class Field(Protocol):
    """A field of the form as it stands now."""

    @property
    def place(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def can_tick(self) -> bool: ...
    @property
    def tick(self) -> CompanionTick | None: ...


def tick(
    *, filing: Filing, entry: Field | None, sha256: str, is_done: bool, by: User
) -> CompanionTick | None:
    """Record that the value was entered, or that it was not; the same twice is one act.

    `sha256` is the digest of the value that the person saw.
    """
    if not is_filer.allows(by, filing):
        raise ActionRefused(is_filer.otherwise)
    if entry is None:
        raise ActionRefused(_("The form has no such field."))
    if entry.sha256 != sha256:
        raise ActionRefused(
            _("“%(field)s” has another value by now. Read it again, then tick it.")
            % {"field": entry.label}
        )
    if is_done and not entry.can_tick:
        raise ActionRefused(
            _("“%(field)s” has nothing to enter yet. Fill it in first.") % {"field": entry.label}
        )
    if bool(entry.tick) == is_done:
        return entry.tick
    made = CompanionTick.objects.create(
        provider_id=filing.provider_id,
        filing=filing,
        place=entry.place,
        sha256=sha256,
        is_done=is_done,
        made_by=by,
    )
    history.record(
        Act.FIELD_TICKED, by=by, filing=filing, place=made.place, sha256=sha256, done=is_done
    )
    return made
