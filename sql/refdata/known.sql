-- Whether a release was loaded before. $1 code set, $2 SHA-256 of the file that came, $3 name of the member.
SELECT release_id, effective_from, effective_to, codes, superseded
FROM code_release WHERE code_set = $1 AND sha256 = $2 AND name = $3
