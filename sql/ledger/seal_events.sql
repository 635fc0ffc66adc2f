-- stage_event becomes events, each with its digest, and the claims they are about get the state and the
-- evidence of their last one in the same statement: a claim's row is written once, whatever changes. $1 organisation, $2 accounting date, $3 run, $4 user,
-- $5 link, $6 the run's moment. Returns their number, the first and last id, and the digest over all.
WITH numbered AS MATERIALIZED (
    SELECT nextval('event_event_id_seq'::regclass) AS event_id, s.*
    FROM (SELECT * FROM stage_event ORDER BY seq) s
), made AS (
    INSERT INTO event OVERRIDING SYSTEM VALUE
    SELECT e.org_id, e.event_id, e.accounting_date, e.happened_at, e.subject, e.subject_id, e.kind,
        e.from_state, e.to_state, e.level, e.stated_date, e.attempt_id, e.file_id, e.file_offset,
        e.file_segment, e.why, e.user_name, e.run_id, e.link_no, event_digest(e)
    FROM (
        SELECT (ROW($1::bigint, n.event_id, $2::date, $6::timestamptz, n.subject, n.subject_id, n.kind,
            n.from_state, n.to_state, n.level, n.stated_date, n.attempt_id, n.file_id, n.file_offset,
            n.file_segment, n.why, $4::text, $3::bigint, $5::bigint, ''::bytea)::event).*
        FROM numbered n
        OFFSET 0
    ) e
    RETURNING event_id, row_digest
), last_of_claim AS (
    SELECT DISTINCT ON (subject_id) subject_id, to_state, level, stated_date, attempt_id, submission,
        payer_claim_number, payer_received
    FROM numbered
    WHERE subject = 'claim' AND to_state <> ''
    ORDER BY subject_id, event_id DESC
), moved AS (
    UPDATE claim c SET state = l.to_state,
        evidence_level = CASE WHEN l.level >= 0 THEN l.level ELSE c.evidence_level END,
        evidence_date = CASE WHEN l.level >= 0 THEN l.stated_date ELSE c.evidence_date END,
        attempt_id = CASE WHEN l.attempt_id > 0 THEN l.attempt_id ELSE c.attempt_id END,
        submissions = CASE WHEN l.submission > 0 THEN l.submission ELSE c.submissions END,
        first_published = CASE WHEN l.submission > 0 THEN coalesce(c.first_published, $2) ELSE c.first_published END,
        payer_claim_number = CASE WHEN l.payer_claim_number <> '' THEN l.payer_claim_number ELSE c.payer_claim_number END,
        payer_received = coalesce(c.payer_received, l.payer_received)
    FROM last_of_claim l
    WHERE c.org_id = $1 AND c.claim_id = l.subject_id
        AND (c.state <> l.to_state OR l.level >= 0 OR l.attempt_id > 0)
)
SELECT count(*), coalesce(min(event_id), 0), coalesce(max(event_id), 0),
    sha256(coalesce(string_agg(row_digest, '' ORDER BY event_id), ''))
FROM made
