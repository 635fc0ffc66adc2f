-- Transactions of received files that could not be given to an organisation: how many.
SELECT count(*) FROM received_transaction WHERE state = 'quarantined' AND org_id IS NULL
