-- title: Chain of entries and events
-- section: Audit
-- about: Each transaction of the books is sealed by a link over the one before: a changed, missing or added row shows. Verified:
--     up to which link reconcile proved everything. Keep the head digest where nobody of the database can change it.
-- empty: There is no chain yet.
-- for: organisation
-- parameters: organisation
-- column: head | number | Head, link
-- column: digest | text | Head digest (SHA-256)
-- column: verified | number | Verified to link
-- column: verified_digest | text | Digest there
-- column: entries | count | Entries sealed tonight
-- column: events | count | Events sealed tonight
-- column: proved_by | number | Proved by run
SELECT h.link_no AS head, encode(h.digest, 'hex') AS digest, m.link_no AS verified,
    coalesce(encode(v.digest, 'hex'), '') AS verified_digest, coalesce(t.entries, 0) AS entries,
    coalesce(t.events, 0) AS events, m.run_id AS proved_by
FROM chain_head h
LEFT JOIN check_mark m USING (org_id)
LEFT JOIN chain_link v ON v.org_id = h.org_id AND v.link_no = m.link_no
LEFT JOIN LATERAL (
    SELECT sum(l.entries)::bigint AS entries, sum(l.events)::bigint AS events FROM chain_link l
    WHERE l.org_id = $1 AND l.run_id IN (SELECT run_id FROM report_run)) t ON true
WHERE h.org_id = $1
