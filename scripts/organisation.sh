#!/usr/bin/env bash
# Writes the tables of docs/organisation.md from jobs/org_tables.def, with the first rows of fixtures/org/demo as
# examples:
#     scripts/organisation.sh            prints the page as it should be
#     scripts/organisation.sh --check    exit 1 when the page differs
# The page's words stand in it above the line "<!-- tables -->"; what follows that line is written here.
set -euo pipefail
cd "$(dirname "$0")/.."
page=docs/organisation.md
rows=3 # of each example, the header among them

columns() { # table
    awk -v table="$1" '
        function quoted(line) { # the last string of the line
            match(line, /"[^"]*"\)[[:space:]]*$/)
            return substr(line, RSTART + 1, RLENGTH - 3)
        }
        $0 ~ "^COLUMN\\(" table "," {
            split($0, p, /[(,[:space:]]+/)
            meaning = quoted($0)
            if (p[4] == "WORD") meaning = "one of: " meaning
            type = tolower(p[4])
            if (type == "no" || type == "yes") type = "flag, " (type == "no" ? "N" : "Y")
            printf "| %s | %s | %s | %s | %s |\n", p[3], type, p[5] == "NEEDED" ? "yes" : "", p[6], meaning
        }' jobs/org_tables.def
}
tables() {
    local line name need meaning
    while IFS= read -r line; do
        name=$(sed -E 's/TABLE\(([a-z_]+),.*/\1/' <<< "$line")
        need=$(sed -E 's/TABLE\([a-z_]+, ([A-Z]+),.*/\1/' <<< "$line")
        meaning=$(sed -E 's/.*"(.*)"\)/\1/' <<< "$line")
        printf '\n## %s.csv%s\n\n%s.\n\n' "$name" "$([ "$need" = REQUIRED ] || echo ' (optional)')" "${meaning^}"
        printf '| column | type | needed | at most | meaning |\n|---|---|---|---|---|\n'
        columns "$name"
        [ -e "fixtures/org/demo/$name.csv" ] || continue
        echo
        head -n $rows "fixtures/org/demo/$name.csv" | sed 's/^/    /'
    done < <(grep '^TABLE(' jobs/org_tables.def)
}
whole() {
    sed '/^<!-- tables -->$/q' "$page"
    tables
}
if [ "${1:-}" = --check ]; then
    diff <(whole) "$page"
else
    whole
fi
