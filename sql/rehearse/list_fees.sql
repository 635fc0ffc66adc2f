-- What payers allow. $1 organisation.
SELECT payer_id, procedure, modifier, effective_from, effective_to, allowed, percent_of_charge
FROM fee_schedule WHERE org_id = $1 ORDER BY payer_id, procedure, modifier, effective_from
