"""How long a rule set takes over 10,000 algorithms.

    python -m benchmarks.portfolio.measure

Needs an empty, migrated database of its own, named by DATABASE_URL and DATABASE_OWNER_URL. The
invented group's frozen versions are copied until there are enough of them.
"""

import os
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["BEIAN_DEMO"] = "1"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from filings import walls  # noqa: E402
from filings.enums import DisclosureState  # noqa: E402
from filings.models import Disclosure  # noqa: E402
from filings.services import portfolio  # noqa: E402
from filings.services.determining import Rules  # noqa: E402

SIZE = 10_000

COPY = """
WITH made AS (
  INSERT INTO filings_algorithm (provider_id, reference, name_zh, name_en, name_sort, type, role,
    purpose_zh, purpose_en, family, number, status, registered_at, changed_at)
  SELECT provider_id, reference || '/' || %(n)s, name_zh, name_en, name_sort, type, role,
    purpose_zh, purpose_en, gen_random_uuid(), '', 'registered', now(), now()
  FROM filings_algorithm WHERE reference NOT LIKE '%%/%%' AND ended_on IS NULL
  RETURNING id, provider_id, reference)
INSERT INTO filings_disclosure (provider_id, algorithm_id, number, state, form_version,
  started_by_id, started_at, frozen_by_id, frozen_at, content, sha256)
SELECT made.provider_id, made.id, 1, 'frozen', d.form_version, d.started_by_id, d.started_at,
  d.frozen_by_id, d.frozen_at, d.content, d.sha256
FROM made JOIN filings_algorithm a ON a.reference = split_part(made.reference, '/', 1)
  AND a.provider_id = made.provider_id
JOIN LATERAL (SELECT * FROM filings_disclosure WHERE algorithm_id = a.id AND state = 'frozen'
  ORDER BY number DESC LIMIT 1) d ON true
"""


def main() -> None:
    call_command("seed_demo", verbosity=0)
    grow()
    with walls.for_clock() as providers:
        frozen = Disclosure.objects.filter(state=DisclosureState.FROZEN).count()
    print(f"{frozen:,} frozen versions at {len(providers)} providers\n")
    print("| what | seconds | processor seconds |")
    print("| --- | --- | --- |")
    newest = Rules().law.rule_sets
    timed("compare with the first rule set", lambda p: portfolio.compare(p, Rules(newest[0]), say))
    for what, rules in (
        ("record for the first time, starting terms", newest[-1]),
        ("record anew by other rules", newest[0]),
    ):
        timed(what, lambda p, r=rules: portfolio.bring_in_line(p, Rules(r), None, say))


def grow() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT algorithm_id) FROM filings_disclosure")
        (originals,) = cursor.fetchone() or (1,)
        for n in range(1, SIZE // originals + 1):
            cursor.execute(COPY, {"n": n})
        cursor.execute("ANALYZE filings_algorithm")
        cursor.execute("ANALYZE filings_disclosure")


def timed(what: str, act) -> None:  # type: ignore[no-untyped-def]
    with walls.for_clock() as providers:
        pass
    wall, cpu = time.perf_counter(), time.process_time()
    for provider in providers:
        act(provider)
    spent = time.perf_counter() - wall, time.process_time() - cpu
    print(f"| {what} | {spent[0]:.1f} | {spent[1]:.1f} |", flush=True)


def say(_step: str, _done: int, _total: int) -> None:
    """The job's progress, which is not measured here."""


if __name__ == "__main__":
    main()
