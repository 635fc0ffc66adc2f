-- Closes the transaction's link of the chain and moves the head. $1 organisation, $2 link, $3 run,
-- $4-$7 entries: number, first, last, digest; $8-$11 events: the same; $12 the digest before.
WITH made AS (
    INSERT INTO chain_link
    SELECT l.org_id, l.link_no, l.run_id, l.entries, l.entry_digest, l.first_entry, l.last_entry,
        l.events, l.event_digest, l.first_event, l.last_event, l.previous, link_digest(l)
    FROM (
        SELECT (ROW($1::bigint, $2::bigint, $3::bigint, $4::bigint::integer, $7::bytea, $5::bigint, $6::bigint,
            $8::bigint::integer, $11::bytea, $9::bigint, $10::bigint, $12::bytea, ''::bytea)::chain_link).*
    ) l
    RETURNING org_id, link_no, digest
)
UPDATE chain_head h SET link_no = made.link_no, digest = made.digest
FROM made WHERE h.org_id = made.org_id
