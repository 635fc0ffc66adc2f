#!/usr/bin/env bash
# Intake of the native set: what a good set stores, what comes of it when it is sent again or changed, and that each
# kind of bad input is a finding with its place, stores nothing and loses nothing.
# shellcheck source=tests/facts.sh
. tests/facts.sh
# shellcheck source=tests/jobs/intake_setup.sh
. tests/jobs/intake_setup.sh

if [ -z "${CLEANCLAIM_TEST_HOST:-}" ]; then
    fact_skipped 'intake' 'no test database is named'
    facts_end
fi
intake_setup

# A set of two patients and three encounters: E1 insured (100.00 + 25.50), E2 of the same patient after his coverage
# ended and so self-pay (60.00, of which 20.00 paid), E3 of a patient without coverage (12.34). `p` goes before each
# number, so that two sets differ in every file.
make_set() { # folder, p
    mkdir -p "$1"
    printf '%s\n' 'patient_id,last_name,first_name,birth_date,sex,address1,city,state,zip' \
        "$2P1,Zzyzxova,Quenby,1980-02-29,F,1 Xylo Road,Boston,MA,02108" \
        "$2P2,Zzyzxov,Quill,2001-12-31,M,2 Xylo Road,Boston,MA,02108-1234" > "$1/patients.csv"
    printf '%s\n' 'patient_id,payer,member_id,rank,from_date,to_date,relationship' \
        "$2P1,AETNA,QQMEMBER1,1,2025-01-01,2025-12-31,18" > "$1/coverages.csv"
    printf '%s\n' 'encounter_id,patient_id,service_from,place_of_service,rendering_provider' \
        "$2E1,$2P1,2025-06-01,11,DR_ALDEN" \
        "$2E2,$2P1,2026-06-01,11," \
        "$2E3,$2P2,2026-06-02,11," > "$1/encounters.csv"
    printf '%s\n' 'encounter_id,ordinal,code' "$2E1,1,E11.9" "$2E1,2,I10" "$2E2,1,I10" "$2E3,1,J069" > "$1/diagnoses.csv"
    printf '%s\n' 'encounter_id,line,procedure,units,charge' "$2E1,1,99213,1,100.00" "$2E1,2,36415,1,25.50" \
        "$2E2,1,99212,1,60" "$2E3,1,99211,1,12.34" > "$1/charges.csv"
    printf '%s\n' 'payment_id,patient_id,encounter_id,received_date,amount' "$2R1,$2P1,$2E2,2026-06-01,20.00" \
        > "$1/patient_payments.csv"
}
books() { # everything that a set could have changed
    ask "select (select count(*) from patient), (select count(*) from coverage), (select count(*) from encounter_version),
        (select count(*) from charge), (select count(*) from ledger_entry), (select count(*) from claim),
        (select count(*) from patient_receipt), (select max(link_no) from chain_link)"
}
balance() { ask "select coalesce(sum(cents), 0) from balance where account = $1"; }

# ---- A good set
make_set "$inbox/good" A
fact 'a good set is taken in' intake
fact_equal 'each row is stored' '15 15 0 0' "$(became good '')"
fact_equal 'the charges of a file are counted' '4 4 0 0' "$(became good charges.csv)"
fact_equal 'classes follow from the coverage' 'AE1 insured AE2 self_pay AE3 self_pay' \
    "$(ask 'select encounter_key, class from encounter order by 1' | tr '|' ' ' | xargs)"
fact_equal 'insured charges wait to be billed' 12550 "$(balance 1100)"
fact_equal 'self-pay charges less the payment are owed by patients' 5234 "$(balance 1150)"
fact_equal 'files are kept' 6 "$(find "$here/var/done" -type f | wc -l)"
fact_equal 'nothing is left in the inbox, the folder of the set neither' '' "$(find "$inbox" -mindepth 1)"

# ---- Again, and changed
before=$(books)
make_set "$inbox/again" A
fact_says 'duplicate of run' 'the same files again are known' intake
fact_equal 'all their rows are duplicates' '15 0 0 15' "$(became again '')"
fact_equal 'they change nothing' "$before" "$(books)"
make_set "$inbox/changed" A
sed -i 's/AE1,2,36415,1,25.50/AE1,2,36415,1,30.50/' "$inbox/changed/charges.csv"
fact 'a changed set is taken in' intake
fact_equal 'the changed encounter is a new version, its rows are stored, the others duplicates' '4 2 0 2' \
    "$(became changed charges.csv)"
