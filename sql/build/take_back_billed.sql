-- Claims of the batch that were sent, never came on file (rejected), and whose encounter has changed since: what was billed
-- is taken back entry by entry, so that A/R not yet billed stands as if they had not been sent; what is sent next bills
-- the charges of its own version. Runs before store_claims. $1 organisation.
WITH changed AS (
    SELECT c.claim_id, c.encounter_id
    FROM stage_batch b
    JOIN claim c ON c.org_id = $1 AND c.claim_id = b.claim_id
    WHERE b.action IN ('rebuild', 'withdraw') AND c.first_published IS NOT NULL AND c.sequence = 'P'
        AND c.encounter_version <> b.version
), marked AS (
    UPDATE claim c SET first_published = NULL FROM changed k WHERE c.org_id = $1 AND c.claim_id = k.claim_id
)
INSERT INTO stage_entry (effective_date, kind, amount, debit_account, debit_party, debit_claim, debit_line,
    credit_account, credit_party, credit_claim, credit_line, encounter_id, encounter_version, reverses_entry)
SELECT l.effective_date, 'billed_reversed', l.amount, l.credit_account, l.credit_party, l.credit_claim, l.credit_line,
    l.debit_account, l.debit_party, l.debit_claim, l.debit_line, l.encounter_id, l.encounter_version, l.entry_id
FROM changed k
JOIN ledger_entry l ON l.org_id = $1 AND l.encounter_id = k.encounter_id AND l.kind = 'billed'
    AND l.debit_claim = k.claim_id
WHERE NOT EXISTS (SELECT FROM ledger_entry t WHERE t.org_id = $1 AND t.encounter_id = l.encounter_id
    AND t.reverses_entry = l.entry_id)
ORDER BY l.entry_id
