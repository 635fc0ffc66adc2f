-- Every version of every patient, packed: $1 organisation.
SELECT patient_id, identity FROM patient_version WHERE org_id = $1
