#!/usr/bin/env bash
# release: what holds a claim is overridden with a reason, by a person whose name is kept; what must be corrected is not.
# The claims are those of tests/cli/office_setup.sh.
# shellcheck source=tests/facts.sh
. tests/facts.sh
if [ -z "${CLEANCLAIM_TEST_HOST:-}" ]; then
    fact_skipped "all of releasing" "no scratch database is named"
    facts_end
fi
# shellcheck source=tests/cli/office_setup.sh
. tests/cli/office_setup.sh
office_setup
office_nights
now='2026-11-12 19:00'
state() { ask "SELECT state FROM claim WHERE claim_id = $1"; }
events() { ask "SELECT count(*) FROM event"; }
released() { # the events by which a claim was released
    ask "SELECT from_state || ' ' || to_state || ' ' || why FROM event WHERE subject = 'claim' AND subject_id = $1
        AND kind = 'released' ORDER BY event_id"
}
before=$(events)

# ---- What is refused, and changes nothing
fact_exit 3 "no claim is named" at "$now" release
fact_exit 3 "no reason" at "$now" release 3
fact_says 'needs a reason' "is said" at "$now" release 3
fact_exit 3 "an empty one" at "$now" release 3 ''
fact_exit 3 "a blank one" at "$now" release 3 '   '
fact_exit 3 "one with control characters" at "$now" release 3 $'two\nlines'
fact_exit 3 "one that is too long" at "$now" release 3 "$(printf 'x%.0s' {1..501})"
fact_exit 3 "one that is no UTF-8" at "$now" release 3 $'caf\xe9'
fact_exit 3 "no such claim" at "$now" release 99 'the payer agreed'
fact_exit 3 "no such file" at "$now" release --file NONE.837 'the payer agreed'
fact_exit 3 "a file that nobody refused" at "$now" release --file OFFICE-CHOUSE-000000001.837 'sent again'
fact_says 'was not rejected' "and why" at "$now" release --file OFFICE-CHOUSE-000000001.837 'sent again'
fact_equal "all of that changed nothing" "$before" "$(events)"

fact_exit 1 "a rejecting finding stands whatever the reason" at "$now" release 2 'the payer agreed'
fact_equal "the claim is held" held "$(state 2)"
fact_says 'add it in providers.csv' "and what must be corrected is named" at "$now" release 2 'the payer agreed'
fact_exit 1 "a payer without a profile too" at "$now" release 7 'the payer agreed'
fact_equal "that claim is held" held "$(state 7)"

# ---- Tried
fact "--dry-run shows what would come of it" at "$now" --dry-run release 3 'the payer agreed'
fact_says 'nothing was kept' "and says that it was not kept" at "$now" --dry-run release 3 'the payer agreed'
fact_equal "nor was it" held "$(state 3)"

# ---- Done
fact_equal "a hold is overridden" '{"section":"claim","claim_id":3,"encounter":"E04","payer":"AETNA","amount_cents":25000,"from_state":"held","state":"ready","released":1,"reasons":"Q001","still":0}' \
    "$(at "$now" release 3 the payer agreed, --json 2> /dev/null)"
fact_equal "the claim is ready" ready "$(state 3)"
fact_equal "its event says why" 'held ready Q001: the payer agreed,' "$(released 3)"
fact_equal "the finding says by whom" "released $(id -un) the payer agreed," \
    "$(ask "SELECT state || ' ' || closed_by || ' ' || closed_why FROM finding WHERE subject = 'claim' AND subject_id = 3 AND rule_id = 'Q001'" 2> /dev/null)"
fact "again" at "$now" release 3 'the payer agreed again'
fact_equal "changes nothing" 1 "$(released 3 | wc -l)"
fact_exit 1 "of two findings the one that holds is overridden" at "$now" release 10 'the payer agreed'
fact_equal "the other still holds" "$(printf 'held\nnpi_missing')" "$(state 10; ask "SELECT code FROM finding
    WHERE subject = 'claim' AND subject_id = 10 AND state = 'open' AND severity IN ('reject', 'hold')")"

# ---- What a receiver rejected is sent again
fact "a claim that was rejected, by its control number" at "$now" release 00000000401G 'corrected at the payer'
fact_equal "is ready" ready "$(state 4)"
fact_equal "a whole file" '5 6' "$(members claim claim_id at "$now" release --file OFFICE-GATE-000000001.837 'ISA13 was reset')"
fact_equal "is ready, too" 'ready ready' "$(state '5 OR claim_id = 6' | xargs)"
fact "again it is" at "$now" release --file OFFICE-GATE-000000001.837 'ISA13 was reset'
fact_says 'nothing to release' "not released twice" at "$now" release --file OFFICE-GATE-000000001.837 'ISA13 was reset'
fact_equal "only what still holds is listed" 'claims held 4 530.00' \
    "$(squeezed at "$now" status | grep -o 'claims held [0-9]* [0-9.]*')"
night '2026-11-13 18:00'
fact_equal "they leave with the next night" 'published published published published' "$(for c in 3 4 5 6; do state $c; done | xargs)"
fact_equal "with the control numbers they had: the content is the same" 4 "$(ask "SELECT count(*) FROM submission
    WHERE claim_id IN (3, 4, 5, 6)")"
fact_equal "a claim that was sent twice has two attempts" '3 1;4 2;5 2;6 2' "$(ask "SELECT claim_id || ' ' || count(*) FROM attempt
    WHERE claim_id IN (3, 4, 5, 6) GROUP BY claim_id ORDER BY claim_id" | paste -sd ';')"
fact "and every invariant holds" at '2026-11-13 19:00' check --all
facts_end
