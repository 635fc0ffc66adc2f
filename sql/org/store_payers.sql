-- A payer that is not in the table any more stays when anything points at it. $1 organisation, $2 names of
-- the tables that are loaded anew: what they pointed at before does not count.
WITH missing AS (
    SELECT payer_id FROM payer p
    WHERE org_id = $1 AND NOT EXISTS (SELECT FROM stage_org_payers s WHERE s.code = p.code)
), gone AS (
    DELETE FROM payer p
    USING missing m
    WHERE p.org_id = $1 AND p.payer_id = m.payer_id
        AND NOT EXISTS (SELECT FROM coverage x WHERE x.org_id = $1 AND x.payer_id = m.payer_id)
        AND NOT EXISTS (SELECT FROM claim x WHERE x.org_id = $1 AND x.payer_id = m.payer_id)
        AND NOT EXISTS (SELECT FROM payment x WHERE x.org_id = $1 AND x.payer_id = m.payer_id)
        AND NOT EXISTS (SELECT FROM open_item x WHERE x.org_id = $1 AND x.payer_id = m.payer_id)
        AND NOT EXISTS (SELECT FROM payer_alias x WHERE x.org_id = $1 AND x.payer_id = m.payer_id
            AND NOT (x.version_id > 0 AND 'payer_aliases' = ANY ($2::text[])))
        AND NOT EXISTS (SELECT FROM fee_schedule x WHERE x.org_id = $1 AND x.payer_id = m.payer_id
            AND NOT 'fee_schedule' = ANY ($2::text[]))
)
INSERT INTO payer AS p (org_id, code, name, address1, address2, city, state, zip)
SELECT $1, code, name, address1, address2, city, state, zip FROM stage_org_payers ORDER BY row_no
ON CONFLICT (org_id, code) DO UPDATE
SET name = EXCLUDED.name, address1 = EXCLUDED.address1, address2 = EXCLUDED.address2, city = EXCLUDED.city,
    state = EXCLUDED.state, zip = EXCLUDED.zip
WHERE (p.name, p.address1, p.address2, p.city, p.state, p.zip) IS DISTINCT FROM
    (EXCLUDED.name, EXCLUDED.address1, EXCLUDED.address2, EXCLUDED.city, EXCLUDED.state, EXCLUDED.zip)
