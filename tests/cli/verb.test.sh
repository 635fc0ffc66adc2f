#!/usr/bin/env bash
# The command line: help, options, exit codes, and what must hold before any verb runs.
# shellcheck disable=SC2317 # functions that fact calls
# shellcheck source=tests/facts.sh
. tests/facts.sh
# shellcheck source=tests/cli/verbs.sh
. tests/cli/verbs.sh
root=$PWD
binary=$build/cleanclaim
cd "$here" || exit 1
unset CLEANCLAIM_CONF
printf '[data]\nfolder = var\n' > cleanclaim.conf

# ---- Help
fact "help is there" program --help
fact_says 'Exit codes: 0 done' "and tells of exit codes" program --help
fact_says "cleanclaim $(cat "$OLDPWD/VERSION")" "the version is that of VERSION" program --version
verbs=$(program --help | sed -n '/^Verbs:/,/^$/s/^  \([a-z0-9]*\) .*/\1/p')
fact_equal "it lists the verbs of the table" "$(verbs_table "$root" | cut -d'|' -f1 | xargs)" "$(xargs <<< "$verbs")"
fact "there are many" test "$(wc -w <<< "$verbs")" -ge 20
fact "no line of it is too long" test "$(program --help | wc -L)" -le 100
help_is_whole() { # verb, sub-verbs, options
    program "$1" --help > help.txt && grep -q 'Usage: cleanclaim' help.txt &&
        grep -q 'Exit codes: 0 ' help.txt && [ "$(wc -L < help.txt)" -le 100 ] &&
        sed -n '/^EXAMPLES$/,/^$/p' help.txt | grep -q "cleanclaim.* $1" || return 1
    local word given
    for given in $2; do
        word=${given%\*}
        [ "$word" = . ] && continue
        # Each sub-verb stands in a usage line and has its own paragraph, or an example.
        sed '/^$/,$d' help.txt | grep -qE "cleanclaim $1 ([a-z|]*\|)?$word\b" || { echo "no usage of $word"; return 1; }
        grep -qE "^  $word |cleanclaim.* $1 $word" <(sed '1,/^$/d' help.txt) || { echo "nothing about $word"; return 1; }
        [ "$word" != "$given" ] || program "$1" "$word" --help | cmp -s - help.txt || { echo "$word --help is another"; return 1; }
    done
    for word in $3; do
        grep -qE "^ *.*--${word%%=*}\b" <(sed '1,/^$/d' help.txt) || { echo "nothing about --$word"; return 1; }
    done
}
while IFS='|' read -r verb subs options; do
    fact "'$verb --help': usage, sub-verbs, options, examples, exit codes, no long line" \
        help_is_whole "$verb" "$subs" "$options"
done < <(verbs_table "$root")
fact_says 'db start|stop' "--help before the verb is that of the verb" program --help db
fact "a verb's help needs no sound configuration" program -c /nowhere db --help

# ---- Wrong words
fact_exit 3 "no verb is wrong" program
fact_exit 3 "an unknown verb is wrong" program confik
fact_says "did you mean 'config'" "and guessed" program confik
wrong_of_x12() { # sub-verb and options that it does not have
    while read -r sub option; do
        program x12 "$sub" "$option" claims.837 2> x12.log
        if [ $? -ne 3 ] || ! grep -q "'x12 $sub' has no ${option%%=*}; see" x12.log; then
            echo "$sub $option"
            cat x12.log
            return 1
        fi
    done << 'END'
check --show-patient
check --into=x
check --key=x
show --codes
stat --claims=1
stat --control=1
diff --codes
split --csv
split --show-patient
ack --json
ack --csv
redact --json
redact --control=1
END
}
fact "an option of another sub-verb of x12 is wrong" wrong_of_x12
fact_exit 3 "an unknown sub-verb is wrong" program config shwo
fact_says "did you mean 'config show'" "and guessed" program config shwo
fact_says "'cleanclaim config --help' lists" "where they are listed is said of one that is like none" program config zzz
fact_exit 3 "a missing sub-verb is wrong" program config
fact_says "needs one of: start stop status migrate psql destroy;" "and all are named" program db
fact_exit 3 "an unknown option is wrong" program --nonsense db status
fact_exit 3 "after the verb too" program db status --nonsense
fact_exit 3 "an option without its argument is wrong" program db status --org
fact_exit 3 "an argument too many is wrong" program config check twice
fact_says "'twice' is one argument too many" "and named" program config check twice
for date in 2026-02-30 26-01-01 tomorrow '2026-01-01 24:00' '2026-01-01 1:00' 2026-01-01x ''; do
    fact_exit 3 "--as-of '$date' is wrong" program --as-of "$date" config check
