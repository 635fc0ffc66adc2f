-- All findings of a claim, open ones first. $1 organisation, $2 claim, $3-$6 finding codes with SNIP type, sentence and
-- remedy; those of guide_not_followed stand under its rule_id. Cells of a payer rule: 21 message, 22 denial_hint.
SELECT f.state, f.severity, CASE f.rule_id WHEN '' THEN f.code ELSE f.rule_id END, f.code, f.rule_id,
    nullif(f.rule_version_id, 0), w.snip::bigint, nullif(f.line, 0)::bigint, f.place, f.value, a.as_of, b.as_of,
    d.as_of, f.closed_by, f.closed_why, CASE f.code WHEN 'payer_rule' THEN r.cells[21] ELSE w.message END,
    CASE f.code WHEN 'payer_rule' THEN 'correct the encounter' ELSE w.remedy END, r.cells[22]
FROM finding f
LEFT JOIN unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS w (code, snip, message, remedy)
    ON w.code = CASE f.code WHEN 'guide_not_followed' THEN f.rule_id ELSE f.code END
LEFT JOIN LATERAL (
    SELECT cells FROM payer_rule r
    WHERE r.org_id = $1 AND r.version_id = f.rule_version_id AND r.rule_id = f.rule_id LIMIT 1) r ON f.code = 'payer_rule'
LEFT JOIN run a ON a.run_id = f.run_id
LEFT JOIN run b ON b.run_id = f.last_run_id
LEFT JOIN run d ON d.run_id = f.closed_run_id
WHERE f.org_id = $1 AND f.subject = 'claim' AND f.subject_id = $2
ORDER BY CASE f.state WHEN 'open' THEN 1 WHEN 'released' THEN 2 ELSE 3 END, f.finding_id
