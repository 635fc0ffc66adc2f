-- Claims of the encounters touched since link $2 that their payer owes nothing on any more: adjudicated, reversed,
-- superseded or voided, no balance on the payer's account, no denial or other item open, no secondary waiting to be
-- told. $1 organisation.
WITH touched AS (
    SELECT DISTINCT e.encounter_id FROM ledger_entry e
    WHERE e.org_id = $1 AND e.link_no > $2 AND e.encounter_id > 0
        AND e.entry_id >= coalesce((SELECT min(first_entry) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND entries > 0), 0)
)
INSERT INTO stage_event (subject, subject_id, kind, from_state, to_state, why)
SELECT 'claim', c.claim_id, 'closed', c.state, 'closed', 'nothing open with this payer'
FROM touched t
JOIN claim c ON c.org_id = $1 AND c.encounter_id = t.encounter_id
    AND c.state IN ('adjudicated', 'reversed', 'superseded', 'voided') AND NOT c.denial_open
WHERE NOT EXISTS (SELECT FROM balance b WHERE b.org_id = $1 AND b.encounter_id = c.encounter_id AND b.claim_id = c.claim_id
        AND b.account IN (1110, 1120, 1130) AND b.cents <> 0)
    AND (c.state <> 'reversed' OR NOT EXISTS (SELECT FROM balance b WHERE b.org_id = $1 AND b.encounter_id = c.encounter_id
        AND b.account IN (1110, 1120, 1130) AND b.cents <> 0))
    AND NOT EXISTS (SELECT FROM open_item o WHERE o.org_id = $1 AND o.claim_id = c.claim_id AND o.closed_on IS NULL)
ORDER BY c.claim_id
