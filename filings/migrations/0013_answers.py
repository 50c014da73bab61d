"""What the authority answers, round by round, and how a filing that was in force ends."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from filings.walls import tie

KEEPING = """
DROP TRIGGER keep ON filings_submissionround;
INSERT INTO filing_moves VALUES
  ('submitted', 'returned'), ('submitted', 'refused'), ('submitted', 'deregistered'),
  ('returned', 'draft'), ('filed', 'superseded'), ('filed', 'revoked'),
  ('filed', 'cancelled_by_authority');

CREATE OR REPLACE FUNCTION filing_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  how_it_ended text[] := '{state,state_since,ended_on,end_reason,end_letter_id}';
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
    IF OLD.state IN ('refused', 'withdrawn', 'superseded', 'revoked', 'cancelled_by_authority',
                     'deregistered')
       OR (OLD.state = 'filed' AND (NEW.state = OLD.state OR to_jsonb(NEW) - how_it_ended
           IS DISTINCT FROM to_jsonb(OLD) - how_it_ended))
       OR NEW.algorithm_id <> OLD.algorithm_id OR NEW.prepared_by_id <> OLD.prepared_by_id
       OR (NEW.disclosure_id <> OLD.disclosure_id AND OLD.state <> 'draft') THEN
      RAISE EXCEPTION 'what a filing has settled does not change' USING ERRCODE = '23000';
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION round_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  answer text[] := '{answered_on,answer,reasons,remark,letter_id}';
BEGIN
  IF OLD.answered_on IS NOT NULL
     OR to_jsonb(NEW) - answer IS DISTINCT FROM to_jsonb(OLD) - answer THEN
    RAISE EXCEPTION 'a submission is recorded once; only its answer is added'
      USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION algorithm_derive() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  ended text := (SELECT f.state FROM filings_filing f WHERE f.algorithm_id = NEW.id
                 AND f.kind IN ('first', 'change', 'deregistration')
                 AND f.state IN ('revoked', 'cancelled_by_authority', 'deregistered')
                 ORDER BY f.id DESC LIMIT 1);
BEGIN
  NEW.status := CASE
    WHEN NEW.ended_on IS NOT NULL THEN CASE WHEN NEW.number = '' AND ended IS NOT NULL
                                       THEN ended ELSE 'service_ended' END
    WHEN NEW.number <> '' THEN 'filed'
    WHEN EXISTS (SELECT FROM filings_filing f WHERE f.algorithm_id = NEW.id
                 AND f.kind IN ('first', 'change', 'deregistration')
                 AND f.state IN ('draft', 'approval', 'ready', 'submitted', 'returned'))
      THEN 'filing'
    WHEN ended IS NOT NULL THEN ended
    WHEN EXISTS (SELECT FROM filings_disclosure d WHERE d.algorithm_id = NEW.id
                 AND d.state = 'frozen') THEN 'disclosed'
    WHEN EXISTS (SELECT FROM filings_disclosure d WHERE d.algorithm_id = NEW.id) THEN 'disclosing'
    ELSE 'registered' END;
  NEW.changed_at := now();
  RETURN NEW;
END $$;
"""

# What was filed before is answered, and gave way where a later filing was filed.
FILL = """
UPDATE filings_submissionround r SET disclosure_id = f.disclosure_id,
  answer = CASE WHEN r.answered_on IS NULL THEN '' ELSE 'accepted' END
FROM filings_filing f WHERE f.id = r.filing_id;
UPDATE filings_filing f SET state = 'superseded' WHERE state = 'filed' AND EXISTS (
  SELECT FROM filings_filing o WHERE o.algorithm_id = f.algorithm_id AND o.state = 'filed'
  AND (o.filed_on, o.id) > (f.filed_on, f.id));
