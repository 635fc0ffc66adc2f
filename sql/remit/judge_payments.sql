-- What becomes of each payment of the staged file. $1 file.
-- The organisation is that of the payee: a billing provider with the NPI or, without one, the tax id of 1000B.
-- The payer is known by an alias: TRN03, an identifier of 1000A, or the name. A payment is known by payee,
-- originator and trace number (a NON payment also by its claims, since payers repeat that trace): equal in
-- all else it is a duplicate, anything different is a conflict. One that this file stored before a kill is
-- resumed. Two of one key in this file: the first stands.
WITH read AS (
    SELECT p.*, i.usage, coalesce(f.proven, false) AS proven
    FROM stage_payment p
    JOIN stage_inbound_set s ON s.ordinal = p.pay_no
    JOIN stage_interchange i ON i.ordinal = s.interchange_ordinal
    LEFT JOIN stage_proof f ON f.set_ordinal = p.pay_no
), owner AS (
    SELECT p.pay_no, array_agg(DISTINCT v.org_id) AS orgs
    FROM stage_payment p
    JOIN provider_version v ON v.is_billing
        AND CASE WHEN p.payee_npi <> '' THEN v.npi = p.payee_npi ELSE v.tax_id = p.payee_tax_id AND p.payee_tax_id <> '' END
    GROUP BY p.pay_no
), owned AS (
    SELECT p.*, CASE WHEN cardinality(o.orgs) = 1 THEN o.orgs[1] END AS org_id, g.usage AS org_usage,
        coalesce(nullif(p.payee_npi, ''), p.payee_tax_id) AS payee,
        CASE WHEN p.method = 'NON' THEN p.claims_digest ELSE ''::bytea END AS claims_key
    FROM read p
    LEFT JOIN owner o USING (pay_no)
    LEFT JOIN organisation g ON g.org_id = CASE WHEN cardinality(o.orgs) = 1 THEN o.orgs[1] END
), named AS (
    SELECT o.*, coalesce(a.payer_id, b.payer_id, c.payer_id, 0) AS payer_id,
        row_number() OVER (PARTITION BY o.org_id, o.payee, o.originator, o.trace_number, o.claims_key
            ORDER BY o.pay_no) AS nth
    FROM owned o
    LEFT JOIN payer_alias a ON a.org_id = o.org_id AND a.kind = 'originator' AND a.alias = o.originator
    LEFT JOIN payer_alias b ON b.org_id = o.org_id AND b.kind = 'identifier' AND b.alias = o.payer_identifier
        AND o.payer_identifier <> ''
    LEFT JOIN payer_alias c ON c.org_id = o.org_id AND c.kind = 'name' AND c.alias = upper(o.payer_name)
), compared AS (
    SELECT n.*, y.payment_id AS resumed_id, e.payment_id AS known_id,
        coalesce(e.amount, f.amount) AS known_amount, coalesce(e.effective_date, f.effective_date) AS known_date,
        coalesce(e.claims_digest, f.digest) AS known_digest
    FROM named n
    LEFT JOIN payment e ON e.org_id = n.org_id AND e.payee = n.payee AND e.originator = n.originator
        AND e.trace_number = n.trace_number AND e.claims_key = n.claims_key AND e.state = 'posted'
    LEFT JOIN named f ON n.nth > 1 AND f.nth = 1 AND f.org_id = n.org_id AND f.payee = n.payee
        AND f.originator = n.originator AND f.trace_number = n.trace_number AND f.claims_key = n.claims_key
        AND f.proven AND f.balanced
    LEFT JOIN payment y ON y.org_id = n.org_id AND y.file_id = $1 AND y.transaction_ordinal = n.pay_no
), rows AS (
    SELECT pay_no, 1 + (SELECT count(*) FROM stage_remit_claim c WHERE c.pay_no = p.pay_no)
        + p.lines + p.adjustments AS rows
    FROM stage_payment p
)
INSERT INTO stage_payment_state (pay_no, org_id, payer_id, payee, claims_key, payment_id, state, reason, rows)
SELECT c.pay_no, c.org_id, c.payer_id, c.payee, c.claims_key,
    -- Of a duplicate: the payment that it repeats.
    coalesce(c.resumed_id, CASE WHEN (c.org_usage = 'rehearsal') = (c.usage = 'T') AND c.known_amount = c.amount
        AND c.known_date IS NOT DISTINCT FROM c.effective_date AND c.known_digest = c.digest THEN c.known_id END),
    CASE WHEN c.org_id IS NULL OR (c.org_usage = 'rehearsal') <> (c.usage = 'T') THEN 'quarantined'
        WHEN c.resumed_id IS NOT NULL THEN 'resumed'
        WHEN NOT c.proven OR NOT c.readable THEN 'parked'
        WHEN NOT c.balanced OR c.amount < 0 OR c.debit THEN 'parked'
        WHEN c.known_amount IS NOT NULL THEN
            CASE WHEN c.known_amount = c.amount AND c.known_date IS NOT DISTINCT FROM c.effective_date
                AND c.known_digest = c.digest THEN 'duplicate' ELSE 'parked' END
        WHEN c.not_offset THEN 'parked'
        ELSE 'post' END,
    CASE WHEN c.org_id IS NULL THEN 'payee_unknown'
        WHEN (c.org_usage = 'rehearsal') <> (c.usage = 'T') THEN 'x12_usage'
        WHEN c.resumed_id IS NOT NULL THEN ''
        WHEN NOT c.proven OR NOT c.readable THEN 'payment_unproved'
        WHEN c.lines_out > 0 THEN 'line_out_of_balance'
        WHEN c.claims_out > 0 THEN 'claim_out_of_balance'
        WHEN NOT c.balanced THEN 'payment_out_of_balance'
        WHEN c.amount < 0 OR c.debit THEN 'payment_negative'
        WHEN c.known_amount IS NOT NULL THEN
            CASE WHEN c.known_amount = c.amount AND c.known_date IS NOT DISTINCT FROM c.effective_date
                AND c.known_digest = c.digest THEN 'payment_duplicate' ELSE 'payment_conflict' END
        WHEN c.not_offset THEN 'recoupment_not_offset'
        ELSE '' END,
    r.rows
FROM (
    SELECT c.*, EXISTS (
        SELECT FROM stage_plb p
        WHERE p.pay_no = c.pay_no AND p.reason IN ('WO', '72', 'B3')
        GROUP BY p.reference
        HAVING bool_or(p.reason IN ('72', 'B3')) AND sum(p.amount) <> 0) AS not_offset
    FROM compared c
) c
JOIN rows r USING (pay_no)
