"""Corrections of a released letter: of what it says, by two people, with a notice of their own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from filings.walls import protect, reword, tie

PATH = "SET search_path = pg_catalog, public, pg_temp"

MOVES = (
    "('correction', '', 'proposed'), ('correction', 'proposed', 'made'),"
    " ('correction', 'proposed', 'dropped')"
)

LAW = f"""
INSERT INTO review_moves VALUES {MOVES};

-- Whether a passage stands in a text exactly once, however a browser ended their lines.
CREATE FUNCTION review_stands_in(passage text, words text) RETURNS boolean
LANGUAGE sql IMMUTABLE {PATH} AS $$
  SELECT passage <> '' AND coalesce(array_length(string_to_array(
    replace(words, E'\\r\\n', E'\\n'), replace(passage, E'\\r\\n', E'\\n')), 1), 0) = 2
$$;

CREATE FUNCTION review_correction_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE d reviews_decision; k reviews_case;
BEGIN
  SELECT * INTO d FROM reviews_decision WHERE id = NEW.decision_id;
  SELECT c.* INTO k FROM reviews_case c JOIN reviews_round r ON r.case_id = c.id
    WHERE r.id = d.round_id FOR NO KEY UPDATE OF c;
  IF TG_OP = 'INSERT' THEN
    NEW.settled_by_id := NULL;
    NEW.settled_at := NULL;
    NEW.letter_id := NULL;
    IF d.state <> 'released' THEN
      PERFORM review_refuse('no_such_move');
    END IF;
    IF NOT review_stands_in(NEW.passage,
         CASE NEW.place WHEN 'reasons' THEN d.reasons ELSE d.advice END) THEN
      PERFORM review_refuse('not_in_the_letter');
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.letter_id IS NOT NULL AND OLD.letter_id IS NULL AND NOT EXISTS (
       SELECT FROM reviews_paper p JOIN filings_document w ON w.id = p.document_id
       WHERE p.correction_id = NEW.id AND w.id = NEW.letter_id AND w.kind = 'review_correction'
         AND w.language = 'zh-Hans' AND w.media_type = 'application/pdf') THEN
    PERFORM review_refuse('notice_missing');
  END IF;
  IF NEW.state <> OLD.state THEN
    NEW.settled_at := clock_timestamp();
    IF NEW.state = 'made' AND NEW.letter_id IS NULL THEN
      PERFORM review_refuse('notice_missing');
    END IF;
    IF NEW.state = 'made' AND NOT review_presides(k.committee_id, NEW.settled_by_id) THEN
      PERFORM review_refuse('no_member');
    END IF;
    IF EXISTS (SELECT FROM reviews_recusal r
               WHERE r.case_id = k.id AND r.person_id = NEW.settled_by_id) THEN
      PERFORM review_refuse('recused');
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT OR UPDATE ON reviews_correction
  FOR EACH ROW EXECUTE FUNCTION review_correction_law();
CREATE TRIGGER moves BEFORE INSERT OR UPDATE ON reviews_correction
  FOR EACH ROW EXECUTE FUNCTION review_move('correction', '');
CREATE TRIGGER fixed BEFORE UPDATE ON reviews_correction
  FOR EACH ROW EXECUTE FUNCTION review_fixed(
    'decision_id', 'place', 'passage', 'reading', 'reason', 'proposed_by_id', 'proposed_at');
CREATE TRIGGER once BEFORE UPDATE ON reviews_correction
  FOR EACH ROW EXECUTE FUNCTION review_once('letter_id', 'settled_by_id', 'settled_at');
"""
NO_LAW = """
DROP TRIGGER law ON reviews_correction;
DROP TRIGGER moves ON reviews_correction;
DROP TRIGGER fixed ON reviews_correction;
DROP TRIGGER once ON reviews_correction;
DROP FUNCTION review_correction_law(), review_stands_in(text, text);
DELETE FROM review_moves WHERE thing = 'correction';
"""

BEGINS = "BEGIN\n  IF NOT EXISTS (SELECT FROM filings_document d"
BEGINS_WITH_ITS_DECISION = """BEGIN
  IF NEW.correction_id IS NOT NULL AND NOT EXISTS (SELECT FROM reviews_correction n
       WHERE n.id = NEW.correction_id AND n.decision_id = NEW.decision_id) THEN
    PERFORM review_refuse('fixed');
  END IF;
  IF NOT EXISTS (SELECT FROM filings_document d"""


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0038_corrections"),
        ("reviews", "0009_hand_in_reminders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[("reasons", "Reasons"), ("advice", "Suggestions")],
                        max_length=40,
                        verbose_name="part of the letter",
                    ),
                ),
                ("passage", models.TextField(verbose_name="as printed")),
                ("reading", models.TextField(blank=True, verbose_name="as it should read")),
                ("reason", models.TextField(verbose_name="how the slip came about")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("made", "Corrected"),
                            ("dropped", "Not corrected"),
                        ],
                        default="proposed",
                        max_length=40,
                    ),
                ),
                ("proposed_at", models.DateTimeField(auto_now_add=True)),
                ("settled_at", models.DateTimeField(editable=False, null=True)),
                ("state_since", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["decision", "id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="paper",
            name="reviews_paper_of_a_decision",
        ),
        migrations.RemoveConstraint(
            model_name="paper",
            name="reviews_paper_kind_known",
        ),
        migrations.AddField(
            model_name="correction",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="reviews.decision",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="letter",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="filings.document",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="provider",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="filings.provider"
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="settled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="correction",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="reviews.correction",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
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
                            "review_correction",
                            "review_conditions",
                            "review_follow_up",
                            "review_expert_package",
                            "review_expert_invitation",
                            "review_expert_opinion",
                            "review_exemption",
                            "review_annual",
                            "review_dossier",
                        ],
                    )
                ),
                name="reviews_paper_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decision__isnull", False),
                        ("kind__in", ["review_decision", "review_conditions", "review_correction"]),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "kind__in",
                                ["review_decision", "review_conditions", "review_correction"],
                            ),
                            _negated=True,
                        ),
                        ("decision", None),
                    ),
                    _connector="OR",
                ),
                name="reviews_paper_of_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("correction__isnull", False), ("kind", "review_correction")),
                    models.Q(
                        models.Q(("kind", "review_correction"), _negated=True), ("correction", None)
                    ),
                    _connector="OR",
                ),
                name="reviews_paper_of_a_correction",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__in", ["reasons", "advice"])),
                name="reviews_correction_place_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["proposed", "made", "dropped"])),
                name="reviews_correction_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("decision",),
                name="reviews_correction_one_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("passage", ""), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    models.Q(("reading", models.F("passage")), _negated=True),
                ),
                name="reviews_correction_worded",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "made"), _negated=True),
                    models.Q(
                        ("letter__isnull", False),
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                        models.Q(("settled_by", models.F("proposed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="reviews_correction_second_person",
            ),
        ),
        protect("reviews_correction"),
        tie("reviews_correction", "decision_id", "reviews_decision"),
        tie("reviews_correction", "letter_id", "filings_document"),
        tie("reviews_paper", "correction_id", "reviews_correction"),
        migrations.RunSQL(LAW, NO_LAW),
        reword("review_paper_law", BEGINS, BEGINS_WITH_ITS_DECISION),
    ]
