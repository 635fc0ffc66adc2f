-- Claims that are clean and wait: $1 organisation. With what decides their place: payer, first day, billing
-- provider of the encounter.
SELECT c.claim_id, c.payer_id, c.service_from, v.billing_provider
FROM claim c
JOIN encounter_version v ON v.org_id = $1 AND v.encounter_id = c.encounter_id AND v.version = c.encounter_version
WHERE c.org_id = $1 AND c.unsent AND c.state = 'ready'
    AND NOT EXISTS (SELECT FROM claim p WHERE p.org_id = $1 AND p.encounter_id = c.encounter_id
        AND p.sequence::text < c.sequence::text AND p.unsent)
ORDER BY c.claim_id
