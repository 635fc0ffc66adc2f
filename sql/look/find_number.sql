-- The claim of a number, in every organisation: $1 its own number (0: not given), $2 patient control number (CLM01;
-- '': not given). Organisation, claim, encounter.
SELECT o.org_id, c.claim_id, c.encounter_id
FROM organisation o
CROSS JOIN LATERAL (
    SELECT $1::bigint AS claim_id WHERE $1 > 0
    UNION
    SELECT s.claim_id FROM submission s WHERE s.org_id = o.org_id AND s.control_number = $2 AND $2 <> ''
) n
JOIN claim c ON c.org_id = o.org_id AND c.claim_id = n.claim_id
ORDER BY o.org_id
