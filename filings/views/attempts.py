"""A service called from a form: done wholly, or refused with its sentences in the form."""

from collections.abc import Callable

from django.db import transaction
from django.forms import BaseForm

from filings.statemachine import ActionRefused


def attempt(form: BaseForm, act: Callable[[], object]) -> bool:
    """Whether the act was done. A refusal undoes it and stands above the form."""
    try:
        with transaction.atomic():
            act()
    except ActionRefused as refused:
        form.add_error(None, [str(sentence) for sentence in refused.sentences])
        return False
    return True
