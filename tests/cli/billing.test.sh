#!/usr/bin/env bash
# docs/billing.md tells the truth: each of its examples is run, in their order, in the office of tests/cli/office_setup.sh
# after its three nights.
# shellcheck source=tests/facts.sh
. tests/facts.sh
if [ -z "${CLEANCLAIM_TEST_HOST:-}" ]; then
    fact_skipped "the examples of docs/billing.md" "no scratch database is named"
    facts_end
fi
# shellcheck source=tests/cli/office_setup.sh
. tests/cli/office_setup.sh
# shellcheck source=tests/cli/page_examples.sh
. tests/cli/page_examples.sh
office_setup
office_nights
now='2026-11-12 19:00'

# The only quotes are those round a reason.
# shellcheck disable=SC2317 # page_examples calls it
run_example() {
    local arguments
    eval "arguments=(${1#cleanclaim })"
    at "$now" "${arguments[@]}"
}
# The patients' numbers differ.
examples_same='s/(E[0-9]{2}) [0-9]+ ([A-Z]+ [PS] )/\1 # \2/'
page_examples docs/billing.md run_example cleanclaim
fact "there are examples" test "$examples" -ge 10
# The test can fail.
printf '%s\n' 'a b' 'c …' '...' 'f' > "$here/want"
fact_equal "a line is found by its beginning" '' "$(differs "$here/want" <(printf '%s\n' x 'a b' 'c d' e f))"
fact_equal "a line that is not there is named" 'f' "$(differs "$here/want" <(printf '%s\n' x 'a b' 'c d' e g))"
fact_equal "so is one that does not follow" 'c …' "$(differs "$here/want" <(printf '%s\n' 'a b' x 'c d' f))"
page_links docs/billing.md
while IFS= read -r code; do
    fact "$code is a finding code" grep -q "^FINDING($code," claims/finding_codes.def
done < <(grep -oE '[a-z]+_[a-z_]+' docs/billing.md | sort -u | grep -vE '^(payer_profile|payer_rules|payer_aliases|open_balances|control_number)$')
facts_end
