-- A remittance that comes before its claim was published (or for a claim whose commit was lost): the open
-- charges become A/R of the payer now. $1 organisation, $2 day.
WITH first AS (
    SELECT DISTINCT m.claim_id FROM stage_match m
    JOIN claim c ON c.org_id = $1 AND c.claim_id = m.claim_id
    WHERE m.act = 'pay' AND c.first_published IS NULL AND NOT c.imported AND c.sequence = 'P'
), marked AS (
    UPDATE claim c SET first_published = $2 FROM first f WHERE c.org_id = $1 AND c.claim_id = f.claim_id
)
INSERT INTO stage_entry (effective_date, kind, amount, debit_account, debit_party, debit_claim, debit_line,
    credit_account, credit_party, credit_line, encounter_id, encounter_version)
SELECT l.service_from, 'billed', g.amount, 1110, c.payer_id, l.claim_id, l.line, 1100, c.payer_id, g.charge_line,
    g.encounter_id, g.version
FROM first f
JOIN claim c ON c.org_id = $1 AND c.claim_id = f.claim_id
JOIN claim_line l ON l.org_id = $1 AND l.claim_id = f.claim_id
JOIN claim_line_charge g ON g.org_id = $1 AND g.claim_id = l.claim_id AND g.line = l.line
ORDER BY l.claim_id, l.line, g.charge_line
