-- title: Aging by payer
-- section: Receivables
-- about: By who owes. Total: buckets, credits and what is not billed yet, as in the roll-forward. Unapplied cash (2100) and
--     recoupments (2310) are no receivables: they stand beside, credits negative, and are in no sum of the others.
-- empty: Nobody owes anything.
-- for: organisation
-- parameters: organisation
-- page: 100
-- column: payer | text | Payer
-- column: days_0_30 | dollars | 0-30 | total
-- column: days_31_60 | dollars | 31-60 | total
-- column: days_61_90 | dollars | 61-90 | total
-- column: days_91_120 | dollars | 91-120 | total
-- column: days_121 | dollars | 121+ | total
-- column: credits | dollars | Credits | total
-- column: not_billed | dollars | Not yet billed | total
-- column: total | dollars | Total | total, rows=open_balances
-- column: unapplied | dollars | Unapplied | total, rows=unapplied
-- column: recoupments | dollars | Recoupments | total, rows=provider_items
WITH owed AS (
    SELECT CASE account WHEN 1150 THEN 2 WHEN 1160 THEN 3 ELSE 1 END AS side,
        CASE WHEN account IN (1150, 1160) THEN 0 ELSE party END AS payer_id,
        CASE WHEN account = 1100 THEN 7 WHEN cents < 0 THEN 6 ELSE bucket END AS nth, sum(cents)::bigint AS cents
    FROM report_balance GROUP BY 1, 2, 3
    UNION ALL
    SELECT 1, payer_id, CASE account WHEN 2100 THEN 8 ELSE 9 END, sum(balance)::bigint
    FROM open_item WHERE org_id = $1 AND account IN (2100, 2310) AND closed_on IS NULL
    GROUP BY 2, 3
)
SELECT CASE o.side WHEN 2 THEN 'Patients' WHEN 3 THEN 'Agency' ELSE coalesce(p.name, 'Payer not known') END AS payer,
    coalesce(sum(o.cents) FILTER (WHERE o.nth = 1), 0)::bigint AS days_0_30,
    coalesce(sum(o.cents) FILTER (WHERE o.nth = 2), 0)::bigint AS days_31_60,
    coalesce(sum(o.cents) FILTER (WHERE o.nth = 3), 0)::bigint AS days_61_90,
    coalesce(sum(o.cents) FILTER (WHERE o.nth = 4), 0)::bigint AS days_91_120,
    coalesce(sum(o.cents) FILTER (WHERE o.nth = 5), 0)::bigint AS days_121,
    coalesce(sum(o.cents) FILTER (WHERE o.nth = 6), 0)::bigint AS credits,
    coalesce(sum(o.cents) FILTER (WHERE o.nth = 7), 0)::bigint AS not_billed,
    coalesce(sum(o.cents) FILTER (WHERE o.nth <= 7), 0)::bigint AS total,
    coalesce(sum(o.cents) FILTER (WHERE o.nth = 8), 0)::bigint AS unapplied,
    coalesce(sum(o.cents) FILTER (WHERE o.nth = 9), 0)::bigint AS recoupments
FROM owed o
LEFT JOIN payer p ON p.org_id = $1 AND p.payer_id = o.payer_id AND o.side = 1
GROUP BY o.side, o.payer_id, p.name
ORDER BY o.side, total DESC, payer
