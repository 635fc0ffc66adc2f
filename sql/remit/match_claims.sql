-- Which claim each claim of the batch's posted payments is about. $1 organisation, $2 batch.
-- By the patient control number of any submission; when the remitter is another payer than that claim's, by
-- the same encounter's claim for the remitter (a crossover echoes the first payer's number); else by the
-- payer's own claim number. An unknown remitter may only meet a number of ours. What fits nothing is
-- unapplied.
WITH remit AS (
    SELECT s.pay_no, s.payment_id, s.payer_id AS remitter, c.claim_ordinal, c.control_number, c.number_kind, c.status,
        c.payer_claim_number, c.charge, c.paid
    FROM stage_payment_state s
    JOIN stage_remit_claim c USING (pay_no)
    WHERE s.batch = $2 AND s.state = 'post'
), chosen AS (
    SELECT r.*,
        CASE WHEN b.claim_id IS NULL THEN p.claim_id
            WHEN r.remitter = 0 OR r.remitter = b.payer_id THEN b.claim_id
            ELSE x.claim_id END AS claim_id,
        CASE WHEN b.claim_id IS NOT NULL AND (r.remitter = 0 OR r.remitter = b.payer_id) THEN m.ordinal
            ELSE 0 END AS submission,
        CASE WHEN b.claim_id IS NULL AND p.claim_id IS NOT NULL THEN 'payer_claim_number'
            WHEN b.claim_id IS NULL THEN 'none'
            WHEN r.remitter = 0 OR r.remitter = b.payer_id THEN 'control_number'
            WHEN x.claim_id IS NOT NULL THEN 'crossover'
            ELSE 'none' END AS how,
        CASE WHEN b.claim_id IS NOT NULL THEN 'remitter_not_payer'
            WHEN r.number_kind = 'damaged' THEN 'claim_number_damaged'
            ELSE 'claim_not_found' END AS reason
    FROM remit r
    LEFT JOIN submission m ON m.org_id = $1 AND m.control_number = r.control_number
    LEFT JOIN claim b ON b.org_id = $1 AND b.claim_id = m.claim_id
    -- What these two need of the others stands inside, so that they are looked for only where they count.
    LEFT JOIN LATERAL (
        SELECT c.claim_id FROM claim c
        WHERE c.org_id = $1 AND c.encounter_id = b.encounter_id AND c.payer_id = r.remitter AND r.remitter > 0
            AND r.remitter <> b.payer_id AND c.claim_id <> b.claim_id
        ORDER BY c.sequence DESC, c.claim_id LIMIT 1) x ON true
    LEFT JOIN LATERAL (
        SELECT c.claim_id FROM claim c
        WHERE c.org_id = $1 AND c.payer_claim_number = r.payer_claim_number AND c.payer_id = r.remitter
            AND b.claim_id IS NULL AND r.remitter > 0 AND r.payer_claim_number <> ''
        ORDER BY c.claim_id LIMIT 1) p ON true
), judged AS (
    SELECT h.*, c.encounter_id, c.encounter_version, c.patient_id, c.payer_id AS claim_payer, c.sequence,
        c.service_from, c.coverage_id,
        -- Of the claim as a whole, or of each of its lines.
        h.paid = 0 AND EXISTS (SELECT FROM remittance_adjustment a
            WHERE a.org_id = $1 AND a.payment_id = h.payment_id AND a.claim_ordinal = h.claim_ordinal AND a.class = 'duplicate'
                AND (a.line_ordinal = 0 OR NOT EXISTS (SELECT FROM remittance_line l
                    WHERE l.org_id = $1 AND l.payment_id = h.payment_id AND l.claim_ordinal = h.claim_ordinal
                        AND l.charge <> 0 AND NOT EXISTS (SELECT FROM remittance_adjustment d WHERE d.org_id = $1
                            AND d.payment_id = h.payment_id AND d.claim_ordinal = h.claim_ordinal
                            AND d.line_ordinal = l.line_ordinal AND d.class = 'duplicate')))) AS says_duplicate
    FROM chosen h
    LEFT JOIN claim c ON c.org_id = $1 AND c.claim_id = h.claim_id
)
INSERT INTO stage_match (pay_no, claim_ordinal, payment_id, status, act, claim_id, submission, how, reason,
    encounter_id, encounter_version, patient_id, payer_id, account, sequence, next_payer, next_coverage)
SELECT j.pay_no, j.claim_ordinal, j.payment_id, j.status,
    CASE WHEN j.status IN ('23', '25') AND j.paid = 0 THEN 'none'
        WHEN j.claim_id IS NULL THEN CASE j.status WHEN '22' THEN 'reverse_unmatched' ELSE 'unapplied' END
        WHEN j.status = '22' THEN 'reverse'
        WHEN j.says_duplicate THEN 'duplicate'
        ELSE 'pay' END,
    coalesce(j.claim_id, 0), j.submission, CASE WHEN j.claim_id IS NULL THEN 'none' ELSE j.how END,
    CASE WHEN j.claim_id IS NULL THEN j.reason ELSE '' END,
    coalesce(j.encounter_id, 0), coalesce(j.encounter_version, 0), coalesce(j.patient_id, 0),
    coalesce(j.claim_payer, 0),
    CASE j.sequence WHEN 'P' THEN 1110 WHEN 'S' THEN 1120 WHEN 'T' THEN 1130 ELSE 0 END, j.sequence,
    coalesce(n.payer_id, 0), coalesce(n.coverage_id, 0)
FROM judged j
LEFT JOIN coverage mine ON mine.org_id = $1 AND mine.coverage_id = j.coverage_id
LEFT JOIN LATERAL (
    -- The next payer of the same patient on the day of service.
    SELECT v.payer_id, v.coverage_id FROM coverage v
    WHERE v.org_id = $1 AND v.patient_id = j.patient_id AND j.service_from BETWEEN v.from_date AND v.to_date
        AND v.rank > mine.rank
    ORDER BY v.rank, v.coverage_id LIMIT 1) n ON true