SET CONSTRAINTS ALL IMMEDIATE;
CREATE TRIGGER keep BEFORE UPDATE ON filings_submissionround
  FOR EACH ROW EXECUTE FUNCTION round_keep();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0012_papers"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="enclosure",
            name="filings_enclosure_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="filing",
            name="filings_filing_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="filing",
            name="filings_filing_one_open",
        ),
        migrations.RemoveConstraint(
            model_name="filing",
            name="filings_filing_filed_has_number",
        ),
        migrations.AddField(
            model_name="filing",
            name="end_letter",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="filings.enclosure",
            ),
        ),
        migrations.AddField(
            model_name="filing",
            name="end_reason",
            field=models.TextField(blank=True, verbose_name="reason of the end"),
        ),
        migrations.AddField(
            model_name="filing",
            name="ended_on",
            field=models.DateField(blank=True, null=True, verbose_name="ended on"),
        ),
        migrations.AddField(
            model_name="submissionround",
            name="answer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("accepted", "Accepted"),
                    ("returned", "Returned"),
                    ("refused", "Refused by the authority"),
                ],
                max_length=40,
                verbose_name="answer",
            ),
        ),
        migrations.AddField(
            model_name="submissionround",
            name="corrected",
            field=models.TextField(blank=True, verbose_name="what was corrected"),
        ),
        migrations.AddField(
            model_name="submissionround",
            name="disclosure",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="filings.disclosure",
            ),
        ),
        migrations.AddField(
            model_name="submissionround",
            name="letter",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="filings.enclosure",
            ),
        ),
        migrations.AddField(
            model_name="submissionround",
            name="reasons",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="submissionround",
            name="remark",
            field=models.TextField(blank=True, verbose_name="what the authority wrote"),
        ),
        migrations.AlterField(
            model_name="enclosure",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ethics_decision", "Scan of an ethics decision"),
                    ("authority_letter", "Letter or notice of the authority"),
                ],
                max_length=40,
            ),
        ),
        migrations.AlterField(
            model_name="filing",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("approval", "Waiting for approval"),
                    ("ready", "Ready to submit"),
                    ("submitted", "Submitted"),
                    ("returned", "Returned"),
                    ("filed", "Filed"),
                    ("refused", "Refused by the authority"),
                    ("withdrawn", "Withdrawn"),
                    ("superseded", "Replaced by a later filing"),
                    ("revoked", "Revoked"),
                    ("cancelled_by_authority", "Cancelled by the authority"),
                    ("deregistered", "Deregistered"),
                ],
                default="draft",
                max_length=40,
                verbose_name="state",
            ),
        ),
        migrations.RunSQL(KEEPING + FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="submissionround",
            name="disclosure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="filings.disclosure",
            ),
        ),
        migrations.AddConstraint(
            model_name="enclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["ethics_decision", "authority_letter"])),
                name="filings_enclosure_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "approval",
                            "ready",
                            "submitted",
                            "returned",
                            "filed",
                            "refused",
                            "withdrawn",
                            "superseded",
                            "revoked",
                            "cancelled_by_authority",
                            "deregistered",
                        ],
                    )
                ),
                name="filings_filing_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "approval", "ready", "submitted", "returned"])
                ),
                fields=("algorithm",),
                name="filings_filing_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "filed")),
                fields=("algorithm",),
                name="filings_filing_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_on__isnull", False),
                        ("state__in", ["revoked", "cancelled_by_authority", "deregistered"]),
                    ),
                    models.Q(
                        models.Q(
                            ("state__in", ["revoked", "cancelled_by_authority", "deregistered"]),
                            _negated=True,
                        ),
                        ("ended_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="filings_filing_ended_has_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["filed", "superseded", "revoked", "cancelled_by_authority"]),
                        _negated=True,
                    ),
                    models.Q(
                        ("filed_on__isnull", False), ("number__regex", "^网信算备[0-9]{21}号$")
                    ),
                    _connector="OR",
                ),
                name="filings_filing_filed_has_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="submissionround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_on__isnull", True)),
                    models.Q(
                        ("answer__in", ["accepted", "returned", "refused"]),
                        ("answered_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="filings_submissionround_answer_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="submissionround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "returned"), _negated=True),
                    ("reasons__len__gte", 1),
                    _connector="OR",
                ),
                name="filings_submissionround_return_reasoned",
            ),
        ),
        migrations.AddConstraint(
            model_name="submissionround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "refused"), _negated=True),
                    models.Q(("remark", ""), _negated=True),
                    _connector="OR",
                ),
                name="filings_submissionround_refusal_reasoned",
            ),
        ),
        migrations.AddConstraint(
            model_name="submissionround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer__in", ["returned", "refused"]), _negated=True),
                    ("letter__isnull", False),
                    _connector="OR",
                ),
                name="filings_submissionround_letter_kept",
            ),
        ),
        tie("filings_submissionround", "disclosure_id", "filings_disclosure"),
        tie("filings_submissionround", "letter_id", "filings_enclosure"),
        tie("filings_filing", "end_letter_id", "filings_enclosure"),
    ]
