-- Denials of claims touched since link $2 follow what the payer still owes: when that is nothing (paid after all, or
-- written off), they are closed on day $3; when it owes again (the payment was taken back), they are open again. The
-- flag of the claim with them. $1 organisation.
WITH touched AS (
    SELECT DISTINCT e.encounter_id FROM ledger_entry e
    WHERE e.org_id = $1 AND e.link_no > $2 AND e.encounter_id > 0
        AND e.entry_id >= coalesce((SELECT min(first_entry) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND entries > 0), 0)
), denied AS (
    SELECT o.open_item_id, o.claim_id, o.closed_on, o.balance <> 0 AND EXISTS (
        SELECT FROM balance b WHERE b.org_id = $1 AND b.encounter_id = c.encounter_id AND b.claim_id = c.claim_id
            AND b.account IN (1110, 1120, 1130) AND b.cents > 0) AS owed
    FROM touched t
    JOIN claim c ON c.org_id = $1 AND c.encounter_id = t.encounter_id
    JOIN open_item o ON o.org_id = $1 AND o.claim_id = c.claim_id AND o.kind = 'denial'
), items AS (
    UPDATE open_item o SET closed_on = CASE WHEN NOT d.owed THEN $3::date END
    FROM denied d
    WHERE o.org_id = $1 AND o.open_item_id = d.open_item_id AND d.owed = (d.closed_on IS NOT NULL)
    RETURNING o.claim_id
)
UPDATE claim c SET denial_open = EXISTS (SELECT FROM denied d WHERE d.claim_id = c.claim_id AND d.owed)
WHERE c.org_id = $1 AND c.claim_id IN (SELECT claim_id FROM items)
