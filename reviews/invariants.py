"""What must hold of every review, each as a sentence and a query that gives the rows that break it.

The database keeps these by constraints and triggers. The queries do not trust them: they count
anew, from the rows, and look past no wall that the caller has not opened.
"""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy as _

from filings.statemachine import Sentence


@dataclass(frozen=True)
class Invariant:
    code: str
    sentence: Sentence
    sql: str
    """Gives the ids of offending rows; no row when it holds."""

    @property
    def statement(self) -> str:
        return COUNTED + self.sql


COUNTED = """
WITH counted AS (SELECT m.id, count(v.id) AS present,
  count(*) FILTER (WHERE b.choice = 'yes') AS yes,
  count(*) FILTER (WHERE b.choice = 'no') AS no,
  count(*) FILTER (WHERE b.choice = 'abstain') AS abstain
FROM reviews_motion m LEFT JOIN reviews_motionvoter v ON v.motion_id = m.id
LEFT JOIN reviews_ballot b ON b.voter_id = v.id WHERE m.state = 'closed' GROUP BY m.id)
"""
"""The ballots of every closed vote, counted anew; at the disposal of each query."""

INVARIANTS = (
    Invariant(
        "one_open_round",
        _("A case has at most one open round."),
        """SELECT case_id FROM reviews_round
           WHERE state NOT IN ('not_accepted', 'released', 'withdrawn')
           GROUP BY case_id HAVING count(*) > 1""",
    ),
    Invariant(
        "votes_counted",
        _("Every closed vote says what its ballots say."),
        """SELECT c.id FROM counted c JOIN reviews_motion m USING (id)
            WHERE (c.present, c.yes, c.no, c.abstain) IS DISTINCT FROM
                  (m.present::bigint, m.yes::bigint, m.no::bigint, m.abstain::bigint)
               OR c.yes + c.no + c.abstain <> c.present""",
    ),
    Invariant(
        "quorum",
        _("No vote was closed with fewer members than its rules ask for."),
        """SELECT c.id FROM counted c JOIN reviews_motion m USING (id)
            JOIN reviews_round r ON r.id = m.round_id
            JOIN reviews_rulepack p ON p.id = r.rule_pack_id WHERE c.present < p.min_present""",
    ),
    Invariant(
        "categories",
        _("Every category of members was present at every closed vote."),
        """SELECT m.id FROM reviews_motion m JOIN reviews_round r ON r.id = m.round_id
           JOIN reviews_rulepack p ON p.id = r.rule_pack_id
           WHERE m.state = 'closed' AND NOT p.categories <@ (
             SELECT array_agg(v.category) FROM reviews_motionvoter v WHERE v.motion_id = m.id)""",
    ),
    Invariant(
        "two_thirds",
        _("A vote carried exactly when enough were in favour, in whole numbers."),
        """SELECT c.id FROM counted c JOIN reviews_motion m USING (id)
            JOIN reviews_round r ON r.id = m.round_id
            JOIN reviews_rulepack p ON p.id = r.rule_pack_id
            WHERE m.carried <> (c.yes * p.pass_den >= p.pass_num * m.basis)
               OR p.pass_base = 'attending' AND m.basis <> c.present""",
    ),
    Invariant(
        "voters_sat",
        _("Whoever voted sat on this very committee when the vote was opened."),
        """SELECT v.id FROM reviews_motionvoter v JOIN reviews_motion m ON m.id = v.motion_id
           JOIN reviews_round r ON r.id = m.round_id JOIN reviews_seat s ON s.id = v.seat_id
           WHERE s.committee_id <> r.committee_id OR s.role NOT IN ('chair', 'vice_chair', 'member')
              OR (m.opened_at AT TIME ZONE 'Asia/Shanghai')::date
                 NOT BETWEEN s.valid_from AND s.valid_until
              OR s.ended_on <= (m.opened_at AT TIME ZONE 'Asia/Shanghai')::date""",
    ),
    Invariant(
        "no_conflicted_vote",
        _("Nobody voted who was recused before the vote was closed, or who works for it."),
        """SELECT v.id FROM reviews_motionvoter v JOIN reviews_motion m ON m.id = v.motion_id
           JOIN reviews_round r ON r.id = m.round_id JOIN reviews_seat s ON s.id = v.seat_id
           JOIN reviews_case c ON c.id = r.case_id
           LEFT JOIN reviews_recusal x ON x.case_id = c.id AND x.person_id = s.person_id
           WHERE m.state = 'closed' AND (x.recused_at < m.closed_at
             OR c.opened_by_id = s.person_id OR EXISTS (
               SELECT FROM reviews_submissionversion w WHERE w.case_id = c.id
                 AND w.submitted_by_id = s.person_id AND w.submitted_at < m.opened_at))""",
    ),
    Invariant(
        "open_vote_without_recused",
        _("A recusal voids the vote that runs."),
        """SELECT m.id FROM reviews_motion m JOIN reviews_round r ON r.id = m.round_id
           JOIN reviews_motionvoter v ON v.motion_id = m.id JOIN reviews_seat s ON s.id = v.seat_id
           JOIN reviews_recusal x ON x.person_id = s.person_id AND x.case_id = r.case_id
           WHERE m.state = 'open'""",
    ),
    Invariant(
        "one_basis",
        _("Every released decision rests on the vote that stood, or on agreeing opinions."),
        """SELECT d.id FROM reviews_decision d JOIN reviews_round r ON r.id = d.round_id
           LEFT JOIN reviews_motion m ON m.id = d.motion_id
           WHERE d.state = 'released' AND NOT CASE WHEN d.simplified
             THEN r.procedure = 'simplified' AND d.motion_id IS NULL
             ELSE m.round_id = r.id AND m.state = 'closed' AND m.carried
               AND m.outcome = d.outcome AND m.submission_id = r.submission_id END""",
    ),
    Invariant(
        "listed_reviewed_twice",
        _("A listed activity was approved only once the experts agreed, or with an exemption."),
        """SELECT d.id FROM reviews_decision d JOIN reviews_round r ON r.id = d.round_id
            WHERE d.state = 'released' AND d.outcome IN ('approve', 'approve_after_changes')
              AND coalesce(r.listed, true)
              AND NOT EXISTS (SELECT FROM reviews_exemption e WHERE e.round_id = r.id
                AND e.submission_id = r.submission_id AND e.signed_by_id IS NOT NULL)
              AND NOT EXISTS (SELECT FROM reviews_expertreview x
                JOIN reviews_motion m ON m.id = d.motion_id WHERE x.round_id = r.id
                  AND x.state = 'closed' AND x.passed AND m.final
                  AND x.submission_id = r.submission_id)""",
    ),
    Invariant(
        "experts_counted",
        _("Every closed second review says what its experts said, all of them counted."),
        """SELECT e.id FROM reviews_expertreview e JOIN reviews_round r ON r.id = e.round_id
           JOIN reviews_rulepack p ON p.id = r.rule_pack_id
           JOIN LATERAL (SELECT count(*) AS seats, count(o.id) AS said,
               count(*) FILTER (WHERE o.agrees) AS agreed, array_agg(s.discipline) AS known
             FROM reviews_expertseat s LEFT JOIN reviews_expertopinion o ON o.seat_id = s.id
             WHERE s.review_id = e.id AND s.state = 'accepted') c ON true
           WHERE e.state = 'closed' AND (c.seats < p.expert_min OR c.said <> c.seats
             OR (e.seats_counted, e.agreed) IS DISTINCT FROM (c.seats::smallint, c.agreed::smallint)
             OR e.passed <> (c.agreed * p.expert_den >= p.expert_num * c.seats)
             OR NOT p.disciplines <@ c.known)""",
    ),
    Invariant(
        "experts_independent",
        _("No expert sat on the committee that gave the first opinion while the round ran."),
        """SELECT x.id FROM reviews_expertseat x JOIN reviews_expertreview e ON e.id = x.review_id
           JOIN reviews_round r ON r.id = e.round_id
           JOIN reviews_seat s ON s.committee_id = r.committee_id
           JOIN filings_user u ON u.id = s.person_id AND u.email = x.email
           WHERE e.state = 'closed' AND x.state = 'accepted' AND s.valid_from <= e.closed_at::date
             AND s.valid_until >= r.opened_at::date
             AND (s.ended_on IS NULL OR s.ended_on > r.opened_at::date)
             AND s.given_at < e.closed_at""",
    ),
    Invariant(
        "bodies_apart",
        _("Whoever reviewed an activity did not organise its second review."),
        """SELECT e.id FROM reviews_expertreview e JOIN reviews_round r ON r.id = e.round_id
           WHERE e.organiser_id = r.committee_id""",
    ),
    Invariant(
        "second_person",
        _("Whoever prepared a decision did not release it."),
        "SELECT id FROM reviews_decision WHERE released_by_id = staged_by_id",
    ),
    Invariant(
        "corrections_by_two",
        _("Every correction of a letter was made by a second person, of what the letter says."),
        """SELECT k.id FROM reviews_correction k JOIN reviews_decision d ON d.id = k.decision_id
            WHERE k.state = 'made' AND (k.settled_by_id = k.proposed_by_id
              OR d.state <> 'released' OR k.letter_id IS NULL
              OR NOT review_stands_in(k.passage, CASE k.place WHEN 'reasons' THEN d.reasons
                                                 WHEN 'advice' THEN d.advice END))""",
    ),
    Invariant(
        "conditions_before_force",
        _("Nothing is in force while a condition of its last approval is open."),
        """SELECT c.id FROM reviews_condition c JOIN reviews_decision d ON d.id = c.decision_id
           JOIN reviews_round r ON r.id = d.round_id JOIN reviews_case k ON k.id = r.case_id
           WHERE k.state = 'in_force' AND k.approved_id = r.submission_id AND d.state = 'released'
             AND d.superseded_by_id IS NULL AND c.state NOT IN ('verified', 'waived')""",
    ),
    Invariant(
        "followed_up",
        _("Whatever is in force or suspended has exactly one open follow-up; the rest has none."),
        """SELECT k.id FROM reviews_case k LEFT JOIN reviews_followup f
             ON f.case_id = k.id AND f.state IN ('scheduled', 'reported')
           GROUP BY k.id, k.state
           HAVING count(f.id) <> (k.state IN ('in_force', 'suspended'))::int""",
    ),
    Invariant(
        "standing_from_decision",
        _("Whatever is in force was approved by a released decision of its own."),
        """SELECT k.id FROM reviews_case k
            WHERE k.state IN ('in_force', 'suspended', 'conditional') AND NOT EXISTS (
              SELECT FROM reviews_decision d JOIN reviews_round r ON r.id = d.round_id
              WHERE r.case_id = k.id AND d.state = 'released'
                AND d.outcome IN ('approve', 'approve_after_changes')
                AND r.submission_id = k.approved_id)""",
    ),
    Invariant(
        "opinions_unchanged",
        _("Every opinion still has the digest with which it was sealed."),
        """SELECT o.id FROM reviews_opinion o WHERE o.sha256 <> review_digest(
             o.assignment_id::text, o.submission_id::text, o.outcome, o.points::text, o.summary,
             ((extract(epoch FROM o.submitted_at) * 1000000)::bigint)::text)""",
    ),
    Invariant(
        "expert_opinions_unchanged",
        _("Every expert's opinion still has the digest with which it was sealed."),
        """SELECT o.id FROM reviews_expertopinion o WHERE o.sha256 <> review_digest(
             o.seat_id::text, o.agrees::text, o.compliance, o.reasonableness, o.points::text,
             ((extract(epoch FROM o.submitted_at) * 1000000)::bigint)::text)""",
    ),
    Invariant(
        "versions_as_frozen",
        _("Every version handed in has the digest of the disclosure that was frozen."),
        """SELECT s.id FROM reviews_submissionversion s
           JOIN filings_disclosure d ON d.id = s.disclosure_id WHERE s.sha256 <> d.sha256""",
    ),
    Invariant(
        "rules_kept",
        _("Every accepted round keeps rules that were in force when it was accepted."),
        """SELECT r.id FROM reviews_round r LEFT JOIN reviews_rulepack p ON p.id = r.rule_pack_id
           WHERE r.accepted_at IS NOT NULL
             AND (p.id IS NULL
               OR p.from_on > (r.accepted_at AT TIME ZONE 'Asia/Shanghai')::date)""",
    ),
    Invariant(
        "terms_of_office",
        _("No term of office is longer than the rules allow."),
        """SELECT s.id FROM reviews_seat s WHERE s.valid_until >
             (s.valid_from + make_interval(
               years => (SELECT max(term_years) FROM reviews_rulepack)))::date""",
    ),
    Invariant(
        "declared_before_judging",
        _("Whoever wrote an opinion or voted had declared their interests in that version."),
        """SELECT o.id FROM reviews_opinion o JOIN reviews_assignment a ON a.id = o.assignment_id
             JOIN reviews_seat s ON s.id = a.seat_id
             WHERE NOT EXISTS (SELECT FROM reviews_interestdeclaration d
               WHERE d.submission_id = o.submission_id AND d.person_id = s.person_id)
           UNION ALL
           SELECT v.id FROM reviews_motionvoter v JOIN reviews_motion m ON m.id = v.motion_id
             JOIN reviews_seat s ON s.id = v.seat_id
             WHERE NOT EXISTS (SELECT FROM reviews_interestdeclaration d
               WHERE d.submission_id = m.submission_id AND d.person_id = s.person_id)""",
    ),
)


@dataclass(frozen=True)
class Finding:
    invariant: Invariant
    rows: tuple[int, ...]

    @property
    def holds(self) -> bool:
        return not self.rows


def check() -> list[Finding]:
    """Every invariant over the rows that may be seen now."""
    found = []
    with connection.cursor() as cursor:
        for invariant in INVARIANTS:
            cursor.execute(invariant.statement)
            found.append(Finding(invariant, tuple(row[0] for row in cursor.fetchall())))
    return found
