-- What the batch's remittances mean for claims: events and states, in the order of the payments; and what is
-- to be looked at. $1 organisation, $2 batch, $3 file, $4 run.
-- A claim with a posted, unreversed remittance is adjudicated; one of which every remittance was taken back is
-- reversed until the correction comes: whatever the order, a reversal counts behind what it takes back. Exact duplicates
-- (CARC 18), predeterminations, forwarded claims and what takes one of those back move no state.
WITH acted AS (
    SELECT m.*, r.byte_offset, r.segment, r.payer_claim_number, r.charge, r.patient_responsibility, p.effective_date,
        p.payer_id AS remitter, c.state AS from_state, c.total, c.attempt_id, r.paid
    FROM stage_match m
    JOIN stage_payment_state s ON s.pay_no = m.pay_no AND s.batch = $2
    JOIN payment p ON p.org_id = $1 AND p.payment_id = m.payment_id
    JOIN remittance_claim r ON r.org_id = $1 AND r.payment_id = m.payment_id AND r.claim_ordinal = m.claim_ordinal
    LEFT JOIN claim c ON c.org_id = $1 AND c.claim_id = m.claim_id
), placed AS (
    SELECT a.*, CASE act WHEN 'pay' THEN 1 ELSE -1 END AS step,
        CASE WHEN is_after THEN reverses_payment ELSE payment_id END AS at_payment,
        CASE WHEN is_after THEN reverses_claim ELSE claim_ordinal END AS at_claim
    FROM (SELECT *, (reverses_payment, reverses_claim) > (payment_id, claim_ordinal) AS is_after FROM acted) a
    WHERE claim_id > 0 AND act IN ('pay', 'reverse')
), standing AS (
    -- How many posted remittances stand in the end.
    SELECT p.claim_id, count(t.payment_id) AS remittances
    FROM (SELECT DISTINCT claim_id FROM placed) p
    LEFT JOIN remittance_match t ON t.org_id = $1 AND t.claim_id = p.claim_id AND t.claim_id > 0 AND t.active AND t.act = 'pay'
        AND NOT EXISTS (SELECT FROM remittance_match b WHERE b.org_id = $1 AND b.active
            AND b.reverses_payment > 0 AND b.reverses_payment = t.payment_id AND b.reverses_claim = t.claim_ordinal)
    GROUP BY p.claim_id
), moved AS (
    SELECT m.*, lag(to_state) OVER w AS state_before, row_number() OVER w AS nth
    FROM (
        SELECT p.*, CASE WHEN s.remittances - coalesce(sum(step) OVER (PARTITION BY claim_id
                ORDER BY at_payment, at_claim, step DESC, payment_id, claim_ordinal
                ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), 0) > 0 THEN 'adjudicated' ELSE 'reversed' END AS to_state
        FROM placed p JOIN standing s USING (claim_id)) m
    WINDOW w AS (PARTITION BY claim_id ORDER BY at_payment, at_claim, step DESC, payment_id, claim_ordinal)
), events AS (
    INSERT INTO stage_event (subject, subject_id, kind, from_state, to_state, level, stated_date, file_id, file_offset,
        file_segment, why)
    SELECT 'claim', claim_id, CASE act WHEN 'pay' THEN 'remittance' ELSE 'reversal' END,
        coalesce(state_before, from_state), to_state, 6, effective_date, $3, byte_offset, segment,
        'CLP02 ' || status || ', payment ' || payment_id || ' claim ' || claim_ordinal
    FROM moved ORDER BY at_payment, at_claim, step DESC, payment_id, claim_ordinal
), others AS (
    INSERT INTO stage_event (subject, subject_id, kind, from_state, to_state, file_id, file_offset, file_segment, why)
    SELECT 'claim', claim_id,
        CASE WHEN act = 'duplicate' THEN 'exact_duplicate' WHEN act = 'reverse_unmatched' THEN 'reversal_unmatched'
            WHEN status = '22' THEN 'reversal' WHEN status = '25' THEN 'predetermination' ELSE 'not_ours_forwarded' END,
        from_state, from_state, $3, byte_offset, segment, 'payment ' || payment_id || ' claim ' || claim_ordinal
    FROM acted WHERE claim_id > 0 AND act IN ('duplicate', 'none', 'reverse_unmatched')
), last_of AS (
    -- What the last one that pays says stands, whatever is taken back beside it.
    SELECT DISTINCT ON (claim_id) claim_id, status, payer_claim_number, act
    FROM moved ORDER BY claim_id, step DESC, nth DESC
), touched AS (
    -- Beside those, the claims before them whose next payer was awaited: it has answered.
    SELECT coalesce(l.claim_id, n.claim_id) AS claim_id, l.status, l.payer_claim_number, l.act, n.claim_id IS NOT NULL AS next_answered
    FROM last_of l
    FULL JOIN (
        SELECT DISTINCT c.primary_claim_id AS claim_id
        FROM last_of l JOIN claim c ON c.org_id = $1 AND c.claim_id = l.claim_id
        WHERE l.act = 'pay' AND c.primary_claim_id > 0) n USING (claim_id)
), flags AS (
    -- Of most claims nothing changes here: their rows are left alone.
    UPDATE claim c SET payer_claim_number = n.payer_claim_number, denial_open = n.denial_open,
        crossover_awaited = n.crossover_awaited, secondary_due = n.secondary_due
    FROM (
        SELECT c.claim_id, coalesce(nullif(l.payer_claim_number, ''), c.payer_claim_number) AS payer_claim_number,
            EXISTS (SELECT FROM open_item o WHERE o.org_id = $1 AND o.claim_id = c.claim_id
                AND o.kind = 'denial' AND o.closed_on IS NULL) AS denial_open,
            CASE WHEN l.next_answered THEN false WHEN l.act = 'pay' THEN l.status IN ('19', '20', '21')
                ELSE c.crossover_awaited END AS crossover_awaited,
            c.secondary_due AND c.sequence = 'P' AS secondary_due
        FROM touched l JOIN claim c ON c.org_id = $1 AND c.claim_id = l.claim_id
    ) n
    WHERE c.org_id = $1 AND c.claim_id = n.claim_id
        AND (c.payer_claim_number, c.denial_open, c.crossover_awaited, c.secondary_due)
            IS DISTINCT FROM (n.payer_claim_number, n.denial_open, n.crossover_awaited, n.secondary_due)
), came AS (
    -- A later payer's remittance is here: its claim waits for nothing.
    UPDATE finding f SET state = 'resolved', closed_run_id = $4, closed_why = 'remittance came'
    FROM last_of l
    WHERE f.org_id = $1 AND f.subject = 'claim' AND f.subject_id = l.claim_id AND f.state = 'open'
        AND f.code IN ('secondary_not_sent', 'rejected_by_receiver', 'ack_not_found')
), contradicted AS (
    -- Paid after an acknowledgement rejected it, or after it was given up.
    INSERT INTO finding AS f (org_id, subject, subject_id, code, severity, value, state, run_id, last_run_id)
    SELECT $1, 'claim', claim_id, 'ack_contradiction', 'warn', 'CLP02 ' || status, 'open', $4, $4
    FROM moved WHERE nth = 1 AND (from_state IN ('rejected', 'withdrawn') OR (from_state IN ('held', 'ready') AND attempt_id > 0))
    ON CONFLICT (org_id, subject, subject_id, code, line, place, rule_id, rule_version_id) DO UPDATE
    SET state = 'open', value = EXCLUDED.value, last_run_id = EXCLUDED.last_run_id, closed_run_id = NULL,
        closed_by = '', closed_why = ''
), looked AS (
    INSERT INTO stage_remit_finding (payment_id, claim_ordinal, code, place, value)
    SELECT payment_id, claim_ordinal, reason, 'CLP', '' FROM acted
        WHERE act IN ('unapplied', 'reverse_unmatched')
    UNION ALL
    SELECT payment_id, claim_ordinal, 'remitter_not_payer', 'TRN03', '' FROM acted WHERE act = 'pay' AND remitter = 0
    UNION ALL
    SELECT payment_id, claim_ordinal, 'exact_duplicate', 'CAS', '' FROM acted WHERE act = 'duplicate'
    UNION ALL
    SELECT DISTINCT a.payment_id, a.claim_ordinal, 'exact_duplicate', 'CAS', ''
    FROM acted a
    JOIN remittance_adjustment x ON x.org_id = $1 AND x.payment_id = a.payment_id AND x.claim_ordinal = a.claim_ordinal
        AND x.class = 'duplicate'
    WHERE a.act = 'pay'
    UNION ALL
    SELECT payment_id, claim_ordinal, 'charge_differs', 'CLP03', '' FROM acted
        WHERE act = 'pay' AND charge <> total
    UNION ALL
    SELECT a.payment_id, a.claim_ordinal, 'responsibility_differs', 'CLP05', ''
    FROM acted a
    WHERE a.act = 'pay' AND a.patient_responsibility <> 0 AND a.patient_responsibility <> coalesce((
        SELECT sum(x.amount) FROM remittance_adjustment x WHERE x.org_id = $1 AND x.payment_id = a.payment_id
            AND x.claim_ordinal = a.claim_ordinal AND x.group_code = 'PR'), 0)
    UNION ALL
    SELECT a.payment_id, a.claim_ordinal, 'prior_payer_differs', 'CAS OA 23', ''
    FROM acted a
    JOIN LATERAL (
        SELECT sum(x.amount) AS cents FROM remittance_adjustment x WHERE x.org_id = $1 AND x.payment_id = a.payment_id
            AND x.claim_ordinal = a.claim_ordinal AND x.class = 'prior_payer') x ON x.cents IS NOT NULL
    WHERE a.act = 'pay' AND x.cents <> a.total - coalesce((
        -- What the payers before it moved to this claim, less what they took back of it.
        SELECT sum(CASE WHEN e.debit_claim = a.claim_id THEN e.amount ELSE -e.amount END) FROM ledger_entry e
        WHERE e.org_id = $1 AND e.encounter_id = a.encounter_id AND e.kind = 'patient_responsibility'
            AND ((e.debit_claim = a.claim_id AND e.debit_account = a.account AND e.credit_account < a.account)
                OR (e.credit_claim = a.claim_id AND e.credit_account = a.account AND e.debit_account < a.account))), 0)
)
SELECT count(*) FILTER (WHERE act = 'pay'), coalesce(sum(paid) FILTER (WHERE act = 'pay'), 0)::bigint,
    count(*) FILTER (WHERE act = 'reverse'), coalesce(sum(paid) FILTER (WHERE act = 'reverse'), 0)::bigint,
    count(*) FILTER (WHERE act IN ('unapplied', 'reverse_unmatched')),
    coalesce(sum(paid) FILTER (WHERE act IN ('unapplied', 'reverse_unmatched')), 0)::bigint,
    count(*) FILTER (WHERE act IN ('none', 'duplicate'))
FROM acted