fact_equal 'only it' 'AE1 2 AE2 1 AE3 1' "$(ask 'select encounter_key, version from encounter order by 1' | tr '|' ' ' | xargs)"
fact_equal 'its charges were taken back and posted anew' 13050 "$(balance 1100)"
fact_equal 'by entries, not by changing any' 2 "$(ask "select count(*) from ledger_entry where kind = 'charge_reversed'")"
make_set "$inbox/reordered" A
awk -F, '{print $5","$4","$3","$2","$1}' "$inbox/reordered/charges.csv" > "$here/x" && mv "$here/x" "$inbox/reordered/charges.csv"
sed -i '1s/^/\xef\xbb\xbf/; s/$/\r/' "$inbox/reordered/diagnoses.csv"
fact "the set is taken in ($LINENO)" intake
fact_equal 'the order of columns, line ends and a byte order mark say nothing: E1 is as at first again' \
    'AE1 3 AE2 1 AE3 1' "$(ask 'select encounter_key, version from encounter order by 1' | tr '|' ' ' | xargs)"

# ---- Again, once what was wrong outside of the set is mended; a killed run's files
make_set "$inbox/payer" V
sed -i 's/AETNA/SOMEBODY/' "$inbox/payer/coverages.csv"
fact_exit 1 'a set with a payer that nobody knows is taken in' intake
fact_equal 'the encounters of that patient wait' VE3 "$(ask "select encounter_key from encounter where encounter_key like 'V%'" | xargs)"
ask "insert into payer_alias (org_id, kind, alias, payer_id) select org_id, 'source', 'SOMEBODY', payer_id from payer where code = 'AETNA'"
make_set "$inbox/payer" V
sed -i 's/AETNA/SOMEBODY/' "$inbox/payer/coverages.csv"
fact 'the payer was added: the same files again' intake
fact_equal 'what had waited is stored' 'VE1 VE2 VE3' \
    "$(ask "select encounter_key from encounter where encounter_key like 'V%' order by 1" | xargs)"
kept_in() { ask "select kept_as from received_file where kind = 'encounters' and name = '$1' order by file_id desc limit 1"; }
mkdir -p "$inbox/unmoved" && mv "$here/var/$(kept_in charges.csv)" "$inbox/unmoved/charges.csv"
fact 'a file that a killed run had not moved yet' intake
fact 'is kept, and the books know where' test -f "$here/var/$(kept_in charges.csv)"

# ---- A coverage that comes late
make_set "$inbox/late" A
sed -i 's/36415/36416/' "$inbox/late/charges.csv"
printf 'AP2,AETNA,QQMEMBER2,1,2026-01-01,,18\n' >> "$inbox/late/coverages.csv"
fact "the set is taken in ($LINENO)" intake
fact_equal 'the encounter that came again is the one of the payer now' 'insured 2' \
    "$(ask "select class, version from encounter where encounter_key = 'AE3'" | tr '|' ' ')"
make_set "$inbox/later" B
sed -i 's/BP2/AP2/; /BE3/d' "$inbox/later/"*.csv
printf 'AP1,AETNA,QQMEMBER3,1,2026-01-01,,18\n' >> "$inbox/later/coverages.csv"
fact_exit 1 "the set is taken in ($LINENO)" intake
fact_equal 'where it did not come again, a person is told' 'coverage_late:3:from_date' "$(findings later/coverages.csv || true)$(findings coverages.csv)"

