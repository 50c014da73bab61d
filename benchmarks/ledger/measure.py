"""What a page of the ledger costs at 1,000, 10,000 and 100,000 records.

    python -m benchmarks.ledger.measure

Needs an empty, migrated database of its own, named by DATABASE_URL and DATABASE_OWNER_URL, on this
machine: it reads the processor time of the database's process as well as its own.
"""

import os
import statistics
import time
from pathlib import Path
from typing import Any, NamedTuple

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ.setdefault("HTTPS", "0")
os.environ["SECOND_FACTOR_REQUIRED"] = "0"
django.setup()

from django.db import connection, connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from filings import walls  # noqa: E402
from filings.enums import Role  # noqa: E402
from filings.models import Provider, User  # noqa: E402
from filings.selectors import ledger, paging  # noqa: E402
from tests.factories import MembershipFactory, ProviderFactory, UserFactory  # noqa: E402
from tests.many import analyse, fill  # noqa: E402

ROUNDS = 60
TICK = os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    cpu: float
    p50: float
    p95: float
    queries: int
    kilobytes: float


def main() -> None:
    with transaction.atomic():
        person = UserFactory(email="benchmark@example.com", second_factor=False)
        provider = ProviderFactory()
        MembershipFactory(provider=provider, user=person, role=Role.FILER)
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    print("| records | page | CPU ms | p50 ms | p95 ms | queries | SQL kB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    have = 0
    for size in (1_000, 10_000, 100_000):
        grow(provider, have, size)
        have = size
        for name, view in views(person).items():
            cost = measure(client, view)
            print(
                f"| {size:,} | {name} | {cost.cpu:.1f} | {cost.p50:.1f} | {cost.p95:.1f} "
                f"| {cost.queries} | {cost.kilobytes:.1f} |",
                flush=True,
            )


def grow(provider: Provider, have: int, size: int) -> None:
    with connections["owner"].cursor() as cursor:
        with transaction.atomic(using="owner"):
            fill(cursor, provider.pk, size, have + 1)
        analyse(cursor)


def views(person: User) -> dict[str, dict[str, str]]:
    found = {"first": {}, "deep": {"at": middle(person, "changed")}}
    found |= {"by name, deep": {"sort": "name", "at": middle(person, "name")}}
    found |= {f"search {word}": {"q": word} for word in ("推", "推荐", "云帆商", "tuijian")}
    return found


def middle(person: User, order: str) -> str:
    column, descending = ledger.ORDERS[order]
    sign = "-" if descending else ""
    with walls.for_person(person):
        rows = ledger.matching(person, person.provider_ids, ledger.Wanted())
        row: Any = rows.order_by(f"{sign}{column}", f"{sign}pk")[rows.count() // 2]
    value = getattr(row, column)
    plain = value.isoformat() if hasattr(value, "isoformat") else value
    return str(paging.Place(plain, row.pk, backward=False))


def measure(client: Client, view: dict[str, str]) -> Cost:
    url = reverse("filings:algorithms")
    for _ in range(5):
        assert client.get(url, view).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(url, view)
    asked = [query["sql"] for query in queries]
    times, before = [], processor()
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        client.get(url, view)
        times.append((time.perf_counter() - begun) * 1000)
    cpu = (processor() - before) * 1000 / ROUNDS
    cuts = statistics.quantiles(times, n=20)
    return Cost(cpu, statistics.median(times), cuts[-1], len(asked), sum(map(len, asked)) / 1000)


def processor() -> float:
    """Seconds of processor time of this process and of the database process that serves it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone() or (0,)
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / TICK


if __name__ == "__main__":
    main()
