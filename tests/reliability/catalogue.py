"""The database catalogue, read against what the wall promises. Knows no fixture."""

from collections.abc import Iterator
from typing import Any

from django.db import migrations
from django.db.migrations.loader import MigrationLoader

OUTSIDE = {
    "account_emailaddress": "belongs to a person, not to a provider",
    "account_emailconfirmation": "belongs to a person, not to a provider",
    "auth_group": "of the framework; unused, not writable",
    "auth_group_permissions": "of the framework; unused, not writable",
    "auth_permission": "of the framework; unused, not writable",
    "cache": "counts of wrong sign-ins; nothing of a provider is cached",
    "django_content_type": "of the framework; not writable",
    "django_migrations": "of the framework; not writable",
    "django_session": "keys and a person's id",
    "filing_moves": "the legal moves of a filing; not writable",
    "filings_calendarfeed": "belongs to a person, not to a provider; digests of addresses",
    "filings_checkpoint": "signed digests of the whole history",
    "filings_apitoken": "belongs to a person, not to a provider",
    "filings_holidayschedule": "public: the State Council's notices",
    "filings_installation": "one row about the installation",
    "filings_installationevent": "who imported public lists and entered law",
    "filings_leaf": "digests and numbers of events, nothing of what they say",
    "filings_mail": "messages on their way to one person each; emptied once they have left",
    "filings_legalparameter": "numbers of law, the same for everybody",
    "filings_publicentry": "public: the national lists",
    "filings_publishedentry": "public: what legal approved; written by the database alone",
    "filings_rulesetadoption": "which rules hold in the installation",
    "filings_user": "people act for several providers; pages show only fellow members",
    "mfa_authenticator": "belongs to a person, not to a provider",
    "review_moves": "the legal moves of a review; not writable",
    "reviews_committee": "may serve several providers; shown to those and to its members",
    "reviews_rulepack": "numbers of law, the same for everybody",
    "reviews_seat": "who sits on a committee; shown to those whom it serves and to its members",
    "usersessions_usersession": "belongs to a person, not to a provider",
}
"""Tables that hold nothing of one provider, each with the reason."""

WALLED = (
    "filings_provider",
    "filings_membership",
    "filings_algorithm",
    "filings_algorithmsearch",
    "filings_product",
    "filings_accesspath",
    "filings_function",
    "filings_disclosure",
    "filings_disclosuresection",
    "filings_evidence",
    "filings_determination",
    "filings_duty",
    "filings_filing",
    "filings_submissionround",
    "filings_deadline",
    "filings_job",
    "filings_document",
    "filings_event",
    "filings_requestkey",
    "filings_override",
    "filings_textprint",
    "filings_linkvisit",
    "filings_enclosure",
    "filings_clearance",
    "filings_entityfiling",
    "filings_reminder",
    "filings_displaycheck",
    "filings_impactassessment",
    "filings_labelcheck",
    "filings_unlabelledcontent",
    "reviews_committeeservice",
    "reviews_case",
    "reviews_submissionversion",
    "reviews_round",
    "reviews_interestdeclaration",
    "reviews_recusal",
    "reviews_assignment",
    "reviews_opiniondraft",
    "reviews_opinion",
    "reviews_meeting",
    "reviews_attendance",
    "reviews_motion",
    "reviews_motionvoter",
    "reviews_ballot",
    "reviews_decision",
    "reviews_condition",
    "reviews_followup",
    "reviews_expertreview",
    "reviews_expertseat",
    "reviews_expertopinion",
    "reviews_accesstoken",
    "reviews_exemption",
    "reviews_paper",
    "reviews_registration",
    "reviews_handinreminder",
    "reviews_correction",
    "filings_providersection",
    "filings_companiontick",
    "filings_signedcopy",
    "filings_publication",
    "filings_webhook",
    "filings_systemaccount",
    "filings_delivery",
)

GLOBAL_KEYS = {
    "filings_provider_uscc_once": "only the installation administrator sets the code",
    "filings_systemaccount_user_id_key": "the user of an account is made with it",
}
"""Unique keys that span providers and could tell whether another one's row exists."""

POLICY = (
    "({column} = ANY ((( SELECT current_setting('app.provider_ids'::text)"
    " AS current_setting))::bigint[]))"
)

READABLE_FUNCTIONS = {
    "algorithm_search",
    "publication_show",
    "review_dependent",
    "review_followed_up",
    "review_motion_lists",
    "similar_texts",
    "wall_enter",
    "wall_enter_clock",
    "wall_enter_judge",
    "wall_enter_provider",
    "wall_found",
}
"""Functions that look past the wall, by their owner's rights."""


