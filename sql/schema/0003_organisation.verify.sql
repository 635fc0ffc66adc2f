SELECT org_id, code, usage, identity_key FROM organisation WHERE false;
SELECT org_id, provider_id, npi, is_billing FROM provider_version WHERE false;
SELECT org_id, payer_id, code FROM payer WHERE false;
SELECT org_id, version_id, cells FROM payer_rule WHERE false;
SELECT org_id, group_code, reason_code, class FROM adjustment_class WHERE false;
