#!/usr/bin/env bash
# refdata load and list: periods, repeats, what is refused; and CMS's own archives, counted.
# shellcheck disable=SC2016,SC2153,SC2317
# shellcheck source=tests/facts.sh
. tests/facts.sh

if [ -z "${CLEANCLAIM_TEST_HOST:-}" ]; then
    fact_skipped 'refdata load' 'no test database is named'
    facts_end
fi
port=$CLEANCLAIM_TEST_PORT
database=refdata_load_$$
psql() { command psql -XqtA -h "$CLEANCLAIM_TEST_HOST" -p "$port" -U "$CLEANCLAIM_TEST_USER" "$@"; }
ask() { psql -d "$database" -c "$1"; }
printf '[data]\nfolder = var\n[database]\nhost = %s\nport = %s\nname = %s\nuser = %s\n' "$CLEANCLAIM_TEST_HOST" \
    "$port" "$database" "$CLEANCLAIM_TEST_USER" > "$here/cleanclaim.conf"
psql -d postgres -c "CREATE DATABASE $database TEMPLATE $CLEANCLAIM_TEST_TEMPLATE STRATEGY file_copy"
trap 'psql -d postgres -c "DROP DATABASE IF EXISTS $database WITH (FORCE)"' EXIT
refdata() { program -c "$here/cleanclaim.conf" refdata "$@"; }

# An order file of N codes, A000 on, under the name.
order() { # name, codes, further line
    local i
    for ((i = 0; i < $2; i++)); do printf '%05d A%03d    1 Made up %d\r\n' $((i + 1)) "$i" "$i"; done > "$here/$1"
    [ -z "${3:-}" ] || printf '%s\r\n' "$3" >> "$here/$1"
}
releases() { ask "select name, effective_from, effective_to, codes, superseded from code_release order by release_id"; }

fact_says 'no release is loaded' 'nothing is loaded at first' refdata list
order icd10cm_order_2025.txt 100
fact 'a dry run' refdata load "$here/icd10cm_order_2025.txt" --dry-run
fact_equal 'keeps nothing' '' "$(releases)"
fact_says 'loaded' 'a release' refdata load "$here/icd10cm_order_2025.txt"
fact_equal 'is for its fiscal year' 'icd10cm_order_2025.txt|2024-10-01|2025-09-30|100|f' "$(releases)"
fact_equal 'with its codes' '100|Made up 42' "$(ask "select count(*), max(short_name) filter (where code = 'A042') from code")"
fact_says 'already loaded' 'the same again' refdata load "$here/icd10cm_order_2025.txt"
fact 'is fine' refdata load "$here/icd10cm_order_2025.txt"
fact_equal 'and changes nothing' '1|100' "$(ask 'select (select count(*) from code_release), (select count(*) from code)')"

order icd10cm_order_2026.txt 89
fact_says 'it has 89 codes, the release before 100: more than a tenth is lost' 'a release that has shrunk' \
    refdata load "$here/icd10cm_order_2026.txt"
fact_exit 1 'is refused' refdata load "$here/icd10cm_order_2026.txt"
fact_equal 'and not stored' 1 "$(ask 'select count(*) from code_release')"
fact 'unless that is meant' refdata load "$here/icd10cm_order_2026.txt" --force
order icd10cm_order_2027.txt 81
fact 'a tenth may go' refdata load "$here/icd10cm_order_2027.txt"
order icd10cm_order_2024.txt 10
fact 'a release before the first has nothing to be measured by' refdata load "$here/icd10cm_order_2024.txt"

order icd10cm-order-April-2025.txt 101
fact 'a release of April' refdata load "$here/icd10cm-order-April-2025.txt"
fact_equal 'is for the rest of the year, beside the yearly one' '2025-04-01|2025-09-30|0' "$(ask "select effective_from,
    effective_to, (select count(*) from code_release where superseded) from code_release where name like '%April%'")"
mkdir "$here/again"
order again/icd10cm_order_2025.txt 102
fact 'a corrected release of the same year' refdata load "$here/again/icd10cm_order_2025.txt"
fact_equal 'stands in the place of the first' '100|t 102|f' "$(ask "select codes, superseded from code_release
    where effective_from = '2024-10-01' order by release_id" | xargs)"
fact_says 'replaced' 'the list says so' refdata list

order icd10cm_order_.txt 100
fact_says 'its name does not say for which days it is: name them with --from and --to' 'a name without a year' \
    refdata load "$here/icd10cm_order_.txt"
