-- What each party owed at the end of day $2, from the balances as they are less what was posted since with a later
-- accounting date (as a rule nothing: then no entry is read). A later payer's part ages from the date of service too,
-- which its claim knows: its balance began with the first payer's remittance. Bucket 1 is 0-30 days, 2 31-60, 3 61-90,
-- 4 91-120, 5 older. $1 organisation.
WITH later AS (
    SELECT min(l.first_entry) AS entry_id
    FROM run r JOIN chain_link l ON l.org_id = $1 AND l.run_id = r.run_id AND l.entries > 0
    WHERE r.as_of > $2
), side AS (
    SELECT e.encounter_id, e.debit_claim AS claim_id, e.debit_account AS account, e.debit_party AS party, e.amount AS cents
    FROM ledger_entry e
    WHERE e.org_id = $1 AND e.entry_id >= (SELECT entry_id FROM later) AND e.accounting_date > $2
    UNION ALL
    SELECT e.encounter_id, e.credit_claim, e.credit_account, e.credit_party, -e.amount
    FROM ledger_entry e
    WHERE e.org_id = $1 AND e.entry_id >= (SELECT entry_id FROM later) AND e.accounting_date > $2
), since_then AS MATERIALIZED (
    SELECT s.encounter_id, s.claim_id, s.account, s.party, sum(s.cents)::bigint AS cents
    FROM side s JOIN account a ON a.account = s.account AND a.kind = 'receivable'
    GROUP BY 1, 2, 3, 4
), owed AS (
    SELECT b.encounter_id, b.claim_id, b.account, b.party, b.cents, b.since
    FROM balance b
    WHERE b.org_id = $1 AND b.account IN (1100, 1110, 1150, 1160)
    UNION ALL
    SELECT b.encounter_id, b.claim_id, b.account, b.party, b.cents, coalesce(c.service_from, b.since)
    FROM balance b
    LEFT JOIN claim c ON c.org_id = $1 AND c.claim_id = b.claim_id
    WHERE b.org_id = $1 AND b.account IN (1120, 1130)
), that_day AS (
    SELECT o.encounter_id, o.claim_id, o.account, o.party, o.cents - coalesce(t.cents, 0) AS cents, o.since
    FROM owed o
    LEFT JOIN since_then t ON t.encounter_id = o.encounter_id AND t.claim_id = o.claim_id AND t.account = o.account
        AND t.party = o.party
)
INSERT INTO report_balance (encounter_id, claim_id, account, party, cents, since, age, bucket)
SELECT encounter_id, claim_id, account, party, cents, since, $2 - since,
    CASE WHEN $2 - since <= 30 THEN 1 WHEN $2 - since <= 60 THEN 2 WHEN $2 - since <= 90 THEN 3
        WHEN $2 - since <= 120 THEN 4 ELSE 5 END
FROM that_day WHERE cents <> 0
