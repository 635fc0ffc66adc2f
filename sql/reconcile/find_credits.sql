-- Claims of the encounters touched since link $2 whose payer's balance fell below zero: a credit, which somebody has to
-- look at; and those where it no longer is. $1 organisation, $3 run, $4 severity of the finding.
WITH touched AS (
    SELECT DISTINCT e.encounter_id FROM ledger_entry e
    WHERE e.org_id = $1 AND e.link_no > $2 AND e.encounter_id > 0
        AND e.entry_id >= coalesce((SELECT min(first_entry) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND entries > 0), 0)
), owed AS (
    SELECT b.claim_id, sum(b.cents) AS cents
    FROM touched t JOIN balance b ON b.org_id = $1 AND b.encounter_id = t.encounter_id AND b.claim_id > 0
        AND b.account IN (1110, 1120, 1130)
    GROUP BY b.claim_id
), gone AS (
    UPDATE finding f SET state = 'resolved', closed_run_id = $3, closed_by = '', closed_why = 'no credit any more'
    FROM owed o
    WHERE f.org_id = $1 AND f.subject = 'claim' AND f.subject_id = o.claim_id AND f.code = 'credit_balance'
        AND f.state = 'open' AND o.cents >= 0
)
INSERT INTO finding AS f (org_id, subject, subject_id, code, severity, value, state, run_id, last_run_id)
SELECT $1, 'claim', claim_id, 'credit_balance', $4, (cents / 100.0)::numeric(14, 2)::text, 'open', $3, $3
FROM owed WHERE cents < 0
ON CONFLICT (org_id, subject, subject_id, code, line, place, rule_id, rule_version_id) DO UPDATE
SET state = 'open', value = EXCLUDED.value, last_run_id = EXCLUDED.last_run_id, closed_run_id = NULL, closed_by = '',
    closed_why = ''
