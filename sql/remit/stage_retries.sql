-- Those claims once more, as if their payments had just been read: an alias may have been learned, a claim published
-- or imported since. Reversals stay with a person. $1 organisation.
WITH waiting AS (
    SELECT DISTINCT m.payment_id, m.claim_ordinal, m.generation
    FROM open_item o
    JOIN remittance_match m ON m.org_id = $1 AND m.payment_id = o.payment_id AND m.claim_ordinal = o.claim_ordinal
        AND m.active AND m.claim_id = 0
    JOIN remittance_claim r ON r.org_id = $1 AND r.payment_id = m.payment_id AND r.claim_ordinal = m.claim_ordinal
        AND r.status <> '22'
    WHERE o.org_id = $1 AND o.kind = 'unapplied' AND o.closed_on IS NULL AND o.claim_ordinal > 0
), numbered AS (
    SELECT payment_id, row_number() OVER (ORDER BY payment_id)::integer AS pay_no
    FROM (SELECT DISTINCT payment_id FROM waiting) w
), payments AS (
    INSERT INTO stage_payment_state (pay_no, org_id, payer_id, state, payment_id, batch)
    SELECT n.pay_no, $1, coalesce(nullif(p.payer_id, 0), a.payer_id, b.payer_id, c.payer_id, 0), 'post', p.payment_id, 1
    FROM numbered n
    JOIN payment p ON p.org_id = $1 AND p.payment_id = n.payment_id
    LEFT JOIN payer_alias a ON a.org_id = $1 AND a.kind = 'originator' AND a.alias = p.originator
    LEFT JOIN payer_alias b ON b.org_id = $1 AND b.kind = 'identifier' AND b.alias = p.payer_identifier
        AND p.payer_identifier <> ''
    LEFT JOIN payer_alias c ON c.org_id = $1 AND c.kind = 'name' AND c.alias = upper(p.payer_name)
), claims AS (
    INSERT INTO stage_remit_claim (pay_no, claim_ordinal, control_number, number_kind, status, charge, paid,
        patient_responsibility, payer_claim_number, service_from, service_to)
    SELECT n.pay_no, r.claim_ordinal, r.control_number, 'ours', r.status, r.charge, r.paid, r.patient_responsibility,
        r.payer_claim_number, r.service_from, r.service_to
    FROM waiting w JOIN numbered n USING (payment_id)
    JOIN remittance_claim r ON r.org_id = $1 AND r.payment_id = w.payment_id AND r.claim_ordinal = w.claim_ordinal
), lines AS (
    INSERT INTO stage_remit_line (pay_no, claim_ordinal, line_ordinal, control_number, procedure, modifiers,
        submitted_procedure, submitted_modifiers, charge, paid, service_from, service_to)
    SELECT n.pay_no, l.claim_ordinal, l.line_ordinal, l.control_number, l.procedure, l.modifiers, l.submitted_procedure,
        l.submitted_modifiers, l.charge, l.paid, l.service_from, l.service_to
    FROM waiting w JOIN numbered n USING (payment_id)
    JOIN remittance_line l ON l.org_id = $1 AND l.payment_id = w.payment_id AND l.claim_ordinal = w.claim_ordinal
)
INSERT INTO stage_remit_adjustment (pay_no, claim_ordinal, line_ordinal, ordinal, group_code, reason_code, amount)
SELECT n.pay_no, a.claim_ordinal, a.line_ordinal, a.ordinal, a.group_code, a.reason_code, a.amount
FROM waiting w JOIN numbered n USING (payment_id)
JOIN remittance_adjustment a ON a.org_id = $1 AND a.payment_id = w.payment_id AND a.claim_ordinal = w.claim_ordinal
