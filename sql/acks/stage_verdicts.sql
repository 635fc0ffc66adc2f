-- The verdicts of a received file that are for one organisation, each with its number; apply keeps them. Verdicts of a
-- file that a killed run kept are there already. $1 organisation, $2 file, $3 day (when an acknowledgement states none
-- and its file neither).
INSERT INTO stage_waiting (verdict_id, is_new, level, outcome, sender_id, receiver_id, group_receiver, interchange_control,
    group_control, set_control, control_number, batch_reference, provider_npi, code, status, entity, more, error_place, stated_date, amount,
    payer_claim_number, received_date, file_id, byte_offset, segment)
SELECT nextval('verdict_verdict_id_seq'::regclass), true, f.*
FROM (
    SELECT v.level, v.outcome, i.sender_id, i.receiver_id, coalesce(t.group_receiver, i.receiver_id), v.interchange_control, v.group_control, v.set_control, v.control_number,
        v.batch_reference, v.provider_npi, v.code, v.status, v.entity, v.more, v.error_place,
        coalesce(v.stated_date, i.file_date, $3), v.amount, v.payer_claim_number, v.received_date, $2::bigint, v.byte_offset,
        v.segment
    FROM stage_verdict v
    JOIN stage_interchange i ON i.ordinal = v.interchange_ordinal
    LEFT JOIN stage_inbound_set t ON t.ordinal = v.set_ordinal
    JOIN stage_set_state s ON s.org_id = $1 AND s.state = 'apply'
        AND CASE WHEN v.set_ordinal > 0 THEN s.ordinal = v.set_ordinal
            ELSE s.kind = 'TA1' AND s.interchange_ordinal = v.interchange_ordinal AND s.byte_offset = v.byte_offset END
    WHERE NOT EXISTS (SELECT FROM verdict k WHERE k.org_id = $1 AND k.file_id = $2)
    ORDER BY v.byte_offset
) f
