#!/usr/bin/env bash
# x12 check --codes: diagnoses and procedures by the releases that are loaded, as of the day of service; what no list
# can say is said once. All releases are made up, in the published layouts.
# shellcheck disable=SC2154,SC2317 # $conf is set by office_setup; functions that fact calls
# shellcheck source=tests/facts.sh
. tests/facts.sh
if [ -z "${CLEANCLAIM_TEST_HOST:-}" ]; then
    fact_skipped 'x12 check --codes' 'no test database is named'
    facts_end
fi
# shellcheck source=tests/cli/office_setup.sh
. tests/cli/office_setup.sh
office_setup
claims=tests/cli/x12/claims.837 stay=tests/cli/x12/inpatient.837
check() { program -c "$conf" x12 check --codes "$@"; }
found() { check --json "$@" | sed -nE 's/.*"code":"(code_[a-z]+)".*"segment":([0-9]+),.*"element":"([^"]*)".*/\1 \2 \3/p' | paste -sd, ; }
icd10() { # file, "flag code"...
    local file=$here/$1 i=0 flag code
    shift
    for code in "$@"; do
        read -r flag code <<< "$code"
        i=$((i + 1))
        printf '%05d %-7s %s Made up\r\n' $i "$code" "$flag"
    done > "$file"
    program -c "$conf" -q refdata load "$file" --force > "$here/log" 2>&1
}

# Nothing is loaded: nothing is judged, and that is said for each code set.
fact "without a release nothing is found" check $claims $stay
fact_says "6 codes of ICD-10-CM, 2026-11-03 to 2026-11-05, were not looked up: no release for these days is loaded: 'cleanclaim refdata load'" \
    "what was not looked up is said" check $claims $stay
fact_says "1 codes of ICD-10-PCS, 2026-11-05 to 2026-11-05, were not looked up: no release" "of each code set" check $claims $stay
fact_says "3 codes of CPT, 2026-11-03 to 2026-11-05, were not looked up: there is no list: it belongs to the AMA" \
    "and why CPT never is" check $claims
fact_says '{"section":"not_looked_up","code_set":"ICD-10-PCS","codes":1,"from":"2026-11-05","to":"2026-11-05","reason":"no release' \
    "--json has it as an object" check --json $stay
fact_equal "--csv on standard error alone" "1 1" \
    "$(check --csv $stay 2> "$here/log" | wc -l) $(grep -c 'of ICD-10-PCS' "$here/log")"

# ICD-10-CM of two years: in that of 2027, which judges November 2026, J06 is a heading, J069 stands below it, I10 is
# gone, E119 was never there.
icd10 icd10cm_order_2026.txt "1 I10" "1 J069" "1 J189"
icd10 icd10cm_order_2027.txt "0 J06" "1 J069" "1 J189"
fact_equal "a code that is in no list, and one that has ended, are found where they stand" \
    "code_unknown 22 HI01-2,code_ended 22 HI02-2" "$(found $claims)"
fact_says "HI01-2 in 2300 warn: " "as warnings" check $claims
fact_says "is not in the list that we have: ICD-10-CM list as of 2026-10-01 (icd10cm_order_2027.txt), asked for 2026-11-05" \
    "that say which list, and for which day" check $claims
fact_says "1 transaction sets, 0 of them rejected; 0 findings reject, 2 warn" "and never reject" check $claims
fact_exit 1 "a person should look" check $claims
fact_equal "the code set is not said to be missing any more" 0 "$(check $claims 2>&1 | grep -c 'codes of ICD-10-CM')"
fact "without --codes nothing is looked up" program -c "$conf" x12 check $claims
sed 's/^HI\*ABK:E119\*ABF:I10/HI*ABK:J06/' $claims > "$here/heading.837"
fact_equal "a heading is not enough to bill" "code_heading 22 HI01-2" "$(found "$here/heading.837")"
# The day before the release of 2027 that of 2026 judges: I10 is good, E119 is not in it; claim C200 stays in November.
sed 's/^DTP\*472\*D8\*20261105/DTP*472*D8*20260930/' $claims > "$here/september.837"
fact_equal "the day of service says which release" "code_unknown 22 HI01-2" "$(found "$here/september.837")"
fact_says "ICD-10-CM list as of 2025-10-01 (icd10cm_order_2026.txt), asked for 2026-09-30" "which is named" check "$here/september.837"

# An inpatient's codes go by the end of the stay.
icd10 icd10pcs_order_2027.txt "0 0BH" "1 0BH17EZ"
fact_equal "procedures of inpatients are looked up" "code_unknown 28 HI01-2" "$(found $stay)" # E119 among the diagnoses
sed 's/^HI\*BBR:0BH17EZ/HI*BBR:0BH17DZ/' $stay > "$here/stay.837"
fact_equal "and found" "code_unknown 28 HI01-2,code_unknown 29 HI01-2" "$(found "$here/stay.837")"
fact_says "ICD-10-PCS list as of 2026-10-01 (icd10pcs_order_2027.txt), asked for 2026-11-05" "with their list" check "$here/stay.837"

# HCPCS: codes have days of their own.
printf 'HCPC,RECID,SHORT DESCRIPTION,ADD DT,TERM DT\r\nG0008,3,Made up,19960101,\r\nG0010,3,Made up,19960101,20261104\r\n' \
    > "$here/HCPC2026_OCT_ANWEB.csv"
program -c "$conf" -q refdata load "$here/HCPC2026_OCT_ANWEB.csv" > "$here/log" 2>&1
line() { sed "s/^HI\*ABK:E119\*ABF:I10/HI*ABK:J069/; s/^SV1\*HC:36415/SV1*HC:$1/" $claims > "$here/line.837"; found "$here/line.837"; }
fact_equal "a code of HCPCS that is valid" "" "$(line G0008)"
fact_equal "one that ended the day before" "code_ended 29 SV101-2" "$(line G0010)"
fact_equal "one that is in no list" "code_unknown 29 SV101-2" "$(line J7030)"
fact_equal "one that can be neither HCPCS nor CPT" "code_unknown 29 SV101-2" "$(line 9921)"
fact_equal "CPT and dental codes have no list" "" "$(line D0120)"
fact_says "1 codes of CDT, 2026-11-05 to 2026-11-05, were not looked up: there is no list: it belongs to the ADA" "and that is said" check "$here/line.837"

# A remittance: what was paid and what was billed.
sed 's/^SVC\*HC:36415\*30\*20\*\*1/SVC*HC:G0010*30*20**1*HC:J7030/' tests/cli/x12/payment.835 > "$here/payment.835"
fact_equal "an 835's lines are looked up, as paid and as billed" "code_ended 21 SVC01-2,code_unknown 21 SVC06-2" "$(found "$here/payment.835")"
fact_says "2 codes of CPT, 2026-11-05 to 2026-11-06, were not looked up" "line by line" check "$here/payment.835"

# The way to the database.
printf '[data]\nfolder = var\n[database]\nhost = %s\nport = 1\n' "$CLEANCLAIM_TEST_HOST" > "$here/away.conf"
fact_exit 2 "a server that is not there" program -c "$here/away.conf" x12 check --codes $claims
printf '[data]\nfolders = var\n' > "$here/wrong.conf"
fact_exit 3 "a configuration with mistakes" program -c "$here/wrong.conf" x12 check --codes $claims
fact "without --codes neither is asked for" program -c "$here/wrong.conf" x12 check $claims
facts_end
