-- Prints the statements that show the books of a database, each in one column of text: every row of every table by
-- natural keys, so that two nights that came to the same end show the same lines. psql -At -f books.sql > show.sql,
-- then psql -At -f show.sql.
--
-- Left out: the records of runs and the links of the chain, since a rerun has more of them (check proves the chain),
-- and what only numbers a row or names a run. A column that is neither here nor in `shown` is printed as it is:
-- a new identity column shows up as a difference, and is then given its natural key here.
WITH shown (on_table, name, expression) AS (VALUES
    ('', 'file_id', '(SELECT f.name || ''#'' || left(encode(f.sha256, ''hex''), 8) FROM received_file f WHERE f.file_id = t.file_id)'),
    ('', 'encounter_id', '(SELECT e.encounter_key FROM encounter e WHERE e.org_id = t.org_id AND e.encounter_id = t.encounter_id)'),
    ('', 'patient_id', '(SELECT left(encode(p.record_key, ''hex''), 8) FROM patient p WHERE p.org_id = t.org_id AND p.patient_id = t.patient_id)'),
    ('', 'coverage_id', '(SELECT left(encode(c.member_key, ''hex''), 8) || ''/'' || c.rank FROM coverage c WHERE c.org_id = t.org_id AND c.coverage_id = t.coverage_id)'),
    ('', 'payment_id', '(SELECT p.trace_number || ''/'' || p.state || ''/'' || p.transaction_ordinal FROM payment p WHERE p.payment_id = t.payment_id)'),
    ('', 'reverses_payment', '(SELECT p.trace_number FROM payment p WHERE p.payment_id = t.reverses_payment)'),
    ('', 'interchange_id', '(SELECT i.control_number FROM interchange i WHERE i.interchange_id = t.interchange_id)'),
    ('', 'attempt_id', '(SELECT i.control_number || ''/'' || a.set_control || ''/'' || a.position FROM attempt a
        JOIN interchange i USING (org_id, interchange_id) WHERE a.org_id = t.org_id AND a.attempt_id = t.attempt_id)'),
    ('', 'receipt_id', '(SELECT r.receipt_key FROM patient_receipt r WHERE r.org_id = t.org_id AND r.receipt_id = t.receipt_id)'),
    ('', 'open_item_id', '(SELECT o.kind || ''/'' || o.reference FROM open_item o WHERE o.org_id = t.org_id AND o.open_item_id = t.open_item_id)'),
    ('', 'reverses_entry', '(SELECT concat_ws(''/'', r.accounting_date, r.kind, r.amount, r.debit_account, r.debit_claim, r.debit_line)
        FROM ledger_entry r WHERE r.org_id = t.org_id AND r.entry_id = t.reverses_entry)'),
    ('', 'closed_run_id', 't.closed_run_id IS NOT NULL'),
    ('', 'posted_run', 't.posted_run > 0'),
    ('open_item', 'item_key', 'CASE WHEN t.item_key LIKE ''2100|%'' THEN regexp_replace(t.item_key, ''^2100.[0-9]+'', ''2100|PAYMENT'') ELSE t.item_key END'),
    ('', 'kept_as', 'regexp_replace(t.kept_as, ''(/[a-z]+/)[0-9]+-'', ''\1RUN-'')'),
    ('finding', 'subject_id', 'CASE t.subject WHEN ''claim'' THEN t.subject_id::text
        WHEN ''encounter'' THEN (SELECT e.encounter_key FROM encounter e WHERE e.org_id = t.org_id AND e.encounter_id = t.subject_id)
        ELSE (SELECT p.trace_number || ''/'' || p.transaction_ordinal FROM payment p WHERE p.payment_id = t.subject_id) END'),
    ('event', 'event_id', 'row_number() OVER (PARTITION BY t.subject, t.subject_id ORDER BY t.event_id)'),
    ('event', 'subject_id', 'CASE t.subject WHEN ''claim'' THEN t.subject_id::text
        WHEN ''encounter'' THEN (SELECT e.encounter_key FROM encounter e WHERE e.org_id = t.org_id AND e.encounter_id = t.subject_id)
        WHEN ''payment'' THEN (SELECT p.trace_number FROM payment p WHERE p.payment_id = t.subject_id)
        WHEN ''interchange'' THEN (SELECT i.control_number::text FROM interchange i WHERE i.interchange_id = t.subject_id)
        ELSE t.subject_id::text END'),
    ('event', 'why', 'regexp_replace(t.why, ''(interchange|payment) [0-9]+'', ''\1'', ''g'')'),
    ('balance', 'party', 'CASE WHEN t.account IN (1150, 1160, 2110)
        THEN (SELECT left(encode(p.record_key, ''hex''), 8) FROM patient p WHERE p.org_id = t.org_id AND p.patient_id = t.party)
        ELSE t.party::text END'),
    ('ledger_entry', 'debit_party', 'CASE WHEN t.debit_account IN (1150, 1160, 2110)
        THEN (SELECT left(encode(p.record_key, ''hex''), 8) FROM patient p WHERE p.org_id = t.org_id AND p.patient_id = t.debit_party)
        ELSE t.debit_party::text END'),
    ('ledger_entry', 'credit_party', 'CASE WHEN t.credit_account IN (1150, 1160, 2110)
        THEN (SELECT left(encode(p.record_key, ''hex''), 8) FROM patient p WHERE p.org_id = t.org_id AND p.patient_id = t.credit_party)
        ELSE t.credit_party::text END')
), left_out (on_table, name) AS (VALUES
    ('', 'run_id'), ('', 'last_run_id'), ('', 'last_run'), ('', 'judged_run'), ('', 'created_run'), ('', 'link_no'),
    ('', 'row_digest'), ('ledger_entry', 'entry_id'), ('finding', 'finding_id'), ('file_finding', 'finding_id'),
    ('verdict', 'verdict_id'), ('file_receipt', 'receipt_id')
), tables AS (
    SELECT c.oid, c.relname::text AS name FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relname NOT IN ('run', 'run_count', 'chain_link', 'chain_head', 'check_mark', -- see above
            'migration', 'account', 'entry_kind', 'claim_state', 'claim_transition', 'code', 'code_release') -- the schema's own
), columns AS (
    SELECT t.name AS on_table, a.attname::text AS name, a.attnum, coalesce(
        (SELECT expression FROM shown s WHERE s.on_table = t.name AND s.name = a.attname),
        (SELECT expression FROM shown s WHERE s.on_table = '' AND s.name = a.attname),
        CASE WHEN a.atttypid = 'bytea'::regtype THEN format('left(encode(sha256(t.%I), ''hex''), 16)', a.attname)
            ELSE format('t.%I', a.attname) END) AS expression
    FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE NOT EXISTS (SELECT FROM left_out l WHERE l.name = a.attname AND l.on_table IN ('', t.name))
)
SELECT string_agg(format('SELECT %s || concat_ws(''|'', %s) FROM %I t ORDER BY 1;', quote_literal(on_table || '|'),
    list, on_table), E'\n' ORDER BY on_table)
FROM (SELECT on_table, string_agg(format('%L || (%s)::text', name || '=', expression), ', ' ORDER BY attnum) AS list
    FROM columns GROUP BY on_table) x
