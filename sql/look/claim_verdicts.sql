-- What acknowledgements said of a claim, of its set or its file: each left an event. $1 organisation, $2 claim, $3-$5
-- codes of answers with their words.
WITH answer AS (
    SELECT * FROM unnest($3::text[], $4::text[], $5::text[]) AS a (list, code, words)
), about AS (
    SELECT DISTINCT e.file_id, e.file_offset, e.file_segment
    FROM event e
    WHERE e.org_id = $1 AND e.subject = 'claim' AND e.subject_id = $2 AND e.kind IN ('acknowledged', 'acknowledged_late')
)
SELECT v.stated_date, CASE v.level WHEN 2 THEN 'TA1' WHEN 3 THEN '999' WHEN 4 THEN '277CA of an intermediary'
        ELSE '277CA of the payer' END,
    v.outcome, v.state, v.code, v.status, v.entity, v.more, v.error_place, concat_ws(': ', g.words, n.words), v.amount,
    v.payer_claim_number, v.received_date, v.sender_id, f.name, i.control_number::text, t.group_control, t.set_control,
    a.file_segment::bigint, a.file_offset, v.run_id
FROM about a
JOIN verdict v ON v.org_id = $1 AND v.file_id = a.file_id AND v.byte_offset = a.file_offset
JOIN received_file f ON f.file_id = a.file_id
LEFT JOIN LATERAL (SELECT * FROM received_transaction q WHERE q.file_id = a.file_id AND q.byte_offset <= a.file_offset
    ORDER BY q.byte_offset DESC LIMIT 1) t ON true
LEFT JOIN received_interchange i ON i.file_id = t.file_id AND i.ordinal = t.interchange_ordinal
LEFT JOIN answer g ON g.code = v.code AND g.list = CASE v.level WHEN 2 THEN 'ta1' WHEN 3 THEN 'set'
    ELSE 'category' END
LEFT JOIN answer n ON n.code = v.status AND n.list = CASE v.level WHEN 2 THEN 'ta1_note' WHEN 3 THEN
    CASE v.set_control WHEN '' THEN 'group_error' ELSE 'set_error' END END
ORDER BY v.stated_date, v.level, v.verdict_id
