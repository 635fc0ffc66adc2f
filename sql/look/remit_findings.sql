-- Findings of a payment: $1 organisation, $2 payment, $3-$6 finding codes with SNIP type, sentence and remedy.
SELECT f.state, f.severity, f.code, w.snip::bigint, nullif(f.line, 0)::bigint, f.place, f.value, w.message, w.remedy,
    d.name, i.control_number::text, t.group_control, t.set_control, r.segment::bigint, r.byte_offset
FROM finding f
JOIN payment p ON p.org_id = $1 AND p.payment_id = $2
LEFT JOIN unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS w (code, snip, message, remedy) ON w.code = f.code
LEFT JOIN received_file d ON d.file_id = p.file_id
LEFT JOIN received_transaction t ON t.file_id = p.file_id AND t.ordinal = p.transaction_ordinal
LEFT JOIN received_interchange i ON i.file_id = p.file_id AND i.ordinal = t.interchange_ordinal
LEFT JOIN remittance_claim r ON r.org_id = $1 AND r.payment_id = $2 AND r.claim_ordinal = f.line
WHERE f.org_id = $1 AND f.subject = 'payment' AND f.subject_id = $2
ORDER BY CASE f.state WHEN 'open' THEN 1 ELSE 2 END, f.line, f.finding_id
