"""A kind of paper: the notice that corrects a released letter."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0037_system_accounts"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="document",
            name="filings_document_kind_known",
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("self_assessment", "Self-assessment report"),
                    ("responsibility", "Responsibility for algorithm security"),
                    ("commitment", "Data sheet for the commitment letter"),
                    ("public_notice", "Public notice"),
                    ("change", "What changed since the last filing"),
                    ("deregistration", "Deregistration statement"),
                    ("package", "Package of a submission round"),
                    ("label_pack", "Label material"),
                    ("impact_assessment", "Personal information impact assessment"),
                    ("review_deficiencies", "List of missing material"),
                    ("review_acceptance", "Acceptance notice"),
                    ("review_invitation", "Invitation of a reviewer"),
                    ("review_opinion", "Opinion of a reviewer"),
                    ("review_minutes", "Minutes"),
                    ("review_decision", "Decision letter"),
                    ("review_correction", "Correction of the decision letter"),
                    ("review_conditions", "Condition sheet"),
                    ("review_follow_up", "Follow-up report"),
                    ("review_expert_package", "Package for the experts"),
                    ("review_expert_invitation", "Invitation of an expert"),
                    ("review_expert_opinion", "Opinion of the expert group"),
                    ("review_exemption", "Exemption record"),
                    ("review_annual", "Annual report of the committee"),
                    ("dossier", "Dossier"),
                    ("review_dossier", "Dossier of a review case"),
                ],
                max_length=40,
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "self_assessment",
                            "responsibility",
                            "commitment",
                            "public_notice",
                            "change",
                            "deregistration",
                            "package",
                            "label_pack",
                            "impact_assessment",
                            "review_deficiencies",
                            "review_acceptance",
                            "review_invitation",
                            "review_opinion",
                            "review_minutes",
                            "review_decision",
                            "review_correction",
                            "review_conditions",
                            "review_follow_up",
                            "review_expert_package",
                            "review_expert_invitation",
                            "review_expert_opinion",
                            "review_exemption",
                            "review_annual",
                            "dossier",
                            "review_dossier",
                        ],
                    )
                ),
                name="filings_document_kind_known",
            ),
        ),
    ]
