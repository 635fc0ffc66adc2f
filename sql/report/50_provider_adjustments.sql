-- title: Provider adjustments of tonight
-- section: Provider adjustments
-- about: PLB of the payments posted tonight, by reason. Dollars as in the 835: positive lowers the payment.
-- empty: No payment of tonight has a provider adjustment.
-- for: organisation
-- parameters: organisation
-- column: reason | text | Reason
-- column: meaning | text | Meaning
-- column: account | text | Booked on
-- column: payments | count | Payments
-- column: items | count | Number | total
-- column: dollars | dollars | Dollars | total
SELECT a.reason, k.meaning, k.account, count(DISTINCT a.payment_id) AS payments, count(*) AS items,
    sum(a.amount)::bigint AS dollars
FROM payment p
JOIN provider_adjustment a ON a.org_id = $1 AND a.payment_id = p.payment_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN a.reason IN ('WO', '72', 'B3') THEN 'recoupment' WHEN a.reason = 'FB' THEN 'balance forward'
            WHEN a.reason = 'L6' THEN 'interest' WHEN a.reason = 'CT' THEN 'capitation'
            WHEN a.reason IN ('BN', 'IP', 'LS') THEN 'settlement' WHEN a.reason IN ('PI', 'IS') THEN 'interim payment'
            WHEN a.reason IN ('IR', 'E3') THEN 'withheld' WHEN a.reason IN ('LE', 'L3', '50', '51') THEN 'levy or penalty'
            ELSE 'not known: find out what the payer means' END AS meaning,
        CASE WHEN a.reason IN ('WO', '72', 'B3') THEN '2310' WHEN a.reason = 'FB' THEN '2320'
            WHEN a.reason = 'L6' THEN CASE WHEN a.amount > 0 THEN '5100' ELSE '4500' END WHEN a.reason = 'CT' THEN '4520'
            WHEN a.reason IN ('BN', 'IP', 'LS') THEN '4530' WHEN a.reason IN ('PI', 'IS') THEN '2330'
            WHEN a.reason IN ('IR', 'E3') THEN '1300' WHEN a.reason IN ('LE', 'L3', '50', '51') THEN '5100'
            ELSE '2100' END AS account) k
WHERE p.org_id = $1 AND p.state = 'posted' AND p.posted_run IN (SELECT run_id FROM report_run)
GROUP BY a.reason, k.meaning, k.account
ORDER BY a.reason, k.account
