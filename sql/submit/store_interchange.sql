-- One interchange, all of whose pieces are staged. $1 organisation, $2 its staged number, $3 partner, $4 usage,
-- $5 sender, $6 receiver, $7 ISA13, $8 GS06, $9 file name (with a number behind it where another sender or organisation
-- has given it to the same partner), $10 bytes, $11 digest, $12 claims, $13 cents, $14 moment,
-- $15 run. Returns its id.
WITH named AS (
    SELECT CASE count(*) WHEN 0 THEN $9 ELSE regexp_replace($9, '\.837$', '') || '-' || count(*) + 1 || '.837' END AS file_name
    FROM partner mine
    JOIN partner p USING (code)
    JOIN interchange i ON i.org_id = p.org_id AND i.partner_id = p.partner_id
    WHERE mine.org_id = $1 AND mine.partner_id = $3
        AND (i.file_name = $9 OR i.file_name LIKE regexp_replace($9, '\.837$', '') || '-%.837')
), made AS (
    INSERT INTO interchange (org_id, partner_id, usage, sender_id, receiver_id, control_number, file_name, bytes,
        sha256, claims, cents, state, committed_at, run_id)
    SELECT $1, $3, $4::text::"char", $5, $6, $7, file_name, $10, $11, $12, $13, 'committed', $14, $15
    FROM named
    RETURNING interchange_id
), register AS (
    INSERT INTO control_number (sender_id, receiver_id, kind, number, org_id, interchange_id)
    SELECT $5, $6, k.kind, k.number, $1, m.interchange_id
    FROM made m CROSS JOIN (VALUES ('ISA', $7), ('GS', $8)) AS k (kind, number)
), sets AS (
    INSERT INTO interchange_set (org_id, interchange_id, group_control, set_control, batch_reference, claims, cents)
    SELECT $1, m.interchange_id, $8, s.set_control, s.batch_reference, s.claims, s.cents
    FROM made m JOIN stage_set s ON s.interchange_no = $2
), pieces AS (
    INSERT INTO interchange_piece (org_id, interchange_id, piece_no, kind, content)
    SELECT $1, m.interchange_id, p.piece_no, p.kind, p.content
    FROM made m JOIN stage_piece p ON p.interchange_no = $2
)
SELECT interchange_id FROM made
