#!/usr/bin/env bash
# Writes the tables of docs/rehearsal.md: the scenarios of jobs/scenarios.def, and what the books show after each of them
# from the expectations of tests/stories/SCENARIO, worked out by hand and held by tests/stories.test.sh.
#     scripts/rehearsal.sh            prints the page as it should be
#     scripts/rehearsal.sh --check    exit 1 when the page differs
# The page's words stand in it above the line "<!-- tables -->"; what follows that line is written here. Exit 2 when a
# scenario has no story, or the sums of its row are not what was charged.
set -euo pipefail
cd "$(dirname "$0")/.."
page=docs/rehearsal.md

# One row of the table from the files of a story, in their order: entries add up, the rest is as the last file has it.
row() { # scenario, what the payer does, files
    awk -v word="$1" -v meaning="$2" '
        function cents(dollars) { return int(dollars * 100 + (dollars < 0 ? -0.5 : 0.5)) }
        function dollars(amount) { return sprintf("%.2f", amount / 100) }
        function add(list, what) { return list (list == "" ? "" : ", ") what }
        FNR == 1 {
            heading = 1
            owed = other = kinds = 0
            claims = payments = open = said = ""
            split("", items)
        }
        /^#/ {
            if (heading && /^# [^ ]/) remark = remark " " substr($0, 3)
            else heading = 0
            next
        }
        { heading = 0 }
        # entry KIND DEBIT PARTY LINE CREDIT PARTY LINE DOLLARS
        $1 == "entry" && $3 == 1050 && $6 ~ /^11/ { paid += cents($9) }
        $1 == "entry" && $6 == 1050 && $3 ~ /^11/ { paid -= cents($9) }
        $1 == "entry" && $3 ~ /^41/ { off += cents($9) }
        $1 == "entry" && $6 ~ /^41/ { off -= cents($9) }
        $1 == "balance" && $2 == 1110 { owed += cents($5) }
        $1 == "balance" && $2 != 1110 { other += cents($5) }
        # claim ENCOUNTER PAYER SEQUENCE STATE
        $1 == "claim" {
            state = $3 == "AETNA" ? $5 : "the next payer\047s " $5
            if (index(", " claims ",", ", " state ",") == 0) claims = add(claims, state)
            if ($2 == "E2") charged = 32000
        }
        $1 == "payment" { payments = add(payments, $4 ($6 == "posted" ? "" : " " $6)) }
        $1 == "payment" && $7 != "" { said = add(said, $7) }
        $1 == "item" && $NF == "open" {
            if (!($2 in items)) kind[++kinds] = $2
            items[$2] += ($2 == "unapplied" ? -1 : 1) * cents($(NF - 1))
        }
        $1 == "finding" && $NF == "open" { said = add(said, $(NF - 2)) }
        $1 == "answer" && $2 == 835 && $3 != "parked" { said = add(said, $4) }
        END {
            if (charged == 0) charged = 17000
            if (paid + off + other + owed != charged) {
                print word ": the sums of its story are not " dollars(charged) > "/dev/stderr"
                exit 2
            }
            for (i = 1; i <= kinds; i++) open = add(open, kind[i] " " dollars(items[kind[i]]))
            print "| **" word "** " meaning "." remark " | " dollars(paid) " | " dollars(off) " | " dollars(other) " | " \
                dollars(owed) " | " payments " | " claims " | " open (open != "" && said != "" ? "; " : "") said " |"
        }' "${@:3}"
}

tables() {
    local line word meaning files
    while IFS= read -r line; do
        if [[ $line =~ ^//\ ----\ (.*) ]]; then
            printf '\n## %s\n\n' "${BASH_REMATCH[1]}"
            echo '| scenario | paid | written off | patient, next payer | payer owes | payments | claim | open; finding |'
            echo '|---|--:|--:|--:|--:|---|---|---|'
        elif [[ $line =~ ^SCENARIO\(([a-z0-9_]+),\ \"(.*)\"\) ]]; then
            word=${BASH_REMATCH[1]} meaning=${BASH_REMATCH[2]}
            files=("tests/stories/$word"/expected*.txt)
            if [ ! -f "${files[0]}" ]; then
                echo "$word: there is no tests/stories/$word" >&2
                return 2
            fi
            row "$word" "$meaning" "${files[@]}"
        fi
    done < jobs/scenarios.def
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
