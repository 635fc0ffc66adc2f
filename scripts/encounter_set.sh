#!/usr/bin/env bash
# Writes the tables of docs/encounter-set.md from claims/encounter_set.def, which they follow:
#     scripts/encounter_set.sh            prints the page as it should be
#     scripts/encounter_set.sh --check    exit 1 when the page differs
# The page's words stand in it above the line "<!-- tables -->"; what follows that line is written here.
set -euo pipefail
cd "$(dirname "$0")/.."
page=docs/encounter-set.md

tables() {
    awk '
        function quoted(line,    parts, n, i, out) { # the last string of the line, its pieces joined
            match(line, /"[^"]*"\)[[:space:]]*$/)
            return substr(line, RSTART + 1, RLENGTH - 3)
        }
        /^ENTITY\(/ {
            split($0, p, /[(,)"[:space:]]+/)
            printf "\n## %s%s\n\n| column | type | needed | at most | meaning |\n|---|---|---|---|---|\n", p[3], p[4] == "REQUIRED" ? "" : " (optional)"
        }
        /^COLUMN\(/ {
            split($0, p, /[(,[:space:]]+/)
            meaning = quoted($0)
            if (p[4] == "WORD") sub(/^/, "one of: ", meaning)
            printf "| %s | %s | %s | %s | %s |\n", p[3], tolower(p[4]), p[5] == "NEEDED" ? "yes" : "", p[6], meaning
        }' claims/encounter_set.def
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
