#!/usr/bin/env bash
# Writes the list of tables of docs/reports.md from the headers of sql/report/NN_name.sql:
#     scripts/reports.sh            prints the page as it should be
#     scripts/reports.sh --check    exit 1 when the page differs
# The page's words stand in it above the line "<!-- tables -->"; what follows that line is written here.
set -euo pipefail
cd "$(dirname "$0")/.."
page=docs/reports.md

tables() {
    awk '
        function flush() { # a line of the header is known when the next one begins
            if (key == "title") title = value
            if (key == "section") section = value
            if (key == "about") about = value
            if (key == "column") {
                split(value, part, / *\| */)
                columns = columns (columns == "" ? "" : ", ") part[3]
            }
            key = value = ""
        }
        function show() {
            if (file == "") return
            flush()
            if (section != last) printf "\n## %s\n\n| table | what it says | columns |\n|---|---|---|\n", section
            last = section
            printf "| **%s** `%s` | %s | %s |\n", title, file, about, columns
            title = about = columns = ""
        }
        FNR == 1 { show(); file = FILENAME; sub(/.*\//, "", file); sub(/\.sql$/, "", file); header = 1 }
        !/^--/ { header = 0 }
        !header { next }
        /^--  / { sub(/^-- */, ""); value = value " " $0; next }
        { flush(); sub(/^-- /, ""); key = $0; sub(/:.*/, "", key); value = $0; sub(/^[a-z]*: */, "", value) }
        END { show() }' sql/report/[0-9]*.sql
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
