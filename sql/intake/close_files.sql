-- Files that are through: $1 ids, $2 where they are kept below the data folder, $3 done or refused. One that
-- was done before stays so.
UPDATE received_file f SET state = $3, kept_as = g.kept_as
FROM unnest($1::bigint[], $2::text[]) AS g (file_id, kept_as)
WHERE f.file_id = g.file_id AND f.state <> 'done'
