-- Payments of a trace number: what they say, what was done, and their three sums: BPR02 = claims paid less provider
-- adjustments. Clearing is the net of what was posted on account 1050, which must be BPR02. $1 organisation, $2
-- trace number (TRN02), $3-$6 finding codes with SNIP type, sentence and remedy.
SELECT o.code, p.payment_id, p.trace_number, p.state, p.park_reason, y.code, p.payer_name, p.originator, p.payee, p.method,
    p.effective_date, p.production_date, p.claims::bigint, p.claims_paid, p.provider_adjustments, p.amount,
    p.claims_paid - p.provider_adjustments - p.amount, n.cents,
    CASE p.state WHEN 'posted' THEN coalesce(n.cents, 0) = p.amount ELSE n.cents IS NULL END,
    nullif(p.generation, 0)::bigint, f.name, f.kept_as, encode(f.sha256, 'hex'), i.control_number::text,
    t.group_control, t.set_control, p.segment::bigint, p.byte_offset, p.run_id, nullif(p.posted_run, 0),
    w.snip::bigint, w.message, w.remedy
FROM payment p
JOIN organisation o USING (org_id)
LEFT JOIN payer y USING (org_id, payer_id)
LEFT JOIN received_file f USING (file_id)
LEFT JOIN received_transaction t ON t.file_id = p.file_id AND t.ordinal = p.transaction_ordinal
LEFT JOIN received_interchange i ON i.file_id = p.file_id AND i.ordinal = t.interchange_ordinal
LEFT JOIN unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS w (code, snip, message, remedy)
    ON w.code = p.park_reason
LEFT JOIN LATERAL (
    SELECT sum(CASE WHEN e.debit_account = 1050 THEN e.amount ELSE -e.amount END)::bigint AS cents
    FROM ledger_entry e
    WHERE e.org_id = $1 AND e.payment_id = p.payment_id AND e.payment_id > 0 AND 1050 IN (e.debit_account, e.credit_account)
    ) n ON true
WHERE p.org_id = $1 AND p.trace_number = $2
ORDER BY p.payment_id
