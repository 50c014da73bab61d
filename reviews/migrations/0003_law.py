"""The law of review that holds whatever code runs.

Legal moves, votes that the database itself counts, bases of decisions, rows that never change
again. Locks go case, round, motion or expert review, then leaf rows. A foreign key is no lock:
whoever adds to a vote reads the case FOR SHARE, whoever ends one locks it.

Each refusal reads ``review: key``; ``reviews.refusals`` says it in the reader's language.
"""

from django.db import migrations

PATH = "SET search_path = pg_catalog, public, pg_temp"

MOVES = {
    "case": """
        > draft
        draft > under_review withdrawn
        under_review > in_force conditional returned refused withdrawn
        returned > under_review withdrawn
        conditional > in_force closed
        in_force > suspended terminated closed
        suspended > in_force terminated closed
        refused > under_review
    """,
    "round": """
        > submitted accepted deliberation
        submitted > supplement_asked accepted not_accepted withdrawn
        supplement_asked > submitted withdrawn
        accepted > independent withdrawn
        independent > deliberation voted withdrawn
        deliberation > voted withdrawn
        voted > with_experts staged deliberation withdrawn
        with_experts > voted_final withdrawn
        voted_final > staged with_experts withdrawn
        staged > released voted voted_final withdrawn
    """,
    "assignment": """
        > invited
        invited > submitted recused released
        submitted > recused
    """,
    "meeting": """
        > planned
        planned > open ended
        open > ended
    """,
    "motion": """
        > open
        open > closed void
    """,
    "decision": """
        > staged
        staged > released taken_back
    """,
    "condition": """
        > open
        open > evidence
        evidence > open verified
    """,
    "followup": """
        > scheduled
        scheduled > reported completed cancelled
        reported > completed cancelled
    """,
    "expertreview": """
        > requested
        requested > composing void
        composing > reviewing void
        reviewing > composing closed void
    """,
    "expertseat": """
        > invited
        invited > accepted declined recused
        accepted > recused
    """,
}


def moves() -> list[tuple[str, str, str]]:
    found = []
    for thing, text in MOVES.items():
        for line in filter(None, map(str.strip, text.splitlines())):
            before, after = line.split(">")
            found += [(thing, before.strip(), each) for each in after.split()]
    return found


KEPT_WHEN_FINAL = {"decision": "superseded_by_id"}
"""What may still change in a row that is over."""

FIXED = {
    "reviews_case": "algorithm_id number opened_by_id opened_at",
    "reviews_round": "case_id number kind committee_id appeal_of_id follow_up_id opened_by_id",
    "reviews_interestdeclaration": "case_id submission_id person_id level words declared_at",
    "reviews_assignment": "round_id seat_id named_by_id named_at",
    "reviews_opiniondraft": "assignment_id",
    "reviews_meeting": "round_id called_by_id",
    "reviews_attendance": "meeting_id seat_id mode arrived_at recorded_by_id",
    "reviews_motion": "round_id meeting_id submission_id final outcome wording opened_by_id"
    " opened_at",
    "reviews_decision": "round_id motion_id simplified expert_review_id exemption_id outcome"
    " reasons advice staged_by_id staged_at",
    "reviews_condition": "decision_id number text anchor owner_id due_on",
    "reviews_followup": "case_id number months scheduled_at",
    "reviews_expertreview": "round_id submission_id mode package_sha256 requested_by_id",
    "reviews_expertseat": "review_id name email unit title discipline invited_by_id",
    "reviews_accesstoken": "purpose seat_id digest expires_at made_by_id",
    "reviews_exemption": "round_id submission_id grounds clauses evidence proposed_by_id",
    "reviews_seat": 'committee_id person_id role "order" category sex is_external valid_from'
    " valid_until given_by_id",
    "reviews_committeeservice": "committee_id basis since arranged_by_id",
    "reviews_committee": "kind founded_on founded_by_id",
}
"""Columns that keep what was written first."""

ONCE = {
    "reviews_round": "rule_pack_id accepted_by_id accepted_at listed asked_at",
    "reviews_interestdeclaration": "ruling ruled_by_id ruled_at",
    "reviews_attendance": "left_at",
    "reviews_decision": "letter_id superseded_by_id",
    "reviews_accesstoken": "revoked_at used_at",
    "reviews_exemption": "signed_by_id signed_at",
    "reviews_seat": "ended_on",
    "reviews_committeeservice": "until",
    "reviews_expertreview": "organiser_id",
}
"""Columns that are written once, later than the row."""

BASICS = f"""
CREATE TABLE review_moves (thing text, before text, after text, PRIMARY KEY (thing, before, after));
INSERT INTO review_moves VALUES {", ".join(map(str, moves()))};
REVOKE INSERT, UPDATE ON review_moves FROM beian_app;

CREATE FUNCTION review_refuse(key text) RETURNS void LANGUAGE plpgsql {PATH} AS $$
BEGIN
  RAISE EXCEPTION 'review: %', key USING ERRCODE = '23000';
END $$;

CREATE FUNCTION review_today() RETURNS date LANGUAGE sql STABLE {PATH} AS $$
  SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date
$$;

CREATE FUNCTION review_digest(VARIADIC parts text[]) RETURNS text
LANGUAGE sql IMMUTABLE {PATH} AS $$
  SELECT encode(sha256(convert_to(string_agg(framed(part), '' ORDER BY place), 'UTF8')), 'hex')
  FROM unnest(parts) WITH ORDINALITY AS p (part, place)
$$;

-- A row moves along legal pairs only, and what is over stays as it is.
CREATE FUNCTION review_move() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE was text := '';
BEGIN
  IF TG_OP = 'UPDATE' THEN
    was := OLD.state;
    IF NOT EXISTS (SELECT FROM review_moves m WHERE m.thing = TG_ARGV[0] AND m.before = OLD.state)
       AND to_jsonb(NEW) - string_to_array(TG_ARGV[1], ' ')
           <> to_jsonb(OLD) - string_to_array(TG_ARGV[1], ' ') THEN
      PERFORM review_refuse('over');
    END IF;
    IF NEW.state = OLD.state THEN
      RETURN NEW;
    END IF;
  END IF;
  IF NOT EXISTS (SELECT FROM review_moves m
                 WHERE m.thing = TG_ARGV[0] AND m.before = was
                   AND m.after = NEW.state) THEN
    PERFORM review_refuse('no_such_move');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION review_fixed() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE fact text;
BEGIN
  FOREACH fact IN ARRAY TG_ARGV LOOP
    IF to_jsonb(NEW) -> fact IS DISTINCT FROM to_jsonb(OLD) -> fact THEN
      PERFORM review_refuse('fixed');
    END IF;
  END LOOP;
  RETURN NEW;
END $$;

CREATE FUNCTION review_once() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE fact text;
BEGIN
  FOREACH fact IN ARRAY TG_ARGV LOOP
    IF coalesce(to_jsonb(OLD) ->> fact, '') <> ''
       AND to_jsonb(NEW) -> fact IS DISTINCT FROM to_jsonb(OLD) -> fact THEN
      PERFORM review_refuse('written_once');
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
"""

