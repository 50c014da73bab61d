"""Accounts of other systems: inside one provider, in no role that the law gives to people."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from filings.walls import protect

LAW = """
CREATE FUNCTION system_stays_in_its_role() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM filings_user WHERE id = NEW.user_id AND is_system)
     AND (NEW.role NOT IN ('auditor', 'algorithm_owner') OR NOT EXISTS (
       SELECT FROM filings_systemaccount s
       WHERE s.user_id = NEW.user_id AND s.provider_id = NEW.provider_id)) THEN
    RAISE EXCEPTION 'another system holds no such role' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER system BEFORE INSERT OR UPDATE ON filings_membership
  FOR EACH ROW EXECUTE FUNCTION system_stays_in_its_role();

CREATE FUNCTION system_account_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL OR to_jsonb(NEW) - 'closed_at' <> to_jsonb(OLD) - 'closed_at' THEN
    RAISE EXCEPTION 'an account is closed once and otherwise stays' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON filings_systemaccount
  FOR EACH ROW EXECUTE FUNCTION system_account_keep();
"""
NO_LAW = """
DROP TRIGGER system ON filings_membership; DROP FUNCTION system_stays_in_its_role();
DROP TRIGGER keep ON filings_systemaccount; DROP FUNCTION system_account_keep();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0036_bulk_dossiers"),
    ]

    operations = [
        migrations.CreateModel(
            name="SystemAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="event",
            name="filings_event_act_known",
        ),
        migrations.AddField(
            model_name="user",
            name="is_system",
            field=models.BooleanField(default=False, editable=False),
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
                    ("export_step_recorded", "Step of the way abroad recorded"),
                    ("label_checked", "Sample of a label checked"),
                    ("unlabelled_provided", "Content without explicit label given out"),
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
                    ("webhook_opened", "Connection to another system opened"),
                    ("webhook_closed", "Connection to another system closed"),
                    ("system_changed", "Account of another system changed"),
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
                            "export_step_recorded",
                            "label_checked",
                            "unlabelled_provided",
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
                            "webhook_opened",
                            "webhook_closed",
                            "system_changed",
                        ],
                    )
                ),
                name="filings_event_act_known",
            ),
        ),
        migrations.AddField(
            model_name="systemaccount",
            name="opened_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="systemaccount",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.provider"
            ),
        ),
        migrations.AddField(
            model_name="systemaccount",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="system",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        protect("filings_systemaccount"),
        migrations.RunSQL(LAW, NO_LAW),
    ]
