-- What a report of the same accounting date $1 and moment $2 measured before: megabytes of the database, and those free on
-- the disk. No row: none did.
SELECT d.value, f.value
FROM run r
JOIN run_count d ON d.run_id = r.run_id AND d.org_id = 0 AND d.name = 'database megabytes'
JOIN run_count f ON f.run_id = r.run_id AND f.org_id = 0 AND f.name = 'disk megabytes free'
WHERE r.job = 'report' AND r.as_of = $1 AND r.started_at = $2
ORDER BY r.run_id LIMIT 1