QUESTIONS = f"""
-- Whoever works for the application: opened it, submitted or froze a version, owns the algorithm.
CREATE FUNCTION review_is_applicant(the_case bigint, the_person bigint) RETURNS boolean
LANGUAGE sql STABLE {PATH} AS $$
  SELECT EXISTS (
    SELECT FROM reviews_case c JOIN filings_algorithm a ON a.id = c.algorithm_id
    WHERE c.id = the_case AND the_person IN (c.opened_by_id, a.owner_id)
    UNION ALL
    SELECT FROM reviews_submissionversion s JOIN filings_disclosure d ON d.id = s.disclosure_id
    WHERE s.case_id = the_case AND the_person IN (s.submitted_by_id, d.frozen_by_id))
$$;

-- Why somebody may not judge this version of this case; nothing when they may.
CREATE FUNCTION review_bar(the_case bigint, the_submission bigint, the_person bigint) RETURNS text
LANGUAGE sql STABLE {PATH} AS $$
  SELECT CASE
    WHEN EXISTS (SELECT FROM reviews_recusal r
                 WHERE r.case_id = the_case AND r.person_id = the_person) THEN 'recused'
    WHEN review_is_applicant(the_case, the_person) THEN 'applicant'
    WHEN NOT EXISTS (SELECT FROM reviews_interestdeclaration d
                     WHERE d.submission_id = the_submission AND d.person_id = the_person
                       AND (d.level = 'none' OR d.level = 'declared' AND d.ruling = 'takes_part'))
      THEN 'undeclared'
  END
$$;

CREATE FUNCTION review_sits(s reviews_seat, on_day date) RETURNS boolean
LANGUAGE sql IMMUTABLE {PATH} AS $$
  SELECT s.valid_from <= on_day AND on_day <= s.valid_until
     AND (s.ended_on IS NULL OR s.ended_on > on_day)
$$;

CREATE FUNCTION review_presides(the_committee bigint, the_person bigint) RETURNS boolean
LANGUAGE sql STABLE {PATH} AS $$
  SELECT EXISTS (SELECT FROM reviews_seat s WHERE s.committee_id = the_committee
    AND s.person_id = the_person AND s.role IN ('chair', 'vice_chair')
    AND review_sits(s, review_today()))
$$;

-- What a committee lacks on a day (2023 measures, Art. 7; 2026 measures, Art. 10).
CREATE FUNCTION review_lacks(the_committee bigint, the_pack bigint, on_day date) RETURNS text[]
LANGUAGE sql STABLE {PATH} AS $$
  WITH pack AS (SELECT * FROM reviews_rulepack WHERE id = the_pack),
  members AS (
    SELECT s.* FROM reviews_seat s WHERE s.committee_id = the_committee
      AND s.role IN ('chair', 'vice_chair', 'member') AND review_sits(s, on_day))
  SELECT array_remove(ARRAY[
    CASE WHEN (SELECT count(*) FROM members) < pack.committee_min THEN 'too_few' END,
    CASE WHEN NOT EXISTS (SELECT FROM members WHERE role = 'chair') THEN 'no_chair' END,
    CASE WHEN pack.both_sexes AND (SELECT count(DISTINCT sex) FROM members) < 2
      THEN 'one_sex' END,
    CASE WHEN (SELECT count(*) FROM members WHERE is_external) < pack.external_min
      THEN 'no_external' END], NULL)
    || ARRAY(SELECT wanted FROM unnest(pack.categories) AS wanted
             WHERE wanted NOT IN (SELECT category FROM members) ORDER BY wanted)::text[]
  FROM pack
$$;

-- The vote that stands: the last one not void, if it carried on this version and nobody who voted
-- was recused since.
CREATE FUNCTION review_vote(the_round bigint, is_final boolean) RETURNS bigint
LANGUAGE sql STABLE {PATH} AS $$
  SELECT m.id FROM reviews_motion m JOIN reviews_round r ON r.id = m.round_id
  WHERE m.id = (SELECT max(l.id) FROM reviews_motion l WHERE l.round_id = the_round
                AND l.final = is_final AND l.state <> 'void')
    AND m.state = 'closed' AND m.carried AND m.submission_id = r.submission_id
    AND NOT EXISTS (
      SELECT FROM reviews_motionvoter v JOIN reviews_seat s ON s.id = v.seat_id
      JOIN reviews_recusal x ON x.person_id = s.person_id AND x.case_id = r.case_id
      WHERE v.motion_id = m.id)
$$;

-- The simplified procedure ends without a meeting only when all whom the chair named agree.
CREATE FUNCTION review_simplified(the_round bigint, the_outcome text) RETURNS boolean
LANGUAGE sql STABLE {PATH} AS $$
  SELECT r.procedure = 'simplified' AND the_outcome IN ('approve', 'continue')
    AND NOT (coalesce(r.listed, true) AND the_outcome = 'approve')
    AND NOT EXISTS (SELECT FROM reviews_assignment a WHERE a.round_id = r.id
                    AND a.state IN ('invited', 'released'))
    AND NOT EXISTS (SELECT FROM reviews_opinion o WHERE o.round_id = r.id
                    AND o.outcome <> the_outcome)
    AND (SELECT count(*) FROM reviews_opinion o JOIN reviews_assignment a ON a.id = o.assignment_id
         JOIN reviews_seat s ON s.id = a.seat_id
         WHERE o.round_id = r.id AND a.state = 'submitted' AND o.submission_id = r.submission_id
           AND review_bar(r.case_id, r.submission_id, s.person_id) IS NULL) >= p.simplified_min
  FROM reviews_round r JOIN reviews_rulepack p ON p.id = r.rule_pack_id WHERE r.id = the_round
$$;

CREATE FUNCTION review_exempt(the_round bigint) RETURNS bigint
LANGUAGE sql STABLE {PATH} AS $$
  SELECT e.id FROM reviews_exemption e JOIN reviews_round r ON r.id = e.round_id
  WHERE r.id = the_round AND e.submission_id = r.submission_id AND e.signed_by_id IS NOT NULL
$$;

-- The experts' reply that was closed on the very version of the round.
CREATE FUNCTION review_reply(the_round bigint) RETURNS bigint
LANGUAGE sql STABLE {PATH} AS $$
  SELECT e.id FROM reviews_expertreview e JOIN reviews_round r ON r.id = e.round_id
  WHERE r.id = the_round AND e.state = 'closed' AND e.submission_id = r.submission_id
$$;

CREATE FUNCTION review_fits(the_kind text, the_outcome text) RETURNS boolean
LANGUAGE sql IMMUTABLE {PATH} AS $$
  SELECT CASE WHEN the_kind IN ('follow_up', 'standing')
    THEN the_outcome IN ('continue', 'suspend', 'lift', 'terminate')
    ELSE the_outcome IN ('approve', 'approve_after_changes', 'revise_and_resubmit', 'reject') END
$$;
"""

