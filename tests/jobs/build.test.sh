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
build() { program -q -c "$conf" --as-of "$as_of" "$@" build; }
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
facts_end
