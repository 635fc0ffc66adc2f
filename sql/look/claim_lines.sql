-- The lines of a claim and the charges they carry. $1 organisation, $2 claim.
SELECT l.line::bigint, l.control_number, l.procedure, l.modifiers, l.service_from, l.service_to,
    trim_scale(l.units / 1000.0)::text, l.charge, (
        SELECT string_agg('version ' || g.version || ' line ' || g.charge_line, ', ' ORDER BY g.version, g.charge_line)
        FROM claim_line_charge g WHERE g.org_id = $1 AND g.claim_id = l.claim_id AND g.line = l.line)
FROM claim_line l
WHERE l.org_id = $1 AND l.claim_id = $2
ORDER BY l.line