fact 'days by option' refdata load "$here/icd10cm_order_.txt" --from 2020-10-01 --to 2021-09-30
fact_says 'period changed' 'other days for a known release' refdata load "$here/icd10cm_order_.txt" --from 2021-10-01 --to 2022-09-30
fact_equal 'are its days then' '2021-10-01|2022-09-30' \
    "$(ask "select effective_from, effective_to from code_release where name = 'icd10cm_order_.txt'")"
fact_exit 1 'days in the wrong order' refdata load "$here/icd10cm_order_2025.txt" --from 2026-01-01 --to 2025-01-01
fact_exit 3 'a day that is none' refdata load "$here/icd10cm_order_2025.txt" --from 2026-02-30

order icd10cm_order_2028.txt 100 '00101 A042    1 Once more'
sed -i '51s/A050/ A05/' "$here/icd10cm_order_2028.txt"
fact_says 'icd10cm_order_2028.txt:51: set aside: no ICD-10-CM code stands in columns 7 to 13' 'a bad line' \
    refdata load "$here/icd10cm_order_2028.txt" --dry-run
fact_says 'icd10cm_order_2028.txt:101: set aside: the code stands in the file twice' 'a code that stands twice' \
    refdata load "$here/icd10cm_order_2028.txt" --dry-run
fact_exit 1 'are left out, and told' refdata load "$here/icd10cm_order_2028.txt"
fact_equal 'the rest is stored' '99|Made up 42' "$(ask "select codes, (select short_name from code c
    where c.release_id = r.release_id and code = 'A042') from code_release r where name like '%2028%'")"
sed 's/^\(.\{6\}\)A/\1?/' "$here/icd10cm_order_2028.txt" > "$here/icd10cm_order_2029.txt"
fact_says 'there is no code in it' 'a file without a code' refdata load "$here/icd10cm_order_2029.txt"
sed '1~5s/ A/ ?/' "$here/icd10cm_order_2025.txt" > "$here/icd10cm_order_2030.txt"
fact_says '20 of its 100 lines cannot be read' 'a damaged file' refdata load "$here/icd10cm_order_2030.txt"

printf 'no zip' > "$here/broken.zip"
fact_exit 1 'what is no archive' refdata load "$here/broken.zip"
fact_says 'its name is none that CMS gives to a release' 'another file' refdata load "$here/cleanclaim.conf"
fact_exit 1 'a file that is not there' refdata load "$here/none.zip"
fact_exit 3 'nothing named' refdata load
mkdir "$here/empty"
fact_says 'there is no archive in the folder' 'an empty folder' refdata load "$here/empty"

# ---- CMS's own archives
cms=../shared/refdata
if [ ! -d $cms ]; then
    fact_skipped "CMS's archives" '../shared is absent'
    facts_end
fi
ask 'delete from code; delete from code_release'
fact_exit 0 "CMS's archives" refdata load $cms
fact_equal 'the counts are those published' 'hcpcs|2019-01-01|2019-12-31|6440|6440
icd10cm|2024-10-01|2025-09-30|97584|74260
icd10cm|2025-10-01|2026-09-30|98186|74719
icd10pcs|2025-10-01|2026-09-30|80029|79115' "$(ask "select code_set, effective_from, effective_to, codes,
    (select count(*) from code c where c.release_id = r.release_id and billable) from code_release r order by 1, 2")"
fact_equal 'of HCPCS 506 codes have ended, none is a modifier or dental' '506|0|0' "$(ask "select count(terminated),
    count(*) filter (where length(code) <> 5), count(*) filter (where code like 'D%')
    from code join code_release using (release_id) where code_set = 'hcpcs'")"
fact_equal 'a code with its days' 'Outside state ambulance serv|1985-01-01|' \
    "$(ask "select short_name, added, terminated from code where code = 'A0021'")"
fact_equal 'headings are none to bill' 'A00|f A000|t QA00101|t' "$(ask "select code, billable from code join code_release
    using (release_id) where effective_from = '2025-10-01' and code in ('A00', 'A000', 'QA00101') order by code" | xargs)"
fact_says '"outcome":"already loaded"' 'again' refdata load $cms --json
fact_says 'it holds no release' 'an archive without a release' refdata load $cms/icd10cm/POAexemptCodesFY26.zip
fact_says 'it has 46 codes, the release before 98186' 'a cut release' refdata load $cms/fixtures/icd10cm_order_2026.txt
head -c 1000000 $cms/icd10cm/cms_2026_dx.zip > "$here/cut.zip"
fact_exit 1 'a cut archive' refdata load "$here/cut.zip"
facts_end
