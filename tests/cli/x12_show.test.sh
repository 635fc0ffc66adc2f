#!/usr/bin/env bash
# x12 show: a claim file and a remittance in words. What is expected is read off the two files by hand.
# shellcheck disable=SC2317 # functions that fact calls
# shellcheck source=tests/facts.sh
. tests/facts.sh
claims=tests/cli/x12/claims.837 payment=tests/cli/x12/payment.835

# What it prints holds the lines, one after the other and nothing between; blanks and dots count once.
shows() { # file, lines
    tr -s ' .' < "$1" | sed -E 's/^ //; s/ \. / /; s/ $//' > "$here/plain"
    awk 'NR == FNR { want[++n] = $0; next } { got[++m] = $0 }
        END { for (i = 1; i <= m; i++) { for (k = 1; k <= n && got[i + k - 1] == want[k]; k++); if (k > n) exit 0 } exit 1 }' \
        <(printf '%s\n' "$2") "$here/plain"
}

# ---- Claims
fact "a good file" program x12 show $claims
program x12 show $claims > "$here/claims"
fact "begins with its framing" shows "$here/claims" "1 Interchange 000000042 of 2026-11-10 18:30: test, from ELMSTREET (ZZ) to CHOUSE (ZZ)
2 Group 42 of 2026-11-10 18:30: HC claim (837), 005010X222A1, from ELMSTREET to CHOUSE

3 Transaction set 0001: 837 Health Care Claim: Professional (005010X222A1)
4 BHT Beginning of Hierarchical Transaction"
fact "a loop, its first segment, names, codes, values" shows "$here/claims" "2300 Claim Information
21 CLM Claim Information
CLM01 Claim Submitter's Identifier C100
CLM02 Total Claim Charge Amount 150.00
CLM05-1 Place of Service Code 11 office"
fact "a diagnosis has its point" shows "$here/claims" "HI01-1 Code List Qualifier Code ABK ICD-10-CM principal diagnosis
HI01-2 Diagnosis Code E11.9
HI02-1 Code List Qualifier Code ABF ICD-10-CM diagnosis
HI02-2 Diagnosis Code I10"
fact "a period is two dates, a telephone and a ZIP code read as such" bash -c "grep -q 'DTP03 .* 2026-11-03 to 2026-11-04$' '$here/claims' &&
    grep -q 'PER04 .* (217) 555-0101$' '$here/claims' && grep -q 'N403 .* 62701-0001$' '$here/claims'"
fact_equal "lines run up to the charge" "120.00 150.00 80.00" "$(sed -n 's/.*== lines so far \([0-9.]*\) of the claim.s charge.*/\1/p' "$here/claims" | paste -sd' ')"
fact_says '== claim C100: charge 150.00; 2 lines 150.00: balanced' "and the claim is told" cat "$here/claims"
fact_says '== claim C200: charge 80.00; 1 line 80.00: balanced' "as is the next" cat "$here/claims"
fact_equal "depth is indentation" "2000A 2010AA 2000B 2010BA 2300 2310B 2400" "$(awk '
    /^ +2[0-9]+[A-Z]*  [A-Z]/ { match($0, /[^ ]/); if (RSTART > last || $1 == "2300" || $1 == "2400" || $1 == "2000B" || $1 == "2310B") { if (!seen[$1]++) print $1; last = RSTART } }' "$here/claims" | paste -sd' ')"

# ---- Patients
fact_equal "patients are hidden" 0 "$(grep -c -e PATIENTLAST -e PATIENTFIRST -e MEMBER00 -e HIDDEN -e 1980-02-29 -e 19800229 "$here/claims")"
fact_says 'Patient data is hidden; --show-patient shows it' "which is said" cat "$here/claims"
program x12 show --show-patient $claims > "$here/shown"
fact_equal "unless asked for" 1 "$(grep -c 'NM103 .* PATIENTLAST$' "$here/shown")"
fact_says '1980-02-29' "with their dates" cat "$here/shown"
fact_equal "and then nothing is hidden" 0 "$(grep -c hidden "$here/shown")"
sed 's/^REF\*6R\*L1001/ZZZ*PATIENTLAST*MEMBER0042/' $claims > "$here/unknown.837"
fact_equal "what no guide knows is hidden, too" 0 "$(program x12 show "$here/unknown.837" | grep -c -e PATIENTLAST -e MEMBER00)"
fact_equal "also in JSON and CSV" 0 "$({ program x12 show --json "$here/unknown.837"; program x12 show --csv "$here/unknown.837"; } | grep -c -e PATIENTLAST -e MEMBER00)"

# ---- A remittance
fact "a good remittance" program x12 show $payment
program x12 show $payment > "$here/payment"
fact "an adjustment has its group and reason in words" shows "$here/payment" "18 CAS Service Adjustment
CAS01 Claim Adjustment Group Code CO contractual obligation
CAS02 Adjustment Reason Code 45 above fee schedule, maximum allowable or contracted amount
CAS03 Adjustment Amount 20.00"
fact_says '== line HC:99213:25: charge 120.00 = paid 80.00 + contractual obligation (CO) 20.00 + patient responsibility (PR) 20.00: balanced' \
    "a line is reckoned" cat "$here/payment"
