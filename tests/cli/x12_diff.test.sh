#!/usr/bin/env bash
# x12 diff: what counts as a difference between two files of claims or remittances, and what does not. Each case changes
# one thing of the two files by hand.
# shellcheck disable=SC2317 # functions that fact calls
# shellcheck source=tests/facts.sh
. tests/facts.sh
claims=tests/cli/x12/claims.837 payment=tests/cli/x12/payment.835

same() { fact "$1: no difference" program x12 diff "$2" "$3"; }
# The differences, without the last line that says what is hidden.
differences() { program x12 diff "$@" 2> "$here/log" | grep -v '^Patient data is hidden' | sed 's/^ *//' > "$here/said"; }
differs() { # name, want, files
    local name=$1 want=$2
    shift 2
    differences "$@"
    fact_equal "$name" "$want" "$(cat "$here/said")"
}

# ---- What does not count
same "the same file" $claims $claims
fact_says "both say the same" "which is said" program x12 diff $claims $claims
tr '*:~\n' '|>!\r' < $claims > "$here/form.837"
same "separators and line breaks" $claims "$here/form.837"
tr -d '\n' < $claims > "$here/one_line.837"
same "no line breaks" $claims "$here/one_line.837"
sed 's/000000042/000000043/; s/^GS\(.*\)\*42\*X/GS\1*43*X/; s/^GE\*1\*42/GE*1*43/; s/\*261110\*1830/*261209\*0101/
    s/\*20261110\*1830/*20261209*0101/; s/\*0001\*0/*0009*0/; s/^SE\*43\*0001/SE*43*0009/; s/^BHT\*0019\*00\*42/BHT*0019*00*43/' $claims > "$here/control.837"
fact "the file with other control numbers and dates is another" test "$(diff $claims "$here/control.837" | grep -c '^>')" -ge 6
same "control numbers and dates of the envelope" $claims "$here/control.837"
sed 's/\*150\*/*150.00*/; s/\*120\*UN\*1\*/*0120.0*UN*1.0*/; s/REF\*6R\*L1001~/REF*6R*L1001  **~/' $claims > "$here/numbers.837"
same "forms of numbers, blanks and separators behind values" $claims "$here/numbers.837"
# Lines 24 to 27 behind 28 to 31, with other LX; claims in another order, so HL numbers are others.
awk '/^LX\*1~/ && !moved { keep = 1 } /^LX\*2~/ { keep = 0 } keep { held = held (held ? "\n" : "") $0; next }
    /^HL\*3/ && held { print held; held = ""; moved = 1 } { print }' $claims | awk '/^LX/ && /\*2~/ && !done { sub(/2~/, "1~"); done = 1; print; next } /^LX\*1~/ && done == 1 { done = 2; print "LX*2~"; next } { print }' > "$here/lines.837"
fact "lines in another order are another file" test "$(sed -n '/^LX/{n;p;}' "$here/lines.837" | head -n 1)" = 'SV1*HC:36415*30*UN*1***1~'
same "the order of lines that have control numbers" $claims "$here/lines.837"
{
    sed -n '1,13p' $claims
    sed -n '/^HL\*3/,/^REF\*6R\*L2001/p' $claims | sed 's/^HL\*3/HL*2/'
    sed -n '/^HL\*2/,/^REF\*6R\*L1002/p' $claims | sed 's/^HL\*2/HL*3/'
    sed -n '/^SE/,$p' $claims
} > "$here/claims.837"
fact "claims in another order are a good file" program x12 check "$here/claims.837"
same "the order of claims" $claims "$here/claims.837"
# REF and DTP of a line stand at different positions; two DTP of a claim at the same one (005010X222A1).
sed '/^HI\*ABK:E119/i DTP*431*D8*20261101~\nDTP*484*D8*20261001~' $claims > "$here/dtp1.837"
sed '/^HI\*ABK:E119/i DTP*484*D8*20261001~\nDTP*431*D8*20261101~' $claims > "$here/dtp2.837"
same "the order of segments with equal positions" "$here/dtp1.837" "$here/dtp2.837"
sed 's/^CAS\*CO\*45\*20~/CAS*CO*45*15**253*5~/' $payment > "$here/cas1.835"
sed 's/^CAS\*CO\*45\*20~/CAS*CO*253*5~\nCAS*CO*45*15~/' $payment > "$here/cas2.835"
same "how adjustments are spread over CAS" "$here/cas1.835" "$here/cas2.835"