# ---- Bad input, one set each, all in one night
before=$(books)
bad() { make_set "$inbox/$1" "$1"; } # name
bad empty; : > "$inbox/empty/charges.csv"
bad onebyte; printf 'x' > "$inbox/onebyte/charges.csv"
bad nul; printf 'nulE1,3,99\0,1,1\n' >> "$inbox/nul/charges.csv"
bad quote; printf 'quoteE1,3,"99213,1,1\n' >> "$inbox/quote/charges.csv"
bad utf8; printf 'utf8E1,3,99\xff13,1,1\n' >> "$inbox/utf8/charges.csv"
bad long; { printf 'longE1,3,'; head -c 1000000 /dev/zero | tr '\0' 9; printf ',1,1\n'; } >> "$inbox/long/charges.csv"
bad large; { for _ in $(seq 130000); do echo 'largeE1,3,99213,1,1.00'; done; } >> "$inbox/large/charges.csv"
bad short; printf 'shortE1,3,99213\n' >> "$inbox/short/charges.csv"
bad column; sed -i '1s/procedure/procedur/' "$inbox/column/charges.csv"
bad twice; sed -i '1s/units/charge/' "$inbox/twice/charges.csv"
bad lacks; rm "$inbox/lacks/coverages.csv"
bad link; mv "$inbox/link/charges.csv" "$here/charges.csv"; ln -s "$here/charges.csv" "$inbox/link/charges.csv"
bad fifo; rm "$inbox/fifo/charges.csv"; mkfifo "$inbox/fifo/charges.csv"
bad header; sed -i 1d "$inbox/header/patients.csv"
bad same; cp "$inbox/same/charges.csv" "$inbox/same/CHARGES.csv"
bad wide; awk -v OFS=, '{ for (i = 1; i < 300; i++) $0 = $0 (NR == 1 ? ",x" i : ",abcdefghijklmnopqrstuvwxyz"); print }' \
    "$inbox/wide/charges.csv" > "$here/x" && mv "$here/x" "$inbox/wide/charges.csv"
fact_exit 1 'a night with bad sets ends well, with findings' intake
refused() { # name, finding, of the charges' file or of another
    fact_equal "refused: $1" "$2" "$(findings "${3:-charges.csv}" | tr ' ' '\n' | grep "^${2%%:*}:" | sort -u | grep -F "$2")"
    fact_equal "of $1 nothing is stored" 0 "$(ask "select coalesce(sum(stored + duplicate), 0) from file_receipt where set_name = '$1' and run_id = (select max(run_id) from file_receipt)")"
    fact_equal "the files of $1 are kept" 0 "$(find "$inbox/$1" -type f 2> /dev/null | wc -l)"
}
refused empty 'file_empty::'
refused onebyte 'csv_cut:1:'
refused nul 'csv_not_sound:6:3'
refused quote 'csv_not_sound:6:3'
refused utf8 'csv_not_sound:6:3'
refused long 'csv_not_sound:6:3'
refused large 'file_too_large::'
refused short 'csv_row_length:6:'
refused column 'csv_column_missing:1:procedure'
refused twice 'csv_column_twice:1:5'
refused lacks 'set_incomplete::' '.csv'
refused header 'csv_column_missing:1:patient_id' patients.csv
refused same 'set_file_twice::'
refused wide 'csv_too_many_columns:1:'
refused link 'file_unreadable::'
refused fifo 'file_unreadable::'
fact_equal 'the night stored nothing' "$before" "$(books)"
fact_equal 'the set that lacks a file says which' coverages.csv \
    "$(ask "select value from file_finding where code = 'set_incomplete'")"

