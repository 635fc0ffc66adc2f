#!/usr/bin/env bash
# Finding codes that nothing finds. A warning: its job may come later.
. scripts/check/common.sh

# shellcheck disable=SC2016 # it is awk that expands them
files "$rooms.*\.([ch]|def|sql)\$" | { grep -v '^claims/finding_codes\.def$' || true; } | xargs -r awk '
    BEGIN {
        while ((getline text < "claims/finding_codes.def") > 0) {
            no++
            if (match(text, /^FINDING\([a-z0-9_]+/)) line[substr(text, 9, RLENGTH - 8)] = no
        }
    }
    {
        rest = $0
        while (match(rest, /[A-Za-z0-9_]+/)) {
            word = substr(rest, RSTART, RLENGTH)
            sub(/^FINDING_/, "", word)
            if (word in line) delete line[word]
            rest = substr(rest, RSTART + RLENGTH)
        }
    }
    END {
        for (word in line)
            print "claims/finding_codes.def\t" line[word] "\t" word "\tnothing finds " word
    }' | sort -t "$(printf '\t')" -k 2n | { report codes || true; }
