# office_setup: a small office with a database of its own, for the tests of the verbs by which people look and act; to be
# sourced after tests/facts.sh. Its organisation, encounters, acknowledgements and remittances lie in tests/cli/office;
# what each encounter is there for:
#     E01  190.50  AETNA, then UHC   paid, the copay goes on to UHC; later taken back and corrected
#     E02   90.00  self-pay          30.00 paid at once
#     E03  100.00  AETNA             held: its provider has no NPI (reject)
#     E04  250.00  AETNA             held: payer rule Q001 (hold)
#     E05  130.00  AETNA             rejected by a 277CA
#     E06   80.00  STATE             its whole file rejected by a TA1
#     E07   60.00  STATE             with this one
#     E08   70.00  LATER             held: the payer has no profile
#     E09  110.00  AETNA             denied, later paid
#     E10  110.00  AETNA             held: the same as E09 (hold)
#     E11  250.00  AETNA             held: no NPI (reject) and Q001 (hold)
#     E12  100.00  AETNA             set aside: nobody knows its provider
#     E13  100.00  AETNA             paid; what the patient owes comes out of his prepayment of 40.00
# The claims are numbered in this order, E02 and E12 left out: 1 to 11.
# shellcheck shell=bash
# shellcheck disable=SC2154 # $here is made by tests/facts.sh

conf=$here/cleanclaim.conf
database=office_$$
office=tests/cli/office
psql() { command psql -XqtA -h "$CLEANCLAIM_TEST_HOST" -p "$CLEANCLAIM_TEST_PORT" -U "$CLEANCLAIM_TEST_USER" "$@"; }
ask() { psql -d "$database" -c "$1"; }
office_setup() {
    printf '[data]\nfolder = var\n[database]\nhost = %s\nport = %s\nname = %s\nuser = %s\n' \
        "$CLEANCLAIM_TEST_HOST" "$CLEANCLAIM_TEST_PORT" "$database" "$CLEANCLAIM_TEST_USER" > "$conf"
    psql -d postgres -c "CREATE DATABASE $database TEMPLATE $CLEANCLAIM_TEST_TEMPLATE STRATEGY file_copy"
    trap 'psql -d postgres -c "DROP DATABASE IF EXISTS $database WITH (FORCE)"' EXIT
    mkdir -p "$here/var/inbox/encounters/OFFICE" "$here/var/inbox/acks" "$here/var/inbox/remits"
    at '2026-11-09 12:00' -q org load $office/org > "$here/org.log" 2>&1
}
# The program as of a moment.
at() { # moment, arguments...
    local moment=$1
    shift
    program -c "$conf" --as-of "$moment" "$@"
}
night() { at "$1" -q night >> "$here/night.log" 2>&1; }
# The three nights: claims leave, answers come, remittances come.
office_nights() {
    cp $office/set/*.csv "$here/var/inbox/encounters/OFFICE/"
    night '2026-11-10 18:00'
    cp $office/acks/* "$here/var/inbox/acks/"
    night '2026-11-11 18:00'
    cp $office/remits/* "$here/var/inbox/remits/"
    night '2026-11-12 18:00'
}

# What a command prints with runs of blanks as one, so that facts need not know the widths of columns. What it says,
# too, gathers in said.log: nothing of a patient may be there.
squeezed() { "$@" 2>&1 | tee -a "$here/said.log" | tr -s ' ' | sed 's/^ //'; }
# One member of the JSON objects of a section.
members() { # section, member, command...
    local section=$1 member=$2
    shift 2
    "$@" --json 2> /dev/null | tee -a "$here/said.log" "$here/json.log" | grep "^{\"section\":\"$section\"" |
        sed -nE "s/.*\"$member\":(\"([^\"]*)\"|([^,}]*)).*/\2\3/p" | xargs
}
# A question about the objects that a command prints with --json: they are rows of column o of table said. PostgreSQL
# reads them, so that a line that is no JSON fails.
json_ask() { # question, command...
    local question=$1
    shift
    "$@" --json > "$here/said.json" 2> /dev/null
    cat "$here/said.json" >> "$here/said.log"
    psql -d "$database" -F ' ' -v ON_ERROR_STOP=1 2>&1 <<END
CREATE TEMP TABLE said (nth serial, o jsonb);
\\copy said (o) FROM '$here/said.json' WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')
$question;
END
}
# The byte at which a text first stands in a file.
byte_of() { grep -abo -F -m 1 -- "$1" "$2" | head -n 1 | cut -d: -f1; }
