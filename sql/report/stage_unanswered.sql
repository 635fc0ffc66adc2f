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
), sent AS (
    SELECT c.claim_id, c.payer_id, c.total, c.evidence_level, a.interchange_id,
        coalesce(i.delivered_at, i.published_at, i.committed_at) AS sent_at,
        i.answer <> '' AS has_ta1, coalesce(s.answer, '') <> '' AS has_999, c.claim_type
    FROM claim c
    JOIN attempt a ON a.org_id = $1 AND a.attempt_id = c.attempt_id
    JOIN interchange i ON i.org_id = $1 AND i.interchange_id = a.interchange_id
    LEFT JOIN interchange_set s ON s.org_id = $1 AND s.interchange_id = a.interchange_id
        AND s.group_control = a.group_control AND s.set_control = a.set_control
    WHERE c.org_id = $1 AND c.state IN ('published', 'delivered', 'received', 'forwarded', 'accepted')
), awaited AS (
    SELECT s.*, w.awaited, s.sent_at + w.within AS due_at,
        row_number() OVER (PARTITION BY s.claim_id ORDER BY w.nth) AS first
    FROM sent s
    JOIN expected e ON e.payer_id = s.payer_id AND e.claim_type IN ('*', s.claim_type::text)
        AND (s.sent_at AT TIME ZONE 'UTC')::date BETWEEN e.effective_from AND e.effective_to
    CROSS JOIN LATERAL (VALUES
        (1, 'TA1', e.ta1, s.evidence_level < 2 AND NOT s.has_ta1 AND NOT s.has_999),
        (2, '999', e.ack999, s.evidence_level < 3 AND NOT s.has_999),
        (3, '277CA', e.ack277ca, s.evidence_level < 4),
        (4, '835', e.remit, true)
    ) AS w (nth, awaited, within, missing)
    WHERE w.missing AND s.sent_at + w.within < $3
)
INSERT INTO report_unanswered (claim_id, interchange_id, payer_id, cents, awaited, sent_at, due_at)
SELECT claim_id, interchange_id, payer_id, total, awaited, sent_at, due_at FROM awaited
WHERE first = 1 AND sent_at::date <= $2
