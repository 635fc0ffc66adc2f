-- Brings the balances of receivables and prepayments up to date with stage_entry. $1 organisation, $2
-- accounting date, $3 run. A prepayment belongs to the patient, not to an encounter or claim. What a
-- payer owes ages from the date of service, what a patient owes from the day it became his.
WITH sides AS (
    SELECT encounter_id, debit_claim AS claim_id, debit_account AS account, debit_party AS party,
        amount AS cents, effective_date FROM stage_entry WHERE amount <> 0
    UNION ALL
    SELECT encounter_id, credit_claim, credit_account, credit_party, -amount, effective_date
    FROM stage_entry WHERE amount <> 0
), kept AS (
    SELECT CASE WHEN account = 2110 THEN 0 ELSE encounter_id END AS encounter_id,
        CASE WHEN account = 2110 THEN 0 ELSE claim_id END AS claim_id, account, party,
        sum(cents)::bigint AS cents,
        CASE WHEN account IN (1150, 1160, 2110) THEN $2::date ELSE min(effective_date) END AS since
    FROM sides
    WHERE account IN (1100, 1110, 1120, 1130, 1150, 1160, 2110)
    GROUP BY 1, 2, 3, 4
    HAVING sum(cents) <> 0
)
INSERT INTO balance AS b (org_id, encounter_id, claim_id, account, party, cents, since, last_run)
SELECT $1, encounter_id, claim_id, account, party, cents, since, $3 FROM kept
ON CONFLICT (org_id, encounter_id, claim_id, account, party) DO UPDATE
SET cents = b.cents + EXCLUDED.cents, last_run = EXCLUDED.last_run
