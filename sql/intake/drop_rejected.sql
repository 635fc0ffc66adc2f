-- Takes rows that contradict or repeat another out of the staged entities, so that what follows sees sound rows
-- only. Rows that failed by themselves, or that a mapping left out, were never staged: one of those may stand
-- beside a sound row of the same line, when two sources of an entity read it.
WITH gone AS (
    SELECT entity, file_no, row_no FROM stage_reject WHERE code = 'row_repeated'
    UNION
    SELECT entity, file_no, row_no FROM stage_repeat
), e AS (
    DELETE FROM stage_encounter s USING gone g
    WHERE g.entity = 'encounter' AND s.file_no = g.file_no AND s.row_no = g.row_no
), d AS (
    DELETE FROM stage_diagnosis s USING gone g
    WHERE g.entity = 'diagnosis' AND s.file_no = g.file_no AND s.row_no = g.row_no
), c AS (
    DELETE FROM stage_charge s USING gone g
    WHERE g.entity = 'charge' AND s.file_no = g.file_no AND s.row_no = g.row_no
), p AS (
    DELETE FROM stage_patient s USING gone g
    WHERE g.entity = 'patient' AND s.file_no = g.file_no AND s.row_no = g.row_no
), v AS (
    DELETE FROM stage_coverage s USING gone g
    WHERE g.entity = 'coverage' AND s.file_no = g.file_no AND s.row_no = g.row_no
), r AS (
    DELETE FROM stage_receipt s USING gone g
    WHERE g.entity = 'receipt' AND s.file_no = g.file_no AND s.row_no = g.row_no
)
DELETE FROM stage_open_balance s USING gone g
WHERE g.entity = 'open_balance' AND s.file_no = g.file_no AND s.row_no = g.row_no
