SELECT 1 / (count(*) = 1)::int FROM pg_constraint
WHERE conname = 'code_release_code_set_check' AND pg_get_constraintdef(oid) LIKE '%icd10pcs%';
