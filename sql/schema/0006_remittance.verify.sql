SELECT org_id, payment_id, state, generation FROM payment WHERE false;
SELECT org_id, payment_id, claim_ordinal, paid FROM remittance_claim WHERE false;
SELECT org_id, payment_id, claim_ordinal, line_ordinal, ordinal, class FROM remittance_adjustment WHERE false;
SELECT org_id, payment_id, claim_ordinal, claim_id, reverses_payment FROM remittance_match WHERE false;
SELECT org_id, open_item_id, item_key, balance FROM open_item WHERE false;
