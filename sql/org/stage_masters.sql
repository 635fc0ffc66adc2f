-- Providers and facilities as one set of versions, and which kinds it replaces. To be run once the two tables
-- are staged; store_providers.sql reads it.
CREATE TEMP TABLE IF NOT EXISTS stage_org_master (
    kind text NOT NULL,
    row_no integer NOT NULL,
    code text NOT NULL,
    effective_from date,
    effective_to date,
    is_person boolean NOT NULL,
    last_name text NOT NULL,
    first_name text NOT NULL DEFAULT '',
    middle_name text NOT NULL DEFAULT '',
    suffix text NOT NULL DEFAULT '',
    npi text NOT NULL,
    taxonomy text NOT NULL DEFAULT '',
    tax_id text NOT NULL DEFAULT '',
    tax_id_is_ssn boolean NOT NULL DEFAULT false,
    g2 text NOT NULL DEFAULT '',
    clia text NOT NULL,
    participates boolean NOT NULL DEFAULT true,
    address1 text NOT NULL,
    address2 text NOT NULL,
    city text NOT NULL,
    state text NOT NULL,
    zip text NOT NULL,
    pay_to_address1 text NOT NULL DEFAULT '',
    pay_to_address2 text NOT NULL DEFAULT '',
    pay_to_city text NOT NULL DEFAULT '',
    pay_to_state text NOT NULL DEFAULT '',
    pay_to_zip text NOT NULL DEFAULT '',
    contact_name text NOT NULL DEFAULT '',
    contact_phone text NOT NULL DEFAULT '',
    place_of_service text NOT NULL DEFAULT '',
    is_billing boolean NOT NULL DEFAULT false,
    made_up boolean NOT NULL
);
TRUNCATE stage_org_master;
INSERT INTO stage_org_master (kind, row_no, code, effective_from, effective_to, is_person, last_name, first_name,
    middle_name, suffix, npi, taxonomy, tax_id, tax_id_is_ssn, g2, clia, participates, address1, address2, city,
    state, zip, pay_to_address1, pay_to_address2, pay_to_city, pay_to_state, pay_to_zip, contact_name,
    contact_phone, is_billing, made_up)
SELECT 'provider', row_no, code, effective_from, effective_to, NOT is_organisation, last_name, first_name,
    middle_name, suffix, npi, taxonomy, tax_id, tax_id_is_ssn, g2, clia, participates, address1, address2, city,
    state, zip, pay_to_address1, pay_to_address2, pay_to_city, pay_to_state, pay_to_zip, contact_name,
    contact_phone, is_billing, made_up
FROM stage_org_providers;
INSERT INTO stage_org_master (kind, row_no, code, effective_from, effective_to, is_person, last_name, npi, clia,
    address1, address2, city, state, zip, place_of_service, made_up)
SELECT 'facility', row_no, code, effective_from, effective_to, false, name, npi, clia, address1, address2, city,
    state, zip, place_of_service, made_up
FROM stage_org_facilities;
