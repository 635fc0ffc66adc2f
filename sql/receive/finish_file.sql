-- Closes a received file: each of its sets ends in exactly one place, which the counts prove; quarantined and
-- refused ones say why. $1 file, $2 run, $3 name, $4 where it is kept, $5 refused: nothing of it was whole.
WITH sets AS (
    SELECT s.ordinal, s.interchange_ordinal, s.kind, s.org_id, s.byte_offset, s.reason, NULL::bigint AS amount,
        CASE s.state WHEN 'apply' THEN CASE WHEN EXISTS (SELECT FROM verdict v WHERE v.org_id = s.org_id
                    AND v.file_id = $1 AND v.state = 'waiting') THEN 'waiting' ELSE 'applied' END
            ELSE s.state END AS state, NULL::bigint AS payment_id
    FROM stage_set_state s
    UNION ALL
    SELECT p.pay_no, t.interchange_ordinal, 'remittance', p.org_id, t.byte_offset, p.reason, a.amount,
        CASE p.state WHEN 'post' THEN 'posted' ELSE replace(p.state, 'resumed ', '') END, p.payment_id
    FROM stage_payment_state p
    JOIN stage_inbound_set t ON t.ordinal = p.pay_no
    JOIN stage_payment a ON a.pay_no = p.pay_no
), stored AS (
    INSERT INTO received_transaction (file_id, ordinal, interchange_ordinal, set_id, group_control, set_control,
        org_id, state, reason, payment_id, byte_offset, segments, amount)
    SELECT $1, s.ordinal, s.interchange_ordinal, coalesce(t.set_id, 'TA1'), coalesce(t.group_control, ''),
        coalesce(t.set_control, ''), s.org_id, s.state, s.reason, s.payment_id, s.byte_offset, 0, s.amount
    FROM sets s LEFT JOIN stage_inbound_set t ON t.ordinal = s.ordinal
    ON CONFLICT (file_id, ordinal) DO UPDATE SET state = EXCLUDED.state, reason = EXCLUDED.reason
), found AS (
    INSERT INTO file_finding (file_id, run_id, org_id, code, severity, set_aside, interchange, transaction, segment_id,
        byte_offset)
    SELECT $1, $2, coalesce(s.org_id, 0), s.reason, CASE s.state WHEN 'duplicate' THEN 'info' ELSE 'reject' END,
        s.state <> 'duplicate', i.control_number::text, coalesce(t.set_control, ''),
        CASE WHEN s.kind = 'TA1' THEN 'TA1' ELSE 'ST' END, s.byte_offset
    FROM sets s
    JOIN stage_interchange i ON i.ordinal = s.interchange_ordinal
    LEFT JOIN stage_inbound_set t ON t.ordinal = s.ordinal
    WHERE s.reason <> '' AND s.state IN ('quarantined', 'parked', 'duplicate')
), closed AS (
    UPDATE received_file SET state = CASE WHEN $5 THEN 'refused' ELSE 'done' END, kept_as = $4 WHERE file_id = $1
)
INSERT INTO file_receipt (file_id, run_id, org_id, name, unit, received_count, stored, set_aside, duplicate, outcome,
    kept_as)
SELECT $1, $2, coalesce(CASE WHEN count(DISTINCT org_id) = 1 THEN min(org_id) END, 0), $3, 'transactions', count(*),
    count(*) FILTER (WHERE state IN ('posted', 'applied', 'waiting')),
    count(*) FILTER (WHERE state IN ('parked', 'quarantined', 'refused')),
    count(*) FILTER (WHERE state = 'duplicate'),
    CASE WHEN $5 THEN 'refused' ELSE 'stored' END, $4
FROM sets
RETURNING received_count, stored, set_aside, duplicate
