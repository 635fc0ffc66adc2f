#!/usr/bin/env bash
# Submit: what leaves in which file, upload commands of every kind, and runs at the same time.
# shellcheck source=tests/facts.sh
. tests/facts.sh
# shellcheck source=tests/jobs/intake_setup.sh
. tests/jobs/intake_setup.sh

if [ -z "${CLEANCLAIM_TEST_HOST:-}" ]; then
    fact_skipped 'submit' 'no test database is named'
    facts_end
fi
intake_setup

# The office: UHC is sent under another sender id to the same partner, at most two claims a set; MEDICAID's partner
# takes one set a file. What the partner's program does is in $here/up.
cp -r fixtures/org/demo "$here/org"
awk -F, -v OFS=, '{ if ($1 == "UHC") { $10 = "LAKESIDE02"; $17 = 2 } if ($1 == "MEDICAID") { $17 = 2; $18 = 1 } print }' \
    fixtures/org/demo/payer_profile.csv > "$here/org/payer_profile.csv"
sed -i "s#^CHOUSE,.*#&$here/up#" "$here/org/partners.csv"
up() { # a shell script
    printf '#!/bin/sh\n%s\n' "$1" > "$here/up.new"
    chmod 755 "$here/up.new"
    mv "$here/up.new" "$here/up"
}
up 'echo taken: 1 file; exit 0'
sed -i 's/^\[limits\]/[run]\nupload_seconds = 2\n[limits]/' "$conf"
fact 'the office is loaded' program -q -c "$conf" org load "$here/org"

# A set of encounters of one patient, one for each payer named; 100.00 and a cent more for each.
claims() { # set, last name, payers...
    local folder=$inbox/$1 last=$2 n=0
    mkdir -p "$folder"
    printf '%s\n' 'patient_id,last_name,first_name,birth_date,sex,address1,city,state,zip' > "$folder/patients.csv"
    printf '%s\n' 'patient_id,payer,member_id,rank,from_date,to_date,relationship' > "$folder/coverages.csv"
    printf '%s\n' 'encounter_id,patient_id,service_from,place_of_service,rendering_provider' > "$folder/encounters.csv"
    printf '%s\n' 'encounter_id,ordinal,code' > "$folder/diagnoses.csv"
    printf '%s\n' 'encounter_id,line,procedure,units,charge' > "$folder/charges.csv"
    shift 2
    for payer; do
        n=$((n + 1))
        echo "$folder$n" | sed 's#.*/##' > "$here/key"
        local key
        read -r key < "$here/key"
        printf '%s,"%s",Quenby,1980-02-29,F,1 Xylo Road,Boston,MA,021081234\n' "P$key" "$last" >> "$folder/patients.csv"
        printf '%s,%s,QQMEMBER%s,1,2025-01-01,,18\n' "P$key" "$payer" "$n" >> "$folder/coverages.csv"
        printf '%s,%s,2026-06-01,11,DR_ALDEN\n' "E$key" "P$key" >> "$folder/encounters.csv"
        printf '%s,1,E119\n' "E$key" >> "$folder/diagnoses.csv"
        printf '%s,1,99213,1,100.%02d\n' "E$key" "$n" >> "$folder/charges.csv"
    done
}
run() { program -q -c "$conf" --as-of "$as_of" "$@"; }
states() { ask "select state || ' ' || count(*) from claim group by state order by state" | xargs; }
out() { find "$here/var/outbox" -type f -printf '%P\n' | sort | xargs; }
# What the trailers of a file say, against what stands in it: sets, claims of each, segments of each.
counts() { # file
    tr '~' '\n' < "$1" | awk -F'*' '
        $1 == "ST" { st++; n = 0; clm = 0; hl = 0 }
        { n++ }
        $1 == "CLM" { clm++ }
        $1 == "HL" { if ($2 != ++hl) bad = bad " HL" }
        $1 == "SE" { sets = sets " " clm; if ($2 != n) bad = bad " SE" }
        $1 == "GE" { if ($2 != st) bad = bad " GE" }
        $1 == "IEA" { if ($2 != 1) bad = bad " IEA" }
        END { print "sets" sets bad }'
}

# ---- Which file
claims a Zzyzxova AETNA UHC UHC UHC MEDICAID MEDICAID MEDICAID AETNA
fact 'encounters are taken in' intake
fact 'and built' run build
fact_equal 'all are clean' 'ready 8' "$(states)"
fact_exit 0 'and submitted' run submit
fact_equal 'each sender and partner has its file; MEDICAID takes one set of two claims a file' \
    'CHOUSE/DEMO-CHOUSE-000000001-2.837 CHOUSE/DEMO-CHOUSE-000000001.837 STATE/DEMO-STATEMED-000000001.837 STATE/DEMO-STATEMED-000000002.837' \
    "$(out)"
