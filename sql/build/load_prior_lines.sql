-- Their lines as adjudicated, by the claim line that each was matched to: line ordinal 0 and line 0 hold what was said of
-- the claim as a whole. One row for each adjustment, at least one for each line. $1 organisation.
WITH prior AS (
    SELECT b.encounter_id, p.claim_id, x.payment_id, x.claim_ordinal, p.sequence
    FROM stage_batch b
    JOIN claim c ON c.org_id = $1 AND c.claim_id = b.claim_id AND c.sequence IN ('S', 'T')
    JOIN claim p ON p.org_id = $1 AND p.encounter_id = c.encounter_id AND p.sequence::text < c.sequence::text
        AND p.state NOT IN ('withdrawn', 'voided', 'superseded')
    JOIN LATERAL (
        SELECT m.payment_id, m.claim_ordinal
        FROM remittance_match m
        JOIN remittance_claim r ON r.org_id = $1 AND r.payment_id = m.payment_id AND r.claim_ordinal = m.claim_ordinal
        WHERE m.org_id = $1 AND m.claim_id = p.claim_id AND m.claim_id > 0 AND m.active AND m.act = 'pay'
            AND NOT EXISTS (SELECT FROM remittance_match t WHERE t.org_id = $1 AND t.active
                AND t.reverses_payment > 0 AND t.reverses_payment = m.payment_id AND t.reverses_claim = m.claim_ordinal)
        ORDER BY m.payment_id DESC, m.claim_ordinal DESC LIMIT 1) x ON true
), part AS (
    SELECT r.*, 0 AS line_ordinal, 0::smallint AS line, '' AS procedure, '' AS modifiers, 0::bigint AS paid, 0::bigint AS units
    FROM prior r
    UNION ALL
    SELECT r.*, l.line_ordinal, coalesce(t.line, 0)::smallint, l.procedure, l.modifiers, l.paid, l.units
    FROM prior r
    JOIN remittance_line l ON l.org_id = $1 AND l.payment_id = r.payment_id AND l.claim_ordinal = r.claim_ordinal
    LEFT JOIN remittance_match m ON m.org_id = $1 AND m.payment_id = r.payment_id AND m.claim_ordinal = r.claim_ordinal
        AND m.active
    LEFT JOIN remittance_line_match t ON t.org_id = $1 AND t.payment_id = l.payment_id
        AND t.claim_ordinal = l.claim_ordinal AND t.line_ordinal = l.line_ordinal AND t.generation = m.generation
)
SELECT p.encounter_id, p.claim_id, p.line_ordinal, p.line, p.procedure, p.modifiers, p.paid, p.units, a.group_code,
    a.reason_code, coalesce(a.amount, 0), coalesce(a.quantity, 0)
FROM part p
LEFT JOIN remittance_adjustment a ON a.org_id = $1 AND a.payment_id = p.payment_id AND a.claim_ordinal = p.claim_ordinal
    AND a.line_ordinal = p.line_ordinal
ORDER BY p.encounter_id, p.sequence, p.line_ordinal, a.ordinal
