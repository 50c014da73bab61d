"""A section that two people wrote at once: whoever comes second reads what the first one saved."""

from typing import Any

from django.utils.translation import gettext as _

from filings.models import User
from filings.statemachine import ActionRefused


class SavedMeanwhile(ActionRefused):
    """Somebody saved the section since it was opened; `theirs` is the row as it stands now."""

    def __init__(self, theirs: Any, saved_by: User | None) -> None:
        super().__init__(
            _(
                "%(person)s saved this section while you were writing. Your text stands below; "
                "compare it, then save again."
            )
            % {"person": saved_by}
        )
        self.theirs = theirs
