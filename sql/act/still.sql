-- What still holds the staged claims: claim, severity, code or rule, line, field, value, sentence, remedy. $1
-- organisation, $2-$5 finding codes with SNIP type, sentence and remedy. Cells of a payer rule: 21 message, 22
-- denial_hint.
SELECT s.claim_id, f.severity, CASE f.rule_id WHEN '' THEN f.code ELSE f.rule_id END, w.snip::bigint,
    nullif(f.line, 0)::bigint, f.place, f.value, CASE f.code WHEN 'payer_rule' THEN r.cells[21] ELSE w.message END,
    CASE f.code WHEN 'payer_rule' THEN 'correct the encounter' ELSE w.remedy END, r.cells[22]
FROM stage_release s
JOIN finding f ON f.org_id = $1 AND f.subject = 'claim' AND f.subject_id = s.claim_id AND f.state = 'open'
    AND f.severity IN ('hold', 'reject')
LEFT JOIN unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS w (code, snip, message, remedy)
    ON w.code = CASE f.code WHEN 'guide_not_followed' THEN f.rule_id ELSE f.code END
LEFT JOIN LATERAL (
    SELECT cells FROM payer_rule r
    WHERE r.org_id = $1 AND r.version_id = f.rule_version_id AND r.rule_id = f.rule_id LIMIT 1) r ON f.code = 'payer_rule'
WHERE s.from_state IN ('held', 'rejected')
ORDER BY s.claim_id, CASE f.severity WHEN 'reject' THEN 1 ELSE 2 END, 3, 5