# ---- Folders: names that are no text, folders in folders, too many files
rm -rf "${inbox:?}"/*
make_set "$inbox/"$'name\n\xff' N
make_set "$inbox/june/monday" O
mkdir "$inbox/crowd" && seq -f "$inbox/crowd/%g.txt" 1001 | xargs touch
fact_exit 1 'folders of all kinds are taken in' intake
fact_equal 'a name that is no text is no obstacle' '15 15 0 0' "$(became 'name__' '')"
fact_equal 'its files are kept under one that is' 6 "$(find "$here/var/done/$as_of/encounters" -path '*-name__/*' -type f | wc -l)"
fact_equal 'a folder in a folder is a set' '15 15 0 0' "$(became june/monday '')"
fact_equal 'a folder with too many files is refused as a whole' 'crowd' \
    "$(ask "select value from file_finding where code = 'set_too_many_files'")"
fact_says 'crowd' 'which status tells' program -c "$conf" status
fact_equal 'and moved aside' 1001 "$(find "$here/var/rejected" -path '*-crowd/*' | wc -l)"
fact_equal 'nothing is left of them' '' "$(find "$inbox" -mindepth 1)"

# ---- Bad rows: their encounter waits, the others go on
set_of() { make_set "$inbox/$1" "$1"; }
rm -rf "${inbox:?}"/*
set_of m1; sed -i 's/12.34/-12.34/' "$inbox/m1/charges.csv"
set_of m2; sed -i 's/12.34/12.345/' "$inbox/m2/charges.csv"
set_of m3; sed -i 's/12.34/123456789012345/' "$inbox/m3/charges.csv"
set_of m4; sed -i 's/12.34/99999999999.99/' "$inbox/m4/charges.csv"
set_of d1; sed -i 's/2026-06-02/2026-02-30/' "$inbox/d1/encounters.csv"
set_of d2; sed -i 's/2026-06-02/2026-11-23/' "$inbox/d2/encounters.csv"
set_of d3; sed -i 's/2001-12-31/31.12.2001/' "$inbox/d3/patients.csv"
set_of k1; printf 'k1E3,1,99211,1,12.34\n' >> "$inbox/k1/charges.csv"
set_of k2; printf 'k2E3,1,99211,1,12.35\n' >> "$inbox/k2/charges.csv"
set_of u1; sed -i '2s/AETNA/NOBODY/' "$inbox/u1/coverages.csv"
set_of u2; sed -i 's/DR_ALDEN/DR_NOBODY/' "$inbox/u2/encounters.csv"
set_of u3; sed -i 's/u3P2/u3P9/' "$inbox/u3/encounters.csv"
set_of u4; printf 'u4E9,1,99211,1,12.34\n' >> "$inbox/u4/charges.csv"
set_of u5; sed -i '/u5E3/d' "$inbox/u5/charges.csv"
set_of c1; sed -i 's/99211/"99\n211"/' "$inbox/c1/charges.csv"
set_of c2; sed -i 's/2 Xylo Road/"2 Xylo\nRoad"/' "$inbox/c2/patients.csv"
set_of v1; sed -i 's/,99213,1,100.00/,Zzyzxova,1,100.00/; s/,1,12.34/,Quenby,12.34/' "$inbox/v1/charges.csv"
set_of f1; sed -i 's/99211/=1+1/' "$inbox/f1/charges.csv"
fact_exit 1 'sets with bad rows are taken in, with findings' intake
row() { # set, file, finding, stored encounters
    fact_equal "in $1: $3" "$3" "$(ask "select code || ':' || coalesce(row_no::text, '') || ':' || column_name from file_finding
        join file_receipt r using (run_id, file_id) where r.set_name = '$1' and r.name = '$2.csv' and file_finding.set_aside
        and code <> 'encounter_incomplete' order by finding_id limit 1")"
    fact_equal "in $1 the sound encounters are stored" "$4" \
        "$(ask "select string_agg(substr(encounter_key, 3), ' ' order by 1) from encounter where encounter_key like '$1%'")"
}
row m1 charges value_out_of_range:5:charge 'E1 E2'
row m2 charges value_not_amount:5:charge 'E1 E2'
row m3 charges value_too_long:5:charge 'E1 E2'
row m4 charges value_out_of_range:5:charge 'E1 E2'
row d1 encounters value_not_date:4:service_from 'E1 E2'
row d2 encounters date_in_future:4:service_from 'E1 E2'
row d3 patients value_not_date:3:birth_date 'E1 E2'
row k2 charges row_repeated:5:line 'E1 E2'
row u1 coverages payer_unknown:2:payer 'E3'
row u2 encounters provider_unknown:2:rendering_provider 'E2 E3'
row u3 encounters patient_unknown:4:patient_id 'E1 E2'
row u4 charges encounter_unknown:6:encounter_id 'E1 E2 E3'
row u5 encounters charge_missing:4:encounter_id 'E1 E2'
row c1 charges value_too_long:5:procedure 'E1 E2'
row c2 patients value_characters:3:address1 'E1 E2'
row f1 charges value_characters:5:procedure 'E1 E2'
fact_equal 'the same row twice is a duplicate' '5 4 0 1' "$(became k1 charges.csv)"
fact_equal 'rows of an encounter that waits say so' '4 3 1 0' "$(became d1 charges.csv)"
fact_equal 'received is stored, set aside and duplicate, file by file' 0 \
    "$(ask 'select count(*) from file_receipt where received_count <> stored + set_aside + duplicate')"
fact_equal 'each row that is set aside has its finding' 0 \
    "$(ask "select count(*) from file_receipt r where set_aside > 0 and outcome <> 'refused' and set_aside >
        (select coalesce(sum(rows), 0) from file_finding f where f.run_id = r.run_id and f.file_id = r.file_id and f.set_aside)")"

# ---- Archives
zip_set() { make_set "$here/zip/$1" "$1"; (cd "$here/zip/$1" && zip -q -r "$inbox/$1.zip" .); }
if command -v zip > /dev/null; then
    zip_set za
    printf 'read me' > "$here/zip/readme.txt" && (cd "$here/zip" && zip -q "$inbox/za.zip" readme.txt)
    zip_set zb; head -c 600 "$inbox/zb.zip" > "$here/x"; mv "$here/x" "$inbox/zb.zip"
    zip_set zc; printf '../../evil.csv' > "$here/zip/names"
    (cd "$here/zip/zc" && mkdir -p sub && cp patients.csv ../evil.csv && zip -q "$inbox/zc.zip" ../evil.csv)
    fact_exit 1 'archives are taken in' intake
    fact_equal 'a good archive is stored' '15 15 0 0' "$(became za.zip '.csv')"
    fact_equal 'a file in it that nobody knows is told' file_unknown:: "$(findings readme.txt)"
    fact_equal 'a cut archive is refused, by name' zip_refused:: "$(findings zb.zip)"
    fact_equal 'of neither bad archive anything is stored' 0 \
        "$(ask "select count(*) from encounter where encounter_key like 'zb%' or encounter_key like 'zc%'")"
else
    fact_skipped 'archives' 'zip is not installed'
fi

# ---- Names that are on their way
make_set "$inbox/way" w
mv "$inbox/way/charges.csv" "$inbox/way/charges.csv.tmp"
fact_exit 1 "the set is taken in ($LINENO)" intake
fact_equal 'a file that is not renamed yet is not read' 'charges.csv' \
    "$(ask "select value from file_finding where code = 'set_incomplete' order by finding_id desc limit 1")"

# ---- Open balances of an earlier system
rm -rf "${inbox:?}"/*
open_set() { # folder, p, rows
    make_set "$inbox/$1" "$2"
    shift 2
    printf '%s\n' 'control_number,patient_id,payer,sequence,service_from,charge,balance,billed_date' "$@" > "$inbox/open/open_balances.csv"
}
payer_before=$(balance 1110) patient_before=$(balance 1150)
open_set open o 'OLD1,oP1,AETNA,,2025-03-01,200.00,150.00,2025-03-05' 'OLD1,oP1,MEDIGAP,S,2025-03-01,200.00,20.00,' \
    'OLD1,oP1,,,2025-03-01,200.00,30.00,' 'OLD2,oP2,BCBS,,2025-04-01,80.00,-5.00,2025-04-02' \
    'OLD3,oP2,NOBODY,,2025-04-01,80.00,80.00,' 'OLD4,oP9,AETNA,,2025-04-01,80.00,80.00,' 'OLD5,oP2,,,2025-04-01,80.00,0.00,'
fact_exit 1 'open balances are taken in' intake
fact_equal 'two have no payer or patient of ours' '7 5 2 0' "$(became open open_balances.csv)"
fact_equal 'which ones is told' 'patient_unknown:7:patient_id payer_unknown:6:payer' "$(findings open_balances.csv)"
fact_equal 'claims are imported, and published' 'P 20000 published S 20000 published P 8000 published' \
    "$(ask "select sequence, total, state from claim where imported order by claim_id" | tr '|' ' ' | xargs)"
fact_equal 'the secondary is tied to its primary' 1 \
    "$(ask "select count(*) from claim s join claim p on p.claim_id = s.primary_claim_id where s.sequence = 'S' and p.sequence = 'P' and s.encounter_id = p.encounter_id")"
fact_equal 'remittances find them by the number of the earlier system' 'OLD1 OLD2' \
    "$(ask "select control_number from submission order by 1" | xargs)"
fact_equal 'the first payer owes 150.00 less the credit of 5.00' 14500 $(($(balance 1110) - payer_before))
fact_equal 'the second payer owes 20.00' 2000 "$(balance 1120)"
fact_equal 'the patient owes 30.00, and what the set itself says' $((3000 + 6000 - 2000 + 1234)) $(($(balance 1150) - patient_before))
fact_equal 'all against opening balances' 19500 "$(ask "select sum(case when credit_account = 9000 then amount else -amount end) from ledger_entry where kind = 'opening'")"
before=$(books)
open_set open o 'OLD1,oP1,AETNA,,2025-03-01,200.00,150.00,2025-03-05' 'OLD1,oP1,MEDIGAP,S,2025-03-01,200.00,20.00,' \
    'OLD1,oP1,,,2025-03-01,200.00,30.00,' 'OLD2,oP2,BCBS,,2025-04-01,80.00,-6.00,2025-04-02' 'OLD5,oP2,,,2025-04-01,80.00,0.00,'
fact_exit 1 'open balances again, one of them changed' intake
fact_equal 'what was there is a duplicate, what differs is set aside' '5 0 1 4' "$(became open open_balances.csv)"
fact_equal 'and told' open_balance_differs:5:balance "$(findings open_balances.csv)"
fact_equal 'they post nothing' "$before" "$(books)"

# ---- Patient payments that do not agree with what is there
rm -rf "${inbox:?}"/*
make_set "$inbox/paid" A
printf '%s\n' 'AR1,AP1,AE2,2026-06-01,20.00' 'AR2,AP2,AE2,2026-06-01,5.00' 'AR3,AP1,AE9,2026-06-01,5.00' 'AR4,AP2,AE3,2026-06-01,5.00' \
    >> "$inbox/paid/patient_payments.csv"
sed -i '2s/20.00/200.00/' "$inbox/paid/patient_payments.csv"
fact_exit 1 'payments are taken in' intake
fact_equal 'the same number twice with two amounts is set aside, both rows' '5 1 4 0' "$(became paid patient_payments.csv)"
fact_equal 'of another patient, of no encounter: set aside' \
    'encounter_of_other_patient:4:encounter_id encounter_unknown:5:encounter_id row_repeated:2:payment_id row_repeated:3:payment_id' \
    "$(findings patient_payments.csv)"
before=$(books)
make_set "$inbox/paid" A
sed -i '2s/20.00/200.00/' "$inbox/paid/patient_payments.csv"
fact_exit 1 'a payment again with another amount' intake
fact_equal 'is no duplicate' payment_differs:2:amount "$(findings patient_payments.csv)"
fact_equal 'and posts nothing' "$before" "$(books)"

# ---- Several sets in one run
make_set "$inbox/first" F
make_set "$inbox/second" G
make_set "$inbox/third" H
fact 'three sets are taken in by one run' intake
fact_equal 'each payment is posted once' '2000 2000 2000' \
    "$(ask "select sum(l.amount) from patient_receipt r join ledger_entry l using (org_id, receipt_id)
        where receipt_key ~ '^[FGH]R1' and debit_account = 1010 group by receipt_key" | xargs)"
fact 'the checks agree' program -q -c "$conf" --as-of "$as_of" check --all
ask "insert into patient_receipt (org_id, source, receipt_key, patient_id, received_date, amount, run_id, file_id, file_row)
    select org_id, source, 'X', patient_id, received_date, 1, run_id, file_id, file_row from patient_receipt limit 1"
fact_says 'of 1 cents is posted with 0' 'and find a payment that is not posted' program -q -c "$conf" --as-of "$as_of" check --all

# ---- No patient data where it may not be
fact_equal 'no name, address or member id in findings or in what intake says' 0 "$(
    { cat "$here/intake.log"; ask 'select value, column_name from file_finding'; ask 'select why from event'; } |
        grep -ciE 'zzyzx|quenby|quill|xylo|qqmember')"
facts_end
