-- The organisations, each with what is set up. $1 code; empty: all.
SELECT o.org_id, o.code, o.name, o.usage, o.start_date,
    (SELECT count(*) FROM provider p WHERE p.org_id = o.org_id AND p.kind = 'provider'),
    (SELECT count(*) FROM provider p WHERE p.org_id = o.org_id AND p.kind = 'facility'),
    (SELECT count(*) FROM payer p WHERE p.org_id = o.org_id),
    (SELECT count(*) FROM partner p WHERE p.org_id = o.org_id),
    coalesce((SELECT v.version_id FROM table_version v
        WHERE v.org_id = o.org_id AND v.name = 'payer_profile' AND v.active), 0),
    coalesce((SELECT v.version_id FROM table_version v
        WHERE v.org_id = o.org_id AND v.name = 'payer_rules' AND v.active), 0)
FROM organisation o
WHERE $1 = '' OR o.code = $1
ORDER BY o.code
