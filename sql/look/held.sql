-- Findings of claims that are held or were rejected, by what is wrong: severity, then dollars; within that the dearest
-- claim first. A claim with several findings stands under each. Dollars are the charges; of a later payer's claim
-- what that payer still owes. What an acknowledgement rejected has the place in the acknowledgement. $1 organisation,
-- $2 finding code or rule, '' = all, $3 payer's code, '' = all, $4 day, $5-$8 finding codes with SNIP type, sentence
-- and remedy (of guide_not_followed: under its rule_id), $9-$11 codes of answers with their words. Cells of a payer rule:
-- 20 fix_value, 21 message, 22 denial_hint.
WITH word AS (
    SELECT * FROM unnest($5::text[], $6::text[], $7::text[], $8::text[]) AS w (code, snip, message, remedy)
), answer AS (
    SELECT * FROM unnest($9::text[], $10::text[], $11::text[]) AS a (list, code, words)
), waiting AS (
    SELECT c.claim_id, c.state, c.payer_id, c.encounter_id, c.encounter_version, c.service_from, c.sequence,
        CASE c.sequence WHEN 'P' THEN c.total ELSE coalesce(b.cents, 0) END AS cents
    FROM claim c
    LEFT JOIN LATERAL (
        SELECT sum(b.cents)::bigint AS cents FROM balance b
        WHERE b.org_id = $1 AND b.encounter_id = c.encounter_id AND b.claim_id = c.claim_id) b ON c.sequence <> 'P'
    WHERE c.org_id = $1 AND c.unsent AND c.state IN ('held', 'rejected')
), found AS (
    SELECT c.*, f.finding_id, f.severity, f.code, f.rule_id, f.rule_version_id, f.line, f.place, f.value,
        CASE WHEN f.rule_id = '' THEN f.code ELSE f.rule_id END AS reason,
        CASE f.severity WHEN 'reject' THEN 1 WHEN 'hold' THEN 2 WHEN 'warn' THEN 3 ELSE 4 END AS rank
    FROM waiting c
    JOIN finding f ON f.org_id = $1 AND f.subject = 'claim' AND f.subject_id = c.claim_id AND f.state = 'open'
), summed AS (
    SELECT rank, reason, count(*) AS claims, sum(cents)::bigint AS cents
    FROM (SELECT DISTINCT rank, reason, claim_id, cents FROM found) d
    GROUP BY rank, reason
)
SELECT f.reason, f.severity, s.claims, s.cents, o.code,
    f.claim_id, e.encounter_key, p.code, f.state, f.service_from, f.cents, $4::date - h.since AS days,
    nullif(f.line, 0)::bigint, f.place, f.value,
    (SELECT string_agg(DISTINCT x.reason, ', ' ORDER BY x.reason) FROM found x
        WHERE x.claim_id = f.claim_id AND x.reason <> f.reason AND x.rank < 3),
    CASE f.code WHEN 'payer_rule' THEN r.cells[21] ELSE w.message END,
    CASE f.code WHEN 'payer_rule' THEN coalesce('set it to ' || nullif(r.cells[20], '') || ', or ', '')
            || 'correct the encounter' || CASE WHEN f.severity = 'hold' THEN ', or release the claim' ELSE '' END
        ELSE w.remedy END,
    r.cells[22], t.words, f.code, f.rule_id, nullif(f.rule_version_id, 0), w.snip::bigint,
    t.file || ', segment ' || t.segment, CASE WHEN t.file IS NOT NULL THEN t.file ELSE d.name END, CASE WHEN t.file IS NULL THEN v.file_row::bigint END,
    t.interchange, t.grp, t.transaction, t.segment, t.segment_id, ''::text AS element, t.loop, t.byte_offset
FROM found f
JOIN summed s USING (rank, reason)
JOIN organisation o ON o.org_id = $1
JOIN encounter e ON e.org_id = $1 AND e.encounter_id = f.encounter_id
JOIN encounter_version v ON v.org_id = $1 AND v.encounter_id = f.encounter_id AND v.version = f.encounter_version
LEFT JOIN received_file d ON d.file_id = v.file_id
JOIN payer p ON p.org_id = $1 AND p.payer_id = f.payer_id
LEFT JOIN word w ON w.code = CASE f.code WHEN 'guide_not_followed' THEN f.rule_id ELSE f.code END
LEFT JOIN LATERAL (
    SELECT cells FROM payer_rule r
    WHERE r.org_id = $1 AND r.version_id = f.rule_version_id AND r.rule_id = f.rule_id LIMIT 1) r ON f.code = 'payer_rule'
LEFT JOIN LATERAL (
    SELECT max(x.happened_at)::date AS since FROM event x
    WHERE x.org_id = $1 AND x.subject = 'claim' AND x.subject_id = f.claim_id AND x.to_state = f.state
        AND x.from_state <> x.to_state) h ON true
LEFT JOIN LATERAL (
    -- The acknowledgement that rejected it last: where it stands, and what its code means.
    SELECT y.name AS file, i.control_number::text AS interchange, q.group_control AS grp, q.set_control AS transaction,
        x.file_segment::bigint AS segment, x.file_offset AS byte_offset,
        CASE z.level WHEN 2 THEN 'TA1' WHEN 3 THEN CASE z.set_control WHEN '' THEN 'AK9' ELSE 'IK5' END ELSE 'TRN' END
            AS segment_id,
        CASE WHEN z.level <= 3 THEN '' WHEN z.control_number <> '' THEN '2200D' WHEN z.provider_npi <> '' THEN '2200C'
            ELSE '2200B' END AS loop,
        concat_ws(': ', g.words, n.words) AS words
    FROM event x
    JOIN received_file y ON y.file_id = x.file_id
    LEFT JOIN LATERAL (SELECT * FROM verdict z WHERE z.org_id = $1 AND z.file_id = x.file_id
        AND z.byte_offset = x.file_offset LIMIT 1) z ON true
    LEFT JOIN LATERAL (SELECT * FROM received_transaction q WHERE q.file_id = x.file_id
        AND q.byte_offset <= x.file_offset ORDER BY q.byte_offset DESC LIMIT 1) q ON true
    LEFT JOIN received_interchange i ON i.file_id = q.file_id AND i.ordinal = q.interchange_ordinal
    LEFT JOIN answer g ON g.code = z.code AND g.list = CASE z.level WHEN 2 THEN 'ta1' WHEN 3 THEN 'set'
        ELSE 'category' END
    LEFT JOIN answer n ON n.code = z.status AND n.list = CASE z.level WHEN 2 THEN 'ta1_note' WHEN 3 THEN
        CASE z.set_control WHEN '' THEN 'group_error' ELSE 'set_error' END END
    WHERE x.org_id = $1 AND x.subject = 'claim' AND x.subject_id = f.claim_id AND x.to_state = 'rejected'
        AND x.file_id > 0
    ORDER BY x.event_id DESC LIMIT 1) t ON f.code = 'rejected_by_receiver'
WHERE ($2 = '' OR f.code = $2 OR f.rule_id = $2) AND ($3 = '' OR p.code = $3)
ORDER BY f.rank, s.cents DESC, f.reason, f.cents DESC, f.claim_id, f.line, f.place