CASES = f"""
CREATE FUNCTION review_submission_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
BEGIN
  PERFORM 1 FROM reviews_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
  SELECT d.sha256 INTO NEW.sha256 FROM filings_disclosure d
    JOIN reviews_case c ON c.algorithm_id = d.algorithm_id
    WHERE d.id = NEW.disclosure_id AND c.id = NEW.case_id AND d.state = 'frozen';
  IF NEW.sha256 IS NULL THEN
    PERFORM review_refuse('not_frozen');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT ON reviews_submissionversion
  FOR EACH ROW EXECUTE FUNCTION review_submission_law();

CREATE FUNCTION review_case_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE last text; unmet bigint; last_round text;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.committee_id <> OLD.committee_id AND EXISTS
     (SELECT FROM reviews_round WHERE case_id = NEW.id
      AND state NOT IN ('not_accepted', 'released', 'withdrawn')) THEN
    PERFORM review_refuse('committee_fixed');
  END IF;
  IF TG_OP = 'INSERT' OR NEW.state = OLD.state THEN
    RETURN NEW;
  END IF;
  SELECT d.outcome INTO last FROM reviews_decision d JOIN reviews_round r ON r.id = d.round_id
    WHERE r.case_id = NEW.id AND d.state = 'released'
    ORDER BY d.released_at DESC, d.id DESC LIMIT 1;
  SELECT state INTO last_round FROM reviews_round WHERE case_id = NEW.id
    ORDER BY number DESC LIMIT 1;
  SELECT count(*) INTO unmet FROM reviews_condition c
    JOIN reviews_decision d ON d.id = c.decision_id
    JOIN reviews_round r ON r.id = d.round_id
    WHERE r.case_id = NEW.id AND d.state = 'released' AND d.superseded_by_id IS NULL
      AND c.state <> 'verified';
  IF NOT coalesce(CASE NEW.state
    WHEN 'in_force' THEN CASE OLD.state
      WHEN 'under_review' THEN last = 'approve'
      WHEN 'conditional' THEN last = 'approve_after_changes' AND unmet = 0
      ELSE last IN ('lift', 'approve', 'continue') END
    WHEN 'conditional' THEN last = 'approve_after_changes'
    WHEN 'returned' THEN last = 'revise_and_resubmit' OR last_round = 'not_accepted'
    WHEN 'refused' THEN last = 'reject' OR last_round = 'not_accepted'
    WHEN 'terminated' THEN last = 'terminate'
    WHEN 'suspended' THEN last = 'suspend' OR NEW.suspended_reason <> ''
    ELSE true END, false) THEN
    PERFORM review_refuse('standing_without_decision');
  END IF;
  IF NEW.state IN ('in_force', 'conditional') AND NEW.approved_id IS NULL THEN
    PERFORM review_refuse('standing_without_decision');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT OR UPDATE ON reviews_case
  FOR EACH ROW EXECUTE FUNCTION review_case_law();

CREATE FUNCTION review_round_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE pack reviews_rulepack; named bigint; moved boolean;
BEGIN
  PERFORM 1 FROM reviews_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
  moved := TG_OP = 'INSERT';
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> (CASE NEW.kind WHEN 'standing' THEN 'deliberation'
                     WHEN 'follow_up' THEN 'accepted' ELSE 'submitted' END) THEN
      PERFORM review_refuse('no_such_move');
    END IF;
    IF NOT EXISTS (SELECT FROM reviews_committeeservice s WHERE s.committee_id = NEW.committee_id
                   AND s.provider_id = NEW.provider_id AND s.until IS NULL) THEN
      PERFORM review_refuse('committee_not_entrusted');
    END IF;
  ELSE
    moved := NEW.state <> OLD.state;
    IF NEW.submission_id <> OLD.submission_id AND OLD.state <> 'supplement_asked' THEN
      PERFORM review_refuse('fixed');
    END IF;
    IF NEW.procedure <> OLD.procedure AND OLD.procedure <> ''
       AND NOT (OLD.procedure = 'simplified' AND NEW.procedure = 'general'
                AND OLD.state IN ('accepted', 'independent')) THEN
      PERFORM review_refuse('procedure_one_way');
    END IF;
  END IF;
  IF NOT EXISTS (SELECT FROM reviews_submissionversion s WHERE s.id = NEW.submission_id
                 AND s.case_id = NEW.case_id) THEN
    PERFORM review_refuse('fixed');
  END IF;
  IF NOT moved THEN
    RETURN NEW;
  END IF;
  IF NEW.state = 'accepted' OR TG_OP = 'INSERT' AND NEW.state = 'deliberation' THEN
    SELECT * INTO pack FROM reviews_rulepack
      WHERE from_on <= review_today() ORDER BY from_on DESC, id DESC LIMIT 1;
    IF NEW.rule_pack_id IS DISTINCT FROM pack.id THEN
      PERFORM review_refuse('rules_not_in_force');
    END IF;
    IF NEW.procedure = '' OR NEW.listed IS NULL THEN
      PERFORM review_refuse('procedure_missing');
    END IF;
    IF NEW.procedure = 'simplified' AND (NEW.listed AND NEW.kind <> 'follow_up' OR NOT EXISTS
       (SELECT FROM reviews_committee c
        WHERE c.id = NEW.committee_id AND c.simplified_allowed)) THEN
      PERFORM review_refuse('not_simplified');
    END IF;
    IF review_lacks(NEW.committee_id, pack.id, review_today()) <> '{{}}' THEN
      PERFORM review_refuse('committee_incomplete');
    END IF;
  END IF;
  SELECT * INTO pack FROM reviews_rulepack WHERE id = NEW.rule_pack_id;
  IF TG_OP = 'UPDATE' THEN
    CASE NEW.state
    WHEN 'independent' THEN
      SELECT count(*) INTO named FROM reviews_assignment
        WHERE round_id = NEW.id AND state = 'invited';
      IF named < (CASE NEW.procedure WHEN 'simplified' THEN pack.simplified_min
                  ELSE pack.leads_min END) THEN
        PERFORM review_refuse('too_few_reviewers');
      END IF;
    WHEN 'deliberation' THEN
      IF OLD.state = 'independent' AND (NEW.procedure = 'simplified' OR EXISTS (SELECT
         FROM reviews_assignment WHERE round_id = NEW.id AND state = 'invited')) THEN
        PERFORM review_refuse('opinions_missing');
      END IF;
    WHEN 'voted' THEN
      IF (CASE OLD.state WHEN 'independent' THEN NOT review_simplified(NEW.id, 'approve')
              AND NOT review_simplified(NEW.id, 'continue')
          WHEN 'staged' THEN false
          ELSE review_vote(NEW.id, false) IS NULL END) THEN
        PERFORM review_refuse('no_vote_carried');
      END IF;
    WHEN 'with_experts' THEN
      IF OLD.state = 'voted' AND NOT EXISTS (SELECT FROM reviews_motion m
           WHERE m.id = review_vote(NEW.id, false)
             AND m.outcome IN ('approve', 'approve_after_changes')) THEN
        PERFORM review_refuse('no_vote_carried');
      END IF;
    WHEN 'voted_final' THEN
      IF OLD.state <> 'staged' AND review_vote(NEW.id, true) IS NULL THEN
        PERFORM review_refuse('no_vote_carried');
      END IF;
    WHEN 'staged', 'released' THEN
      IF NOT EXISTS (SELECT FROM reviews_decision d WHERE d.round_id = NEW.id
                     AND d.state = NEW.state) THEN
        PERFORM review_refuse('no_decision');
      END IF;
    ELSE NULL;
    END CASE;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT OR UPDATE ON reviews_round
  FOR EACH ROW EXECUTE FUNCTION review_round_law();

CREATE FUNCTION review_declaration_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
BEGIN
  PERFORM 1 FROM reviews_case WHERE id = NEW.case_id FOR SHARE;
  IF NOT EXISTS (SELECT FROM reviews_submissionversion s WHERE s.id = NEW.submission_id
                 AND s.case_id = NEW.case_id) OR TG_OP = 'INSERT' AND NEW.ruling <> '' THEN
    PERFORM review_refuse('fixed');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT OR UPDATE ON reviews_interestdeclaration
  FOR EACH ROW EXECUTE FUNCTION review_declaration_law();

-- A recusal is never refused. It voids the vote that runs, and a decision can no longer rest on a
-- vote in which the person took part.
CREATE FUNCTION review_recusal_begin() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
BEGIN
  PERFORM 1 FROM reviews_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
  NEW.recused_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT ON reviews_recusal
  FOR EACH ROW EXECUTE FUNCTION review_recusal_begin();

CREATE FUNCTION review_recusal_follows() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
BEGIN
  UPDATE reviews_motion m SET state = 'void', void_reason = 'recusal', state_since = now()
    FROM reviews_round r WHERE r.id = m.round_id AND r.case_id = NEW.case_id AND m.state = 'open'
      AND EXISTS (SELECT FROM reviews_motionvoter v JOIN reviews_seat s ON s.id = v.seat_id
                  WHERE v.motion_id = m.id AND s.person_id = NEW.person_id);
  UPDATE reviews_assignment a SET state = 'recused', state_since = now()
    FROM reviews_round r, reviews_seat s
    WHERE r.id = a.round_id AND r.case_id = NEW.case_id AND s.id = a.seat_id
      AND s.person_id = NEW.person_id AND a.state IN ('invited', 'submitted')
      AND r.state IN ('accepted', 'independent');
  UPDATE reviews_attendance a SET left_at = greatest(now(), a.arrived_at)
    FROM reviews_meeting m, reviews_round r, reviews_seat s
    WHERE m.id = a.meeting_id AND r.id = m.round_id AND r.case_id = NEW.case_id
      AND s.id = a.seat_id AND s.person_id = NEW.person_id AND a.left_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER follows AFTER INSERT ON reviews_recusal
  FOR EACH ROW EXECUTE FUNCTION review_recusal_follows();

CREATE FUNCTION review_assignment_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE r reviews_round; s reviews_seat;
BEGIN
  SELECT * INTO r FROM reviews_round WHERE id = NEW.round_id;
  PERFORM 1 FROM reviews_case WHERE id = r.case_id FOR SHARE;
  SELECT * INTO r FROM reviews_round WHERE id = NEW.round_id FOR SHARE;
  SELECT * INTO s FROM reviews_seat WHERE id = NEW.seat_id;
  IF TG_OP = 'UPDATE' THEN
    IF NEW.state = 'submitted' AND OLD.state <> 'submitted' AND NOT EXISTS
       (SELECT FROM reviews_opinion o WHERE o.assignment_id = NEW.id) THEN
      PERFORM review_refuse('opinions_missing');
    END IF;
    RETURN NEW;
  END IF;
  IF r.state NOT IN ('accepted', 'independent') THEN
    PERFORM review_refuse('no_such_move');
  END IF;
  IF s.committee_id <> r.committee_id OR s.role NOT IN ('chair', 'vice_chair', 'member')
     OR NOT review_sits(s, review_today()) THEN
    PERFORM review_refuse('no_member');
  END IF;
  IF review_bar(r.case_id, r.submission_id, s.person_id) IS NOT NULL THEN
    PERFORM review_refuse(review_bar(r.case_id, r.submission_id, s.person_id));
  END IF;
  IF r.procedure = 'simplified' AND NOT review_presides(r.committee_id, NEW.named_by_id) THEN
    PERFORM review_refuse('named_by_chair');
  END IF;
  IF r.appeal_of_id IS NOT NULL AND EXISTS (
     SELECT FROM reviews_assignment a JOIN reviews_seat f ON f.id = a.seat_id
     WHERE a.round_id = r.appeal_of_id AND f.person_id = s.person_id) THEN
    PERFORM review_refuse('heard_before');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT OR UPDATE ON reviews_assignment
  FOR EACH ROW EXECUTE FUNCTION review_assignment_law();

CREATE FUNCTION review_opinion_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE r reviews_round; a reviews_assignment; s reviews_seat;
BEGIN
  SELECT * INTO r FROM reviews_round WHERE id = NEW.round_id;
  PERFORM 1 FROM reviews_case WHERE id = r.case_id FOR SHARE;
  SELECT * INTO r FROM reviews_round WHERE id = NEW.round_id FOR SHARE;
  SELECT * INTO a FROM reviews_assignment WHERE id = NEW.assignment_id FOR SHARE;
  SELECT * INTO s FROM reviews_seat WHERE id = a.seat_id;
  IF r.state <> 'independent' OR a.round_id <> r.id OR a.state <> 'invited'
     OR NEW.submission_id <> r.submission_id OR NOT review_fits(r.kind, NEW.outcome) THEN
    PERFORM review_refuse('no_such_move');
  END IF;
  IF NOT review_sits(s, review_today()) THEN
    PERFORM review_refuse('no_member');
  END IF;
  IF review_bar(r.case_id, r.submission_id, s.person_id) IS NOT NULL THEN
    PERFORM review_refuse(review_bar(r.case_id, r.submission_id, s.person_id));
  END IF;
  NEW.submitted_at := clock_timestamp();
  NEW.sha256 := review_digest(NEW.assignment_id::text, NEW.submission_id::text, NEW.outcome,
    NEW.points::text, NEW.summary,
    ((extract(epoch FROM NEW.submitted_at) * 1000000)::bigint)::text);
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT ON reviews_opinion
  FOR EACH ROW EXECUTE FUNCTION review_opinion_law();
"""

