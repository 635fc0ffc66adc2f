#!/usr/bin/env bash
# Acknowledgements written by hand: whatever the order in which they come, a claim ends in the same state with the same
# findings; what comes before our own commit waits; what is about an old attempt, about somebody else's file, or says
# nothing, moves nothing. The office and its claims are those of the stories.
# shellcheck source=tests/facts.sh
. tests/facts.sh
# shellcheck source=tests/places.sh
. tests/places.sh
# shellcheck source=tests/x12.sh
. tests/x12.sh
if [ -z "${CLEANCLAIM_TEST_HOST:-}" ] || [ -z "${CLEANCLAIM_TEST_PORT:-}" ] || [ -z "${CLEANCLAIM_TEST_USER:-}" ]; then
    fact_skipped "acknowledgements" "no scratch database is named"
    facts_end
fi
office=$PWD/tests/stories/office
cd "$here" || exit 1

# ---- Bodies. E1 and E2 stand in one set of one interchange, both numbered 1; its BHT03 is 0000000010001.

ta1() { echo "TA1*$(printf %09d "$2")*261109*2000*$1*$([ "$1" = A ] && echo 000 || echo 025)"; } # code, ISA13
ack999() { # code, GS06
    printf '%s\n' "AK1*HC*$2*005010X222A1" 'AK2*837*0001*005010X222A1' "IK5*$1" "AK9*$1*1*1*$([ "$1" = R ] && echo 0 || echo 1)"
}
ack277() { # source (AY, PR), status, day, claim number, dollars, BHT03
    printf '%s\n' "BHT*0085*08*X*$3*0600*TH" 'HL*1**20*1' "NM1*$1*2*SOURCE*****PI*RH001" 'TRN*1*X' "DTP*050*D8*$3" \
        'HL*2*1*21*1' 'NM1*41*2*ELM*****46*ELMSTREET' "TRN*2*${6:-0000000010001}" "STC*A1:19:PR*$3*WQ*320" 'HL*3*2*19*1' \
        'NM1*85*2*ELM*****XX*2000000010' 'HL*4*3*PT' 'NM1*QC*1*DOE' "TRN*2*${4:-000000001013}" "STC*$2*$3*U*${5:-170}"
}
acks=0
put() { # body on standard input; order among those that wait, options of the envelope
    cat > "$here/body"
    acks=$((acks + 1))
    mkdir -p "$folder/var/inbox/acks"
    x12_file "$here/body" $((9000 + acks)) "${@:2}" > "$folder/var/inbox/acks/$1-$acks"
}
state() { ask "SELECT state || ' ' || evidence_level FROM claim WHERE claim_id = 1"; }
findings() {
    ask "SELECT string_agg(code, ', ' ORDER BY code) FROM finding WHERE subject = 'claim' AND subject_id = 1 AND state = 'open'
        AND code NOT LIKE '%no_release'"
}

place sent "$CLEANCLAIM_TEST_TEMPLATE"
fact "the office is set up" run org load "$office/org"
mkdir -p "$folder/var/inbox/encounters"
cp -r "$office/two" "$folder/var/inbox/encounters/two"
fact "and a night sends its claims" run night --as-of '2026-11-09 20:00'
sent=$database

# ---- Every order of three

orders() { # items left; so far
    local i rest
    [ $# = 1 ] && echo "$1" && return
    for ((i = 2; i <= $#; i++)); do
        rest=("${@:2}")
        unset "rest[$((i - 2))]"
        orders "$1 ${!i}" "${rest[@]}"
    done
}
say() { # one of the answers below
    case $1 in
    ta1_r) ta1 R 1 ;;
    999_a) ack999 A 1 ;;
    999_r) ack999 R 1 ;;
    clearinghouse_a1) ack277 AY A1:19:AY 20261112 ;;
    payer_a2) ack277 PR A2:20:PR 20261110 ;;
    payer_a3) ack277 PR A3:21 20261110 ;;
    payer_a3_later) ack277 PR A3:21 20261111 ;;
    esac
}
in_every_order() { # want, fact, answers
    local order nth got='' answer
    while read -r order; do
        place order "$sent"
        nth=0
        for answer in $order; do
            nth=$((nth + 1))
            say "$answer" | put $nth
        done
        run acks --as-of '2026-11-12 06:00' || [ $? = 1 ] || got+="$order: $(tail -n 1 "$folder/log")"$'\n'
        got+=$(state)$'; '$(findings)$'\n'
        unplace
    done < <(orders '' "${@:3}")
    fact_equal "$2" "$1" "$(sort -u <<< "$got" | sed '/^$/d')"
}
in_every_order 'rejected 5; ack_contradiction, rejected_by_receiver' \
    "a rejected file, an accepted set, a rejected claim: the payer's word stands, somebody asks" ta1_r 999_a payer_a3
