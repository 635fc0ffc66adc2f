#!/usr/bin/env bash
# The verbs by which people look: status, held, claim find and show, remit show, explain. Amounts and places are worked out
# by hand from the files in tests/cli/office.
# shellcheck source=tests/facts.sh
. tests/facts.sh
if [ -z "${CLEANCLAIM_TEST_HOST:-}" ]; then
    fact_skipped "all look-ups" "no scratch database is named"
    facts_end
fi
# shellcheck source=tests/cli/office_setup.sh
. tests/cli/office_setup.sh
office_setup

# ---- Before anything ran
fact "status of an empty office" at '2026-11-09 13:00' status --org OFFICE
fact "nothing is held" at '2026-11-09 13:00' held
fact_says 'no claim is held' "and held says so" at '2026-11-09 13:00' held

# ---- The first night: two files leave, five claims are held
cp $office/set/*.csv "$here/var/inbox/encounters/OFFICE/"
fact_says 'files in inbox/encounters' "what lies in the inbox waits" at '2026-11-10 12:00' status
night '2026-11-10 18:00'

now='2026-11-10 18:30'
status=$(squeezed at "$now" status)
fact_exit 1 "status: something waits for a person" at "$now" status
fact_equal "received = stored + set aside + duplicate" 'encounters.csv rows 13 12 1 0 stored' \
    "$(grep -o 'encounters.csv rows .* stored' <<< "$status")"
fact_equal "files out" 'GATE OFFICE-GATE-000000001.837 1 2 140.00 published' \
    "$(grep -o 'GATE OFFICE-GATE.*published' <<< "$status" | head -n 1)"
fact_equal "held claims with their dollars" 'OFFICE claims held 5 780.00 yes' \
    "$(grep -o 'OFFICE claims held.*yes' <<< "$status")"
fact_equal "what was set aside, where, and what to do" \
    'to do: add it to providers.csv or facilities.csv and load the set again OFFICE encounters.csv 1 13 rendering_provider NOBODY' \
    "$(grep -A 3 'provider_unknown' <<< "$status" | sed -n '2p;4p' | xargs)"
fact_equal "no answer is overdue yet" '' "$(members unanswered file at "$now" status)"
fact_equal "two hours later the TA1 is" 'TA1 TA1' "$(members unanswered answer at '2026-11-10 20:30' status)"
fact_equal "of all claims of both files" '53050 14000' \
    "$(members unanswered amount_cents at '2026-11-10 20:30' status | tr ' ' '\n' | sort -nr | xargs)"

held=$(squeezed at "$now" held)
fact_exit 1 "held: some are" at "$now" held
fact_equal "their sum" 'held 5 780.00' "$(grep -m 1 '^held 5' <<< "$held")"
fact_equal "by reason: two without NPI" 'reject npi_missing: 2 claims, 350.00 dollars' \
    "$(grep 'npi_missing: ' <<< "$held")"
fact_equal "the dearest first, with the other reason" '10 E11 AETNA held 2026-11-06 250.00 0 prov.rendering.npi Q001' \
    "$(grep -A 4 'npi_missing: ' <<< "$held" | tail -n 1)"
fact_equal "a payer rule with its own message, denial and failing value" \
    'hold Q001: 2 claims, 500.00 dollars|AETNA asks for a reason when a visit of the highest level is charged above 200 dollars.|else it would come back as CARC 16|3 E04 AETNA held 2026-11-03 250.00 0 1 line.charge 250.00' \
    "$(grep -A 5 'Q001: ' <<< "$held" | sed -n '1p;2p;4p;6p' | paste -sd '|')"
fact_equal "what must be corrected stands before what may be released" \
    'npi_missing Q001' "$(grep -oE '^(reject|hold) (npi_missing|Q001)' <<< "$held" | cut -d' ' -f2 | xargs)"
fact_equal "only one payer" '7' "$(members finding claim_id at "$now" held --payer LATER | tr ' ' '\n' | sort -u | xargs)"
fact_equal "only one code" '9' "$(members finding claim_id at "$now" held --code claim_duplicate)"
fact_equal "only one rule" '3 10' "$(members finding claim_id at "$now" held --code Q001)"
fact_exit 0 "a code that holds nothing" at "$now" held --code npi_invalid
fact_exit 3 "a code that there is not" at "$now" held --code npi_mising
fact_says "did you mean 'npi_missing'?" "is guessed" at "$now" held --code npi_mising
fact_exit 3 "a rule that there is not" at "$now" held --code Z999
fact_exit 3 "a payer that there is not" at "$now" held --payer NOBODY
fact_says "there is no payer 'NOBODY'" "is named" at "$now" held --payer NOBODY
fact_equal "days since it was held" '3' "$(members finding days at '2026-11-13 09:00' held --code claim_duplicate)"
fact_equal "a finding has its SNIP type" '4 4' "$(members finding snip at "$now" held --code npi_missing)"
fact_equal "and the encounter's file and row" 'encounters.csv 11' \
    "$(members finding file at "$now" held --code claim_duplicate) $(members finding row at "$now" held --code claim_duplicate)"

# ---- The second night: answers
cp $office/acks/* "$here/var/inbox/acks/"
night '2026-11-11 18:00'
now='2026-11-11 19:00'
fact_equal "rejected claims" 'rejected 3 270.00' "$(squeezed at "$now" held | grep -m 1 '^rejected 3')"
rejected() { members finding "$1" at "$now" held --code rejected_by_receiver; }
fact_equal "a rejection says in words why" 'rejected: something is invalid' "$(rejected meaning | cut -c1-30)"
fact_equal "where it stands" '28 2 2' "$(rejected segment)"
fact_equal "to the byte" "$(byte_of 'TRN*2*00000000401G' $office/acks/ack277ca.edi) 107 107" "$(rejected offset)"
fact_equal "in which transaction" '103' "$(members finding group at "$now" held --code rejected_by_receiver --payer AETNA)"
fact_equal "three claims wait for their 835" '' "$(members unanswered claims at '2026-12-01 17:00' status)"
fact_equal "for 21 days" '3 40050 835' "$(for m in claims amount_cents answer; do
    members unanswered $m at '2026-12-01 19:00' status; done | xargs)"

# ---- The third night: remittances
cp $office/remits/* "$here/var/inbox/remits/"
night '2026-11-12 18:00'
now='2026-11-12 19:00'
waits() { squeezed at "$now" status | grep -oE "^(OFFICE )?$1 .*(yes|no) " | xargs; }
fact_equal "parked payments wait" 'OFFICE payments parked 2 321.00 yes' "$(waits 'payments parked')"
fact_equal "unapplied cash" 'OFFICE unapplied cash 1 50.00 yes' "$(waits 'unapplied cash')"
fact_equal "an open denial" 'OFFICE denials open 1 110.00 yes' "$(waits 'denials open')"
fact_equal "a quarantined transaction" 'transactions quarantined 1 yes' "$(waits 'transactions quarantined')"
fact_equal "the night's files alone" '5' "$(members file_in file at "$now" status | wc -w)"
fact_equal "those of three nights" '15' "$(members file_in file at "$now" status --nights 3 | wc -w)"
fact_exit 3 "no night is no number" at "$now" status --nights 0

# ---- remit show
remit() { squeezed at "$now" remit show "$@"; }
fact_exit 1 "remit show: one of two payments is parked" at "$now" remit show EFT001
one=$(remit EFT001)
fact_equal "the sums of the posted one, and its clearing" '230.50 30.00 200.50 0.00 200.50 yes r1.835' \
    "$(grep -o '230.50 .* r1.835' <<< "$one")"
fact_equal "the parked one says why" 'payment 2 is parked, nothing of it is posted' \
    "$(grep -o '^payment 2 is parked, nothing of it is posted' <<< "$one")"
fact_equal "what differs" \
    'changed claim 000000001013 1 190.50 190.50 120.50 121.00 20.00 20.00 adjustments differ;added claim YYY888 1 70.00 70.00 0.00;missing claim ZZZ999 1 50.00 50.00 0.00' \
    "$(grep -E '^(changed|added|missing) ' <<< "$one" | paste -sd ';')"
fact_equal "where it came again" 'same payment r1_again.835' "$(grep -o '^same payment [^ ]*' <<< "$one")"
fact_equal "a claim that was matched" '1 000000001013 1 processed as primary 1 E01 control_number posted 190.50 120.50 70.00 0.00 20.00 PCN77' \
    "$(grep -o -m 1 '^1 000000001013 .*PCN77' <<< "$one")"
fact_equal "one that was not" '4 ZZZ999 1 processed as primary none unapplied 50.00 50.00' \
    "$(grep -o -m 1 '^4 ZZZ999 .*unapplied 50.00 50.00' <<< "$one")"
fact_equal "adjustments with class and account" \
    '1 1 CO 45 30.00 contractual 4100 Contractual write-off;1 1 PR 3 20.00 patient 1120 A/R payer 2;2 1 CO 50 110.00 denial stays with the payer: denial;3 1 PR 2 25.00 patient 1150 A/R patient' \
    "$(grep -oE '^[0-9] 1 (CO|PR) [0-9]+ [0-9.]+ (contractual 4100 Contractual write-off|patient 11.0 A/R (payer 2|patient)|denial stays with the payer: denial)' \
        <<< "$one" | grep -v '^3 1 CO' | paste -sd ';')"
fact_equal "the PLB with its open item" '1 1234567893 WO overpayment taken back OLDCLAIM 30.00 2310 Payer recoupments recoupment 30.00' \
    "$(grep -o -m 1 '^1 1234567893 WO .* recoupment 30.00' <<< "$one")"
fact_equal "an unbalanced one with its three sums and the difference" '90.00 0.00 100.00 -10.00' \
    "$(remit EFT003 | grep -o '90.00 0.00 100.00 -10.00')"
fact_exit 3 "an unknown trace" at "$now" remit show NONE

# ---- claim find
find_claims() { # options; the claims that are found
    members claim claim_id at "$now" claim find "$@"
}
fact_equal "by encounter, every payer's" '1 12' "$(find_claims --encounter E01)"
fact_equal "by control number" '4' "$(find_claims --control-number 00000000401G)"
fact_equal "by the payer's number" '8' "$(find_claims --payer-claim-number PCN79)"
fact_equal "by trace number" '1 8 11' "$(find_claims --trace EFT001)"
fact_equal "by member id, whatever its case" '1 12' "$(find_claims --member-id - <<< w100000001)"
fact_equal "by record number" '8 9' "$(find_claims --patient-record - <<< MRN-9)"
fact_equal "by last name" '3 10' "$(find_claims --patient-name - <<< loe)"
fact_equal "without diacritics" '11' "$(find_claims --patient-name - <<< zoe)"
fact_equal "with the beginning of the first name" '1 12' "$(find_claims --patient-name - <<< 'DOE, Ja')"
fact_says 'no claim was found' "another first name is another patient" \
    at "$now" claim find --patient-name - <<< 'Doe, John'
fact_equal "an encounter without a claim" 'E02 1 2026-11-03 90.00 self-pay 60.00' \
    "$(squeezed at "$now" claim find --encounter E02 | grep -o 'E02 .*' | sed -E 's/^E02 [0-9]+/E02 1/')"
fact_exit 3 "a name on the command line is refused" at "$now" claim find --patient-name Loe
fact_exit 3 "a record number too" at "$now" claim find --patient-record MRN-9
fact_exit 3 "a member id too" at "$now" claim find --member-id W100000001
fact_exit 3 "and a name without an option" at "$now" claim find Loe
fact_exit 3 "nothing on standard input" at "$now" claim find --patient-name - < /dev/null
fact_exit 3 "two criteria" at "$now" claim find --encounter E01 --trace EFT001
fact_exit 3 "none" at "$now" claim find
fact_equal "what it says about a refused name does not repeat it" '' \
    "$({ at "$now" claim find --patient-name Loe; at "$now" claim find Loe; } 2>&1 | grep -i loe)"
facts_end
