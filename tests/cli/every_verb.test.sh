#!/usr/bin/env bash
# What holds of every verb: --json prints whole objects, one a line; --dry-run changes nothing in database and folders;
# --as-of is the day of what is done; long work shows how far it is on a terminal, and in plain lines elsewhere.
# shellcheck disable=SC2317 # functions that fact calls
# shellcheck source=tests/facts.sh
. tests/facts.sh
if [ -z "${CLEANCLAIM_TEST_HOST:-}" ]; then
    fact_skipped "what holds of every verb" "no scratch database is named"
    facts_end
fi
# shellcheck source=tests/cli/office_setup.sh
. tests/cli/office_setup.sh
# shellcheck source=tests/cli/verbs.sh
. tests/cli/verbs.sh
office_setup
now='2026-11-10 18:00'
cp $office/set/*.csv "$here/var/inbox/encounters/OFFICE/"
refdata=$here/icd10cm_order_2027.txt
printf '%s\n' '00001 A000    1 Cholera due to Vibrio cholerae 01, biovar cholerae                Cholera due to Vibrio cholerae 01, biovar cholerae' \
    > "$refdata"

# ---- --dry-run, first where there is everything to do

# Everything in the database, but which runs there were and what the sequences count; every file and its content.
everything() {
    pg_dump -h "$CLEANCLAIM_TEST_HOST" -p "$CLEANCLAIM_TEST_PORT" -U "$CLEANCLAIM_TEST_USER" -d "$database" \
        --data-only --exclude-table-data=run --exclude-table-data='*_seq' | grep -v -e '^SELECT pg_catalog.setval' -e '^.restrict' -e '^.unrestrict'
    (cd "$here/var" && find . -type f -print0 | sort -z | xargs -0 sha256sum)
}
changes_nothing() { # command...
    everything > "$here/before"
    at "$now" --dry-run "$@" > "$here/dry.log" 2>&1
    local code=$?
    everything > "$here/after"
    [ "$code" -le 1 ] && diff "$here/before" "$here/after" > "$here/difference"
}
for verb in acks remit intake build submit reconcile report night rehearse; do
    fact "'$verb --dry-run' of an office with work to do changes nothing" changes_nothing "$verb"
done
fact_says 'dry run: nothing was kept' "and says so" at "$now" --dry-run night
fact_says 'encounters new' "after having counted what would come of it" at "$now" --dry-run night
cp -r $office/org "$here/org"
sed -i 's/HOUSE/HOUSES/' "$here/org/providers.csv"
sed -i 's/,VISIT_CHARGE,Y,/,VISIT_CHARGE,N,/' "$here/org/payer_rules.csv"
fact "'org load --dry-run' of a changed table" changes_nothing org load "$here/org"
fact "'rules load --dry-run' of a changed rule" changes_nothing rules load "$here/org" --org OFFICE
fact "'refdata load --dry-run'" changes_nothing refdata load "$refdata"
# What is seen above can be seen: without --dry-run there is a difference.
fact_exit 1 "a rule that is loaded is a change" bash -c "$(declare -f everything at program); build='$build' here='$here' conf='$conf' database='$database'
    everything > '$here/before'; at '$now' rules load '$here/org' --org OFFICE > '$here/log' 2>&1; everything > '$here/after'
    diff '$here/before' '$here/after' > '$here/difference'"

# ---- Three nights, then --json
night "$now"
cp $office/acks/* "$here/var/inbox/acks/"
night '2026-11-11 18:00'
cp $office/remits/* "$here/var/inbox/remits/"
fact "'remit --dry-run' of remittances changes nothing" changes_nothing remit
fact "nor does 'night --dry-run'" changes_nothing night
fact "nor 'release --dry-run'" changes_nothing release 4 'sent again'

now='2026-11-12 19:00'
objects() { # least, command...: how many lines it prints, when each is an object
    local least=$1 count
    shift
    count=$(json_ask "SELECT CASE WHEN bool_and(jsonb_typeof(o) = 'object') IS NOT false THEN count(*) END FROM said" at "$now" "$@")
    [ "$count" -ge "$least" ] || { echo "$count"; cat "$here/said.json"; return 1; }
}
asked=()
speaks_json() { # least, command...
    asked+=("$2")
    fact "'${*:2} --json' prints objects" objects "$@"
}
speaks_json 7 night
speaks_json 2 build
for verb in acks remit intake submit reconcile; do speaks_json 0 "$verb"; done # there may be nothing to do
speaks_json 1 report
speaks_json 13 check
speaks_json 13 check --all
speaks_json 10 config show
speaks_json 1 db status
speaks_json 1 db migrate
speaks_json 1 org list
speaks_json 1 org load $office/org
speaks_json 1 rules list --org OFFICE
speaks_json 20 rules fields
speaks_json 1 rules load $office/org --org OFFICE
sed 's/,le,200.00,/,lesser,200.00,/' "$here/org/payer_rules.csv" > "$here/payer_rules.csv"
speaks_json 1 rules lint "$here/payer_rules.csv"
speaks_json 1 refdata load "$refdata"
speaks_json 1 refdata list
speaks_json 10 status
speaks_json 8 held
speaks_json 1 release 3 'the payer agreed'
speaks_json 3 claim find --trace EFT001
speaks_json 10 claim show 1
speaks_json 5 claim show 1 --x12
speaks_json 10 remit show EFT001
speaks_json 10 explain 1 --segments
speaks_json 20 rehearse --list
find "$here/var/outbox" -name '*.837' | sort | head -n 1 | xargs head -c 500 > "$here/cut.837"
speaks_json 1 x12 check "$here/cut.837"
speaks_json 1 rehearse
fact_equal "every verb was asked" "$(verbs_table "$PWD" | cut -d'|' -f1 | sort | xargs)" \
    "$(printf '%s\n' "${asked[@]}" | sort -u | xargs)"
# ---- --as-of: the day of what is done
as_of() { ask "SELECT as_of FROM run WHERE job = '$1' ORDER BY run_id DESC LIMIT 1"; }
for verb in acks remit intake build submit reconcile report rehearse night; do
    at '2026-11-14 03:00' -q "$verb" > "$facts_out" 2>&1
    fact_equal "'$verb --as-of' is of that day" 2026-11-14 "$(as_of "$verb")"
done
fact "the page is that day's" test -s "$here/var/reports/2026-11-14/index.html"
fact_equal "days since a claim was held count to that day" '10' \
    "$(members finding days at '2026-11-20 09:00' held --code claim_duplicate)"

# ---- How far it is
night_with_work() { # moment, set with one more encounter
    mkdir -p "$here/var/inbox/encounters/OFFICE/more" "$here/more"
    cp $office/set/*.csv "$here/more/"
    echo "$2,MRN-4,2026-11-09,11,R1" >> "$here/more/encounters.csv"
    echo "$2,1,99213,,1,60.0${2#N},1" >> "$here/more/charges.csv"
    echo "$2,1,A00.0" >> "$here/more/diagnoses.csv"
    mv "$here"/more/*.csv "$here/var/inbox/encounters/OFFICE/more/"
    "${@:3}" "$build/cleanclaim" -c "$conf" --as-of "$1" night
}
on_terminal() { # what script makes is one
    script -qec "$(printf '%q ' "$@")" "$here/drawn" < /dev/null > /dev/null 2>&1
}
if script -qec true /dev/null < /dev/null > /dev/null 2>&1; then
    night_with_work '2026-11-15 18:00' N1 on_terminal
    drawn=$(tr '\r' '\n' < "$here/drawn")
    fact_equal "a terminal sees a line that moves: intake" 'more [####################] 100% 6 of 6 files' \
        "$(grep -o '^more .*files' <<< "$drawn" | tail -n 1)"
    fact_equal "build" 'build N encounters' "$(sed -nE 's/^build [0-9]+ encounters.*/build N encounters/p' <<< "$drawn" | tail -n 1)"
    fact_equal "submit" 'submit [####################] 100% 1 of 1 claims' "$(grep -o '^submit .*claims' <<< "$drawn" | tail -n 1)"
    fact "each is wiped before something is printed" grep -qE $'\r\033\\[K(\r\033\\[K)*build' "$here/drawn"
else
    fact_skipped "what a terminal sees" "no terminal can be made here: is /dev/pts mounted?"
    night_with_work '2026-11-15 18:00' N1 env > /dev/null 2>&1
fi
night_with_work '2026-11-16 18:00' N2 env > "$here/plain.out" 2> "$here/plain.log"
fact_equal "elsewhere a step is told of when it took two seconds or more, a plain line each" '' \
    "$(grep -E '^(more|build|submit):' "$here/plain.log" | grep -vE ', ([2-9]|[1-9][0-9]+) s$')"
fact_equal "without control characters" '' "$(grep -c '[[:cntrl:]]' "$here/plain.log" | sed 's/^0$//')"
fact_equal "standard output has the counts alone" '' "$(grep -E '(files|encounters|claims)$' "$here/plain.out" | grep ': ' || true)"
fact_equal "--quiet leaves standard error to what is wrong" '' "$(at "$now" -q build 2>&1 > "$facts_out")"
facts_end
