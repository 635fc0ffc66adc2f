-- Open items of a claim: denials above all. $1 organisation, $2 claim.
SELECT o.kind, nullif(o.line, 0)::bigint, p.code, o.reference, o.balance, o.opened_on, o.closed_on, t.trace_number,
    o.open_item_id
FROM open_item o
LEFT JOIN payer p USING (org_id, payer_id)
LEFT JOIN payment t USING (org_id, payment_id)
WHERE o.org_id = $1 AND o.claim_id = $2 AND o.claim_id > 0
ORDER BY o.open_item_id
