#!/usr/bin/env bash
# Writes the tables of docs/x12-check.md from what the validator finds: edi/x12_check_codes.def, the words of edi/x12.c,
# the rules of edi/grammar/rules/.
#     scripts/x12_check.sh            prints the page as it should be
#     scripts/x12_check.sh --check    exit 1 when the page differs
# The page's words stand in it above the line "<!-- tables -->"; what follows that line is written here.
set -euo pipefail
cd "$(dirname "$0")/.."
page=docs/x12-check.md

framing() {
    printf '\n## Framing\n\n| code | severity | SNIP | what is wrong | what to do |\n|---|---|---|---|---|\n'
    awk '
        /^ *\[X12_[A-Z_]*\] = \{"x12_/ { # [X12_COUNT] = {"x12_count", true},
            split($0, word, /[]["]/)
            code[word[2]] = word[4]
            rejects[word[2]] = / true\}/
        }
        /^FAULT_CODE\(/ {
            split($0, sentence, "\"")
            split(substr($0, 12), word, ",")
            printf "| %s | %s | 1 | %s | %s |\n", code[word[1]], rejects[word[1]] ? "reject" : "warn", sentence[2],
                sentence[4]
        }' edi/x12.c edi/x12_check_codes.def
}
findings() {
    awk '
        /^\/\/ ---- SNIP/ {
            printf "\n## %s\n\n| code | severity | SNIP | what is wrong | what to do |\n|---|---|---|---|---|\n", substr($0, 9)
        }
        /^CHECK_CODE\(/ {
            # The sentences are the two strings at the end, the words before them go by commas.
            match($0, /"[^"]*", "[^"]*"\)$/)
            split(substr($0, RSTART, RLENGTH), sentence, "\"")
            split(substr($0, 12, RSTART - 12), word, /, */)
            printf "| %s | %s | %s | %s | %s |\n", word[1], tolower(word[2]), word[3], sentence[2], sentence[4]
        }' edi/x12_check_codes.def
}
rules() {
    printf '\n## Situational rules\n'
    awk '
        function flush() {
            if (name != "")
                printf "| %s | %s | %s | %s | %s | %s |\n", name, severity, snip, says, remedy, source
            name = ""
        }
        { rest = $0; sub(/^ *[a-z]+ +/, "", rest) }
        $1 == "for" {
            flush()
            printf "\n### %s\n\n| rule | severity | SNIP | what is wrong | what to do | by the guide |\n", rest
            print "|---|---|---|---|---|---|"
        }
        $1 == "rule" { flush(); name = $2; severity = $3; snip = 4 }
        $1 == "snip" { snip = $2 }
        $1 == "says" { says = rest }
        $1 == "do" { remedy = rest }
        $1 == "source" { source = rest }
        END { flush() }' edi/grammar/rules/*.txt
}
whole() {
    sed '/^<!-- tables -->$/q' "$page"
    framing
    findings
    rules
}
if [ "${1:-}" = --check ]; then
    diff <(whole) "$page"
else
    whole
fi
