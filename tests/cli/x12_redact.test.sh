#!/usr/bin/env bash
# x12 redact: nothing of a patient on standard output, keys, exit codes. What becomes of each value:
# tests/edi/x12_redact_test.c.
# shellcheck disable=SC2317 # functions that fact calls
# shellcheck source=tests/facts.sh
. tests/facts.sh
claims=tests/cli/x12/claims.837 payment=tests/cli/x12/payment.835
redact() { program x12 redact "$@" 2> "$here/log"; }

fact "a file of claims" redact $claims
redact $claims > "$here/a.837"
fact "is valid without its patients" program x12 check "$here/a.837"
fact_says "values replaced" "how many values were replaced is told" cat "$here/log"
# Every name, member id, street and claim number of the source, by hand from its NM1*IL, N3 and CLM.
sed -n 's/^NM1\*\(IL\|QC\)\*1\*\([^*]*\)\*\([^*]*\)\*.*\*MI\*\([^*~]*\).*/\2\n\3\n\4/p; s/^CLM\*\([^*]*\).*/\1/p' \
    $claims > "$here/words"
fact "there are some" test "$(wc -l < "$here/words")" -ge 6
while read -r word; do
    fact_exit 1 "$word is gone" grep -q "$word" "$here/a.837"
done < "$here/words"
fact_exit 1 "streets are gone" grep -q "HIDDEN" "$here/a.837"
fact_equal "all else is as it was" "$(grep -E '^(ISA|GS|ST|BHT|HL|SV1|HI|DTP|SE|GE|IEA)' $claims)" \
    "$(grep -E '^(ISA|GS|ST|BHT|HL|SV1|HI|DTP|SE|GE|IEA)' "$here/a.837")"
fact_equal "charges stay" "$(cut -d'*' -f3- <<< "$(grep '^CLM' $claims)")" "$(cut -d'*' -f3- <<< "$(grep '^CLM' "$here/a.837")")"
redact - < $claims > "$here/b.837"
fact_exit 1 "each run has a key of its own" cmp -s "$here/a.837" "$here/b.837"

head -c 32 /dev/urandom > "$here/key"
redact --key="$here/key" $claims > "$here/c.837"
redact --key="$here/key" < $claims > "$here/d.837"
fact "with one key the same becomes the same" cmp "$here/c.837" "$here/d.837"
redact --key="$here/key" $payment > "$here/c.835"
fact "a remittance is valid too" program x12 check "$here/c.835"
fact_equal "and names its claims by the same made-up numbers" \
    "$(comm -12 <(sed -n 's/^CLM\*\([^*]*\).*/\1/p' $claims | sort) <(sed -n 's/^CLP\*\([^*]*\).*/\1/p' $payment | sort) | wc -l)" \
    "$(comm -12 <(sed -n 's/^CLM\*\([^*]*\).*/\1/p' "$here/c.837" | sort) <(sed -n 's/^CLP\*\([^*]*\).*/\1/p' "$here/c.835" | sort) | wc -l)"

echo short > "$here/short"
fact_exit 3 "a short key is refused" redact --key="$here/short" $claims
fact_exit 2 "a key that is not there" redact --key="$here/none" $claims
fact_exit 1 "what no guide knows is told" bash -c "sed 's/^LX/XYZ*JANE~LX/' $claims | '$build/cleanclaim' x12 redact"
fact_exit 1 "what is no X12" bash -c "echo JANE | '$build/cleanclaim' x12 redact"
fact_equal "gives nothing" "" "$(echo JANE | program x12 redact 2> "$here/log")"
fact_exit 2 "a file that is not there" redact "$here/none.837"
full() { program x12 redact tests/cli/x12/claims.837 > /dev/full; }
fact_exit 2 "what cannot be written" full
fact_equal "is an error, told once" 1 "$(full 2>&1 | grep -c error)"
facts_end
