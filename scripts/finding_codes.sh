#!/usr/bin/env bash
# Writes the tables of docs/finding-codes.md from claims/finding_codes.def:
#     scripts/finding_codes.sh            prints the page as it should be
#     scripts/finding_codes.sh --check    exit 1 when the page differs
# The page's words stand in it above the line "<!-- tables -->"; what follows that line is written here.
set -euo pipefail
cd "$(dirname "$0")/.."
page=docs/finding-codes.md

tables() {
    awk '
        /^\/\/ ---- / {
            printf "\n## %s\n\n| code | severity | SNIP | what is wrong | what to do |\n|---|---|---|---|---|\n", substr($0, 9)
        }
        /^FINDING\(/ {
            # The sentences are the two strings at the end, the words before them go by commas.
            match($0, /"[^"]*", "[^"]*"\)$/)
            split(substr($0, RSTART, RLENGTH), sentence, "\"")
            split(substr($0, 9, RSTART - 9), word, /, */)
            printf "| %s | %s | %s | %s | %s |\n", word[1], tolower(word[2]), word[3] == 0 ? "" : word[3],
                sentence[2], sentence[4]
        }' claims/finding_codes.def
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
