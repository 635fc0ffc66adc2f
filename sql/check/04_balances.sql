-- What each party owes on each claim is the sum of its entries; and what a published claim was billed for is the sum of
-- its lines, and nothing while it is not published or after it was taken back. $1 organisation, $2 last link proved before.
WITH touched AS (
    SELECT DISTINCT e.encounter_id FROM ledger_entry e
    WHERE e.org_id = $1 AND e.link_no > $2 AND e.encounter_id > 0
        AND e.entry_id >= coalesce((SELECT min(first_entry) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND entries > 0), 0)
), entry AS MATERIALIZED (
    SELECT e.encounter_id, e.kind, e.amount, e.debit_account, e.debit_party, e.debit_claim, e.credit_account,
        e.credit_party, e.credit_claim
    FROM touched t JOIN ledger_entry e ON e.org_id = $1 AND e.encounter_id = t.encounter_id
), side AS (
    SELECT encounter_id, debit_claim AS claim_id, debit_account AS account, debit_party AS party, amount AS cents
    FROM entry
    UNION ALL
    SELECT encounter_id, credit_claim, credit_account, credit_party, -amount FROM entry
), posted AS (
    SELECT encounter_id, claim_id, account, party, sum(cents)::bigint AS cents
    FROM side WHERE account IN (1100, 1110, 1120, 1130, 1150, 1160)
    GROUP BY 1, 2, 3, 4
), billed AS (
    SELECT encounter_id, claim_id, sum(cents)::bigint AS cents
    FROM (
        SELECT encounter_id, debit_claim AS claim_id, amount AS cents FROM entry WHERE kind IN ('billed', 'billed_reversed')
        UNION ALL
        SELECT encounter_id, credit_claim, -amount FROM entry
        WHERE kind IN ('billed', 'billed_reversed') AND credit_claim <> debit_claim) s
    GROUP BY 1, 2
), kept AS (
    SELECT b.* FROM touched t JOIN balance b ON b.org_id = $1 AND b.encounter_id = t.encounter_id
)
SELECT 'encounter ' || coalesce(p.encounter_id, k.encounter_id) || ' claim ' || coalesce(p.claim_id, k.claim_id)
    || ' account ' || coalesce(p.account, k.account) || ': entries ' || coalesce(p.cents, 0) || ', balance '
    || coalesce(k.cents, 0)
FROM posted p FULL JOIN kept k USING (encounter_id, claim_id, account, party)
WHERE coalesce(p.cents, 0) <> coalesce(k.cents, 0)
UNION ALL
SELECT 'claim ' || c.claim_id || ' was billed for ' || coalesce(b.cents, 0) || ' cents, its lines are ' || l.cents
FROM touched t
JOIN claim c ON c.org_id = $1 AND c.encounter_id = t.encounter_id AND c.sequence = 'P' AND NOT c.imported
JOIN LATERAL (SELECT CASE WHEN c.first_published IS NULL THEN 0 ELSE coalesce(sum(charge), 0)::bigint END AS cents
    FROM claim_line WHERE org_id = $1 AND claim_id = c.claim_id) l ON true
LEFT JOIN billed b ON b.encounter_id = c.encounter_id AND b.claim_id = c.claim_id
WHERE l.cents <> coalesce(b.cents, 0)
UNION ALL
SELECT 'prepayments of patient ' || coalesce(x.party, b.party) || ': entries ' || coalesce(x.cents, 0) || ', balance '
    || coalesce(b.cents, 0)
FROM (
    SELECT party, sum(cents)::bigint AS cents FROM (
        SELECT debit_party AS party, amount AS cents FROM ledger_entry WHERE org_id = $1 AND debit_account = 2110 AND $2 = 0
        UNION ALL
        SELECT credit_party, -amount FROM ledger_entry WHERE org_id = $1 AND credit_account = 2110 AND $2 = 0) s
    GROUP BY party
) x
FULL JOIN (SELECT party, cents FROM balance WHERE org_id = $1 AND account = 2110 AND $2 = 0) b USING (party)
WHERE coalesce(x.cents, 0) <> coalesce(b.cents, 0)
