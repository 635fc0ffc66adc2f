-- Their patients' coverages that are active on the first day of service, by rank; behind them those that are not (any
-- more), but under which a claim of the encounter is billed, or, when there is no claim, the newest. $1 organisation.
WITH wanted AS (
    SELECT b.encounter_id, b.claim_id, e.patient_id, e.service_from
    FROM stage_batch b JOIN encounter e ON e.org_id = $1 AND e.encounter_id = b.encounter_id
    WHERE b.action IN ('new', 'rebuild')
), active AS (
    SELECT w.encounter_id, c.coverage_id
    FROM wanted w
    JOIN coverage c ON c.org_id = $1 AND c.patient_id = w.patient_id AND w.service_from BETWEEN c.from_date AND c.to_date
), ended AS (
    SELECT w.encounter_id, c.coverage_id
    FROM wanted w
    JOIN claim k ON k.org_id = $1 AND k.encounter_id = w.encounter_id
    JOIN coverage c ON c.org_id = $1 AND c.coverage_id = k.coverage_id
        AND w.service_from NOT BETWEEN c.from_date AND c.to_date
    UNION
    SELECT w.encounter_id, max(c.coverage_id)
    FROM wanted w JOIN coverage c ON c.org_id = $1 AND c.patient_id = w.patient_id
    -- NOT IN is looked up in a hash table; NOT EXISTS compared pair by pair, since nobody knows how many `active` has.
    WHERE w.claim_id = 0 AND w.encounter_id NOT IN (SELECT encounter_id FROM active)
    GROUP BY w.encounter_id
)
SELECT x.encounter_id, c.coverage_id, c.payer_id, c.rank, c.from_date, v.to_date, v.relationship, v.group_number,
    v.group_name, v.insurance_type, v.identity, x.is_active
FROM (SELECT *, true AS is_active FROM active UNION ALL SELECT *, false FROM ended) x
JOIN coverage c ON c.org_id = $1 AND c.coverage_id = x.coverage_id
JOIN coverage_version v ON v.org_id = $1 AND v.coverage_id = c.coverage_id AND v.version = c.version
ORDER BY x.encounter_id, x.is_active DESC, c.rank, c.coverage_id
