-- Payments of the batch whose staged entries do not net to BPR02 on remittance clearing: there must be none.
-- $1 organisation, $2 batch.
SELECT count(*)
FROM stage_payment_state s
JOIN payment p ON p.org_id = $1 AND p.payment_id = s.payment_id
LEFT JOIN (
    SELECT payment_id, sum(CASE WHEN debit_account = 1050 THEN amount ELSE 0 END
        - CASE WHEN credit_account = 1050 THEN amount ELSE 0 END) AS net
    FROM stage_entry WHERE payment_id > 0 GROUP BY payment_id
) e ON e.payment_id = s.payment_id
WHERE s.batch = $2 AND s.state = 'post' AND coalesce(e.net, 0) <> p.amount
