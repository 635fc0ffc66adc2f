-- The highest claim of the batch: where the next one goes on.
SELECT max(claim_id) FROM stage_batch
