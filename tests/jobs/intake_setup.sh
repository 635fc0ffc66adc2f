# intake_setup: a database and an inbox of one's own, for the tests of intake; to be sourced after tests/facts.sh.
# The organisation is DEMO of fixtures/org/demo: a rehearsal from 2016-01-01 on.
# shellcheck shell=bash
# shellcheck disable=SC2154 # $here is made by tests/facts.sh

conf=$here/cleanclaim.conf
database=intake_$$
inbox=$here/var/inbox/encounters
as_of=2026-11-22
psql() { command psql -XqtA -h "$CLEANCLAIM_TEST_HOST" -p "$CLEANCLAIM_TEST_PORT" -U "$CLEANCLAIM_TEST_USER" "$@"; }
ask() { psql -d "$database" -c "$1"; }
intake_setup() {
    printf '[data]\nfolder = var\n[database]\nhost = %s\nport = %s\nname = %s\nuser = %s\n[limits]\nfile_bytes = 2500K\n' \
        "$CLEANCLAIM_TEST_HOST" "$CLEANCLAIM_TEST_PORT" "$database" "$CLEANCLAIM_TEST_USER" > "$conf"
    psql -d postgres -c "CREATE DATABASE $database TEMPLATE $CLEANCLAIM_TEST_TEMPLATE STRATEGY file_copy"
    trap 'psql -d postgres -c "DROP DATABASE IF EXISTS $database WITH (FORCE)"' EXIT
    mkdir -p "$inbox"
    program -q -c "$conf" org load fixtures/org/demo > "$here/org.log" 2>&1
}
# Runs intake; what it says gathers in intake.log, so that it can be looked through for what may not be there.
intake() { # options
    local code=0
    program -c "$conf" --as-of "$as_of" "$@" intake > "$here/last.log" 2>&1 || code=$?
    cat "$here/last.log" >> "$here/intake.log"
    cat "$here/last.log"
    return $code
}
# What became of the files of a set in the newest run: "received stored aside duplicate" for one file, or all of them.
became() { # set name, file name or nothing
    ask "select sum(received_count), sum(stored), sum(set_aside), sum(duplicate) from file_receipt
        where run_id = (select max(run_id) from file_receipt) and set_name = '$1' and name like '%$2'" | tr '|' ' '
}
# Findings of a file in the newest run, as "code:row:column", sorted.
findings() { # file name
    ask "select code || ':' || coalesce(row_no::text, '') || ':' || column_name from file_finding
        where run_id = (select max(run_id) from file_receipt) and file_id in (select file_id from file_receipt
            where run_id = (select max(run_id) from file_receipt) and name like '%$1')
        group by 1 order by 1" | xargs
}
