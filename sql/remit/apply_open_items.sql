-- The unapplied cash of claims that were matched later: their items lose what was applied, their entries name them.
-- $1 organisation, $2 day.
WITH used AS (
    SELECT o.open_item_id, e.payment_id, e.claim_ordinal, sum(e.amount)::bigint AS cents
    FROM stage_entry e
    JOIN open_item o ON o.org_id = $1 AND o.item_key = concat_ws('|', 2100, e.payment_id, e.claim_ordinal, 0)
    WHERE e.kind = 'applied' AND e.amount <> 0
    GROUP BY 1, 2, 3
), named AS (
    UPDATE stage_entry e SET open_item_id = u.open_item_id
    FROM used u WHERE e.kind = 'applied' AND e.payment_id = u.payment_id AND e.claim_ordinal = u.claim_ordinal
)
UPDATE open_item o SET balance = o.balance + u.cents, closed_on = CASE WHEN o.balance + u.cents = 0 THEN $2 END
FROM used u WHERE o.org_id = $1 AND o.open_item_id = u.open_item_id
