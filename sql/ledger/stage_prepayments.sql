-- Applies patients' prepayments to what they owe: for each patient the lesser of both, oldest encounters
-- first. $1 organisation, $2 day. Runs after what raises A/R patient was sealed.
WITH prepaid AS (
    SELECT party AS patient_id, -cents AS cents FROM balance
    WHERE org_id = $1 AND account = 2110 AND cents < 0
), debt AS (
    SELECT b.party AS patient_id, b.encounter_id, b.claim_id, b.cents, b.since,
        sum(b.cents) OVER (PARTITION BY b.party ORDER BY b.since, b.encounter_id, b.claim_id) - b.cents AS before
    FROM balance b JOIN prepaid p ON p.patient_id = b.party
    WHERE b.org_id = $1 AND b.account = 1150 AND b.cents > 0
)
INSERT INTO stage_entry (effective_date, kind, amount, debit_account, debit_party, credit_account, credit_party,
    credit_claim, encounter_id)
SELECT $2::date, 'prepayment_applied', least(d.cents, p.cents - d.before), 2110, d.patient_id, 1150, d.patient_id,
    d.claim_id, d.encounter_id
FROM debt d JOIN prepaid p USING (patient_id)
WHERE p.cents > d.before
ORDER BY d.patient_id, d.encounter_id, d.claim_id
