# night: the small night of these tests, and what must be the same after it, however it came to its end; to be
# sourced. A place is a folder with a database of its own in which it is run:
#     cleanclaim.conf  var  uploaded (what the partner got)
# The office (office/) has one night behind it: claims are sent, and the answers that came before them wait. In the
# night itself come acknowledgements, remittances (paid, denied, taken back, parked, quarantined, twice in another
# file, the same file twice, no X12 at all) and corrected encounters, and new claims are sent.
# shellcheck shell=bash
# shellcheck disable=SC2154 # $build is set by whoever sources this

office=$PWD/tests/faults/office
program=$build/cleanclaim
before='2026-11-10 20:00' moment='2026-11-16 20:00'

# A folder for all places: in memory where there is room for it, since nothing here must outlive the machine.
# Sets $folder.
night_folder() {
    local where=${TMPDIR:-/tmp}
    if [ -w /dev/shm ] && [ "$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')" -gt $((1024 * 1024)) ]; then
        where=/dev/shm
    fi
    folder=$(mktemp -d "$where/cleanclaim-faults.XXXXXX")
    chmod 711 "$folder" # the server's account may pass
}

# What program does in a place; its output in `log` there.
run_in() { # place, arguments...
    local place=$1
    shift
    (cd "$place" && exec "$program" -q -c cleanclaim.conf "$@") > "$place/log" 2>&1 < /dev/null
}
night_in() { run_in "$1" night --as-of "$moment"; }

# The office up to the evening of the small night, in a place whose database has the schema.
night_prepare() { # place
    mkdir -p "$1/uploaded" "$1/var/inbox"
    cp -r "$office/before/." "$1/var/inbox/"
    run_in "$1" org load "$office/org" && { run_in "$1" night --as-of "$before" || [ $? = 1 ]; } &&
        cp -r "$office/night/." "$1/var/inbox/"
}

# The files that are left, each with its digest: below their names as they are. What a run put aside stands under
# the run's number; night_files_same takes it away.
night_files() { # place
    (cd "$1" && find var/inbox var/outbox var/done var/rejected var/reports uploaded \
        \( -type l -printf '%l  %p\n' \) -o \( -type d -printf 'folder  %p\n' \) -o -type f -exec sha256sum {} +) 2> /dev/null
}
# Without the number of a run, and without the bytes of tables that tell of runs (a rerun has more of them).
night_files_same() {
    sed -E -e 's#(  var/(done|rejected)/[0-9-]+/[a-z]+/)[0-9]+-#\1RUN-#' \
        -e 's#^[0-9a-f]{64}(  var/reports/.*/(01_night|04_jobs|11_files_received|85_chain|86_checks|9[123]_[a-z]+|index)\.[a-z]+)$#any\1#' |
        LC_ALL=C sort
}

# What must hold at any instant, also right after a kill: each input of the evening lies in exactly one place, and a
# file under its final name is the whole one of the clean night. Says what does not.
night_sound() { # place
    night_files "$1" | night_files_same | awk -v place="$1" -v day="${moment% *}" '
        function is_input(path) { return path ~ /^var\/(inbox|done|rejected)\// }
        FILENAME == "-" && is_input($2) && $1 != "folder" { left[$1]-- }
        FILENAME == "-" && $2 ~ "^var/(outbox|reports/" day ")/" && $2 !~ /\.tmp$/ && !($0 in clean) {
            print "not whole under its final name: " $0; bad = 1 }
        FILENAME ~ /clean.files$/ { clean[$0] }
        FILENAME ~ /evening.files$/ && is_input($2) && $1 != "folder" { left[$1]++ }
        END { for (digest in left) if (left[digest] != 0) { print (left[digest] > 0 ? "lost" : "doubled") ": " digest; bad = 1 }
            exit bad }' "$folder/clean/files" "$folder/evening/files" -
}

# SQL that shows the books, and where each received file is kept: "digest  var/PATH".
night_statements() { # a psql command for the prepared database
    "$@" -f "$PWD/tests/faults/books.sql" > "$folder/books.sql"
    cat > "$folder/kept.sql" << 'END'
SELECT encode(sha256, 'hex') || '  var/' || kept_as FROM received_file WHERE kept_as <> '';
END
}

# The first differences from the clean night.
night_differ() { # books or files, place
    diff "$folder/clean/$1" "$2/$1" | grep '^[<>]' | cut -c 1-300 | head -n 6
}

# Compares an end with that of the clean night ($folder/clean/{books,files}). The place holds `books` and `kept` by
# now. Says what differs.
night_same() { # place
    local files line
    [ "$(< "$1/books")" = "$(< "$folder/clean/books")" ] || {
        echo "the books differ:"
        night_differ books "$1"
        return 1
    }
    files=$(night_files "$1")
    night_files_same <<< "$files" > "$1/files"
    [ "$(< "$1/files")" = "$(< "$folder/clean/files")" ] || {
        echo "the files differ:"
        night_differ files "$1"
        return 1
    }
    while read -r line; do
        [[ $'\n'$files$'\n' == *$'\n'$line$'\n'* ]] || {
            echo "a received file does not lie where the books say: $line"
            return 1
        }
    done < "$1/kept"
    [[ $(< "$1/var/reports/${moment% *}/index.html") == *'</html>' ]] || {
        echo "the page is cut"
        return 1
    }
    # The books are those of the clean night, whose checks hold: what only a check sees is looked at now and then.
    same_seen=$((${same_seen:-0} + 1))
    [ $((same_seen % 4)) = 1 ] || return 0
    run_in "$1" check --all || {
        echo "check --all: exit $?"
        cat "$1/log"
        return 1
    }
}
