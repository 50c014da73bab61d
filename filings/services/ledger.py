"""The ledger: algorithms come in, change, find their siblings, and end their service."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from filings import history, searching, standing
from filings.enums import Act, Role
from filings.models import Algorithm, AlgorithmSearch, Membership, User
from filings.permissions import acts_as, is_filer
from filings.services import deadlines, publication
from filings.services import products as product_rows
from filings.services.products import ProductFacts
from filings.statemachine import ActionRefused

FACTS = (
    "reference",
    "name_zh",
    "name_en",
    "type",
    "role",
    "owner",
    "purpose_zh",
    "purpose_en",
    "number",
    "launched_on",
)


def register(
    *,
    provider_id: int,
    facts: dict[str, Any],
    products: Sequence[ProductFacts] = (),
    by: User,
    like: Algorithm | None = None,
) -> Algorithm:
    """Enter an algorithm into the ledger; `like` is a sibling at another legal entity."""
    must_file(by, provider_id)
    algorithm = Algorithm(provider_id=provider_id, **facts)
    algorithm.reference = algorithm.reference or next_reference(provider_id)
    if like is not None:
        _refuse_second_of_one_provider(algorithm, like)
        algorithm.family = like.family
    _refuse_taken(algorithm)
    _refuse_foreign_owner(algorithm)
    _save(algorithm)
    product_rows.write(algorithm, products)
    index([algorithm])
    payload: dict[str, Any] = {"sibling": like.reference} if like else {}
    history.record(
        Act.ALGORITHM_REGISTERED,
        by=by,
        algorithm=algorithm,
        reference=algorithm.reference,
        **payload,
    )
    publication.confirm(algorithm)
    return algorithm


def change(
    *,
    algorithm: Algorithm,
    facts: dict[str, Any],
    products: Sequence[ProductFacts] | None,
    seen: str,
    by: User,
) -> Algorithm:
    """Change facts, unless somebody else did since `seen` was read; `products` None leaves them."""
    must_file(by, algorithm.provider_id)
    locked = lock(algorithm)
    if seen != fingerprint(locked):
        raise ActionRefused(
            _("Somebody else changed this algorithm meanwhile. Compare, then save again.")
        )
    changed = {name: value for name, value in facts.items() if getattr(locked, name) != value}
    if "number" in changed and standing.in_force(locked.pk):
        raise ActionRefused(_("The number comes from a filing kept here. Record a change filing."))
    before = {name: _plain(getattr(locked, name)) for name in changed}
    had = product_lines(locked)
    for name, value in changed.items():
        setattr(locked, name, value)
    _refuse_taken(locked)
    _refuse_foreign_owner(locked)
    changes = {name: [before[name], _plain(getattr(locked, name))] for name in changed}
    if "number" in changed:
        locked.published_at = None
    if changed:
        _save(locked)
    if products is not None and product_rows.write(locked, products):
        changes["products"] = [had, product_lines(locked)]
    if changes:
        index([locked])
        history.record(Act.ALGORITHM_CHANGED, by=by, algorithm=locked, changes=changes)
    publication.confirm(locked)
    return locked


def link(*, algorithm: Algorithm, other: Algorithm, by: User) -> None:
    """Make two records siblings: one algorithm at two legal entities. Their families join."""
    for each in (algorithm, other):
        must_file(by, each.provider_id)
    if algorithm.family == other.family:
        raise ActionRefused(_("The two records are siblings already."))
    joining = list(Algorithm.objects.select_for_update().filter(family=other.family))
    mine = set(
        Algorithm.objects.filter(family=algorithm.family).values_list("provider_id", flat=True)
    )
    if mine & {each.provider_id for each in joining}:
        raise ActionRefused(_one_record_for_each())
    for each in joining:
        each.family = algorithm.family
        each.save(update_fields=["family"])
    for each, sibling in ((algorithm, other), (other, algorithm)):
        history.record(Act.SIBLING_LINKED, by=by, algorithm=each, sibling=sibling.reference)


def record_end_of_service(*, algorithm: Algorithm, ended_on: date, by: User) -> None:
    """The service has ended; the term for deregistration runs from this day (Order 9, Art. 24)."""
    must_file(by, algorithm.provider_id)
    locked = lock(algorithm)
    if locked.ended_on:
        raise ActionRefused(_("The end of this service is recorded already."))
    if locked.launched_on and ended_on < locked.launched_on:
        raise ActionRefused(_("A service ends after it has begun. Check the two dates."))
    locked.ended_on = ended_on
    locked.save(update_fields=["ended_on"])
    history.record(Act.SERVICE_ENDED, by=by, algorithm=locked, ended_on=ended_on.isoformat())
    if locked.number:
        deadlines.start(algorithm=locked, rule="alg_dereg", starts_on=ended_on, by=by)


def index(algorithms: Iterable[Algorithm]) -> None:
    """Keep what a search may find each algorithm by; call it after any change of these facts."""
    found = list(algorithms)
    prefetch_related_objects(found, "products__paths__functions", "filings")
    AlgorithmSearch.objects.bulk_create(
        [
            AlgorithmSearch(algorithm=each, provider_id=each.provider_id, text=_searched(each))
            for each in found
        ],
        update_conflicts=True,
        unique_fields=["algorithm"],
        update_fields=["text"],
        batch_size=500,
    )


def fingerprint(algorithm: Algorithm) -> str:
    """Digest of the facts, by which a form knows whether they are still what it showed."""
    facts = [_plain(getattr(algorithm, fact)) for fact in FACTS] + product_lines(algorithm)
    text = json.dumps(facts, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def next_reference(provider_id: int) -> str:
    """A reference for those who have no scheme of their own: A-0001, A-0002 …"""
    taken = Algorithm.objects.filter(provider_id=provider_id, reference__regex=r"^A-[0-9]{4,9}$")
    highest = max((int(r[2:]) for r in taken.values_list("reference", flat=True)), default=0)
    return f"A-{highest + 1:04}"


def must_file(by: User, provider_id: int) -> None:
    if not acts_as(Role.FILER, user=by, provider_id=provider_id):
        raise ActionRefused(is_filer.otherwise)


def lock(algorithm: Algorithm) -> Algorithm:
    return Algorithm.objects.select_for_update(of=("self",)).get(pk=algorithm.pk)


def product_lines(algorithm: Algorithm) -> list[str]:
    """Each present product in one line, the same whatever the reader's language."""
    lines = []
    for product in algorithm.products.prefetch_related("paths__functions"):
        paths = [
            f"{path.path}: {'、'.join(f.name for f in path.functions.all() if not f.withdrawn)}"
            for path in product.paths.all()
            if not path.withdrawn
        ]
        if not product.withdrawn:
            lines.append(f"{product.name} [{product.form}] {product.address} {'；'.join(paths)}")
    return [" ".join(line.split()) for line in lines]


