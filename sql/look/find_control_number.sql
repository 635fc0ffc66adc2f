-- The claim of a patient control number (CLM01): $1 organisation, $2 number.
SELECT claim_id FROM submission WHERE org_id = $1 AND control_number = $2
