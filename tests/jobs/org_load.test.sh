#!/usr/bin/env bash
# org load: what a good folder makes, what a second load changes, and where each mistake is told.
# shellcheck disable=SC2016,SC2153,SC2317
# shellcheck source=tests/facts.sh
. tests/facts.sh

if [ -z "${CLEANCLAIM_TEST_HOST:-}" ]; then
    fact_skipped 'org load' 'no test database is named'
    facts_end
fi
conf=$here/cleanclaim.conf
database=org_load_$$
psql() { command psql -XqtA -h "$CLEANCLAIM_TEST_HOST" -p "$CLEANCLAIM_TEST_PORT" -U "$CLEANCLAIM_TEST_USER" "$@"; }
ask() { psql -d "$database" -c "$1"; }
org() { program -c "$conf" org "$@"; }
printf '[data]\nfolder = var\n[database]\nhost = %s\nport = %s\nname = %s\nuser = %s\n' "$CLEANCLAIM_TEST_HOST" \
    "$CLEANCLAIM_TEST_PORT" "$database" "$CLEANCLAIM_TEST_USER" > "$conf"
psql -d postgres -c "CREATE DATABASE $database TEMPLATE $CLEANCLAIM_TEST_TEMPLATE STRATEGY file_copy"
trap 'psql -d postgres -c "DROP DATABASE IF EXISTS $database WITH (FORCE)"' EXIT
demo=fixtures/org/demo
work=$here/demo
fresh() { rm -rf "$work" && cp -r "$demo" "$work"; }
versions() { ask "select count(*) from table_version where name = '$1'"; }
books() { # everything that a load could have changed
    ask "select (select count(*) from table_version), (select count(*) from event), (select link_no from chain_head),
        (select md5(string_agg(p::text, '' order by p::text)) from payer p),
        (select md5(string_agg(p::text, '' order by p::text)) from provider_version p),
        (select md5(string_agg(p::text, '' order by p::text)) from fee_schedule p)"
}

# ---- A new organisation
fresh
rm "$work/settings.csv"
fact_exit 3 'settings are needed the first time' org --dry-run load "$work"
fresh
rm "$work/adjustment_classes.csv"
fact_exit 1 'without classes of adjustments there is a warning' org --dry-run load "$work"
fact_says 'adjustment_classes.csv: class: warning: no adjustment has a class: each one of a remittance, CO 45 too, would count as a denial' \
    'which says what would come of it' org --dry-run load "$work"
fact 'a dry run of the demonstration' org --dry-run load "$demo"
fact_equal 'a dry run keeps nothing' 0 "$(ask 'select count(*) from organisation')"
fact_says "The organisation 'DEMO' is new." 'the demonstration is set up' org load "$demo"
fact_equal 'it is a rehearsal from 2016 on, with a key of 32 bytes' 'DEMO|rehearsal|2016-01-01|32' \
    "$(ask 'select code, usage, start_date, length(identity_key) from organisation')"
fact_equal 'versions of a provider are rows of one provider' '1|2' \
    "$(ask "select count(distinct provider_id), count(*) from provider join provider_version using (org_id, provider_id)
        where code = 'DR_CORTEZ'")"
fact_equal 'an open period ends in 9999, an open beginning is 1900' '1900-01-01|9999-12-31' \
    "$(ask "select effective_from, effective_to from provider join provider_version using (org_id, provider_id)
        where code = 'LAKESIDE'")"
fact_equal 'one provider bills, and all are made up' '1|9' \
    "$(ask 'select count(*) filter (where is_billing), count(*) filter (where made_up) from provider_version')"
fact_equal 'names of payers are compared in upper case' 'BLUE CROSS BLUE SHIELD' \
    "$(ask "select alias from payer_alias where kind = 'name' and alias like 'BLUE%'")"
fact_equal 'codes of a list keep their order' 'J0171|1 J0696|2' \
    "$(ask "select code, position from code_list where list = 'drugs' and position < 3 order by position" | xargs)"
fact_equal 'a percentage is kept in hundredths' '6250' \
    "$(ask "select percent_of_charge from fee_schedule join payer using (org_id, payer_id) where code = 'CIGNA'")"
fact_equal 'a fee for any payer has no payer' '6000' \
    "$(ask 'select percent_of_charge from fee_schedule where payer_id = 0')"
fact_equal 'cells are kept in the order of the columns' 'AETNA|AETNA|@commercial' \
    "$(ask "select cells[1], cells[2], cells[3] from payer_profile where cells[1] = 'AETNA'")"
