-- What waits in an organisation's books, and whether a person has to do something about it: what, number, dollars,
-- waits for a person, what to do. Dollars of held claims as in look/held.sql. $1 organisation.
WITH waiting (ordinal, what, number, cents, person, remedy) AS (
    SELECT 1, 'claims held', count(*), sum(CASE c.sequence WHEN 'P' THEN c.total ELSE coalesce(b.cents, 0) END), true,
        'cleanclaim held'
    FROM claim c
    LEFT JOIN LATERAL (
        SELECT sum(b.cents)::bigint AS cents FROM balance b
        WHERE b.org_id = $1 AND b.encounter_id = c.encounter_id AND b.claim_id = c.claim_id) b ON c.sequence <> 'P'
    WHERE c.org_id = $1 AND c.unsent AND c.state = 'held'
    UNION ALL
    SELECT 2, 'claims rejected', count(*), sum(total), true, 'cleanclaim held'
    FROM claim WHERE org_id = $1 AND unsent AND state = 'rejected'
    UNION ALL
    SELECT 3, 'claims built or ready', count(*), sum(total), false, 'the next night sends them'
    FROM claim WHERE org_id = $1 AND unsent AND state IN ('built', 'ready')
    UNION ALL
    SELECT 4, 'corrections proposed', count(*), sum(c.total), true, 'decide whether to send a correction'
    FROM finding f JOIN claim c ON c.org_id = $1 AND c.claim_id = f.subject_id
    WHERE f.org_id = $1 AND f.subject = 'claim' AND f.code = 'replacement_proposed' AND f.state = 'open'
    UNION ALL
    SELECT 5, 'files not published', count(*), sum(cents), false, 'the next submit writes them'
    FROM interchange WHERE org_id = $1 AND state = 'committed'
    UNION ALL
    SELECT 6, 'files not delivered', count(*), sum(i.cents), true, 'see why the upload command fails; it is tried again'
    FROM interchange i JOIN partner p USING (org_id, partner_id)
    WHERE i.org_id = $1 AND i.state = 'published' AND p.upload_command <> ''
    UNION ALL
    SELECT 7, 'acknowledgements waiting', count(*), NULL, false, 'they are tried again in every run'
    FROM verdict WHERE org_id = $1 AND state = 'waiting'
    UNION ALL
    -- One whose corrected twin was posted since waits for nobody.
    SELECT 8, 'payments parked', count(*), sum(p.amount), true, 'cleanclaim remit show TRACE'
    FROM payment p
    WHERE p.org_id = $1 AND p.state = 'parked' AND NOT EXISTS (
        SELECT FROM payment t WHERE t.org_id = $1 AND t.payee = p.payee AND t.originator = p.originator
            AND t.trace_number = p.trace_number AND t.state = 'posted' AND t.payment_id > p.payment_id)
    UNION ALL
    SELECT CASE kind WHEN 'unapplied' THEN 9 WHEN 'denial' THEN 10 ELSE 11 END,
        CASE kind WHEN 'unapplied' THEN 'unapplied cash' WHEN 'denial' THEN 'denials open'
            WHEN 'recoupment' THEN 'recoupments open' WHEN 'balance_forward' THEN 'balances forward open'
            WHEN 'withheld' THEN 'withheld, open' ELSE 'interim payments open' END,
        count(*), sum(CASE kind WHEN 'unapplied' THEN -balance ELSE balance END), kind IN ('unapplied', 'denial'),
        CASE kind WHEN 'unapplied' THEN 'find whose it is: cleanclaim remit show TRACE'
            WHEN 'denial' THEN 'appeal, or correct the claim' ELSE 'the payer closes them, or ask it' END
    FROM open_item WHERE org_id = $1 AND closed_on IS NULL
    GROUP BY kind
    UNION ALL
    SELECT 12, 'credits on claims', count(*), sum(cents), true, 'see whether it was paid twice, or is owed to somebody'
    FROM balance WHERE org_id = $1 AND account BETWEEN 1100 AND 1199 AND cents < 0
)
SELECT what, number, coalesce(cents, 0)::bigint, person, remedy
FROM waiting WHERE number > 0 ORDER BY ordinal, what
