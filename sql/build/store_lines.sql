-- Lines of the batch's new and changed claims, and the charges they carry. $1 organisation.
WITH fresh AS (
    SELECT l.*, s.encounter_id, s.encounter_version
    FROM stage_claim_line l JOIN stage_claim s USING (claim_id)
    WHERE s.is_new OR NOT s.unchanged
), lines AS (
    INSERT INTO claim_line (org_id, claim_id, line, control_number, procedure, modifiers, service_from, service_to,
        units, charge)
    SELECT $1, claim_id, line, control_number, procedure, modifiers, service_from, service_to, units, charge
    FROM fresh
)
INSERT INTO claim_line_charge (org_id, claim_id, line, encounter_id, version, charge_line, amount)
SELECT $1, claim_id, line, encounter_id, encounter_version, charge_line, charge FROM fresh
