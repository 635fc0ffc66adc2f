-- Patients of a record number: $1 organisation, $2-$3 sources and the keyed hash of the number in each.
SELECT p.patient_id
FROM unnest($2::text[], $3::bytea[]) AS k (source, record_key)
JOIN patient p ON p.org_id = $1 AND p.source = k.source AND p.record_key = k.record_key
