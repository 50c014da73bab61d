"""A service called from a form: done wholly, or refused with its sentences in the form."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.forms import BaseForm

from filings.forms.filing import KeyedForm
from filings.models import User
from filings.services.once import once
from filings.statemachine import ActionRefused
from filings.views.frame import Request


def status_of(form: BaseForm) -> int:
    """Of the page that shows the form again: refused by a rule, unreadable, or fine."""
    return 409 if form.non_field_errors() else 422 if form.errors else 200


def attempt(form: BaseForm, act: Callable[[], object]) -> bool:
    """Whether the act was done. A refusal undoes it and stands above the form."""
    try:
        with transaction.atomic():
            act()
    except ActionRefused as refused:
        form.add_error(None, [str(sentence) for sentence in refused.sentences])
        return False
    return True


def attempt_once(
    form: KeyedForm, *, provider_id: int, by: User, asked: Mapping[str, Any], act: Callable[[], str]
) -> str | None:
    """The address of the result, the same for every copy of the request.

    Nothing when it was refused; the reasons then stand above the form.
    """
    done: list[str] = []
    key = form.cleaned_data["key"]
    attempt(
        form,
        lambda: done.append(once(key=key, provider_id=provider_id, by=by, asked=asked, act=act)),
    )
    return done[0] if done else None


def submitted(
    request: Request,
    form: KeyedForm,
    *,
    provider_id: int,
    what: Mapping[str, Any],
    act: Callable[[], str],
) -> str | None:
    """As `attempt_once`, once the form was sent and could be read; `what` says whose act it is.

    `act` runs then alone, so it may read what was typed.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    return attempt_once(
        form,
        provider_id=provider_id,
        by=request.user,
        asked={**what, **form.asked()},
        act=act,
    )
