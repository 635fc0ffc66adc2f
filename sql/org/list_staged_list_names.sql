-- The names of the code lists of code_lists.csv as staged.
SELECT DISTINCT list FROM stage_org_code_lists ORDER BY list
