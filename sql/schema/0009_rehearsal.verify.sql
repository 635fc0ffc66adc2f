SELECT org_id, file_no, sha256, step, state, due, first_control, last_control FROM rehearsal_file WHERE false;
SELECT org_id, file_no, position, control_number, scenario, steps, next_payer FROM rehearsal_claim WHERE false;
SELECT org_id, scenario, payer, procedure, claims FROM rehearsal_dealt WHERE false;
