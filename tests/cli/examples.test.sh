#!/usr/bin/env bash
# The EXAMPLES of every help text work: they are run, in the organisation that they name (fixtures/org/demo), with its own claim
# and trace numbers in the place of theirs.
# shellcheck disable=SC2317 # a function that eval calls
# shellcheck source=tests/facts.sh
. tests/facts.sh
if [ -z "${CLEANCLAIM_TEST_HOST:-}" ]; then
    fact_skipped "the examples of all help texts" "no scratch database is named"
    facts_end
fi
root=$PWD
# shellcheck source=tests/cli/office_setup.sh
. tests/cli/office_setup.sh
office=fixtures/org/demo # only its setup is used here
office_setup_demo() {
    printf '[data]\nfolder = var\n[database]\nhost = %s\nport = %s\nname = %s\nuser = %s\n' \
        "$CLEANCLAIM_TEST_HOST" "$CLEANCLAIM_TEST_PORT" "$database" "$CLEANCLAIM_TEST_USER" > "$conf"
    psql -d postgres -c "CREATE DATABASE $database TEMPLATE $CLEANCLAIM_TEST_TEMPLATE STRATEGY file_copy"
    trap 'psql -d postgres -c "DROP DATABASE IF EXISTS $database WITH (FORCE)"' EXIT
}
office_setup_demo
# What the examples name.
mkdir -p "$here/new" "$here/setup" "$here/cms" "$here/fixtures/org" "$here/var/inbox/encounters"
cp "$office"/payer_*.csv "$office/settings.csv" "$here/new/"
[ ! -e "$office/code_lists.csv" ] || cp "$office/code_lists.csv" "$here/new/"
cp -r "$office" "$here/setup/lakeside"
for name in claims old new; do cp tests/cli/x12/claims.837 "$here/$name.837"; done
cp -r "$office" "$here/fixtures/org/demo"
code='00001 A000    1 Cholera due to Vibrio cholerae 01, biovar cholerae                Cholera due to Vibrio cholerae 01, biovar cholerae'
echo "$code" > "$here/icd10cm-order-April-2025.txt"
echo "$code" > "$here/icd10cm_order_2026.txt"
if [ -n "$(type -P zip)" ]; then
    (cd "$here" && zip -q 2026-code-descriptions-tabular-order.zip icd10cm_order_2026.txt && cp ./*order.zip cms/ &&
        cp -r "$root/fixtures/demo/encounters" set && cd set && zip -q ../encounters.zip ./*.csv)
else
    fact_skipped "examples with archives" "zip is not installed"
fi

# The examples of a verb, one a line: no remarks, no crontab, no jq and no pager, of several commands the program's.
examples() {
    sed -n '/^EXAMPLES$/,/^$/p' "$root/cli/help/$1.txt" | sed -nE 's/^  (cleanclaim .*)/\1/p; s/^  (cp .*)/\1/p' |
        sed -E 's/   +[a-z].*//; s/ \| (jq|less)( .*)?$//' | grep -v -e '-c /srv'
}
ran=0
run_example() {
    local line=$1 code=0
    line=${line//1042/$claim}
    line=${line//00000000401G/$control_number}
    line=${line//0012345678/$trace}
    line=${line//V20261102-17/$encounter}
    ran=$((ran + 1))
    (cd "$here" && HOME=$here && cleanclaim() { "$build/cleanclaim" -c "$conf" --as-of '2026-11-24 12:00' "$@"; } &&
        eval "$line" <<< "$typed") > "$facts_out" 2>&1 || code=$?
    if [ $code -le 1 ]; then fact_holds "$2: $line"; else fact_fails "$2: $line" "exit $code"; fi
}
run_verb() {
    local line
    while IFS= read -r line; do
        case $line in
        *'db start'* | *'db stop'*) continue ;; # of an embedded cluster: tests/jobs/cluster.test.sh
        *'release --file'*) continue ;;         # a file that was rejected: tests/cli/release.test.sh
        *.zip* | *'~/cms'*) [ -e "$here/encounters.zip" ] || continue ;;
        esac
        run_example "$line" "$1"
    done < <(examples "$1")
}
claim=1 control_number='' trace='' encounter='' typed=''
run_verb org
run_verb rules
run_verb refdata
cp "$root"/fixtures/demo/encounters/*.csv "$here/var/inbox/encounters/"
at '2026-11-20 02:15' -q night > "$facts_out" 2>&1
at '2026-11-20 12:00' -q rehearse > "$facts_out" 2>&1
at '2026-11-21 02:15' -q night > "$facts_out" 2>&1
claim=$(ask "SELECT min(claim_id) FROM claim WHERE state = 'held'")
control_number=$(ask "SELECT min(control_number) FROM submission")
trace=$(ask "SELECT min(trace_number) FROM payment WHERE state = 'posted'")
encounter=$(ask "SELECT encounter_key FROM encounter ORDER BY encounter_id LIMIT 1")
typed=MRN-4711
fact "there is a claim, a control number, a trace number and an encounter" \
    test -n "$claim" -a -n "$control_number" -a -n "$trace" -a -n "$encounter"
for verb in $(verbs=$(program --help | sed -n '/^Verbs:/,/^$/s/^  \([a-z0-9]*\) .*/\1/p') && echo "$verbs"); do
    case $verb in org | rules | refdata) ;; *) run_verb "$verb" ;; esac
done
fact "all examples were found" test "$ran" -ge 45
facts_end
