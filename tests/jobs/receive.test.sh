#!/usr/bin/env bash
# Files of payers that nobody expects: they end in a posting or a finding, never in a night that stops. What is posted is
# told by stories; here it is that the run goes on. The office and its claim are those of the stories.
# shellcheck source=tests/facts.sh
. tests/facts.sh
# shellcheck source=tests/x12.sh
. tests/x12.sh
if [ -z "${CLEANCLAIM_TEST_HOST:-}" ] || [ -z "${CLEANCLAIM_TEST_PORT:-}" ] || [ -z "${CLEANCLAIM_TEST_USER:-}" ]; then
    fact_skipped "files of payers" "no scratch database is named"
    facts_end
fi
office=$PWD/tests/stories/office
cd "$here" || exit 1
export PGOPTIONS='-c client_min_messages=warning'
database=receive_$$
sql() { psql -qAtX -h "$CLEANCLAIM_TEST_HOST" -p "$CLEANCLAIM_TEST_PORT" -U "$CLEANCLAIM_TEST_USER" "$@"; }
ask() { sql -d "$database" -c "$1"; }
run() { program -q -c "$here/cleanclaim.conf" "$@" --as-of '2026-11-12 06:00' > "$here/log" 2>&1; }

printf '[data]\nfolder = %s/var\n[database]\nhost = %s\nport = %s\nname = %s\nuser = %s\ntls = off\n' \
    "$here" "$CLEANCLAIM_TEST_HOST" "$CLEANCLAIM_TEST_PORT" "$database" "$CLEANCLAIM_TEST_USER" > cleanclaim.conf
sql -d postgres -c "CREATE DATABASE $database TEMPLATE $CLEANCLAIM_TEST_TEMPLATE STRATEGY file_copy"
mkdir -p var/inbox/{encounters,acks,remits}
cp -r "$office/two" var/inbox/encounters/two
fact "the office is set up" run org load "$office/org"
fact "and a night sends its claims" run night

# A payment of $1 for claim 1, or as the body says; $2: trace number
payment() { # dollars, trace, segments behind the claim's header
    printf '%s\n' "BPR*I*$1*C*ACH************20261116" "TRN*1*$2*1000990003" 'N1*PR*AETNA*XV*RH001' \
        'N1*PE*ELM STREET PRACTICE*XX*2000000010' 'LX*1' "CLP*000000001013*1*170*$1**12*ICN1" "${@:3}"
}
of_file() { # what became of the transactions of a file
    ask "SELECT string_agg(t.state || ' ' || t.reason, ',') FROM received_transaction t JOIN received_file f USING (file_id)
        WHERE f.name = '$1'"
}

# ---- Bytes that are no text
payment 0 BYTES 'CAS*CO*197*170' 'NM1*74*1*N@EZ' 'MOA***N@1' > body
x12_file body 9001 | sed 's/@/\xd1/g; s/AETNA/AETN\xc1/; s/ICN1/IC\x00N/' > var/inbox/remits/bytes.835
fact_exit 0 "a remittance with bytes of Windows-1252, and a NUL" run remit
fact_equal "is posted" 'posted ' "$(of_file bytes.835)"
fact_equal "with the characters that they are" 'AETNÁ|IC?N|NÑ1' \
    "$(ask "SELECT payer_name, payer_claim_number, remarks FROM payment JOIN remittance_claim USING (payment_id)")"
fact_equal "and a warning" 'x12_characters warn false' \
    "$(ask "SELECT code || ' ' || severity || ' ' || set_aside FROM file_finding WHERE transaction = '0001'")"
printf '%s\n' 'BHT*0085*08*X*20261112*0600*TH' 'HL*1**20*1' 'NM1*PR*2*AETNA*****PI*RH001' 'TRN*1*X' 'HL*2*1*21*1' \
    'NM1*41*2*ELM*****46*ELMSTREET' 'TRN*2*0000000010001' 'STC*A1:19:PR*20261112*WQ*320' 'HL*3*2*19*1' \
    'NM1*85*2*ELM*****XX*2000000010' 'HL*4*3*PT' 'NM1*QC*1*DOE' 'TRN*2*0000@0001013' 'STC*A3:21*20261112*U*170' \
    'REF*1K*@' > body
x12_file body 9002 | sed 's/@/\xff/g' > var/inbox/acks/bytes.277
fact_exit 0 "an acknowledgement with such bytes" run acks
fact_equal "waits, since no claim has that number" 'waiting ' "$(of_file bytes.277)"

