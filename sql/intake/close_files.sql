-- Files that are through: $1 ids, $2 where they are kept below the data folder, $3 done or refused, $4 1: where it was
-- kept before it is no more. One that was done before stays so, and what was kept then stays its place.
UPDATE received_file f SET state = CASE f.state WHEN 'done' THEN f.state ELSE $3 END, kept_as = g.kept_as
FROM unnest($1::bigint[], $2::text[], $4::bigint[]) AS g (file_id, kept_as, gone)
WHERE f.file_id = g.file_id AND (f.state <> 'done' OR g.gone = 1)
