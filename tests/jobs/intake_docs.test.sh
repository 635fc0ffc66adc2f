#!/usr/bin/env bash
# What docs/ says of encounter sets and mappings is what the program does.
# shellcheck disable=SC2016,SC2154 # backquotes are Markdown's; $here comes from facts.sh
# shellcheck source=tests/facts.sh
. tests/facts.sh
fact 'the data dictionary agrees with the table of columns' scripts/encounter_set.sh --check
cp -r docs claims scripts "$here/" && sed -i 's/| member_id | key | yes | 80/| member_id | key | yes | 8/' "$here/docs/encounter-set.md"
fact_exit 1 'a dictionary that does not agree is seen' "$here/scripts/encounter_set.sh" --check
while IFS= read -r name; do
    fact "mappings.md names $name()" grep -q "^| \`$name(" docs/mappings.md
done < <(sed -n 's/^FUNCTION(\([a-z0-9_]*\),.*/\1/p' jobs/mapping_functions.def)
fact_equal 'it names no other' "$(grep -c '^FUNCTION(' jobs/mapping_functions.def)" "$(grep -cE '^\| `[a-z0-9_]+\(' docs/mappings.md)"
fact_equal 'its example is the mapping that the tests load' "$(cat tests/jobs/visits.csv)" \
    "$(sed -n '/^```csv$/,/^```$/p' docs/mappings.md | grep -v '^```')"
facts_end
