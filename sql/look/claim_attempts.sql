-- What was sent of a claim, and where it stands in which file. $1 organisation, $2 claim.
SELECT s.ordinal::bigint, s.control_number, s.frequency, s.encounter_version::bigint, s.total, p.code, i.file_name,
    i.control_number, a.group_control, a.set_control, a.position::bigint, a.byte_offset, a.bytes::bigint,
    to_char(i.published_at, 'YYYY-MM-DD HH24:MI'), to_char(i.delivered_at, 'YYYY-MM-DD HH24:MI'), i.answer, t.answer,
    a.is_live, encode(i.sha256, 'hex'), i.run_id
FROM submission s
LEFT JOIN attempt a ON a.org_id = $1 AND a.claim_id = s.claim_id AND a.submission = s.ordinal
LEFT JOIN interchange i ON i.org_id = $1 AND i.interchange_id = a.interchange_id
LEFT JOIN interchange_set t ON t.org_id = $1 AND t.interchange_id = a.interchange_id
    AND t.group_control = a.group_control AND t.set_control = a.set_control
LEFT JOIN partner p ON p.org_id = $1 AND p.partner_id = i.partner_id
WHERE s.org_id = $1 AND s.claim_id = $2
ORDER BY s.ordinal, a.attempt_id
