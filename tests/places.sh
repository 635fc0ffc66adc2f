# shellcheck shell=bash
# places: offices that a test lets run, each a folder with a configuration and a database of its own on the scratch
# cluster; to be sourced behind tests/facts.sh, which sets $here.
# shellcheck disable=SC2154

export PGOPTIONS='-c client_min_messages=warning'
sql() { psql -qAtX -h "$CLEANCLAIM_TEST_HOST" -p "$CLEANCLAIM_TEST_PORT" -U "$CLEANCLAIM_TEST_USER" "$@"; }

make_place() { # folder, database, template
    mkdir -p "$1"
    printf '[data]\nfolder = %s/var\n[database]\nhost = %s\nport = %s\nname = %s\nuser = %s\ntls = off\n' \
        "$1" "$CLEANCLAIM_TEST_HOST" "$CLEANCLAIM_TEST_PORT" "$2" "$CLEANCLAIM_TEST_USER" > "$1/cleanclaim.conf"
    sql -d postgres -c "CREATE DATABASE $2 TEMPLATE $3 STRATEGY file_copy"
}
drop_place() { # folder, database
    sql -d postgres -c "DROP DATABASE IF EXISTS $2"
    rm -rf "$1"
}

# ---- One at a time: $folder and $database, below $here

# Its name and a template: a database, or the one that the place `sent` had; with that, its folder's files too.
folder='' database=''
place() {
    folder=$here/$1 database=place_$1_$$
    [ -e "$folder" ] || cp -r "$here/sent" "$folder" 2> /dev/null
    make_place "$folder" "$database" "$2"
}
unplace() { drop_place "$folder" "$database"; }
ask() { sql -d "$database" -c "$1"; }
run() { program -q -c "$folder/cleanclaim.conf" "$@" > "$folder/log" 2>&1; }
