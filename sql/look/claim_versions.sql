-- The versions of a claim's encounter, and where each came from. $1 organisation, $2 claim.
SELECT v.version::bigint, v.version = c.encounter_version, CASE WHEN v.cancelled THEN 'cancelled' ELSE v.class END,
    v.service_from, v.service_to, v.place_of_service, v.total, v.rendering_provider, v.facility, f.name,
    v.file_row::bigint, f.kept_as, encode(f.sha256, 'hex'), v.run_id, r.as_of
FROM claim c
JOIN encounter_version v USING (org_id, encounter_id)
LEFT JOIN received_file f USING (file_id)
LEFT JOIN run r ON r.run_id = v.run_id
WHERE c.org_id = $1 AND c.claim_id = $2
ORDER BY v.version
