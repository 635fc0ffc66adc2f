-- Payers of an organisation. $1 organisation.
SELECT payer_id, code, name, address1, address2, city, state, zip FROM payer WHERE org_id = $1 ORDER BY payer_id
