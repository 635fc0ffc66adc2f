-- Moves claims by the resolved verdicts, by precedence and never by arrival: a higher level stands over a lower one;
-- on the same level the later stated date wins, on the same day the rejection; evidence about an attempt that is not the
-- newest moves nothing, nor does what says nothing. Each verdict leaves an event either way. A contradiction, which
-- somebody has to ask about, is a rejection on a level and an acceptance on the same or a higher one (a remittance too)
-- of the same attempt, whichever came first. Every verdict is kept; one that found nothing waits, but for acceptance of a
-- whole batch or provider, whose claims have verdicts of their own. The payer's own acceptance tells its claim number
-- and proves its receipt. $1 organisation, $2 run.
WITH judged AS (
    SELECT r.*, c.state AS claim_state, r.is_live AND r.attempt_id = c.attempt_id AS is_current,
        r.is_live AND r.attempt_id = c.attempt_id AND r.outcome IN ('accepted', 'rejected')
            AND c.state NOT IN ('adjudicated', 'reversed', 'superseded', 'voided', 'closed', 'withdrawn')
            AND (r.level > c.evidence_level OR (r.level = c.evidence_level
                AND (r.stated_date > coalesce(c.evidence_date, '-infinity')
                    OR (r.stated_date = c.evidence_date AND NOT (r.outcome = 'accepted' AND c.state = 'rejected')))))
            AS applies,
        CASE WHEN r.outcome = 'rejected' THEN 'rejected'
            WHEN r.level <= 3 THEN 'received' WHEN r.level = 4 THEN 'forwarded' ELSE 'accepted' END AS to_state
    FROM stage_resolved r JOIN claim c ON c.org_id = $1 AND c.claim_id = r.claim_id
), ordered AS (
    SELECT j.*, v.code, v.status, v.entity, v.file_id, v.byte_offset, v.segment, v.amount, v.payer_claim_number,
        v.received_date, v.error_place, v.more, v.control_number, s.total,
        coalesce(lag(j.to_state) OVER w, j.claim_state) AS from_state,
        row_number() OVER (PARTITION BY j.claim_id, j.applies ORDER BY j.level DESC, j.stated_date DESC, j.outcome DESC,
            j.verdict_id DESC) AS from_top
    FROM judged j
    JOIN stage_waiting v USING (verdict_id)
    JOIN submission s ON s.org_id = $1 AND s.claim_id = j.claim_id AND s.ordinal = j.submission
    WINDOW w AS (PARTITION BY j.claim_id, j.applies ORDER BY j.level, j.stated_date, j.outcome, j.verdict_id)
), worded AS (
    SELECT o.*, concat_ws(' ', CASE o.level WHEN 2 THEN 'TA1' WHEN 3 THEN '999' WHEN 4 THEN '277CA of an intermediary'
            ELSE '277CA of the payer' END, o.code, nullif(o.status, ''), nullif(o.entity, ''), nullif(o.more, ''),
            nullif(o.error_place, '')) AS words
    FROM ordered o
), suspect AS (
    -- Only a claim that was rejected somewhere can be contradicted.
    SELECT j.claim_id, min(j.attempt_id) AS attempt_id, min(j.interchange_id) AS interchange_id, min(j.set_control) AS set_control,
        bool_or(j.claim_state IN ('adjudicated', 'reversed', 'superseded', 'voided', 'closed')) AS is_paid
    FROM judged j
    WHERE j.is_current
    GROUP BY j.claim_id
    HAVING bool_or(j.outcome = 'rejected' OR j.claim_state = 'rejected') OR EXISTS (SELECT FROM finding f WHERE f.org_id = $1
        AND f.subject = 'claim' AND f.subject_id = j.claim_id AND f.code = 'rejected_by_receiver')
), contradicted AS (
    SELECT q.claim_id
    FROM suspect q
    CROSS JOIN LATERAL (
        SELECT r.level, r.outcome FROM judged r WHERE r.claim_id = q.claim_id AND r.is_current
        UNION ALL
        SELECT v.level, v.outcome FROM verdict v
        WHERE v.org_id = $1 AND v.claim_id = q.claim_id AND v.interchange_id = q.interchange_id AND v.state IN ('applied', 'late')
        UNION ALL
        SELECT v.level, v.outcome FROM verdict v
        WHERE v.org_id = $1 AND v.claim_id = 0 AND v.interchange_id = q.interchange_id AND v.interchange_id > 0
            AND v.state IN ('applied', 'late') AND (v.level = 2 OR v.set_control IN ('', q.set_control))
        UNION ALL
        SELECT 6, 'accepted' WHERE q.is_paid) h
    GROUP BY q.claim_id
    HAVING min(h.level) FILTER (WHERE h.outcome = 'rejected') <= max(h.level) FILTER (WHERE h.outcome = 'accepted')
), events AS (
    INSERT INTO stage_event (subject, subject_id, kind, from_state, to_state, level, stated_date, attempt_id, file_id,
        file_offset, file_segment, why, payer_claim_number, payer_received)
    SELECT 'claim', claim_id, CASE WHEN applies OR outcome = 'nothing' THEN 'acknowledged' ELSE 'acknowledged_late' END,
        CASE WHEN applies THEN from_state ELSE '' END, CASE WHEN applies THEN to_state ELSE '' END,
        CASE WHEN applies THEN level ELSE -1 END, stated_date, attempt_id, file_id, byte_offset, segment, words,
        CASE WHEN applies AND to_state = 'accepted' THEN payer_claim_number ELSE '' END,
        CASE WHEN applies AND to_state = 'accepted' THEN coalesce(received_date, stated_date) END
    FROM worded
    ORDER BY claim_id, applies, level, stated_date, outcome, verdict_id
), findings AS (
    INSERT INTO finding AS f (org_id, subject, subject_id, code, severity, value, state, run_id, last_run_id)
    SELECT DISTINCT ON (claim_id, code) $1, 'claim', claim_id, code, severity, words, 'open', $2, $2
    FROM (
        SELECT claim_id, 'rejected_by_receiver' AS code, 'hold' AS severity, words, from_top FROM worded
        WHERE applies AND from_top = 1 AND to_state = 'rejected'
        UNION ALL
        SELECT claim_id, 'ack_contradiction', 'warn', words, from_top FROM worded JOIN contradicted USING (claim_id) WHERE is_current
        UNION ALL
        SELECT claim_id, 'ack_not_found', 'warn', words, from_top FROM worded WHERE outcome = 'nothing'
        UNION ALL
        -- That of a batch or provider is the sum of its claims.
        SELECT claim_id, 'ack_amount_differs', 'warn', words, from_top FROM worded
        WHERE amount IS NOT NULL AND amount <> total AND control_number <> ''
    ) x
    ORDER BY claim_id, code, from_top
    ON CONFLICT (org_id, subject, subject_id, code, line, place, rule_id, rule_version_id) DO UPDATE
    SET state = 'open', value = EXCLUDED.value, last_run_id = EXCLUDED.last_run_id, closed_run_id = NULL,
        closed_by = '', closed_why = ''
), cured AS (
    UPDATE finding f SET state = 'resolved', closed_run_id = $2, closed_why = 'accepted at a higher level'
    FROM worded w
    WHERE w.applies AND w.from_top = 1 AND w.to_state <> 'rejected' AND f.org_id = $1 AND f.subject = 'claim'
        AND f.subject_id = w.claim_id AND f.code IN ('rejected_by_receiver', 'ack_not_found') AND f.state = 'open'
), answered AS (
    UPDATE interchange i SET answer = x.code, answered_at = coalesce(i.answered_at, x.at)
    FROM (SELECT DISTINCT ON (w.interchange_id) w.interchange_id, w.code, r.started_at AS at
        FROM worded w JOIN run r ON r.run_id = $2 WHERE w.level = 2 ORDER BY w.interchange_id, w.verdict_id) x
    WHERE i.org_id = $1 AND i.interchange_id = x.interchange_id
), set_answered AS (
    UPDATE interchange_set s SET answer = x.code, answered_at = coalesce(s.answered_at, x.at)
    FROM (SELECT DISTINCT ON (w.interchange_id, w.set_control) w.interchange_id, w.set_control, w.code, r.started_at AS at
        FROM worded w JOIN run r ON r.run_id = $2 WHERE w.level = 3
        ORDER BY w.interchange_id, w.set_control, w.verdict_id) x
    WHERE s.org_id = $1 AND s.interchange_id = x.interchange_id AND s.set_control = x.set_control
), settled AS (
    SELECT verdict_id, CASE WHEN bool_or(applies) THEN 'applied' WHEN min(outcome) = 'nothing' THEN 'nothing' ELSE 'late' END AS state,
        min(interchange_id) AS interchange_id, CASE WHEN count(*) = 1 THEN min(claim_id) ELSE 0 END AS claim_id,
        CASE WHEN count(*) = 1 THEN min(submission) ELSE 0 END AS submission
    FROM worded GROUP BY verdict_id
), waited AS (
    UPDATE verdict v SET state = s.state, interchange_id = s.interchange_id, claim_id = s.claim_id,
        submission = s.submission
    FROM settled s JOIN stage_waiting w USING (verdict_id)
    WHERE NOT w.is_new AND v.org_id = $1 AND v.verdict_id = s.verdict_id
)
INSERT INTO verdict (org_id, verdict_id, state, level, outcome, interchange_id, claim_id, submission, sender_id,
    receiver_id, group_receiver, interchange_control, group_control, set_control, control_number, batch_reference,
    provider_npi, code, status, entity, more, error_place, stated_date, amount, payer_claim_number, received_date, file_id, byte_offset, segment,
    run_id)
OVERRIDING SYSTEM VALUE
SELECT $1, w.verdict_id, CASE WHEN w.control_number = '' AND (w.outcome = 'nothing' OR (w.outcome = 'accepted' AND w.level > 3))
        THEN 'nothing' ELSE coalesce(s.state, 'waiting') END, w.level,
    w.outcome, coalesce(s.interchange_id, 0), coalesce(s.claim_id, 0), coalesce(s.submission, 0), w.sender_id,
    w.receiver_id, w.group_receiver, w.interchange_control, w.group_control, w.set_control, w.control_number,
    w.batch_reference, w.provider_npi, w.code, w.status, w.entity, w.more, w.error_place, w.stated_date, w.amount, w.payer_claim_number, w.received_date, w.file_id,
    w.byte_offset, w.segment, $2
FROM stage_waiting w LEFT JOIN settled s USING (verdict_id)
WHERE w.is_new
ORDER BY w.verdict_id