tables=$(find "$demo" -name '*.csv' | wc -l)
rows() { echo $(($(wc -l < "$demo/$1.csv") - 1)); }
fact_equal 'each table is an event, and the organisation' "$tables|1" "$(ask "select
    count(*) filter (where subject = 'table' and kind = 'loaded' and why like '%sha256 %'),
    count(*) filter (where subject = 'organisation' and kind = 'created') from event")"
fact_equal 'events are sealed in one link' 1 "$(ask 'select link_no from chain_head')"
fact_says 'Lakeside Family Practice  rehearsal  2016-01-01' 'the list shows it' org list
fact_says '"table":"payer_rules"' 'the list of its tables' org list --org DEMO --json
fact_exit 3 'a list of a stranger' org list --org NOBODY

# ---- The same again
before=$(books)
fact 'a second load' org load "$demo"
fact_equal 'a second load changes nothing' "$before" "$(books)"
fact_says '"outcome":"unchanged"' 'and says so' org load "$demo" --json

# ---- Changes
fresh
sed -i 's/^AETNA,99213,,2016-01-01,,.*/AETNA,99213,,2016-01-01,,101.50,/' "$work/fee_schedule.csv"
fact 'a changed table loads' org load "$work"
fact_equal 'only it has a new version' '2 1' "$(versions fee_schedule) $(versions payers)"
fact_equal 'its row is changed, the others are not' "10150|9200|$(rows fee_schedule)" "$(ask "select
    sum(allowed) filter (where code = 'AETNA' and procedure = '99213'),
    sum(allowed) filter (where code = 'MEDICARE_B' and procedure = '99213'), count(*)
    from fee_schedule left join payer using (org_id, payer_id)")"
sed -i 's/^D001,/D901,/' "$work/payer_rules.csv"
fact 'changed rules load' org load "$work"
fact_equal 'both versions of the rules are kept, the new one is active' 'D001|f D901|t' "$(ask "select rule_id, active
    from payer_rule join table_version using (org_id, version_id) where row_no = 2 order by version_id" | xargs)"
fact 'the old rules again' org load "$demo"
fact_equal 'are a third version' '3|1' \
    "$(ask "select count(*), count(*) filter (where active) from table_version where name = 'payer_rules'")"
fresh
rm "$work/rehearsal_scenarios.csv"
head -1 "$demo/code_lists.csv" > "$work/code_lists.csv"
sed -i '/in_list/d' "$work/payer_rules.csv"
fact 'a table left out, and one with its header alone' org load "$work"
fact_equal 'one stays, the other is cleared' "$(rows rehearsal_scenarios)|0" \
    "$(ask 'select (select count(*) from rehearsal_scenario), (select count(*) from code_list)')"
fact_equal 'clearing is an event' 1 "$(ask "select count(*) from event where kind = 'cleared'")"
fact 'back to the demonstration' org load "$demo"

# What others point at stays.
ask "insert into coverage (org_id, patient_id, payer_id, member_key, rank, from_date, to_date, version)
    select org_id, 1, payer_id, '\x00', 1, '2020-01-01', '2020-12-31', 1 from payer where code = 'HUMANA'"
ask "insert into encounter_version (org_id, encounter_id, version, cancelled, class, patient_version, service_from,
    service_to, place_of_service, rendering_provider, total, digest, run_id, file_id, file_row)
    select org_id, 1, 1, false, 'insured', 1, '2020-01-01', '2020-01-01', '11', 'NP_DRAKE', 0, '\x00', 1, 1, 1
    from organisation"
ask "insert into payer_alias (org_id, kind, alias, payer_id) select org_id, 'source', 'from a mapping', payer_id
    from payer where code = 'CIGNA'"
ask "insert into provider (org_id, kind, code, source) select org_id, 'provider', 'FOREIGN', 'synthea' from organisation"
fresh
sed -i '/HUMANA/d; /ANTHEM/d' "$work"/{payers,payer_aliases,payer_profile,fee_schedule}.csv
sed -i '/^NP_DRAKE/d; /^DR_ELLIS/d' "$work/providers.csv"
fact_exit 1 'rows that are gone are told' org --as-of 2026-06-15 load "$work"
fact_equal 'a payer that nothing names goes, one with coverages stays' 'HUMANA' \
    "$(ask "select code from payer where code in ('HUMANA', 'ANTHEM')")"
