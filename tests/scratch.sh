# scratch: a cluster of its own for tests and checks; to be sourced. The tests of a database find it in the
# environment:
#     CLEANCLAIM_TEST_HOST      folder of its socket
#     CLEANCLAIM_TEST_PORT
#     CLEANCLAIM_TEST_USER      may create databases
#     CLEANCLAIM_TEST_TEMPLATE  a database with the whole schema; each test makes its own from it (STRATEGY
#                               file_copy costs the server a third where nothing is synced)
# shellcheck shell=bash

scratch_program() { "$scratch_build/cleanclaim" -q -c "$scratch_folder/cleanclaim.conf" "$@"; }

# Starts it in a folder that nobody else uses, below the built things. When that fails it says why and
# returns false. Where it was started already (a check within a test), that one is used.
scratch_start() { # build folder, folder of the cluster
    [ -z "${CLEANCLAIM_TEST_HOST:-}" ] || return 0
    scratch_build=$1 scratch_folder=$2
    local output=$scratch_folder/output
    mkdir -p "$scratch_folder"
    printf '[data]\nfolder = var\n' > "$scratch_folder/cleanclaim.conf"
    # What a killed run left.
    scratch_program db destroy --yes > "$output" 2>&1
    rm -rf "${scratch_folder:?}/var"
    if ! {
        scratch_program db start && scratch_program db migrate &&
            scratch_program db psql -q -U postgres -c 'ALTER ROLE cleanclaim CREATEDB' \
                -c 'ALTER SYSTEM SET fsync = off' -c 'ALTER SYSTEM SET full_page_writes = off' \
                -c 'SELECT pg_reload_conf()' # nothing here must outlive the machine
    } > "$output" 2>&1; then
        cat "$output" >&2
        echo "the scratch database could not be started" >&2
        return 1
    fi
    CLEANCLAIM_TEST_HOST=$(scratch_program db status | sed -n 's/^socket: *//p')
    export CLEANCLAIM_TEST_HOST
    export CLEANCLAIM_TEST_PORT=5432 CLEANCLAIM_TEST_USER=cleanclaim
    export CLEANCLAIM_TEST_TEMPLATE=cleanclaim
}

# Removes what scratch_start made, if it made anything.
scratch_stop() {
    [ -n "${scratch_folder:-}" ] || return 0
    scratch_program db destroy --yes > "$scratch_folder/output" 2>&1
    rm -rf "$scratch_folder"
}
