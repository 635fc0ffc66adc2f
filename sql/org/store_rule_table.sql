-- The cells of payer profile and payer rules under their new versions; earlier versions stay. $1 organisation,
-- $2 version of the profile, $3 of the rules; 0: the table is unchanged.
WITH profiles AS (
    INSERT INTO payer_profile (org_id, version_id, row_no, cells)
    SELECT $1, $2::bigint, row_no, string_to_array(cells, chr(31))
    FROM stage_org_cells WHERE name = 'payer_profile' AND $2::bigint > 0
)
INSERT INTO payer_rule (org_id, version_id, row_no, rule_id, cells)
SELECT $1, $3::bigint, row_no, split_part(cells, chr(31), 1), string_to_array(cells, chr(31))
FROM stage_org_cells WHERE name = 'payer_rules' AND $3::bigint > 0
