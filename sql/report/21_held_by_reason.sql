-- title: Held and rejected, by reason
-- section: Claims
-- about: Claims that are not sent, or that a receiver refused. A claim with several reasons stands under each, so the sums may
--     be more than those by state. Severity reject needs a correction; hold may be released with a reason: cleanclaim release.
-- empty: No claim is held or rejected.
-- for: organisation
-- parameters: organisation, day
-- drawing: bars dollars by reason
-- column: reason | text | Reason
-- column: state | text | State
-- column: severity | text | Severity
-- column: claims | count | Claims | rows=held_claims
-- column: dollars | dollars | Dollars | rows=held_claims
-- column: oldest | date | Oldest
-- column: age | count | Days
-- column: why | text | Why
-- column: to_do | text | What to do
WITH held AS (
    SELECT claim_id, state, total FROM claim WHERE org_id = $1 AND unsent AND state IN ('held', 'rejected')
), cell AS (
    SELECT ordinal FROM report_cell WHERE name = 'payer_rules.message'
), reason AS (
    SELECT DISTINCT h.claim_id, h.state, h.total, coalesce(nullif(f.rule_id, ''), f.code, 'none') AS reason,
        f.severity, r.as_of, f.rule_version_id AS version,
        CASE f.code WHEN 'guide_not_followed' THEN f.rule_id ELSE f.code END AS code
    FROM held h
    LEFT JOIN finding f ON f.org_id = $1 AND f.subject = 'claim' AND f.subject_id = h.claim_id AND f.state = 'open'
        AND f.severity IN ('hold', 'reject')
    LEFT JOIN run r ON r.run_id = f.run_id
), claim_reason AS (
    -- A claim stands once under a reason, however many of its lines have it.
    SELECT claim_id, state, total, reason, max(severity) AS severity, min(as_of) AS as_of, max(version) AS version,
        max(code) AS code
    FROM reason GROUP BY claim_id, state, total, reason
)
SELECT c.reason, c.state, coalesce(c.severity, '') AS severity, count(*) AS claims, sum(c.total)::bigint AS dollars,
    min(c.as_of) AS oldest, max($2 - c.as_of)::bigint AS age,
    coalesce(max(p.cells[(SELECT ordinal FROM cell)]), max(w.message), 'no reason is open: it is judged again in the next run')
        AS why,
    coalesce(max(w.remedy), '') AS to_do
FROM claim_reason c
LEFT JOIN report_finding w ON w.code = c.code
LEFT JOIN payer_rule p ON p.org_id = $1 AND p.version_id = c.version AND p.rule_id = c.reason AND c.version > 0
GROUP BY c.reason, c.state, c.severity
ORDER BY dollars DESC, c.reason, c.state
