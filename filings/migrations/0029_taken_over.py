"""A filing that the authority made before it was kept here begins as filed."""

from django.db import migrations, models

KEEP = """
CREATE OR REPLACE FUNCTION filing_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  how_it_ended text[] := '{state,state_since,ended_on,end_reason,end_letter_id}';
BEGIN
  IF TG_OP = 'INSERT' AND NOT (NEW.state = 'draft' AND NOT NEW.taken_over
                              OR NEW.state = 'filed' AND NEW.taken_over) THEN
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
       OR NEW.algorithm_id <> OLD.algorithm_id OR NEW.taken_over <> OLD.taken_over
       OR NEW.prepared_by_id <> OLD.prepared_by_id
       OR (NEW.disclosure_id <> OLD.disclosure_id AND OLD.state <> 'draft') THEN
      RAISE EXCEPTION 'what a filing has settled does not change' USING ERRCODE = '23000';
    END IF;
  END IF;
  RETURN NEW;
END $$;
"""
FORMER = """
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
"""


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0028_impact_assessments"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="event",
            name="filings_event_act_known",
        ),
        migrations.RemoveConstraint(
            model_name="filing",
            name="filings_filing_approved_before_leaving",
        ),
        migrations.AddField(
            model_name="filing",
            name="taken_over",
            field=models.BooleanField(default=False),
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
                    ("assessment_started", "Impact assessment started"),
                    ("assessment_saved", "Impact assessment written on"),
                    ("assessment_signed", "Impact assessment signed off"),
                    ("filing_started", "Filing started"),
                    ("filing_moved", "Filing moved on"),
                    ("filing_taken_over", "Earlier filing taken over"),
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
                    ("entry_published", "Published for everybody"),
                    ("entry_withdrawn", "Withdrawn from the public"),
                ],
                max_length=40,
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
                            "assessment_started",
                            "assessment_saved",
                            "assessment_signed",
                            "filing_started",
                            "filing_moved",
                            "filing_taken_over",
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
                            "entry_published",
                            "entry_withdrawn",
                        ],
                    )
                ),
                name="filings_event_act_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "approval", "withdrawn"]),
                    ("approved_by__isnull", False),
                    ("taken_over", True),
                    _connector="OR",
                ),
                name="filings_filing_approved_before_leaving",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("taken_over", False),
                    models.Q(
                        ("approved_by__isnull", True),
                        ("kind", "first"),
                        ("state__in", ["filed", "superseded", "revoked", "cancelled_by_authority"]),
                    ),
                    _connector="OR",
                ),
                name="filings_filing_taken_over_as_filed",
            ),
        ),
        migrations.RunSQL(KEEP, FORMER),
    ]
