-- What a story shows of the books, one fact a line, in a fixed order: entries since `:mark`, then how things
-- stand. Claims by encounter and payer, patients as such, amounts in dollars.
SELECT 'entry' || ' ' || concat_ws(' ', e.kind, e.debit_account, coalesce(d.code, CASE WHEN e.debit_account IN (1150, 2110) THEN 'patient' ELSE '-' END),
        coalesce(dx.encounter_key || '.' || e.debit_line, '-'),
        e.credit_account, coalesce(c.code, CASE WHEN e.credit_account IN (1150, 2110) THEN 'patient' ELSE '-' END),
        coalesce(cx.encounter_key || '.' || e.credit_line, '-'), (e.amount / 100.0)::numeric(12, 2),
        nullif(concat_ws(' ', nullif(e.group_code, ''), nullif(e.reason_code, '')), ''),
        CASE WHEN e.reverses_entry > 0 THEN 'reverses' END)
FROM ledger_entry e
LEFT JOIN payer d ON d.payer_id = e.debit_party AND e.debit_account NOT IN (1150, 2110)
LEFT JOIN payer c ON c.payer_id = e.credit_party AND e.credit_account NOT IN (1150, 2110)
LEFT JOIN claim dc ON dc.claim_id = e.debit_claim AND e.debit_claim > 0
LEFT JOIN encounter dx ON dx.encounter_id = dc.encounter_id
LEFT JOIN claim cc ON cc.claim_id = e.credit_claim AND e.credit_claim > 0
LEFT JOIN encounter cx ON cx.encounter_id = cc.encounter_id
WHERE e.entry_id > :mark
UNION ALL
SELECT concat_ws(' ', 'balance', b.account, coalesce(p.code, CASE WHEN b.account IN (1150, 2110) THEN 'patient' END),
    x.encounter_key, (b.cents / 100.0)::numeric(12, 2))
FROM balance b
LEFT JOIN encounter x USING (encounter_id)
LEFT JOIN payer p ON p.payer_id = b.party AND b.account NOT IN (1150, 2110)
WHERE b.cents <> 0
UNION ALL
SELECT concat_ws(' ', 'claim', x.encounter_key, p.code, c.sequence, c.state, CASE WHEN c.denial_open THEN 'denial_open' END,
    CASE WHEN c.secondary_due THEN 'secondary_due' END, CASE WHEN c.crossover_awaited THEN 'crossover_awaited' END,
    CASE WHEN c.payer_claim_number <> '' THEN 'numbered' END)
FROM claim c JOIN encounter x USING (encounter_id) JOIN payer p ON p.payer_id = c.payer_id
UNION ALL
SELECT concat_ws(' ', 'payment', nth, code, amount, method, state, nullif(park_reason, ''))
FROM (SELECT row_number() OVER (ORDER BY payment_id) AS nth, coalesce(p.code, 'nobody') AS code, (m.amount / 100.0)::numeric(12, 2) AS amount,
        m.method, m.state, m.park_reason
    FROM payment m LEFT JOIN payer p ON p.payer_id = m.payer_id) x
UNION ALL
SELECT concat_ws(' ', 'answer', CASE t.set_id WHEN '277' THEN '277CA' ELSE t.set_id END, t.state, nullif(t.reason, ''), 'x', count(*))
FROM received_transaction t WHERE t.set_id <> '835' OR t.state <> 'posted' GROUP BY t.set_id, t.state, t.reason
UNION ALL
SELECT concat_ws(' ', 'item', o.kind, nullif(o.account, 0), p.code, x.encounter_key || '.' || o.line,
    (o.balance / 100.0)::numeric(12, 2), CASE WHEN o.closed_on IS NULL THEN 'open' ELSE 'closed' END)
FROM open_item o
LEFT JOIN payer p ON p.payer_id = o.payer_id
LEFT JOIN claim c ON c.claim_id = o.claim_id AND o.claim_id > 0
LEFT JOIN encounter x ON x.encounter_id = c.encounter_id
UNION ALL
SELECT concat_ws(' ', 'finding', f.subject, coalesce(x.encounter_key || ' ' || p.code, (SELECT count(*) FROM payment o WHERE o.payment_id <= f.subject_id)::text),
    f.code, f.severity, f.state)
FROM finding f
LEFT JOIN claim c ON f.subject = 'claim' AND c.claim_id = f.subject_id
LEFT JOIN encounter x ON x.encounter_id = c.encounter_id
LEFT JOIN payer p ON p.payer_id = c.payer_id
WHERE f.code NOT IN ('diagnosis_no_release', 'procedure_no_release');
