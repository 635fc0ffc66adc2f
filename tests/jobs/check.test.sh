#!/usr/bin/env bash
# check: each money invariant is seen to fail. The books of a small night (tests/faults/office) hold; then one thing is
# changed by hand in a copy of its database, and exactly those checks say so that the change concerns.
# shellcheck source=tests/facts.sh
. tests/facts.sh
# shellcheck source=tests/places.sh
. tests/places.sh
if [ -z "${CLEANCLAIM_TEST_HOST:-}" ]; then
    fact_skipped "all of check" "no scratch database is named"
    facts_end
fi
# shellcheck source=tests/faults/night.sh
. tests/faults/night.sh

place sent "$CLEANCLAIM_TEST_TEMPLATE"
night_prepare "$folder" && night_in "$folder" # exit code 1: something waits
fact "the books of the night hold" run check --all
printf '[run]\nbatch_rows = 1\n' >> "$folder/cleanclaim.conf" # there is more to read: on two connections
fact "also when two are read at a time" run check --all

# The numbers of the checks that found something.
seen() {
    program -q -c "$folder/cleanclaim.conf" check --json "$@" 2> /dev/null |
        sed -n 's/.*"number":\([0-9]*\),"name":"[a-z][a-z ]*","violations":[1-9].*/\1/p' | xargs
}
# What is changed by hand. Things that different checks see, in different tables, are looked at together.
waiting=()
changed() { waiting+=("$1|$2|${3//$'\n'/ }"); } # checks that see it, what it is, statement
ask "CREATE FUNCTION columns_of(name text) RETURNS text LANGUAGE sql AS \$\$
        SELECT string_agg(column_name, ', ') FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = name AND is_generated = 'NEVER' \$\$;
    CREATE PROCEDURE keep(name text) LANGUAGE plpgsql AS \$\$ BEGIN
        EXECUTE format('CREATE TABLE kept_%1\$s AS SELECT %2\$s FROM %1\$s', name, columns_of(name)); END \$\$;
    CREATE PROCEDURE restore() LANGUAGE plpgsql AS \$\$ DECLARE name text; BEGIN
        FOR name IN SELECT substr(relname, 6) FROM pg_class WHERE relname LIKE 'kept\_%' AND relkind = 'r' LOOP
            EXECUTE format('DELETE FROM %1\$s; INSERT INTO %1\$s (%2\$s) OVERRIDING SYSTEM VALUE SELECT %2\$s
                FROM kept_%1\$s; DROP TABLE kept_%1\$s', name, columns_of(name));
        END LOOP; END \$\$"
# Each must change a row: an effect on none would prove nothing. Then the tables are as they were.
look() {
    local want tables words later change checks name statement table fits
    while [ ${#waiting[@]} != 0 ]; do
        want=' ' tables=' ' words='' later=()
        for change in "${waiting[@]}"; do
            IFS='|' read -r checks name statement <<< "$change"
            table=$(sed -E 's/^(UPDATE|DELETE FROM|INSERT INTO) ([a-z_]*).*/\2/' <<< "$statement")
            fits=yes
            for check in $checks; do [[ $want != *" $check "* ]] || fits=''; done
            if [ -z "$fits" ] || [[ $tables == *" $table "* ]]; then
                later+=("$change")
                continue
            fi
            want+="$checks " tables+="$table " words+="${words:+; }$name"
            sql -d "$database" -c "CALL keep('$table')" -c "WITH changed AS ($statement RETURNING 1) SELECT 1 / count(*) FROM changed" > "$facts_out" 2>&1 ||
                fact_fails "$name" "nothing is changed"
        done
        fact_equal "$words" "$(xargs -n 1 <<< "$want" | sort -n | xargs)" "$(seen --all)"
        ask 'CALL restore()'
        waiting=(${later[@]+"${later[@]}"})
    done
}
one() { echo "(SELECT min($1) FROM $2)"; } # column, rows

# ---- Entries and the sums of days
changed 1 "a day's sum" "UPDATE account_day SET debit = debit + 1 WHERE account = 4100 AND debit > 0"
changed 1 "a day's count" "UPDATE account_day SET entries = entries + 1 WHERE account = 4100"
changed '1 10' "a kind that is none" "UPDATE ledger_entry SET kind = 'unheard' WHERE entry_id = $(one entry_id "ledger_entry WHERE kind = 'charge'")"

# ---- Payments and what they are about
changed 2 "a payment's amount" "UPDATE payment SET amount = amount + 1 WHERE payment_id = $(one payment_id "payment WHERE state = 'posted'")"
standing="FROM remittance_match m WHERE m.active AND m.act = 'pay' AND m.payment_id = r.payment_id AND m.claim_ordinal = r.claim_ordinal"
changed 2 "the paid amount of a claim" "UPDATE remittance_claim r SET paid = paid + 1 WHERE EXISTS (SELECT $standing)
    AND NOT EXISTS (SELECT FROM remittance_match b WHERE b.reverses_payment = r.payment_id AND b.reverses_claim = r.claim_ordinal)"
changed 2 "the paid amount of a line" "UPDATE remittance_line r SET paid = paid + 1 WHERE EXISTS (SELECT $standing)"
changed 2 "a contractual adjustment" "UPDATE remittance_adjustment r SET amount = amount + 1 WHERE class = 'contractual' AND EXISTS (SELECT $standing)"
changed 2 "entries of a payment that is parked" "UPDATE payment SET state = 'parked' WHERE payment_id = $(one payment_id "payment WHERE state = 'posted'")"
changed 3 "a patient's payment" "UPDATE patient_receipt SET amount = amount + 1"
changed '1 3 10' "cash that no bank line moved" "UPDATE ledger_entry SET kind = 'charge' WHERE entry_id = $(one entry_id "ledger_entry WHERE debit_account = 1010")"

# ---- What is owed
changed 4 "a balance" "UPDATE balance SET cents = cents + 1 WHERE encounter_id = $(one encounter_id "balance WHERE encounter_id > 0 AND cents > 0")"
changed 4 "a balance that is gone" "DELETE FROM balance WHERE encounter_id = $(one encounter_id "balance WHERE encounter_id > 0 AND cents > 0")"
changed 4 "the charge of a published line" "UPDATE claim_line SET charge = charge + 1 WHERE claim_id = $(one claim_id "claim WHERE first_published IS NOT NULL AND NOT imported AND sequence = 'P'")"

# ---- What takes back
changed '5 10' "an entry that takes back another than its mirror" "UPDATE ledger_entry SET reverses_entry = reverses_entry - 1 WHERE entry_id =
    $(one entry_id "ledger_entry WHERE reverses_entry > 0")"
changed 5 "a reversal that is no negative" "UPDATE remittance_claim r SET charge = charge - 1 WHERE status = '22'
    AND EXISTS (SELECT FROM remittance_match m WHERE m.active AND m.act = 'reverse' AND m.payment_id = r.payment_id AND m.claim_ordinal = r.claim_ordinal)"

# ---- What was sent
changed 6 "a claim in no live batch" "UPDATE attempt SET is_live = false WHERE claim_id = $(one claim_id 'claim WHERE unanswered')"
changed 6 "a claim whose bytes are gone" "DELETE FROM interchange_piece WHERE kind = 'claim'"
changed 6 "a gap of control numbers" "DELETE FROM control_number WHERE number = 1"
changed 6 "a control number of nothing" "UPDATE control_number SET interchange_id = 0 WHERE number = 1"
changed 8 "a record set aside for no reason" "UPDATE file_receipt SET stored = stored - 1, set_aside = set_aside + 1 WHERE stored > 0"
changed 8 "a file without a receipt" "DELETE FROM file_receipt WHERE file_id = $(one file_id "received_file WHERE state = 'done'")"

# ---- Months
changed 9 "a closed month with a later entry" "UPDATE period SET state = 'closed', closed_link = 1"
changed 9 "a close without its link" "UPDATE period SET state = 'closed'"

# ---- The chain
changed 10 "a word of an event" "UPDATE event SET why = why || '.' WHERE event_id = $(one event_id event)"
changed 10 "an event's digest" "UPDATE event SET row_digest = sha256(row_digest) WHERE event_id = $(one event_id event)"
changed 10 "who posted an entry" "UPDATE ledger_entry SET user_name = 'nobody' WHERE entry_id = $(one entry_id ledger_entry)"
changed 10 "a link" "UPDATE chain_link SET run_id = run_id + 1 WHERE link_no = 2"
changed 10 "a link and its digest" "UPDATE chain_link SET digest = sha256(digest) WHERE link_no = 2"
changed 10 "the head" "UPDATE chain_head SET digest = sha256(digest)"

# ---- States, open items, parents
changed 11 "a claim's state" "UPDATE claim SET state = 'closed' WHERE claim_id = $(one claim_id "claim WHERE state = 'adjudicated'")"
changed '10 11' "a move that no table has" "UPDATE event SET from_state = 'closed', to_state = 'held' WHERE event_id =
    $(one event_id "event WHERE subject = 'claim' AND from_state <> '' AND to_state = 'published'")"
changed 12 "an open item" "UPDATE open_item SET balance = balance + 1 WHERE open_item_id = $(one open_item_id 'open_item WHERE account > 0 AND closed_on IS NULL')"
changed 12 "a denied amount" "UPDATE open_item SET balance = balance - 1 WHERE open_item_id = $(one open_item_id "open_item WHERE kind = 'denial'")"
changed 13 "a patient" "DELETE FROM patient WHERE patient_id = $(one patient_id encounter)"
changed 13 "a submission" "DELETE FROM submission WHERE claim_id = $(one claim_id attempt)"

look

# ---- Files of the outbox
cp -r "$folder/var/outbox" "$here/outbox"
filed() { # checks that see it, what it is, what is done in the outbox
    (cd "$folder/var/outbox" && eval "$3")
    fact_equal "$2" "$1" "$(seen --all)"
    rm -rf "$folder/var/outbox"
    cp -r "$here/outbox" "$folder/var/outbox"
}
first="\"\$(find . -name '*.837' | sort | head -n 1)\""
filed 7 "a byte more in a file" "printf x >> $first"
filed 7 "a file of somebody else's" "printf x > \"\$(dirname $first)/SOMEBODY-ELSE-000000001.837\""
named() { program -c "$folder/cleanclaim.conf" check --all | grep -c 'files .*SOMEBODY-ELSE-.* was never published'; }
mkdir -p "$folder/var/outbox/NOBODY"
for ((i = 10; i < 30; i++)); do printf x > "$folder/var/outbox/NOBODY/SOMEBODY-ELSE-0000000$i.837"; done
fact_equal "each of twenty such files is named" 20 "$(named)"
rm -r "$folder/var/outbox/NOBODY"
filed '' "a file that its partner took may go" "rm $first"
ask "UPDATE interchange SET state = 'published'"
filed 7 "before that it may not" "rm $first"
ask "UPDATE interchange SET state = 'delivered'"

# ---- By night: what is newer than what was proved
fact_equal "all is as it was" '' "$(seen --all)"
ask "UPDATE balance SET cents = cents + 1 WHERE cents > 0"
fact_equal "what was proved is not read again" '' "$(seen)"
ask "UPDATE check_mark SET link_no = 0"
fact_exit 1 "a dry run sees it, too" run reconcile --as-of '2026-11-16 21:00' --dry-run
fact_exit 1 "a violation by night is an exit code of 1" run reconcile --as-of '2026-11-16 21:00'
fact_equal "and the next night looks again" 0 "$(ask 'SELECT link_no FROM check_mark')"
unplace
facts_end
