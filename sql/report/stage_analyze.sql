-- Tells the planner how much there is.
ANALYZE report_run, report_balance, report_unanswered
