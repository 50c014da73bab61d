"""The history of what all providers share: outside the walls, as append-only as theirs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from filings.walls import append_only

SEAL = r"""
CREATE FUNCTION installation_event_leaf(e filings_installationevent) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT sha256('\x00'::bytea || convert_to(
    framed(e.id::text) ||
    framed(((extract(epoch FROM e.at) * 1000000)::bigint)::text) ||
    framed(e.act) || framed(e.actor_id::text) || framed(e.payload::text), 'UTF8'))
$$;

CREATE FUNCTION installation_event_seal() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.id <> currval(pg_get_serial_sequence('filings_installationevent', 'id')) THEN
    RAISE EXCEPTION 'an event takes the next number' USING ERRCODE = '23000';
  END IF;
  NEW.at := clock_timestamp();
  NEW.hash := installation_event_leaf(NEW);
  RETURN NEW;
END $$;
CREATE TRIGGER seal BEFORE INSERT ON filings_installationevent
  FOR EACH ROW EXECUTE FUNCTION installation_event_seal();
"""
NO_SEAL = """
DROP TRIGGER seal ON filings_installationevent;
DROP FUNCTION installation_event_seal(), installation_event_leaf(filings_installationevent);
"""


class Migration(migrations.Migration):
    dependencies = [("filings", "0010_clearances")]

    operations = [
        migrations.CreateModel(
            name="InstallationEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("register_imported", "Public list imported"),
                            ("rule_set_adopted", "Rule set adopted"),
                            ("schedule_entered", "Working days entered"),
                            ("number_set", "Number of law set"),
                        ],
                        max_length=40,
                    ),
                ),
                ("payload", models.JSONField(default=dict)),
                ("at", models.DateTimeField(editable=False, null=True)),
                ("hash", models.BinaryField(editable=False, null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["act", "id"], name="filings_ins_act_27a9b4_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "act__in",
                                [
                                    "register_imported",
                                    "rule_set_adopted",
                                    "schedule_entered",
                                    "number_set",
                                ],
                            )
                        ),
                        name="filings_installationevent_act_known",
                    )
                ],
            },
        ),
        migrations.RunSQL(SEAL, NO_SEAL),
        append_only("filings_installationevent"),
    ]
