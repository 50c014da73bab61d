"""The wall between providers, the application's rights, and the doors through the wall."""

from django.conf import settings
from django.db import migrations

from filings.walls import allow_delete, protect, tie

RIGHTS = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: % refused on %', TG_ARGV[0], TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

GRANT USAGE ON SCHEMA public TO beian_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO beian_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO beian_app;
REVOKE INSERT, UPDATE ON django_migrations FROM beian_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE ON TABLES TO beian_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO beian_app;
"""

CACHE = """
CREATE TABLE cache (
  cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX cache_expires ON cache (expires);
"""

DOORS = """
CREATE FUNCTION wall_open(ids bigint[]) RETURNS bigint[] LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.provider_ids', coalesce(ids, '{}')::text, true);
  RETURN coalesce(ids, '{}');
END $$;

CREATE FUNCTION wall_enter(person bigint) RETURNS bigint[]
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT wall_open((SELECT array_agg(DISTINCT provider_id ORDER BY provider_id)
                    FROM filings_membership WHERE user_id = person));
$$;

CREATE FUNCTION wall_enter_provider(provider bigint) RETURNS bigint[]
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT wall_open((SELECT array_agg(id) FROM filings_provider WHERE id = provider));
$$;

CREATE FUNCTION wall_enter_clock() RETURNS bigint[]
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT wall_open((SELECT array_agg(id ORDER BY id) FROM filings_provider));
$$;

CREATE FUNCTION wall_found() RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  founded bigint := nextval(pg_get_serial_sequence('filings_provider', 'id'));
BEGIN
  PERFORM wall_open(array_append(
    coalesce(nullif(current_setting('app.provider_ids', true), ''), '{}')::bigint[], founded));
  RETURN ARRAY[founded];
END $$;

CREATE FUNCTION wall_leave() RETURNS bigint[] LANGUAGE sql AS $$ SELECT wall_open('{}') $$;
"""

NO_DOORS = """
DROP FUNCTION wall_leave(), wall_found(), wall_enter_clock(), wall_enter_provider(bigint),
  wall_enter(bigint), wall_open(bigint[]);
"""

PROTECTED = [
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
]

TIES = [
    ("filings_algorithmsearch", "algorithm_id", "filings_algorithm"),
    ("filings_product", "algorithm_id", "filings_algorithm"),
    ("filings_accesspath", "product_id", "filings_product"),
    ("filings_function", "path_id", "filings_accesspath"),
    ("filings_disclosure", "algorithm_id", "filings_algorithm"),
    ("filings_disclosure", "started_from_id", "filings_disclosure"),
    ("filings_disclosuresection", "disclosure_id", "filings_disclosure"),
    ("filings_evidence", "algorithm_id", "filings_algorithm"),
    ("filings_evidence", "disclosure_id", "filings_disclosure"),
    ("filings_evidence", "carried_from_id", "filings_evidence"),
    ("filings_determination", "algorithm_id", "filings_algorithm"),
    ("filings_determination", "disclosure_id", "filings_disclosure"),
    ("filings_duty", "determination_id", "filings_determination"),
    ("filings_filing", "algorithm_id", "filings_algorithm"),
    ("filings_filing", "disclosure_id", "filings_disclosure"),
    ("filings_submissionround", "filing_id", "filings_filing"),
    ("filings_deadline", "algorithm_id", "filings_algorithm"),
    ("filings_deadline", "filing_id", "filings_filing"),
    ("filings_deadline", "replaces_id", "filings_deadline"),
    ("filings_job", "algorithm_id", "filings_algorithm"),
    ("filings_document", "algorithm_id", "filings_algorithm"),
    ("filings_document", "disclosure_id", "filings_disclosure"),
    ("filings_document", "filing_id", "filings_filing"),
    ("filings_document", "job_id", "filings_job"),
    ("filings_event", "algorithm_id", "filings_algorithm"),
    ("filings_event", "disclosure_id", "filings_disclosure"),
    ("filings_event", "filing_id", "filings_filing"),
    ("filings_event", "document_id", "filings_document"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0001_initial"),
        ("sessions", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("usersessions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(CACHE, "DROP TABLE cache"),
        migrations.RunSQL(RIGHTS, "DROP FUNCTION refuse_change()"),
        migrations.RunSQL(DOORS, NO_DOORS),
        protect("filings_provider", "id"),
        *(protect(table) for table in PROTECTED),
        *(tie(child, column, parent) for child, column, parent in TIES),
        allow_delete(
            "filings_membership",
            "cache",
            "django_session",
            "account_emailaddress",
            "account_emailconfirmation",
            "mfa_authenticator",
            "usersessions_usersession",
        ),
    ]
