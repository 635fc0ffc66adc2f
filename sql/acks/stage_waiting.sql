-- The organisation's verdicts that wait from before for what they are about. $1 organisation.
INSERT INTO stage_waiting (verdict_id, is_new, level, outcome, sender_id, receiver_id, group_receiver, interchange_control,
    group_control, set_control, control_number, batch_reference, provider_npi, code, status, entity, more, error_place, stated_date, amount,
    payer_claim_number, received_date, file_id, byte_offset, segment)
SELECT verdict_id, false, level, outcome, sender_id, receiver_id, group_receiver, interchange_control, group_control,
    set_control, control_number, batch_reference, provider_npi, code, status, entity, more, error_place, stated_date, amount,
    payer_claim_number, received_date, file_id, byte_offset, segment
FROM verdict WHERE org_id = $1 AND state = 'waiting'
