-- What posting needs to know of what it did before.

-- What became of a claim of a payment. pay: posted to the claim. unapplied: cash of no claim of ours. reverse: the
-- posted one that it names was taken back. reverse_unmatched: it fits none. none: nothing to post (CLP02 23 and 25, and
-- what takes such a one back). duplicate: exact duplicate (CARC 18).
ALTER TABLE remittance_match ADD COLUMN act text NOT NULL DEFAULT 'pay'
    CHECK (act IN ('pay', 'unapplied', 'reverse', 'reverse_unmatched', 'none', 'duplicate'));
UPDATE remittance_match m SET act = CASE WHEN m.reverses_payment > 0 THEN 'reverse'
        WHEN r.status = '22' THEN 'reverse_unmatched'
        WHEN r.status IN ('23', '25') AND r.paid = 0 THEN 'none'
        WHEN m.claim_id = 0 THEN 'unapplied'
        WHEN r.paid = 0 AND EXISTS (SELECT FROM remittance_adjustment a WHERE a.org_id = m.org_id
            AND a.payment_id = m.payment_id AND a.claim_ordinal = m.claim_ordinal AND a.class = 'duplicate') THEN 'duplicate'
        ELSE 'pay' END
FROM remittance_claim r
WHERE r.org_id = m.org_id AND r.payment_id = m.payment_id AND r.claim_ordinal = m.claim_ordinal;

-- The same claims under another trace number: perhaps the same money issued again.
CREATE INDEX payment_claims ON payment (org_id, claims_digest) WHERE state = 'posted';

-- To whom an acknowledgement is addressed (ISA08): one receiver may know us under several sender ids, each with control
-- numbers of its own.
ALTER TABLE verdict ADD COLUMN receiver_id text NOT NULL DEFAULT '';
ALTER TABLE verdict ADD COLUMN group_receiver text NOT NULL DEFAULT ''; -- GS03
CREATE INDEX verdict_interchange ON verdict (org_id, interchange_id) WHERE claim_id = 0 AND interchange_id > 0; -- contradictions

-- A payer may pay a claim that was rejected and given up: its cash posts all the same.
INSERT INTO claim_transition (from_state, to_state) VALUES ('withdrawn', 'adjudicated');
