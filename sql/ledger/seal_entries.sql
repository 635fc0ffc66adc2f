-- stage_entry becomes ledger entries, each with its digest. $1 organisation, $2 accounting date, $3 run,
-- $4 user, $5 link. Returns their number, the first and last id, and the digest over all in that order.
WITH signed AS (
    SELECT s.*, s.amount < 0 AS swap FROM stage_entry s WHERE s.amount <> 0
), numbered AS (
    SELECT s.*,
        CASE WHEN swap THEN credit_account ELSE debit_account END AS d_account,
        CASE WHEN swap THEN credit_party ELSE debit_party END AS d_party,
        CASE WHEN swap THEN credit_claim ELSE debit_claim END AS d_claim,
        CASE WHEN swap THEN credit_line ELSE debit_line END AS d_line,
        CASE WHEN swap THEN debit_account ELSE credit_account END AS c_account,
        CASE WHEN swap THEN debit_party ELSE credit_party END AS c_party,
        CASE WHEN swap THEN debit_claim ELSE credit_claim END AS c_claim,
        CASE WHEN swap THEN debit_line ELSE credit_line END AS c_line
    FROM signed s
), entry AS (
    INSERT INTO ledger_entry OVERRIDING SYSTEM VALUE
    SELECT e.org_id, e.entry_id, e.accounting_date, e.effective_date, e.kind, e.amount,
        e.debit_account, e.debit_party, e.debit_claim, e.debit_line,
        e.credit_account, e.credit_party, e.credit_claim, e.credit_line,
        e.encounter_id, e.encounter_version, e.payment_id, e.claim_ordinal, e.line_ordinal,
        e.adjustment_ordinal, e.generation, e.receipt_id, e.open_item_id, e.group_code, e.reason_code,
        e.reverses_entry, e.file_id, e.file_row, e.file_offset, e.file_segment, e.user_name, e.run_id,
        e.link_no, entry_digest(e)
    FROM (
        SELECT (ROW($1::bigint, n.entry_id, $2::date, n.effective_date, n.kind, abs(n.amount),
            n.d_account, n.d_party, n.d_claim, n.d_line, n.c_account, n.c_party, n.c_claim, n.c_line,
            n.encounter_id, n.encounter_version, n.payment_id, n.claim_ordinal, n.line_ordinal,
            n.adjustment_ordinal, n.generation, n.receipt_id, n.open_item_id, n.group_code, n.reason_code,
            n.reverses_entry, n.file_id, n.file_row, n.file_offset, n.file_segment, $4::text, $3::bigint,
            $5::bigint, ''::bytea)::ledger_entry).*
        FROM numbered n
        OFFSET 0
    ) e
    RETURNING entry_id, row_digest
)
SELECT count(*), coalesce(min(entry_id), 0), coalesce(max(entry_id), 0),
    sha256(coalesce(string_agg(row_digest, '' ORDER BY entry_id), ''))
FROM entry