in_every_order 'rejected 5; ack_contradiction, rejected_by_receiver' \
    "accepted and rejected on one day: rejected, and somebody asks" 999_a payer_a2 payer_a3
in_every_order 'rejected 5; rejected_by_receiver' \
    "taken by the set and the clearinghouse, rejected by the payer: no contradiction" 999_a clearinghouse_a1 payer_a3_later
in_every_order 'accepted 5; ack_contradiction' \
    "a rejected set that the payer took" 999_r payer_a2

# ---- What moves nothing

place other "$sent"
ack277 PR A4:35 20261110 | put 1
ack277 PR D0:35 20261111 | put 2
run acks --as-of '2026-11-12 06:00'
fact_equal "not found (A4, D0) moves nothing, and is told" 'published 0; ack_not_found' "$(state); $(findings)"
ack277 PR A2:20:PR 20261112 000000001013 169.99 | put 1
run acks --as-of '2026-11-12 06:10'
fact_equal "another amount is told" 'accepted 5; ack_amount_differs' "$(state); $(findings)"
ta1 R 1 | put 1 T SOMEBODY
ack999 R 1 | put 2 T SOMEBODY
run acks --as-of '2026-11-12 06:20'
fact_equal "what somebody else says of a file of that number waits" 'accepted 5; 3' \
    "$(state); $(ask "SELECT count(*) FROM verdict WHERE state = 'waiting'")"
unplace

place batch "$sent"
# At billing provider level, and of the transmission: the amount is that of all claims.
ack277 PR A3:21 20261110 000000001013 320 | sed -e '/^STC\*A1/s/A1:19:PR/A3:21/' -e '/^HL\*3/,$d' | put 1
run acks --as-of '2026-11-12 06:00'
fact_equal "a rejected transmission rejects its claims; its amount is that of all" \
    'rejected 5; rejected_by_receiver' "$(state); $(findings)"

# ---- Sent again: what is said of the first attempt does not move the second

fact "the claim is released" run release 1 "their counter was reset"
fact "and sent again" run submit --as-of '2026-11-13 20:00'
ack999 A 2 | put 1 # comes before the file that it answers: there is none of that number yet
number=$(ask "SELECT max(control_number) FROM interchange")
fact_equal "in a second interchange" '2' "$number"
ack277 PR A3:21 20261111 | put 2
run acks --as-of '2026-11-14 06:00'
fact_equal "the new set is taken, the old rejection is late" 'received 3; late' \
    "$(state); $(ask "SELECT state FROM verdict WHERE control_number = '000000001013' AND outcome = 'rejected'")"
# Without the batch's number it is known by its day.
ack277 PR A3:21 20261110 000000001013 170 ELSEWHERE | put 1
run acks --as-of '2026-11-14 06:10'
fact_equal "a rejection of an earlier day is about the first" 'received 3' "$(state)"
ack277 PR A2:20:PR 20261114 000000001013 170 ELSEWHERE | put 1
run acks --as-of '2026-11-14 06:20'
fact_equal "an acceptance of today about the second" 'accepted 5' "$(state)"

# ---- Before our own commit

fact "the other claim is released" run release 2 "their counter was reset"
ta1 A 3 | put 1
ack999 A 3 | put 2
run acks --as-of '2026-11-15 06:00'
fact_equal "answers to a file that is not there wait" '3' "$(ask "SELECT count(*) FROM verdict WHERE state = 'waiting'")"
fact "it is sent" run submit --as-of '2026-11-15 20:00'
run acks --as-of '2026-11-16 06:00'
fact_equal "and they are applied with the next run" 'received 0' \
    "$(ask "SELECT state || ' ' || (SELECT count(*) FROM verdict WHERE state = 'waiting') FROM claim WHERE claim_id = 2")"
fact "everything holds" run check --all
unplace

folder=$here/sent database=$sent
unplace
facts_end
