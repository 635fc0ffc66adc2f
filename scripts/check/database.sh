# A database of its own for a check, with the schema as the files of sql/schema say now; to be sourced after
# common.sh, on the cluster that scripts/check.sh started (tests/scratch.sh).
# shellcheck shell=bash

database=check_$$

ask() { # database, arguments of psql
    local name=$1
    shift
    psql -XqAt -h "$CLEANCLAIM_TEST_HOST" -p "$CLEANCLAIM_TEST_PORT" -U "$CLEANCLAIM_TEST_USER" -d "$name" "$@"
}

# Makes it, and prints what is wrong with the schema. The caller drops it at its end.
database_make() {
    local file list=()
    for file in sql/floor/make_migrations.sql $(files '^sql/schema/[0-9]+_.*\.sql$'); do
        list+=(-f "$file")
    done
    ask postgres -c "CREATE DATABASE $database TEMPLATE template0"
    ask "$database" -1 -v ON_ERROR_STOP=1 "${list[@]}" 2>&1 > /dev/null | errors - /dev/null
}

database_drop() { ask postgres -c "DROP DATABASE IF EXISTS $database WITH (FORCE)" > /dev/null 2>&1 || true; }

# What psql says, as lines of a finding. In a script that was put together, `places` says where its statements
# come from: FILE, the script's first line of it, that line's number in the file.
errors() { # script, places
    awk -v script="$1" -v places="$2" '
        BEGIN {
            while ((getline < places) > 0) { count++; from[count] = $1; start[count] = $2; first[count] = $3 }
        }
        function flush() {
            if (message != "") print file "\t" (line > 0 ? line : 1) "\tsql\t" message
            message = ""
        }
        match($0, /^psql:[^:]*:[0-9]*: [A-Za-z]+: */) {
            flush()
            split($0, part, ":")
            file = part[2]
            line = part[3]
            message = substr($0, RLENGTH + 1)
            is_script = file == script
            if (is_script) {
                for (i = count; i > 1 && start[i] > line; i--) ;
                file = from[i]
                line = first[i]
                base = first[i] - 1
            }
            next
        }
        # The line within the statement, where the server tells.
        match($0, /^LINE [0-9]+:/) && message != "" && is_script { line = base + substr($0, 6, RLENGTH - 6) }
        /^(DETAIL|HINT):/ && message != "" { sub(/^[A-Z]+: */, ""); message = message " (" $0 ")" }
        END { flush() }'
}
