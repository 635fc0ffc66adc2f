-- The bytes of an interchange in order. $1 organisation, $2 interchange.
SELECT content FROM interchange_piece WHERE org_id = $1 AND interchange_id = $2 ORDER BY piece_no
