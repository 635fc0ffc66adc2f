#!/usr/bin/env bash
# The text of the statements: each begins with a comment and is used; none asks what time it is; none changes
# what may only be added to; none counts money in floating point.
. scripts/check/common.sh
append_only='ledger_entry ledger_entry_all event event_all chain_link'
time_words='current_date current_time current_timestamp localtime localtimestamp'
time_calls='now clock_timestamp statement_timestamp transaction_timestamp timeofday'
floating='real float float4 float8 double'

uses() {
    code "$rooms.*\.[ch]\$" | cut -f 3 | { grep -oE '\bsql_[a-z0-9_]+' || true; } | sort -u
}

comments() {
    files '^sql/[a-z]+/.*\.sql$' | { grep -v '\.verify\.sql$' || true; } | while IFS= read -r file; do
        IFS= read -r first < "$file" || true
        [[ $first == '-- '* ]] || printf '%s\t1\tcomment\tthe file does not begin with a comment\n' "$file"
    done
}

dead() {
    # Reports are found by their numbers (jobs/report_definition.h).
    files '^sql/[a-z]+/.*\.sql$' | { grep -vE '^sql/(schema/|report/[0-9])' || true; } | awk -v uses="$(uses)" '
        BEGIN {
            n = split(uses, word, "\n")
            for (i = 1; i <= n; i++) used[word[i]] = 1
        }
        {
            name = $0
            sub(/\.sql$/, "", name)
            gsub(/[\/.-]/, "_", name)
            if (!(name in used)) print $0 "\t1\tdead\tnothing uses " name
        }'
}

words() {
    code '\.sql$' | awk -F '\t' -v append_only="$append_only" -v floating="$floating" \
        -v time_words="$time_words" -v time_calls="$time_calls" '
        function set(list, into,    word, n) { n = split(list, word, " "); while (n) into[word[n--]] = 1 }
        function wrong(key, sentence) { print $1 "\t" $2 "\t" key "\t" sentence }
        function kept(name) { if (name in is_kept) wrong(name, "rows of " name " are never changed or deleted") }
        BEGIN {
            set(append_only, is_kept)
            set(time_words, is_time_word)
            set(time_calls, is_time_call)
            set(floating, is_floating)
            # Words between the command and its table.
            set("only table from into public", is_filler)
        }
        $1 != file { file = $1; command = before = inserts = "" }
        {
            rest = tolower($3)
            sub(/--.*/, "", rest)
            while (match(rest, /[a-z_][a-z0-9_]*|;/)) {
                word = substr(rest, RSTART, RLENGTH)
                rest = substr(rest, RSTART + RLENGTH)
                if (word in is_time_word || word in is_time_call && rest ~ /^ *\(/)
                    wrong(word, word " asks the clock: the time comes as a parameter from the run")
                if (word in is_floating)
                    wrong(word, word " is floating point: money is bigint cents")
                if (word == "update" && before == "do") kept(inserts)
                else if (word == "update" && before != "for" && before != "key" || word == "delete" ||
                        word == "merge" || word == "truncate" || word == "insert") command = word
                else if (word == ";") command = ""
                else if (command != "" && !(word in is_filler)) {
                    if (command == "insert") inserts = word
                    else kept(word)
                    if (command != "truncate") command = ""
                }
                before = word
            }
        }'
    # Times that hide in a string, and statements that hide in C.
    files '^sql/.*\.sql$' | xargs -r grep -nE "'(now|today|tomorrow|yesterday)'" /dev/null |
        sed -E 's/^([^:]*):([0-9]*):.*/\1\t\2\tnow\tthe string asks the clock: the time comes as a parameter from the run/' || true
    files "$rooms.*\.[ch]\$" | xargs -r grep -nE \
        "\"[^\"]*(UPDATE|DELETE FROM|MERGE INTO|TRUNCATE)( [a-z_]+,)* (${append_only// /|})\b" /dev/null |
        sed -E 's/^([^:]*):([0-9]*):.*/\1\t\2\tchange\trows of ledger_entry, event and chain_link are never changed or deleted/' || true
}

{ comments; dead; words; } | report sql
