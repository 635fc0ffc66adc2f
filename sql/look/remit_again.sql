-- Where a payment came again: the same file once more, or the same payment in another file. $1 organisation, $2 payment.
SELECT 'same file' AS what, r.name, u.as_of, r.run_id, NULL::text, NULL::bigint
FROM payment p
JOIN file_receipt r ON r.file_id = p.file_id AND r.outcome = 'duplicate'
JOIN run u ON u.run_id = r.run_id
WHERE p.org_id = $1 AND p.payment_id = $2
UNION ALL
SELECT 'same payment', f.name, u.as_of, f.run_id, i.control_number::text, t.byte_offset
FROM received_transaction t
JOIN received_file f USING (file_id)
LEFT JOIN received_interchange i ON i.file_id = t.file_id AND i.ordinal = t.interchange_ordinal
JOIN run u ON u.run_id = f.run_id
WHERE t.org_id = $1 AND t.payment_id = $2 AND t.state = 'duplicate'
ORDER BY 4, 2
