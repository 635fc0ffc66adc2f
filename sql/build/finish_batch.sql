-- Build has looked at the batch's encounters: what intake brings meanwhile is a later version, and stays. $1 organisation.
DELETE FROM encounter_unbuilt u
USING stage_batch b
WHERE u.org_id = $1 AND u.encounter_id = b.encounter_id AND u.version <= b.version
