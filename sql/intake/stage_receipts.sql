-- Entries for the patient payments that this set stored (a run may take in several sets): first against what the patient owes on the encounter they
-- are for, the rest as a prepayment, which ledger/stage_prepayments.sql applies when something is owed.
-- $1 organisation. What is owed includes what this transaction has staged.
WITH owed_staged AS (
    SELECT encounter_id, debit_party AS patient_id, sum(amount)::bigint AS cents
    FROM stage_entry WHERE debit_account = 1150 GROUP BY 1, 2
    UNION ALL
    SELECT encounter_id, credit_party, -sum(amount)::bigint FROM stage_entry WHERE credit_account = 1150 GROUP BY 1, 2
), owed AS (
    SELECT encounter_id, patient_id, claim_id, sum(cents)::bigint AS cents
    FROM (
        SELECT encounter_id, patient_id, 0::bigint AS claim_id, cents FROM owed_staged
        UNION ALL
        SELECT b.encounter_id, b.party, b.claim_id, b.cents FROM balance b
        WHERE b.org_id = $1 AND b.account = 1150
            AND b.party IN (SELECT patient_id FROM patient_receipt r JOIN stage_receipt_new n USING (receipt_id)
                WHERE r.org_id = $1)
    ) x
    GROUP BY 1, 2, 3 HAVING sum(cents) > 0
), receipt AS (
    SELECT r.*, sum(amount) OVER (PARTITION BY patient_id, encounter_id ORDER BY receipt_id) - amount AS before
    FROM patient_receipt r JOIN stage_receipt_new n USING (receipt_id) WHERE r.org_id = $1
), debt AS (
    -- The debts a group of payments may go against, laid end to end.
    SELECT g.patient_id, g.encounter_id AS for_encounter, o.encounter_id, o.claim_id, o.cents,
        sum(o.cents) OVER (PARTITION BY g.patient_id, g.encounter_id ORDER BY o.encounter_id, o.claim_id) - o.cents AS before
    FROM (SELECT DISTINCT patient_id, encounter_id FROM receipt) g
    JOIN owed o ON o.patient_id = g.patient_id AND o.encounter_id = g.encounter_id
    WHERE g.encounter_id > 0
), applied AS (
    SELECT r.receipt_id, r.patient_id, r.received_date, d.encounter_id, d.claim_id,
        least(r.before + r.amount, d.before + d.cents) - greatest(r.before, d.before) AS cents
    FROM receipt r JOIN debt d ON d.patient_id = r.patient_id AND d.for_encounter = r.encounter_id
    WHERE least(r.before + r.amount, d.before + d.cents) > greatest(r.before, d.before)
), rest AS (
    SELECT r.receipt_id, r.patient_id, r.received_date, r.encounter_id,
        r.amount - coalesce((SELECT sum(cents) FROM applied a WHERE a.receipt_id = r.receipt_id), 0) AS cents
    FROM receipt r
)
INSERT INTO stage_entry (effective_date, kind, amount, debit_account, credit_account, credit_party, credit_claim,
    encounter_id, receipt_id, file_id, file_row)
SELECT x.received_date, x.kind, x.cents, 1010, x.account, x.patient_id, x.claim_id, x.encounter_id, x.receipt_id,
    r.file_id, r.file_row
FROM (
    SELECT receipt_id, patient_id, received_date, encounter_id, claim_id, cents, 'receipt' AS kind, 1150 AS account
    FROM applied
    UNION ALL
    SELECT receipt_id, patient_id, received_date, encounter_id, 0, cents, 'prepayment', 2110 FROM rest
) x
JOIN patient_receipt r ON r.org_id = $1 AND r.receipt_id = x.receipt_id
ORDER BY x.receipt_id, x.encounter_id, x.claim_id, x.kind
