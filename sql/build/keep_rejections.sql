-- A claim that an acknowledgement rejected, whose content is still the same, stays rejected: the finding that
-- says so is found again, with what it said. $1 organisation.
INSERT INTO stage_finding (claim_id, line, code, place, rule_id, rule_version_id, severity, value)
SELECT s.claim_id, f.line, f.code, f.place, f.rule_id, f.rule_version_id, f.severity, f.value
FROM stage_claim s
JOIN finding f ON f.org_id = $1 AND f.subject = 'claim' AND f.subject_id = s.claim_id
    AND f.code = 'rejected_by_receiver' AND f.state <> 'resolved'
WHERE s.unchanged
