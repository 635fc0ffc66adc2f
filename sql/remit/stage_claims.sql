-- Entries for the batch's claims, as domain.md, 4 has them. $1 organisation, $2 batch, $3 where the cash comes
-- from: remittance clearing (1050), or unapplied cash (2100) for what was matched later.
-- What pays is cash; what a payer does not owe any more leaves its A/R by the
-- class of its adjustment: contractual, sequestration and capitation to their accounts; patient responsibility
-- to the next payer or the patient; denials, prior payers' impact and duplicates move nothing. An adjustment
-- that would push a later payer's balance below zero is not posted but listed, and one after it that fits is posted;
-- cash always posts. Reversals follow in stage_reversals.sql.
WITH RECURSIVE paid AS (
    SELECT m.*, p.effective_date, p.file_id, r.paid, r.byte_offset, r.segment,
        -- Unapplied cash is that of whoever it was taken for.
        coalesce((SELECT o.payer_id FROM open_item o WHERE $3 = 2100 AND o.org_id = $1
            AND o.item_key = concat_ws('|', 2100, m.payment_id, m.claim_ordinal, 0)), s.payer_id) AS remitter
    FROM stage_match m
    JOIN stage_payment_state s ON s.pay_no = m.pay_no AND s.batch = $2
    JOIN payment p ON p.org_id = $1 AND p.payment_id = m.payment_id
    JOIN remittance_claim r ON r.org_id = $1 AND r.payment_id = m.payment_id AND r.claim_ordinal = m.claim_ordinal
), line AS (
    SELECT p.*, l.line_ordinal, l.paid AS line_paid, l.byte_offset AS line_offset, l.segment AS line_segment, x.line
    FROM paid p
    JOIN remittance_line l ON l.org_id = $1 AND l.payment_id = p.payment_id AND l.claim_ordinal = p.claim_ordinal
    JOIN stage_line_match x ON x.pay_no = p.pay_no AND x.claim_ordinal = p.claim_ordinal
        AND x.line_ordinal = l.line_ordinal
    WHERE p.act = 'pay'
), adjustment AS (
    SELECT p.*, a.line_ordinal, a.ordinal, a.group_code, a.reason_code, a.amount, a.class,
        a.byte_offset AS cas_offset, a.segment AS cas_segment,
        coalesce(x.line, 0)::smallint AS line
    FROM paid p
    JOIN remittance_adjustment a ON a.org_id = $1 AND a.payment_id = p.payment_id AND a.claim_ordinal = p.claim_ordinal
    LEFT JOIN stage_line_match x ON x.pay_no = p.pay_no AND x.claim_ordinal = p.claim_ordinal
        AND x.line_ordinal = a.line_ordinal
    WHERE p.act = 'pay' AND a.class IN ('contractual', 'sequestration', 'capitation', 'patient', 'patient_review')
), step AS (
    -- What a later payer's remittances take off its balance in this batch: first what is taken back of earlier batches
    -- gives back, then the cash of each and its adjustments, in their order.
    SELECT x.*, row_number() OVER (PARTITION BY claim_id ORDER BY is_back DESC, payment_id, claim_ordinal, of_cas,
        line_ordinal, ordinal) AS nth
    FROM (
        SELECT p.claim_id, p.encounter_id, p.account, p.payment_id, p.claim_ordinal, b.cents IS NOT NULL AS is_back,
            false AS of_cas, 0 AS line_ordinal, 0 AS ordinal, coalesce(-b.cents, p.paid) AS amount
        FROM paid p
        LEFT JOIN LATERAL (
            SELECT sum(CASE WHEN e.credit_claim = p.claim_id AND e.credit_account = p.account THEN e.amount
                WHEN e.debit_claim = p.claim_id AND e.debit_account = p.account THEN -e.amount ELSE 0 END) AS cents
            FROM ledger_entry e WHERE e.org_id = $1 AND e.payment_id = p.reverses_payment
                AND e.claim_ordinal = p.reverses_claim AND p.act = 'reverse') b ON true
        WHERE p.act IN ('pay', 'reverse') AND p.account IN (1120, 1130)
        UNION ALL
        SELECT claim_id, encounter_id, account, payment_id, claim_ordinal, false, true, line_ordinal, ordinal, amount
        FROM adjustment WHERE account IN (1120, 1130)
    ) x
), tight AS (
    -- Claims whose balance they would push below zero, were all posted.
    SELECT claim_id, min(cents) AS cents
    FROM (
        SELECT s.*, sum(s.amount) OVER (PARTITION BY s.claim_id ORDER BY s.nth) AS running, coalesce((
            SELECT sum(b.cents) FROM balance b WHERE b.org_id = $1 AND b.encounter_id = s.encounter_id
                AND b.claim_id = s.claim_id AND b.account = s.account), 0) AS cents
        FROM step s) x
    GROUP BY claim_id HAVING bool_or(of_cas AND amount > 0 AND running > cents)
), walk AS (
    SELECT claim_id, 0::bigint AS nth, cents AS room, false AS overdraws FROM tight
    UNION ALL
    SELECT s.claim_id, s.nth, CASE WHEN o.verdict THEN w.room ELSE w.room - s.amount END, o.verdict
    FROM walk w
    JOIN step s ON s.claim_id = w.claim_id AND s.nth = w.nth + 1
    CROSS JOIN LATERAL (SELECT s.of_cas AND s.amount > 0 AND s.amount > w.room AS verdict) o
), overdrawn AS (
    SELECT s.payment_id, s.claim_ordinal, s.line_ordinal, s.ordinal FROM walk w JOIN step s USING (claim_id, nth) WHERE w.overdraws
), judged AS (
    SELECT a.*, o.payment_id IS NOT NULL AS overdraws
    FROM adjustment a LEFT JOIN overdrawn o USING (payment_id, claim_ordinal, line_ordinal, ordinal)
), listed AS (
    INSERT INTO stage_remit_finding (payment_id, claim_ordinal, code, place, value)
    SELECT payment_id, claim_ordinal, 'adjustment_would_overdraw', 'CAS ' || line_ordinal || '.' || ordinal,
        group_code || ' ' || reason_code
    FROM judged WHERE overdraws
    UNION ALL
    SELECT payment_id, claim_ordinal, 'adjustment_review', 'CAS ' || line_ordinal || '.' || ordinal,
        group_code || ' ' || reason_code
    FROM judged WHERE NOT overdraws AND class = 'patient_review'
)
INSERT INTO stage_entry (effective_date, kind, amount, debit_account, debit_party, debit_claim, debit_line,
    credit_account, credit_party, credit_claim, credit_line, encounter_id, encounter_version, payment_id,
    claim_ordinal, line_ordinal, adjustment_ordinal, generation, group_code, reason_code, file_id, file_offset,
    file_segment)
