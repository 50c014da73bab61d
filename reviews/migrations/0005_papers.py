"""Papers of a case and who reads them; no decision is released without its letter."""

import django.db.models.deletion
from django.db import migrations, models

from filings.walls import append_only, protect, tie

PATH = "SET search_path = pg_catalog, public, pg_temp"

TIES = [
    ("document_id", "filings_document"),
    ("case_id", "reviews_case"),
    ("opinion_id", "reviews_opinion"),
    ("decision_id", "reviews_decision"),
    ("expert_review_id", "reviews_expertreview"),
]

LAW = f"""
-- A paper says what it is about; all of it belongs to one case.
CREATE FUNCTION review_paper_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM filings_document d LEFT JOIN reviews_case c ON c.id = NEW.case_id
                 WHERE d.id = NEW.document_id AND d.kind = NEW.kind
                   AND d.algorithm_id IS NOT DISTINCT FROM c.algorithm_id)
     OR NEW.case_id <> ANY (ARRAY(
       SELECT r.case_id FROM reviews_round r
       WHERE r.id IN (SELECT round_id FROM reviews_decision WHERE id = NEW.decision_id
                      UNION ALL SELECT round_id FROM reviews_opinion WHERE id = NEW.opinion_id
                      UNION ALL SELECT round_id FROM reviews_expertreview
                        WHERE id = NEW.expert_review_id))) THEN
    PERFORM review_refuse('fixed');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT ON reviews_paper
  FOR EACH ROW EXECUTE FUNCTION review_paper_law();

-- The letter is the Chinese PDF issued about this very decision, and there before its release.
CREATE FUNCTION review_letter_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
BEGIN
  IF NEW.letter_id IS NULL AND NEW.state = 'released'
       AND (TG_OP = 'INSERT' OR OLD.state <> 'released')
     OR NEW.letter_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM reviews_paper p JOIN filings_document d ON d.id = p.document_id
       WHERE p.decision_id = NEW.id AND d.id = NEW.letter_id AND d.kind = 'review_decision'
         AND d.language = 'zh-Hans' AND d.media_type = 'application/pdf') THEN
    PERFORM review_refuse('letter_missing');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER letter BEFORE INSERT OR UPDATE ON reviews_decision
  FOR EACH ROW EXECUTE FUNCTION review_letter_law();

CREATE FUNCTION review_letter_names_all() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
BEGIN
  IF EXISTS (SELECT FROM reviews_decision WHERE id = NEW.decision_id AND letter_id IS NOT NULL) THEN
    PERFORM review_refuse('fixed');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER letter BEFORE INSERT ON reviews_condition
  FOR EACH ROW EXECUTE FUNCTION review_letter_names_all();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0021_review_papers"),
        ("reviews", "0004_rule_packs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("applicant", "The applicant and the committee"),
                            ("committee", "The committee"),
                            ("reviewer", "Whoever may read the opinion"),
                            ("organiser", "The committee and who organises the second review"),
                        ],
                        max_length=40,
                    ),
                ),
                ("subject", models.PositiveBigIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="reviews.case",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="reviews.committee",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="reviews.decision",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_paper",
                        to="filings.document",
                    ),
                ),
                (
                    "expert_review",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="reviews.expertreview",
                    ),
                ),
                (
                    "opinion",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="reviews.opinion",
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
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
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
                                ],
                            )
                        ),
                        name="reviews_paper_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("audience__in", ["applicant", "committee", "reviewer", "organiser"])
                        ),
                        name="reviews_paper_audience_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("case", None),
                                ("committee__isnull", False),
                                ("kind", "review_annual"),
                            ),
                            models.Q(
                                models.Q(("kind", "review_annual"), _negated=True),
                                ("case__isnull", False),
                                ("committee", None),
                            ),
                            _connector="OR",
                        ),
                        name="reviews_paper_of_a_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("audience", "reviewer"),
                                ("kind", "review_opinion"),
                                ("opinion__isnull", False),
                            ),
                            models.Q(
                                models.Q(("kind", "review_opinion"), _negated=True),
                                models.Q(("audience", "reviewer"), _negated=True),
                                ("opinion", None),
                            ),
                            _connector="OR",
                        ),
                        name="reviews_paper_of_an_opinion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decision__isnull", False),
                                ("kind__in", ["review_decision", "review_conditions"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("kind__in", ["review_decision", "review_conditions"]),
                                    _negated=True,
                                ),
                                ("decision", None),
                            ),
                            _connector="OR",
                        ),
                        name="reviews_paper_of_a_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", "organiser"), ("expert_review__isnull", False)),
                            models.Q(
                                models.Q(("audience", "organiser"), _negated=True),
                                ("expert_review", None),
                            ),
                            _connector="OR",
                        ),
                        name="reviews_paper_of_a_second_review",
                    ),
                ],
            },
        ),
        protect("reviews_paper"),
        *(tie("reviews_paper", column, parent) for column, parent in TIES),
        append_only("reviews_paper"),
        migrations.RunSQL(
            LAW,
            "DROP FUNCTION review_paper_law(), review_letter_law(), review_letter_names_all()"
            " CASCADE",
        ),
    ]