VOTES = f"""
CREATE FUNCTION review_attendance_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE r reviews_round; s reviews_seat; m reviews_meeting;
BEGIN
  SELECT * INTO m FROM reviews_meeting WHERE id = NEW.meeting_id;
  SELECT * INTO r FROM reviews_round WHERE id = m.round_id;
  PERFORM 1 FROM reviews_case WHERE id = r.case_id FOR SHARE;
  SELECT * INTO m FROM reviews_meeting WHERE id = NEW.meeting_id FOR SHARE;
  SELECT * INTO s FROM reviews_seat WHERE id = NEW.seat_id;
  IF TG_OP = 'UPDATE' THEN
    RETURN NEW;
  END IF;
  IF m.state <> 'open' THEN
    PERFORM review_refuse('no_meeting');
  END IF;
  IF s.committee_id <> r.committee_id OR NOT review_sits(s, review_today()) THEN
    PERFORM review_refuse('no_member');
  END IF;
  IF EXISTS (SELECT FROM reviews_recusal x WHERE x.case_id = r.case_id
             AND x.person_id = s.person_id) THEN
    PERFORM review_refuse('recused');
  END IF;
  IF NEW.mode = 'video' AND NOT EXISTS (SELECT FROM reviews_committee c
     WHERE c.id = r.committee_id AND c.video_allowed) THEN
    PERFORM review_refuse('no_video');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT OR UPDATE ON reviews_attendance
  FOR EACH ROW EXECUTE FUNCTION review_attendance_law();

CREATE FUNCTION review_meeting_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE r reviews_round;
BEGIN
  SELECT * INTO r FROM reviews_round WHERE id = NEW.round_id;
  PERFORM 1 FROM reviews_case WHERE id = r.case_id FOR NO KEY UPDATE;
  IF NEW.state = 'open' AND NOT EXISTS (
     SELECT FROM reviews_seat s WHERE s.id = NEW.chaired_by_id AND s.committee_id = r.committee_id
       AND s.role IN ('chair', 'vice_chair') AND review_sits(s, review_today())
       AND NOT EXISTS (SELECT FROM reviews_recusal x WHERE x.case_id = r.case_id
                       AND x.person_id = s.person_id)
       AND NOT review_is_applicant(r.case_id, s.person_id)) THEN
    PERFORM review_refuse('nobody_presides');
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.state = 'ended' AND EXISTS (SELECT FROM reviews_motion
     WHERE meeting_id = NEW.id AND state = 'open') THEN
    PERFORM review_refuse('vote_runs');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT OR UPDATE ON reviews_meeting
  FOR EACH ROW EXECUTE FUNCTION review_meeting_law();

CREATE FUNCTION review_motion_opens() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE r reviews_round; m reviews_meeting; reply reviews_expertreview;
BEGIN
  SELECT * INTO r FROM reviews_round WHERE id = NEW.round_id;
  PERFORM 1 FROM reviews_case WHERE id = r.case_id FOR NO KEY UPDATE;
  SELECT * INTO r FROM reviews_round WHERE id = NEW.round_id FOR SHARE;
  SELECT * INTO m FROM reviews_meeting WHERE id = NEW.meeting_id FOR SHARE;
  IF r.state NOT IN ('deliberation', 'with_experts') OR NOT review_fits(r.kind, NEW.outcome) THEN
    PERFORM review_refuse('no_such_move');
  END IF;
  IF m.round_id <> r.id OR m.state <> 'open' THEN
    PERFORM review_refuse('no_meeting');
  END IF;
  NEW.final := r.state = 'with_experts';
  IF NEW.final THEN
    SELECT * INTO reply FROM reviews_expertreview WHERE id = review_reply(r.id);
    IF reply.id IS NULL THEN
      PERFORM review_refuse('no_reply');
    END IF;
    IF NEW.outcome IN ('approve', 'approve_after_changes') AND NOT reply.passed THEN
      PERFORM review_refuse('experts_disagree');
    END IF;
  END IF;
  NEW.submission_id := r.submission_id;
  NEW.opened_at := clock_timestamp();
  NEW.closed_at := NULL; NEW.closed_by_id := NULL; NEW.present := NULL; NEW.yes := NULL;
  NEW.no := NULL; NEW.abstain := NULL; NEW.basis := NULL; NEW.carried := NULL;
  NEW.recused := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT ON reviews_motion
  FOR EACH ROW EXECUTE FUNCTION review_motion_opens();

-- The list of voters: every voting member who sits in the meeting and is not barred. Nobody else
-- writes it, so nobody can be left out or put in.
CREATE FUNCTION review_motion_lists() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER {PATH} AS $$
DECLARE r reviews_round; pack reviews_rulepack; found bigint; known text[];
BEGIN
  SELECT * INTO r FROM reviews_round WHERE id = NEW.round_id;
  SELECT * INTO pack FROM reviews_rulepack WHERE id = r.rule_pack_id;
  IF EXISTS (SELECT FROM reviews_attendance a JOIN reviews_seat s ON s.id = a.seat_id
             WHERE a.meeting_id = NEW.meeting_id AND a.left_at IS NULL
               AND s.role IN ('chair', 'vice_chair', 'member')
               AND review_bar(r.case_id, r.submission_id, s.person_id) = 'undeclared') THEN
    PERFORM review_refuse('undeclared');
  END IF;
  INSERT INTO reviews_motionvoter (provider_id, motion_id, seat_id, category)
    SELECT NEW.provider_id, NEW.id, s.id, s.category
    FROM reviews_attendance a JOIN reviews_seat s ON s.id = a.seat_id
    WHERE a.meeting_id = NEW.meeting_id AND a.left_at IS NULL
      AND s.committee_id = r.committee_id AND s.role IN ('chair', 'vice_chair', 'member')
      AND review_sits(s, review_today())
      AND review_bar(r.case_id, r.submission_id, s.person_id) IS NULL
    ORDER BY s.id;
  SELECT count(*), array_agg(DISTINCT category) INTO found, known
    FROM reviews_motionvoter WHERE motion_id = NEW.id;
  IF found < pack.min_present THEN
    PERFORM review_refuse('no_quorum');
  END IF;
  IF NOT pack.categories <@ known::varchar[] THEN
    PERFORM review_refuse('category_missing');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER lists AFTER INSERT ON reviews_motion
  FOR EACH ROW EXECUTE FUNCTION review_motion_lists();
REVOKE INSERT, UPDATE ON reviews_motionvoter FROM beian_app;

CREATE FUNCTION review_voter_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
BEGIN
  IF TG_OP <> 'INSERT' OR pg_trigger_depth() < 2 THEN
    PERFORM review_refuse('list_frozen');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT OR UPDATE OR DELETE ON reviews_motionvoter
  FOR EACH ROW EXECUTE FUNCTION review_voter_law();

CREATE FUNCTION review_ballot_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE v reviews_motionvoter; the_case bigint; standing text;
BEGIN
  SELECT * INTO v FROM reviews_motionvoter WHERE id = NEW.voter_id;
  SELECT r.case_id INTO the_case FROM reviews_motion m JOIN reviews_round r ON r.id = m.round_id
    WHERE m.id = v.motion_id;
  PERFORM 1 FROM reviews_case WHERE id = the_case FOR SHARE;
  SELECT state INTO standing FROM reviews_motion WHERE id = v.motion_id FOR SHARE;
  IF standing IS DISTINCT FROM 'open' THEN
    PERFORM review_refuse('vote_closed');
  END IF;
  IF EXISTS (SELECT FROM reviews_recusal x JOIN reviews_seat s ON s.person_id = x.person_id
             WHERE x.case_id = the_case AND s.id = v.seat_id) THEN
    PERFORM review_refuse('recused');
  END IF;
  NEW.cast_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT ON reviews_ballot
  FOR EACH ROW EXECUTE FUNCTION review_ballot_law();

-- Closing counts; whatever the caller sent is overwritten. Integers only: yes times the
-- denominator against the numerator times the base.
CREATE FUNCTION review_motion_closes() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE r reviews_round; pack reviews_rulepack; known text[];
BEGIN
  IF NEW.state = OLD.state THEN
    RETURN NEW;
  END IF;
  SELECT * INTO r FROM reviews_round WHERE id = NEW.round_id;
  PERFORM 1 FROM reviews_case WHERE id = r.case_id FOR NO KEY UPDATE;
  NEW.present := NULL; NEW.yes := NULL; NEW.no := NULL; NEW.abstain := NULL; NEW.basis := NULL;
  NEW.carried := NULL; NEW.recused := NULL; NEW.closed_at := clock_timestamp();
  IF NEW.state <> 'closed' THEN
    RETURN NEW;
  END IF;
  SELECT * INTO r FROM reviews_round WHERE id = NEW.round_id FOR SHARE;
  IF r.state NOT IN ('deliberation', 'with_experts') THEN
    PERFORM review_refuse('no_such_move');
  END IF;
  SELECT * INTO pack FROM reviews_rulepack WHERE id = r.rule_pack_id;
  SELECT count(*), count(*) FILTER (WHERE b.choice = 'yes'),
         count(*) FILTER (WHERE b.choice = 'no'), count(*) FILTER (WHERE b.choice = 'abstain'),
         array_agg(DISTINCT v.category)
    INTO NEW.present, NEW.yes, NEW.no, NEW.abstain, known
    FROM reviews_motionvoter v LEFT JOIN reviews_ballot b ON b.voter_id = v.id
    WHERE v.motion_id = NEW.id;
  IF NEW.present < pack.min_present THEN
    PERFORM review_refuse('no_quorum');
  END IF;
  IF NOT pack.categories <@ known::varchar[] THEN
    PERFORM review_refuse('category_missing');
  END IF;
  IF NEW.yes + NEW.no + NEW.abstain <> NEW.present THEN
    PERFORM review_refuse('ballot_missing');
  END IF;
  IF EXISTS (SELECT FROM reviews_motionvoter v JOIN reviews_seat s ON s.id = v.seat_id
             WHERE v.motion_id = NEW.id AND (s.committee_id <> r.committee_id
               OR s.role NOT IN ('chair', 'vice_chair', 'member')
               OR NOT review_sits(s, (NEW.opened_at AT TIME ZONE 'Asia/Shanghai')::date)
               OR review_bar(r.case_id, r.submission_id, s.person_id) IS NOT NULL)) THEN
    PERFORM review_refuse('ineligible_voter');
  END IF;
  NEW.basis := CASE pack.pass_base WHEN 'attending' THEN NEW.present ELSE
    (SELECT count(*) FROM reviews_seat s WHERE s.committee_id = r.committee_id
      AND s.role IN ('chair', 'vice_chair', 'member') AND review_sits(s, review_today())) END;
  SELECT count(DISTINCT s.person_id) INTO NEW.recused
    FROM reviews_seat s JOIN reviews_recusal x ON x.person_id = s.person_id
    WHERE s.committee_id = r.committee_id AND x.case_id = r.case_id
      AND s.role IN ('chair', 'vice_chair', 'member') AND review_sits(s, review_today());
  NEW.carried := NEW.yes * pack.pass_den >= pack.pass_num * NEW.basis;
  RETURN NEW;
END $$;
CREATE TRIGGER closes BEFORE UPDATE ON reviews_motion
  FOR EACH ROW EXECUTE FUNCTION review_motion_closes();
"""

