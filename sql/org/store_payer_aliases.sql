-- Aliases that the table before had brought and this one lacks go; those that a mapping brought stay. Names are
-- compared in upper case. $1 organisation, $2 the table's version.
WITH alias AS (
    SELECT s.kind, CASE s.kind WHEN 'name' THEN upper(s.alias) ELSE s.alias END AS alias, p.payer_id
    FROM stage_org_payer_aliases s
    JOIN payer p ON p.org_id = $1 AND p.code = s.payer
), gone AS (
    DELETE FROM payer_alias o
    WHERE o.org_id = $1 AND o.version_id > 0
        AND NOT EXISTS (SELECT FROM alias a WHERE a.kind = o.kind AND a.alias = o.alias)
)
INSERT INTO payer_alias (org_id, kind, alias, payer_id, version_id)
SELECT $1, kind, alias, payer_id, $2 FROM alias
ON CONFLICT (org_id, kind, alias) DO UPDATE SET payer_id = EXCLUDED.payer_id, version_id = EXCLUDED.version_id
