-- Payers and partners that rows name: faults as table, row, column, whether it is an error, sentence.
-- $1 organisation (0: it is new), $2 tables that are staged, $3 tables that cannot be read: what names them is
-- not judged, $4 whether partners.csv is not part of the load.
WITH known_payer AS (
    SELECT code FROM stage_org_payers
    UNION ALL
    SELECT code FROM payer WHERE org_id = $1 AND NOT 'payers' = ANY ($2::text[])
), known_partner AS (
    SELECT code FROM stage_org_partners
    UNION ALL
    SELECT code FROM partner WHERE org_id = $1 AND NOT 'partners' = ANY ($2::text[])
), named (name, row_no, payer) AS (
    SELECT 'payer_aliases', row_no, payer FROM stage_org_payer_aliases
    UNION ALL
    SELECT 'fee_schedule', row_no, payer FROM stage_org_fee_schedule WHERE payer <> '*'
    UNION ALL
    SELECT 'rehearsal_scenarios', row_no, payer FROM stage_org_rehearsal_scenarios WHERE payer <> '*'
), profile AS (
    SELECT p.*, p.payer IN (SELECT code FROM known_payer) AS has_payer FROM stage_org_profile p
)
SELECT name, row_no, 'payer', true,
    format('there is no payer ''%s'': add it to payers.csv, or correct it', left(payer, 40))
FROM named
WHERE payer <> '' AND payer NOT IN (SELECT code FROM known_payer) AND NOT 'payers' = ANY ($3::text[])
UNION ALL
SELECT 'payer_profile', row_no, 'payer', false,
    format('the organisation has no payer ''%s'': the row is for nobody; add the payer to payers.csv, or correct it',
        left(payer, 40))
FROM profile WHERE NOT has_payer AND NOT 'payers' = ANY ($3::text[])
UNION ALL
SELECT 'payer_profile', row_no, 'partner', NOT $4,
    format('there is no partner ''%s'': add it to partners.csv, or correct it', left(partner, 40))
        || CASE WHEN $4 THEN '; until then no claim can be sent there' ELSE '' END
FROM profile
WHERE has_payer AND partner NOT IN (SELECT code FROM known_partner) AND NOT 'partners' = ANY ($3::text[])
ORDER BY 1, 2
LIMIT 1000
