-- Their charges. $1 organisation.
SELECT b.encounter_id, c.line, c.service_from, c.service_to, c.procedure, c.modifiers, c.description,
    c.unit_basis, c.units, c.charge, c.pointers, c.place_of_service, c.emergency, c.ndc, c.ndc_quantity,
    c.ndc_unit, c.note
FROM stage_batch b
JOIN charge c ON c.org_id = $1 AND c.encounter_id = b.encounter_id AND c.version = b.version
WHERE b.action IN ('new', 'rebuild')
ORDER BY b.encounter_id, c.line
