-- What bulk tables point at is there: they have no foreign keys. $1 organisation, $2 last link proved before: the whole
-- organisation is read only when that is 0.
SELECT 'claim ' || c.claim_id || ' has no encounter' FROM claim c
WHERE c.org_id = $1 AND $2 = 0 AND NOT EXISTS (SELECT FROM encounter e WHERE e.org_id = $1 AND e.encounter_id = c.encounter_id)
UNION ALL
SELECT 'encounter ' || e.encounter_id || ' has no patient' FROM encounter e
WHERE e.org_id = $1 AND $2 = 0 AND NOT EXISTS (SELECT FROM patient p WHERE p.org_id = $1 AND p.patient_id = e.patient_id)
UNION ALL
SELECT 'encounter ' || e.encounter_id || ' has no version ' || e.version FROM encounter e
WHERE e.org_id = $1 AND $2 = 0 AND e.class <> 'imported' AND NOT EXISTS (SELECT FROM encounter_version v WHERE v.org_id = $1
    AND v.encounter_id = e.encounter_id AND v.version = e.version)
UNION ALL
SELECT 'charge of encounter ' || c.encounter_id || ' version ' || c.version || ' has no version' FROM charge c
WHERE c.org_id = $1 AND $2 = 0 AND NOT EXISTS (SELECT FROM encounter_version v WHERE v.org_id = $1
    AND v.encounter_id = c.encounter_id AND v.version = c.version)
UNION ALL
SELECT 'claim ' || l.claim_id || ' line ' || l.line || ' has no claim' FROM claim_line l
WHERE l.org_id = $1 AND $2 = 0 AND NOT EXISTS (SELECT FROM claim c WHERE c.org_id = $1 AND c.claim_id = l.claim_id)
UNION ALL
SELECT 'attempt ' || a.attempt_id || ' has no submission' FROM attempt a
WHERE a.org_id = $1 AND $2 = 0 AND NOT EXISTS (SELECT FROM submission s WHERE s.org_id = $1 AND s.claim_id = a.claim_id
    AND s.ordinal = a.submission)
UNION ALL
SELECT 'remittance claim ' || r.payment_id || '.' || r.claim_ordinal || ' has no payment' FROM remittance_claim r
WHERE r.org_id = $1 AND $2 = 0 AND NOT EXISTS (SELECT FROM payment p WHERE p.org_id = $1 AND p.payment_id = r.payment_id)
UNION ALL
SELECT 'entry ' || e.entry_id || ' has no payment' FROM ledger_entry e
WHERE e.org_id = $1 AND $2 = 0 AND e.payment_id > 0 AND NOT EXISTS (SELECT FROM payment p WHERE p.org_id = $1
    AND p.payment_id = e.payment_id)
UNION ALL
SELECT 'entry ' || e.entry_id || ' has no encounter' FROM ledger_entry e
WHERE e.org_id = $1 AND $2 = 0 AND e.encounter_id > 0 AND NOT EXISTS (SELECT FROM encounter x WHERE x.org_id = $1
    AND x.encounter_id = e.encounter_id)
