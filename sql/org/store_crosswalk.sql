-- $1 organisation.
WITH gone AS (
    DELETE FROM crosswalk o
    WHERE org_id = $1 AND NOT EXISTS (
        SELECT FROM stage_org_crosswalk s
        WHERE (s.source_system, s.source_code, s.target_system) = (o.source_system, o.source_code, o.target_system))
)
INSERT INTO crosswalk AS o (org_id, source_system, source_code, target_system, target_code, modifier, charge,
    place_of_service)
SELECT $1, source_system, source_code, target_system, target_code, modifier, charge, place_of_service
FROM stage_org_crosswalk
ON CONFLICT (org_id, source_system, source_code, target_system) DO UPDATE
SET target_code = EXCLUDED.target_code, modifier = EXCLUDED.modifier, charge = EXCLUDED.charge,
    place_of_service = EXCLUDED.place_of_service
WHERE (o.target_code, o.modifier, o.charge, o.place_of_service)
    IS DISTINCT FROM (EXCLUDED.target_code, EXCLUDED.modifier, EXCLUDED.charge, EXCLUDED.place_of_service)
