-- Payers of an organisation as their remittances name them: the originator of TRN03 and the identifier of 1000A
-- from the aliases; empty where there is none. $1 organisation.
SELECT p.payer_id, p.code, p.name, p.address1, p.address2, p.city, p.state, p.zip, coalesce(a.originator, ''),
    coalesce(a.identifier, '')
FROM payer p
LEFT JOIN (
    SELECT payer_id, min(alias) FILTER (WHERE kind = 'originator') AS originator,
        min(alias) FILTER (WHERE kind = 'identifier') AS identifier
    FROM payer_alias WHERE org_id = $1 GROUP BY payer_id
) a USING (payer_id)
WHERE p.org_id = $1
ORDER BY p.payer_id
