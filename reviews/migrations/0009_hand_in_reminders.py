"""Reminders of a committee's registration and of its report on a year, each sent once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from filings.walls import protect

KEEP = """
CREATE FUNCTION hand_in_reminder_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.sent_at IS NOT NULL OR to_jsonb(NEW) - 'sent_at' <> to_jsonb(OLD) - 'sent_at' THEN
    RAISE EXCEPTION 'a reminder is sent once' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON reviews_handinreminder
  FOR EACH ROW EXECUTE FUNCTION hand_in_reminder_keep();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0036_bulk_dossiers"),
        ("reviews", "0008_material_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HandInReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(null=True)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("week", "Five working days before"),
                            ("day", "One working day before"),
                            ("overdue", "Overdue"),
                        ],
                        max_length=40,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.committee",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="filings.provider",
                    ),
                ),
            ],
            options={
                "ordering": ["due_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("step__in", ["week", "day", "overdue"])),
                        name="reviews_handinreminder_step_known",
                    ),
                    models.UniqueConstraint(
                        fields=("provider", "committee", "year", "person", "step"),
                        name="reviews_handinreminder_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_at__isnull", True),
                            ("sent_at__gte", models.F("due_at")),
                            _connector="OR",
                        ),
                        name="reviews_handinreminder_not_early",
                    ),
                ],
            },
        ),
        protect("reviews_handinreminder"),
        migrations.RunSQL(
            KEEP,
            "DROP TRIGGER keep ON reviews_handinreminder; DROP FUNCTION hand_in_reminder_keep()",
        ),
    ]
