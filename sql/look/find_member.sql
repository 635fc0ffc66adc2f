-- Patients who are or were covered under a member id: $1 organisation, $2 its keyed hash.
SELECT DISTINCT patient_id FROM coverage WHERE org_id = $1 AND member_key = $2
