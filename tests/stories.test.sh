#!/usr/bin/env bash
# Takes minutes.
# Stories: what the books show after the payers have done this or that. tests/stories/STORY/ holds
#     expected.txt   worked out by hand from the rules of posting, one fact a line, in any order, # for remarks;
#                    after a second `expect` expected2.txt, and so on: only entries since the one before
#     steps          what is done; without it: set one, rehearse STORY, acks, remit, expect
# Steps: `set NAME` hands over and sends tests/stories/office/NAME, `org TABLE.csv` is a table of the story's
# own (before `set`), `file FOLDER NAME` puts a file of the story's own into an inbox, `x12 NAME [usage [sender]]` one
# whose body is written by hand (tests/x12.sh), `remove FOLDER PATTERN` loses one there, `day MOMENT` is when what
# follows is done, any other word is a verb. The office and its claims stand in a template for each set.
# One story alone: STORY=paid tests/run.sh stories
stories=$PWD/tests/stories
# shellcheck source=tests/facts.sh
. tests/facts.sh
# shellcheck source=tests/places.sh
. tests/places.sh
# shellcheck source=tests/x12.sh
. tests/x12.sh
if [ -z "${CLEANCLAIM_TEST_HOST:-}" ] || [ -z "${CLEANCLAIM_TEST_PORT:-}" ] || [ -z "${CLEANCLAIM_TEST_USER:-}" ]; then
    fact_skipped "all stories" "no scratch database is named"
    facts_end
fi
cd "$here" || exit 1

here_program() { program -q -c "$1/cleanclaim.conf" "${@:2}"; }

# The office, and the claims of a set sent. 2026-11-09 is a Monday.
send_set() { # folder, set
    here_program "$1" org load "$1/org" && mkdir -p "$1/var/inbox/encounters" &&
        cp -r "$stories/office/$2" "$1/var/inbox/encounters/$2" &&
        here_program "$1" intake --as-of '2026-11-09 20:00' && here_program "$1" build --as-of '2026-11-09 20:00' &&
        here_program "$1" submit --as-of '2026-11-09 20:00'
}

made=()
template() { # set: makes its template once
    [[ " ${made[*]-} " == *" $1 "* ]] && return
    make_place "$here/template-$1" "story_$1_$$" "$CLEANCLAIM_TEST_TEMPLATE"
    cp -r "$stories/office/org" "$here/template-$1/org"
    send_set "$here/template-$1" "$1" > "$here/template-$1/log" 2>&1 || cat "$here/template-$1/log"
    made+=("$1")
}

# The facts of a file without remarks, each as one line of words, sorted.
facts_of() { sed -e 's/#.*//' "$1" | awk 'NF { $1 = $1; print }' | LC_ALL=C sort; }

expect() { # story, folder, database, number
    local file=$stories/$1/expected$4.txt
    sql -d "$3" -v mark="$mark" -f "$stories/show.sql" > "$2/shown" || return 1
    mark=$(sql -d "$3" -c 'SELECT coalesce(max(entry_id), 0) FROM ledger_entry')
    facts_of "$2/shown" > "$2/got"
    facts_of "$file" > "$2/want"
    diff -U 0 --label "expected$4.txt" --label "the books" "$2/want" "$2/got" > "$facts_out"
}

steps_of() {
    if [ -f "$stories/$1/steps" ]; then
        sed -e 's/#.*//' "$stories/$1/steps"
    else
        printf 'set one\nrehearse %s\nacks\nremit\nexpect\n' "$1"
    fi
}

put_x12() { # folder, body, number, usage, sender
    local to=acks
    grep -q '^BPR' "$2" && to=remits
    mkdir -p "$1/var/inbox/$to"
    x12_file "$2" $((9000 + $3)) "${@:4}" > "$1/var/inbox/$to/$3-$(basename "$2")"
}

play() { # story
    local folder=$here/$1 database=story_play_$$_$1 number='' word rest day='2026-11-09 22:00' code own=() written=0
    while read -r word rest; do
        case $word in
        '') ;;
        org) own+=("$rest") ;;
        set)
            if [ ${#own[@]} = 0 ]; then
                template "$rest"
                make_place "$folder" "$database" "story_${rest}_$$"
                cp -r "$here/template-$rest/var" "$folder/var"
            else
                make_place "$folder" "$database" "$CLEANCLAIM_TEST_TEMPLATE"
                cp -r "$stories/office/org" "$folder/org"
                (cd "$stories/$1" && cp "${own[@]}" "$folder/org/")
                send_set "$folder" "$rest" > "$folder/log" 2>&1 || cp "$folder/log" "$facts_out"
            fi
            mark=$(sql -d "$database" -c 'SELECT coalesce(max(entry_id), 0) FROM ledger_entry')
            ;;
        day) day=$rest ;;
        file) cp "$stories/$1/${rest#* }" "$folder/var/inbox/${rest%% *}/" ;;
        x12)
            # shellcheck disable=SC2086 # words
            put_x12 "$folder" "$stories/$1/${rest%% *}" $((written += 1)) ${rest#"${rest%% *}"}
            ;;
        remove)
            # shellcheck disable=SC2086 # a pattern
            rm "$folder/var/inbox/${rest%% *}"/${rest#* } || fact_fails "$1" "nothing to remove: $rest"
            ;;
        expect)
            fact_story "$1$number" expect "$1" "$folder" "$database" "$number"
            number=$((${number:-1} + 1))
            ;;
        rehearse)
            code=0
            # shellcheck disable=SC2086 # options
            here_program "$folder" rehearse ${rest:+--scenario} $rest --as-of "$day" > "$folder/log" 2>&1 || code=$?
            [ $code -lt 2 ] || { cp "$folder/log" "$facts_out"; fact_fails "$1" "rehearse: exit $code"; return; }
            ;;
        *)
            code=0
            # shellcheck disable=SC2086 # options
            here_program "$folder" $word $rest --as-of "$day" > "$folder/log" 2>&1 || code=$?
            [ $code -lt 2 ] || { cp "$folder/log" "$facts_out"; fact_fails "$1" "$word: exit $code"; return; }
            ;;
        esac
    done < <(steps_of "$1")
    # Whatever happened, the books hold.
    code=0
    here_program "$folder" check --all > "$folder/log" 2>&1 || code=$?
    grep -E ' [1-9][0-9]* ' "$folder/log" > "$facts_out" || true
    if [ $code = 0 ]; then fact_holds "$1: invariants"; else cp "$folder/log" "$facts_out"; fact_fails "$1: invariants" "exit $code"; fi
    drop_place "$folder" "$database"
}
fact_story() { if "${@:2}"; then fact_holds "$1"; else fact_fails "$1" "the books differ (- expected, + shown)"; fi; }

for story in "$stories"/*/; do
    story=$(basename "$story")
    [ "$story" != office ] && [[ -z ${STORY:-} || $story == "$STORY" ]] && play "$story"
done
for set in "${made[@]-}"; do
    [ -n "$set" ] && drop_place "$here/template-$set" "story_${set}_$$"
done
facts_end
