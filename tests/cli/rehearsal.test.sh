#!/usr/bin/env bash
# docs/rehearsal.md tells the truth: its tables are those of the scenarios and their stories, and each of its examples is
# run, in their order, in the office of tests/stories.
# shellcheck source=tests/facts.sh
. tests/facts.sh
# shellcheck source=tests/cli/page_examples.sh
. tests/cli/page_examples.sh
page=$PWD/docs/rehearsal.md

# ---- The tables
fact "the page has the scenarios that there are, and what the books show" scripts/rehearsal.sh --check
fact_equal "each of them" "$(grep -c '^SCENARIO(' jobs/scenarios.def)" "$(grep -c '^| \*\*' "$page")"
page_links docs/rehearsal.md
mkdir -p "$here/copy/tests" "$here/copy/docs" "$here/copy/scripts"
cp -r jobs tests/stories "$here/copy/" && mv "$here/copy/stories" "$here/copy/tests/"
cp "$page" "$here/copy/docs/" && cp scripts/rehearsal.sh "$here/copy/scripts/"
echo 'SCENARIO(late_reversal, "takes it back a year later")' >> "$here/copy/jobs/scenarios.def"
fact_exit 2 "a scenario without a story is seen" "$here/copy/scripts/rehearsal.sh"
sed '$d' jobs/scenarios.def > "$here/copy/jobs/scenarios.def"
fact_exit 1 "a page with one too many is seen" "$here/copy/scripts/rehearsal.sh" --check
cp jobs/scenarios.def "$here/copy/jobs/"
sed -i '/E1.2 .*CO 45/d' "$here/copy/tests/stories/paid/expected.txt"
fact_exit 2 "sums that are not what was charged are seen" "$here/copy/scripts/rehearsal.sh"

# ---- The examples
if [ -z "${CLEANCLAIM_TEST_HOST:-}" ] || [ -z "${CLEANCLAIM_TEST_PORT:-}" ] || [ -z "${CLEANCLAIM_TEST_USER:-}" ]; then
    fact_skipped "the examples of docs/rehearsal.md" "no scratch database is named"
    facts_end
fi
database=rehearsal_$$
psql() { command psql -XqtA -h "$CLEANCLAIM_TEST_HOST" -p "$CLEANCLAIM_TEST_PORT" -U "$CLEANCLAIM_TEST_USER" "$@"; }
psql -d postgres -c "CREATE DATABASE $database TEMPLATE $CLEANCLAIM_TEST_TEMPLATE STRATEGY file_copy"
trap 'psql -d postgres -c "DROP DATABASE IF EXISTS $database WITH (FORCE)"' EXIT
cp -r tests/stories/office "$here/office"
mkdir -p "$here/var/inbox/encounters"
# The configuration as the page has it; the server is that of the tests.
printf '[data]\nfolder = var\n' > "$here/cleanclaim.conf"
printf '[database]\nhost = %s\nport = %s\nname = %s\nuser = %s\n' "$CLEANCLAIM_TEST_HOST" "$CLEANCLAIM_TEST_PORT" \
    "$database" "$CLEANCLAIM_TEST_USER" > "$here/server.conf"
# What will go live, with what a production organisation may not have.
cp -r "$here/office/org" "$here/live"
sed -i 's/^ELM,\(.*\),rehearsal,/LIVE,\1,production,/' "$here/live/organisation.csv"
printf 'scenario,weight,payer,procedure\npaid,1,*,*\n' > "$here/live/rehearsal_scenarios.csv"
mend_live() {
    rm "$here/live/rehearsal_scenarios.csv"
    sed -i 's/,Y$/,N/' "$here/live/providers.csv"
    sed -i 's/,T,CHOUSE,/,P,CHOUSE,/' "$here/live/payer_profile.csv"
}

cleanclaim() { program "$@" 2>&1; }
# shellcheck disable=SC2317 # page_examples calls it
run_example() {
    case $1 in *' live --as-of 2026-11-12') mend_live ;; esac
    (cd "$here" && eval "$1")
    case $1 in cat*) cat "$here/server.conf" >> "$here/cleanclaim.conf" ;; esac
}
page_examples "$page" run_example cat cp cleanclaim
fact_equal "there are examples" 10 "$examples"
facts_end
