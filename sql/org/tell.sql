-- The event of the organisation itself. $1 organisation, $2 created or changed, $3 why.
INSERT INTO stage_event (subject, subject_id, kind, why) VALUES ('organisation', $1, $2, $3)
