"""The one writer of both histories: of each provider, and of what all of them share."""

from collections.abc import Iterable
from typing import Any

from filings.enums import Act, InstallationAct
from filings.models import (
    Algorithm,
    Disclosure,
    Document,
    Event,
    Filing,
    InstallationEvent,
    User,
)


def record(  # noqa: PLR0913 - an event names everything it touches
    act: Act,
    *,
    by: User | None,
    algorithm: Algorithm | None = None,
    provider_id: int | None = None,
    disclosure: Disclosure | None = None,
    filing: Filing | None = None,
    document: Document | None = None,
    **payload: Any,
) -> Event:
    """Append one act to the history, in the caller's transaction.

    `by` is nobody when the clock acted. `payload` takes ids, plain values before and after, and
    digests; never personal data. Provider and algorithm follow from what the act touches.
    """
    touched = algorithm or disclosure or filing or document
    algorithm_id = algorithm.pk if algorithm else getattr(touched, "algorithm_id", None)
    return Event.objects.create(
        provider_id=touched.provider_id if touched else provider_id,  # type: ignore[misc]
        algorithm_id=algorithm_id,
        disclosure=disclosure,
        filing=filing,
        document=document,
        act=act,
        actor=by,
        payload=payload,
    )


def record_each(
    act: Act, *, by: User | None, algorithms: Iterable[tuple[Algorithm, dict[str, Any]]]
) -> None:
    """The same act on many algorithms, each with its payload."""
    Event.objects.bulk_create(
        [
            Event(
                provider_id=algorithm.provider_id,
                algorithm=algorithm,
                act=act,
                actor=by,
                payload=payload,
            )
            for algorithm, payload in algorithms
        ],
        batch_size=500,
    )


def record_for_all(act: InstallationAct, *, by: User | None, **payload: Any) -> InstallationEvent:
    """Append one act on the law or the public lists, in the caller's transaction.

    `by` is nobody when a command acted. `payload` is read by everybody who signs in.
    """
    return InstallationEvent.objects.create(act=act, actor=by, payload=payload)
