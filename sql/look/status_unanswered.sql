-- Claims whose next answer is overdue, by file, missing answer and payer. What is expected when stands in the payer
-- profile; it is counted from the publication of the file (from the delivery, when there is a receipt). A 277CA is
-- answered by the payer's own. $1 organisation, $2 now, $3-$9 rows of the profile: payer, first and last day of
-- service, hours for a TA1, hours for a 999, days for a 277CA, days for an 835 (0: none is expected).
-- File, partner, answer, payer, claims, dollars, sent, due, hours overdue.
WITH profile AS (
    SELECT * FROM unnest($3::text[], $4::date[], $5::date[], $6::integer[], $7::integer[], $8::integer[], $9::integer[])
        AS p (payer, from_date, to_date, ta1_hours, ack999_hours, ack277ca_days, remit_days)
), outstanding AS (
    SELECT i.interchange_id, i.file_name, i.partner_id, p.code AS payer, c.total, c.evidence_level,
        coalesce(i.delivered_at, i.published_at, i.committed_at) AS sent, f.*
    FROM claim c
    JOIN attempt a ON a.org_id = $1 AND a.attempt_id = c.attempt_id
    JOIN interchange i ON i.org_id = $1 AND i.interchange_id = a.interchange_id
    JOIN payer p ON p.org_id = $1 AND p.payer_id = c.payer_id
    CROSS JOIN LATERAL (
        SELECT ta1_hours, ack999_hours, ack277ca_days, remit_days FROM profile f
        WHERE f.payer = p.code AND c.service_from BETWEEN f.from_date AND f.to_date LIMIT 1) f
    WHERE c.org_id = $1 AND c.unanswered
), missing AS (
    -- The first answer that should be here: who has not even said TA1 is not asked for the rest.
    SELECT o.*, m.answer, o.sent + m.patience AS due
    FROM outstanding o
    CROSS JOIN LATERAL (
        SELECT answer, patience FROM (VALUES
            (1, 'TA1', 2, make_interval(hours => o.ta1_hours)), (2, '999', 3, make_interval(hours => o.ack999_hours)),
            (3, '277CA', 5, make_interval(days => o.ack277ca_days)), (4, '835', 6, make_interval(days => o.remit_days)))
            AS e (ordinal, answer, level, patience)
        WHERE e.level > o.evidence_level AND e.patience > interval '0' AND o.sent + e.patience < $2::timestamptz
        ORDER BY ordinal LIMIT 1) m
)
SELECT m.file_name, t.code, m.answer, m.payer, count(*), sum(m.total)::bigint, to_char(m.sent, 'YYYY-MM-DD HH24:MI'),
    to_char(m.due, 'YYYY-MM-DD HH24:MI'), floor(extract(epoch FROM $2::timestamptz - m.due) / 3600)::bigint
FROM missing m JOIN partner t ON t.org_id = $1 AND t.partner_id = m.partner_id
GROUP BY m.interchange_id, m.file_name, t.code, m.answer, m.payer, m.sent, m.due
ORDER BY m.due, m.interchange_id, m.payer
