# shellcheck shell=bash
# facts: what shell tests share; to be sourced. A test states facts:
#     fact "a second start is fine" program db start
#     fact_exit 3 "an unknown key is refused" program config check
#     fact_says "did you mean 'host'" "a mistyped key is guessed" program config check
# and ends with facts_end. Each test has a folder of its own, $here, removed when it ends well.
set -u
build=${BUILD:-build}
case $build in /*) ;; *) build=$PWD/$build ;; esac
facts_passed=0 facts_failed=0 facts_skipped=0
facts_out=$(mktemp)
here=$(mktemp -d "${TMPDIR:-/tmp}/cleanclaim-test.XXXXXX")
chmod 711 "$here" # other accounts may pass, as into any folder of the system

program() { "$build/cleanclaim" "$@"; }

fact_holds() { facts_passed=$((facts_passed + 1)); echo "ok $1"; }
fact_fails() { # name, reason
    facts_failed=$((facts_failed + 1))
    echo "not ok $1: $2"
    sed 's/^/    /' "$facts_out"
}
fact_skipped() { facts_skipped=$((facts_skipped + 1)); echo "skipped $1: $2"; }

# The command exits with the code.
fact_exit() { # code, name, command...
    local want=$1 name=$2 code=0
    shift 2
    "$@" > "$facts_out" 2>&1 || code=$?
    if [ "$code" = "$want" ]; then fact_holds "$name"; else fact_fails "$name" "exit $code"; fi
}
fact() { fact_exit 0 "$@"; }

# What the command prints holds the text, whatever its exit code.
fact_says() { # text, name, command...
    local want=$1 name=$2
    shift 2
    "$@" > "$facts_out" 2>&1 || true
    if grep -qF -- "$want" "$facts_out"; then
        fact_holds "$name"
    else
        fact_fails "$name" "it does not say '$want'"
    fi
}

fact_equal() { # name, want, got
    printf 'want: %s\ngot:  %s\n' "$2" "$3" > "$facts_out"
    if [ "$2" = "$3" ]; then fact_holds "$1"; else fact_fails "$1" "they differ"; fi
}

facts_end() {
    rm -f "$facts_out"
    if [ "$facts_failed" = 0 ]; then rm -rf "$here"; else echo "left to be looked at: $here"; fi
    echo "$facts_passed passed, $facts_failed failed, $facts_skipped skipped"
    [ "$facts_failed" = 0 ]
    exit
}
