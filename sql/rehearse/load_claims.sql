-- What the claims of a file were dealt, in its order. $1 organisation, $2 file.
SELECT position, scenario, next_payer FROM rehearsal_claim WHERE org_id = $1 AND file_no = $2 ORDER BY position