fact_equal 'claims a set, and every count' 'sets 1 sets 2 sets 2 sets 2 1' \
    "$(for f in "$here"/var/outbox/CHOUSE/*001-2.837 "$here"/var/outbox/CHOUSE/*001.837 "$here"/var/outbox/STATE/*; do counts "$f"; done | sort | xargs)"
fact_equal 'what has a receipt is delivered' 'delivered 5 published 3' "$(states)"
fact_equal 'which is kept' 'taken: 1 file' "$(ask "select distinct receipt from interchange where state = 'delivered'")"
fact 'the checks agree' run check --all
before=$(sha256sum "$here"/var/outbox/*/* | sort)
fact 'submit once more' run submit
fact_equal 'changes no byte' "$before" "$(sha256sum "$here"/var/outbox/*/* | sort)"
rm "$here"/var/outbox/STATE/*
ask "update interchange set state = 'committed' where receiver_id = 'STATEMED'"
fact 'a file that a killed run did not write' run submit
fact_equal 'is written byte for byte' "$before" "$(sha256sum "$here"/var/outbox/*/* | sort)"

# ---- Uploads that go wrong: the file waits, the run ends, nothing that was printed is logged
wrong() { # name, script, states
    if [ -n "$2" ]; then up "$2"; else rm "$here/up"; fi
    local begin=$SECONDS
    run submit > "$here/last.log" 2>&1
    fact_equal "an upload that $1 is told, and tried again" "1 $3" "$? $(states)"
    fact_equal "it ends in time ($1)" yes "$([ $((SECONDS - begin)) -lt 60 ] && echo yes)"
    cat "$here/last.log" >> "$here/submit.log"
}
claims b Zzyzxova AETNA
fact 'one more encounter' intake
fact 'is built' run build
# shellcheck disable=SC2016 # the script's own
wrong 'prints the file and fails' 'cat "$1"; exit 3' 'delivered 5 published 4'
fact_says 'ZZYZXOVA' 'what it printed can be asked for' run status --json
wrong 'never ends' 'sleep 1000' 'delivered 5 published 4'
wrong 'closes its output and never ends' 'exec > /dev/null 2>&1; sleep 1000' 'delivered 5 published 4'
# shellcheck disable=SC2016
wrong 'is killed' 'kill -9 $$' 'delivered 5 published 4'
wrong 'cannot be started' '' 'delivered 5 published 4'
up 'sleep 20 & echo left something behind; exit 0'
fact 'an upload that leaves something running is no trouble' run submit
fact_equal 'and delivers' 'delivered 6 published 3' "$(states)"
fact_equal 'no log has a name' 0 "$(grep -ciE 'zzyzx|quenby|xylo|qqmember' "$here/submit.log")"

# ---- Values that hold a delimiter
claims c 'Zzy*zx~:^ova' AETNA
fact 'a name with delimiters' intake
fact_exit 1 'is built' run build
fact_equal 'the claim is held, and never written' 'delivered 6 held 1 published 3' "$(states)"

# ---- Two runs at the same time
claims d Zzyzxova AETNA UHC MEDICAID
fact 'three more encounters' intake
program -q -c "$conf" --as-of "$as_of" night > "$here/one.log" 2>&1 &
one=$!
program -q -c "$conf" --as-of "$as_of" night > "$here/two.log" 2>&1 &
two=$!
wait $one; first=$?
wait $two; second=$?
fact_equal 'both nights end' 'yes yes' "$([ $first -le 1 ] && echo yes) $([ $second -le 1 ] && echo yes)"
fact_equal 'each claim left once' '' "$(ask "select claim_id from attempt group by claim_id having count(*) > 1")"
fact 'the checks agree again' run check --all

# ---- Two rules about the file stop one claim
for rule in X1 X2; do
    echo "$rule,TEST_$rule,Y,*,P,file,submit,2016-01-01,,,,,,,,file.usage,eq,P,hold,,Production only ($rule).,,practice policy,made up"
done >> "$here/org/payer_rules.csv"
fact 'two rules are loaded' program -q -c "$conf" rules load "$here/org" --org DEMO
claims e Zzyzxova AETNA
fact 'one more encounter' intake
run build > "$here/build.log" 2>&1
ready=$(ask "select count(*) from claim where state = 'ready'")
fact_equal 'is ready' 1 "$ready"
fact_exit 1 'both rules hold it' run submit
fact_equal 'by a finding each' 2 "$(ask "select count(*) from finding where rule_id in ('X1', 'X2') and state = 'open'")"
fact_equal 'and it counts once' 1 \
    "$(ask "select value from run_count where name = 'claims held back' order by run_id desc limit 1")"
facts_end
