"""The 23 usual programming mistakes, made on purpose against the real models (promise 4).

Each function makes one mistake as an officer of side A and tells whether it got at side B. The one
that succeeds is the honest limit: code that names another provider itself.
"""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Exists, OuterRef
from pytest_django import DjangoDbBlocker

from filings import walls
from filings.enums import AlgorithmType, Role
from filings.models import Algorithm, Filing, Membership, Product, Provider, User
from tests.factories import wall_down
from tests.reliability.world import World, make_world, reset_wall, undone

Mistake = Callable[[World], bool]
MISTAKES: list[Mistake] = []


def mistake(function: Mistake) -> Mistake:
    MISTAKES.append(function)
    return function


def _sql(statement: str, *arguments: str | int) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return list(cursor.fetchall()) if cursor.description else []


def _changed_there(world: World, change: Callable[[], object]) -> bool:
    """Whether the change reached side B's algorithm."""
    with wall_down():
        before = Algorithm.objects.filter(pk=world.b.algorithm.pk).values().get()
    change()
    connection.check_constraints()
    with wall_down():
        return before != Algorithm.objects.filter(pk=world.b.algorithm.pk).values().get()


@mistake
def forgotten_filter(world: World) -> bool:
    return Algorithm.objects.filter(provider=world.b.provider).exists()


@mistake
def child_by_the_id_of_a_foreign_parent(world: World) -> bool:
    return Product.objects.filter(algorithm_id=world.b.algorithm.pk).exists()


@mistake
def update_of_everything(world: World) -> bool:
    return _changed_there(world, lambda: Algorithm.objects.update(name_en="mine now"))


@mistake
def deletion_by_a_foreign_id(world: World) -> bool:
    Membership.objects.filter(pk=world.b.membership.pk).delete()
    with wall_down():
        return not Membership.objects.filter(pk=world.b.membership.pk).exists()


@mistake
def reverse_relation(world: World) -> bool:
    return world.b.membership.user.memberships.exists()


@mistake
def prefetch_from_a_model_outside_the_wall(world: World) -> bool:
    people = User.objects.prefetch_related("memberships")
    return any(m.provider_id == world.b.provider.pk for p in people for m in p.memberships.all())


@mistake
def raw_cursor(world: World) -> bool:
    return bool(_sql("SELECT 1 FROM filings_algorithm WHERE provider_id = %s", world.b.provider.pk))


@mistake
def raw_query(world: World) -> bool:
    found = Algorithm.objects.raw("SELECT * FROM filings_algorithm")
    return any(algorithm.pk == world.b.algorithm.pk for algorithm in found)


@mistake
def base_manager(world: World) -> bool:
    return Algorithm._base_manager.filter(pk=world.b.algorithm.pk).exists()


@mistake
def refresh_of_a_foreign_object(world: World) -> bool:
    try:
        Algorithm(pk=world.b.algorithm.pk).refresh_from_db()
    except Algorithm.DoesNotExist:
        return False
    return True


@mistake
def subquery_on_the_base_manager(world: World) -> bool:
    inner = Membership._base_manager.filter(user=OuterRef("pk"), provider=world.b.provider)
    return User.objects.filter(Exists(inner)).exists()


@mistake
def oracle_through_a_traversal(world: World) -> bool:
    return User.objects.filter(memberships__provider__name_zh__contains="CANARY-B").exists()


@mistake
def count_from_a_model_outside_the_wall(world: World) -> bool:
    people = User.objects.annotate(roles=Count("memberships"))
    return people.get(pk=world.b.membership.user_id).roles > 0


def _product_there(world: World) -> Product:
    return Product.objects.create(
        provider=world.a.provider, algorithm_id=world.b.algorithm.pk, key="deadbeef", name="x"
    )


@mistake
def foreign_key_to_a_foreign_row_then_read(world: World) -> bool:
    try:
        return Product.objects.get(pk=_product_there(world).pk).algorithm.name_zh != ""
    except Algorithm.DoesNotExist:
        return False


@mistake
def foreign_key_to_a_foreign_row(world: World) -> bool:
    _product_there(world)
    connection.check_constraints()
    return True


@mistake
def row_moved_to_another_provider(world: World) -> bool:
    Algorithm.objects.filter(pk=world.a.algorithm.pk).update(provider=world.b.provider)
    return True


@mistake
def row_inserted_at_another_provider(world: World) -> bool:
    Membership.objects.create(
        provider=world.b.provider, user=world.a.membership.user, role=Role.AUDITOR
    )
    return True


@mistake
def existence_told_by_a_unique_key(world: World) -> bool:
    try:
        with transaction.atomic():
            Algorithm.objects.create(
                provider=world.a.provider,
                reference=world.b.algorithm.reference,
                name_zh="x",
                type=AlgorithmType.PERSONALISED_PUSH,
            )
    except DatabaseError:
        return True
    return False


@mistake
def thread_without_context(world: World) -> bool:
    """Another connection, which nobody has opened the wall for, must be told so."""
    said: list[str] = []

    def work() -> None:
        try:
            Membership.objects.create(
                provider=world.b.provider, user=world.b.membership.user, role=Role.AUDITOR
            )
        except DatabaseError as error:
            said.append(str(error))
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return "app.provider_ids" not in "".join(said)


@mistake
def guard_switched_off_in_the_session(world: World) -> bool:
    _sql("SET LOCAL row_security = off")
    return forgotten_filter(world)


@mistake
def guard_switched_off_by_forgetting_the_setting(world: World) -> bool:
    _sql("RESET app.provider_ids")
    return forgotten_filter(world)


@mistake
def truncation(world: World) -> bool:
    _sql("TRUNCATE filings_algorithm CASCADE")
    return True


@mistake
def code_that_names_another_provider_itself(world: World) -> bool:
    _sql("SELECT set_config('app.provider_ids', %s, true)", f"{{{world.b.provider.pk}}}")
    return forgotten_filter(world)


def leaks(world: World, *, behind_the_wall: bool) -> set[str]:
    """The mistakes that got through, each made by side A's filer and undone."""
    found = set()
    for made in MISTAKES:
        with undone():
            walls.enter(world.a.people["filer"])
            if not behind_the_wall:
                _sql("SELECT wall_enter_clock()")
            try:
                with transaction.atomic():
                    leaked = made(world)
            except DatabaseError:
                leaked = False  # refused, loudly
        if leaked:
            found.add(made.__name__)
    return found


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), undone():
        yield make_world()


def test_no_mistake_reaches_another_provider_but_the_deliberate_one(world: World) -> None:
    assert len(MISTAKES) == 23
    assert leaks(world, behind_the_wall=True) == {"code_that_names_another_provider_itself"}


def test_without_the_wall_the_same_mistakes_leak(world: World) -> None:
    """The catalogue bites: with every provider open, nearly all of it gets through."""
    assert len(leaks(world, behind_the_wall=False)) >= 14


def test_without_context_every_query_behind_the_wall_raises(world: World) -> None:
    for model in (Provider, Membership, Algorithm, Product, Filing):
        with undone():
            reset_wall()
            with pytest.raises(DatabaseError), transaction.atomic():
                model.objects.exists()