done
for date in 2024-02-29 '2026-01-01 23:59' 2026-01-01T00:00; do
    fact "--as-of '$date' is right" program --as-of "$date" config check
done

# ---- Options stand before or after the verb
fact_equal "--json after the verb" "$(program --json config show)" "$(program config show --json)"
fact_says '"key":"port","value":"5432"' "--json prints objects" program config show --json
printf '[log]\nlevel = warn\n' > other.conf
fact_says 'other.conf' "-c before the verb" program -c other.conf config show
fact_says 'other.conf' "-c after it" program config show -c other.conf
fact_says 'other.conf' "--config= too" program config --config=other.conf show

# ---- Configuration
printf '[database]\nhosst = x\n[run]\nbatch_rows = none\n' > wrong.conf
fact_exit 3 "config check of a wrong file" program -c wrong.conf config check
fact_says "wrong.conf:2: unknown key 'hosst' in [database]; did you mean 'host'?" \
    "names the first mistake" program -c wrong.conf config check
fact_says "wrong.conf:4: batch_rows = none" "and the second" program -c wrong.conf config check
fact_equal "one object each with --json" 2 \
    "$(program -c wrong.conf config check --json | grep -c '^{"mistake":"wrong.conf:')"
fact_exit 3 "another verb does not begin with a wrong file" program -c wrong.conf db status
fact_says "wrong.conf:4:" "and names all mistakes" program -c wrong.conf db status
fact_exit 3 "config show shows what it can" program -c wrong.conf config show
fact "config check of a right file" program config check
fact "config check changes nothing" test ! -e var

# ---- Surroundings
fact "closed standard descriptors" bash -c "'$binary' config check <&- >&- 2>&-"
closed_output() { # a message must not land in a file that took the place of standard error
    bash -c "'$binary' -c '$here/wrong.conf' db status >&- 2>&-"
    [ $? = 3 ] && [ "$(cat "$here/wrong.conf")" = "$before" ]
}
before=$(cat wrong.conf)
fact "messages go nowhere else then" closed_output
fact "a reader that closes the pipe is no failure" \
    bash -c "set -o pipefail; '$binary' config show | head -n 1"
if [ -e /dev/full ]; then
    fact_exit 2 "a full disk is" bash -c "'$binary' config show > /dev/full"
fi
fact_equal "a Turkish locale does not change words" "$(program config show)" \
    "$(env LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 "$binary" config show)"
fact_exit 3 "an empty argument is wrong" program ''
fact_exit 3 "a long one too" program "$(printf 'x%.0s' {1..5000})"

# ---- psql is handed what follows, unread
mkdir bin
# shellcheck disable=SC2016
printf '#!/bin/sh\nfor a; do echo "<$a>"; done\necho "$PGHOST|$PGDATABASE|$PGUSER|$PGSSLMODE|$PGSERVICE"\n' > bin/psql
chmod 755 bin/psql
printf '[database]\nhost = %s\nname = books\nuser = me\n' "$here" > socket.conf
with_psql() { PATH=$here/bin:$PATH PGSERVICE=x PGSSLMODE=y program -c socket.conf db psql "$@"; }
fact_equal "arguments of psql" '<-c> <select 1> <--json> <--help>' \
    "$(with_psql -c 'select 1' --json --help | grep '^<' | paste -sd ' ')"
fact_equal "a leading -- is ours" '<-x>' "$(with_psql -- -x | grep '^<')"
fact_equal "its surroundings" "$here|books|me||" "$(with_psql | tail -n 1)"
fact_exit 3 "a server of others is not started" program -c socket.conf db start
fact_exit 3 "nor stopped" program -c socket.conf db stop
fact_exit 3 "nor destroyed" program -c socket.conf db destroy --yes
fact_exit 1 "its status says that it is not reached" program -c socket.conf db status
# ---- A server that cannot be reached
printf '[database]\nhost = 127.0.0.1\nport = 1\ntls = off\n' > server.conf
fact_exit 2 "a server that cannot be reached: running again is safe" program -c server.conf status
fact_says 'error: the database cannot be reached: connection to server at "127.0.0.1"' "and that is said" program -c server.conf status
fact_equal "in one line" 1 "$(program -c server.conf status 2>&1 | wc -l)"
fact_exit 1 "db status says so by its exit code" program -c server.conf db status
fact_says '"tls":"off"' "and tells settings by the words of the configuration" program -c server.conf db status --json

facts_end
