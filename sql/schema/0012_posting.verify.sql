SELECT org_id, payment_id, claim_ordinal, act FROM remittance_match WHERE false;
SELECT org_id, verdict_id, receiver_id, group_receiver FROM verdict WHERE false;
