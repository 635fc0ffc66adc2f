#!/usr/bin/env bash
# Build: what becomes of claims when what they were made from changes before they are sent.
# shellcheck source=tests/facts.sh
. tests/facts.sh
# shellcheck source=tests/jobs/intake_setup.sh
. tests/jobs/intake_setup.sh

if [ -z "${CLEANCLAIM_TEST_HOST:-}" ]; then
    fact_skipped 'build' 'no test database is named'
    facts_end
fi
intake_setup

# A set of one encounter, 100.00, of a patient who is covered until a day.
one() { # number, covered until, modifier
    mkdir -p "$inbox/$1"
    printf '%s\n' 'patient_id,last_name,first_name,birth_date,sex,address1,city,state,zip' \
        "P$1,Zzyzxova,Quenby,1980-02-29,F,1 Xylo Road,Boston,MA,02108" > "$inbox/$1/patients.csv"
    printf '%s\n' 'patient_id,payer,member_id,rank,from_date,to_date,relationship' \
        "P$1,AETNA,QQMEMBER$1,1,2025-01-01,$2,18" > "$inbox/$1/coverages.csv"
    printf '%s\n' 'encounter_id,patient_id,service_from,place_of_service,rendering_provider' \
        "E$1,P$1,2026-06-01,11,DR_ALDEN" > "$inbox/$1/encounters.csv"
    printf '%s\n' 'encounter_id,ordinal,code' "E$1,1,E11.9" > "$inbox/$1/diagnoses.csv"
    printf '%s\n' 'encounter_id,line,procedure,units,charge,modifier1,modifier2' \
        "E$1,1,99213,1,100.00,25,$3" > "$inbox/$1/charges.csv"
}
build() { program -q -c "$conf" --as-of "$as_of" build; }
severity() { # of what holds it by the guide
    ask "select f.severity from finding f join claim c on c.org_id = f.org_id and c.claim_id = f.subject_id join encounter e using (encounter_id)
        where encounter_key = 'E$1' and f.subject = 'claim' and f.code = 'guide_not_followed'"
}
number() { ask "select claim_id from claim c join encounter e using (org_id, encounter_id) where encounter_key = 'E$1'"; }
show() { program -q -c "$conf" --as-of "$as_of" claim show "$(number "$1")"; }
release() { program -q -c "$conf" --as-of "$as_of" release "$(number "$1")" 'the payer knows'; }
report() { program -q -c "$conf" --as-of "$as_of" report; }
submit() { program -q -c "$conf" --as-of "$as_of" submit; }
held() { program -q -c "$conf" --as-of "$as_of" held "$@"; }
state() { ask "select c.state from claim c join encounter e using (org_id, encounter_id) where encounter_key = 'E$1'"; }
open_findings() { # of a claim, holding ones
    ask "select f.code from finding f join claim c on c.org_id = f.org_id and c.claim_id = f.subject_id join encounter e using (encounter_id)
        where encounter_key = 'E$1' and f.subject = 'claim' and f.state = 'open' and f.severity in ('hold', 'reject') order by 1" | xargs
}

# ---- A coverage that ends earlier than was known
one 1 2026-12-31 25 # held: a modifier twice
one 2 2026-12-31 59 # clean
fact 'two encounters are taken in' intake
fact_exit 1 'and built' build
fact_equal 'one is held, one is ready' 'held ready' "$(state 1) $(state 2)"
one 1 2026-03-01 25
one 2 2026-03-01 59
one 3 2026-12-31 59
fact 'their coverage has ended before the service' intake
one 3 2026-03-01 59
fact 'that of a third before it was ever built' intake
fact_exit 1 'build goes on' build
fact_equal 'the claim waits for somebody to say who pays' 'coverage_missing modifier_repeated' "$(open_findings 1)"
fact_equal 'one that was ready, too' 'held coverage_missing' "$(state 2) $(open_findings 2)"
fact_equal 'one that is new, too' 'held coverage_missing' "$(state 3) $(open_findings 3)"
one 2 2026-12-31 59
fact_exit 1 'the first set again does not undo what came later' intake
fact_equal 'but a person is told' set_superseded:: "$(findings .csv)"
one 2 2027-12-31 59
fact 'the coverage did not end' intake
fact_exit 1 'build judges again' build
fact_equal 'and lets the claim go' ready "$(state 2)"

# ---- What a receiver would reject of the claim as it would be sent, by the tables of the guide
attached() { # number, type
    one "$1" 2026-12-31 59
    sed -i "1s/\$/,attachment_type,attachment_transmission,attachment_control/; 2s/\$/,$2,EL,ATT1/" "$inbox/$1/encounters.csv"
}
attached 4 XX
one 5 2026-12-31 59
fact 'an attachment of no known type is taken in' intake
fact_exit 1 'build looks at claims as receivers will' build
fact_equal 'the claim is refused: it would take its whole transaction set along' \
    'held guide_not_followed reject' "$(state 4) $(open_findings 4) $(severity 4)"
fact_equal 'another one is ready' 'ready ' "$(state 5) $(open_findings 5)"
fact_says 'reject  guide.code_not_allowed' 'held says by which rule' held --code guide.code_not_allowed
fact_says '2300 PWK01' 'and where' held --code guide.code_not_allowed
fact_says 'use one of them' 'and what to do' held --code guide.code_not_allowed
fact_says "did you mean 'guide.code_not_allowed'" 'a mistyped rule is told' held --code guide.code_not_alowed
fact_exit 3 'and is no good news' held --code guide.code_not_alowed
fact_says 'is not one of the codes allowed here' 'the claim shows it' show 4
fact_exit 1 'no reason releases it' release 4
fact_equal 'it stays held' held "$(state 4)"
report > "$here/report.log" 2>&1
fact_says 'guide.code_not_allowed,held,reject,1,100.00' 'the report has it under its own reason' \
    cat "$here/var/reports/$as_of/DEMO/21_held_by_reason.csv"
# A program before this one let it pass: it is ready.
ask "update finding set state = 'resolved' where code = 'guide_not_followed'; update claim set state = 'ready' where claim_id = $(number 4)"
fact_exit 1 'submit looks once more' submit
fact_equal 'and holds it, and sends the other' 'held guide_not_followed published' \
    "$(state 4) $(open_findings 4) $(state 5)"
attached 4 OZ
fact 'the type is corrected' intake
build > "$here/build.log" 2>&1
fact_equal 'and the claim ready' 'ready ' "$(state 4) $(open_findings 4)"
facts_end
