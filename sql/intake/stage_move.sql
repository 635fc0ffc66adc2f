-- The event of a set whose dates a rehearsal mapping moved: $1 organisation, $2 one of its files, $3 in words.
INSERT INTO stage_event (subject, subject_id, kind, file_id, why) VALUES ('organisation', $1, 'dates_moved', $2, $3)
