-- Their further providers, dates, references and amounts. $1 organisation.
SELECT b.encounter_id, d.name, d.value
FROM stage_batch b
JOIN encounter_detail d ON d.org_id = $1 AND d.encounter_id = b.encounter_id AND d.version = b.version
WHERE b.action IN ('new', 'rebuild')
ORDER BY b.encounter_id, d.name
