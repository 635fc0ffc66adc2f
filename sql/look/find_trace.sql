-- Claims that a payment of a trace number was matched to: $1 organisation, $2 trace number (TRN02).
SELECT DISTINCT m.claim_id
FROM payment p
JOIN remittance_match m ON m.org_id = $1 AND m.payment_id = p.payment_id AND m.active AND m.claim_id > 0
WHERE p.org_id = $1 AND p.trace_number = $2
