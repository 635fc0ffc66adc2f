# page_examples: runs the examples of a page of docs/; to be sourced after tests/facts.sh. An example is a command after
# "$ " in a block of code, and below it what is printed. A line of it is a line of what is printed, or its beginning when
# it ends in "…"; lines follow each other unless "..." stands between. Blanks count once.
# shellcheck shell=bash
# shellcheck disable=SC2154 # $here is made by tests/facts.sh

examples=0
# Set it to a sed program for what differs from run to run.
examples_same=''
plain() { tr -s ' ' | sed -E -e 's/^ //; s/ $//; /^$/d' -e "$examples_same"; }
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
try_example() { # command, function that runs it
    local typed=''
    if [[ $1 = *'-name -' ]]; then # the line after it is the question and what is typed
        typed=$(head -n 1 "$here/example" | sed 's/.*: //')
        sed -i 1d "$here/example"
    fi
    examples=$((examples + 1))
    "$2" "$1" <<< "$typed" 2> "$here/example.err" | plain > "$here/example.out"
    plain < "$here/example" > "$here/example.want"
    fact_equal "$1" '' "$(differs "$here/example.want" "$here/example.out")"
}
# Runs those whose command begins with one of the words. The function is given the command as it stands there.
page_examples() { # page, function that runs one, words
    local line command='' words=" ${*:3} "
    while IFS= read -r line; do
        if [[ -n $command && ($line =~ ^\ {4} || -z $line) && ! $line =~ ^\ *\$\  ]]; then
            echo "$line" >> "$here/example"
            continue
        fi
        [ -z "$command" ] || try_example "$command" "$2"
        command=''
        if [[ $line =~ ^\ {4,6}\$\ ([a-z]+)(\ .*) && $words = *" ${BASH_REMATCH[1]} "* ]]; then
            command=${BASH_REMATCH[1]}${BASH_REMATCH[2]}
            : > "$here/example"
        fi
    done < "$1"
    [ -z "$command" ] || try_example "$command" "$2"
}
# Pages that a page leads to are there.
page_links() { # page
    local page
    while IFS= read -r page; do
        fact "$page, to which $1 leads, is there" test -e "docs/$page"
    done < <(grep -oE '\]\([^)#:]+' "$1" | cut -c3- | sort -u)
}
