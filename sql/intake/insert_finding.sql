-- One finding about a file: $1 file (0: the set as a whole), $2 run, $3 organisation, $4 code, $5 severity,
-- $6 set aside, $7 row, $8 column, $9 value.
INSERT INTO file_finding (file_id, run_id, org_id, code, severity, set_aside, row_no, column_name, value)
VALUES ($1, $2, $3, $4, $5, $6, $7::bigint, $8, $9)
