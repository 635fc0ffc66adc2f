#!/usr/bin/env bash
# Each room says in a README of some ten lines what lives there.
. scripts/check/common.sh

for room in claims/base claims edi rules sql jobs cli tests fixtures; do
    if [ ! -f "$room/README.md" ]; then
        printf '%s/README.md\t1\treadme\tthe room has no README.md\n' "$room"
        continue
    fi
    lines=$(wc -l < "$room/README.md")
    if [ "$lines" -lt 4 ]; then
        printf '%s/README.md\t1\treadme\tit says nothing: what lives here, and how is one more thing added?\n' "$room"
    elif [ "$lines" -gt 25 ]; then
        printf '%s/README.md\t26\treadme\tit has %d lines: a page that nobody reads (25 are enough)\n' "$room" "$lines"
    fi
done | report rooms
