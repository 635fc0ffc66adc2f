-- A new organisation. $1 code, $2 name, $3 usage, $4 start date, $5 its key, $6 run. Returns its id.
INSERT INTO organisation (code, name, usage, start_date, identity_key, created_run)
VALUES ($1, $2, $3, $4, $5, $6)
RETURNING org_id
