"""Impact assessments of personal information: signed by somebody who wrote none of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from filings.walls import protect, tie

SIGNED = """
CREATE FUNCTION assessment_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.signed_at IS NOT NULL THEN
      RAISE EXCEPTION 'an assessment begins unsigned' USING ERRCODE = '23000';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.signed_at IS NOT NULL THEN
    RAISE EXCEPTION 'a signed assessment never changes' USING ERRCODE = '23000';
  END IF;
  IF NEW.algorithm_id <> OLD.algorithm_id OR NEW.number <> OLD.number
     OR NOT NEW.editors @> OLD.editors THEN
    RAISE EXCEPTION 'an assessment keeps its algorithm, number and authors' USING ERRCODE = '23000';
  END IF;
  IF NEW.signed_by_id IS NOT NULL AND NEW.editors @> to_jsonb(NEW.signed_by_id) THEN
    RAISE EXCEPTION 'whoever wrote an assessment does not sign it' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE INSERT OR UPDATE ON filings_impactassessment
  FOR EACH ROW EXECUTE FUNCTION assessment_keep();
"""
UNSIGNED = """
DROP TRIGGER keep ON filings_impactassessment;
DROP FUNCTION assessment_keep();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0027_publications"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImpactAssessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("form_version", models.CharField(max_length=20)),
                ("answers", models.JSONField(default=dict)),
                ("revisions", models.JSONField(default=dict)),
                ("editors", models.JSONField(default=list)),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("edited_at", models.DateTimeField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
                ("content", models.JSONField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("kept_until", models.DateField(null=True, verbose_name="kept until")),
            ],
            options={
                "ordering": ["algorithm", "-number"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="document",
            name="filings_document_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="event",
            name="filings_event_act_known",
        ),
        migrations.RemoveConstraint(
            model_name="job",
            name="filings_job_kind_known",
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("self_assessment", "Self-assessment report"),
                    ("responsibility", "Responsibility for algorithm security"),
                    ("commitment", "Data sheet for the commitment letter"),
                    ("public_notice", "Public notice"),
                    ("change", "What changed since the last filing"),
                    ("deregistration", "Deregistration statement"),
                    ("package", "Package of a submission round"),
                    ("impact_assessment", "Personal information impact assessment"),
                    ("review_deficiencies", "List of missing material"),
                    ("review_acceptance", "Acceptance notice"),
                    ("review_invitation", "Invitation of a reviewer"),
                    ("review_opinion", "Opinion of a reviewer"),
                    ("review_minutes", "Minutes"),
                    ("review_decision", "Decision letter"),
                    ("review_conditions", "Condition sheet"),
                    ("review_follow_up", "Follow-up report"),
                    ("review_expert_package", "Package for the experts"),
                    ("review_expert_invitation", "Invitation of an expert"),
                    ("review_expert_opinion", "Opinion of the expert group"),
                    ("review_exemption", "Exemption record"),
                    ("review_annual", "Annual report of the committee"),
                    ("dossier", "Dossier"),
                ],
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
                    ("assessment_started", "Impact assessment started"),
                    ("assessment_saved", "Impact assessment written on"),
                    ("assessment_signed", "Impact assessment signed off"),
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
                    ("entry_published", "Published for everybody"),
                    ("entry_withdrawn", "Withdrawn from the public"),
                ],
                max_length=40,
            ),
        ),
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[
                    ("print", "Print a document"),
                    ("redetermine", "Determine the portfolio again"),
                    ("import", "Import a list"),
                    ("links", "Try addresses"),
                    ("review_paper", "Print a paper of the ethics review"),
                    ("package", "Pack a submission round"),
                    ("dossier", "Make a dossier"),
                    ("assessment", "Print an impact assessment"),
                ],
                max_length=40,
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "self_assessment",
                            "responsibility",
                            "commitment",
                            "public_notice",
                            "change",
                            "deregistration",
                            "package",
                            "impact_assessment",
                            "review_deficiencies",
                            "review_acceptance",
                            "review_invitation",
                            "review_opinion",
                            "review_minutes",
                            "review_decision",
                            "review_conditions",
                            "review_follow_up",
                            "review_expert_package",
                            "review_expert_invitation",
                            "review_expert_opinion",
                            "review_exemption",
                            "review_annual",
                            "dossier",
                        ],
                    )
                ),
                name="filings_document_kind_known",
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
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "print",
                            "redetermine",
                            "import",
                            "links",
                            "review_paper",
                            "package",
                            "dossier",
                            "assessment",
                        ],
                    )
                ),
                name="filings_job_kind_known",
            ),
        ),
        migrations.AddField(
            model_name="impactassessment",
            name="algorithm",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assessments",
                to="filings.algorithm",
            ),
        ),
        migrations.AddField(
            model_name="impactassessment",
            name="disclosure",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="filings.disclosure",
            ),
        ),
        migrations.AddField(
            model_name="impactassessment",
            name="edited_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="impactassessment",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.provider"
            ),
        ),
        migrations.AddField(
            model_name="impactassessment",
            name="signed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="impactassessment",
            name="started_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="impactassessment",
            constraint=models.UniqueConstraint(
                fields=("algorithm", "number"), name="filings_assessment_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="impactassessment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("signed_at__isnull", True)),
                fields=("algorithm",),
                name="filings_assessment_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="impactassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("content__isnull", True),
                        ("sha256", ""),
                        ("signed_at__isnull", True),
                        ("signed_by__isnull", True),
                    ),
                    models.Q(
                        ("content__isnull", False),
                        ("kept_until__isnull", False),
                        ("sha256__regex", "^[0-9a-f]{64}$"),
                        ("signed_at__isnull", False),
                        ("signed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="filings_assessment_signed_whole",
            ),
        ),
        protect("filings_impactassessment"),
        tie("filings_impactassessment", "algorithm_id", "filings_algorithm"),
        tie("filings_impactassessment", "disclosure_id", "filings_disclosure"),
        migrations.RunSQL(SIGNED, UNSIGNED),
    ]
