-- Claims of the batch that repeat a line of another claim: same patient, dates, procedure, modifiers and
-- charge, not the same claim, neither withdrawn nor voided. Both may be in the batch; the later one is held.
-- $1 organisation.
INSERT INTO stage_finding (claim_id, line, code, place, rule_id, rule_version_id, severity, value)
SELECT DISTINCT ON (s.claim_id) s.claim_id, l.line, 'claim_duplicate', 'claim.lines', '', 0, 'hold',
    'claim ' || coalesce(o.encounter_key, o.claim_id::text)
FROM stage_claim s
JOIN stage_claim_line l USING (claim_id)
JOIN LATERAL (
    SELECT c.claim_id, e.encounter_key
    FROM claim c
    JOIN claim_line x ON x.org_id = $1 AND x.claim_id = c.claim_id
    JOIN encounter e ON e.org_id = $1 AND e.encounter_id = c.encounter_id
    WHERE c.org_id = $1 AND c.patient_id = s.patient_id AND c.claim_id <> s.claim_id
        AND c.claim_id < s.claim_id AND c.encounter_id <> s.encounter_id
        AND c.state NOT IN ('withdrawn', 'voided', 'superseded')
        AND c.sequence = 'P' AND NOT c.imported
        AND x.procedure = l.procedure AND x.modifiers = l.modifiers AND x.charge = l.charge
        AND x.service_from = l.service_from AND x.service_to = l.service_to
    UNION ALL
    SELECT t.claim_id, NULL
    FROM stage_claim t
    JOIN stage_claim_line y USING (claim_id)
    WHERE t.patient_id = s.patient_id AND t.claim_id < s.claim_id AND t.encounter_id <> s.encounter_id
        AND y.procedure = l.procedure AND y.modifiers = l.modifiers AND y.charge = l.charge
        AND y.service_from = l.service_from AND y.service_to = l.service_to
) o ON true
ORDER BY s.claim_id, l.line
