"""When a term was recorded is written once, by whoever records it."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0031_mail"),
    ]

    operations = [
        migrations.AlterField(
            model_name="deadline",
            name="started_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
    ]