DECISIONS = f"""
CREATE FUNCTION review_decision_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE r reviews_round; k reviews_case; by_experts boolean;
BEGIN
  SELECT * INTO r FROM reviews_round WHERE id = NEW.round_id;
  SELECT * INTO k FROM reviews_case WHERE id = r.case_id FOR NO KEY UPDATE;
  SELECT * INTO r FROM reviews_round WHERE id = NEW.round_id FOR SHARE;
  IF TG_OP = 'UPDATE' AND (NEW.state = OLD.state OR NEW.state = 'taken_back') THEN
    RETURN NEW;
  END IF;
  IF NOT review_fits(r.kind, NEW.outcome) THEN
    PERFORM review_refuse('no_such_move');
  END IF;
  IF r.state NOT IN ('voted', 'voted_final', 'staged') THEN
    PERFORM review_refuse('no_such_move');
  END IF;
  by_experts := NEW.outcome IN ('approve', 'approve_after_changes')
    AND coalesce(r.listed, true) AND review_exempt(r.id) IS NULL;
  IF NEW.simplified THEN
    IF by_experts OR NOT review_simplified(r.id, NEW.outcome) THEN
      PERFORM review_refuse('no_basis');
    END IF;
  ELSE
    IF NOT EXISTS (SELECT FROM reviews_motion m WHERE m.id = NEW.motion_id AND m.round_id = r.id
                   AND m.outcome = NEW.outcome AND m.id = review_vote(r.id, m.final)
                   AND (m.final OR review_vote(r.id, true) IS NULL)) THEN
      PERFORM review_refuse('no_basis');
    END IF;
    IF by_experts AND NOT EXISTS (
       SELECT FROM reviews_motion m, reviews_expertreview e
       WHERE m.id = NEW.motion_id AND m.final AND e.id = review_reply(r.id) AND e.passed) THEN
      PERFORM review_refuse('second_review_missing');
    END IF;
  END IF;
  IF NEW.outcome IN ('approve', 'approve_after_changes') AND k.state IN ('suspended', 'terminated')
     AND r.kind <> 'appeal' THEN
    PERFORM review_refuse('not_while_suspended');
  END IF;
  IF NEW.outcome = 'approve_after_changes' AND NEW.state = 'released' AND NOT EXISTS
     (SELECT FROM reviews_condition c WHERE c.decision_id = NEW.id) THEN
    PERFORM review_refuse('conditions_missing');
  END IF;
  IF NEW.state = 'released' THEN
    NEW.released_at := clock_timestamp();
    NEW.sha256 := review_digest(NEW.id::text, NEW.round_id::text, NEW.motion_id::text,
      NEW.outcome, NEW.reasons, NEW.advice, NEW.staged_by_id::text, NEW.released_by_id::text,
      (SELECT string_agg(framed(c.text) || framed(c.due_on::text), '' ORDER BY c.number)
       FROM reviews_condition c WHERE c.decision_id = NEW.id));
  ELSE
    NEW.sha256 := '';
    NEW.released_at := NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT OR UPDATE ON reviews_decision
  FOR EACH ROW EXECUTE FUNCTION review_decision_law();

CREATE FUNCTION review_condition_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
BEGIN
  PERFORM 1 FROM reviews_case c JOIN reviews_round r ON r.case_id = c.id
    JOIN reviews_decision d ON d.round_id = r.id WHERE d.id = NEW.decision_id FOR SHARE OF c;
  IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT FROM reviews_decision d WHERE d.id = NEW.decision_id
     AND d.state = 'staged' AND d.outcome = 'approve_after_changes') THEN
    PERFORM review_refuse('no_such_move');
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.state <> OLD.state AND NOT EXISTS (SELECT FROM reviews_decision d
     WHERE d.id = NEW.decision_id AND d.state = 'released') THEN
    PERFORM review_refuse('no_such_move');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT OR UPDATE ON reviews_condition
  FOR EACH ROW EXECUTE FUNCTION review_condition_law();

CREATE FUNCTION review_followup_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
BEGIN
  PERFORM 1 FROM reviews_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT OR UPDATE ON reviews_followup
  FOR EACH ROW EXECUTE FUNCTION review_followup_law();

-- Whatever is in force or suspended has exactly one open follow-up; looked at when all is written.
CREATE FUNCTION review_followed_up() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER {PATH} AS $$
DECLARE the_case bigint; standing text; waiting bigint;
BEGIN
  the_case := CASE TG_TABLE_NAME WHEN 'reviews_case' THEN NEW.id
              ELSE (to_jsonb(NEW) ->> 'case_id')::bigint END;
  SELECT state INTO standing FROM reviews_case WHERE id = the_case;
  SELECT count(*) INTO waiting FROM reviews_followup
    WHERE case_id = the_case AND state IN ('scheduled', 'reported');
  IF (standing IN ('in_force', 'suspended')) <> (waiting = 1) OR waiting > 1 THEN
    PERFORM review_refuse('follow_up_missing');
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER followed_up AFTER INSERT OR UPDATE OF state ON reviews_case
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION review_followed_up();
CREATE CONSTRAINT TRIGGER followed_up AFTER INSERT OR UPDATE OF state ON reviews_followup
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION review_followed_up();
"""

