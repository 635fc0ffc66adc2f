-- What stands open with payers is the sum of its entries; a denial, which has none, is what the remittances that stand
-- deny of the line, at most its charge. $1 organisation, $2 last link proved before.
WITH happened AS (
    SELECT DISTINCT e.subject_id AS claim_id FROM event e
    WHERE e.org_id = $1 AND e.link_no > $2 AND e.subject = 'claim' AND e.kind IN ('remittance', 'reversal')
        AND e.event_id >= coalesce((SELECT min(first_event) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND events > 0), 0)
), denied AS (
    SELECT h.claim_id, coalesce(l.line, 0) AS line, least(sum(a.amount), coalesce(min(x.charge), min(c.total)))::bigint AS cents,
        concat_ws('|', 'denial', h.claim_id, coalesce(l.line, 0), a.group_code, a.reason_code) AS item_key
    FROM happened h
    JOIN claim c ON c.org_id = $1 AND c.claim_id = h.claim_id
    JOIN remittance_match m ON m.org_id = $1 AND m.claim_id = h.claim_id AND m.claim_id > 0 AND m.active AND m.act = 'pay'
        AND NOT EXISTS (SELECT FROM remittance_match b WHERE b.org_id = $1 AND b.active
            AND b.reverses_payment > 0 AND b.reverses_payment = m.payment_id AND b.reverses_claim = m.claim_ordinal)
    JOIN remittance_adjustment a ON a.org_id = $1 AND a.payment_id = m.payment_id AND a.claim_ordinal = m.claim_ordinal
        AND a.class = 'denial'
    LEFT JOIN remittance_line_match l ON l.org_id = $1 AND l.payment_id = a.payment_id AND l.claim_ordinal = a.claim_ordinal
        AND l.line_ordinal = a.line_ordinal AND l.generation = m.generation
    LEFT JOIN claim_line x ON x.org_id = $1 AND x.claim_id = h.claim_id AND x.line = l.line
    GROUP BY h.claim_id, coalesce(l.line, 0), a.group_code, a.reason_code
), touched AS (
    SELECT DISTINCT e.open_item_id FROM ledger_entry e
    WHERE e.org_id = $1 AND e.link_no > $2 AND e.open_item_id > 0
        AND e.entry_id >= coalesce((SELECT min(first_entry) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND entries > 0), 0)
), posted AS (
    SELECT e.open_item_id, sum(CASE WHEN e.debit_account = o.account THEN e.amount ELSE -e.amount END)::bigint AS cents
    FROM touched t
    JOIN open_item o ON o.org_id = $1 AND o.open_item_id = t.open_item_id
    JOIN ledger_entry e ON e.org_id = $1 AND e.open_item_id = t.open_item_id
    GROUP BY e.open_item_id
)
SELECT 'open item ' || o.open_item_id || ': entries ' || p.cents || ', balance ' || o.balance
FROM posted p JOIN open_item o ON o.org_id = $1 AND o.open_item_id = p.open_item_id
WHERE p.cents <> o.balance OR (o.closed_on IS NULL) = (o.balance = 0)
UNION ALL
-- Unapplied cash, recoupments and the like: the accounts are their items.
SELECT 'account ' || a.account || ' is ' || a.cents || ', its open items are ' || coalesce(i.cents, 0)
FROM (SELECT account, sum(debit - credit)::bigint AS cents FROM account_day
    WHERE org_id = $1 AND account IN (2100, 2310, 2320, 2330, 1300) GROUP BY account) a
LEFT JOIN (SELECT account, sum(balance)::bigint AS cents FROM open_item WHERE org_id = $1 AND account > 0 GROUP BY account) i
    USING (account)
WHERE a.cents <> coalesce(i.cents, 0)
UNION ALL
SELECT 'denial ' || coalesce(d.item_key, o.item_key) || ' is ' || coalesce(d.cents, 0) || ' cents by the remittances, '
    || coalesce(o.balance, 0) || ' as an item'
FROM denied d
FULL JOIN (SELECT i.* FROM happened h JOIN open_item i ON i.org_id = $1 AND i.claim_id = h.claim_id AND i.kind = 'denial') o
    USING (item_key)
WHERE coalesce(d.cents, 0) <> coalesce(o.balance, 0)
