-- title: Corrections proposed
-- section: Claims
-- about: The encounter changed after its claim was sent. What was sent is never edited: somebody decides whether a correction
--     goes out.
-- empty: No correction is proposed.
-- for: organisation
-- parameters: organisation, day
-- page: 60
-- column: claim | number | Claim
-- column: encounter | text | Encounter
-- column: payer | text | Payer
-- column: dollars | dollars | Dollars
-- column: state | text | State
-- column: changed_to | text | Changed to
-- column: since | date | Since
-- column: age | count | Days
SELECT c.claim_id AS claim, e.encounter_key AS encounter, p.code AS payer, c.total AS dollars, c.state,
    f.value AS changed_to, r.as_of AS since, ($2 - r.as_of)::bigint AS age
FROM finding f
JOIN claim c ON c.org_id = $1 AND c.claim_id = f.subject_id
JOIN encounter e ON e.org_id = $1 AND e.encounter_id = c.encounter_id
JOIN payer p ON p.org_id = $1 AND p.payer_id = c.payer_id
JOIN run r ON r.run_id = f.run_id
WHERE f.org_id = $1 AND f.subject = 'claim' AND f.state = 'open' AND f.code = 'replacement_proposed'
ORDER BY r.as_of, c.claim_id
