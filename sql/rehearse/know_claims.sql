-- What was known of the staged claims before: $2 words of scenarios that reject, $3 whether next payers are wanted.
-- A row for each claim that was answered before (1: always rejected, 2: else) or whose patient has a payer after
-- the claim's on the day of service, as payers tell each other (coordination of benefits). $1 organisation.
WITH earlier AS (
    SELECT s.position, CASE WHEN bool_and(c.scenario = ANY ($2::text[])) THEN 1 ELSE 2 END AS answered
    FROM stage_rehearsal_number s
    JOIN rehearsal_claim c ON c.org_id = $1 AND c.control_number = s.control_number
    GROUP BY s.position
), next AS (
    SELECT DISTINCT ON (s.position) s.position, v.payer_id
    FROM stage_rehearsal_number s
    JOIN submission m ON m.org_id = $1 AND m.control_number = s.control_number
    JOIN claim c ON c.org_id = $1 AND c.claim_id = m.claim_id
    JOIN coverage mine ON mine.org_id = $1 AND mine.coverage_id = c.coverage_id
    JOIN coverage v ON v.org_id = $1 AND v.patient_id = c.patient_id AND v.rank > mine.rank
        AND c.service_from BETWEEN v.from_date AND v.to_date
    WHERE $3
    ORDER BY s.position, v.rank, v.coverage_id
)
SELECT position, coalesce(e.answered, 0), coalesce(n.payer_id, 0)
FROM earlier e FULL JOIN next n USING (position)
