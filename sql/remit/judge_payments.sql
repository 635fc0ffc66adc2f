-- What becomes of each payment of the staged file. $1 file.
-- The organisation is that of the payee: a billing provider with the NPI of 1000B, else with its tax id, of the usage
-- that the file has (a rehearsal and a production organisation may share both). The payer is known by an alias: TRN03,
-- an identifier of 1000A, or the name. A payment is known by payee, originator and trace number (a NON payment also by
-- its claims, since payers repeat that trace), whether the payee is named by NPI or by tax id: equal in all else it is a
-- duplicate, anything different is a conflict. The same claims under another trace number may be the same money issued
-- again. One that this file stored before a kill is resumed. Of several with one key in this file, the first that can
-- be posted stands.
WITH read AS (
    SELECT p.*, i.usage, coalesce(f.proven, false) AND p.readable AS sound, EXISTS (
            SELECT FROM stage_plb b
            WHERE b.pay_no = p.pay_no AND b.reason IN ('WO', '72', 'B3')
            GROUP BY b.reference
            HAVING bool_or(b.reason IN ('72', 'B3')) AND sum(b.amount) <> 0) AS not_offset
    FROM stage_payment p
    JOIN stage_inbound_set s ON s.ordinal = p.pay_no
    JOIN stage_interchange i ON i.ordinal = s.interchange_ordinal
    LEFT JOIN stage_proof f ON f.set_ordinal = p.pay_no
), payee AS (
    SELECT DISTINCT p.pay_no, v.org_id, v.npi, v.tax_id, (g.usage = 'rehearsal') = (p.usage = 'T') AS fits,
        p.payee_npi <> '' AND v.npi = p.payee_npi AS by_npi
    FROM read p
    JOIN provider_version v ON v.is_billing AND ((p.payee_npi <> '' AND v.npi = p.payee_npi)
        OR (p.payee_tax_id <> '' AND v.tax_id = p.payee_tax_id))
    JOIN organisation g ON g.org_id = v.org_id
), owner AS (
    SELECT pay_no, array_agg(DISTINCT org_id) AS orgs, bool_and(fits) AS fits, array_agg(DISTINCT npi) AS npis,
        array_agg(DISTINCT tax_id) AS tax_ids
    FROM (SELECT *, rank() OVER (PARTITION BY pay_no ORDER BY fits DESC, by_npi DESC) AS nth FROM payee) p
    WHERE nth = 1
    GROUP BY pay_no
), owned AS (
    SELECT p.*, CASE WHEN cardinality(o.orgs) = 1 THEN o.orgs[1] END AS org_id, coalesce(o.fits, false) AS fits,
        coalesce(nullif(p.payee_npi, ''), p.payee_tax_id) AS payee,
        -- All names under which the same payee may stand.
        o.npis || o.tax_ids || coalesce(nullif(p.payee_npi, ''), p.payee_tax_id) AS payees,
        CASE WHEN p.method = 'NON' THEN p.claims_digest ELSE ''::bytea END AS claims_key
    FROM read p
    LEFT JOIN owner o USING (pay_no)
), named AS (
    SELECT o.*, coalesce(a.payer_id, b.payer_id, c.payer_id, 0) AS payer_id,
        CASE WHEN o.org_id IS NULL THEN 'payee_unknown'
            WHEN NOT o.fits THEN 'x12_usage'
            WHEN NOT o.sound THEN 'payment_unproved'
            WHEN o.lines_out > 0 THEN 'line_out_of_balance'
            WHEN o.claims_out > 0 THEN 'claim_out_of_balance'
            WHEN NOT o.balanced THEN 'payment_out_of_balance'
            WHEN o.amount < 0 OR o.debit THEN 'payment_negative'
            WHEN o.not_offset THEN 'recoupment_not_offset' ELSE '' END AS fault
    FROM owned o
    LEFT JOIN payer_alias a ON a.org_id = o.org_id AND a.kind = 'originator' AND a.alias = o.originator
    LEFT JOIN payer_alias b ON b.org_id = o.org_id AND b.kind = 'identifier' AND b.alias = o.payer_identifier
        AND o.payer_identifier <> ''
    LEFT JOIN payer_alias c ON c.org_id = o.org_id AND c.kind = 'name' AND c.alias = upper(o.payer_name)
), first AS (
    SELECT DISTINCT ON (n.pay_no) n.pay_no, f.amount, f.effective_date, f.digest
    FROM named n JOIN named f USING (org_id, originator, trace_number, claims_key)
    WHERE f.pay_no < n.pay_no AND f.fault = '' AND f.payee = ANY (n.payees)
    ORDER BY n.pay_no, (f.payee = n.payee) DESC, f.pay_no
), compared AS (
    SELECT n.*, y.payment_id AS resumed_id, y.state AS resumed_state, y.park_reason,
        e.payment_id AS known_id, e.payment_id IS NOT NULL OR f.pay_no IS NOT NULL AS is_known,
        CASE WHEN e.payment_id IS NOT NULL
            THEN e.amount = n.amount AND e.effective_date IS NOT DISTINCT FROM n.effective_date AND e.claims_digest = n.digest
            ELSE f.amount = n.amount AND f.effective_date IS NOT DISTINCT FROM n.effective_date AND f.digest = n.digest
            END AS is_same
    FROM named n
    LEFT JOIN payment y ON y.org_id = n.org_id AND y.file_id = $1 AND y.transaction_ordinal = n.pay_no
    LEFT JOIN LATERAL (
        SELECT e.* FROM payment e
        WHERE e.org_id = n.org_id AND e.trace_number = n.trace_number AND e.originator = n.originator
            AND e.claims_key = n.claims_key AND e.payee = ANY (n.payees) AND e.state = 'posted'
        ORDER BY (e.payee = n.payee) DESC, e.payment_id LIMIT 1) e ON true
    LEFT JOIN first f ON f.pay_no = n.pay_no
), judged AS (
    -- A quarantined, repeated or damaged one is that first; what is wrong in its sums comes before what it may repeat.
    SELECT c.*, CASE WHEN c.fault IN ('payee_unknown', 'x12_usage') THEN c.fault
            WHEN c.resumed_id IS NOT NULL THEN CASE c.resumed_state WHEN 'parked' THEN c.park_reason ELSE '' END
            WHEN c.fault NOT IN ('', 'recoupment_not_offset') THEN c.fault
            WHEN c.is_known AND c.is_same THEN 'payment_duplicate'
            WHEN c.is_known THEN 'payment_conflict'
            WHEN c.fault <> '' THEN c.fault
            ELSE '' END AS reason
    FROM compared c
), rows AS (
    SELECT pay_no, 1 + (SELECT count(*) FROM stage_remit_claim c WHERE c.pay_no = p.pay_no)
        + p.lines + p.adjustments AS rows
    FROM stage_payment p
)
INSERT INTO stage_payment_state (pay_no, org_id, payer_id, payee, claims_key, payment_id, state, reason, rows)
SELECT j.pay_no, j.org_id, j.payer_id, j.payee, j.claims_key,
    -- Of a duplicate: the payment that it repeats.
    CASE WHEN j.resumed_id IS NOT NULL THEN j.resumed_id WHEN j.reason = 'payment_duplicate' THEN j.known_id END,
    CASE WHEN j.reason IN ('payee_unknown', 'x12_usage') THEN 'quarantined'
        WHEN j.resumed_id IS NOT NULL THEN 'resumed ' || j.resumed_state
        WHEN j.reason = 'payment_duplicate' THEN 'duplicate'
        WHEN j.reason <> '' THEN 'parked' ELSE 'post' END,
    j.reason, r.rows
FROM judged j JOIN rows r USING (pay_no)
