-- Build has looked at the batch's encounters. $1 organisation. Returns nothing.
UPDATE encounter e SET to_build = false
FROM stage_batch b
WHERE e.org_id = $1 AND e.encounter_id = b.encounter_id AND e.version = b.version AND e.to_build
