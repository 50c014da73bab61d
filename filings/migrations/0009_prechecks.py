"""Legal's overrides of findings, prints of texts to find copies by, addresses that were tried."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from filings.walls import append_only, protect, tie

SIMILAR = """
CREATE FUNCTION similar_texts(provider bigint, but_not bigint, wanted int[], most int)
RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT t.id FROM filings_textprint t, unnest(t.prints) AS p (print)
    JOIN unnest(wanted) AS w (print) USING (print)
  WHERE t.prints && wanted AND t.provider_id = provider AND t.algorithm_id <> but_not
    AND provider = ANY ((SELECT current_setting('app.provider_ids'))::bigint[])
  GROUP BY t.id ORDER BY count(*) DESC, t.id LIMIT most
$$;
REVOKE EXECUTE ON FUNCTION similar_texts(bigint, bigint, int[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION similar_texts(bigint, bigint, int[], int) TO beian_app;
"""
"""A provider's texts with the most prints in common, other than those of one algorithm."""


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0008_request_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=500)),
                ("opened", models.BooleanField()),
                ("answer", models.CharField(max_length=100)),
                ("tried_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="Override",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="check")),
                ("path", models.CharField(max_length=200, verbose_name="field")),
                ("digest", models.CharField(max_length=64)),
                ("why", models.TextField()),
                ("reason", models.TextField(verbose_name="reason")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="TextPrint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=200)),
                ("text", models.TextField()),
                (
                    "prints",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), size=None
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="event",
            name="filings_event_act_known",
        ),
        migrations.RemoveConstraint(
            model_name="job",
            name="filings_job_kind_known",
        ),
        migrations.AddField(
            model_name="evidence",
            name="height",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="evidence",
            name="width",
            field=models.PositiveIntegerField(null=True),
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
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[
                    ("print", "Print a document"),
                    ("redetermine", "Determine the portfolio again"),
                    ("import", "Import a list"),
                    ("links", "Try addresses"),
                ],
                max_length=40,
            ),
        ),
        migrations.AddIndex(
            model_name="algorithm",
            index=models.Index(fields=["provider", "name_zh"], name="filings_algorithm_by_name"),
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
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["print", "redetermine", "import", "links"])),
                name="filings_job_kind_known",
            ),
        ),
        migrations.AddField(
            model_name="linkvisit",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.provider"
            ),
        ),
        migrations.AddField(
            model_name="override",
            name="disclosure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="overrides",
                to="filings.disclosure",
            ),
        ),
        migrations.AddField(
            model_name="override",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="override",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.provider"
            ),
        ),
        migrations.AddField(
            model_name="textprint",
            name="algorithm",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="filings.algorithm",
            ),
        ),
        migrations.AddField(
            model_name="textprint",
            name="disclosure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="filings.disclosure",
            ),
        ),
        migrations.AddField(
            model_name="textprint",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.provider"
            ),
        ),
        migrations.AddConstraint(
            model_name="linkvisit",
            constraint=models.UniqueConstraint(
                fields=("provider", "address"), name="filings_linkvisit_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.UniqueConstraint(
                fields=("disclosure", "digest"), name="filings_override_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="filings_override_reasoned"
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                name="filings_override_digest",
            ),
        ),
        migrations.AddIndex(
            model_name="textprint",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["prints"], name="filings_textprint_prints"
            ),
        ),
        migrations.AddConstraint(
            model_name="textprint",
            constraint=models.UniqueConstraint(
                fields=("algorithm", "path"), name="filings_textprint_once"
            ),
        ),
        protect("filings_override"),
        protect("filings_textprint"),
        protect("filings_linkvisit"),
        tie("filings_override", "disclosure_id", "filings_disclosure"),
        tie("filings_textprint", "algorithm_id", "filings_algorithm"),
        tie("filings_textprint", "disclosure_id", "filings_disclosure"),
        append_only("filings_override"),
        migrations.RunSQL(SIMILAR, "DROP FUNCTION similar_texts(bigint, bigint, int[], int)"),
    ]
