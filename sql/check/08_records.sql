-- Every record that came in is stored, set aside with a finding, or a duplicate. $1 organisation, $2 last link proved
-- before: only the receipts of later runs are looked at.
WITH fresh AS (
    SELECT r.* FROM file_receipt r
    WHERE r.org_id IN (0, $1) AND ($2 = 0 OR r.run_id >= coalesce((SELECT max(run_id) FROM chain_link
        WHERE org_id = $1 AND link_no <= $2), 0))
)
SELECT 'file ' || file_id || ' in run ' || run_id || ': received ' || received_count || ', stored ' || stored
    || ', set aside ' || set_aside || ', duplicate ' || duplicate
FROM fresh WHERE received_count <> stored + set_aside + duplicate
UNION ALL
SELECT 'file ' || f.file_id || ' in run ' || f.run_id || ' set ' || f.set_aside || ' aside without a finding'
FROM fresh f
WHERE f.set_aside > 0 AND NOT EXISTS (SELECT FROM file_finding x WHERE x.file_id = f.file_id AND x.set_aside)
    AND NOT EXISTS (SELECT FROM received_transaction t WHERE t.file_id = f.file_id AND t.reason <> '')
    AND NOT EXISTS (SELECT FROM file_finding x WHERE x.run_id = f.run_id AND x.set_aside)
UNION ALL
SELECT 'file ' || f.file_id || ' is done without a receipt'
FROM received_file f
WHERE f.state = 'done' AND f.kind IN ('encounters', 'acks', 'remits') AND ($2 = 0 OR f.run_id >= coalesce((SELECT max(run_id)
        FROM chain_link WHERE org_id = $1 AND link_no <= $2), 0))
    AND NOT EXISTS (SELECT FROM file_receipt r WHERE r.file_id = f.file_id)
