-- title: Did the night run
-- section: Tonight
-- about: The jobs with this accounting date.
-- empty: Nothing ran.
-- for: both
-- parameters: day
-- drawing: lead
-- column: state | text | State
-- column: sentence | text | Sentence
-- column: see | text | See | see
WITH job AS (
    SELECT r.*, row_number() OVER (PARTITION BY job ORDER BY run_id DESC) AS back
    FROM report_run r
    WHERE job IN ('acks', 'remit', 'deposit', 'intake', 'build', 'submit', 'reconcile', 'archive')
), night AS (
    SELECT count(*) AS runs, count(DISTINCT job) AS jobs, count(*) FILTER (WHERE back = 1 AND exit_code = 1) AS findings,
        min(started_at) AS began, max(ended_at) AS ended,
        count(*) FILTER (WHERE back = 1 AND coalesce(exit_code, 2) >= 2) AS failed
    FROM job
), later AS (
    SELECT count(*) AS runs FROM run WHERE as_of > $1 AND NOT dry_run AND job <> 'report'
), quarantined AS (
    SELECT count(*) AS number, max(r.as_of) AS last
    FROM received_transaction t
    JOIN received_file f USING (file_id)
    JOIN run r ON r.run_id = f.run_id
    WHERE t.state = 'quarantined' AND r.as_of BETWEEN $1 - 30 AND $1
)
SELECT state, sentence, see
FROM (
    SELECT 0 AS nth, 'look' AS state, 'No organisation is set up yet: cleanclaim org load DIR.' AS sentence, '' AS see
    WHERE NOT EXISTS (SELECT FROM organisation)
    UNION ALL
    SELECT 1, 'look', 'No night ran: no nightly job has this accounting date.', 'jobs'
    FROM night WHERE runs = 0
    UNION ALL
    SELECT 1, 'good', 'The night ran: ' || jobs || CASE jobs WHEN 1 THEN ' job' ELSE ' jobs' END || ' from '
        || to_char(began, 'YYYY-MM-DD HH24:MI:SS') || ' to ' || to_char(ended, 'YYYY-MM-DD HH24:MI:SS') || ', all done'
        || CASE findings WHEN 0 THEN '.' ELSE ', ' || findings || ' with something for a person.' END, 'jobs'
    FROM night WHERE runs > 0 AND failed = 0
    UNION ALL
    SELECT 1, 'bad', job || CASE WHEN ended_at IS NULL THEN ' did not come to its end.'
        ELSE ' could not run: ' || coalesce(message, 'no reason was kept') END || ' Run it again: cleanclaim ' || job || '.',
        'jobs'
    FROM job WHERE back = 1 AND coalesce(exit_code, 2) >= 2
    UNION ALL
    SELECT 2, 'look', q.number || CASE q.number WHEN 1 THEN ' transaction stands' ELSE ' transactions stand' END
        || ' in quarantine, the last since ' || q.last || ': find out whose '
        || CASE q.number WHEN 1 THEN 'it is.' ELSE 'they are.' END, 'payments_quarantined'
    FROM quarantined q WHERE q.number > 0
    UNION ALL
    SELECT 3, 'look', runs || CASE runs WHEN 1 THEN ' run has' ELSE ' runs have' END || ' a later accounting date. Receivables and '
        || 'books are as of this day, but lists of what is open are as of the moment when this page was made.', 'jobs'
    FROM later WHERE runs > 0
) s
ORDER BY nth, sentence
