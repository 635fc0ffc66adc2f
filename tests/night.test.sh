#!/usr/bin/env bash
# What no story can tell in one ledger: the same night again, answers in every order, files cut at every byte that could
# matter. The office and its encounters are those of the stories (tests/stories/office).
# shellcheck source=tests/facts.sh
. tests/facts.sh
# shellcheck source=tests/places.sh
. tests/places.sh
if [ -z "${CLEANCLAIM_TEST_HOST:-}" ] || [ -z "${CLEANCLAIM_TEST_PORT:-}" ] || [ -z "${CLEANCLAIM_TEST_USER:-}" ]; then
    fact_skipped "whole nights" "no scratch database is named"
    facts_end
fi
office=$PWD/tests/stories/office
cd "$here" || exit 1

# ---- Two claims are sent, and their answers made: the start of all that follows
mkdir -p sent
place sent "$CLEANCLAIM_TEST_TEMPLATE"
fact "the office is set up" run org load "$office/org"
mkdir -p "$folder/var/inbox/encounters"
cp -r "$office/two" "$folder/var/inbox/encounters/two"
fact "a night sends its claims" run night --as-of '2026-11-09 20:00'
sent=$database
books() {
    ask "SELECT count(*) || ' entries ' || coalesce(sum(amount), 0) FROM ledger_entry"
    ask "SELECT claim_id, state, evidence_level FROM claim ORDER BY 1"
    ask "SELECT count(*) || ' events' FROM event"
    ask "SELECT trace_number, state, amount FROM payment ORDER BY 1, 2"
    (cd "$folder/var" && find outbox -type f -exec sha256sum {} + | sort)
}
before=$(books)
fact "the same night again" run night --as-of '2026-11-09 20:00'
fact_equal "changes nothing" "$before" "$(books)"
cp -r "$office/two" "$folder/var/inbox/encounters/two"
fact "the same encounters again" run night --as-of '2026-11-09 20:30'
fact_equal "add nothing" "$before" "$(books)"
fact "the payers answer" run rehearse --scenario paid --as-of '2026-11-09 22:00'
mkdir answers && mv "$folder"/var/inbox/acks/* "$folder"/var/inbox/remits/* answers/
fact_equal "with a TA1, a 999, a 277CA and a remittance" '4' "$(find answers -type f | wc -l)"

# ---- Every order: each file in a run of its own
end() { ask "SELECT c.claim_id, c.state, c.evidence_level FROM claim c ORDER BY 1" && ask "SELECT sum(amount) FROM ledger_entry"; }
orders() { # the answers left; so far
    local i rest
    if [ $# = 1 ]; then
        echo "$1"
        return
    fi
    for ((i = 2; i <= $#; i++)); do
        rest=("${@:2}")
        unset "rest[$((i - 2))]"
        orders "$1 ${!i}" "${rest[@]}"
    done
}
mapfile -t files < <(cd answers && printf '%s\n' *)
first='' count=0 different=''
while read -r order; do
    place order "$sent"
    for file in $order; do
        mkdir -p "$folder/var/inbox/acks"
        cp "answers/$file" "$folder/var/inbox/acks/"
        # Each job reads the file whatever its folder.
        run acks --as-of '2026-11-10 02:15' || [ $? = 1 ] || different+=" $order: $(tail -n 1 "$folder/log")"
    done
    run reconcile --as-of '2026-11-10 02:20' || different+=" $order: $(tail -n 1 "$folder/log")"
    got=$(end)
    run check --all || different+=" $order: $(grep -E ' [1-9][0-9]* ' "$folder/log")"
    [ -n "$first" ] || first=$got
    [ "$got" = "$first" ] || different+=" $order: $got"
    count=$((count + 1))
    unplace
done < <(orders '' "${files[@]}")
fact_equal "the answers come in every order" '24' "$count"
fact_equal "and the end is the same" '' "$different"
fact_equal "each claim is paid in full and settled" 'closed' "$(cut -d '|' -f 2 <<< "$first" | grep -v '^[0-9]*$' | sort -u)"

# ---- A remittance cut anywhere: nothing of it is posted, and its file is told
remittance=$(cd answers && ls -- *.835)
size=$(stat -c %s "answers/$remittance") # it ends in ~ and a line feed
place cut "$sent"
mkdir -p "$folder/var/inbox/remits"
before=$(ask "SELECT count(*), sum(amount) FROM ledger_entry")
# Behind each segment and inside it, and at every byte of envelope and trailers.
cuts=$({
    seq 1 7 "$size"
    grep -abo '~' "answers/$remittance" | cut -d : -f 1
    seq 1 110
    seq $((size - 60)) $((size - 3))
} | awk -v size="$size" '$1 > 0 && $1 < size - 2' | sort -nu)
for at in $cuts; do
    head -c "$at" "answers/$remittance" > "$folder/var/inbox/remits/cut-$at.835"
done
number=$(wc -l <<< "$cuts")
fact_exit 1 "$number cut files, just arrived" run remit --as-of '2026-11-10 02:15'
fact_equal "wait in the inbox, or are no X12 at all" "$number" \
    "$(find "$folder/var/inbox/remits" "$folder/var/rejected" -name '*cut-*' | wc -l)"
fact_equal "and nothing is posted" "$before" "$(ask "SELECT count(*), sum(amount) FROM ledger_entry")"
later=$(date -u -d '2 days' '+%Y-%m-%d %H:%M')
fact_exit 1 "two days later" run remit --as-of "$later"
fact_equal "none is left in the inbox" '0' "$(find "$folder/var/inbox/remits" -type f | wc -l)"
fact_equal "all are kept" "$number" "$(find "$folder/var/rejected" "$folder/var/done" -name '*cut-*' | wc -l)"
fact_equal "each with a finding" "$number" "$(ask "SELECT count(DISTINCT file_id) FROM file_finding f JOIN received_file USING (file_id)
    WHERE name LIKE 'cut-%'")"
fact_equal "nothing is posted" "$before|0" \
    "$(ask "SELECT count(*), sum(amount) FROM ledger_entry")|$(ask "SELECT count(*) FROM payment WHERE state <> 'parked'")"
fact "and everything holds" run check --all
# Only the last terminator is missing: every count and number is there, so it is whole; the file as it was is a repetition.
head -c $((size - 2)) "answers/$remittance" > "$folder/var/inbox/remits/no-terminator.835"
run remit --as-of "$later"
posted=$(ask "SELECT count(*), sum(amount) FROM ledger_entry")
fact_equal "without its last ~ it is whole and posted" '1' "$(ask "SELECT count(*) FROM payment WHERE state = 'posted'")"
cp "answers/$remittance" "$folder/var/inbox/remits/"
run remit --as-of "$later"
fact_equal "with it, it is a duplicate" "$posted" "$(ask "SELECT count(*), sum(amount) FROM ledger_entry")"
fact "and everything holds again" run check --all
unplace
folder=$here/sent database=$sent
unplace
facts_end
