"""Reminders that are sent once, and private calendars that can be closed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from filings.walls import protect, tie

KEEP = """
CREATE FUNCTION reminder_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.sent_at IS NOT NULL OR ROW(NEW.deadline_id, NEW.person_id, NEW.step) IS DISTINCT FROM
     ROW(OLD.deadline_id, OLD.person_id, OLD.step) THEN
    RAISE EXCEPTION 'a reminder is sent once' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON filings_reminder
  FOR EACH ROW EXECUTE FUNCTION reminder_keep();

CREATE FUNCTION feed_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL OR ROW(NEW.person_id, NEW.digest, NEW.opened_at) IS DISTINCT FROM
     ROW(OLD.person_id, OLD.digest, OLD.opened_at) THEN
    RAISE EXCEPTION 'an address is closed once and never opened again' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON filings_calendarfeed
  FOR EACH ROW EXECUTE FUNCTION feed_keep();
"""
NO_KEEP = """
DROP TRIGGER keep ON filings_calendarfeed; DROP FUNCTION feed_keep();
DROP TRIGGER keep ON filings_reminder; DROP FUNCTION reminder_keep();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0017_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("person",),
                        name="filings_calendarfeed_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                ("planned_at", models.DateTimeField(auto_now_add=True)),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="filings.deadline",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at__isnull", True)),
                        fields=["due_at"],
                        name="filings_reminder_unsent",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("step__in", ["week", "day", "overdue"])),
                        name="filings_reminder_step_known",
                    ),
                    models.UniqueConstraint(
                        fields=("deadline", "person", "step"), name="filings_reminder_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_at__isnull", True),
                            ("sent_at__gte", models.F("due_at")),
                            _connector="OR",
                        ),
                        name="filings_reminder_not_early",
                    ),
                ],
            },
        ),
        protect("filings_reminder"),
        tie("filings_reminder", "deadline_id", "filings_deadline"),
        migrations.RunSQL(KEEP, NO_KEEP),
    ]