EXPERTS = f"""
-- Why somebody may not be an expert in this second review (2023 measures, Art. 28).
CREATE FUNCTION review_dependent(the_round bigint, the_email text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER {PATH} AS $$
  SELECT CASE
    WHEN EXISTS (SELECT FROM reviews_seat s JOIN filings_user u ON u.id = s.person_id
                 WHERE s.committee_id = r.committee_id AND u.email = lower(the_email)
                   AND (s.ended_on IS NULL OR s.ended_on > r.opened_at::date)
                   AND s.valid_until >= r.opened_at::date) THEN 'expert_of_committee'
    WHEN EXISTS (SELECT FROM filings_membership m JOIN filings_user u ON u.id = m.user_id
                 WHERE m.provider_id = r.provider_id AND u.email = lower(the_email))
      OR EXISTS (SELECT FROM filings_user u WHERE u.email = lower(the_email)
                 AND review_is_applicant(r.case_id, u.id)) THEN 'expert_of_unit'
  END FROM reviews_round r WHERE r.id = the_round
$$;
REVOKE EXECUTE ON FUNCTION review_dependent(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION review_dependent(bigint, text) TO beian_app;

CREATE FUNCTION review_expertseat_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE e reviews_expertreview; r reviews_round;
BEGIN
  SELECT * INTO e FROM reviews_expertreview WHERE id = NEW.review_id;
  SELECT * INTO r FROM reviews_round WHERE id = e.round_id;
  PERFORM 1 FROM reviews_case WHERE id = r.case_id FOR SHARE;
  SELECT * INTO e FROM reviews_expertreview WHERE id = NEW.review_id FOR SHARE;
  IF TG_OP = 'INSERT' THEN
    IF e.state <> 'composing' THEN
      PERFORM review_refuse('not_composing');
    END IF;
    NEW.email := lower(NEW.email);
  ELSIF e.state NOT IN ('composing', 'reviewing') THEN
    PERFORM review_refuse('over');
  END IF;
  IF NEW.state IN ('invited', 'accepted') AND review_dependent(r.id, NEW.email) IS NOT NULL THEN
    PERFORM review_refuse(review_dependent(r.id, NEW.email));
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.state = 'accepted' AND OLD.state <> 'accepted'
     AND e.state <> 'composing' THEN
    PERFORM review_refuse('not_composing');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT OR UPDATE ON reviews_expertseat
  FOR EACH ROW EXECUTE FUNCTION review_expertseat_law();

CREATE FUNCTION review_expertopinion_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE e reviews_expertreview; x reviews_expertseat; r reviews_round;
BEGIN
  SELECT * INTO x FROM reviews_expertseat WHERE id = NEW.seat_id;
  SELECT * INTO e FROM reviews_expertreview WHERE id = x.review_id;
  SELECT * INTO r FROM reviews_round WHERE id = e.round_id;
  PERFORM 1 FROM reviews_case WHERE id = r.case_id FOR SHARE;
  SELECT * INTO e FROM reviews_expertreview WHERE id = x.review_id FOR SHARE;
  SELECT * INTO x FROM reviews_expertseat WHERE id = NEW.seat_id FOR SHARE;
  IF e.state <> 'reviewing' OR x.state <> 'accepted' THEN
    PERFORM review_refuse('vote_closed');
  END IF;
  NEW.submitted_at := clock_timestamp();
  NEW.sha256 := review_digest(NEW.seat_id::text, NEW.agrees::text, NEW.compliance,
    NEW.reasonableness, NEW.points::text,
    ((extract(epoch FROM NEW.submitted_at) * 1000000)::bigint)::text);
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT ON reviews_expertopinion
  FOR EACH ROW EXECUTE FUNCTION review_expertopinion_law();

-- Two thirds of all experts must agree; whoever does not answer keeps the review open.
CREATE FUNCTION review_expertreview_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE r reviews_round; pack reviews_rulepack; said bigint; known text[];
BEGIN
  SELECT * INTO r FROM reviews_round WHERE id = NEW.round_id;
  PERFORM 1 FROM reviews_case WHERE id = r.case_id FOR NO KEY UPDATE;
  SELECT * INTO r FROM reviews_round WHERE id = NEW.round_id FOR SHARE;
  -- Whoever joins the committee locks it; so they are seen here, or come after the end.
  PERFORM 1 FROM reviews_committee WHERE id = r.committee_id FOR SHARE;
  IF TG_OP = 'INSERT' THEN
    IF r.state NOT IN ('voted', 'with_experts') OR NEW.submission_id <> r.submission_id THEN
      PERFORM review_refuse('no_such_move');
    END IF;
  END IF;
  IF NEW.organiser_id = r.committee_id THEN
    PERFORM review_refuse('same_body');
  END IF;
  NEW.seats_counted := NULL; NEW.agreed := NULL; NEW.passed := NULL; NEW.closed_at := NULL;
  IF NEW.state NOT IN ('reviewing', 'closed') THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.state = OLD.state THEN
    IF NEW.state = 'closed' THEN
      NEW.seats_counted := OLD.seats_counted; NEW.agreed := OLD.agreed;
      NEW.passed := OLD.passed; NEW.closed_at := OLD.closed_at;
    END IF;
    RETURN NEW;
  END IF;
  SELECT * INTO pack FROM reviews_rulepack WHERE id = r.rule_pack_id;
  SELECT count(*), count(o.id), count(o.id) FILTER (WHERE o.agrees),
         array_agg(DISTINCT s.discipline)
    INTO NEW.seats_counted, said, NEW.agreed, known
    FROM reviews_expertseat s LEFT JOIN reviews_expertopinion o ON o.seat_id = s.id
    WHERE s.review_id = NEW.id AND s.state = 'accepted';
  IF NEW.seats_counted < pack.expert_min THEN
    PERFORM review_refuse('too_few_experts');
  END IF;
  IF NOT pack.disciplines <@ known::varchar[] THEN
    PERFORM review_refuse('discipline_missing');
  END IF;
  IF EXISTS (SELECT FROM reviews_expertseat s WHERE s.review_id = NEW.id AND s.state = 'accepted'
             AND review_dependent(r.id, s.email) IS NOT NULL) THEN
    PERFORM review_refuse('expert_of_committee');
  END IF;
  IF NEW.state = 'reviewing' THEN
    NEW.seats_counted := NULL; NEW.agreed := NULL;
    RETURN NEW;
  END IF;
  IF said <> NEW.seats_counted THEN
    PERFORM review_refuse('opinions_missing');
  END IF;
  NEW.passed := NEW.agreed * pack.expert_den >= pack.expert_num *
    CASE pack.expert_base WHEN 'attending' THEN said ELSE NEW.seats_counted END;
  NEW.closed_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT OR UPDATE ON reviews_expertreview
  FOR EACH ROW EXECUTE FUNCTION review_expertreview_law();

CREATE FUNCTION review_exemption_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE r reviews_round;
BEGIN
  SELECT * INTO r FROM reviews_round WHERE id = NEW.round_id;
  PERFORM 1 FROM reviews_case WHERE id = r.case_id FOR NO KEY UPDATE;
  IF TG_OP = 'INSERT' THEN
    NEW.signed_by_id := NULL;
    IF NEW.submission_id <> r.submission_id THEN
      PERFORM review_refuse('no_such_move');
    END IF;
  END IF;
  IF NEW.signed_by_id IS NOT NULL AND NEW.signed_at IS NULL THEN
    IF NOT EXISTS (SELECT FROM filings_membership m WHERE m.user_id = NEW.signed_by_id
                   AND m.provider_id = NEW.provider_id AND m.role = 'legal') THEN
      PERFORM review_refuse('legal_signs');
    END IF;
    NEW.signed_at := clock_timestamp();
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT OR UPDATE ON reviews_exemption
  FOR EACH ROW EXECUTE FUNCTION review_exemption_law();

CREATE FUNCTION review_seat_law() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$
DECLARE years int;
BEGIN
  PERFORM 1 FROM reviews_committee WHERE id = NEW.committee_id FOR NO KEY UPDATE;
  SELECT term_years INTO years FROM reviews_rulepack
    WHERE from_on <= greatest(NEW.valid_from, review_today())
    ORDER BY from_on DESC, id DESC LIMIT 1;
  IF NEW.valid_until > (NEW.valid_from + make_interval(years => years))::date THEN
    PERFORM review_refuse('term_too_long');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER law BEFORE INSERT OR UPDATE ON reviews_seat
  FOR EACH ROW EXECUTE FUNCTION review_seat_law();
"""

