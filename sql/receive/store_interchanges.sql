-- The interchanges of a received file; a control number that the same sender used before is worth a look.
-- $1 file, $2 run.
WITH stored AS (
    INSERT INTO received_interchange (file_id, ordinal, sender_id, receiver_id, control_number, usage, byte_offset)
    SELECT $1, ordinal, sender_id, receiver_id, control_number, usage::"char", byte_offset FROM stage_interchange
    ON CONFLICT (file_id, ordinal) DO NOTHING
)
INSERT INTO file_finding (file_id, run_id, code, severity, interchange, segment_id, element, byte_offset)
SELECT $1, $2, 'interchange_repeated', 'warn', s.control_number::text, 'ISA', 'ISA13', s.byte_offset
FROM stage_interchange s
WHERE EXISTS (SELECT FROM received_interchange r WHERE r.sender_id = s.sender_id
        AND r.control_number = s.control_number AND r.file_id <> $1)
    AND NOT EXISTS (SELECT FROM file_finding f WHERE f.file_id = $1 AND f.code = 'interchange_repeated')
