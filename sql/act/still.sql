-- What still holds the staged claims: claim, severity, code or rule, line, field, value, sentence, remedy. $1
-- organisation, $2-$5 finding codes with SNIP type, sentence and remedy. Cells of a payer rule: 21 message, 22
-- denial_hint.
SELECT s.claim_id, f.severity, CASE f.rule_id WHEN '' THEN f.code ELSE f.rule_id END, w.snip::bigint,
    nullif(f.line, 0)::bigint, f.place, f.value, CASE f.rule_id WHEN '' THEN w.message ELSE r.cells[21] END,
    CASE f.rule_id WHEN '' THEN w.remedy ELSE 'correct the encounter' END, r.cells[22]
FROM stage_release s
JOIN finding f ON f.org_id = $1 AND f.subject = 'claim' AND f.subject_id = s.claim_id AND f.state = 'open'
    AND f.severity IN ('hold', 'reject')
LEFT JOIN unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS w (code, snip, message, remedy) USING (code)
LEFT JOIN LATERAL (
    SELECT cells FROM payer_rule r
    WHERE r.org_id = $1 AND r.version_id = f.rule_version_id AND r.rule_id = f.rule_id LIMIT 1) r ON f.rule_id <> ''
WHERE s.from_state IN ('held', 'rejected')
ORDER BY s.claim_id, CASE f.severity WHEN 'reject' THEN 1 ELSE 2 END, 3, 5
