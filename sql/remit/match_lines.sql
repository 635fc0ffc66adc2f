-- To which line of the claim each line of the batch's remittance claims belongs. First by the line item control
-- number (REF*6R), which belongs to the encounter's line whichever of its claims echoes it; then, among lines not
-- yet met, by the submitted procedure with its modifiers, charge and day; then without modifiers and day, which payers
-- lose. What fits none is posted at claim level, line 0, with a finding. $1 organisation.
WITH remit AS (
    SELECT m.pay_no, m.claim_ordinal, m.payment_id, m.claim_id, m.encounter_id, l.line_ordinal, l.control_number,
        coalesce(nullif(l.submitted_procedure, ''), l.procedure) AS procedure,
        CASE WHEN l.submitted_procedure <> '' THEN l.submitted_modifiers ELSE l.modifiers END AS modifiers,
        l.charge, coalesce(l.service_from, c.service_from) AS service_from
    FROM stage_match m
    JOIN stage_remit_line l USING (pay_no, claim_ordinal)
    JOIN stage_remit_claim c USING (pay_no, claim_ordinal)
    WHERE m.act = 'pay'
), by_number AS (
    SELECT r.pay_no, r.claim_ordinal, r.line_ordinal, min(t.line) AS line
    FROM remit r
    JOIN claim_line t ON t.org_id = $1 AND t.claim_id = r.claim_id AND t.control_number = r.control_number
    WHERE r.control_number <> ''
    GROUP BY r.pay_no, r.claim_ordinal, r.line_ordinal
), left_remit AS (
    SELECT r.* FROM remit r
    WHERE NOT EXISTS (SELECT FROM by_number b WHERE b.pay_no = r.pay_no AND b.claim_ordinal = r.claim_ordinal
        AND b.line_ordinal = r.line_ordinal)
), left_line AS (
    SELECT q.pay_no, q.claim_ordinal, t.*
    FROM (SELECT DISTINCT pay_no, claim_ordinal, claim_id FROM left_remit) q
    JOIN claim_line t ON t.org_id = $1 AND t.claim_id = q.claim_id
    WHERE NOT EXISTS (SELECT FROM by_number b WHERE b.pay_no = q.pay_no AND b.claim_ordinal = q.claim_ordinal
        AND b.line = t.line)
), strict AS (
    SELECT r.pay_no, r.claim_ordinal, r.line_ordinal, t.line
    FROM (SELECT *, row_number() OVER (PARTITION BY pay_no, claim_ordinal, procedure, modifiers, charge, service_from
            ORDER BY line_ordinal) AS nth FROM left_remit) r
    JOIN (SELECT *, row_number() OVER (PARTITION BY pay_no, claim_ordinal, procedure, modifiers, charge, service_from
            ORDER BY line) AS nth FROM left_line) t
        USING (pay_no, claim_ordinal, procedure, modifiers, charge, service_from, nth)
), loose_remit AS (
    -- Modifiers that are there keep their order.
    SELECT r.*, row_number() OVER (PARTITION BY pay_no, claim_ordinal, procedure, charge
        ORDER BY modifiers, line_ordinal) AS nth
    FROM left_remit r
    WHERE NOT EXISTS (SELECT FROM strict s WHERE s.pay_no = r.pay_no AND s.claim_ordinal = r.claim_ordinal
        AND s.line_ordinal = r.line_ordinal)
), loose_line AS (
    SELECT t.*, row_number() OVER (PARTITION BY pay_no, claim_ordinal, procedure, charge
        ORDER BY modifiers, line) AS nth
    FROM left_line t
    WHERE NOT EXISTS (SELECT FROM strict s WHERE s.pay_no = t.pay_no AND s.claim_ordinal = t.claim_ordinal
        AND s.line = t.line)
), loose AS (
    SELECT r.pay_no, r.claim_ordinal, r.line_ordinal, t.line
    FROM loose_remit r JOIN loose_line t USING (pay_no, claim_ordinal, procedure, charge, nth)
), fitted AS (
    SELECT *, 'control_number' AS how FROM by_number
    UNION ALL SELECT *, 'procedure' FROM strict
    UNION ALL SELECT *, 'procedure' FROM loose
), lost AS (
    INSERT INTO stage_remit_finding (payment_id, claim_ordinal, code, place, value)
    SELECT r.payment_id, r.claim_ordinal, 'line_not_matched', 'SVC ' || r.line_ordinal, r.procedure
    FROM remit r LEFT JOIN fitted f USING (pay_no, claim_ordinal, line_ordinal)
    WHERE f.line IS NULL
)
INSERT INTO stage_line_match (pay_no, claim_ordinal, line_ordinal, claim_id, line, how)
SELECT r.pay_no, r.claim_ordinal, r.line_ordinal, r.claim_id, coalesce(f.line, 0), coalesce(f.how, 'none')
FROM remit r LEFT JOIN fitted f USING (pay_no, claim_ordinal, line_ordinal)
