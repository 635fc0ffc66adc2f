#!/usr/bin/env bash
# The report of a scripted night: each table is what was worked out by hand (tests/jobs/report/expected; the story stands
# in tests/jobs/report/README.md), receivables agree with the entries by statements of their own, and the page holds to
# what it promises: nothing from outside, no patient, the same bytes again.
# shellcheck source=tests/facts.sh
. tests/facts.sh

if [ -z "${CLEANCLAIM_TEST_HOST:-}" ] || [ -z "${CLEANCLAIM_TEST_PORT:-}" ] || [ -z "${CLEANCLAIM_TEST_USER:-}" ]; then
    fact_skipped 'report' 'no test database is named'
    facts_end
fi
story=$PWD/tests/jobs/report
conf=$here/cleanclaim.conf
database=report_$$
inbox=$here/var/inbox
reports=$here/var/reports
psql() { command psql -XqtA -h "$CLEANCLAIM_TEST_HOST" -p "$CLEANCLAIM_TEST_PORT" -U "$CLEANCLAIM_TEST_USER" "$@"; }
ask() { psql -d "$database" -c "$1"; }
run() { # moment, verb and its arguments
    local moment=$1 code=0
    shift
    program -q -c "$conf" --as-of "$moment" "$@" > "$here/last.log" 2>&1 || code=$?
    cat "$here/last.log"
    [ $code -le 1 ]
}
printf '[data]\nfolder = var\n[database]\nhost = %s\nport = %s\nname = %s\nuser = %s\n' \
    "$CLEANCLAIM_TEST_HOST" "$CLEANCLAIM_TEST_PORT" "$database" "$CLEANCLAIM_TEST_USER" > "$conf"
psql -d postgres -c "CREATE DATABASE $database TEMPLATE $CLEANCLAIM_TEST_TEMPLATE STRATEGY file_copy"
trap 'psql -d postgres -c "DROP DATABASE IF EXISTS $database WITH (FORCE)"' EXIT

# What the page itself must be, whatever stands on it.
page_is_sound() { # page, name
    if command -v xmllint > /dev/null; then
        fact "$2 is well-formed" xmllint --noout "$1"
    else
        fact_skipped "$2 is well-formed" 'xmllint is not here'
    fi
    fact_equal "$2 refers to nothing outside" '' "$(grep -noiE '(src|href|action) *= *"[^#"][^"]*"|url\(|@import|<script|<link|https?:' \
        "$1" | grep -vE '"([A-Za-z0-9_-]+/)?[0-9]{2}_[a-z_]+\.csv"|"[A-Za-z0-9_-]+/index.html"')"
    # Every link leads to something that is there.
    local target missing=
    while IFS= read -r target; do
        case $target in
        '#'*) grep -qE "id=\"${target#\#}\"" "$1" || missing+=" $target" ;;
        *) [ -f "$(dirname "$1")/$target" ] || missing+=" $target" ;;
        esac
    done <<< "$(grep -oE 'href="[^"]+"' "$1" | sed 's/^href="//; s/"$//' | sort -u)"
    fact_equal "$2: each link leads to something" '' "$missing"
}

# ---- Before anything is set up

fact 'a report of an empty database is written' run '2026-09-30 05:00' report
page_is_sound "$reports/latest/index.html" 'the page of an empty database'
fact_says 'no nightly job has this accounting date' 'it says that no night ran' cat "$reports/latest/index.html"
fact_says 'No organisation is set up yet' 'it says what comes first' cat "$reports/latest/index.html"

# ---- The first night: encounters

run '2026-10-01 12:00' org load "$story/org" > /dev/null
cp -r "$story/set1" "$inbox/encounters/"
fact 'the first night runs' run '2026-10-01 18:00' night
cp -r "$reports/2026-10-01" "$here/first"

# ---- The second: answers, and more encounters