# Providers for whose activities somebody judges or organises a second review: the pages of the
# judgement open the wall for these as well. Pages of the record never do.
JUDGES = f"""
CREATE FUNCTION wall_enter_judge(person bigint) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER {PATH} AS $$
  SELECT wall_open(ARRAY(
    SELECT provider_id FROM filings_membership WHERE user_id = person
    UNION
    SELECT c.provider_id FROM reviews_committeeservice c JOIN reviews_seat s USING (committee_id)
      WHERE s.person_id = person AND c.until IS NULL AND review_sits(s, review_today())
    UNION
    SELECT k.provider_id FROM reviews_case k JOIN reviews_seat s USING (committee_id)
      WHERE s.person_id = person AND review_sits(s, review_today())
    UNION
    SELECT e.provider_id FROM reviews_expertreview e JOIN reviews_seat s
      ON s.committee_id = e.organiser_id
      WHERE s.person_id = person AND review_sits(s, review_today())
    ORDER BY 1))
$$;
REVOKE EXECUTE ON FUNCTION wall_enter_judge(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wall_enter_judge(bigint) TO beian_app;
"""


def words(names: str) -> str:
    return ", ".join(f"'{name.strip(chr(34))}'" for name in names.split())


KEEPING = "".join(
    f"CREATE TRIGGER moves BEFORE INSERT OR UPDATE ON reviews_{thing} FOR EACH ROW "
    f"EXECUTE FUNCTION review_move('{thing}', '{KEPT_WHEN_FINAL.get(thing, '')}');\n"
    for thing in MOVES
) + "".join(
    f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW "
    f"EXECUTE FUNCTION review_{name}({words(columns)});\n"
    for name, tables in (("fixed", FIXED), ("once", ONCE))
    for table, columns in tables.items()
)

