"""What a change filing changes, and what a deregistration arranges."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0016_filed_papers"),
    ]

    operations = [
        migrations.AddField(
            model_name="filing",
            name="change_kinds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                default=list,
                size=None,
                verbose_name="what changes",
            ),
        ),
        migrations.AddField(
            model_name="filing",
            name="data_arranged",
            field=models.TextField(blank=True, verbose_name="arrangements for data"),
        ),
        migrations.AddField(
            model_name="filing",
            name="users_arranged",
            field=models.TextField(blank=True, verbose_name="arrangements for users"),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "deregistration"), _negated=True),
                    ("state__in", ["draft", "withdrawn"]),
                    models.Q(
                        models.Q(("users_arranged", ""), _negated=True),
                        models.Q(("data_arranged", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="filings_filing_end_arranged",
            ),
        ),
    ]
