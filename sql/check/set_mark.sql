-- Everything up to the chain's head was proved. $1 organisation, $2 run, $3 the link the head was at when the checks
-- began.
INSERT INTO check_mark (org_id, link_no, run_id) VALUES ($1, $3, $2)
ON CONFLICT (org_id) DO UPDATE SET link_no = EXCLUDED.link_no, run_id = EXCLUDED.run_id
