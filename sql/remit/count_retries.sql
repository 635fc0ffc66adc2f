-- Claims of posted payments whose cash waits unapplied because they fitted no claim of ours. $1 organisation.
SELECT count(*)
FROM open_item o
JOIN remittance_match m ON m.org_id = $1 AND m.payment_id = o.payment_id AND m.claim_ordinal = o.claim_ordinal
    AND m.active AND m.claim_id = 0
WHERE o.org_id = $1 AND o.kind = 'unapplied' AND o.closed_on IS NULL AND o.claim_ordinal > 0
