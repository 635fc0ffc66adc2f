-- Interchanges that runs from $1 on made: $2 organisation's code, '' = all. Run, organisation, partner, file, ISA13,
-- claims, dollars, state, when published, when delivered, answers: TA1, 999 of its sets; digest; what the
-- upload command printed last.
SELECT i.run_id, o.code, p.code, i.file_name, i.control_number, i.claims::bigint, i.cents, i.state,
    to_char(i.published_at, 'YYYY-MM-DD HH24:MI'), to_char(i.delivered_at, 'YYYY-MM-DD HH24:MI'), i.answer,
    (SELECT string_agg(DISTINCT s.answer, ' ' ORDER BY s.answer) FROM interchange_set s
        WHERE s.org_id = i.org_id AND s.interchange_id = i.interchange_id AND s.answer <> ''),
    encode(i.sha256, 'hex'), i.receipt
FROM interchange i
JOIN organisation o USING (org_id)
JOIN partner p USING (org_id, partner_id)
WHERE i.run_id >= $1 AND ($2 = '' OR o.code = $2)
ORDER BY i.org_id, i.interchange_id
