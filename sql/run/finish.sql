-- Ends a run: $1 run, $2 moment, $3 exit code, $4 message, $5 its counts as JSON: [{"org_id", "name",
-- "value", "cents"}, …].
WITH ended AS (
    UPDATE run SET ended_at = $2, exit_code = $3::bigint, message = nullif($4, '') WHERE run_id = $1
)
INSERT INTO run_count (run_id, org_id, name, value, cents)
SELECT $1, c.org_id, c.name, c.value, c.cents
FROM jsonb_to_recordset($5::jsonb) AS c (org_id bigint, name text, value bigint, cents bigint)
ON CONFLICT (run_id, org_id, name) DO UPDATE SET value = EXCLUDED.value, cents = EXCLUDED.cents
