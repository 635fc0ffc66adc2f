-- Whether this transaction has anything to seal.
SELECT (SELECT count(*) FROM stage_entry WHERE amount <> 0) + (SELECT count(*) FROM stage_event)
