-- Older attempts of the claims that are sent again: evidence about them moves nothing any more. $1 organisation,
-- $2 staged number of the interchange.
UPDATE attempt a SET is_live = false FROM stage_attempt s
WHERE s.interchange_no = $2 AND NOT s.is_first AND a.org_id = $1 AND a.claim_id = s.claim_id AND a.is_live
