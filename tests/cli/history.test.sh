#!/usr/bin/env bash
# claim show and explain: the whole history of a claim, and each cent of it back to file and byte. What is expected is
# worked out by hand from the files in tests/cli/office and the rules of posting; the bytes are read from the files
# that were kept, not from what the program says of them.
# shellcheck source=tests/facts.sh
. tests/facts.sh
if [ -z "${CLEANCLAIM_TEST_HOST:-}" ]; then
    fact_skipped "all of claims' histories" "no scratch database is named"
    facts_end
fi
# shellcheck source=tests/cli/office_setup.sh
. tests/cli/office_setup.sh
office_setup
office_nights
cp $office/remits_later/* "$here/var/inbox/remits/"
night '2026-11-20 18:00'
now='2026-11-20 19:00'

# ---- explain: each entry with the text that stands at the place it names

# What stands in the kept file from a byte on, up to the end of the segment; or its row, the header being row 1.
at_byte() { tail -c "+$(($2 + 1))" "$here/var/$1" | head -c 200 | tr '~' '\n' | head -n 1; }
at_row() { sed -n "$2p" "$here/var/$1" | tr -d '\r'; }
# Lines of "amount debit credit [owed by payer 1 and 2] place", in the order shown.
explained() { # claim, command...
    json_ask "SELECT o->>'amount_cents', o->>'debit_account', o->>'credit_account',
        coalesce(o->>'payer_1_cents', '-'), coalesce(o->>'payer_2_cents', '-'), coalesce(o->>'kept_as', '-'),
        coalesce(o->>'offset', '-'), coalesce(o->>'row', '-')
        FROM said WHERE o->>'section' = 'entry' ORDER BY nth" at "$now" explain "$@" |
        while read -r amount debit credit payer1 payer2 kept_as offset row; do
            place=-
            [ "$offset" != - ] && place=$(at_byte "$kept_as" "$offset")
            [ "$row" != - ] && place=$(at_row "$kept_as" "$row")
            echo "$amount $debit $credit [$payer1 $payer2] $place"
        done
}
cat > "$here/claim1" << 'END'
15000 1100 4000 [- -] E01,1,99213,25,1,150.00,1 2
4050 1100 4000 [- -] E01,2,G0103,,1,40.50,1
15000 1110 1100 [15000 -] HL*2*1*22*0
4050 1110 1100 [19050 -] HL*2*1*22*0
10000 1050 1110 [9050 -] SVC*HC:99213:25*150*100**1
3000 4100 1110 [6050 -] CAS*CO*45*30
2000 1120 1110 [4050 2000] CAS*PR*3*20
2050 1050 1110 [2000 2000] SVC*HC:G0103*40.5*20.5**1
2000 4100 1110 [0 2000] CAS*CO*45*20
10000 1110 1050 [10000 2000] CLP*000000001013*22*-190.5*-120.5*-20*12*PCN77*11*1
3000 1110 4100 [13000 2000] CLP*000000001013*22*-190.5*-120.5*-20*12*PCN77*11*1
2000 1110 1120 [15000 0] CLP*000000001013*22*-190.5*-120.5*-20*12*PCN77*11*1
2050 1110 1050 [17050 0] CLP*000000001013*22*-190.5*-120.5*-20*12*PCN77*11*1
2000 1110 4100 [19050 0] CLP*000000001013*22*-190.5*-120.5*-20*12*PCN77*11*1
9000 1050 1110 [10050 0] SVC*HC:99213:25*150*90**1
3000 4100 1110 [7050 0] CAS*CO*45*30
3000 1120 1110 [4050 3000] CAS*PR*3*30
2050 1050 1110 [2000 3000] SVC*HC:G0103*40.5*20.5**1
2000 4100 1110 [0 3000] CAS*CO*45*20
END
fact_equal "every cent of a claim that was paid, taken back and corrected" "$(cat "$here/claim1")" "$(explained 1)"
fact_equal "the same by its control number" "$(cat "$here/claim1")" "$(explained 000000001013)"
fact_equal "a denial posts nothing; what came later does" '11000 1100 4000 [- -] E09,1,99213,,1,110.00,1
11000 1110 1100 [11000 -] HL*4*1*22*0
6000 1050 1110 [5000 -] SVC*HC:99213*110*60**1
5000 4100 1110 [0 -] CAS*CO*45*50' "$(explained 8)"
fact_equal "a prepayment that was applied comes from the patient's payment" '10000 1100 4000 [- -] E13,1,99213,,1,100.00,1
10000 1110 1100 [10000 -] HL*5*1*22*0
6000 1050 1110 [4000 -] SVC*HC:99213*100*60**1
1500 4100 1110 [2500 -] CAS*CO*45*15
2500 1150 1110 [0 -] CAS*PR*2*25
2500 2110 1150 [0 -] -' "$(explained 11)"
fact_equal "which is listed with its row" 'PAY2,MRN-13,,2026-11-06,40.00,CASH' "$(
    json_ask "SELECT o->>'kept_as', o->>'row' FROM said WHERE o->>'section' = 'receipt'" at "$now" explain 11 |
        while read -r kept_as row; do at_row "$kept_as" "$row"; done)"
fact_equal "a held claim has its charge only" '25000 1100 4000 [- -] E04,1,99215,,1,250.00,1' "$(explained 3)"

# ---- The files and sums
fact "with --segments every file is whole, every segment the one meant" at "$now" explain 1 --segments
segments() { json_ask "SELECT count(*), string_agg(DISTINCT o->>'right', ',') FROM said WHERE o->>'section' = 'segment'" \
    at "$now" explain 1 --segments; }
fact_equal "all those that came from X12" '17 yes' "$(segments)"
sums() { json_ask "SELECT o->>'account', o->>'entries_cents', o->>'balance_cents', o->>'ties' FROM said
    WHERE o->>'section' = 'balance' ORDER BY 1" at "$now" explain 1 | paste -sd ';'; }
fact_equal "sums and balances" '1100 0 0 true;1110 0 0 true;1120 3000 3000 true' "$(sums)"
digests() { json_ask "SELECT o->>'kept_as', o->>'sha256' FROM said WHERE o->>'section' = 'file'" at "$now" explain 1 |
    while read -r kept_as sha256; do
        [ "$(sha256sum < "$here/var/$kept_as" | cut -d' ' -f1)" = "$sha256" ] && echo right
    done | xargs; }
fact_equal "the digests are those of the files" 'right right right right' "$(digests)"
kept=$(find "$here/var/done" -name '*r1.835')
chmod u+w "$kept"
cp "$kept" "$here/kept"
printf x | dd of="$kept" bs=1 seek=900 conv=notrunc 2> "$facts_out"
fact_exit 2 "a byte that was changed is seen" at "$now" explain 1 --segments
fact_says 'changed' "and said" at "$now" explain 1 --segments
fact "without --segments the files are not read" at "$now" explain 1
mv "$kept" "$here/moved"
fact_says 'not there' "a file that is not there any more is said" at "$now" explain 1 --segments
fact "and is no failure" at "$now" explain 1 --segments
mv "$here/kept" "$kept"

# ---- claim show
shown() { # section, members by ||-expression, claim
    json_ask "SELECT $2 FROM said WHERE o->>'section' = '$1' ORDER BY nth" at "$now" claim show "$3"
}
fact_equal "what it is now" 'closed P 19050 2 E01 000000001013 PCN77A 2026-11-11 0' "$(shown claim "o->>'state', o->>'sequence',
    o->>'total_cents', o->>'lines', o->>'encounter', o->>'control_number', o->>'payer_claim_number', o->>'payer_received',
    o->>'balance_cents'" 1)"
fact_equal "a later payer's claim names the one before it, and what it may owe" '1 S UHC 3000' \
    "$(shown claim "o->>'primary_claim_id', o->>'sequence', o->>'payer', o->>'balance_cents'" 12)"
fact_equal "the encounter's file and row" 'encounters.csv 2 true' \
    "$(shown encounter "o->>'file', o->>'row', o->>'on_claim'" 1)"
fact_equal "its lines" '1 L000000001010 99213 25 15000;2 L00000000102Y G0103  4050' "$(
    shown line "o->>'line', o->>'control_number', o->>'procedure', o->>'modifiers', o->>'charge_cents'" 1 | paste -sd ';')"
fact_equal "states, one after the other" \
    'built ready published accepted adjudicated closed reversed adjudicated closed' \
    "$(shown event "o->>'to_state'" 1 | xargs)"
fact_equal "what a lower level said later moved nothing" 'acknowledged_late 999 A;acknowledged_late TA1 A 000' \
    "$(shown event "o->>'kind', o->>'why'" 1 | grep late | paste -sd ';')"
fact_equal "where an event comes from" "ack277ca.edi $(byte_of 'TRN*2*000000001013' $office/acks/ack277ca.edi)" \
    "$(shown event "o->>'kind', o->>'file', o->>'offset'" 1 | sed -n 's/^acknowledged //p')"
fact_equal "acknowledgements in words" 'TA1 accepted late;999 accepted late;277CA of the payer accepted applied' \
    "$(shown acknowledgement "o->>'answer', o->>'outcome', o->>'state'" 1 | paste -sd ';')"
fact_equal "remittances" 'EFT001 1 12050 no;EFT006 22 -12050 yes;EFT006 1 11050 no' "$(
    shown remittance "o->>'trace', o->>'status', o->>'paid_cents', CASE WHEN coalesce(o->>'reverses', '') = '' THEN 'no' ELSE 'yes' END" 1 |
        paste -sd ';')"
fact_equal "adjustments: three, taken back, and three again" '3000 2000 2000 -3000 -2000 -2000 3000 3000 2000' \
    "$(shown adjustment "o->>'amount_cents'" 1 | xargs)"
fact_equal "ledger entries, as many as explain has" "$(wc -l < "$here/claim1")" "$(shown entry "1" 1 | wc -l)"
fact_equal "what is open, of the next payer" '12 1120 UHC 3000' \
    "$(shown balance "o->>'claim_id', o->>'account', o->>'party', o->>'balance_cents'" 1)"
fact_equal "the denial that was paid later is closed" 'denial 2026-11-12 2026-11-20' \
    "$(shown open_item "o->>'kind', o->>'opened_on', o->>'closed_on'" 8)"
fact_equal "and the claim with it" 'closed 0' "$(shown claim "o->>'state', o->>'balance_cents'" 8)"
fact_equal "where in the file it was sent" 'HL*2*1*22*0' "$(
    shown submission "o->>'file', o->>'offset'" 1 | while read -r file byte; do at_byte "outbox/CHOUSE/$file" "$byte"; done)"
fact_equal "the segments of a claim are those of the file" 'CLM*000000001013*190.5***11:B:1*Y*A*Y*Y' \
    "$(at "$now" claim show 1 --x12 | grep '^CLM' | tr -d '~')"
fact "each with its byte" test "$(json_ask "SELECT o->>'offset', o->>'segment' FROM said WHERE o->>'section' = 'claim_segment'
    ORDER BY nth" at "$now" claim show 1 --x12 | while read -r byte segment; do
    [ "$(at_byte outbox/CHOUSE/OFFICE-CHOUSE-000000001.837 "$byte")" = "$segment" ] || echo "$segment"; done)" = ''
fact_equal "a rejected claim shows what was said" 'A7 562 85' \
    "$(shown acknowledgement "o->>'code', o->>'status', o->>'entity'" 4 | grep A7)"
fact_equal "the payer's rule that holds a claim, with its version" 'open hold Q001 line.charge 250.00 1' "$(
    shown finding "o->>'state', o->>'severity', o->>'rule_id', o->>'place', o->>'value', (o->>'rule_version')::integer > 0" 3 |
        grep Q001 | sed 's/ t$/ 1/')"

# ---- The patient, only for those who ask
fact_equal "nobody's name, birth date, record number or member id stands in what was said" '' \
    "$(grep -iE 'doe|voe|zöe|zoe|jane|1980-02-29|1979-10-10|mrn-|w1000000' "$here/said.log" | grep -v '_segment"')"
fact_says 'Doe' "--show-patient names the patient" at "$now" claim show 1 --show-patient
fact_says 'MRN-1' "and the record number" at "$now" claim show 1 --show-patient

# ---- Unknown ones
fact_exit 3 "no such claim" at "$now" claim show 99
fact_says "'cleanclaim claim find'" "and how to find it" at "$now" claim show 99
fact_exit 3 "no such claim to explain" at "$now" explain 99
fact_exit 3 "a control number with a wrong check character is none of ours" at "$now" claim show 000000001014
fact_exit 3 "a word is no claim" at "$now" explain E01
fact_exit 3 "no claim is named" at "$now" explain
fact_exit 3 "two are" at "$now" claim show 1 2
fact_exit 3 "no such organisation" at "$now" --org NOBODY claim show 1
facts_end
