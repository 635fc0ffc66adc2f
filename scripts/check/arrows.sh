#!/usr/bin/env bash
# Who may include whom: the arrows of the house, from left to right.
. scripts/check/common.sh
arrows='
    claims/base  -
    claims       claims/base
    edi          claims claims/base
    rules        claims claims/base
    sql          claims claims/base
    jobs         edi rules sql claims claims/base
    cli          jobs edi rules sql claims claims/base
    scripts/grammar  edi claims/base
    tests        *
'
# The floor of edi knows bytes and no claim: it could be a library of its own.
floor='^edi/(x12(_[a-z]+)*|grammar)[.](c|h|def)$'
floor_may='^claims/base/'
# Headers made by scripts/embed.sh, and the room that each counts as.
made='sql_statements.h sql files.h jobs'

code '\.[ch]$' | awk -F '\t' -v arrows="$arrows" -v floor="$floor" -v floor_may="$floor_may" -v made="$made" '
    function room_of(path) {
        if (path in made_room) return made_room[path]
        sub(/\/[^\/]*$/, "", path)
        if (path ~ /^tests\//) return "tests"
        return path
    }
    function wrong(key, sentence) { print $1 "\t" $2 "\t" key "\t" sentence }
    BEGIN {
        rows = split(arrows, row, "\n")
        for (i = 1; i <= rows; i++) {
            n = split(row[i], word, " ")
            if (n) is_room[word[1]] = 1
            for (k = 2; k <= n; k++) { may[word[1], word[k]] = 1; list[word[1]] = list[word[1]] " " word[k] }
        }
        n = split(made, word, " ")
        for (i = 1; i < n; i += 2) made_room[word[i]] = word[i + 1]
    }
    $3 !~ /^ *# *include/ { next }
    {
        name = $3
        sub(/^ *# *include */, "", name)
        system_header = name ~ /^</
        gsub(/[<>"]|\/\/.*| +$/, "", name)
        from = room_of($1)
        to = room_of(name)
        if (system_header) {
            if (to in is_room) wrong(name, "<" name "> is a header of ours: include it in quotes")
        } else if (name ~ /(^|\/)\.\.?\//)
            wrong(name, "\"" name "\" is a relative path: begin with the room")
        else if (!(to in is_room))
            wrong(name, "\"" name "\" names no room: begin with the room (no relative path)")
        else if ((from in is_room) && from != to && !((from, to) in may) && !((from, "*") in may))
            wrong(name, from " may not include " name " (it may include:" list[from] ")")
        else if ($1 ~ floor && name !~ floor && name !~ floor_may)
            wrong(name, "the floor of edi may include only claims/base and itself, not " name)
        else if (from != "tests" && name !~ /\.(h|def)$/)
            wrong(name, "only headers are included, not " name)
    }' | report arrows
