-- The hash chain is whole: each link follows the one before, seals the entries and events that it says, and each of
-- those still has its digest; the head is the last link; nothing stands outside of a link. $1 organisation, $2 last link
-- proved before.
WITH link AS (
    SELECT l.*, lag(l.digest) OVER (ORDER BY link_no) AS digest_before, lag(l.link_no) OVER (ORDER BY link_no) AS link_before
    FROM chain_link l WHERE l.org_id = $1 AND l.link_no >= $2
), entry AS (
    SELECT e.link_no, count(*) AS n, min(e.entry_id) AS first, max(e.entry_id) AS last,
        sha256(string_agg(e.row_digest, '' ORDER BY e.entry_id)) AS digest
    FROM ledger_entry e
    WHERE e.org_id = $1 AND e.link_no > $2
        AND e.entry_id >= coalesce((SELECT min(first_entry) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND entries > 0), 0)
    GROUP BY e.link_no
), entry_changed AS (
    -- Apart from the order, so that several processes can work on it.
    SELECT e.link_no, count(*) FILTER (WHERE entry_digest(e) <> e.row_digest) AS n
    FROM ledger_entry e
    WHERE e.org_id = $1 AND e.link_no > $2
        AND e.entry_id >= coalesce((SELECT min(first_entry) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND entries > 0), 0)
    GROUP BY e.link_no
), happened AS (
    SELECT e.link_no, count(*) AS n, min(e.event_id) AS first, max(e.event_id) AS last,
        sha256(string_agg(e.row_digest, '' ORDER BY e.event_id)) AS digest
    FROM event e
    WHERE e.org_id = $1 AND e.link_no > $2
        AND e.event_id >= coalesce((SELECT min(first_event) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND events > 0), 0)
    GROUP BY e.link_no
), event_changed AS (
    -- Apart from the order, so that several processes can work on it.
    SELECT e.link_no, count(*) FILTER (WHERE event_digest(e) <> e.row_digest) AS n
    FROM event e
    WHERE e.org_id = $1 AND e.link_no > $2
        AND e.event_id >= coalesce((SELECT min(first_event) FROM chain_link WHERE org_id = $1 AND link_no > $2 AND events > 0), 0)
    GROUP BY e.link_no
)
SELECT 'link ' || l.link_no || ' does not follow the one before'
FROM link l
WHERE l.link_no > $2 AND (l.previous <> coalesce(l.digest_before, '') OR l.link_no <> coalesce(l.link_before, 0) + 1)
UNION ALL
SELECT 'link ' || l.link_no || ' was changed'
FROM chain_link l WHERE l.org_id = $1 AND l.link_no > $2 AND link_digest(l) <> l.digest
UNION ALL
SELECT 'entries of link ' || coalesce(l.link_no, e.link_no) || ' were changed, added or removed'
FROM (SELECT * FROM link WHERE link_no > $2) l FULL JOIN entry e USING (link_no) LEFT JOIN entry_changed c USING (link_no)
WHERE l.link_no IS NULL OR l.entries <> coalesce(e.n, 0)
    OR (l.entries > 0 AND (l.first_entry <> e.first OR l.last_entry <> e.last OR l.entry_digest <> e.digest OR c.n > 0))
UNION ALL
SELECT 'events of link ' || coalesce(l.link_no, h.link_no) || ' were changed, added or removed'
FROM (SELECT * FROM link WHERE link_no > $2) l FULL JOIN happened h USING (link_no) LEFT JOIN event_changed c USING (link_no)
WHERE l.link_no IS NULL OR l.events <> coalesce(h.n, 0)
    OR (l.events > 0 AND (l.first_event <> h.first OR l.last_event <> h.last OR l.event_digest <> h.digest OR c.n > 0))
UNION ALL
SELECT 'the head is not the last link'
FROM chain_head h
WHERE h.org_id = $1 AND NOT EXISTS (SELECT FROM chain_link l WHERE l.org_id = $1 AND l.link_no = h.link_no
    AND l.digest = h.digest AND NOT EXISTS (SELECT FROM chain_link m WHERE m.org_id = $1 AND m.link_no > h.link_no))
