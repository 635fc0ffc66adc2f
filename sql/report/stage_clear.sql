-- Empties what is of one organisation.
TRUNCATE report_balance, report_unanswered
