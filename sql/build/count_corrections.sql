-- How many of the batch need a correction proposed, or are withdrawn.
SELECT count(*) FROM stage_batch WHERE action IN ('propose', 'withdraw')
