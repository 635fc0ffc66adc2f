-- Open items for what the batch staged: unapplied cash by payment and claim (or PLB), recoupments, withholdings
-- and interim payments by payer and reference, the balance forward by payer; and denials, by claim and line.
-- Entries get the item they belong to; a denial has none. The key of an item:
--     2100|payment|claim ordinal|PLB ordinal    2310|payer|reference    2320|payer    1300|…    2330|payer
--     denial|claim|line|group|reason
-- $1 organisation, $2 day, $3 batch.
WITH keyed AS (
    SELECT e.ctid AS at, e.amount,
        CASE WHEN e.debit_account = 1050 THEN e.credit_account ELSE e.debit_account END AS account,
        CASE WHEN e.debit_account = 1050 THEN -e.amount ELSE e.amount END AS cents,
        e.payment_id, e.claim_ordinal, e.adjustment_ordinal, p.payer_id, coalesce(a.reference, '') AS reference
    FROM stage_entry e
    JOIN payment p ON p.org_id = $1 AND p.payment_id = e.payment_id
    LEFT JOIN provider_adjustment a ON a.org_id = $1 AND a.payment_id = e.payment_id AND a.ordinal = e.adjustment_ordinal
        AND e.claim_ordinal = 0
    WHERE e.kind IN ('unapplied', 'reversal_unmatched', 'recoupment', 'balance_forward', 'withheld', 'interim',
        'provider_other') AND e.amount <> 0
), named AS (
    SELECT *, CASE account WHEN 2100 THEN 'unapplied' WHEN 2310 THEN 'recoupment' WHEN 2320 THEN 'balance_forward'
            WHEN 1300 THEN 'withheld' ELSE 'interim' END AS kind,
        CASE account WHEN 2100 THEN concat_ws('|', 2100, payment_id, claim_ordinal, adjustment_ordinal)
            WHEN 2310 THEN concat_ws('|', 2310, payer_id, reference)
            WHEN 2320 THEN concat_ws('|', 2320, payer_id)
            WHEN 1300 THEN concat_ws('|', 1300, payer_id, reference)
            ELSE concat_ws('|', account, payer_id) END AS item_key
    FROM keyed
), denied AS (
    SELECT concat_ws('|', 'denial', m.claim_id, coalesce(x.line, 0), a.group_code, a.reason_code) AS item_key,
        m.payer_id, m.claim_id, coalesce(x.line, 0)::smallint AS line, min(m.payment_id) AS payment_id,
        min(m.claim_ordinal) AS claim_ordinal, sum(CASE m.act WHEN 'reverse' THEN -a.amount ELSE a.amount END)::bigint AS cents
    FROM stage_match m
    JOIN stage_payment_state s ON s.pay_no = m.pay_no AND s.batch = $3
    JOIN remittance_adjustment a ON a.org_id = $1
        AND a.payment_id = CASE m.act WHEN 'reverse' THEN m.reverses_payment ELSE m.payment_id END
        AND a.claim_ordinal = CASE m.act WHEN 'reverse' THEN m.reverses_claim ELSE m.claim_ordinal END
    LEFT JOIN remittance_line_match y ON y.org_id = $1 AND m.act = 'reverse' AND y.payment_id = a.payment_id
        AND y.claim_ordinal = a.claim_ordinal AND y.line_ordinal = a.line_ordinal
    LEFT JOIN stage_line_match z ON m.act = 'pay' AND z.pay_no = m.pay_no AND z.claim_ordinal = m.claim_ordinal
        AND z.line_ordinal = a.line_ordinal
    CROSS JOIN LATERAL (SELECT coalesce(z.line, y.line) AS line) x
    WHERE m.act IN ('pay', 'reverse') AND a.class = 'denial'
    GROUP BY 1, 2, 3, 4
), items AS (
    INSERT INTO open_item AS o (org_id, kind, item_key, account, payer_id, reference, claim_id, line, payment_id,
        claim_ordinal, opened_on, balance, closed_on)
    SELECT $1, kind, item_key, account, payer_id, min(reference), 0, 0, min(payment_id), min(claim_ordinal), $2,
        sum(cents)::bigint, CASE WHEN sum(cents) = 0 THEN $2 END
    FROM named GROUP BY kind, item_key, account, payer_id
    UNION ALL
    SELECT $1, 'denial', item_key, 0, payer_id, '', claim_id, line, payment_id, claim_ordinal, $2, cents,
        CASE WHEN cents = 0 THEN $2 END
    FROM denied
    ON CONFLICT (org_id, item_key) DO UPDATE SET balance = o.balance + EXCLUDED.balance,
        closed_on = CASE WHEN o.balance + EXCLUDED.balance = 0 THEN $2 END
    RETURNING open_item_id, item_key
)
UPDATE stage_entry e SET open_item_id = i.open_item_id
FROM named n JOIN items i USING (item_key)
WHERE e.ctid = n.at