# ---- What does
sed 's/^CLM\*C200\*80/CLM*C200*90/; s/^SV1\*HC:99212\*80/SV1*HC:99213*90/' $claims > "$here/charge.837"
fact_exit 1 "a claim with another charge" program x12 diff $claims "$here/charge.837"
differs "is told by claim, loop, line, element and name" "claim C200
2300 Claim Information: CLM02 Total Claim Charge Amount: 80.00 -> 90.00
2400 Service Line Number L2001: SV101-2 Procedure Code: 99212 -> 99213
2400 Service Line Number L2001: SV102 Line Item Charge Amount: 80.00 -> 90.00" $claims "$here/charge.837"
sed '/^DTP\*472\*RD8/d; s/^CLM\*C100\(.*\)11:B/CLM*C100\122:B/' $claims > "$here/place.837"
differs "codes have their meaning, what is missing a minus" "claim C100
2300 Claim Information: CLM05-1 Place of Service Code: 11 (office) -> 22 (on campus outpatient hospital)
claim C200
- 2400 Service Line Number L2001: DTP Service Date: 472 (service), RD8 (CCYYMMDD-CCYYMMDD), 2026-11-03 to 2026-11-04" $claims "$here/place.837"
sed '/^DTP\*472\*RD8/d' $claims > "$here/undated.837"
differs "or a plus the other way round" "claim C200
+ 2400 Service Line Number L2001: DTP Service Date: 472 (service), RD8 (CCYYMMDD-CCYYMMDD), 2026-11-03 to 2026-11-04" \
    "$here/undated.837" $claims
sed 's/^NM1\*85\(.*\)1234567893/NM1*85\11245319599/' $claims > "$here/provider.837"
differs "another billing provider is another one of each claim" "claim C100
2010AA Billing Provider Name: NM109 Billing Provider Identifier: 1234567893 -> 1245319599
claim C200
2010AA Billing Provider Name: NM109 Billing Provider Identifier: 1234567893 -> 1245319599" $claims "$here/provider.837"
sed 's/^CLM\*C200/CLM*C201/' $claims > "$here/other.837"
differs "a claim that only one has" "claim C200: only in $claims
claim C201: only in $here/other.837" $claims "$here/other.837"
sed 's/^CAS\*CO\*45\*10/CAS*CO*45*9/; s/^SVC\*HC:36415\*30\*20/SVC*HC:36415*30*21/' $payment > "$here/paid.835"
differs "a remittance: line by control number, adjustment by reason" "claim C100
2110 Service Payment Information L1002: SVC03 Line Item Provider Payment Amount: 20.00 -> 21.00
2110 Service Payment Information L1002: CAS03 Adjustment Amount: 10.00 -> 9.00" $payment "$here/paid.835"
sed 's/WO:PCN800\*4.5/WO:PCN800*5.5/; s/\*135.5\*/*134.5*/' $payment > "$here/plb.835"
differs "what stands round the claims is the payment's" "payment 0098765
BPR02 Total Actual Provider Payment Amount: 135.50 -> 134.50
PLB04 Provider Adjustment Amount: 4.50 -> 5.50" $payment "$here/plb.835"
# A reversal and its correction have one claim number.
sed 's/^CLP\*C300\*1/CLP*C100*22/' $payment > "$here/reversal.835"
differs "a reversal is not the claim" "claim C300: only in $payment
reversal of claim C100: only in $here/reversal.835" $payment "$here/reversal.835"

# ---- Patients
sed 's/PATIENTFIRST/OTHERFIRST/' $claims > "$here/patient.837"
differs "a patient's value is not shown" "claim C100
2010BA Subscriber Name: NM104 Subscriber First Name: differs (patient data, hidden)" $claims "$here/patient.837"
differs "unless asked for" "claim C100
2010BA Subscriber Name: NM104 Subscriber First Name: PATIENTFIRST -> OTHERFIRST" --show-patient $claims "$here/patient.837"
fact_equal "nor in JSON and CSV" 0 "$({ program x12 diff --json $claims "$here/patient.837"; program x12 diff --csv $claims "$here/patient.837"; } | grep -c FIRST)"

# ---- For machines; what cannot be compared
fact_says '{"what":"claim C200","difference":"changed","loop":"2300","loop_name":"Claim Information","known_by":"","segment_id":"CLM","segment_name":"Claim Information","element":"CLM02","name":"Total Claim Charge Amount","old":"80.00","new":"90.00","hidden":false,"old_segment":39,"new_segment":39}' \
    "--json prints an object a difference" program x12 diff --json $claims "$here/charge.837"
fact_equal "--csv a row, behind one header row" 4 "$(program x12 diff --csv $claims "$here/charge.837" | grep -c $'\r$')"
fact_exit 2 "a file that is none" program x12 diff $claims README.md
fact_exit 2 "a file that is not there" program x12 diff $claims "$here/none"
fact_exit 3 "nor can a pipe" bash -c "'$build/cleanclaim' x12 diff <(cat $claims) $claims"
fact_exit 3 "standard input cannot be read twice" program x12 diff $claims -
fact_exit 3 "two files are compared" program x12 diff $claims
facts_end
