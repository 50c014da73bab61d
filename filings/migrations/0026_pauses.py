"""A term can stand still, and goes on as another row that has what was left of it."""

from django.db import migrations, models

KEEP = """
CREATE OR REPLACE FUNCTION deadline_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  fate text[] := CASE WHEN OLD.state = 'open' AND NEW.state = 'paused'
                      THEN '{state,paused_on}'::text[] ELSE '{state,met_on}'::text[] END
    || CASE WHEN OLD.provisional THEN '{due_on,provisional,formula,reason}'::text[]
            ELSE '{}'::text[] END;
BEGIN
  IF OLD.state NOT IN ('open', 'paused') OR (OLD.state = 'paused' AND NEW.state = 'open')
     OR to_jsonb(NEW) - fate IS DISTINCT FROM to_jsonb(OLD) - fate THEN
    RAISE EXCEPTION 'a deadline is corrected by another one, not edited'
      USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
"""
FORMER = """
CREATE OR REPLACE FUNCTION deadline_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.state <> 'open' OR ROW(NEW.algorithm_id, NEW.filing_id, NEW.rule, NEW.starts_on,
       NEW.replaces_id) IS DISTINCT FROM ROW(OLD.algorithm_id, OLD.filing_id, OLD.rule,
       OLD.starts_on, OLD.replaces_id) OR (NOT OLD.provisional AND NEW.due_on <> OLD.due_on) THEN
    RAISE EXCEPTION 'a deadline is corrected by another one, not edited'
      USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0025_dossiers"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="deadline",
            name="filings_deadline_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="deadline",
            name="filings_deadline_one_running",
        ),
        migrations.RemoveConstraint(
            model_name="event",
            name="filings_event_act_known",
        ),
        migrations.AddField(
            model_name="deadline",
            name="left",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="deadline",
            name="paused_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="deadline",
            name="resumed_on",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Running"),
                    ("paused", "Paused"),
                    ("met", "Met"),
                    ("void", "No longer runs"),
                ],
                default="open",
                max_length=40,
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="act",
            field=models.CharField(
                choices=[
                    ("provider_registered", "Provider registered"),
                    ("provider_changed", "Provider changed"),
                    ("member_added", "Role given"),
                    ("member_removed", "Role taken away"),
                    ("algorithm_registered", "Algorithm registered"),
                    ("algorithm_imported", "Algorithm imported"),
                    ("algorithm_changed", "Algorithm changed"),
                    ("sibling_linked", "Linked with a sibling record"),
                    ("service_ended", "End of service recorded"),
                    ("disclosure_started", "Disclosure started"),
                    ("section_saved", "Section saved"),
                    ("disclosure_frozen", "Disclosure frozen"),
                    ("evidence_added", "Evidence added"),
                    ("evidence_removed", "Evidence removed"),
                    ("determined", "Duties determined"),
                    ("filing_started", "Filing started"),
                    ("filing_moved", "Filing moved on"),
                    ("entity_submitted", "Provider's facts submitted"),
                    ("entity_answered", "Provider's facts answered by the authority"),
                    ("clearance_recorded", "Ethics review settled"),
                    ("clearance_withdrawn", "Settlement of the ethics review withdrawn"),
                    ("committee_changed", "Committee changed"),
                    ("review_moved", "Ethics review moved on"),
                    ("review_judged", "Judged in the ethics review"),
                    ("finding_overridden", "Finding let pass"),
                    ("publication_confirmed", "Publication confirmed"),
                    ("deadline_started", "Deadline started"),
                    ("deadline_met", "Deadline met"),
                    ("deadline_corrected", "Deadline corrected"),
                    ("deadline_paused", "Deadline paused"),
                    ("deadline_resumed", "Deadline resumed"),
                    ("change_proposed", "Change filing proposed"),
                    ("display_checked", "Duty after filing checked"),
                    ("feed_opened", "Calendar feed opened"),
                    ("feed_closed", "Calendar feed closed"),
                    ("document_issued", "Document issued"),
                    ("signed_copy_added", "Signed copy added"),
                    ("field_ticked", "Field of the official form ticked"),
                    ("job_asked", "Job asked for"),
                    ("job_cancelled", "Job cancelled"),
                    ("exported", "Exported"),
                ],
                max_length=40,
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "paused", "met", "void"])),
                name="filings_deadline_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("open", "paused"))),
                fields=("algorithm", "rule"),
                name="filings_deadline_one_running",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "paused"), _negated=True),
                    ("paused_on__isnull", False),
                    _connector="OR",
                ),
                name="filings_deadline_paused_has_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("left__isnull", True), ("resumed_on__isnull", True)),
                    models.Q(
                        ("left__isnull", False),
                        ("replaces__isnull", False),
                        ("resumed_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="filings_deadline_resumed_has_rest",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "act__in",
                        [
                            "provider_registered",
                            "provider_changed",
                            "member_added",
                            "member_removed",
                            "algorithm_registered",
                            "algorithm_imported",
                            "algorithm_changed",
                            "sibling_linked",
                            "service_ended",
                            "disclosure_started",
                            "section_saved",
                            "disclosure_frozen",
                            "evidence_added",
                            "evidence_removed",
                            "determined",
                            "filing_started",
                            "filing_moved",
                            "entity_submitted",
                            "entity_answered",
                            "clearance_recorded",
                            "clearance_withdrawn",
                            "committee_changed",
                            "review_moved",
                            "review_judged",
                            "finding_overridden",
                            "publication_confirmed",
                            "deadline_started",
                            "deadline_met",
                            "deadline_corrected",
                            "deadline_paused",
                            "deadline_resumed",
                            "change_proposed",
                            "display_checked",
                            "feed_opened",
                            "feed_closed",
                            "document_issued",
                            "signed_copy_added",
                            "field_ticked",
                            "job_asked",
                            "job_cancelled",
                            "exported",
                        ],
                    )
                ),
                name="filings_event_act_known",
            ),
        ),
        migrations.RunSQL(KEEP, FORMER),
    ]
