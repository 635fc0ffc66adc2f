-- What the organisation as a whole lacks, and what leaves it: faults as table, row, column, whether it is an
-- error, sentence. $1 organisation (0: it is new), $2 tables that are staged, $3 tables that cannot be read,
-- $4 whether it is a rehearsal organisation.
WITH setting AS (
    SELECT name FROM stage_org_settings
    UNION ALL
    SELECT name FROM org_setting WHERE org_id = $1 AND NOT 'settings' = ANY ($2::text[])
), changed AS (
    SELECT name FROM stage_org_table WHERE changed
)
SELECT 'settings', 0, 'name', true,
    format('the setting ''%s'' is missing: every file that is sent names it (loop 1000A)', needed.name)
FROM (VALUES ('submitter_id'), ('contact_name'), ('contact_phone')) needed (name)
WHERE needed.name NOT IN (SELECT name FROM setting) AND NOT 'settings' = ANY ($3::text[])
UNION ALL
SELECT 'providers', 0, 'is_billing', true, 'no provider may bill: write Y for the one that does'
WHERE 'providers' = ANY ($2::text[]) AND NOT EXISTS (SELECT FROM stage_org_providers WHERE is_billing)
UNION ALL
SELECT 'providers', s.row_no, 'npi', true,
    format('the NPI also bills for the organisation ''%s'': it could not be told whose a remittance is', o.code)
FROM stage_org_providers s
JOIN provider_version v ON v.is_billing AND v.npi = s.npi AND v.org_id <> $1
JOIN organisation o ON o.org_id = v.org_id AND (o.usage = 'rehearsal') = $4
WHERE s.is_billing AND s.npi <> ''
UNION ALL
-- Posting goes by class: without the table all that payers take off would stay with them as denied.
SELECT 'adjustment_classes', 0, 'class', false,
    'no adjustment has a class: each one of a remittance, CO 45 too, would count as a denial: add the table'
WHERE NOT 'adjustment_classes' = ANY ($3::text[])
    AND NOT EXISTS (SELECT FROM stage_org_adjustment_classes)
    AND ('adjustment_classes' = ANY ($2::text[]) OR NOT EXISTS (SELECT FROM adjustment_class WHERE org_id = $1))
UNION ALL
SELECT 'payer_profile', row_no, 'usage', NOT $4,
    CASE WHEN $4 THEN 'the organisation is a rehearsal: its files are sent as T all the same'
        ELSE 'the organisation is in production and sends P only: write P' END
FROM stage_org_profile
WHERE usage = CASE WHEN $4 THEN 'P' ELSE 'T' END AND (payer IN (SELECT code FROM stage_org_payers)
    OR payer IN (SELECT code FROM payer WHERE org_id = $1))
UNION ALL
SELECT 'payers', row_no, 'code', false, 'no row of the payer profile is for this payer: its claims will be held'
FROM stage_org_payers s
WHERE 'payer_profile' = ANY ($2::text[]) AND s.code <> ''
    AND NOT EXISTS (SELECT FROM stage_org_profile p WHERE p.payer = s.code)
UNION ALL
SELECT 'payer_profile', 0, 'payer', false, format('no row is for the payer ''%s'': its claims will be held', p.code)
FROM payer p
WHERE p.org_id = $1 AND 'payer_profile' = ANY ($2::text[]) AND NOT 'payers' = ANY ($2::text[])
    AND NOT 'payers' = ANY ($3::text[])
    AND NOT EXISTS (SELECT FROM stage_org_profile s WHERE s.payer = p.code)
UNION ALL
SELECT 'payers', 0, 'code', false,
    format('''%s'' is not in the table any more: it goes, or stays as it was when anything names it', p.code)
FROM payer p
WHERE p.org_id = $1 AND 'payers' IN (SELECT name FROM changed)
    AND NOT EXISTS (SELECT FROM stage_org_payers s WHERE s.code = p.code)
UNION ALL
SELECT CASE p.kind WHEN 'provider' THEN 'providers' ELSE 'facilities' END, 0, 'code', false,
    format('''%s'' is not in the table any more: it goes, or ends today when an encounter names it', p.code)
FROM provider p
WHERE p.org_id = $1 AND p.source = 'org'
    AND CASE p.kind WHEN 'provider' THEN 'providers' ELSE 'facilities' END IN (SELECT name FROM changed)
    AND NOT EXISTS (SELECT FROM stage_org_master s WHERE s.kind = p.kind AND s.code = p.code)
    AND EXISTS (SELECT FROM provider_version v WHERE v.org_id = $1 AND v.provider_id = p.provider_id
        AND v.effective_to = '9999-12-31')
ORDER BY 1, 2
LIMIT 1000
