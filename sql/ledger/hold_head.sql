-- Takes the organisation's chain head and its accounting month for this transaction: $1 organisation, $2
-- accounting date. Returns the next link's number, the digest before it, and whether the month is open.
WITH head AS (
    INSERT INTO chain_head (org_id, link_no, digest) VALUES ($1, 0, '\x')
    ON CONFLICT (org_id) DO UPDATE SET link_no = chain_head.link_no
    RETURNING link_no, digest
), month AS (
    INSERT INTO period (org_id, month, state) VALUES ($1, date_trunc('month', $2::date)::date, 'open')
    ON CONFLICT (org_id, month) DO UPDATE SET state = period.state
    RETURNING state
)
SELECT head.link_no + 1, head.digest, month.state = 'open' FROM head, month
