-- The encounters of the batch that become claims. $1 organisation. Patient data comes packed, from the newest
-- version of the patient: a corrected birth date cures a held claim.
SELECT b.encounter_id, b.version, b.claim_id, b.submissions, b.from_state, e.encounter_key, e.patient_id,
    v.service_from, v.service_to, v.place_of_service, v.total, v.billing_provider, v.rendering_provider,
    v.facility, p.identity,
    coalesce((SELECT sum(r.amount) FROM patient_receipt r
        WHERE r.org_id = $1 AND r.patient_id = e.patient_id AND r.encounter_id = b.encounter_id), 0)::bigint,
    c.content_digest, coalesce(c.sequence, 'P'), CASE WHEN c.sequence IN ('S', 'T') THEN c.coverage_id ELSE 0 END
FROM stage_batch b
JOIN encounter e ON e.org_id = $1 AND e.encounter_id = b.encounter_id
JOIN encounter_version v ON v.org_id = $1 AND v.encounter_id = b.encounter_id AND v.version = b.version
JOIN patient t ON t.org_id = $1 AND t.patient_id = e.patient_id
JOIN patient_version p ON p.org_id = $1 AND p.patient_id = t.patient_id AND p.version = t.version
LEFT JOIN claim c ON c.org_id = $1 AND c.claim_id = b.claim_id
WHERE b.action IN ('new', 'rebuild')
ORDER BY b.encounter_id
