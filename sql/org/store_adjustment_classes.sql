-- $1 organisation.
WITH gone AS (
    DELETE FROM adjustment_class o
    WHERE org_id = $1 AND NOT EXISTS (
        SELECT FROM stage_org_adjustment_classes s
        WHERE (s.group_code, s.reason_code, s.effective_from) = (o.group_code, o.reason_code, o.effective_from))
)
INSERT INTO adjustment_class AS o (org_id, group_code, reason_code, effective_from, effective_to, class)
SELECT $1, group_code, reason_code, effective_from, effective_to, class FROM stage_org_adjustment_classes
ON CONFLICT (org_id, group_code, reason_code, effective_from) DO UPDATE
SET effective_to = EXCLUDED.effective_to, class = EXCLUDED.class
WHERE (o.effective_to, o.class) IS DISTINCT FROM (EXCLUDED.effective_to, EXCLUDED.class)
