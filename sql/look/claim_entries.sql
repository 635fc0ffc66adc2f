-- Ledger entries of a claim and of its encounter before it was billed. $1 organisation, $2 claim.
SELECT l.entry_id, l.accounting_date, l.effective_date, k.meaning, concat_ws(' ', nullif(l.group_code, ''),
    nullif(l.reason_code, '')), l.amount, l.debit_account::bigint, d.name, l.credit_account::bigint, c.name,
    nullif(greatest(l.debit_line, l.credit_line), 0)::bigint, nullif(l.payment_id, 0), nullif(l.reverses_entry, 0),
    f.name, nullif(l.file_row, 0)::bigint, nullif(l.file_segment, 0)::bigint, l.run_id
FROM claim m
JOIN ledger_entry l ON l.org_id = $1 AND l.encounter_id = m.encounter_id
JOIN entry_kind k USING (kind)
JOIN account d ON d.account = l.debit_account
JOIN account c ON c.account = l.credit_account
LEFT JOIN received_file f ON f.file_id = l.file_id
WHERE m.org_id = $1 AND m.claim_id = $2
    AND (m.claim_id IN (l.debit_claim, l.credit_claim) OR (m.sequence = 'P' AND l.debit_claim = 0 AND l.credit_claim = 0))
ORDER BY l.entry_id
