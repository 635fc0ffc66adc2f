-- Claims of the batch that repeat a line of another claim: same patient, dates, procedure, modifiers and charge, not
-- the same encounter, neither withdrawn nor voided. Both may be in the batch; the later one is held.
-- $1 organisation.
WITH mine AS (
    SELECT s.claim_id, s.patient_id, s.encounter_id, l.line, l.procedure, l.modifiers, l.charge, l.service_from,
        l.service_to
    FROM stage_claim s JOIN stage_claim_line l USING (claim_id)
    WHERE s.sequence = 'P'
), other AS (
    SELECT claim_id, patient_id, encounter_id, procedure, modifiers, charge, service_from, service_to FROM mine
    UNION ALL
    SELECT c.claim_id, c.patient_id, c.encounter_id, x.procedure, x.modifiers, x.charge, x.service_from, x.service_to
    FROM (SELECT DISTINCT patient_id FROM stage_claim) p
    JOIN claim c ON c.org_id = $1 AND c.patient_id = p.patient_id AND c.sequence = 'P' AND NOT c.imported
        AND c.state NOT IN ('withdrawn', 'voided', 'superseded')
    JOIN claim_line x ON x.org_id = $1 AND x.claim_id = c.claim_id
)
INSERT INTO stage_finding (claim_id, line, code, place, rule_id, rule_version_id, severity, value)
SELECT DISTINCT ON (m.claim_id) m.claim_id, m.line, 'claim_duplicate', 'claim.lines', '', 0, 'hold',
    'claim ' || o.claim_id
FROM mine m
JOIN other o USING (patient_id, procedure, modifiers, charge, service_from, service_to)
WHERE o.claim_id < m.claim_id AND o.encounter_id <> m.encounter_id
ORDER BY m.claim_id, m.line, o.claim_id
