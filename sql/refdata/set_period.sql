-- Another period for a release that is loaded already. $1 release, $2 first day, $3 last day.
UPDATE code_release SET effective_from = $2, effective_to = $3 WHERE release_id = $1