def rows(cursor: Any, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
    cursor.execute(sql, arguments)
    return list(cursor.fetchall())


def faults(cursor: Any) -> list[str]:
    """Every way in which this database breaks a promise of the wall."""
    return sorted(
        {
            *_tables(cursor),
            *_policies(cursor),
            *_references(cursor),
            *_keys(cursor),
            *_functions(cursor),
            *_rights(cursor),
        }
    )


SCHEMAS = {"public", "pgmq"}
"""Of the product and of its queue, which carries ids of jobs and nothing else."""


def _tables(cursor: Any) -> Iterator[str]:
    for (schema,) in rows(
        cursor,
        """SELECT nspname FROM pg_namespace
           WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'""",
    ):
        if schema not in SCHEMAS:
            yield f"{schema}: unknown schema; say what it holds"
    found = rows(
        cursor,
        """SELECT c.relname, c.relkind::text, c.relrowsecurity, c.relowner::regrole::text,
             EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'stays'
                     AND t.tgenabled = 'O')
           FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')""",
    )
    for name, kind, secured, owner, stays in found:
        walled = name in WALLED
        complaints = {
            "views and foreign tables look past the wall": kind != "r",
            "row-level security is off": walled and not secured,
            "rows may move to another provider": walled and not stays,
            "unknown table; put it behind the wall or say why not": (
                kind == "r" and not walled and name not in OUTSIDE
            ),
            "the application owns it": owner == "beian_app",
        }
        yield from (f"{name}: {said}" for said, holds in complaints.items() if holds)
    for name in {*WALLED, *OUTSIDE} - {name for name, *_rest in found}:
        yield f"{name}: no such table"


def _policies(cursor: Any) -> Iterator[str]:
    wanted = {
        (
            table,
            "wall",
            "PERMISSIVE",
            "{public}",
            "ALL",
            *[POLICY.format(column="id" if table == "filings_provider" else "provider_id")] * 2,
        )
        for table in WALLED
    }
    found = {
        tuple(row)
        for row in rows(
            cursor,
            """SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check
               FROM pg_policies WHERE schemaname = 'public'""",
        )
    }
    for table, *_rest in found ^ wanted:
        yield f"{table}: its policy is not the generated one"


REFERENCES = """
SELECT c.conrelid::regclass::text, c.confrelid::regclass::text,
  (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k(num, n)
   JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num),
  (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY k(num, n)
   JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num),
  c.convalidated
FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
"""


def _references(cursor: Any) -> Iterator[str]:
    found = rows(cursor, REFERENCES)
    composite = {
        (child, mine[1], parent)
        for child, parent, mine, theirs, valid in found
        if valid and mine[:1] == ["provider_id"] and theirs == ["provider_id", "id"]
    }
    for child, parent, mine, _theirs, _valid in found:
        if parent not in WALLED or parent == "filings_provider" or len(mine) != 1:
            continue
        if child not in WALLED:
            yield f"{child}.{mine[0]}: points behind the wall from outside"
        elif (child, mine[0], parent) not in composite:
            yield f"{child}.{mine[0]}: may point into another provider's data"


KEYS = """
SELECT c.relname, i.relname,
  (SELECT array_agg(coalesce(a.attname::text, '?')) FROM unnest(x.indkey) k(num)
   LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num),
  (SELECT count(*) FROM pg_constraint p WHERE p.conindid = i.oid AND p.contype = 'p')
FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
WHERE x.indisunique AND c.relnamespace = 'public'::regnamespace
"""


def _keys(cursor: Any) -> Iterator[str]:
    """A unique key holds the provider, or something that belongs to one provider anyway."""
    tied = {
        (child, mine[1])
        for child, _parent, mine, theirs, _valid in rows(cursor, REFERENCES)
        if theirs == ["provider_id", "id"]
    }
    found = rows(cursor, KEYS)
    own = {(table, tuple(sorted(columns))) for table, _key, columns, _primary in found}
    for table in WALLED:
        wanted = ("id",) if table == "filings_provider" else ("id", "provider_id")
        if (table, wanted) not in own:
            yield f"{table}: lacks the key that composite references need"
    for table, key, columns, primary in found:
        if table not in WALLED or primary or key in GLOBAL_KEYS:
            continue
        if not any(c in {"provider_id", "id"} or (table, c) in tied for c in columns):
            yield f"{key}: may tell whether another provider's row exists"


def _functions(cursor: Any) -> Iterator[str]:
    found = rows(
        cursor,
        """SELECT p.proname, p.prosecdef, coalesce(array_to_string(p.proconfig, ';'), ''),
             p.proowner::regrole::text, t.typname = 'trigger',
             has_function_privilege('public', p.oid, 'EXECUTE')
           FROM pg_proc p JOIN pg_type t ON t.oid = p.prorettype
           WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (
             SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""",
    )
    path = "search_path=pg_catalog, public, pg_temp"
    for name, definer, config, owner, trigger, public in found:
        if (definer or trigger) and path not in config.split(";"):
            yield f"{name}(): a temporary table could stand in for ours"
        if definer and name not in READABLE_FUNCTIONS:
            yield f"{name}(): looks past the wall without being on the list"
        if definer and public:
            yield f"{name}(): everybody may call it"
        if owner == "beian_app":
            yield f"{name}(): the application owns it"


def _rights(cursor: Any) -> Iterator[str]:
    ((superuser, bypass, create_role, create_database, member),) = rows(
        cursor,
        """SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
             pg_has_role('beian_app', 'beian_owner', 'MEMBER')
           FROM pg_roles WHERE rolname = 'beian_app'""",
    )
    if superuser or bypass or create_role or create_database or member:
        yield "beian_app: the role may more than read and write"
    for what, allowed in rows(
        cursor,
        """SELECT 'create in the schema', has_schema_privilege('beian_app', 'public', 'CREATE')
           UNION ALL SELECT 'create schemas and extensions',
             has_database_privilege('beian_app', current_database(), 'CREATE')
           UNION ALL SELECT 'make temporary tables',
             has_database_privilege('beian_app', current_database(), 'TEMP')
           UNION ALL SELECT 'truncate ' || oid::regclass,
             has_table_privilege('beian_app', oid, 'TRUNCATE, TRIGGER, REFERENCES')
           FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
           UNION ALL SELECT 'set ' || oid::regclass,
             has_sequence_privilege('beian_app', oid, 'UPDATE')
           FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'""",
    ):
        if allowed:
            yield f"beian_app: may {what}"


def protected_by_migrations() -> set[str]:
    """Tables that some migration has put behind the wall."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {
        operation.sql.split("ALTER TABLE ", 1)[1].split()[0]
        for migration in loader.disk_migrations.values()
        for operation in migration.operations
        if isinstance(operation, migrations.RunSQL)
        and isinstance(operation.sql, str)
        and "ENABLE ROW LEVEL SECURITY" in operation.sql
    }
