#!/usr/bin/env bash
# x12 check as its users meet it: text, JSON lines, CSV, several files, archives, standard input. What each finding is:
# tests/edi/x12_check_test.c.
# shellcheck disable=SC2317 # functions that fact calls
# shellcheck source=tests/facts.sh
. tests/facts.sh
claims=tests/cli/x12/claims.837 payment=tests/cli/x12/payment.835

fact "two good files have no findings" program x12 check $claims $payment
fact_says "$claims: 1 transaction sets, 0 of them rejected; 0 findings reject, 0 warn" "and say so" \
    program x12 check $claims $payment

# Two mistakes, by hand: the charge of a line of claim C100 (segment 27) is 10.00 short, so the claim's (segment 23) is
# not that of its lines; the next claim's facility code qualifier is X.
sed 's/^SV1\*HC:36415\*30/SV1*HC:36415*20/; s/^CLM\*C200\*80\*\*\*11:B/CLM*C200*80***11:X/' $claims > "$here/bad.837"
fact_exit 1 "a file with mistakes" program x12 check "$here/bad.837"
program x12 check "$here/bad.837" > "$here/text"
fact_equal "is told in as many lines as there are" 2 "$(grep -c "^$here/bad.837:[0-9]" "$here/text")"
fact_says 'CLM02 in 2300 reject: the claim' "with element, loop and severity" cat "$here/text"
fact_says "1 transaction sets, 1 of them rejected; 2 findings reject, 0 warn" "and a summary" cat "$here/text"
fact_equal "that counts each code" 2 "$(grep -cE '^ +1  reject  (claim_charge|code_not_allowed)$' "$here/text")"

# What is out of order is told with its place, what is of no kind with those that there are.
sed 's/^HI\*ABK:J069~/HI*ABK:J069~NTE*ADD*LATE~/' $claims > "$here/late.837"
fact_says 'NTE in 2300 reject: Claim Note is out of order: it belongs before HI Health Care Diagnosis Code' \
    "a segment too late is told with what it belongs before" program x12 check "$here/late.837"
sed 's/^SV1\*HC:99212/NTE*ADD*EARLY~&/' $claims > "$here/early.837"
fact_says 'NTE in 2400 reject: Line Note is out of order: it belongs behind REF Line Item Control Number' \
    "one too early with what it belongs behind" program x12 check "$here/early.837"
sed 's/^REF\*EI/REF*TJ/' $claims > "$here/kind.837"
fact_says "no segment of this kind may stand here: EI, SY, 0B, 1G: 'TJ'" "a wrong qualifier with those that would do" \
    program x12 check "$here/kind.837"

# JSON: the same, an object a line, and one more for the file.
program x12 check --json "$here/bad.837" > "$here/lines"
fact_equal "--json prints an object for each finding and for the file" "finding finding summary" \
    "$(sed -E 's/^\{"section":"([a-z]+)",.*\}$/\1/' "$here/lines" | paste -sd' ')"
fact_says '"code":"code_not_allowed","snip":2,"interchange":"000000042","group":"42","transaction":"0001"' \
    "with its control numbers" cat "$here/lines"
fact_says '"transactions":1,"transactions_rejected":1,"rejects":2,"warnings":0,"segments":47' "and the file's counts" \
    cat "$here/lines"

# CSV: RFC 4180, one header row, lines end with CR LF, the same rows as in JSON.
program x12 check --csv "$here/bad.837" "$here/bad.837" > "$here/csv" 2> "$here/log"
fact_equal "--csv has one header row and a row for each finding" "file,severity,code file reject file reject file reject file reject" \
    "$(sed -E '1s/^(file,severity,code),.*/\1/; 2,$s/^[^,]*,([a-z]+),.*/file \1/' "$here/csv" | tr -d '\r' | paste -sd' ')"
fact_equal "each line ends with CR LF" "$(wc -l < "$here/csv")" "$(grep -c $'\r$' "$here/csv")"
fact_says ',"count again, or look for what is missing"' "a value with a comma stands in quotes" \
    bash -c "sed 's/^SE\*43/SE*42/' $claims | '$build/cleanclaim' x12 check --csv"
fact_equal "each row has 16 fields" "16 16 16 16 16" "$(awk '
    { fields = 1; inside = 0
      for (i = 1; i <= length($0); i++) { c = substr($0, i, 1); if (c == "\"") inside = !inside; if (c == "," && !inside) fields++ }
      print fields }' "$here/csv" | paste -sd' ')"
fact_says "2 findings reject" "the summary goes to standard error" cat "$here/log"
fact_equal "a good file has a header row alone" 1 "$(program x12 check --csv $claims 2> "$here/log" | wc -l)"
fact_exit 3 "--csv and --json exclude each other" program x12 check --csv --json $claims

# A value that a spreadsheet would take for a formula.
sed 's/^SV1\*HC:36415\*30\*UN/SV1*HC:36415*30*=A/' $claims > "$here/formula.837"
fact_equal "gets an apostrophe" 1 "$(program x12 check --csv "$here/formula.837" 2> "$here/log" | grep -c "\"'=A\"")"

# Where files come from.
fact_exit 1 "standard input is read without a name" bash -c "'$build/cleanclaim' x12 check < '$here/bad.837'"
fact_says '-: 1 transaction sets' "or with -" bash -c "'$build/cleanclaim' x12 check - < $claims"
fact_exit 2 "a file that is not there" program x12 check "$here/none.837"
fact_says "$payment: 1 transaction sets" "does not keep the next from being read" program x12 check "$here/none.837" $payment
if [ -n "$(type -P zip)" ]; then
    (cd "$here" && cp "$OLDPWD/$claims" good.837 && zip -q both.zip good.837 bad.837)
    fact_exit 1 "the members of an archive are read" program x12 check "$here/both.zip"
    fact_says "both.zip/good.837: 1 transaction sets, 0 of them rejected" "each as a file of its own" program x12 check "$here/both.zip"
    head -c 300 "$here/both.zip" > "$here/cut.zip"
    fact_exit 2 "a damaged archive" program x12 check "$here/cut.zip"
else
    fact_skipped "archives" "zip is not installed"
fi

# Patients are never shown.
sed 's/^NM1\*IL\*1\*PATIENTLAST\*PATIENTFIRST/NM1*IL*1*PATIENT^LAST*FIRST`NAME/; s/^DMG\*D8\*19800229/DMG*D8*19800230/' $claims > "$here/patient.837"
fact_exit 1 "mistakes in what is a patient's" program x12 check "$here/patient.837"
fact_equal "are told without the value" 0 "$(program x12 check "$here/patient.837" | grep -c -e LAST -e FIRST -e 19800230)"
# A separator too few, and a member's identifier stands where a code belongs.
sed 's/^\(NM1\*IL\*1\*PATIENTLAST\*PATIENTFIRST\)\*/\1/' $claims > "$here/astray.837"
fact_says "NM108 in 2010BA reject" "a member's identifier in the place of a code" program x12 check "$here/astray.837"
for sub in check "check --json" show stat redact; do
    # shellcheck disable=SC2086 # sub-verb and option
    fact_equal "is not told by $sub" 0 "$(program x12 $sub "$here/astray.837" | grep -c MEMBER0042)"
done
facts_end