FUNCTIONS = (
    "wall_enter_judge(bigint), review_seat_law(), review_exemption_law(),"
    " review_expertreview_law(), review_expertopinion_law(), review_expertseat_law(),"
    " review_dependent(bigint, text), review_followed_up(), review_followup_law(),"
    " review_condition_law(), review_decision_law(), review_motion_closes(), review_ballot_law(),"
    " review_voter_law(), review_motion_lists(), review_motion_opens(), review_meeting_law(),"
    " review_attendance_law(), review_opinion_law(), review_assignment_law(),"
    " review_recusal_follows(), review_recusal_begin(), review_declaration_law(),"
    " review_round_law(), review_case_law(), review_submission_law(), review_fits(text, text),"
    " review_reply(bigint), review_exempt(bigint), review_simplified(bigint, text),"
    " review_vote(bigint, boolean), review_lacks(bigint, bigint, date),"
    " review_presides(bigint, bigint), review_sits(reviews_seat, date),"
    " review_bar(bigint, bigint, bigint), review_is_applicant(bigint, bigint), review_once(),"
    " review_fixed(), review_move(), review_digest(text[]), review_today(), review_refuse(text)"
)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0002_walls")]

    operations = [
        migrations.RunSQL(
            BASICS + QUESTIONS + CASES + VOTES + DECISIONS + EXPERTS + JUDGES + KEEPING,
            f"DROP FUNCTION {FUNCTIONS} CASCADE; DROP TABLE review_moves;",
        ),
    ]
