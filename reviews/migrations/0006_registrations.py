"""What the unit hands in on the national platform; a condition may be waived by two."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from filings.walls import append_only, protect, reword, tie

MET = "c.state NOT IN ('verified', 'waived')"
UNMET = "c.state <> 'verified'"


MOVES = "('condition', 'open', 'waived'), ('condition', 'evidence', 'waived')"


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0027_publications"),
        ("reviews", "0005_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Registration",
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
                            ("activity", "Registration of the activity"),
                            ("report", "Annual report"),
                        ],
                        max_length=40,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("done_on", models.DateField(verbose_name="done on")),
                (
                    "reference",
                    models.CharField(max_length=100, verbose_name="reference on the platform"),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="condition",
            name="reviews_condition_state_known",
        ),
        migrations.AddField(
            model_name="condition",
            name="waived_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="condition",
            name="waived_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="condition",
            name="waiver_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="condition",
            name="waiver_reason",
            field=models.TextField(blank=True, verbose_name="why it is waived"),
        ),
        migrations.AlterField(
            model_name="condition",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("evidence", "Evidence handed in"),
                    ("verified", "Verified"),
                    ("waived", "Waived"),
                ],
                default="open",
                max_length=40,
            ),
        ),
        migrations.AddConstraint(
            model_name="condition",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "evidence", "verified", "waived"])),
                name="reviews_condition_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="condition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "waived"), _negated=True),
                    models.Q(
                        ("waived_at__isnull", False),
                        ("waived_by__isnull", False),
                        ("waiver_by__isnull", False),
                        models.Q(("waiver_reason", ""), _negated=True),
                        models.Q(("waived_by", models.F("waiver_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="reviews_condition_waived_by_two",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="case",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="registration",
                to="reviews.case",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="committee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reviews.committee",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.provider"
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["activity", "report"])),
                name="reviews_registration_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", False), ("kind", "activity"), ("year", None)),
                    models.Q(("case", None), ("kind", "report"), ("year__isnull", False)),
                    _connector="OR",
                ),
                name="reviews_registration_of_a_case_or_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "report")),
                fields=("provider", "committee", "year"),
                name="reviews_registration_year_once",
            ),
        ),
        protect("reviews_registration"),
        tie("reviews_registration", "case_id", "reviews_case"),
        append_only("reviews_registration"),
        migrations.RunSQL(
            f"INSERT INTO review_moves VALUES {MOVES}",
            f"DELETE FROM review_moves WHERE (thing, before, after) IN ({MOVES})",
        ),
        reword("review_case_law", UNMET, MET),
    ]
