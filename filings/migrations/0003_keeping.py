"""What must hold whatever code runs: frozen versions, append-only history, legal moves."""

from django.db import migrations

from filings.walls import append_only

EVENTS = r"""
CREATE FUNCTION framed(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT octet_length(coalesce(value, '')) || ':' || coalesce(value, '')
$$;

-- The leaf of the later tree (RFC 6962): SHA-256 over 0x00 and the length-prefixed fields.
CREATE FUNCTION event_leaf(e filings_event) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256('\x00'::bytea || convert_to(
    framed(e.id::text) ||
    framed(((extract(epoch FROM e.at) * 1000000)::bigint)::text) ||
    framed(e.provider_id::text) || framed(e.algorithm_id::text) ||
    framed(e.disclosure_id::text) || framed(e.filing_id::text) || framed(e.document_id::text) ||
    framed(e.act) || framed(e.actor_id::text) || framed(e.payload::text), 'UTF8'))
$$;

CREATE FUNCTION event_seal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  NEW.at := clock_timestamp();
  NEW.hash := event_leaf(NEW);
  RETURN NEW;
END $$;
CREATE TRIGGER seal BEFORE INSERT ON filings_event FOR EACH ROW EXECUTE FUNCTION event_seal();
"""

FROZEN = """
CREATE FUNCTION disclosure_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'frozen' THEN
    RAISE EXCEPTION 'a frozen disclosure never changes' USING ERRCODE = '23000';
  END IF;
  IF NEW.algorithm_id <> OLD.algorithm_id OR NEW.number <> OLD.number THEN
    RAISE EXCEPTION 'a version stays with its algorithm and number' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON filings_disclosure
  FOR EACH ROW EXECUTE FUNCTION disclosure_keep();

-- A foreign key is no lock: reading the parent FOR SHARE makes a late answer wait for the freeze.
CREATE FUNCTION disclosure_part_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE standing text;
BEGIN
  SELECT state INTO standing FROM filings_disclosure WHERE id = NEW.disclosure_id FOR SHARE;
  IF standing IS DISTINCT FROM 'draft' THEN
    RAISE EXCEPTION 'a frozen disclosure takes no more answers or evidence'
      USING ERRCODE = '23000';
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.disclosure_id <> OLD.disclosure_id THEN
    RAISE EXCEPTION 'answers and evidence stay with their version' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE INSERT OR UPDATE ON filings_disclosuresection
  FOR EACH ROW EXECUTE FUNCTION disclosure_part_keep();
CREATE TRIGGER keep BEFORE INSERT OR UPDATE ON filings_evidence
  FOR EACH ROW EXECUTE FUNCTION disclosure_part_keep();
"""

FILINGS = """
CREATE TABLE filing_moves (before text, after text, PRIMARY KEY (before, after));
INSERT INTO filing_moves VALUES
  ('draft', 'approval'), ('approval', 'ready'), ('approval', 'draft'), ('ready', 'draft'),
  ('ready', 'submitted'), ('submitted', 'filed'),
  ('draft', 'withdrawn'), ('approval', 'withdrawn'), ('ready', 'withdrawn');
REVOKE INSERT, UPDATE ON filing_moves FROM beian_app;

CREATE FUNCTION filing_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.state <> 'draft' THEN
    RAISE EXCEPTION 'a filing begins as a draft' USING ERRCODE = '23000';
  END IF;
  IF NOT EXISTS (SELECT FROM filings_disclosure d WHERE d.id = NEW.disclosure_id
                 AND d.algorithm_id = NEW.algorithm_id AND d.state = 'frozen') THEN
    RAISE EXCEPTION 'a filing rests on a frozen disclosure of its algorithm'
      USING ERRCODE = '23000';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF NEW.state <> OLD.state AND NOT EXISTS
       (SELECT FROM filing_moves WHERE before = OLD.state AND after = NEW.state) THEN
      RAISE EXCEPTION 'no filing moves from % to %', OLD.state, NEW.state
        USING ERRCODE = '23000';
    END IF;
    IF OLD.state IN ('filed', 'withdrawn') OR NEW.algorithm_id <> OLD.algorithm_id
       OR NEW.prepared_by_id <> OLD.prepared_by_id
       OR (NEW.disclosure_id <> OLD.disclosure_id AND OLD.state <> 'draft') THEN
      RAISE EXCEPTION 'what a filing has settled does not change' USING ERRCODE = '23000';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE INSERT OR UPDATE ON filings_filing
  FOR EACH ROW EXECUTE FUNCTION filing_keep();

CREATE FUNCTION round_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.answered_on IS NOT NULL OR ROW(NEW.filing_id, NEW.number, NEW.submitted_on, NEW.receipt,
       NEW.account, NEW.submitted_by_id) IS DISTINCT FROM ROW(OLD.filing_id, OLD.number,
       OLD.submitted_on, OLD.receipt, OLD.account, OLD.submitted_by_id) THEN
    RAISE EXCEPTION 'a submission is recorded once; only its answer is added'
      USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON filings_submissionround
  FOR EACH ROW EXECUTE FUNCTION round_keep();

CREATE FUNCTION deadline_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'open' OR ROW(NEW.algorithm_id, NEW.filing_id, NEW.rule, NEW.starts_on,
       NEW.replaces_id) IS DISTINCT FROM ROW(OLD.algorithm_id, OLD.filing_id, OLD.rule,
       OLD.starts_on, OLD.replaces_id) OR (NOT OLD.provisional AND NEW.due_on <> OLD.due_on) THEN
    RAISE EXCEPTION 'a deadline is corrected by another one, not edited'
      USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON filings_deadline
  FOR EACH ROW EXECUTE FUNCTION deadline_keep();

CREATE FUNCTION determination_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT OLD.current OR NEW.current OR ROW(NEW.algorithm_id, NEW.disclosure_id, NEW.rule_set,
       NEW.parameters) IS DISTINCT FROM ROW(OLD.algorithm_id, OLD.disclosure_id, OLD.rule_set,
       OLD.parameters) THEN
    RAISE EXCEPTION 'a determination is superseded, not edited' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON filings_determination
  FOR EACH ROW EXECUTE FUNCTION determination_keep();
"""

