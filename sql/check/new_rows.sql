-- How many entries and events were sealed behind link $2. $1 organisation.
SELECT coalesce(sum(entries + events), 0)::bigint FROM chain_link WHERE org_id = $1 AND link_no > $2
