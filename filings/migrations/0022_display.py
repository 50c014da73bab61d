"""What users see of a filing on each product, look by look."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from filings.walls import append_only, protect, tie


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0021_review_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="DisplayCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("users_told", "Users are told that an algorithm serves them"),
                            ("text_published", "Principle, purpose and mechanism are published"),
                            ("number_shown", "The filing number is shown"),
                            ("link_shown", "A link leads to the published filing"),
                        ],
                        max_length=40,
                        verbose_name="item",
                    ),
                ),
                ("is_met", models.BooleanField(verbose_name="is shown")),
                ("text", models.TextField(blank=True, verbose_name="wording")),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="link")),
                ("note", models.TextField(blank=True, verbose_name="remark")),
                ("checked_on", models.DateField(verbose_name="checked on")),
                ("again_on", models.DateField(verbose_name="check again on")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="enclosure",
            name="filings_enclosure_kind_known",
        ),
        migrations.AlterField(
            model_name="enclosure",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ethics_decision", "Scan of an ethics decision"),
                    ("material", "Material of a filing"),
                    ("display", "Screenshot of what users see"),
                    ("authority_letter", "Letter or notice of the authority"),
                    ("expert_reply", "Scan of the reply to a second review"),
                    ("condition_proof", "Proof that a condition is met"),
                    ("signed_copy", "Signed and stamped copy"),
                ],
                max_length=40,
            ),
        ),
        migrations.AddConstraint(
            model_name="enclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "ethics_decision",
                            "material",
                            "display",
                            "authority_letter",
                            "expert_reply",
                            "condition_proof",
                            "signed_copy",
                        ],
                    )
                ),
                name="filings_enclosure_kind_known",
            ),
        ),
        migrations.AddField(
            model_name="displaycheck",
            name="algorithm",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="display_checks",
                to="filings.algorithm",
            ),
        ),
        migrations.AddField(
            model_name="displaycheck",
            name="checked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="displaycheck",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="display_checks",
                to="filings.product",
            ),
        ),
        migrations.AddField(
            model_name="displaycheck",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.provider"
            ),
        ),
        migrations.AddField(
            model_name="displaycheck",
            name="screenshot",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="filings.enclosure",
            ),
        ),
        migrations.AddIndex(
            model_name="displaycheck",
            index=models.Index(
                fields=["algorithm", "product", "item", "id"], name="filings_displaycheck_last"
            ),
        ),
        migrations.AddConstraint(
            model_name="displaycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("item__in", ["users_told", "text_published", "number_shown", "link_shown"])
                ),
                name="filings_displaycheck_item_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="displaycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_met", False), ("screenshot__isnull", False), _connector="OR"
                ),
                name="filings_displaycheck_met_is_proven",
            ),
        ),
        migrations.AddConstraint(
            model_name="displaycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("again_on__gt", models.F("checked_on"))),
                name="filings_displaycheck_again_later",
            ),
        ),
        protect("filings_displaycheck"),
        tie("filings_displaycheck", "algorithm_id", "filings_algorithm"),
        tie("filings_displaycheck", "product_id", "filings_product"),
        tie("filings_displaycheck", "screenshot_id", "filings_enclosure"),
        append_only("filings_displaycheck"),
    ]
