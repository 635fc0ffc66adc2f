-- Providers, facilities and payer names that a foreign export brings. What is known by its code stays as it
-- is. The payer of an alias is named by its code, or by an alias that is here already. $1 organisation, $2 source
-- system, $3 run.
WITH brought AS (
    SELECT 'provider' AS kind, file_no, row_no, code, is_person, last_name, first_name, npi, taxonomy,
        '' AS address1, '' AS address2, '' AS city, '' AS state, '' AS zip, '' AS place_of_service, made_up
    FROM stage_provider
    UNION ALL
    SELECT 'facility', file_no, row_no, code, false, name, '', npi, '', address1, address2, city, state, zip,
        place_of_service, made_up
    FROM stage_facility
), judged AS (
    SELECT b.*, p.provider_id IS NOT NULL OR b.nth > 1 AS known
    FROM (SELECT *, row_number() OVER (PARTITION BY kind, code ORDER BY file_no, row_no) AS nth FROM brought) b
    LEFT JOIN provider p ON p.org_id = $1 AND p.kind = b.kind AND p.code = b.code
), made AS (
    INSERT INTO provider (org_id, kind, code, source)
    SELECT $1, kind, code, $2 FROM judged WHERE NOT known
    RETURNING provider_id, kind, code
), versions AS (
    INSERT INTO provider_version (org_id, provider_id, effective_from, is_person, last_name, first_name, npi,
        taxonomy, address1, address2, city, state, zip, place_of_service, made_up, run_id)
    SELECT $1, m.provider_id, '1900-01-01', j.is_person, j.last_name, j.first_name, j.npi, j.taxonomy,
        j.address1, j.address2, j.city, j.state, j.zip, j.place_of_service, j.made_up, $3
    FROM judged j JOIN made m USING (kind, code)
    WHERE NOT j.known
), aliases AS (
    SELECT a.*, coalesce(p.payer_id, n.payer_id) AS payer_id, x.payer_id IS NOT NULL AS known
    FROM stage_payer_alias a
    LEFT JOIN payer p ON p.org_id = $1 AND p.code = a.payer
    LEFT JOIN payer_alias n ON n.org_id = $1 AND n.kind = 'source' AND n.alias = a.payer
    LEFT JOIN payer_alias x ON x.org_id = $1 AND x.kind = 'source' AND x.alias = a.alias
), aliased AS (
    INSERT INTO payer_alias (org_id, kind, alias, payer_id)
    SELECT DISTINCT ON (alias) $1, 'source', alias, payer_id FROM aliases WHERE payer_id IS NOT NULL AND NOT known
), rejected AS (
    INSERT INTO stage_reject (entity, file_no, row_no, column_name, code, value, encounter_key, patient_key)
    SELECT 'payer_alias', file_no, row_no, 'payer', 'payer_unknown', payer, '', NULL
    FROM aliases WHERE payer_id IS NULL
)
INSERT INTO stage_outcome (file_no, row_no, outcome)
SELECT file_no, row_no, CASE WHEN known THEN 'd' ELSE 's' END::"char" FROM judged
UNION ALL
SELECT file_no, row_no, CASE WHEN known THEN 'd' ELSE 's' END::"char" FROM aliases WHERE payer_id IS NOT NULL
