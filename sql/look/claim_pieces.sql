-- The bytes that were sent of a claim: for each submission its newest attempt with the piece of the billing provider
-- and its own, in that order, and the byte of the file where each begins. The head gives the segment terminator.
-- $1 organisation, $2 claim.
SELECT s.ordinal::bigint, s.control_number, i.file_name, q.kind,
    (SELECT sum(octet_length(b.content))::bigint FROM interchange_piece b WHERE b.org_id = $1
        AND b.interchange_id = a.interchange_id AND b.piece_no < q.piece_no), h.content, q.content
FROM submission s
JOIN LATERAL (
    SELECT * FROM attempt a WHERE a.org_id = $1 AND a.claim_id = s.claim_id AND a.submission = s.ordinal
    ORDER BY a.attempt_id DESC LIMIT 1) a ON true
JOIN interchange i ON i.org_id = $1 AND i.interchange_id = a.interchange_id
JOIN interchange_piece h ON h.org_id = $1 AND h.interchange_id = a.interchange_id AND h.kind = 'head'
JOIN interchange_piece q ON q.org_id = $1 AND q.interchange_id = a.interchange_id
    AND q.piece_no IN (a.provider_piece, a.piece_no)
WHERE s.org_id = $1 AND s.claim_id = $2
ORDER BY s.ordinal, q.piece_no
