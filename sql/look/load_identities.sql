-- The newest version of patients, packed: $1 organisation, $2 patients. Patient, source, identity.
SELECT p.patient_id, p.source, v.identity
FROM patient p JOIN patient_version v USING (org_id, patient_id, version)
WHERE p.org_id = $1 AND p.patient_id = ANY ($2::bigint[])
ORDER BY p.patient_id
