"""Samples of labels with what was read back, and content given out without labels."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from filings.walls import append_only, protect, tie


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0029_taken_over"),
    ]

    operations = [
        migrations.CreateModel(
            name="LabelCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "modality",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("image", "Image"),
                            ("audio", "Audio"),
                            ("video", "Video"),
                            ("virtual_scene", "Virtual scene"),
                            ("dialogue", "Dialogue and other interfaces"),
                        ],
                        max_length=40,
                        verbose_name="modality",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("generated", "As generated"),
                            ("exported", "As downloaded, copied or exported"),
                            ("passed_on", "After passing another service"),
                            ("interface", "Screenshot of the interface"),
                        ],
                        max_length=40,
                        verbose_name="where it was taken",
                    ),
                ),
                ("report", models.JSONField(default=dict)),
                ("visible", models.JSONField(null=True)),
                ("is_well", models.BooleanField()),
                ("note", models.TextField(blank=True, verbose_name="remark")),
                ("checked_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="UnlabelledContent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.CharField(max_length=200, verbose_name="content number")),
                ("recipient", models.CharField(max_length=200, verbose_name="recipient")),
                ("purpose", models.TextField(blank=True, verbose_name="purpose")),
                ("agreed_on", models.DateField(verbose_name="agreed on")),
                ("provided_on", models.DateField(verbose_name="given out on")),
                ("kept_until", models.DateField(verbose_name="kept until")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-provided_on", "-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="document",
            name="filings_document_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="enclosure",
            name="filings_enclosure_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="event",
            name="filings_event_act_known",
        ),
        migrations.RemoveConstraint(
            model_name="job",
            name="filings_job_kind_known",
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
                    ("review_conditions", "Condition sheet"),
                    ("review_follow_up", "Follow-up report"),
                    ("review_expert_package", "Package for the experts"),
                    ("review_expert_invitation", "Invitation of an expert"),
                    ("review_expert_opinion", "Opinion of the expert group"),
                    ("review_exemption", "Exemption record"),
                    ("review_annual", "Annual report of the committee"),
                    ("dossier", "Dossier"),
                ],
                max_length=40,
            ),
        ),
        migrations.AlterField(
            model_name="enclosure",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ethics_decision", "Scan of an ethics decision"),
                    ("material", "Material of a filing"),
                    ("display", "Screenshot of what users see"),
                    ("authority_letter", "Letter or notice of the authority"),
                    ("expert_reply", "Scan of the reply to a second review"),
                    ("condition_proof", "Proof that a condition is met"),
                    ("signed_copy", "Signed and stamped copy"),
                    ("label_sample", "Sample of a label"),
                    ("agreement", "Agreement with a user"),
                ],
                max_length=40,
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="act",
            field=models.CharField(
                choices=[
                    ("provider_registered", "Provider registered"),
                    ("provider_changed", "Provider changed"),
                    ("member_added", "Role given"),
                    ("member_removed", "Role taken away"),
                    ("algorithm_registered", "Algorithm registered"),
                    ("algorithm_imported", "Algorithm imported"),
                    ("algorithm_changed", "Algorithm changed"),
                    ("sibling_linked", "Linked with a sibling record"),
                    ("service_ended", "End of service recorded"),
                    ("disclosure_started", "Disclosure started"),
                    ("section_saved", "Section saved"),
                    ("disclosure_frozen", "Disclosure frozen"),
                    ("evidence_added", "Evidence added"),
                    ("evidence_removed", "Evidence removed"),
                    ("determined", "Duties determined"),
                    ("assessment_started", "Impact assessment started"),
                    ("assessment_saved", "Impact assessment written on"),
                    ("assessment_signed", "Impact assessment signed off"),
                    ("label_checked", "Sample of a label checked"),
                    ("unlabelled_provided", "Content without explicit label given out"),
                    ("filing_started", "Filing started"),
                    ("filing_moved", "Filing moved on"),
                    ("filing_taken_over", "Earlier filing taken over"),
                    ("entity_submitted", "Provider's facts submitted"),
                    ("entity_answered", "Provider's facts answered by the authority"),
                    ("clearance_recorded", "Ethics review settled"),
                    ("clearance_withdrawn", "Settlement of the ethics review withdrawn"),
                    ("committee_changed", "Committee changed"),
                    ("review_moved", "Ethics review moved on"),
                    ("review_judged", "Judged in the ethics review"),
                    ("finding_overridden", "Finding let pass"),
                    ("publication_confirmed", "Publication confirmed"),
                    ("deadline_started", "Deadline started"),
                    ("deadline_met", "Deadline met"),
                    ("deadline_corrected", "Deadline corrected"),
                    ("deadline_paused", "Deadline paused"),
                    ("deadline_resumed", "Deadline resumed"),
                    ("change_proposed", "Change filing proposed"),
                    ("display_checked", "Duty after filing checked"),
                    ("feed_opened", "Calendar feed opened"),
                    ("feed_closed", "Calendar feed closed"),
                    ("document_issued", "Document issued"),
                    ("signed_copy_added", "Signed copy added"),
                    ("field_ticked", "Field of the official form ticked"),
                    ("job_asked", "Job asked for"),
                    ("job_cancelled", "Job cancelled"),
                    ("exported", "Exported"),
                    ("entry_published", "Published for everybody"),
                    ("entry_withdrawn", "Withdrawn from the public"),
                ],
                max_length=40,
            ),
        ),
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[
                    ("print", "Print a document"),
                    ("redetermine", "Determine the portfolio again"),
                    ("import", "Import a list"),
                    ("links", "Try addresses"),
                    ("review_paper", "Print a paper of the ethics review"),
                    ("package", "Pack a submission round"),
                    ("dossier", "Make a dossier"),
                    ("assessment", "Print an impact assessment"),
                    ("labels", "Check the labels of many files"),
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
                            "review_conditions",
                            "review_follow_up",
                            "review_expert_package",
                            "review_expert_invitation",
                            "review_expert_opinion",
                            "review_exemption",
                            "review_annual",
                            "dossier",
                        ],
                    )
                ),
                name="filings_document_kind_known",
            ),
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
                            "display",
                            "authority_letter",
                            "expert_reply",
                            "condition_proof",
                            "signed_copy",
                            "label_sample",
                            "agreement",
                        ],
                    )
                ),
                name="filings_enclosure_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "act__in",
                        [
                            "provider_registered",
                            "provider_changed",
                            "member_added",
                            "member_removed",
                            "algorithm_registered",
                            "algorithm_imported",
                            "algorithm_changed",
                            "sibling_linked",
                            "service_ended",
                            "disclosure_started",
                            "section_saved",
                            "disclosure_frozen",
                            "evidence_added",
                            "evidence_removed",
                            "determined",
                            "assessment_started",
                            "assessment_saved",
                            "assessment_signed",
                            "label_checked",
                            "unlabelled_provided",
                            "filing_started",
                            "filing_moved",
                            "filing_taken_over",
                            "entity_submitted",
                            "entity_answered",
                            "clearance_recorded",
                            "clearance_withdrawn",
                            "committee_changed",
                            "review_moved",
                            "review_judged",
                            "finding_overridden",
                            "publication_confirmed",
                            "deadline_started",
                            "deadline_met",
                            "deadline_corrected",
                            "deadline_paused",
                            "deadline_resumed",
                            "change_proposed",
                            "display_checked",
                            "feed_opened",
                            "feed_closed",
                            "document_issued",
                            "signed_copy_added",
                            "field_ticked",
                            "job_asked",
                            "job_cancelled",
                            "exported",
                            "entry_published",
                            "entry_withdrawn",
                        ],
                    )
                ),
                name="filings_event_act_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "print",
                            "redetermine",
                            "import",
                            "links",
                            "review_paper",
                            "package",
                            "dossier",
                            "assessment",
                            "labels",
                        ],
                    )
                ),
                name="filings_job_kind_known",
            ),
        ),
        migrations.AddField(
            model_name="labelcheck",
            name="algorithm",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="label_checks",
                to="filings.algorithm",
            ),
        ),
        migrations.AddField(
            model_name="labelcheck",
            name="before",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="after",
                to="filings.labelcheck",
            ),
        ),
        migrations.AddField(
            model_name="labelcheck",
            name="checked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="labelcheck",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="label_checks",
                to="filings.enclosure",
            ),
        ),
        migrations.AddField(
            model_name="labelcheck",
            name="product",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="filings.product",
            ),
        ),
        migrations.AddField(
            model_name="labelcheck",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.provider"
            ),
        ),
        migrations.AddField(
            model_name="unlabelledcontent",
            name="agreement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="filings.enclosure",
            ),
        ),
        migrations.AddField(
            model_name="unlabelledcontent",
            name="algorithm",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="unlabelled",
                to="filings.algorithm",
            ),
        ),
        migrations.AddField(
            model_name="unlabelledcontent",
            name="product",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="filings.product",
            ),
        ),
        migrations.AddField(
            model_name="unlabelledcontent",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.provider"
            ),
        ),
        migrations.AddField(
            model_name="unlabelledcontent",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="labelcheck",
            index=models.Index(fields=["algorithm", "id"], name="filings_labelcheck_last"),
        ),
        migrations.AddConstraint(
            model_name="labelcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "modality__in",
                        ["text", "image", "audio", "video", "virtual_scene", "dialogue"],
                    )
                ),
                name="filings_labelcheck_modality_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="labelcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stage__in", ["generated", "exported", "passed_on", "interface"])
                ),
                name="filings_labelcheck_stage_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="unlabelledcontent",
            constraint=models.CheckConstraint(
                condition=models.Q(("agreed_on__lte", models.F("provided_on"))),
                name="filings_unlabelledcontent_agreed_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="unlabelledcontent",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept_until__gt", models.F("provided_on"))),
                name="filings_unlabelledcontent_kept",
            ),
        ),
        protect("filings_labelcheck"),
        protect("filings_unlabelledcontent"),
        tie("filings_labelcheck", "algorithm_id", "filings_algorithm"),
        tie("filings_labelcheck", "product_id", "filings_product"),
        tie("filings_labelcheck", "file_id", "filings_enclosure"),
        tie("filings_labelcheck", "before_id", "filings_labelcheck"),
        append_only("filings_labelcheck"),
        tie("filings_unlabelledcontent", "algorithm_id", "filings_algorithm"),
        tie("filings_unlabelledcontent", "product_id", "filings_product"),
        tie("filings_unlabelledcontent", "agreement_id", "filings_enclosure"),
        append_only("filings_unlabelledcontent"),
    ]
