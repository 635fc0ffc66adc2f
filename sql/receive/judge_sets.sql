-- What becomes of each set of a received file that is no remittance (those: remit/judge_payments.sql). An
-- acknowledgement belongs to the organisation whose interchange it answers: found by control number, or by
-- the reference of the batch; else by who it is addressed to. One that answers nothing we know waits; one that
-- is for nobody of ours is quarantined. $1 nothing.
WITH usable AS (
    SELECT DISTINCT ON (v.set_ordinal, v.interchange_ordinal, CASE WHEN v.set_ordinal = 0 THEN v.byte_offset END)
        CASE WHEN v.set_ordinal > 0 THEN v.set_ordinal
            ELSE -dense_rank() OVER (ORDER BY v.set_ordinal, v.byte_offset)::integer END AS ordinal,
        v.interchange_ordinal, v.level, v.interchange_control, v.group_control, v.batch_reference, v.byte_offset,
        v.set_ordinal
    FROM stage_verdict v
    ORDER BY v.set_ordinal, v.interchange_ordinal, CASE WHEN v.set_ordinal = 0 THEN v.byte_offset END, v.byte_offset
), answered AS (
    SELECT u.*, s.kind, i.sender_id, i.receiver_id, s.group_receiver, i.usage,
        CASE WHEN u.set_ordinal > 0 THEN coalesce(p.proven, false) ELSE i.sound END AS proven
    FROM usable u
    JOIN stage_interchange i ON i.ordinal = u.interchange_ordinal
    LEFT JOIN stage_inbound_set s ON s.ordinal = u.set_ordinal
    LEFT JOIN stage_proof p ON p.set_ordinal = u.set_ordinal
), addressed AS (
    -- A rehearsal and a production organisation may have the same sender id: the usage tells.
    SELECT ordinal, array_agg(DISTINCT org_id) AS orgs
    FROM (
        SELECT a.ordinal, o.org_id, rank() OVER (PARTITION BY a.ordinal
            ORDER BY (g.usage = 'rehearsal') = (a.usage = 'T') DESC) AS nth
        FROM answered a
        JOIN LATERAL (
            SELECT org_id FROM interchange x WHERE x.sender_id IN (a.receiver_id, a.group_receiver)
            UNION
            SELECT org_id FROM org_setting t
            WHERE t.name = 'submitter_id' AND t.value IN (a.receiver_id, a.group_receiver)
        ) o ON true
        JOIN organisation g ON g.org_id = o.org_id
    ) x
    WHERE nth = 1
    GROUP BY ordinal
), owned AS (
    SELECT a.*, coalesce(
        CASE WHEN a.level = 2 THEN (SELECT min(x.org_id) FROM interchange x
            WHERE x.control_number = a.interchange_control AND x.sender_id = a.receiver_id
                AND x.receiver_id = a.sender_id) END,
        CASE WHEN a.level = 3 THEN (SELECT min(x.org_id) FROM interchange x JOIN interchange_set t USING (org_id, interchange_id)
            WHERE t.group_control = a.group_control AND x.sender_id IN (a.receiver_id, a.group_receiver)
                AND x.receiver_id = a.sender_id) END,
        CASE WHEN a.level > 3 AND a.batch_reference <> '' THEN (SELECT min(x.org_id)
            FROM interchange x JOIN interchange_set t USING (org_id, interchange_id)
            WHERE t.batch_reference = a.batch_reference AND x.sender_id IN (a.receiver_id, a.group_receiver)
            HAVING count(DISTINCT x.org_id) = 1) END,
        CASE WHEN cardinality(d.orgs) = 1 THEN d.orgs[1] END) AS org_id
    FROM answered a LEFT JOIN addressed d USING (ordinal)
), rest AS (
    -- Sets without any verdict of ours: not read, or nothing in them.
    SELECT s.ordinal, s.interchange_ordinal, s.kind, s.byte_offset, coalesce(p.proven, false) AS proven
    FROM stage_inbound_set s LEFT JOIN stage_proof p ON p.set_ordinal = s.ordinal
    WHERE s.kind <> 'remittance' AND NOT EXISTS (SELECT FROM usable u WHERE u.set_ordinal = s.ordinal)
)
INSERT INTO stage_set_state (ordinal, interchange_ordinal, kind, org_id, state, reason, byte_offset)
SELECT o.ordinal, o.interchange_ordinal, coalesce(o.kind, 'TA1'),
    CASE WHEN g.org_id IS NOT NULL AND (g.usage = 'rehearsal') = (o.usage = 'T') THEN o.org_id END,
    CASE WHEN NOT o.proven THEN 'refused'
        WHEN g.org_id IS NULL OR (g.usage = 'rehearsal') <> (o.usage = 'T') THEN 'quarantined' ELSE 'apply' END,
    CASE WHEN NOT o.proven THEN 'x12_envelope'
        WHEN g.org_id IS NULL THEN 'receiver_unknown'
        WHEN (g.usage = 'rehearsal') <> (o.usage = 'T') THEN 'x12_usage' ELSE '' END,
    o.byte_offset
FROM owned o LEFT JOIN organisation g ON g.org_id = o.org_id
UNION ALL
SELECT ordinal, interchange_ordinal, kind, NULL, 'refused',
    CASE WHEN kind = 'not_read' THEN 'x12_set_unknown' WHEN NOT proven THEN 'x12_envelope' ELSE 'x12_element_missing' END,
    byte_offset
FROM rest
