-- For the batch's secondary and tertiary claims: how the payers before adjudicated, one row for each such payer, by the
-- newest posted remittance that was not taken back, and when: the end of its cycle (DTM*405), or when the money moved, but
-- no later than the day on which we read it, since a claim may not name a day to come (837P guide: 2330B, 2430 DTP*573).
-- $1 organisation.
SELECT b.encounter_id, p.claim_id, p.payer_id, p.coverage_id, p.sequence, x.payment_id, x.claim_ordinal, x.paid,
    x.payer_claim_number, x.adjudicated, x.remittances
FROM stage_batch b
JOIN claim c ON c.org_id = $1 AND c.claim_id = b.claim_id AND c.sequence IN ('S', 'T')
JOIN claim p ON p.org_id = $1 AND p.encounter_id = c.encounter_id AND p.sequence::text < c.sequence::text
    AND p.state NOT IN ('withdrawn', 'voided', 'superseded')
JOIN LATERAL (
    SELECT m.payment_id, m.claim_ordinal, r.paid, r.payer_claim_number,
        least(y.production_date, y.effective_date, u.as_of) AS adjudicated, count(*) OVER () AS remittances
    FROM remittance_match m
    JOIN remittance_claim r ON r.org_id = $1 AND r.payment_id = m.payment_id AND r.claim_ordinal = m.claim_ordinal
    JOIN payment y ON y.org_id = $1 AND y.payment_id = m.payment_id
    JOIN run u ON u.run_id = y.run_id
    WHERE m.org_id = $1 AND m.claim_id = p.claim_id AND m.claim_id > 0 AND m.active AND m.act = 'pay'
        AND NOT EXISTS (SELECT FROM remittance_match t WHERE t.org_id = $1 AND t.active
            AND t.reverses_payment > 0 AND t.reverses_payment = m.payment_id AND t.reverses_claim = m.claim_ordinal)
    ORDER BY m.payment_id DESC, m.claim_ordinal DESC LIMIT 1) x ON true
ORDER BY b.encounter_id, p.sequence
