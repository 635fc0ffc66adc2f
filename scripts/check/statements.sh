#!/usr/bin/env bash
# The server takes every statement of sql/*/*.sql: on the schema and the staging tables as the sources have them
# now, and with parameters of the number and types that the program passes. What cannot be prepared (DDL,
# ANALYZE, several commands in a file) is executed.
. scripts/check/common.sh
. scripts/check/database.sh
work=$(mktemp -d)
trap 'database_drop; rm -rf "$work"' EXIT

# One line a statement: FILE, whether to "make" first (what creates), to "run" or to "prepare" it, and the
# highest parameter that it names.
code '^sql/[a-z]+/.*\.sql$' | grep -v '^sql/schema/' | awk -F '\t' '
    function flush() {
        if (file != "") print file "\t" (first == "create" ? "make" : \
            several || first !~ /^(select|insert|update|delete|with|merge|values)$/ ? "run" : "prepare") "\t" highest
    }
    $1 != file { flush(); file = $1; first = ""; ended = several = highest = 0 }
    {
        rest = $3
        sub(/--.*/, "", rest)
        if (ended && rest ~ /[^ ]/) several = 1
        if (rest ~ /;.*[^ ;]/) several = 1
        if (rest ~ /;/) ended = 1
        if (first == "" && match(rest, /[A-Za-z]+/)) first = tolower(substr(rest, RSTART, RLENGTH))
        while (match(rest, /\$[0-9]+/)) {
            number = substr(rest, RSTART + 1, RLENGTH - 1) + 0
            if (number > highest) highest = number
            rest = substr(rest, RSTART + RLENGTH)
        }
    }
    END { flush() }' > "$work/statements"

{
    code "$rooms.*\.h\$"
    code "$rooms.*\.c\$"
} | awk -f scripts/check/signatures.awk > "$work/signatures"

# A report says in its header which parameters it takes (jobs/report_definition.h).
files '^sql/report/[0-9].*\.sql$' | while IFS= read -r file; do
    name=${file%.sql}
    types=$(sed -n 's/^-- parameters: *//p' "$file" |
        sed 's/organisation/bigint/; s/day/date/; s/moment/timestamptz/; s/, */,/g')
    printf '%s\t%s\t1\t%s\n' "${name//\//_}" "$file" "$types"
done >> "$work/signatures"

files "$rooms.*\.c\$" | xargs -r grep -l 'struct copy_column' | while IFS= read -r file; do
    gcc -std=c17 -D_GNU_SOURCE -E -P -I. -I"$build/embed" "$file" | awk -f scripts/check/staging.awk |
        sed "s|\$|\t$file|"
done > "$work/staging"

# One script for one session; `places` says which file and line each of its statements is.
awk -F '\t' -v places="$work/places" -v staging="$work/staging" -v signatures="$work/signatures" '
    function say(text) { print text; at += 1 + gsub(/\n/, "\n", text) }
    function place(from, first) { print from "\t" at + 1 "\t" first > places }
    BEGIN {
        say("SET search_path = public, pg_temp; SET client_min_messages = error;")
        while ((getline < staging) > 0) {
            place($3, 1)
            say("CREATE TEMP TABLE " $1 " (" $2 ");")
        }
        while ((getline < signatures) > 0) {
            callers[$1]++
            caller[$1, callers[$1]] = $2 "\t" $3
            passes[$1, callers[$1]] = $4
        }
    }
    function prepare(file, types,    text) {
        place(file, 0)
        say("PREPARE statement" ++number (types == "" ? "" : " (" types ")") " AS")
        while ((getline text < file) > 0) say(text)
        close(file)
        say(";")
    }
    $2 == "make" { make[++makes] = $1 }
    $2 == "run" { run[++runs] = $1 }
    $2 == "prepare" { list[++lists] = $1; highest[$1] = $3 }
    END {
        for (i = 1; i <= makes; i++) say("\\i " make[i])
        for (i = 1; i <= runs; i++) say("BEGIN;\n\\i " run[i] "\nROLLBACK;")
        for (i = 1; i <= lists; i++) {
            file = list[i]
            id = file
            sub(/\.sql$/, "", id)
            gsub(/[\/.-]/, "_", id)
            if (!callers[id]) prepare(file, "")
            for (k = 1; k <= callers[id]; k++) {
                types = passes[id, k]
                count = types == "" ? 0 : split(types, part, ",")
                if (count != highest[file])
                    print caller[id, k] "\tcount\t" file " has " highest[file] " parameters, " count " are passed" > "/dev/stderr"
                else if (!((id, types) in done)) prepare(file, types)
                done[id, types] = 1
            }
        }
    }' "$work/statements" > "$work/script.sql" 2> "$work/counts"

{
    database_make
    cat "$work/counts"
    ask "$database" -f "$work/script.sql" 2>&1 > /dev/null | errors "$work/script.sql" "$work/places"
} | report statements