fact 'a person releases a claim' run '2026-10-05 04:00' release 8 'the payer knows'
cp "$story"/acks/* "$inbox/acks/"
cp "$story"/remits/* "$inbox/remits/"
cp -r "$story/set2" "$inbox/encounters/"
fact 'the second night runs' run '2026-10-05 05:00' night

fact_equal 'latest leads to the newest day' '2026-10-05' "$(readlink "$reports/latest")"
page_is_sound "$reports/2026-10-05/index.html" 'the page'

# Digests, numbers of links and events, who runs the tests and what the machine has differ; what the other jobs count is
# for their own tests.
normal() {
    sed -E 's/\r$//; s/[0-9a-f]{64}/DIGEST/g' "$2" | case $1 in
        85_chain) sed -E 's/^[0-9]+,DIGEST,[0-9]+,(.*),[0-9]+,([0-9]+)$/LINK,DIGEST,LINK,\1,EVENTS,\2/' ;;
        89_people) sed -E "s/^$(id -un),/WHO,/" ;;
        92_machine) sed -E 's/,[0-9]+$/,N/' ;;
        04_jobs) sed -E '/^(remit|job),/! { s/,"[^"]*"$/,COUNTS/; t; s/,[^",]*$/,COUNTS/; }' ;;
        93_counts) grep -E '^(job|remit|intake),' ;;
        *) cat ;;
        esac
}
for file in sql/report/[0-9][0-9]_*.sql; do
    name=$(basename "$file" .sql)
    expected=$story/expected/$name.csv
    made=$reports/2026-10-05/$name.csv
    [ -f "$made" ] || made=$reports/2026-10-05/CLINIC/$name.csv
    if [ ! -f "$expected" ]; then
        fact_fails "$name is what was worked out" "there is no ${expected#"$PWD/"}"
        continue
    fi
    normal "$name" "$made" > "$here/made"
    fact "$name is what was worked out" diff "$expected" "$here/made"
done

# ---- Receivables by other statements, from the entries alone

sum_of() { # table, column: cents
    awk -F, -v name="$2" 'NR == 1 { sub(/\r$/, ""); for (i = 1; i <= NF; i++) if ($i == name) c = i; next }
        { sub(/\r$/, ""); v = $c; sub(/\./, "", v); sum += v } END { print sum + 0 }' "$reports/$day/CLINIC/$1.csv"
}
# What an account is, and what stands against it, say what an entry did: no word of the program is asked.
against() { # day, condition on the other account, cents
    ask "select coalesce(sum(case when e.debit_account between 1100 and 1199 then e.amount else 0 end)
            - sum(case when e.credit_account between 1100 and 1199 then e.amount else 0 end), 0)
        from ledger_entry e
        where $1 and (case when e.debit_account between 1100 and 1199 then e.credit_account else e.debit_account end) $2
            and (e.debit_account between 1100 and 1199 or e.credit_account between 1100 and 1199)"
}
owed() { # buckets from, to
    ask "with side as (
            select encounter_id, debit_claim as claim, debit_account as account, debit_party as party, amount as cents,
                accounting_date from ledger_entry where debit_account between 1100 and 1199
            union all
            select encounter_id, credit_claim, credit_account, credit_party, -amount, accounting_date
                from ledger_entry where credit_account between 1100 and 1199
        ), one as (
            select s.encounter_id, s.account, s.claim, s.party, sum(s.cents) as cents,
                case when s.account in (1150, 1160) then min(s.accounting_date)
                    else (select min(v.service_from) from encounter_version v where v.encounter_id = s.encounter_id) end as since
            from side s where s.accounting_date <= '$day' group by 1, 2, 3, 4
        )
        select coalesce(sum(cents), 0) from one
        where account <> 1100 and cents > 0 and '$day'::date - since between $1 and $2"
}
compare() { # day
    day=$1
    fact_equal "$day: charges are what stands against gross charges" "$(against "accounting_date = '$day'" '= 4000')" \
        "$(sum_of 70_roll_forward charges)"
    fact_equal "$day: payments are what stands against cash and clearing" \
        "$(against "accounting_date = '$day'" 'in (1010, 1050, 2110, 2100)')" "$(sum_of 70_roll_forward payments)"
    fact_equal "$day: contractual is what stands against its account" "$(against "accounting_date = '$day'" '= 4100')" \
        "$(sum_of 70_roll_forward contractual)"
    fact_equal "$day: opening is everything before" "$(against "accounting_date < '$day'" '> 0')" \
        "$(sum_of 70_roll_forward opening)"
    fact_equal "$day: closing is everything" "$(against "accounting_date <= '$day'" '> 0')" \
        "$(sum_of 70_roll_forward closing)"
    fact_equal "$day: transfers come to nothing" 0 "$(sum_of 70_roll_forward transfers)"
    fact_equal "$day: the month closes where the day does" "$(sum_of 70_roll_forward closing)" \
        "$(sum_of 71_roll_forward_month closing)"
    fact_equal "$day: 0-30 days, from the entries" "$(owed -9999 30)" "$(sum_of 74_aging_by_account days_0_30)"
    fact_equal "$day: 31-60 days" "$(owed 31 60)" "$(sum_of 74_aging_by_account days_31_60)"
    fact_equal "$day: 61-90 days" "$(owed 61 90)" "$(sum_of 74_aging_by_account days_61_90)"
    fact_equal "$day: 91-120 days" "$(owed 91 120)" "$(sum_of 74_aging_by_account days_91_120)"
    fact_equal "$day: 121 days and more" "$(owed 121 99999)" "$(sum_of 74_aging_by_account days_121)"
    for table in 74_aging_by_account 75_aging_by_payer; do
        fact_equal "$day: $table comes to the roll-forward" "$(sum_of 70_roll_forward closing)" "$(sum_of $table total)"
    done
    fact_equal "$day: the rows behind the aging come to it" "$(sum_of 70_roll_forward closing)" \
        "$(sum_of 76_open_balances dollars)"
    fact_equal "$day: debits are credits" "$(sum_of 80_trial_balance debit_balance)" \
        "$(sum_of 80_trial_balance credit_balance)"
}
compare 2026-10-01
compare 2026-10-05

# ---- Nobody is named

names=$(cut -d, -f2,3 "$story"/set?/patients.csv | tr ',' '\n' | grep -vE '_name$' | sort -u)
ids=$(cut -d, -f3 "$story"/set?/coverages.csv | grep -v member_id | sort -u)
fact_equal 'no patient and no member number stands in any file of the report' '' \
    "$(grep -rowiF -e "$names" -e "$ids" "$reports/2026-10-05" | head -3)"

# ---- The same again

cp -r "$reports/2026-10-05" "$here/second"
fact 'the report runs again by itself' run '2026-10-05 05:00' report
fact 'the same moment gives the same bytes' diff -r "$here/second" "$reports/2026-10-05"

# Yesterday's books stay what they were: those of the first night, made again after the second.
fact 'the page of the first day is made again' run '2026-10-01 18:00' report
for name in 70_roll_forward 71_roll_forward_month 72_receivables_by_day 73_aging 74_aging_by_account 75_aging_by_payer \
    76_open_balances 80_trial_balance; do
    if [ $name = 75_aging_by_payer ]; then # unapplied cash and recoupments are those of now
        fact "$name of the past day is the same" \
            diff <(cut -d, -f1-9 "$here/first/CLINIC/$name.csv") <(cut -d, -f1-9 "$reports/2026-10-01/CLINIC/$name.csv")
    else
        fact "$name of the past day is the same" diff "$here/first/CLINIC/$name.csv" "$reports/2026-10-01/CLINIC/$name.csv"
    fi
done
fact_says 'have a later accounting date' 'it says that later runs were made' cat "$reports/2026-10-01/index.html"
fact_equal 'latest still leads to the newest day' '2026-10-05' "$(readlink "$reports/latest")"

# ---- A difference is loud

ask "update balance set cents = cents + 1 where claim_id = 4 and account = 1110"
fact 'a report with books that do not tie is written' run '2026-10-05 06:00' report
fact_says 'This does not tie' 'it says so at the table' cat "$reports/2026-10-05/index.html"
fact_says '<li class="bad"><a href="#roll_forward">' 'and at the top' cat "$reports/2026-10-05/index.html"
fact_says 'class="n differs">-0.01' 'with the difference' cat "$reports/2026-10-05/index.html"
ask "update balance set cents = cents - 1 where claim_id = 4 and account = 1110"

# ---- Dry run; no links; a second organisation

rm -rf "$reports"
fact 'a dry run computes everything' run '2026-10-05 05:00' report --dry-run
fact_equal 'and writes nothing' '' "$(find "$reports" -type f)"

mkdir -p "$reports/.link.tmp/in_the_way" # what a file system without links comes to
fact 'without links the report is written' run '2026-10-05 05:00' report
fact 'and latest is a copy' diff -r "$reports/2026-10-05" "$reports/latest"
rm -rf "$reports/.link.tmp"
fact 'with links again' run '2026-10-05 05:00' report
fact_equal 'the copy gives way to the link' '2026-10-05' "$(readlink "$reports/latest")"
mkdir -p "$reports/.link.tmp/in_the_way" "$reports/2026-10-01"
echo old > "$reports/2026-10-01/index.html"
ln -sfn 2026-10-01 "$reports/latest"
fact 'without links, where an old one stands' run '2026-10-05 05:00' report
fact_equal 'the old day is as it was' old "$(cat "$reports/2026-10-01/"*)"
fact 'and latest is a copy again' diff -r "$reports/2026-10-05" "$reports/latest"
rm -rf "$reports/.link.tmp" "$reports/2026-10-01" "$reports/latest"
fact 'and with links' run '2026-10-05 05:00' report

cp -r "$story/org" "$here/other"
sed -i 's/^CLINIC,LAKE & HILL CLINIC/OTHER,OTHER CLINIC/' "$here/other/organisation.csv"
sed -i 's/1234567893/1992999700/; s/1245319599/1679576722/' "$here/other/providers.csv"
sed -i 's/CLINIC01/OTHER01/' "$here/other/settings.csv"
fact 'a second organisation is set up' run '2026-10-05 06:30' org load "$here/other"
fact 'with two organisations the report is written' run '2026-10-05 07:00' report
for page in index CLINIC/index OTHER/index; do
    page_is_sound "$reports/2026-10-05/$page.html" "$page.html of two"
done
fact_says 'href="CLINIC/index.html"' 'the installation leads to each organisation' cat "$reports/2026-10-05/index.html"
fact_says 'Receivables went from' 'and has the words of each at its top' cat "$reports/2026-10-05/index.html"
fact_equal 'an organisation sees no file of another' '' "$(grep -c 'p1.835' "$reports/2026-10-05/OTHER/11_files_received.csv" |
    grep -v '^0')"
fact_equal 'and its receivables are its own' '0' "$(grep -cvE '^account|,0\.00,0\.00,0\.00,0\.00,0\.00' \
    "$reports/2026-10-05/OTHER/70_roll_forward.csv")"
fact "an organisation's page alone" run '2026-10-05 08:00' report --org OTHER
fact_says 'Made 2026-10-05 08:00:00' 'is made anew' cat "$reports/2026-10-05/OTHER/index.html"
fact_says 'Made 2026-10-05 07:00:00' 'and the others are not' cat "$reports/2026-10-05/CLINIC/index.html"
fact 'the page in docs/ has the tables that there are' scripts/reports.sh --check
facts_end
