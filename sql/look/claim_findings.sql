-- All findings of a claim, open ones first. $1 organisation, $2 claim, $3-$6 finding codes with SNIP type, sentence and
-- remedy. Cells of a payer rule: 21 message, 22 denial_hint.
SELECT f.state, f.severity, CASE f.rule_id WHEN '' THEN f.code ELSE f.rule_id END, f.code, f.rule_id,
    nullif(f.rule_version_id, 0), w.snip::bigint, nullif(f.line, 0)::bigint, f.place, f.value, a.as_of, b.as_of,
    d.as_of, f.closed_by, f.closed_why, CASE f.rule_id WHEN '' THEN w.message ELSE r.cells[21] END,
    CASE f.rule_id WHEN '' THEN w.remedy ELSE 'correct the encounter' END, r.cells[22]
FROM finding f
LEFT JOIN unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS w (code, snip, message, remedy) USING (code)
LEFT JOIN LATERAL (
    SELECT cells FROM payer_rule r
    WHERE r.org_id = $1 AND r.version_id = f.rule_version_id AND r.rule_id = f.rule_id LIMIT 1) r ON f.rule_id <> ''
LEFT JOIN run a ON a.run_id = f.run_id
LEFT JOIN run b ON b.run_id = f.last_run_id
LEFT JOIN run d ON d.run_id = f.closed_run_id
WHERE f.org_id = $1 AND f.subject = 'claim' AND f.subject_id = $2
ORDER BY CASE f.state WHEN 'open' THEN 1 WHEN 'released' THEN 2 ELSE 3 END, f.finding_id
