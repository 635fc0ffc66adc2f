-- Every entry of a claim's encounter in order, what it changed at each party and what each then owed, and where it
-- comes from: file, place, digest. $1 organisation, $2 claim. What was billed comes from the file that was sent (or
-- from the first remittance, when that was earlier), a prepayment applied from the patient's payments. Parties are
-- the accounts: not yet billed 1100, payers 1110, 1120, 1130, patient 1150, agency 1160.
WITH one AS (
    SELECT encounter_id FROM claim WHERE org_id = $1 AND claim_id = $2
), entry AS (
    SELECT l.*, k.meaning,
        (l.debit_account = 1100)::integer * l.amount - (l.credit_account = 1100)::integer * l.amount AS unbilled,
        (l.debit_account = 1110)::integer * l.amount - (l.credit_account = 1110)::integer * l.amount AS payer1,
        (l.debit_account = 1120)::integer * l.amount - (l.credit_account = 1120)::integer * l.amount AS payer2,
        (l.debit_account = 1130)::integer * l.amount - (l.credit_account = 1130)::integer * l.amount AS payer3,
        (l.debit_account = 1150)::integer * l.amount - (l.credit_account = 1150)::integer * l.amount AS patient,
        (l.debit_account = 1160)::integer * l.amount - (l.credit_account = 1160)::integer * l.amount AS agency
    FROM one JOIN ledger_entry l ON l.org_id = $1 AND l.encounter_id = one.encounter_id
    JOIN entry_kind k USING (kind)
), ranked AS (
    -- A payment's claims in the order of the file: what is taken back stands before its correction.
    SELECT e.*, CASE WHEN payment_id > 0 THEN min(entry_id) OVER (PARTITION BY run_id, payment_id) ELSE entry_id END AS first_entry,
        CASE WHEN payment_id > 0 THEN claim_ordinal ELSE 0 END AS nth
    FROM entry e
), summed AS (
    SELECT e.*,
        sum(unbilled) OVER w AS unbilled_sum, bool_or(unbilled <> 0) OVER w AS unbilled_used,
        sum(payer1) OVER w AS payer1_sum, bool_or(payer1 <> 0) OVER w AS payer1_used,
        sum(payer2) OVER w AS payer2_sum, bool_or(payer2 <> 0) OVER w AS payer2_used,
        sum(payer3) OVER w AS payer3_sum, bool_or(payer3 <> 0) OVER w AS payer3_used,
        sum(patient) OVER w AS patient_sum, bool_or(patient <> 0) OVER w AS patient_used,
        sum(agency) OVER w AS agency_sum, bool_or(agency <> 0) OVER w AS agency_used
    FROM ranked e
    WINDOW w AS (ORDER BY first_entry, nth, entry_id)
)
SELECT e.entry_id, e.accounting_date, e.effective_date, e.kind, e.meaning,
    concat_ws(' ', nullif(e.group_code, ''), nullif(e.reason_code, '')),
    CASE WHEN e.debit_claim > 0 AND e.credit_claim > 0 AND e.debit_claim <> e.credit_claim
            THEN e.credit_claim || ' to ' || e.debit_claim
        ELSE nullif(greatest(e.debit_claim, e.credit_claim), 0)::text END, nullif(greatest(e.debit_line, e.credit_line), 0)::bigint,
    e.amount, e.unbilled + e.payer1 + e.payer2 + e.payer3 + e.patient + e.agency,
    CASE WHEN unbilled_used THEN unbilled_sum::bigint END, CASE WHEN payer1_used THEN payer1_sum::bigint END,
    CASE WHEN payer2_used THEN payer2_sum::bigint END, CASE WHEN payer3_used THEN payer3_sum::bigint END,
    CASE WHEN patient_used THEN patient_sum::bigint END, CASE WHEN agency_used THEN agency_sum::bigint END,
    e.debit_account::bigint, nullif(e.debit_claim, 0), e.credit_account::bigint, nullif(e.credit_claim, 0), p.trace_number, nullif(e.payment_id, 0),
    nullif(e.claim_ordinal, 0)::bigint, nullif(e.line_ordinal, 0)::bigint, nullif(e.adjustment_ordinal, 0)::bigint,
    r.receipt_key, nullif(e.reverses_entry, 0), o.name, o.sha256, o.kept_as, o.row, o.segment, o.byte_offset,
    o.isa_offset, coalesce(o.words, ''), e.run_id, u.job, e.user_name
FROM summed e
LEFT JOIN payment p ON p.org_id = $1 AND p.payment_id = e.payment_id AND e.payment_id > 0
LEFT JOIN patient_receipt r ON r.org_id = $1 AND r.receipt_id = e.receipt_id AND e.receipt_id > 0
LEFT JOIN run u ON u.run_id = e.run_id
LEFT JOIN LATERAL (
    SELECT f.name, encode(f.sha256, 'hex') AS sha256, f.kept_as, nullif(e.file_row, 0)::bigint AS row,
        nullif(e.file_segment, 0)::bigint AS segment, CASE WHEN e.file_row = 0 THEN e.file_offset END AS byte_offset,
        (SELECT max(i.byte_offset) FROM received_interchange i
            WHERE i.file_id = e.file_id AND i.byte_offset <= e.file_offset AND e.file_row = 0) AS isa_offset,
        '' AS words
    FROM received_file f WHERE e.file_id > 0 AND f.file_id = e.file_id
    UNION ALL
    SELECT i.file_name, encode(i.sha256, 'hex'), 'outbox/' || t.code || '/' || i.file_name, NULL, NULL, a.byte_offset,
        0, 'sent'
    FROM attempt a
    JOIN interchange i ON i.org_id = $1 AND i.interchange_id = a.interchange_id AND i.run_id = e.run_id
    JOIN partner t ON t.org_id = $1 AND t.partner_id = i.partner_id
    WHERE e.kind = 'billed' AND a.org_id = $1 AND a.claim_id = e.debit_claim
    UNION ALL
    SELECT f.name, encode(f.sha256, 'hex'), f.kept_as, NULL, c.segment::bigint, c.byte_offset,
        (SELECT max(i.byte_offset) FROM received_interchange i
            WHERE i.file_id = f.file_id AND i.byte_offset <= c.byte_offset), 'first remittance'
    FROM (SELECT m.payment_id, m.claim_ordinal FROM remittance_match m
        WHERE m.org_id = $1 AND m.claim_id = e.debit_claim AND m.run_id = e.run_id ORDER BY 1, 2 LIMIT 1) m
    JOIN payment y ON y.org_id = $1 AND y.payment_id = m.payment_id
    JOIN remittance_claim c ON c.org_id = $1 AND c.payment_id = m.payment_id AND c.claim_ordinal = m.claim_ordinal
    JOIN received_file f ON f.file_id = y.file_id
    WHERE e.kind = 'billed' AND u.job = 'remit'
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'patient''s prepayments' WHERE e.kind = 'prepayment_applied'
    LIMIT 1) o ON true
ORDER BY e.first_entry, e.nth, e.entry_id