fact_equal 'a provider that nobody names goes, one with encounters ends the day before' 'NP_DRAKE|2026-06-14' \
    "$(ask "select code, effective_to from provider join provider_version using (org_id, provider_id)
        where code in ('NP_DRAKE', 'DR_ELLIS')")"
fact_equal 'what a mapping brought stays' '1|1' "$(ask "select (select count(*) from payer_alias
    where alias = 'from a mapping'), (select count(*) from provider where code = 'FOREIGN')")"
fact 'the same once more is quiet' org --as-of 2026-06-16 load "$work"
fact 'they come back' org load "$demo"
fact_equal 'and the provider is open again' '9999-12-31' \
    "$(ask "select effective_to from provider join provider_version using (org_id, provider_id) where code = 'NP_DRAKE'")"

# ---- Mistakes: each with its place; nothing is loaded.
before=$(books)
mistake() { # name, file, sed expression, what must be printed
    fresh
    sed -i "$3" "$work/$2"
    fact_says "$4" "$1" org load "$work"
    fact_exit 3 "$1: refused" org load "$work"
}
mistake 'no such usage' organisation.csv 's/rehearsal/test/' \
    "organisation.csv:2: usage: 'test' is not one of: rehearsal production"
mistake 'no start' organisation.csv 's/2016-01-01//' 'organisation.csv:2: start_date: the value is missing: fill it in'
mistake 'two organisations' organisation.csv '2p' 'organisation.csv:3: there is more than one organisation'
mistake 'no organisation' organisation.csv '2d' 'organisation.csv: the table has no row'
mistake 'a code that is no folder' organisation.csv 's/^DEMO/..\/X/' "organisation.csv:2: code: '../X': write letters"
mistake 'a setting twice' settings.csv '2p' 'settings.csv:3: name: row 2 has the same name: remove one of them'
mistake 'no submitter' settings.csv '/submitter_id/d' \
    "settings.csv: name: the setting 'submitter_id' is missing: every file that is sent names it"
mistake 'which the profile names' settings.csv '/submitter_id/d' \
    "payer_profile.csv:2: isa06: the organisation has no setting 'submitter_id'"
mistake 'a telephone number with hyphens' settings.csv 's/6175550100/617-555-0100/' \
    "settings.csv:5: value: '617-555-0100': write 10 digits, nothing else"
mistake 'a wrong check digit' providers.csv 's/,2000000119,/,2000000118,/' \
    "providers.csv:3: npi: '2000000118': this is no NPI, its check digit does not fit"
mistake 'a short ZIP code' providers.csv 's/,021081234,/,02108,/' "providers.csv:2: zip: '02108': the ZIP code must have nine"
mistake 'a shortened tax id' providers.csv 's/,000123456,/,123456,/' "providers.csv:2: tax_id: '123456': a tax id is nine digits"
mistake 'no tax id to bill with' providers.csv 's/,000123456,/,,/' 'providers.csv:2: tax_id: who bills needs it (2010AA REF*EI)'
mistake 'no taxonomy' providers.csv 's/261QP2300X/261QP2300/' \
    "providers.csv:2: taxonomy: '261QP2300': a taxonomy code is ten letters and digits"
mistake 'no state' providers.csv '2s/,MA,021081234/,XX,021081234/' "providers.csv:2: state: 'XX': this is no USPS state code"
mistake 'half an address' providers.csv '2s/PO BOX 1000,,BOSTON/PO BOX 1000,,/' \
    'providers.csv:2: pay_to_city: the address is not complete: fill it in, or leave the whole address out'
mistake 'no billing address' providers.csv '2s/100 LAKE STREET/  /' \
    'providers.csv:2: address1: the address is not complete: fill it in; who bills needs one'
mistake 'periods that overlap' providers.csv 's/^DR_CORTEZ,2025-01-01/DR_CORTEZ,2024-12-31/' \
    'providers.csv:6: effective_from: row 5 is about the same provider on the same days'
mistake 'a period that ends before it begins' providers.csv 's/^DR_CORTEZ,2025-01-01,/DR_CORTEZ,2025-01-01,2024-12-31/' \
    'providers.csv:6: effective_to: the end is before the beginning'
mistake 'a date that is none' providers.csv 's/^DR_CORTEZ,2025-01-01/DR_CORTEZ,2025-02-29/' \
    "providers.csv:6: effective_from: '2025-02-29' is no date: write it as CCYY-MM-DD"
