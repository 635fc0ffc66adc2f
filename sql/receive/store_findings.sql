-- What was wrong in a received file. $1 file, $2 run. One that is read again after a kill has them already.
INSERT INTO file_finding (file_id, run_id, code, severity, set_aside, interchange, grp, transaction, segment,
    segment_id, element, loop, byte_offset, value)
SELECT $1, $2, code, severity, severity = 'reject', interchange, grp, transaction, segment, segment_id, element, loop,
    byte_offset, value
FROM stage_receive_finding s
WHERE NOT EXISTS (SELECT FROM file_finding f WHERE f.file_id = $1)
ORDER BY byte_offset
