"""The tree over the history and its checkpoints: appended in order, never changed."""

from django.db import migrations, models

from filings.walls import append_only

KEEP = r"""
CREATE FUNCTION leaf_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said bytea;
BEGIN
  IF NEW.number <> (SELECT coalesce(max(number) + 1, 0) FROM filings_leaf) THEN
    RAISE EXCEPTION 'a leaf takes the next number' USING ERRCODE = '23000';
  END IF;
  IF NEW.of_all THEN
    SELECT e.hash INTO said FROM filings_installationevent e WHERE e.id = NEW.event;
  ELSE
    SELECT e.hash INTO said FROM filings_event e WHERE e.id = NEW.event;
  END IF;
  IF said IS DISTINCT FROM NEW.hash THEN
    RAISE EXCEPTION 'a leaf is the hash of its event' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE INSERT ON filings_leaf FOR EACH ROW EXECUTE FUNCTION leaf_keep();

CREATE FUNCTION checkpoint_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.size <> (SELECT coalesce(max(number) + 1, 0) FROM filings_leaf) THEN
    RAISE EXCEPTION 'a checkpoint speaks of all leaves' USING ERRCODE = '23000';
  END IF;
  IF EXISTS (SELECT FROM filings_checkpoint c WHERE c.signed_at > NEW.signed_at) THEN
    RAISE EXCEPTION 'checkpoints follow each other in time' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE INSERT ON filings_checkpoint
  FOR EACH ROW EXECUTE FUNCTION checkpoint_keep();
"""
NO_KEEP = """
DROP TRIGGER keep ON filings_checkpoint; DROP TRIGGER keep ON filings_leaf;
DROP FUNCTION checkpoint_keep(), leaf_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("filings", "0018_reminders")]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField()),
                ("peaks", models.JSONField()),
                ("key", models.CharField(help_text="Ed25519 public key", max_length=64)),
                ("note", models.TextField()),
                ("signed_at", models.DateTimeField()),
            ],
            options={"ordering": ["-size"]},
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("event", models.BigIntegerField()),
                ("of_all", models.BooleanField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("of_all", "event"), name="filings_leaf_event_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(KEEP, NO_KEEP),
        append_only("filings_leaf"),
        append_only("filings_checkpoint"),
    ]
