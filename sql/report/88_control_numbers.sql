-- title: Control numbers
-- section: Audit
-- about: The register of numbers given out, by sender and receiver. A gap needs a reason (a restore from a backup); one without is
--     a violation.
-- empty: No number was given out yet.
-- for: organisation
-- parameters: organisation
-- column: sender | text | Sender
-- column: receiver | text | Receiver
-- column: kind | text | Kind
-- column: last_number | number | Last number
-- column: used | count | In the register
-- column: explained | count | Gaps with a reason
-- column: gaps | count | Gaps without | zero
-- column: reasons | text | Reasons
SELECT c.sender_id AS sender, c.receiver_id AS receiver, CASE c.kind WHEN 'ISA' THEN 'ISA13' ELSE 'GS06' END AS kind,
    c.last_number, n.used, n.explained, c.last_number - n.used - n.explained AS gaps, coalesce(n.reasons, '') AS reasons
FROM control_counter c
JOIN LATERAL (
    SELECT count(*) FILTER (WHERE interchange_id > 0) AS used,
        count(*) FILTER (WHERE interchange_id = 0 AND reason <> '') AS explained,
        string_agg(DISTINCT nullif(reason, ''), '; ') AS reasons
    FROM control_number n
    WHERE n.sender_id = c.sender_id AND n.receiver_id = c.receiver_id AND n.kind = c.kind) n ON true
WHERE EXISTS (SELECT FROM interchange i WHERE i.org_id = $1 AND i.sender_id = c.sender_id AND i.receiver_id = c.receiver_id)
ORDER BY c.sender_id, c.receiver_id, c.kind DESC
