-- The claims of a payment: what the payer says, what each was matched to and what was done. The difference is charge
-- less adjustments less paid: it must be nothing. $1 organisation, $2 payment, $3-$5 codes of answers with their words,
-- $6-$7 finding codes and sentences.
SELECT r.claim_ordinal::bigint, r.control_number, r.status, w.words, nullif(m.claim_id, 0), e.encounter_key,
    CASE WHEN p.state = 'parked' THEN 'parked' ELSE coalesce(m.how, '') END,
    CASE WHEN p.state = 'parked' THEN 'nothing'
        WHEN m.claim_id > 0 AND m.reverses_payment > 0 THEN 'reversal of payment ' || m.reverses_payment || ' claim '
            || m.reverses_claim
        WHEN m.claim_id = 0 AND r.paid <> 0 THEN 'unapplied'
        WHEN r.status IN ('23', '25') OR m.claim_id = 0 OR EXISTS (SELECT FROM remittance_adjustment a
            WHERE a.org_id = $1 AND a.payment_id = $2 AND a.claim_ordinal = r.claim_ordinal AND a.class = 'duplicate')
            AND r.paid = 0 THEN 'nothing'
        ELSE 'posted' END,
    r.charge, r.paid, coalesce(a.cents, 0), r.charge - coalesce(a.cents, 0) - r.paid, r.patient_responsibility,
    r.payer_claim_number, r.service_from, r.remarks, coalesce(k.message, ''), m.reason, r.segment::bigint, r.byte_offset
FROM payment p
JOIN remittance_claim r USING (org_id, payment_id)
LEFT JOIN remittance_match m ON m.org_id = $1 AND m.payment_id = $2 AND m.claim_ordinal = r.claim_ordinal AND m.active
LEFT JOIN claim c ON c.org_id = $1 AND c.claim_id = m.claim_id AND m.claim_id > 0
LEFT JOIN encounter e ON e.org_id = $1 AND e.encounter_id = c.encounter_id
LEFT JOIN unnest($3::text[], $4::text[], $5::text[]) AS w (list, code, words)
    ON w.list = 'clp_status' AND w.code = r.status
LEFT JOIN unnest($6::text[], $7::text[]) AS k (code, message) ON k.code = m.reason AND m.reason <> ''
LEFT JOIN LATERAL (
    SELECT sum(a.amount)::bigint AS cents FROM remittance_adjustment a
    WHERE a.org_id = $1 AND a.payment_id = $2 AND a.claim_ordinal = r.claim_ordinal) a ON true
WHERE p.org_id = $1 AND p.payment_id = $2
ORDER BY r.claim_ordinal
