-- Claims that were sent and whose answer is overdue by the payer profile in force on the day of sending: TA1 and 999 in
-- hours, 277CA and 835 in days after the file left; an empty cell expects none. Each claim stands once, with the first
-- answer that is missing: what a later one tells is no silence. $1 organisation, $2 day, $3 moment.
WITH cell AS (
    SELECT max(ordinal) FILTER (WHERE name = 'payer_profile.payer') AS payer,
        max(ordinal) FILTER (WHERE name = 'payer_profile.claim_type') AS claim_type,
        max(ordinal) FILTER (WHERE name = 'payer_profile.effective_from') AS effective_from,
        max(ordinal) FILTER (WHERE name = 'payer_profile.effective_to') AS effective_to,
        max(ordinal) FILTER (WHERE name = 'payer_profile.ta1_hours') AS ta1_hours,
        max(ordinal) FILTER (WHERE name = 'payer_profile.ack999_hours') AS ack999_hours,
        max(ordinal) FILTER (WHERE name = 'payer_profile.ack277ca_days') AS ack277ca_days,
        max(ordinal) FILTER (WHERE name = 'payer_profile.remit_days') AS remit_days
    FROM report_cell
), expected AS (
    SELECT p.payer_id, r.cells[c.claim_type] AS claim_type,
        coalesce(nullif(r.cells[c.effective_from], '')::date, '-infinity') AS effective_from,
        coalesce(nullif(r.cells[c.effective_to], '')::date, 'infinity') AS effective_to,
        nullif(nullif(r.cells[c.ta1_hours], '')::integer, 0) * interval '1 hour' AS ta1,
        nullif(nullif(r.cells[c.ack999_hours], '')::integer, 0) * interval '1 hour' AS ack999,
        nullif(nullif(r.cells[c.ack277ca_days], '')::integer, 0) * interval '1 day' AS ack277ca,
        nullif(nullif(r.cells[c.remit_days], '')::integer, 0) * interval '1 day' AS remit
    FROM table_version v
    JOIN payer_profile r ON r.org_id = $1 AND r.version_id = v.version_id
    CROSS JOIN cell c
    JOIN payer p ON p.org_id = $1 AND p.code = r.cells[c.payer]
    WHERE v.org_id = $1 AND v.active AND v.name = 'payer_profile'
), file AS (
    SELECT interchange_id, coalesce(delivered_at, published_at, committed_at) AS sent_at, answer <> '' AS has_ta1
    FROM interchange WHERE org_id = $1
), due AS MATERIALIZED (
    -- What is overdue of a file for a payer, whatever came: few rows, and only of files that are old enough.
    SELECT f.interchange_id, f.sent_at, f.has_ta1, e.payer_id, e.claim_type, f.sent_at + e.ta1 AS ta1,
        f.sent_at + e.ack999 AS ack999, f.sent_at + e.ack277ca AS ack277ca, f.sent_at + e.remit AS remit
    FROM file f
    JOIN expected e ON (f.sent_at AT TIME ZONE 'UTC')::date BETWEEN e.effective_from AND e.effective_to
    WHERE f.sent_at::date <= $2 AND f.sent_at + least(e.ta1, e.ack999, e.ack277ca, e.remit) < $3
), sent AS (
    SELECT c.claim_id, c.payer_id, c.total, a.interchange_id, d.sent_at, d.ta1, d.ack999, d.ack277ca, d.remit,
        CASE WHEN c.evidence_level < 2 AND NOT d.has_ta1 AND coalesce(s.answer, '') = '' AND d.ta1 < $3 THEN 'TA1'
            WHEN c.evidence_level < 3 AND coalesce(s.answer, '') = '' AND d.ack999 < $3 THEN '999'
            WHEN c.evidence_level < 4 AND d.ack277ca < $3 THEN '277CA'
            WHEN d.remit < $3 THEN '835' END AS awaited
    FROM claim c
    JOIN attempt a ON a.org_id = $1 AND a.attempt_id = c.attempt_id
    JOIN due d ON d.interchange_id = a.interchange_id AND d.payer_id = c.payer_id
        AND d.claim_type IN ('*', c.claim_type::text)
    LEFT JOIN interchange_set s ON s.org_id = $1 AND s.interchange_id = a.interchange_id
        AND s.group_control = a.group_control AND s.set_control = a.set_control
    WHERE c.org_id = $1 AND c.unanswered
)
INSERT INTO report_unanswered (claim_id, interchange_id, payer_id, cents, awaited, sent_at, due_at)
SELECT claim_id, interchange_id, payer_id, total, awaited, sent_at,
    CASE awaited WHEN 'TA1' THEN ta1 WHEN '999' THEN ack999 WHEN '277CA' THEN ack277ca ELSE remit END
FROM sent WHERE awaited IS NOT NULL
