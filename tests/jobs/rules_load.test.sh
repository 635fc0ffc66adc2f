#!/usr/bin/env bash
# rules lint, load and list: faults with their places, what stands in for what, versions.
# shellcheck disable=SC2016,SC2153,SC2317
# shellcheck source=tests/facts.sh
. tests/facts.sh
rules() { program -c "$here/cleanclaim.conf" rules "$@"; }
printf '[data]\nfolder = var\n' > "$here/cleanclaim.conf"
demo=fixtures/org/demo
work=$here/demo
mkdir "$work"
cp "$demo"/{payer_profile,payer_rules,settings,code_lists}.csv "$work"

# ---- lint, without a database
fact_says '9 profiles, 30 rules, 30 of them judged; 0 warnings' 'the demonstration is sound' rules lint "$work"
fact 'and exits 0' rules lint "$work"
rm "$work/settings.csv"
fact_says "$work/payer_profile.csv:2: isa06: warning: the setting 'submitter_id' is the organisation's" \
    'an unknown setting is a warning' rules lint "$work"
fact_exit 1 'warnings exit 1' rules lint "$work"
fact_equal 'each setting is told once' 3 "$(rules lint "$work" | grep -c 'the setting')"
rm "$work/code_lists.csv"
fact_says "$work/payer_rules.csv:18: warning: the rule is not judged: it needs the code list 'office_visits'" \
    'a rule without its code list is not judged' rules lint "$work"
mv "$work/payer_rules.csv" "$work/friday.csv"
fact_says '0 profiles, 30 rules' 'a file is known by its header' rules lint "$work/friday.csv"
sed -i '2s/submit.date,within/submit.date,inside/; 3s/^D002/D001/; 4s/,warn,/,shout,/' "$work/friday.csv"
fact_says "$work/friday.csv:2: check_op: " 'an unknown operator' rules lint "$work/friday.csv"
fact_says "$work/friday.csv:4: action: 'shout' is not one of: reject hold warn info fix split" 'an unknown action' \
    rules lint "$work/friday.csv"
fact_exit 3 'mistakes exit 3' rules lint "$work/friday.csv"
fact_says '"severity":"reject"' 'mistakes as JSON' rules lint "$work/friday.csv" --json
printf 'rule_id;rule_key\n' > "$here/semicolons.csv"
mv "$here/semicolons.csv" "$here/payer_rules.csv"
fact_says 'payer_rules.csv:1: the columns are separated by semicolons' 'semicolons' rules lint "$here/payer_rules.csv"
printf 'a,b\n1,2\n' > "$here/other.csv"
fact_exit 3 'what is neither table' rules lint "$here/other.csv"
fact_says 'are both the table payer_profile' 'a table named twice' rules lint "$demo" "$work/payer_profile.csv"
fact_exit 3 'a path that is none' rules lint "$here/nothing"
fact_says 'claim.dx_first' 'the fields that rules may name' rules fields
fact_says '"field":"line.ndc"' 'as JSON' rules fields --json

# ---- The worked examples
if [ -d ../shared/payer ]; then
    fact_exit 1 'the worked examples lint with warnings' rules lint ../shared/payer
    fact_says '13 profiles, 72 rules, 54 of them judged; 21 warnings' 'as many as there are' rules lint ../shared/payer
    fact_equal 'none is an error, and all but settings are rules that need more than there is' 0 \
        "$(rules lint ../shared/payer | grep -cv -e 'warning: the rule is not judged' -e 'warning: the setting' -e 'profiles,')"
else
    fact_skipped 'the worked examples' '../shared is absent'
fi

# ---- With a database
if [ -z "${CLEANCLAIM_TEST_HOST:-}" ]; then
    fact_skipped 'rules load' 'no test database is named'
    facts_end
fi
port=$CLEANCLAIM_TEST_PORT
database=rules_load_$$
psql() { command psql -XqtA -h "$CLEANCLAIM_TEST_HOST" -p "$port" -U "$CLEANCLAIM_TEST_USER" "$@"; }
ask() { psql -d "$database" -c "$1"; }
printf '[data]\nfolder = var\n[database]\nhost = %s\nport = %s\nname = %s\nuser = %s\n' "$CLEANCLAIM_TEST_HOST" \
    "$port" "$database" "$CLEANCLAIM_TEST_USER" > "$here/cleanclaim.conf"
psql -d postgres -c "CREATE DATABASE $database TEMPLATE $CLEANCLAIM_TEST_TEMPLATE STRATEGY file_copy"
trap 'psql -d postgres -c "DROP DATABASE IF EXISTS $database WITH (FORCE)"' EXIT
fact 'an organisation' program -c "$here/cleanclaim.conf" org load "$demo"
fact_exit 3 'load needs the organisation' rules load "$demo"
fact_exit 3 'and one that exists' rules load "$demo" --org NOBODY
fact 'the same tables again' rules load "$demo" --org DEMO
fact_equal 'are no new version' 1 "$(ask "select count(*) from table_version where name = 'payer_rules'")"
fact_says '30 rules, 30 of them judged; 0 warnings' 'the loaded profile and lists stand in for files' \
    rules lint "$demo/payer_rules.csv" --org DEMO

rm -rf "$work"
mkdir "$work"
sed '2s/180d/120d/' "$demo/payer_rules.csv" > "$work/payer_rules.csv"
fact 'a dry run' rules load "$work" --org DEMO --dry-run
fact_equal 'keeps nothing' 1 "$(ask "select count(*) from table_version where name = 'payer_rules'")"
fact 'rules alone' rules load "$work" --org DEMO
fact_equal 'are a new version; profile and lists stay' 'code_lists|1 payer_profile|1 payer_rules|2' "$(ask "select name,
    count(*) from table_version where name in ('payer_rules', 'payer_profile', 'code_lists') group by name order by name" |
    xargs)"
fact_equal 'which is told' 1 "$(ask "select count(*) from event e join table_version v on e.subject_id = v.version_id
    where e.subject = 'table' and v.name = 'payer_rules' and v.active")"
head -1 "$demo/code_lists.csv" > "$work/code_lists.csv"
fact_says "payer_rules.csv:18: warning: the rule is not judged: it needs the code list 'office_visits'" \
    'lists are those after the load' rules load "$work" --org DEMO
fact_says 'no: it needs the code list' 'the list of rules says what is not judged' rules list --org DEMO
fact_says '"action":"split"' 'rules as JSON' rules list --json
sed 's/submit.date,within/submit.day,within/' "$demo/payer_rules.csv" > "$work/payer_rules.csv"
fact_says "payer_rules.csv:2: check_field: there is no field 'submit.day'" 'a mistake has its place' rules load "$work" --org DEMO
fact_exit 3 'and keeps all out' rules load "$work" --org DEMO
fact_equal 'the rules before are in force' 120d "$(ask "select split_part(cells[18], ' ', 1) from payer_rule
    join table_version using (org_id, version_id) where active and rule_id = 'D001'")"
if [ -d ../shared/payer ]; then
    fact_exit 1 'the worked examples load' rules load ../shared/payer --org DEMO
    fact_equal 'whole' '13|72' "$(ask "select (select count(*) from payer_profile join table_version using (org_id,
        version_id) where active), (select count(*) from payer_rule join table_version using (org_id, version_id)
        where active)")"
fi
facts_end
