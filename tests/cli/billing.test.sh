#!/usr/bin/env bash
# docs/billing.md tells the truth: each of its examples is run, in their order, in the office of tests/cli/office_setup.sh
# after its three nights. A line of an example is a line of what is printed, or its beginning when it ends in "…"; lines
# follow each other unless "..." stands between. Blanks count once; the patients' numbers, which differ, do not count.
# shellcheck source=tests/facts.sh
. tests/facts.sh
if [ -z "${CLEANCLAIM_TEST_HOST:-}" ]; then
    fact_skipped "the examples of docs/billing.md" "no scratch database is named"
    facts_end
fi
# shellcheck source=tests/cli/office_setup.sh
. tests/cli/office_setup.sh
office_setup
office_nights
now='2026-11-12 19:00'

plain() { tr -s ' ' | sed -E 's/^ //; s/ $//; /^$/d; s/(E[0-9]{2}) [0-9]+ ([A-Z]+ [PS] )/\1 # \2/'; }
# The first line of an example that is not printed.
differs() { # example, output
    awk '
        NR == FNR { want[++wants] = $0; next }
        { got[++gots] = $0 }
        END {
            free = 1
            for (i = 1; i <= wants; i++) {
                if (want[i] == "...") { free = 1; continue }
                line = want[i]
                cut = sub(/ ?…$/, "", line)
                do {
                    at++
                    right = at <= gots && (cut ? index(got[at], line) == 1 : got[at] == line)
                } while (!right && free && at < gots)
                if (!right) { print want[i]; exit }
                free = 0
            }
        }' "$1" "$2"
}
examples=0
try_example() { # what stands behind "cleanclaim"
    local typed='' arguments=()
    if [[ $1 = *'-name -' ]]; then # the line after it is the question and what is typed
        typed=$(head -n 1 "$here/example" | sed 's/.*: //')
        sed -i 1d "$here/example"
    fi
    examples=$((examples + 1))
    # The only quotes are those round a reason.
    eval "arguments=($1)"
    at "$now" "${arguments[@]}" <<< "$typed" 2> "$here/example.err" | plain > "$here/example.out"
    plain < "$here/example" > "$here/example.want"
    fact_equal "cleanclaim $1" '' "$(differs "$here/example.want" "$here/example.out")"
}

command=''
while IFS= read -r line; do
    if [[ -n $command && ($line =~ ^\ {4} || -z $line) && ! $line =~ ^\ *\$\  ]]; then
        echo "$line" >> "$here/example"
        continue
    fi
    [ -z "$command" ] || try_example "$command"
    command=''
    if [[ $line =~ ^\ {4,6}\$\ cleanclaim\ (.*) ]]; then
        command=${BASH_REMATCH[1]}
        : > "$here/example"
    fi
done < docs/billing.md
fact "there are examples" test "$examples" -ge 10
# The test can fail.
printf '%s\n' 'a b' 'c …' '...' 'f' > "$here/want"
fact_equal "a line is found by its beginning" '' "$(differs "$here/want" <(printf '%s\n' x 'a b' 'c d' e f))"
fact_equal "a line that is not there is named" 'f' "$(differs "$here/want" <(printf '%s\n' x 'a b' 'c d' e g))"
fact_equal "so is one that does not follow" 'c …' "$(differs "$here/want" <(printf '%s\n' 'a b' x 'c d' f))"
for page in $(grep -oE '\]\([a-z-]+\.md\)' docs/billing.md | tr -d '])(' | sort -u); do
    if [ "$page" = rehearsal.md ] && [ ! -e docs/rehearsal.md ]; then
        fact_skipped "docs/$page" "it is not written yet"
    else
        fact "docs/$page is there" test -s "docs/$page"
    fi
done
while IFS= read -r code; do
    fact "$code is a finding code" grep -q "^FINDING($code," claims/finding_codes.def
done < <(grep -oE '[a-z]+_[a-z_]+' docs/billing.md | sort -u | grep -vE '^(payer_profile|payer_rules|payer_aliases|open_balances|control_number)$')
facts_end
