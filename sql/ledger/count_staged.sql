-- What this transaction has to seal: entries, events.
SELECT (SELECT count(*) FROM stage_entry WHERE amount <> 0), (SELECT count(*) FROM stage_event)