SELECT effective_date, CASE $3 WHEN 2100 THEN 'applied' ELSE 'line_payment' END AS kind, line_paid, $3, remitter, 0, 0, account, payer_id, claim_id, line,
    encounter_id, encounter_version, payment_id, claim_ordinal, line_ordinal, 0 AS adjustment_ordinal, generation, '', '', file_id, line_offset,
    line_segment
FROM line
UNION ALL
SELECT p.effective_date, CASE $3 WHEN 2100 THEN 'applied' ELSE 'claim_payment' END, p.paid - coalesce(l.paid, 0), $3,
    p.remitter, 0, 0, p.account, p.payer_id,
    p.claim_id, 0, p.encounter_id, p.encounter_version, p.payment_id, p.claim_ordinal, 0, 0,
    p.generation, '', '', p.file_id, p.byte_offset, p.segment
FROM paid p
-- Claim by claim: the planner cannot know how many rows `line` has.
LEFT JOIN LATERAL (
    SELECT sum(l.paid)::bigint AS paid
    FROM remittance_line l
    JOIN stage_line_match x ON x.pay_no = p.pay_no AND x.claim_ordinal = p.claim_ordinal AND x.line_ordinal = l.line_ordinal
    WHERE l.org_id = $1 AND l.payment_id = p.payment_id AND l.claim_ordinal = p.claim_ordinal) l ON true
WHERE p.act = 'pay'
UNION ALL
SELECT j.effective_date,
    CASE j.class WHEN 'contractual' THEN 'contractual' WHEN 'sequestration' THEN 'sequestration'
        WHEN 'capitation' THEN 'capitation_adjustment' ELSE 'patient_responsibility' END,
    j.amount,
    CASE j.class WHEN 'contractual' THEN 4100 WHEN 'sequestration' THEN 4110 WHEN 'capitation' THEN 4120
        WHEN 'patient' THEN CASE WHEN j.next_claim > 0 THEN j.next_account ELSE 1150 END ELSE 1150 END,
    CASE WHEN j.class = 'patient' AND j.next_claim > 0 THEN j.next_payer
        WHEN j.class IN ('patient', 'patient_review') THEN j.patient_id ELSE j.payer_id END,
    CASE WHEN j.class = 'patient' AND j.next_claim > 0 THEN j.next_claim ELSE j.claim_id END,
    j.line, j.account, j.payer_id, j.claim_id, j.line, j.encounter_id, j.encounter_version, j.payment_id,
    j.claim_ordinal, j.line_ordinal, j.ordinal, j.generation, j.group_code, j.reason_code, j.file_id, j.cas_offset,
    j.cas_segment
FROM judged j
WHERE NOT j.overdraws
UNION ALL
SELECT effective_date, CASE act WHEN 'unapplied' THEN 'unapplied' ELSE 'reversal_unmatched' END, paid, 1050, remitter,
    0, 0, 2100, remitter, 0, 0, 0, 0, payment_id, claim_ordinal, 0, 0, 1, '', '', file_id, byte_offset, segment
FROM paid
WHERE act IN ('unapplied', 'reverse_unmatched')
-- Entries are numbered as they are inserted: in the payment's order, so that the same file makes the same numbers.
ORDER BY payment_id, claim_ordinal, line_ordinal, adjustment_ordinal, kind
