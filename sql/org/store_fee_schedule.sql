-- $1 organisation.
WITH fee AS (
    SELECT coalesce(p.payer_id, 0) AS payer_id, s.*
    FROM stage_org_fee_schedule s
    LEFT JOIN payer p ON p.org_id = $1 AND p.code = s.payer
), gone AS (
    DELETE FROM fee_schedule o
    WHERE org_id = $1 AND NOT EXISTS (
        SELECT FROM fee s
        WHERE (s.payer_id, s.procedure, s.modifier, s.effective_from)
            = (o.payer_id, o.procedure, o.modifier, o.effective_from))
)
INSERT INTO fee_schedule AS o (org_id, payer_id, procedure, modifier, effective_from, effective_to, allowed,
    percent_of_charge)
SELECT $1, payer_id, procedure, modifier, effective_from, effective_to, allowed, percent_of_charge
FROM fee
ON CONFLICT (org_id, payer_id, procedure, modifier, effective_from) DO UPDATE
SET effective_to = EXCLUDED.effective_to, allowed = EXCLUDED.allowed,
    percent_of_charge = EXCLUDED.percent_of_charge
WHERE (o.effective_to, o.allowed, o.percent_of_charge)
    IS DISTINCT FROM (EXCLUDED.effective_to, EXCLUDED.allowed, EXCLUDED.percent_of_charge)
