-- The releases of the same period that a new one replaces. $1 code set, $2 first day, $3 last day, $4 the new one.
UPDATE code_release SET superseded = true
WHERE code_set = $1 AND effective_from = $2 AND effective_to = $3 AND release_id <> $4 AND NOT superseded
