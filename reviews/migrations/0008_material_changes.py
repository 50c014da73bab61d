"""A change of what was approved: in which ways it is material, fixed as its version is."""

import django.contrib.postgres.fields
from django.db import migrations, models

from filings.walls import reword

BEFORE = "NEW.submission_id <> OLD.submission_id AND OLD.state"
AFTER = "(NEW.submission_id, NEW.material) <> (OLD.submission_id, OLD.material) AND OLD.state"


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0036_bulk_dossiers"),
        ("reviews", "0007_dossiers"),
    ]

    operations = [
        migrations.AddField(
            model_name="round",
            name="material",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), default=list, size=None
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("material", []),
                    models.Q(
                        ("kind", "change"), models.Q(("procedure", "simplified"), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="reviews_round_material_not_simplified",
            ),
        ),
        reword("review_round_law", BEFORE, AFTER),
    ]
