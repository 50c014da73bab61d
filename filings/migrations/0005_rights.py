"""Who may call and write what: doors for the application alone, no shadow tables, one demo flag.

The application can still name any provider by setting `app.provider_ids` itself. Nothing in
PostgreSQL prevents that; a test keeps every such line inside `filings.walls`.
"""

from django.db import migrations

DOORS = "wall_enter(bigint), wall_enter_provider(bigint), wall_enter_clock(), wall_found()"
CALLABLE = f"{DOORS}, algorithm_search(text[])"
TRIGGERS = (
    "refuse_change, disclosure_keep, disclosure_part_keep, filing_keep, round_keep, "
    "deadline_keep, determination_keep, algorithm_derive, algorithm_touch, fill_grams"
)

# A temporary table named like one of ours comes first in the search path unless pg_temp is named
# last: a definer function or a keeping trigger would then read what the caller invented.
PATHS = "".join(
    f"ALTER FUNCTION {function} SET search_path = pg_catalog, public, pg_temp;\n"
    for function in (
        *(f"{name}()" for name in TRIGGERS.split(", ")),
        *CALLABLE.split(", "),
        "wall_open(bigint[])",
    )
)

CALLS = f"""
REVOKE EXECUTE ON FUNCTION {CALLABLE}, wall_open(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {CALLABLE} TO beian_app;
CREATE OR REPLACE FUNCTION wall_leave() RETURNS bigint[] LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.provider_ids', '{{}}', true);
  RETURN '{{}}';
END $$;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO beian_app;
"""

NO_CALLS = f"""
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE EXECUTE ON FUNCTIONS FROM beian_app;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
GRANT EXECUTE ON FUNCTION {CALLABLE}, wall_open(bigint[]) TO PUBLIC;
"""

TABLES = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
DO $$ BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$;
REVOKE INSERT, UPDATE ON auth_group, auth_group_permissions, auth_permission, django_content_type
  FROM beian_app;
REVOKE UPDATE ON filings_installation FROM beian_app;
"""

NO_TABLES = """
GRANT UPDATE ON filings_installation TO beian_app;
GRANT INSERT, UPDATE ON auth_group, auth_group_permissions, auth_permission, django_content_type
  TO beian_app;
DO $$ BEGIN
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database());
END $$;
"""

DEMO = """
CREATE FUNCTION installation_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.demo <> OLD.demo THEN
      RAISE EXCEPTION 'an installation stays what it was set up as' USING ERRCODE = '23000';
    END IF;
  ELSIF NEW.demo AND EXISTS (SELECT FROM filings_user) THEN
    RAISE EXCEPTION 'only an installation without people becomes a demo' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE INSERT OR UPDATE ON filings_installation
  FOR EACH ROW EXECUTE FUNCTION installation_keep();

CREATE FUNCTION demo_person_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM filings_installation WHERE demo) THEN
    RAISE EXCEPTION 'invented people live in a demo installation only' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE INSERT OR UPDATE OF is_demo ON filings_user
  FOR EACH ROW WHEN (NEW.is_demo) EXECUTE FUNCTION demo_person_keep();
"""

NO_DEMO = """
DROP TRIGGER keep ON filings_user; DROP FUNCTION demo_person_keep();
DROP TRIGGER keep ON filings_installation; DROP FUNCTION installation_keep();
"""

# The number of an event comes from the sequence: a chosen one, far ahead, would jam the history.
SEAL = """
CREATE OR REPLACE FUNCTION event_seal() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.id <> currval(pg_get_serial_sequence('filings_event', 'id')) THEN
    RAISE EXCEPTION 'an event takes the next number' USING ERRCODE = '23000';
  END IF;
  NEW.at := clock_timestamp();
  NEW.hash := event_leaf(NEW);
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("filings", "0004_search")]

    operations = [
        migrations.RunSQL(PATHS, migrations.RunSQL.noop),
        migrations.RunSQL(CALLS, NO_CALLS),
        migrations.RunSQL(TABLES, NO_TABLES),
        migrations.RunSQL(DEMO, NO_DEMO),
        migrations.RunSQL(SEAL, migrations.RunSQL.noop),
    ]