fact "then its claim, and what was paid so far" shows "$here/payment" "== line HC:36415: charge 30.00 = paid 20.00 + contractual obligation (CO) 10.00: balanced
== claim C100: charge 150.00 = paid 100.00 + contractual obligation (CO) 30.00 + patient responsibility (PR) 20.00: balanced
== 1 claim so far paid 100.00; the payment is 135.50"
fact_says '== 2 claims paid 140.00 - provider adjustments 4.50; payment (BPR02) 135.50: balanced' "at the end the payment" cat "$here/payment"
fact_says 'CLP07    Payer Claim Control Number .............. PCN900' "the payer's number is shown: one asks by it" cat "$here/payment"

# ---- Findings stand where they are
sed 's/^SVC\*HC:36415\*30\*20/SVC*HC:36415*30*25/; s/^DTM\*472\*20261106/DTM*472*20261306/' $payment > "$here/bad.835"
fact_exit 1 "a file with mistakes" program x12 show "$here/bad.835"
program x12 show "$here/bad.835" > "$here/bad"
fact "a date that is none, below its segment" shows "$here/bad" "DTM02 Service Date 20261306
!! reject at DTM02 in 2110: Service Date is no date of the calendar: CCYYMMDD: '20261306' [element_date, segment 28]
write the date as the guide wants it"
fact "a line that is not balanced, at its end" shows "$here/bad" "== line HC:36415: charge 30.00 = paid 25.00 + contractual obligation (CO) 10.00: NOT BALANCED, 30.00 against 35.00
== claim C100: charge 150.00 = paid 100.00 + contractual obligation (CO) 30.00 + patient responsibility (PR) 20.00: balanced
== 1 claim so far paid 100.00; the payment is 135.50
!! reject at SVC03 in 2110: the service payment is not the charge less the adjustments of the line: 25.00 against 20.00 [line_balance, segment 21]
ask the payer for a balanced remittance"
fact_says 'End of transaction set 0001: to be rejected' "and what comes of it" cat "$here/bad"

# ---- For machines
program x12 show --json $payment > "$here/json"
fact_says '"segment":18,"offset":627,"loop":"2110","loop_name":"Service Payment Information","segment_id":"CAS","segment_name":"Service Adjustment","element":"CAS02","repetition":0,"name":"Adjustment Reason Code","value":"45","words":"above fee schedule' \
    "--json prints an object for each element" cat "$here/json"
# Elements and components with a value, counted by other means.
count() { awk -F '[*:~]' '!/^(ISA|GS|ST|SE|GE|IEA)/ { for (i = 2; i <= NF; i++) n += $i != "" } END { print n }' "$1"; }
fact_equal "as many as there are values" "$(count $payment)" "$(grep -c '"kind":"element"' "$here/json")"
fact_equal "also in CSV, behind one header row" "$(count $claims)" "$(program x12 show --csv $claims | grep -c '^[^,]*,element,')"
fact_equal "bytes are those of the segment" CAS "$(tail -c +628 $payment | head -c 3)"

# ---- Others
printf '%s\n' 'ISA*00*          *00*          *ZZ*A              *ZZ*B              *261110*1830*^*00501*000000001*0*P*:~' \
    'TA1*000000042*261110*1830*R*006~' 'IEA*0*000000001~' > "$here/ta1"
fact_says 'TA105    Interchange Note Code' "a TA1" program x12 show "$here/ta1"
fact_says ': 837 of a version that no guide here knows, 004010X098A1' "a set of another version" \
    bash -c "sed 's/005010X222A1/004010X098A1/' $claims | '$build/cleanclaim' x12 show -"
fact_says "!! reject at the file's beginning: there is no ISA" "what is no X12" \
    bash -c "echo hello | '$build/cleanclaim' x12 show"
gzip -c $claims > "$here/claims.gz"
fact_exit 2 "a file packed by gzip" program x12 show "$here/claims.gz"
fact_says "is packed by gzip" "is told as such" program x12 show "$here/claims.gz"
fact "a pipe that has a name" bash -c "'$build/cleanclaim' x12 show <(cat $claims)"
# The repetition has no end: who reads on when nobody listens never comes back.
stops() {
    while cat "$claims"; do :; done 2> "$here/log" | timeout 60 "$build/cleanclaim" x12 "$@" 2> "$here/log" | head -n 1 > "$here/first"
    [ "${PIPESTATUS[1]}" -ne 124 ] && [ -s "$here/first" ]
}
for sub in show 'show --csv' redact; do
    # shellcheck disable=SC2086 # an option
    fact "x12 $sub stops when nobody reads any more" stops $sub
done
fact_exit 2 "a file that is not there" program x12 show "$here/none"
facts_end
