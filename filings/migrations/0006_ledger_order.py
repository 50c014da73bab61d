"""Deep pages in every order of the lists, and purposes by likeness."""

from django.contrib.postgres.indexes import GistIndex
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("filings", "0005_rights")]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            "algorithm", models.Index(fields=["reference", "id"], name="filings_algorithm_by_ref")
        ),
        migrations.AddIndex(
            "algorithm", models.Index(fields=["status", "id"], name="filings_algorithm_by_status")
        ),
        migrations.AddIndex(
            "algorithm",
            models.Index(
                fields=["number"],
                name="filings_algorithm_by_number",
                condition=~models.Q(number=""),
            ),
        ),
        migrations.AddIndex(
            "publicentry",
            models.Index(fields=["announced", "id"], name="filings_publicentry_by_day"),
        ),
        migrations.AddIndex(
            "publicentry",
            GistIndex(
                name="filings_publicentry_purpose", fields=["purpose"], opclasses=["gist_trgm_ops"]
            ),
        ),
    ]
