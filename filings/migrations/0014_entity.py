"""The provider's own filing: what was submitted stays, only its answer is added."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from filings.walls import protect, tie

KEEP = """
CREATE FUNCTION entity_filing_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  answer text[] := '{state,answered_on,reasons,remark,letter_id}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'submitted' THEN
      RAISE EXCEPTION 'a filing of a provider begins with its submission' USING ERRCODE = '23000';
    END IF;
  ELSIF to_jsonb(NEW) - answer IS DISTINCT FROM to_jsonb(OLD) - answer
     OR NOT ((OLD.state = 'submitted' AND NEW.state IN ('filed', 'returned'))
             OR (OLD.state = 'filed' AND NEW.state = 'superseded'
                 AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state')) THEN
    RAISE EXCEPTION 'a submission is recorded once; only its answer is added'
      USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE INSERT OR UPDATE ON filings_entityfiling
  FOR EACH ROW EXECUTE FUNCTION entity_filing_keep();
"""
NO_KEEP = "DROP TRIGGER keep ON filings_entityfiling; DROP FUNCTION entity_filing_keep();"


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0013_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="EntityFiling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("filed", "Filed"),
                            ("superseded", "Replaced by a later filing"),
                        ],
                        default="submitted",
                        max_length=40,
                        verbose_name="state",
                    ),
                ),
                ("facts", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("submitted_on", models.DateField(verbose_name="submitted on")),
                ("receipt", models.CharField(blank=True, max_length=100, verbose_name="receipt")),
                (
                    "account",
                    models.CharField(blank=True, max_length=100, verbose_name="account used"),
                ),
                (
                    "answered_on",
                    models.DateField(blank=True, null=True, verbose_name="answered on"),
                ),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("remark", models.TextField(blank=True, verbose_name="what the authority wrote")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="event",
            name="filings_event_act_known",
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
                    ("finding_overridden", "Finding let pass"),
                    ("publication_confirmed", "Publication confirmed"),
                    ("deadline_started", "Deadline started"),
                    ("deadline_met", "Deadline met"),
                    ("deadline_corrected", "Deadline corrected"),
                    ("change_proposed", "Change filing proposed"),
                    ("display_checked", "Duty after filing checked"),
                    ("feed_opened", "Calendar feed opened"),
                    ("feed_closed", "Calendar feed closed"),
                    ("document_issued", "Document issued"),
                    ("job_asked", "Job asked for"),
                    ("job_cancelled", "Job cancelled"),
                    ("exported", "Exported"),
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
                            "filing_started",
                            "filing_moved",
                            "entity_submitted",
                            "entity_answered",
                            "clearance_recorded",
                            "clearance_withdrawn",
                            "finding_overridden",
                            "publication_confirmed",
                            "deadline_started",
                            "deadline_met",
                            "deadline_corrected",
                            "change_proposed",
                            "display_checked",
                            "feed_opened",
                            "feed_closed",
                            "document_issued",
                            "job_asked",
                            "job_cancelled",
                            "exported",
                        ],
                    )
                ),
                name="filings_event_act_known",
            ),
        ),
        migrations.AddField(
            model_name="entityfiling",
            name="letter",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="filings.enclosure",
            ),
        ),
        migrations.AddField(
            model_name="entityfiling",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.provider"
            ),
        ),
        migrations.AddField(
            model_name="entityfiling",
            name="submitted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="entityfiling",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["submitted", "returned", "filed", "superseded"])),
                name="filings_entityfiling_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="entityfiling",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "submitted")),
                fields=("provider",),
                name="filings_entityfiling_one_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="entityfiling",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "filed")),
                fields=("provider",),
                name="filings_entityfiling_one_filed",
            ),
        ),
        migrations.AddConstraint(
            model_name="entityfiling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_on__isnull", True), ("state", "submitted")),
                    models.Q(
                        models.Q(("state", "submitted"), _negated=True),
                        ("answered_on__gte", models.F("submitted_on")),
                    ),
                    _connector="OR",
                ),
                name="filings_entityfiling_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="entityfiling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "returned"), _negated=True),
                    models.Q(("letter__isnull", False), ("reasons__len__gte", 1)),
                    _connector="OR",
                ),
                name="filings_entityfiling_return_reasoned",
            ),
        ),
        migrations.AddConstraint(
            model_name="entityfiling",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                name="filings_entityfiling_digest",
            ),
        ),
        protect("filings_entityfiling"),
        tie("filings_entityfiling", "letter_id", "filings_enclosure"),
        migrations.RunSQL(KEEP, NO_KEEP),
    ]
