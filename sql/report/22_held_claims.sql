-- title: Held and rejected claims
-- section: Claims
-- about: One row a claim and reason, the most dollars first. Place: the field; value: what failed, never a patient's.
-- empty: No claim is held or rejected.
-- for: organisation
-- parameters: organisation, day
-- page: 60
-- column: claim | number | Claim
-- column: encounter | text | Encounter
-- column: payer | text | Payer
-- column: service | date | Service
-- column: dollars | dollars | Dollars
-- column: state | text | State
-- column: reason | text | Reason
-- column: line | number | Line
-- column: place | text | Place
-- column: value | text | Value
-- column: since | date | Since
-- column: age | count | Days
SELECT c.claim_id AS claim, e.encounter_key AS encounter, p.code AS payer, c.service_from AS service, c.total AS dollars,
    c.state, coalesce(nullif(f.rule_id, ''), f.code, '') AS reason, nullif(f.line, 0) AS line, coalesce(f.place, '') AS place,
    coalesce(f.value, '') AS value, r.as_of AS since, ($2 - r.as_of)::bigint AS age
FROM claim c
JOIN encounter e ON e.org_id = $1 AND e.encounter_id = c.encounter_id
LEFT JOIN payer p ON p.org_id = $1 AND p.payer_id = c.payer_id
LEFT JOIN finding f ON f.org_id = $1 AND f.subject = 'claim' AND f.subject_id = c.claim_id AND f.state = 'open'
    AND f.severity IN ('hold', 'reject')
LEFT JOIN run r ON r.run_id = f.run_id
WHERE c.org_id = $1 AND c.unsent AND c.state IN ('held', 'rejected')
ORDER BY c.total DESC, c.claim_id, f.finding_id
