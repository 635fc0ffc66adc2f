-- What the staged claims of a file were dealt. $1 organisation, $2 file.
INSERT INTO rehearsal_claim (org_id, file_no, position, control_number, scenario, steps, next_payer)
SELECT $1, $2, position, n.control_number, d.scenario, d.steps, d.next_payer
FROM stage_rehearsal_number n JOIN stage_rehearsal_dealt d USING (position)
