-- The releases that are loaded, with the days on which each is asked: a later one of the same period stands in
-- its place, one that begins later within its period stands over it.
SELECT r.code_set, r.name, r.effective_from, r.effective_to, r.codes,
    (SELECT count(*) FROM code c WHERE c.release_id = r.release_id AND c.billable),
    CASE WHEN r.superseded THEN 'replaced' ELSE 'in force' END, r.loaded_at, r.run_id, r.sha256
FROM code_release r
ORDER BY r.code_set, r.effective_from, r.release_id