mistake 'a date that a spreadsheet turned' providers.csv 's/^DR_CORTEZ,2025-01-01/DR_CORTEZ,1\/1\/2025/' \
    "providers.csv:6: effective_from: '1/1/2025' looks like a date that a spreadsheet turned"
mistake 'nobody bills' providers.csv 's/,Y,Y$/,N,Y/' 'providers.csv: is_billing: no provider may bill'
mistake 'neither Y nor N' providers.csv '3s/,N,Y$/,no,Y/' "providers.csv:3: is_billing: 'no': write Y or N"
mistake 'a first name of an organisation' providers.csv '2s/PRACTICE,,/PRACTICE,ANN,/' 'providers.csv:2: first_name: an organisation has none'
mistake 'a column too many' providers.csv '1s/$/,colour/' 'providers.csv:1: colour: there is no column of this name in this table'
mistake 'a needed column that is missing' providers.csv '1s/last_name/name/' 'providers.csv:1: last_name: the column is missing'
mistake 'a row that is too short' providers.csv '3s/,Y$//' 'providers.csv:3: the row has 28 cells, the header 29'
mistake 'semicolons' partners.csv 's/,/;/g' 'partners.csv:1: the columns are separated by semicolons instead of commas'
mistake 'an unclosed quote' partners.csv '2s/REHEARSAL/"REHEARSAL/' 'partners.csv:2: the file cannot be read on from here (a quote'
mistake 'a place of service that lost its zero' facilities.csv 's/,11,Y$/,1,Y/' \
    "facilities.csv:2: place_of_service: '1' is no place of service"
mistake 'no CLIA number' facilities.csv 's/22D0000001/22X0000001/' "facilities.csv:2: clia: '22X0000001': a CLIA number is"
mistake 'a payer twice' payers.csv '2p' 'payers.csv:3: code: row 2 has the same code: remove one of them'
mistake 'a ZIP code that lost its zero' payers.csv 's/,06156/,6156/' "payers.csv:4: zip: '6156': a ZIP code is five or nine digits"
mistake 'a letter that no claim carries' payers.csv '2s/MEDICARE PART B/МEDICARE/' \
    "payers.csv:2: name: 'МEDICARE' holds a character that a claim cannot carry"
mistake 'an unknown payer' payer_aliases.csv '2s/MEDICARE_B/MEDICARE/' \
    "payer_aliases.csv:2: payer: there is no payer 'MEDICARE': add it to payers.csv, or correct it"
mistake 'an alias twice' payer_aliases.csv '2p' 'payer_aliases.csv:3: alias: row 2 has the same kind and alias'
mistake 'an originator that lost digits' payer_aliases.csv 's/1000990001/100099/' 'payer_aliases.csv:2: alias: an originator (TRN03) has ten'
mistake 'an unknown kind of alias' payer_aliases.csv '2s/originator/payer/' "payer_aliases.csv:2: kind: 'payer' is not one of: originator"
mistake 'a fee with three decimals' fee_schedule.csv '2s/74.00/74.001/' "fee_schedule.csv:2: allowed: '74.001' is no amount"
mistake 'a fee and a percentage' fee_schedule.csv '2s/$/60/' 'fee_schedule.csv:2: allowed: there is both an amount and a percentage'
mistake 'neither' fee_schedule.csv '2s/74.00//' 'fee_schedule.csv:2: allowed: there is neither an amount nor a percentage'
mistake 'more than everything' fee_schedule.csv '$s/60/160/' "fee_schedule.csv:$(($(rows fee_schedule) + 1)): percent_of_charge: '160' is no percentage"
mistake 'a fee twice' fee_schedule.csv '2p' 'fee_schedule.csv:3: effective_from: row 2 is about the same payer, procedure and modifier'
mistake 'a fee of an unknown payer' fee_schedule.csv '2s/MEDICARE_B/MEDICARE/' "fee_schedule.csv:2: payer: there is no payer 'MEDICARE'"
mistake 'no procedure' fee_schedule.csv '2s/99202/992/' "fee_schedule.csv:2: procedure: '992' is no CPT or HCPCS code, and not *"
mistake 'an unknown class' adjustment_classes.csv '2s/contractual/writeoff/' \
    "adjustment_classes.csv:2: class: 'writeoff' is not one of: contractual sequestration"
