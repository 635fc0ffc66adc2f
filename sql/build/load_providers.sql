-- All providers and facilities of an organisation, with their versions. $1 organisation.
SELECT p.kind, p.code, v.effective_from, v.effective_to, v.is_person, v.made_up, v.last_name, v.first_name,
    v.middle_name, v.suffix, v.npi, v.taxonomy, v.tax_id, v.tax_id_is_ssn, v.g2, v.clia, v.participates,
    v.address1, v.address2, v.city, v.state, v.zip, v.pay_to_address1, v.pay_to_address2, v.pay_to_city,
    v.pay_to_state, v.pay_to_zip, v.contact_name, v.contact_phone, v.is_billing
FROM provider p
JOIN provider_version v USING (org_id, provider_id)
WHERE p.org_id = $1
ORDER BY p.kind, p.code, v.effective_from
