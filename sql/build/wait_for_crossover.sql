-- A later payer's claim waits while the first payer said that it passed the claim on (CLP02 19, 20, 21): its remittance
-- will come by itself. After 30 days without it the claim is sent. $1 organisation, $2 day.
INSERT INTO stage_finding (claim_id, line, code, place, rule_id, rule_version_id, severity, value)
SELECT s.claim_id, 0, 'secondary_not_sent', '', '', 0, 'hold', 'crossover awaited since ' || p.evidence_date
FROM stage_claim s
JOIN claim c ON c.org_id = $1 AND c.claim_id = s.claim_id AND c.primary_claim_id > 0
JOIN claim p ON p.org_id = $1 AND p.claim_id = c.primary_claim_id AND p.crossover_awaited
WHERE p.evidence_date > $2 - 30
