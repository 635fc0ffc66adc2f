-- What happened to a claim, in order. $1 organisation, $2 claim.
SELECT e.event_id, to_char(e.happened_at, 'YYYY-MM-DD HH24:MI'), e.kind, e.from_state, e.to_state, e.why,
    e.stated_date, f.name, nullif(e.file_segment, 0)::bigint, CASE WHEN e.file_id > 0 THEN e.file_offset END,
    e.user_name, r.job, e.run_id
FROM event e
LEFT JOIN received_file f ON f.file_id = e.file_id
LEFT JOIN run r ON r.run_id = e.run_id
WHERE e.org_id = $1 AND e.subject = 'claim' AND e.subject_id = $2
ORDER BY e.event_id
