-- Their patients' coverages that are active on the first day of service, by rank. $1 organisation.
SELECT b.encounter_id, c.coverage_id, c.payer_id, c.rank, c.from_date, v.to_date, v.relationship, v.group_number,
    v.group_name, v.insurance_type, v.identity
FROM stage_batch b
JOIN encounter e ON e.org_id = $1 AND e.encounter_id = b.encounter_id
JOIN coverage c ON c.org_id = $1 AND c.patient_id = e.patient_id AND e.service_from BETWEEN c.from_date AND c.to_date
JOIN coverage_version v ON v.org_id = $1 AND v.coverage_id = c.coverage_id AND v.version = c.version
WHERE b.action IN ('new', 'rebuild')
ORDER BY b.encounter_id, c.rank, c.coverage_id
