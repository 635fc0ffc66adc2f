-- What the statements of reports share, made once for each report. Of the installation:
--     report_run         the runs with the report's accounting date, dry runs and reports apart
--     report_finding     codes of findings, what they say and what to do
--     report_cell        where the cells of the two tables of staff's stand: 'payer_profile.ta1_hours'
--     report_machine     megabytes
-- Of the organisation whose tables are made (stage_balances.sql, stage_unanswered.sql):
--     report_balance     what each party owed at the end of that day, nothing that was zero
--     report_unanswered  claims for which an answer is overdue, each with the first that is missing
CREATE TEMP TABLE IF NOT EXISTS report_run (
    run_id bigint NOT NULL PRIMARY KEY, night_id bigint, job text NOT NULL, started_at timestamptz NOT NULL,
    ended_at timestamptz, exit_code smallint, message text, user_name text NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS report_finding (
    code text NOT NULL PRIMARY KEY, message text NOT NULL, remedy text NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS report_cell (name text NOT NULL PRIMARY KEY, ordinal bigint NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS report_machine (name text NOT NULL, megabytes bigint NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS report_balance (
    encounter_id bigint NOT NULL, claim_id bigint NOT NULL, account smallint NOT NULL, party bigint NOT NULL,
    cents bigint NOT NULL, since date NOT NULL, age integer NOT NULL, bucket smallint NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS report_unanswered (
    claim_id bigint NOT NULL, interchange_id bigint NOT NULL, payer_id bigint NOT NULL, cents bigint NOT NULL,
    awaited text NOT NULL, sent_at timestamptz NOT NULL, due_at timestamptz NOT NULL);
TRUNCATE report_run, report_finding, report_cell, report_machine, report_balance, report_unanswered;
