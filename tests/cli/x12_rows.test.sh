#!/usr/bin/env bash
# docs/x12-rows.md: the fields that it names are those of --json and --csv, in this order.
# shellcheck source=tests/facts.sh
. tests/facts.sh
claims=tests/cli/x12/claims.837 payment=tests/cli/x12/payment.835
page() { sed -n "s/^| $1 | \([a-z_0-9 ]*\) |$/\1/p" docs/x12-rows.md; } # row: its fields
json() { sed -n "$1p" | grep -o '"[a-z_0-9]*":' | tr -d '":' | xargs; }  # line: the keys of it
csv() { head -n 1 | tr -d '\r' | tr ',' ' '; }

sed 's/^CLM\*C200\*80/CLM*C200*81/' $claims > "$here/bad.837"
for verb in "check $here/bad.837" "show $claims" "stat $payment" "diff $claims $here/bad.837"; do
    sub=${verb%% *}
    row=$sub
    [ "$sub" != check ] || row=finding
    # shellcheck disable=SC2086 # sub-verb and files
    program x12 $verb --json > "$here/json" 2> "$here/log"
    # shellcheck disable=SC2086 # sub-verb and files
    program x12 $verb --csv > "$here/csv" 2> "$here/log"
    fact "$sub: the page has a row" test -n "$(page "$row")"
    # Amounts are cents in objects.
    fact_equal "$sub --json" "$(page "$row")" "$(json 1 < "$here/json" | sed 's/_cents//g')"
    fact_equal "$sub --csv" "$(page "$row" | sed 's/^section //')" "$(csv < "$here/csv")"
done
fact_equal "the summary" "$(page summary)" "$(program x12 check --json $claims | json 1)"
fact_equal "split" "$(page split)" "$(program x12 split --json --into="$here/split" $claims 2> "$here/log" | json 1)"
fact_equal "not_looked_up, by the program's table" "$(page not_looked_up)" \
    "section $(sed -n '/^static void print_gap_row(/,/^}/s/^ *{"\([a-z_]*\)", NULL.*/\1/p' cli/x12_check_verb.c | xargs)"
facts_end
