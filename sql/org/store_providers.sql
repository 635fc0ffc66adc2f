-- The table is the truth for the providers (or facilities) that it lists. One that it lists no longer goes when
-- no encounter names it; else its versions end the day before this run, so that nobody is billed under it from
-- now on. What a foreign export brought stays. $1 organisation, $2 kind, $3 run, $4 day.
WITH missing AS (
    SELECT provider_id, code,
        EXISTS (SELECT FROM encounter_version e WHERE e.org_id = $1
            AND p.code IN (e.billing_provider, e.rendering_provider, e.facility))
        OR EXISTS (SELECT FROM encounter_detail d WHERE d.org_id = $1 AND d.value = p.code) AS used
    FROM provider p
    WHERE org_id = $1 AND kind = $2 AND source = 'org'
        AND NOT EXISTS (SELECT FROM stage_org_master s WHERE s.kind = $2 AND s.code = p.code)
), gone AS (
    DELETE FROM provider p USING missing m
    WHERE p.org_id = $1 AND p.provider_id = m.provider_id AND NOT m.used
), gone_versions AS (
    DELETE FROM provider_version v USING missing m
    WHERE v.org_id = $1 AND v.provider_id = m.provider_id AND (NOT m.used OR v.effective_from >= $4::date)
), closed AS (
    UPDATE provider_version v SET effective_to = $4::date - 1, run_id = $3
    FROM missing m
    WHERE v.org_id = $1 AND v.provider_id = m.provider_id AND m.used AND v.effective_from < $4::date
        AND v.effective_to >= $4::date
), known AS (
    INSERT INTO provider AS p (org_id, kind, code, source)
    SELECT $1, $2, code, 'org' FROM stage_org_master WHERE kind = $2 GROUP BY code ORDER BY min(row_no)
    ON CONFLICT (org_id, kind, code) DO UPDATE SET source = 'org'
    RETURNING provider_id, code
), replaced AS (
    DELETE FROM provider_version v USING known k
    WHERE v.org_id = $1 AND v.provider_id = k.provider_id AND NOT EXISTS (
        SELECT FROM stage_org_master s
        WHERE s.kind = $2 AND s.code = k.code AND s.effective_from = v.effective_from)
)
INSERT INTO provider_version AS v (org_id, provider_id, effective_from, effective_to, is_person, last_name,
    first_name, middle_name, suffix, npi, taxonomy, tax_id, tax_id_is_ssn, g2, clia, participates, address1,
    address2, city, state, zip, pay_to_address1, pay_to_address2, pay_to_city, pay_to_state, pay_to_zip,
    contact_name, contact_phone, place_of_service, is_billing, made_up, run_id)
SELECT $1, k.provider_id, s.effective_from, s.effective_to, s.is_person, s.last_name, s.first_name, s.middle_name,
    s.suffix, s.npi, s.taxonomy, s.tax_id, s.tax_id_is_ssn, s.g2, s.clia, s.participates, s.address1, s.address2,
    s.city, s.state, s.zip, s.pay_to_address1, s.pay_to_address2, s.pay_to_city, s.pay_to_state, s.pay_to_zip,
    s.contact_name, s.contact_phone, s.place_of_service, s.is_billing, s.made_up, $3
FROM stage_org_master s JOIN known k USING (code)
WHERE s.kind = $2
ON CONFLICT (org_id, provider_id, effective_from) DO UPDATE
SET effective_to = EXCLUDED.effective_to, is_person = EXCLUDED.is_person, last_name = EXCLUDED.last_name,
    first_name = EXCLUDED.first_name, middle_name = EXCLUDED.middle_name, suffix = EXCLUDED.suffix,
    npi = EXCLUDED.npi, taxonomy = EXCLUDED.taxonomy, tax_id = EXCLUDED.tax_id,
    tax_id_is_ssn = EXCLUDED.tax_id_is_ssn, g2 = EXCLUDED.g2, clia = EXCLUDED.clia,
    participates = EXCLUDED.participates, address1 = EXCLUDED.address1, address2 = EXCLUDED.address2,
    city = EXCLUDED.city, state = EXCLUDED.state, zip = EXCLUDED.zip,
    pay_to_address1 = EXCLUDED.pay_to_address1, pay_to_address2 = EXCLUDED.pay_to_address2,
    pay_to_city = EXCLUDED.pay_to_city, pay_to_state = EXCLUDED.pay_to_state, pay_to_zip = EXCLUDED.pay_to_zip,
    contact_name = EXCLUDED.contact_name, contact_phone = EXCLUDED.contact_phone,
    place_of_service = EXCLUDED.place_of_service, is_billing = EXCLUDED.is_billing, made_up = EXCLUDED.made_up,
    run_id = EXCLUDED.run_id
WHERE (v.effective_to, v.is_person, v.last_name, v.first_name, v.middle_name, v.suffix, v.npi, v.taxonomy,
    v.tax_id, v.tax_id_is_ssn, v.g2, v.clia, v.participates, v.address1, v.address2, v.city, v.state, v.zip,
    v.pay_to_address1, v.pay_to_address2, v.pay_to_city, v.pay_to_state, v.pay_to_zip, v.contact_name,
    v.contact_phone, v.place_of_service, v.is_billing, v.made_up)
    IS DISTINCT FROM (EXCLUDED.effective_to, EXCLUDED.is_person, EXCLUDED.last_name, EXCLUDED.first_name,
    EXCLUDED.middle_name, EXCLUDED.suffix, EXCLUDED.npi, EXCLUDED.taxonomy, EXCLUDED.tax_id,
    EXCLUDED.tax_id_is_ssn, EXCLUDED.g2, EXCLUDED.clia, EXCLUDED.participates, EXCLUDED.address1,
    EXCLUDED.address2, EXCLUDED.city, EXCLUDED.state, EXCLUDED.zip, EXCLUDED.pay_to_address1,
    EXCLUDED.pay_to_address2, EXCLUDED.pay_to_city, EXCLUDED.pay_to_state, EXCLUDED.pay_to_zip,
    EXCLUDED.contact_name, EXCLUDED.contact_phone, EXCLUDED.place_of_service, EXCLUDED.is_billing,
    EXCLUDED.made_up)
