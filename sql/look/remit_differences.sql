-- How two payments of one trace number differ, claim by claim and provider adjustment by provider adjustment: $1
-- organisation, $2 the payment that stands, $3 the other. What, whose number, and both sides.
WITH claims AS (
    SELECT r.payment_id, r.control_number, r.status, r.charge, r.paid, r.patient_responsibility,
        coalesce((SELECT string_agg(x.line_ordinal || ' ' || x.group_code || ' ' || x.reason_code || ' ' || x.amount, ', '
            ORDER BY x.line_ordinal, x.ordinal) FROM remittance_adjustment x
            WHERE x.org_id = $1 AND x.payment_id = r.payment_id AND x.claim_ordinal = r.claim_ordinal), '') AS adjustments,
        row_number() OVER (PARTITION BY r.payment_id, r.control_number, r.status ORDER BY r.claim_ordinal) AS nth
    FROM remittance_claim r
    WHERE r.org_id = $1 AND r.payment_id IN ($2, $3)
), items AS (
    SELECT b.payment_id, b.reason, b.reference, sum(b.amount)::bigint AS amount
    FROM provider_adjustment b WHERE b.org_id = $1 AND b.payment_id IN ($2, $3)
    GROUP BY b.payment_id, b.reason, b.reference
)
SELECT CASE WHEN b.control_number IS NULL THEN 'missing' WHEN a.control_number IS NULL THEN 'added' ELSE 'changed' END
        AS what, 'claim' AS subject, control_number, status, a.charge, b.charge, a.paid, b.paid,
    a.patient_responsibility, b.patient_responsibility,
    CASE WHEN a.adjustments IS DISTINCT FROM b.adjustments AND a.nth IS NOT NULL AND b.nth IS NOT NULL
        THEN 'adjustments differ' ELSE '' END
FROM (SELECT * FROM claims WHERE payment_id = $2) a
FULL JOIN (SELECT * FROM claims WHERE payment_id = $3) b USING (control_number, status, nth)
WHERE a.charge IS DISTINCT FROM b.charge OR a.paid IS DISTINCT FROM b.paid
    OR a.patient_responsibility IS DISTINCT FROM b.patient_responsibility
    OR a.adjustments IS DISTINCT FROM b.adjustments
UNION ALL
SELECT CASE WHEN b.reason IS NULL THEN 'missing' WHEN a.reason IS NULL THEN 'added' ELSE 'changed' END, 'PLB',
    reference, reason, NULL, NULL, a.amount, b.amount, NULL, NULL, ''
FROM (SELECT * FROM items WHERE payment_id = $2) a
FULL JOIN (SELECT * FROM items WHERE payment_id = $3) b USING (reason, reference)
WHERE a.amount IS DISTINCT FROM b.amount
ORDER BY 2 DESC, 3, 4
