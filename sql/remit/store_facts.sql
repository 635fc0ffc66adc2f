-- The facts of a batch's payments, posted and parked ones, as the 835 gives them. Each adjustment gets the
-- class that the organisation's table has for it on that day; an unknown reason is a denial.
-- $1 organisation, $2 batch, $3 file, $4 run, $5 day.
WITH numbered AS (
    SELECT s.pay_no, nextval('payment_payment_id_seq'::regclass) AS payment_id
    FROM (SELECT pay_no FROM stage_payment_state WHERE batch = $2 ORDER BY pay_no) s
), kept AS (
    UPDATE stage_payment_state s SET payment_id = n.payment_id FROM numbered n WHERE s.pay_no = n.pay_no
    RETURNING s.*
), payments AS (
    INSERT INTO payment (org_id, payment_id, originator, trace_number, payee, claims_key, method, amount,
        effective_date, production_date, payer_id, payer_name, payer_identifier, claims_digest, claims, claims_paid,
        provider_adjustments, state, park_reason, generation, file_id, transaction_ordinal, byte_offset, segment,
        run_id, posted_run)
    OVERRIDING SYSTEM VALUE
    SELECT $1, k.payment_id, p.originator, p.trace_number, k.payee, k.claims_key, p.method, p.amount,
        coalesce(p.effective_date, $5), p.production_date, k.payer_id, p.payer_name, p.payer_identifier, p.digest,
        p.claims, p.claims_paid, p.plb_total, CASE k.state WHEN 'post' THEN 'posted' ELSE 'parked' END, k.reason,
        CASE k.state WHEN 'post' THEN 1 ELSE 0 END, $3, p.pay_no, p.byte_offset, p.segment, $4,
        CASE k.state WHEN 'post' THEN $4 ELSE 0 END
    FROM stage_payment p JOIN kept k USING (pay_no)
), claims AS (
    INSERT INTO remittance_claim (org_id, payment_id, claim_ordinal, control_number, status, charge, paid,
        patient_responsibility, filing_indicator, payer_claim_number, crossover_name, crossover_id,
        original_reference, patient_corrected, service_from, service_to, received_date, interest, remarks,
        byte_offset, segment)
    SELECT $1, k.payment_id, c.claim_ordinal, c.control_number, c.status, c.charge, c.paid,
        c.patient_responsibility, c.filing_indicator, c.payer_claim_number, c.crossover_name, c.crossover_id,
        c.original_reference, c.patient_corrected, c.service_from, c.service_to, c.received_date, c.interest,
        c.remarks, c.byte_offset, c.segment
    FROM stage_remit_claim c JOIN kept k USING (pay_no)
), lines AS (
    INSERT INTO remittance_line (org_id, payment_id, claim_ordinal, line_ordinal, control_number, procedure,
        modifiers, submitted_procedure, submitted_modifiers, charge, paid, units, service_from, service_to,
        allowed, remarks, byte_offset, segment)
    SELECT $1, k.payment_id, l.claim_ordinal, l.line_ordinal, l.control_number, l.procedure, l.modifiers,
        l.submitted_procedure, l.submitted_modifiers, l.charge, l.paid, l.units, l.service_from, l.service_to,
        l.allowed, l.remarks, l.byte_offset, l.segment
    FROM stage_remit_line l JOIN kept k USING (pay_no)
), class AS (
    -- A row for the group stands over one for any group.
    SELECT DISTINCT ON (a.group_code, a.reason_code) a.group_code, a.reason_code, t.class
    FROM (SELECT DISTINCT group_code, reason_code FROM stage_remit_adjustment) a
    JOIN adjustment_class t ON t.org_id = $1 AND t.reason_code = a.reason_code
        AND t.group_code IN (a.group_code, '*') AND $5 BETWEEN t.effective_from AND t.effective_to
    ORDER BY a.group_code, a.reason_code, (t.group_code = '*'), t.effective_from DESC
), adjustments AS (
    INSERT INTO remittance_adjustment (org_id, payment_id, claim_ordinal, line_ordinal, ordinal, group_code,
        reason_code, amount, quantity, class, byte_offset, segment)
    SELECT $1, k.payment_id, a.claim_ordinal, a.line_ordinal, a.ordinal, a.group_code, a.reason_code, a.amount,
        a.quantity, coalesce(t.class, 'denial'), a.byte_offset, a.segment
    FROM stage_remit_adjustment a
    JOIN kept k USING (pay_no)
    LEFT JOIN class t USING (group_code, reason_code)
), unknown AS (
    INSERT INTO stage_remit_finding (payment_id, claim_ordinal, code, place, value)
    SELECT DISTINCT k.payment_id, a.claim_ordinal, 'adjustment_unknown', 'CAS', a.group_code || ' ' || a.reason_code
    FROM stage_remit_adjustment a
    JOIN kept k USING (pay_no)
    LEFT JOIN class t USING (group_code, reason_code)
    WHERE t.class IS NULL
)
INSERT INTO provider_adjustment (org_id, payment_id, ordinal, provider, fiscal_period, reason, reference, amount,
    byte_offset, segment)
SELECT $1, k.payment_id, b.ordinal, b.provider, b.fiscal_period, b.reason, b.reference, b.amount, b.byte_offset,
    b.segment
FROM stage_plb b JOIN kept k USING (pay_no)
