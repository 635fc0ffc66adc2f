-- Words that stand in the program: $1 codes of findings, $2 what they say, $3 what to do; $4 names of cells, $5 their
-- places.
WITH findings AS (
    INSERT INTO report_finding (code, message, remedy)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
)
INSERT INTO report_cell (name, ordinal) SELECT * FROM unnest($4::text[], $5::bigint[])
