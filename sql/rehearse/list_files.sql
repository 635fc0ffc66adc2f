-- Test interchanges that stand in the outbox, and how far each was answered. $1 organisation.
SELECT p.code, i.file_name, i.bytes, i.sha256, coalesce(f.file_no, 0), coalesce(f.seed, 0), f.received_on,
    coalesce(f.step, 0), (f.step_at AT TIME ZONE 'UTC')::date,
    coalesce(extract(epoch FROM f.step_at AT TIME ZONE 'UTC')::bigint % 86400, 0), coalesce(f.state, ''),
    coalesce(f.due, 0), coalesce(f.first_control, 0), coalesce(f.claims, 0)
FROM interchange i
JOIN partner p USING (org_id, partner_id)
LEFT JOIN rehearsal_file f USING (org_id, sha256)
WHERE i.org_id = $1 AND i.usage = 'T' AND i.state IN ('published', 'delivered')
ORDER BY p.code, i.file_name
