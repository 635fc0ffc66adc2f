#!/usr/bin/env bash
# x12 ack: answers to standard output, messages to standard error, exit codes. What is answered to what:
# tests/edi/x12_acknowledge_test.c.
# shellcheck disable=SC2317 # functions that fact calls
# shellcheck source=tests/facts.sh
. tests/facts.sh
claims=tests/cli/x12/claims.837
answer() { program x12 ack --as-of '2026-11-22 12:00' --control=4711 "$@" 2> "$here/log"; }

fact "a good file is accepted" answer $claims
answer $claims > "$here/a.999"
fact_equal "by a 999 under the control number given" "ISA GS ST AK1 AK2 IK5 AK9 SE GE IEA" \
    "$(cut -c 1-3 "$here/a.999" | tr -d '*' | paste -sd' ')"
fact_says '*261122*1200*^*00501*000004711*0*' "with the date given" head -n 1 "$here/a.999"
fact_says 'IK5*A~' "and the verdict" cat "$here/a.999"
fact_says '1 transaction sets, 0 rejected; 1 answers' "told on standard error" cat "$here/log"
fact "the answer is valid" program x12 check "$here/a.999"

# By hand: the facility code qualifier of claim C200 is X. CLM is segment 25 of the set.
sed 's/^CLM\*C200\*80\*\*\*11:B/CLM*C200*80***11:X/' $claims > "$here/bad.837"
place=$(awk -F'*' '/^ST/ { st = NR } /^CLM\*C200/ { print NR - st + 1 }' "$here/bad.837")
fact_exit 1 "a file with a mistake" answer "$here/bad.837"
answer "$here/bad.837" > "$here/b.999"
fact_equal "is answered with segment, claim, element, code and value" \
    "IK3*CLM*$place*2300*8~ CTX*CLM01:C200~ IK4*5:2*1332*7*X~ IK5*R*5~ AK9*R*1*1*0~" \
    "$(grep -E '^(IK|CTX|AK9)' "$here/b.999" | paste -sd' ')"
fact "that answer is valid too" program x12 check "$here/b.999"
fact_equal "an answer is not answered" "" "$(program x12 ack "$here/b.999" 2> "$here/log")"
fact_says "nothing has to be answered" "and that is said" cat "$here/log"

fact_exit 1 "a file cut off" bash -c "head -n 20 $claims | '$build/cleanclaim' x12 ack"
fact_says '*R*023~' "gets a TA1" bash -c "head -n 20 $claims | '$build/cleanclaim' x12 ack -"
fact_says 'CLM02 in 2300: no code of a 999 says this' "what a 999 cannot say is told" bash -c \
    "sed 's/^SV1\\*HC:36415\\*30/SV1*HC:36415*20/' $claims | '$build/cleanclaim' x12 ack"
fact_exit 1 "what is no X12" bash -c "echo hello | '$build/cleanclaim' x12 ack"
fact_says "nobody to answer" "is said" bash -c "echo hello | '$build/cleanclaim' x12 ack"
fact_says '-:0: file: no code of a 999' "with where" bash -c "echo hello | '$build/cleanclaim' x12 ack"
fact_exit 2 "a file that is not there" program x12 ack "$here/none.837"
for wrong in 0 1000000000 -3 X; do
    fact_exit 3 "--control=$wrong is wrong" program x12 ack --control=$wrong $claims
done
program x12 ack --control=8 $claims $claims > "$here/two" 2> "$here/log"
fact_equal "two files are answered one after the other" "000000008~ 000000009~" "$(sed -n 's/^IEA\*1\*//p' "$here/two" | xargs)"
full() { program x12 ack tests/cli/x12/claims.837 > /dev/full; }
fact_exit 2 "what cannot be written" full
fact_equal "is an error, told once" 1 "$(full 2>&1 | grep -c error)"
facts_end
