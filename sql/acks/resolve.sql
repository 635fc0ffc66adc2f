-- What the verdicts at hand (stage_waiting) are about: TA1 an interchange, 999 a set or a whole group, 277CA a claim, or
-- all claims of a billing provider or of a batch. Who answers must be who we sent to, and answer to whom we sent as,
-- unless there is one interchange of that number only. A claim is found by its control number; of its attempts the one
-- in the batch that is named, else the newest that is not later than what is said of it. $1 organisation.
INSERT INTO stage_resolved (verdict_id, claim_id, submission, attempt_id, interchange_id, set_control, is_live, level,
    outcome, stated_date)
WITH numbered AS (
    SELECT w.verdict_id, i.interchange_id, NULL::text AS set_control,
        w.receiver_id = '' OR i.sender_id IN (w.receiver_id, w.group_receiver) AS answers_us
    FROM stage_waiting w JOIN interchange i ON i.org_id = $1 AND i.control_number = w.interchange_control
        AND i.receiver_id = w.sender_id
    WHERE w.level = 2 AND w.outcome <> 'nothing'
    UNION ALL
    SELECT w.verdict_id, s.interchange_id, s.set_control,
        w.receiver_id = '' OR i.sender_id IN (w.receiver_id, w.group_receiver)
    FROM stage_waiting w JOIN interchange_set s ON s.org_id = $1 AND s.group_control = w.group_control
            AND (w.set_control = '' OR w.set_control = s.set_control)
        JOIN interchange i ON i.org_id = $1 AND i.interchange_id = s.interchange_id AND i.receiver_id = w.sender_id
    WHERE w.level = 3 AND w.outcome <> 'nothing'
        -- A verdict on the whole group is for the sets that it does not name.
        AND (w.set_control <> '' OR NOT EXISTS (
            SELECT FROM stage_waiting n WHERE n.file_id = w.file_id AND n.level = 3 AND n.group_control = w.group_control
                AND n.set_control = s.set_control
            UNION ALL
            SELECT FROM verdict n WHERE n.org_id = $1 AND n.file_id = w.file_id AND n.level = 3
                AND n.group_control = w.group_control AND n.set_control = s.set_control))
), about AS (
    SELECT verdict_id, interchange_id, set_control, NULL::text AS npi
    FROM (
        SELECT *, bool_or(answers_us) OVER v AS one_does, min(interchange_id) OVER v = max(interchange_id) OVER v AS is_only
        FROM numbered WINDOW v AS (PARTITION BY verdict_id)) n
    WHERE answers_us OR (is_only AND NOT one_does)
    UNION ALL
    SELECT w.verdict_id, s.interchange_id, s.set_control, w.provider_npi
    FROM stage_waiting w JOIN interchange_set s ON s.org_id = $1 AND s.batch_reference = w.batch_reference
    WHERE w.level > 3 AND w.control_number = '' AND w.outcome = 'rejected'
)
SELECT w.verdict_id, a.claim_id, a.submission, a.attempt_id, a.interchange_id, a.set_control, a.is_live, w.level,
    w.outcome, w.stated_date
FROM about b
JOIN stage_waiting w USING (verdict_id)
JOIN attempt a ON a.org_id = $1 AND a.interchange_id = b.interchange_id
    AND (b.set_control IS NULL OR a.set_control = b.set_control)
WHERE coalesce(b.npi, '') = '' OR EXISTS (
    SELECT FROM claim c
    JOIN encounter_version e ON e.org_id = $1 AND e.encounter_id = c.encounter_id AND e.version = c.encounter_version
    JOIN provider_version v ON v.org_id = $1 AND v.npi = b.npi AND v.is_billing
    LEFT JOIN provider p ON p.org_id = $1 AND p.provider_id = v.provider_id
    WHERE c.org_id = $1 AND c.claim_id = a.claim_id AND (e.billing_provider = '' OR e.billing_provider = p.code))
UNION ALL
SELECT w.verdict_id, s.claim_id, s.ordinal, coalesce(a.attempt_id, 0), coalesce(a.interchange_id, 0), coalesce(a.set_control, ''),
    coalesce(a.is_live, true), w.level, w.outcome, w.stated_date
FROM stage_waiting w
JOIN submission s ON s.org_id = $1 AND s.control_number = w.control_number
JOIN claim c ON c.org_id = $1 AND c.claim_id = s.claim_id
LEFT JOIN LATERAL (
    SELECT t.* FROM attempt t
    JOIN interchange i ON i.org_id = $1 AND i.interchange_id = t.interchange_id
    LEFT JOIN interchange_set x ON x.org_id = $1 AND x.interchange_id = t.interchange_id AND x.set_control = t.set_control
    WHERE t.org_id = $1 AND t.claim_id = s.claim_id AND t.submission = s.ordinal
    -- A day apart: theirs may be another time zone.
    ORDER BY (x.batch_reference = w.batch_reference) DESC, (i.committed_at::date - 1 <= w.stated_date) DESC, t.attempt_id DESC
    LIMIT 1) a ON true
WHERE w.level > 3 AND w.control_number <> '' AND (a.attempt_id IS NOT NULL OR c.imported)
