-- Open items for what the batch staged: unapplied cash by payment and claim (or PLB), recoupments, withholdings
-- and interim payments by payer and reference, the balance forward by payer. Entries get the item they belong to. What
-- takes unapplied cash back (or what was applied of it) belongs to the item that it opened. The key of an item:
--     2100|payment|claim ordinal|PLB ordinal    2310|payer|reference    2320|payer    1300|…    2330|payer
-- An unknown payer is named by its TRN03. Denials: keep_denials.sql. $1 organisation, $2 day.
WITH sided AS (
    SELECT e.ctid AS at, e.amount, e.debit_account,
        CASE WHEN 2100 IN (e.debit_account, e.credit_account) THEN 2100
            WHEN e.debit_account = 1050 THEN e.credit_account ELSE e.debit_account END AS account,
        coalesce(m.reverses_payment, e.payment_id) AS payment_id, coalesce(m.reverses_claim, e.claim_ordinal) AS claim_ordinal,
        e.adjustment_ordinal
    FROM stage_entry e
    LEFT JOIN stage_match m ON e.reverses_entry > 0 AND m.payment_id = e.payment_id AND m.claim_ordinal = e.claim_ordinal
    WHERE e.amount <> 0 AND (e.kind IN ('unapplied', 'reversal_unmatched', 'recoupment', 'balance_forward', 'withheld', 'interim',
        'provider_other') OR (e.kind = 'applied' AND e.reverses_entry > 0))
), keyed AS (
    SELECT e.*, CASE WHEN e.debit_account = e.account THEN e.amount ELSE -e.amount END AS cents, p.payer_id,
        CASE p.payer_id WHEN 0 THEN 'from ' || p.originator ELSE p.payer_id::text END AS payer, coalesce(a.reference, '') AS reference
    FROM sided e
    JOIN payment p ON p.org_id = $1 AND p.payment_id = e.payment_id
    LEFT JOIN provider_adjustment a ON a.org_id = $1 AND a.payment_id = e.payment_id AND a.ordinal = e.adjustment_ordinal
        AND e.claim_ordinal = 0
), named AS (
    SELECT *, CASE account WHEN 2100 THEN 'unapplied' WHEN 2310 THEN 'recoupment' WHEN 2320 THEN 'balance_forward'
            WHEN 1300 THEN 'withheld' ELSE 'interim' END AS kind,
        CASE account WHEN 2100 THEN concat_ws('|', 2100, payment_id, claim_ordinal, CASE claim_ordinal WHEN 0 THEN adjustment_ordinal ELSE 0 END)
            WHEN 2310 THEN concat_ws('|', 2310, payer, reference)
            WHEN 2320 THEN concat_ws('|', 2320, payer)
            WHEN 1300 THEN concat_ws('|', 1300, payer, reference)
            ELSE concat_ws('|', account, payer) END AS item_key
    FROM keyed
), items AS (
    INSERT INTO open_item AS o (org_id, kind, item_key, account, payer_id, reference, claim_id, line, payment_id,
        claim_ordinal, opened_on, balance, closed_on)
    SELECT $1, kind, item_key, account, payer_id, min(reference), 0, 0, min(payment_id), min(claim_ordinal), $2,
        sum(cents)::bigint, CASE WHEN sum(cents) = 0 THEN $2 END
    FROM named GROUP BY kind, item_key, account, payer_id
    ON CONFLICT (org_id, item_key) DO UPDATE SET balance = o.balance + EXCLUDED.balance,
        closed_on = CASE WHEN o.balance + EXCLUDED.balance = 0 THEN $2 END
    RETURNING open_item_id, item_key
)
UPDATE stage_entry e SET open_item_id = i.open_item_id
FROM named n JOIN items i USING (item_key)
WHERE e.ctid = n.at
