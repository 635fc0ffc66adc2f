-- $1 organisation.
WITH numbered AS (
    SELECT row_number() OVER (ORDER BY row_no)::integer AS ordinal, scenario, weight, payer, procedure
    FROM stage_org_rehearsal_scenarios
), gone AS (
    DELETE FROM rehearsal_scenario
    WHERE org_id = $1 AND ordinal > (SELECT count(*) FROM numbered)
)
INSERT INTO rehearsal_scenario (org_id, ordinal, scenario, weight, payer, procedure)
SELECT $1, ordinal, scenario, weight, payer, procedure FROM numbered
ON CONFLICT (org_id, ordinal) DO UPDATE
SET scenario = EXCLUDED.scenario, weight = EXCLUDED.weight, payer = EXCLUDED.payer, procedure = EXCLUDED.procedure