STATUS = """
CREATE FUNCTION algorithm_derive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.status := CASE
    WHEN NEW.ended_on IS NOT NULL THEN 'service_ended'
    WHEN NEW.number <> '' THEN 'filed'
    WHEN EXISTS (SELECT FROM filings_filing f WHERE f.algorithm_id = NEW.id
                 AND f.state IN ('draft', 'approval', 'ready', 'submitted')) THEN 'filing'
    WHEN EXISTS (SELECT FROM filings_disclosure d WHERE d.algorithm_id = NEW.id
                 AND d.state = 'frozen') THEN 'disclosed'
    WHEN EXISTS (SELECT FROM filings_disclosure d WHERE d.algorithm_id = NEW.id) THEN 'disclosing'
    ELSE 'registered' END;
  NEW.changed_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER derive BEFORE INSERT OR UPDATE ON filings_algorithm
  FOR EACH ROW EXECUTE FUNCTION algorithm_derive();

CREATE FUNCTION algorithm_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE filings_algorithm SET status = status WHERE id = NEW.algorithm_id;
  RETURN NULL;
END $$;
CREATE TRIGGER touch AFTER INSERT OR UPDATE OF state ON filings_disclosure
  FOR EACH ROW EXECUTE FUNCTION algorithm_touch();
CREATE TRIGGER touch AFTER INSERT OR UPDATE OF state ON filings_filing
  FOR EACH ROW EXECUTE FUNCTION algorithm_touch();
"""

DROP = """
DROP TRIGGER touch ON filings_filing; DROP TRIGGER touch ON filings_disclosure;
DROP TRIGGER derive ON filings_algorithm;
DROP TRIGGER keep ON filings_determination; DROP TRIGGER keep ON filings_deadline;
DROP TRIGGER keep ON filings_submissionround; DROP TRIGGER keep ON filings_filing;
DROP TRIGGER keep ON filings_evidence; DROP TRIGGER keep ON filings_disclosuresection;
DROP TRIGGER keep ON filings_disclosure; DROP TRIGGER seal ON filings_event;
DROP FUNCTION algorithm_touch(), algorithm_derive(), determination_keep(), deadline_keep(),
  round_keep(), filing_keep(), disclosure_part_keep(), disclosure_keep(), event_seal(),
  event_leaf(filings_event), framed(text);
DROP TABLE filing_moves;
"""


class Migration(migrations.Migration):
    dependencies = [("filings", "0002_walls")]

    operations = [
        migrations.RunSQL(EVENTS + FROZEN + FILINGS + STATUS, DROP),
        append_only("filings_event"),
        append_only("filings_document"),
        append_only("filings_duty"),
        append_only("filings_rulesetadoption"),
        append_only("filings_legalparameter"),
    ]
