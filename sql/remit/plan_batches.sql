-- Puts the payments of each organisation and payer into transactions of about $1 rows, in the order in which
-- the payers first come: a later payer's remittance then finds what an earlier one's made. Parked ones are
-- stored too. Returns the batches: number, organisation, payments to post.
WITH running AS (
    SELECT pay_no, org_id, min(pay_no) OVER (PARTITION BY org_id, payer_id) AS first,
        sum(rows) OVER (PARTITION BY org_id, payer_id ORDER BY pay_no) - rows AS before
    FROM stage_payment_state
    WHERE state IN ('post', 'parked') AND org_id IS NOT NULL
), numbered AS (
    SELECT pay_no, dense_rank() OVER (ORDER BY org_id, first, div(before, $1)) AS batch FROM running
), planned AS (
    UPDATE stage_payment_state s SET batch = n.batch FROM numbered n WHERE s.pay_no = n.pay_no
    RETURNING s.batch, s.org_id, s.state
)
SELECT batch, org_id, count(*) FILTER (WHERE state = 'post') FROM planned GROUP BY batch, org_id ORDER BY batch