mistake 'a class twice' adjustment_classes.csv '2p' 'adjustment_classes.csv:3: effective_from: row 2 is about the same group and reason'
mistake 'a code twice' code_lists.csv '2p' 'code_lists.csv:3: effective_from: row 2 is about the same list and code'
mistake 'an unknown scenario' rehearsal_scenarios.csv '2s/paid/payed/' \
    "rehearsal_scenarios.csv:2: scenario: there is no scenario 'payed'"
mistake 'a weight below zero' rehearsal_scenarios.csv '2s/40/-1/' "rehearsal_scenarios.csv:2: weight: '-1' is no whole number"
mistake 'an unknown partner' payer_profile.csv 's/,STATE,2,/,STAET,2,/' \
    "payer_profile.csv:3: partner: there is no partner 'STAET': add it to partners.csv, or correct it"
mistake 'two rows of the profile for one day' payer_profile.csv '2p' 'payer_profile.csv:3: effective_from: the row is in force on the same days as row 2'
mistake 'a field that no rule knows' payer_rules.csv '2s/submit.date/submit.day/' "payer_rules.csv:2: check_field: there is no field 'submit.day'"
printf 'source_system,source_code,target_system,target_code,charge\nsnomed,1,icd10cm,J06.9,\nsnomed,2,hcpcs,99213,-1\n' > "$here/crosswalk.csv"
fresh
cp "$here/crosswalk.csv" "$work"
fact_says "crosswalk.csv:2: target_code: 'J06.9' is no ICD-10-CM code; write it without its dot" 'a diagnosis with its dot' org load "$work"
fact_says 'crosswalk.csv:3: charge: -1 is out of range' 'a charge below zero' org load "$work"
fresh
mv "$work/code_lists.csv" "$work/code_list.csv"
fact_says "code_list.csv: no table has this name, so it is not read; is 'code_lists' meant" 'a misnamed file' org load "$work"
fact_exit 3 'a misnamed file: refused' org load "$work"
fresh
rm "$work/partners.csv"
fact_says 'partners.csv: the file is missing: an organisation needs it' 'a needed file' org load "$work"
fact_exit 3 'a folder that is none' org load "$here/nothing"
fact_exit 3 'no folder' org load
fresh
sed -i 's/rehearsal/production/' "$work/organisation.csv"
fact_says 'organisation.csv:2: usage: the organisation was set up for rehearsal, and stays so for life' 'usage never changes' \
    org load "$work"
sed -i 's/^DEMO/REAL/' "$work/organisation.csv"
fact_says 'providers.csv:2: made_up: a made-up identity cannot bill' 'made-up identities are for rehearsals' org load "$work"
fact_says 'payer_profile.csv:2: usage: the organisation is in production and sends P only' 'production sends P' org load "$work"
fact_says 'rehearsal_scenarios.csv:2: scenario: a production organisation has no rehearsal' 'production has no rehearsal' \
    org load "$work"
fresh
sed -i 's/^DEMO/OTHER/' "$work/organisation.csv"
fact_says "providers.csv:2: npi: the NPI also bills for the organisation 'DEMO'" 'one NPI bills for one organisation' org load "$work"
fresh
sed -i '3s/2000000119/2000000118/' "$work/providers.csv"
sed -i '2s/40/x/' "$work/rehearsal_scenarios.csv"
sed -i 's/,06156/,6156/' "$work/payers.csv"
fact_says "3 mistakes in the tables of" 'all mistakes are told at once' org load "$work"
fact_equal 'after all of these nothing has changed' "$before" "$(books)"

# ---- What a spreadsheet may do
fresh
awk -F, 'NR == 1 || 1 { print $4 "," $3 "," $2 "," $1 }' "$demo/partners.csv" > "$work/partners.csv"
sed -i 's/$/\r/' "$work/partners.csv"
printf ',,,\r\n' >> "$work/partners.csv"
cut -d, -f1,2 "$demo/payers.csv" > "$work/payers.csv"
fact 'columns in another order, CRLF, an empty last row, columns that are not needed left out' org load "$work"
fact_equal 'are the same table' 'REHEARSAL CLEARINGHOUSE|CHOUSE|2' \
    "$(ask "select name, identifier, (select count(*) from partner) from partner where code = 'CHOUSE'")"
fact_equal 'an address that is left out is empty' '' "$(ask "select address1 from payer where code = 'AETNA'")"
rm "$work/settings.csv" "$work/adjustment_classes.csv"
fact 'neither settings nor classes are needed again' org load "$work"
fact 'the page in docs/ has the columns that there are' scripts/organisation.sh --check
facts_end
