-- A release was given for what somebody saw: where a finding says something else now, because the claim's content
-- changed or it repeats another claim than then, it is open again. What only the day changed (an age) stays released.
-- $1 organisation.
UPDATE finding f SET state = 'open', closed_run_id = NULL, closed_by = '', closed_why = ''
FROM stage_finding x JOIN stage_claim s USING (claim_id)
WHERE f.org_id = $1 AND f.subject = 'claim' AND f.subject_id = x.claim_id AND f.code = x.code AND f.line = x.line
    AND f.place = x.place AND f.rule_id = x.rule_id AND f.rule_version_id = x.rule_version_id
    AND f.state = 'released' AND f.value <> x.value AND (NOT s.unchanged OR f.code = 'claim_duplicate')
