-- The chain's head: number of the last link. $1 organisation.
SELECT coalesce(max(link_no), 0) FROM chain_head WHERE org_id = $1
