-- Encounters of the set: new and their charges in cents, changed and theirs, set aside.
SELECT count(*) FILTER (WHERE outcome = 'n'), coalesce(sum(total) FILTER (WHERE outcome = 'n'), 0)::bigint,
    count(*) FILTER (WHERE outcome = 'c'), coalesce(sum(total) FILTER (WHERE outcome = 'c'), 0)::bigint,
    count(*) FILTER (WHERE outcome = 'b')
FROM stage_encounter_state