def _save(algorithm: Algorithm) -> None:
    algorithm.name_sort = searching.sort_key(algorithm.name_zh or algorithm.name_en)
    algorithm.save()
    algorithm.refresh_from_db(fields=["status", "changed_at"])  # the database derives them


def _searched(algorithm: Algorithm) -> str:
    products = [p for p in algorithm.products.all() if not p.withdrawn]
    paths = [path for p in products for path in p.paths.all() if not path.withdrawn]
    functions = [f.name for path in paths for f in path.functions.all() if not f.withdrawn]
    return searching.text(
        [algorithm.name_zh, algorithm.name_en, *(p.name for p in products)],
        [
            algorithm.reference,
            algorithm.number,
            *sorted({f.number for f in algorithm.filings.all()} - {algorithm.number}),
            algorithm.purpose_zh,
            algorithm.purpose_en,
            *(p.address for p in products),
            *(path.path for path in paths),
            *functions,
        ],
    )


def _refuse_taken(algorithm: Algorithm) -> None:
    others = Algorithm.objects.filter(provider_id=algorithm.provider_id).exclude(pk=algorithm.pk)
    if others.filter(reference=algorithm.reference).exists():
        raise ActionRefused(
            _("The reference %(reference)s is taken. Choose another one.")
            % {"reference": algorithm.reference}
        )
    if algorithm.number and (holder := others.filter(number=algorithm.number).first()):
        raise ActionRefused(
            _("The filing number stands at %(reference)s already. Each algorithm has its own.")
            % {"reference": holder.reference}
        )


def _refuse_foreign_owner(algorithm: Algorithm) -> None:
    if algorithm.owner_id is None:
        return
    members = Membership.objects.filter(
        provider_id=algorithm.provider_id, user_id=algorithm.owner_id, user__is_system=False
    )
    if not members.exists():
        raise ActionRefused(_("The owner must act for the same provider. Choose somebody else."))


def _refuse_second_of_one_provider(algorithm: Algorithm, like: Algorithm) -> None:
    family = Algorithm.objects.filter(family=like.family, provider_id=algorithm.provider_id)
    if family.exists():
        raise ActionRefused(_one_record_for_each())


def _one_record_for_each() -> str:
    return _(
        "Each legal entity has one record of the same algorithm, and one of them has it already."
    )


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, date | User) else value
