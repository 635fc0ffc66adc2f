-- Codes that stand in the file twice: the first line counts. Returns their lines, the later ones.
DELETE FROM stage_code s
USING (
    SELECT code, line_no, row_number() OVER (PARTITION BY code ORDER BY line_no) AS nth FROM stage_code
) n
WHERE n.nth > 1 AND s.code = n.code AND s.line_no = n.line_no
RETURNING s.line_no, s.code
