SELECT org_id, patient_id, record_key FROM patient WHERE false;
SELECT org_id, coverage_id, member_key, rank FROM coverage WHERE false;
SELECT org_id, encounter_id, version, to_build FROM encounter WHERE false;
SELECT org_id, encounter_id, version, line, charge FROM charge WHERE false;
SELECT org_id, receipt_id, amount FROM patient_receipt WHERE false;
