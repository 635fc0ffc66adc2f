-- Claims for the next payer of those whose patient responsibility moves on: the encounter's claim for that
-- payer, made when there is none. It is a claim of its own; it waits, since a crossover may bring its
-- remittance. $1 organisation, $2 run.
WITH moving AS (
    SELECT m.encounter_id, m.encounter_version, m.patient_id, m.claim_id, m.next_payer, m.next_coverage,
        CASE m.sequence WHEN 'P' THEN 'S' ELSE 'T' END::"char" AS sequence, bool_or(a.amount > 0) AS owes
    FROM stage_match m
    JOIN remittance_adjustment a ON a.org_id = $1 AND a.payment_id = m.payment_id AND a.claim_ordinal = m.claim_ordinal
        AND a.class = 'patient' AND a.amount <> 0
    WHERE m.act = 'pay' AND m.next_payer > 0 AND m.sequence IN ('P', 'S') AND m.encounter_id > 0
    GROUP BY 1, 2, 3, 4, 5, 6, 7
), missing AS (
    SELECT v.*, row_number() OVER (ORDER BY v.claim_id) AS nth
    FROM moving v
    WHERE v.owes AND NOT EXISTS (SELECT FROM claim c WHERE c.org_id = $1 AND c.encounter_id = v.encounter_id
        AND c.payer_id = v.next_payer AND c.sequence = v.sequence)
), counter AS (
    INSERT INTO org_counter (org_id, name, last)
    SELECT $1, 'claim', count(*) FROM missing HAVING count(*) > 0
    ON CONFLICT (org_id, name) DO UPDATE SET last = org_counter.last + EXCLUDED.last
    RETURNING last
), numbered AS (
    SELECT n.*, k.last - (SELECT count(*) FROM missing) + n.nth AS new_id FROM missing n CROSS JOIN counter k
), made AS (
    INSERT INTO claim (org_id, claim_id, encounter_id, encounter_version, patient_id, payer_id, coverage_id,
        sequence, primary_claim_id, state, service_from, service_to, total, lines, judged_run, first_published,
        secondary_due)
    SELECT $1, n.new_id, n.encounter_id, n.encounter_version, n.patient_id, n.next_payer, n.next_coverage,
        n.sequence, n.claim_id, 'held', c.service_from, c.service_to, c.total, c.lines, $2, c.first_published, true
    FROM numbered n JOIN claim c ON c.org_id = $1 AND c.claim_id = n.claim_id
    RETURNING claim_id, encounter_id, payer_id, sequence
), lines AS (
    INSERT INTO claim_line (org_id, claim_id, line, control_number, procedure, modifiers, service_from, service_to,
        units, charge)
    SELECT $1, n.new_id, l.line, l.control_number, l.procedure, l.modifiers, l.service_from, l.service_to, l.units,
        l.charge
    FROM numbered n JOIN claim_line l ON l.org_id = $1 AND l.claim_id = n.claim_id
), charges AS (
    INSERT INTO claim_line_charge (org_id, claim_id, line, encounter_id, version, charge_line, amount)
    SELECT $1, n.new_id, l.line, l.encounter_id, l.version, l.charge_line, l.amount
    FROM numbered n JOIN claim_line_charge l ON l.org_id = $1 AND l.claim_id = n.claim_id
), findings AS (
    INSERT INTO finding (org_id, subject, subject_id, code, severity, state, run_id, last_run_id)
    SELECT $1, 'claim', new_id, 'secondary_not_sent', 'hold', 'open', $2, $2 FROM numbered
), events AS (
    INSERT INTO stage_event (subject, subject_id, kind, from_state, to_state, why)
    SELECT 'claim', new_id, 'built', '', 'held', 'after claim ' || claim_id FROM numbered
), known AS (
    SELECT v.claim_id AS first_claim, v.next_payer, c.claim_id AS next_claim
    FROM moving v JOIN claim c ON c.org_id = $1 AND c.encounter_id = v.encounter_id AND c.payer_id = v.next_payer
        AND c.sequence = v.sequence
    UNION ALL
    SELECT claim_id, next_payer, new_id FROM numbered
)
UPDATE stage_match m SET next_claim = k.next_claim,
    next_account = CASE m.sequence WHEN 'P' THEN 1120 ELSE 1130 END
FROM known k
WHERE m.claim_id = k.first_claim AND m.next_payer = k.next_payer AND m.act = 'pay'
