-- All files of the step stand in the inbox. $1 organisation, $2 file. Returns how many claims are answered further
-- in the next step.
UPDATE rehearsal_file f SET state = 'answered', due = (
    SELECT count(*) FROM rehearsal_claim c WHERE c.org_id = $1 AND c.file_no = $2 AND c.steps > f.step)
WHERE org_id = $1 AND file_no = $2
RETURNING due
