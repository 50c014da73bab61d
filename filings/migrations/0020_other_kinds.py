"""Filings outside the algorithm filing system: kinds, numbers and materials of their own."""

import django.db.models.deletion
from django.db import migrations, models

from filings.walls import tie

# A security assessment may come before the review of ethics; everything else waits for it.
GATE = """
DROP TRIGGER ethics_gate ON filings_filing;
CREATE TRIGGER ethics_gate BEFORE UPDATE OF state ON filings_filing
  FOR EACH ROW WHEN (NEW.state = 'submitted' AND OLD.state <> 'submitted'
                     AND NEW.kind <> 'security_assessment')
  EXECUTE FUNCTION filing_ethics_gate();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0019_seals"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="enclosure",
            name="filings_enclosure_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="filing",
            name="filings_filing_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="filing",
            name="filings_filing_one_open",
        ),
        migrations.RemoveConstraint(
            model_name="filing",
            name="filings_filing_one_in_force",
        ),
        migrations.RemoveConstraint(
            model_name="filing",
            name="filings_filing_filed_has_number",
        ),
        migrations.AddField(
            model_name="enclosure",
            name="filing",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enclosures",
                to="filings.filing",
            ),
        ),
        migrations.AddField(
            model_name="enclosure",
            name="material",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AlterField(
            model_name="enclosure",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ethics_decision", "Scan of an ethics decision"),
                    ("material", "Material of a filing"),
                    ("authority_letter", "Letter or notice of the authority"),
                    ("expert_reply", "Scan of the reply to a second review"),
                    ("condition_proof", "Proof that a condition is met"),
                    ("signed_copy", "Signed and stamped copy"),
                ],
                max_length=40,
            ),
        ),
        migrations.AlterField(
            model_name="filing",
            name="kind",
            field=models.CharField(
                choices=[
                    ("first", "First filing"),
                    ("change", "Change filing"),
                    ("deregistration", "Deregistration"),
                    ("genai_filing", "Filing of a generative AI service"),
                    ("genai_registration", "Registration of a generative AI service"),
                    ("security_assessment", "Security assessment"),
                ],
                default="first",
                max_length=40,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="filing",
            name="number",
            field=models.CharField(blank=True, max_length=100, verbose_name="filing number"),
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
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "first",
                            "change",
                            "deregistration",
                            "genai_filing",
                            "genai_registration",
                            "security_assessment",
                        ],
                    )
                ),
                name="filings_filing_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("kind__in", ["first", "change", "deregistration"]),
                    ("state__in", ["draft", "approval", "ready", "submitted", "returned"]),
                ),
                fields=("algorithm",),
                name="filings_filing_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "approval", "ready", "submitted", "returned"]),
                    models.Q(("kind__in", ["first", "change", "deregistration"]), _negated=True),
                ),
                fields=("algorithm", "kind"),
                name="filings_filing_one_open_of_other_kinds",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state", "filed"),
                    models.Q(("kind__in", ["first", "change", "deregistration"]), _negated=True),
                ),
                fields=("algorithm", "kind"),
                name="filings_filing_one_in_force_of_other_kinds",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("kind__in", ["first", "change", "deregistration"]), ("state", "filed")
                ),
                fields=("algorithm",),
                name="filings_filing_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["filed", "superseded", "revoked", "cancelled_by_authority"]),
                        _negated=True,
                    ),
                    models.Q(
                        ("filed_on__isnull", False),
                        models.Q(
                            models.Q(
                                ("kind__in", ["first", "change", "deregistration"]),
                                ("number__regex", "^网信算备[0-9]{21}号$"),
                            ),
                            models.Q(
                                ("kind", "genai_filing"),
                                ("number__regex", "^[^ -]+-.+-[0-9]{8,12}$"),
                            ),
                            models.Q(
                                ("kind", "genai_registration"),
                                ("number__regex", "^[^ -]+-.+-[0-9]{8}S[0-9]{4}$"),
                            ),
                            models.Q(
                                ("kind", "security_assessment"),
                                models.Q(("number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="filings_filing_filed_has_number",
            ),
        ),
        tie("filings_enclosure", "filing_id", "filings_filing"),
        migrations.RunSQL(GATE, migrations.RunSQL.noop),
    ]
