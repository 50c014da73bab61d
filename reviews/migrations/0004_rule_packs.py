"""Load the rule packs; only the owner of the database writes them, none is ever changed."""

from django.db import migrations

from reviews.rules import packs


def load(apps, schema_editor) -> None:
    rows = apps.get_model("reviews", "RulePack").objects.using(schema_editor.connection.alias)
    for columns in packs():
        if not rows.filter(code=columns["code"]).exists():
            rows.create(**columns)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_law")]

    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunSQL(
            "REVOKE INSERT ON reviews_rulepack FROM beian_app",
            "GRANT INSERT ON reviews_rulepack TO beian_app",
        ),
    ]
