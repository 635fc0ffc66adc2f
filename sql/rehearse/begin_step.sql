-- A later step. $1 organisation, $2 file, $3 step, $4 moment, $5 and $6 control numbers, $7 run.
UPDATE rehearsal_file SET step = $3, step_at = $4, state = 'begun', due = 0, first_control = $5, last_control = $6,
    run_id = $7
WHERE org_id = $1 AND file_no = $2
