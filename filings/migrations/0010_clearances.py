"""How ethics reviews were settled, the files that came along, and the gate before a submission."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from filings.walls import append_only, protect, tie

CLEARANCES = """
CREATE FUNCTION clearance_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.withdrawn_at IS NOT NULL OR NOT EXISTS (SELECT FROM filings_disclosure d
       WHERE d.id = NEW.disclosure_id AND d.algorithm_id = NEW.algorithm_id
       AND d.state = 'frozen') THEN
      RAISE EXCEPTION 'a clearance settles the review of a frozen version' USING ERRCODE = '23000';
    END IF;
  ELSIF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR
     to_jsonb(NEW) - '{withdrawn_at,withdrawn_by_id,withdrawal_reason}'::text[] IS DISTINCT FROM
     to_jsonb(OLD) - '{withdrawn_at,withdrawn_by_id,withdrawal_reason}'::text[] THEN
    RAISE EXCEPTION 'a clearance is only withdrawn, and once' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE INSERT OR UPDATE ON filings_clearance
  FOR EACH ROW EXECUTE FUNCTION clearance_keep();

-- Measures on ethics review: what must be reviewed is not filed before its review is settled.
CREATE FUNCTION filing_ethics_gate() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.kind <> 'deregistration' AND EXISTS (
    SELECT FROM filings_duty u
    WHERE u.determination_id = (SELECT max(m.id) FROM filings_determination m
                                WHERE m.disclosure_id = NEW.disclosure_id)
      AND (u.code = 'ethics_review' OR starts_with(u.code, 'expert_review_'))
      AND u.verdict <> 'does_not_apply' AND NOT EXISTS (
        SELECT FROM filings_clearance c
        WHERE c.disclosure_id = NEW.disclosure_id AND c.withdrawn_at IS NULL
          AND c.settles IN ('both', CASE u.code WHEN 'ethics_review' THEN 'review'
                                    ELSE 'second_review' END))) THEN
    RAISE EXCEPTION 'the ethics review of this version is not settled' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ethics_gate BEFORE UPDATE OF state ON filings_filing
  FOR EACH ROW WHEN (NEW.state = 'submitted' AND OLD.state <> 'submitted')
  EXECUTE FUNCTION filing_ethics_gate();
"""
NO_CLEARANCES = """
DROP TRIGGER ethics_gate ON filings_filing; DROP FUNCTION filing_ethics_gate();
DROP TRIGGER keep ON filings_clearance; DROP FUNCTION clearance_keep();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0009_prechecks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Clearance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("committee_approval", "Approved by the committee"),
                            ("expert_second_review_passed", "Expert second review passed"),
                            ("exemption", "Exempt, signed by legal"),
                            ("outside_decision", "Decision of a body outside the product"),
                        ],
                        max_length=40,
                        verbose_name="kind",
                    ),
                ),
                (
                    "settles",
                    models.CharField(
                        choices=[
                            ("review", "Committee review"),
                            ("second_review", "Expert second review"),
                            ("both", "Committee review and expert second review"),
                        ],
                        max_length=40,
                        verbose_name="settles",
                    ),
                ),
                ("decided_on", models.DateField(verbose_name="decided on")),
                (
                    "body",
                    models.CharField(blank=True, max_length=200, verbose_name="body that decided"),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="reference of the decision"
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reasons")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawal_reason", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Enclosure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("ethics_decision", "Scan of an ethics decision")], max_length=40
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="file name")),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["id"],
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
                    ("clearance_recorded", "Ethics review settled"),
                    ("clearance_withdrawn", "Settlement of the ethics review withdrawn"),
                    ("finding_overridden", "Finding let pass"),
                    ("publication_confirmed", "Publication confirmed"),
                    ("deadline_started", "Deadline started"),
                    ("deadline_met", "Deadline met"),
                    ("deadline_corrected", "Deadline corrected"),
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
                            "clearance_recorded",
                            "clearance_withdrawn",
                            "finding_overridden",
                            "publication_confirmed",
                            "deadline_started",
                            "deadline_met",
                            "deadline_corrected",
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
            model_name="clearance",
            name="algorithm",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clearances",
                to="filings.algorithm",
            ),
        ),
        migrations.AddField(
            model_name="clearance",
            name="disclosure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clearances",
                to="filings.disclosure",
            ),
        ),
        migrations.AddField(
            model_name="clearance",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.provider"
            ),
        ),
        migrations.AddField(
            model_name="clearance",
            name="recorded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="clearance",
            name="signed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="clearance",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="enclosure",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="enclosure",
            name="algorithm",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enclosures",
                to="filings.algorithm",
            ),
        ),
        migrations.AddField(
            model_name="enclosure",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.provider"
            ),
        ),
        migrations.AddField(
            model_name="clearance",
            name="scan",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="filings.enclosure",
            ),
        ),
        migrations.AddConstraint(
            model_name="enclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["ethics_decision"])),
                name="filings_enclosure_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="enclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                name="filings_enclosure_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "committee_approval",
                            "expert_second_review_passed",
                            "exemption",
                            "outside_decision",
                        ],
                    )
                ),
                name="filings_clearance_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearance",
            constraint=models.CheckConstraint(
                condition=models.Q(("settles__in", ["review", "second_review", "both"])),
                name="filings_clearance_settles_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "exemption"), _negated=True),
                    models.Q(("signed_by__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="filings_clearance_exemption_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "exemption"),
                    models.Q(
                        models.Q(("body", ""), _negated=True),
                        models.Q(("reference", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="filings_clearance_decision_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "outside_decision"), _negated=True),
                    ("scan__isnull", False),
                    _connector="OR",
                ),
                name="filings_clearance_outside_has_scan",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawal_reason", ""), ("withdrawn_at__isnull", True)),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="filings_clearance_withdrawn_whole",
            ),
        ),
        protect("filings_enclosure"),
        protect("filings_clearance"),
        tie("filings_enclosure", "algorithm_id", "filings_algorithm"),
        tie("filings_clearance", "algorithm_id", "filings_algorithm"),
        tie("filings_clearance", "disclosure_id", "filings_disclosure"),
        tie("filings_clearance", "scan_id", "filings_enclosure"),
        append_only("filings_enclosure"),
        migrations.RunSQL(CLEARANCES, NO_CLEARANCES),
    ]