# ---- Names of files
payment 0 NAME 'CAS*CO*197*170' > body
x12_file body 9003 > $'var/inbox/remits/\xff\nname.835'
fact_exit 0 "a file whose name is no text" run remit
fact_equal "is posted under a name that is" 'posted ' "$(of_file __name.835)"
fact_equal "and moved" '1' "$(find var/done -name '*-__name.835' | wc -l)"
printf 'patient_id\n' > $'var/inbox/encounters/\xffpatients.csv'
fact_exit 1 "an encounter file of such a name is refused" run intake
fact_equal "and moved too" '1' "$(find var/rejected -name '*-_patients.csv' | wc -l)"

# ---- More than anybody sends
{
    payment 0 MANY 'SVC*HC:99213*170*0'
    for ((i = 0; i < 1700; i++)); do echo 'CAS*CO*45*0**45*0**45*0**45*0**45*0**45*0'; done
} > body
x12_file body 9004 > var/inbox/remits/many.835
fact_exit 1 "more than ten thousand adjustments of a line" run remit
fact_equal "are not read" 'parked payment_unproved' "$(of_file many.835)"
fact_equal "and say so" 'x12_limit' "$(ask "SELECT DISTINCT code FROM file_finding JOIN received_file USING (file_id)
    WHERE name = 'many.835' AND byte_offset > 10000")"
{
    payment 0 ADJUSTED 'CAS*CO*197*170'
    for ((i = 0; i < 1700; i++)); do echo 'PLB*2000000010*20261231*CS:A*1*CS:A*-1*CS:A*1*CS:A*-1*CS:A*1*CS:A*-1'; done
} > body
x12_file body 9005 > var/inbox/remits/adjusted.835
fact_exit 1 "nor as many provider adjustments" run remit
fact_equal "are read" 'parked payment_unproved' "$(of_file adjusted.835)"

# ---- Folders in the inbox, as a clearinghouse's program may make them
waiting() { program -c "$here/cleanclaim.conf" status --as-of '2026-11-12 06:00' | grep -o "files in $1 .*" | tr -s ' '; }
mkdir -p var/inbox/remits/20261112/aetna var/inbox/remits/empty
payment 0 FOLDER 'CAS*CO*197*170' > body
x12_file body 9010 > var/inbox/remits/20261112/aetna/folder.835
fact_equal "a file in a folder of the inbox waits, a folder alone does not" \
    'files in inbox/remits 1 no the next night reads them' "$(waiting inbox/remits)"
fact_exit 0 "it is read" run remit
fact_equal "and posted" 'posted ' "$(of_file folder.835)"
fact_equal "and kept in its folder" '1' "$(find var/done -path '*-20261112/aetna/folder.835' | wc -l)"
fact_equal "then nothing waits" '' "$(waiting inbox/remits)"
echo 'BAI2' > var/inbox/bank/lines.bai
fact_equal "what no job reads is told" 'files in inbox/bank 1 yes take them out: no job reads them yet' \
    "$(waiting inbox/bank)"
rm var/inbox/bank/lines.bai

# ---- A rehearsal and a production organisation with the same providers and sender id: the usage tells them apart
cp -r "$office/org" org
sed -i 's/^ELM,/ELMP,/; s/rehearsal/production/' org/organisation.csv
sed -i 's/,Y$/,N/' org/providers.csv
sed -i 's/,T,CHOUSE/,P,CHOUSE/' org/payer_profile.csv
fact "the practice goes live beside its rehearsal" run org load org
payment 0 LIVE 'CAS*CO*197*170' > body
x12_file body 9006 P > var/inbox/remits/live.835
payment 0 REHEARSED 'CAS*CO*197*170' > body
x12_file body 9007 T > var/inbox/remits/rehearsed.835
printf '%s\n' 'AK1*HC*77*005010X222A1' 'AK2*837*0001*005010X222A1' 'IK5*A' 'AK9*A*1*1*1' > body
x12_file body 9008 P > var/inbox/acks/live.999
fact_exit 1 "remittances of both" run remit # that claim is none of the new one's
fact_exit 0 "and a 999 of a file that is not known" run acks
fact_equal "go to the one of their usage" 'live.835 ELMP posted
live.999 ELMP waiting
rehearsed.835 ELM posted' "$(ask "SELECT concat_ws(' ', f.name, o.code, t.state) FROM received_transaction t JOIN received_file f USING (file_id)
    JOIN organisation o USING (org_id) WHERE f.name ~ 'live|rehearsed' ORDER BY 1")"

fact_equal "nothing is left" '' "$(find var/inbox -type f)"
fact "and everything holds" run check --all
sql -d postgres -c "DROP DATABASE $database"
facts_end
