#!/usr/bin/env bash
# The embedded cluster, whatever is killed or left behind: as root, when we are, with the server as
# another account; and as a plain account.
# shellcheck disable=SC2317 # functions that fact calls
# shellcheck source=tests/facts.sh
. tests/facts.sh

if [ ! -r /proc/self/cmdline ]; then
    fact_skipped "the embedded cluster" "the test finds its processes by /proc"
    facts_end
fi

# The program lies where the plain account can reach it.
cp "$build/cleanclaim" "$here/cleanclaim"
chmod 755 "$here/cleanclaim"
plain=nobody

run_plain() { setpriv --reuid="$plain" --regid=nogroup --clear-groups "$@"; }

# In one of two ways; $way is set by the loop below.
as() {
    if [ "$way" = plain ] && [ "$(id -u)" = 0 ]; then
        run_plain env -u CLEANCLAIM_CONF HOME=/nonexistent "$@"
    else
        env -u CLEANCLAIM_CONF "$@"
    fi
}
db() { as timeout 120 "$here/cleanclaim" -c "$conf" db "$@"; }
ask() { db psql -XqtAc "$1"; }
field() { db status | sed -n "s/^$1: *//p"; }
is_fresh_folder() { # makes $root/NAME with a configuration, and $conf
    mkdir -p "$1"
    [ "$way" = plain ] && [ "$(id -u)" = 0 ] && chown "$plain" "$1"
    conf=$1/cleanclaim.conf
    printf '[data]\nfolder = var\n' > "$conf"
    chmod 644 "$conf"
}
# How many servers run on a data folder: processes that were given it as an argument.
with_argument() { grep -slzxF -f <(echo "$1") -- /proc/[0-9]*/cmdline | tr -dc '0-9\n'; }
servers() { with_argument "$1" | wc -l; }
some_server() { [ "$(servers "$1")" != 0 ]; }
# A child that the server has just forked has its arguments for a moment.
one_server() {
    for _ in $(seq 50); do
        [ "$(servers "$1")" = 1 ] && return 0
        sleep 0.1
    done
    echo "there are $(servers "$1") servers"
    return 1
}
# Waits, not for ever, until a command fails.
until_fails() {
    for _ in $(seq 100); do
        "$@" 2> /dev/null || return 0
        sleep 0.1
    done
    return 1
}
# Removes a folder below a running server, which may put files into it meanwhile.
remove_under_server() {
    for _ in $(seq 100); do
        rm -rf "$1" 2> /dev/null && return 0
        sleep 0.1
    done
    return 1
}
milliseconds() { date +%s%3N; }

ways=plain
[ "$(id -u)" = 0 ] && ways='root plain'
for way in $ways; do
    root=$here/$way
    mkdir "$root"
    chmod 711 "$root"
    is_fresh_folder "$root/first"

    # ---- The plain life
    fact_exit 1 "$way: before the first start there is nothing" db status
    fact_says 'none' "$way: and status says so" db status
    fact "$way: stop without a cluster is fine" db stop
    fact "$way: the first start makes a cluster" db start
    [ "$facts_failed" = 0 ] || break # nothing below would make sense
    # Would hang if the server kept the pipe open.
    fact_equal "$way: a start inside a pipe ends" 'the database runs' "$(db start | cat)"
    fact "$way: status of a running server" db status
    fact_equal "$way: the role is no superuser" 'cleanclaim|off' \
        "$(ask "select current_user, current_setting('is_superuser')")"
    fact_equal "$way: UTF8, order of bytes, checksums, no network, UTC" 'UTF8|C|C.UTF-8|on||UTC' "$(ask \
        "select current_setting('server_encoding'), datcollate, datctype, current_setting('data_checksums'),
         current_setting('listen_addresses'), current_setting('timezone')
         from pg_database where datname = 'cleanclaim'")"
    ask 'create table kept (n int); insert into kept values (7)'
    pid=$(field process)
    before=$(milliseconds)
    fact "$way: a start when it runs is fine" db start
    after=$(milliseconds)
    fact_equal "$way: and leaves the server alone" "$pid" "$(field process)"
    echo "  it took $((after - before)) ms"
    data=$(field folder)/data
    fact_equal "$way: its folders are closed to others" '700 700' \
        "$(stat -c %a "$(field folder)" "$(field socket)" | paste -sd ' ')"
    if [ "$(id -u)" = 0 ]; then
        other=$plain
        [ "$way" = plain ] && other=games
        fact_exit 2 "$way: another account cannot connect" setpriv --reuid="$other" \
            --regid=nogroup --clear-groups psql -h "$(field socket)" -U cleanclaim -c 'select 1'
    fi
    ask "create table patient (name text, n int check (n > 0))"
    db psql -qc "insert into patient values ('Plantedname', -1)" 2> /dev/null
    db psql -qc "select 'Plantedname'::int" 2> /dev/null
    fact_exit 1 "$way: the log holds no values" grep -q Plantedname "$(field log)"
    fact "$way: it survives its starter's terminal" db status
    fact "$way: stop" db stop
    fact_exit 1 "$way: then status says stopped" db status
    fact "$way: a second stop is fine" db stop
    fact_equal "$way: a verb that needs it starts it" 7 "$(ask 'select n from kept')"

    # ---- Kills
    kill -9 "$(field process)"
    fact "$way: start at once after kill -9 of the postmaster" db start
    fact_equal "$way: what was committed is there" 7 "$(ask 'select n from kept')"

    # A backend that computes does not notice that its postmaster is gone, and holds its memory.
    db psql -qc "select count(*) from generate_series(1, 10000000000) n" > /dev/null 2>&1 &
    for _ in $(seq 50); do
        orphan=$(ask "select pid from pg_stat_activity where query like '%generate_series%'
                      and pid <> pg_backend_pid() limit 1")
        [ -n "$orphan" ] && break
        sleep 0.1
    done
    kill -9 "$(field process)"
    (sleep 3; kill -9 "$orphan") &
    fact "$way: a start waits for an orphaned backend" db start
    wait
    fact_equal "$way: and the data is whole" 7 "$(ask 'select n from kept')"

    # The pid in the file belongs to another process of the same account by now.
    account=$(field account)
    pid=$(field process)
    kill -9 "$pid"
    until_fails some_server "$data"
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid="$account" --clear-groups --regid=nogroup sleep 300 &
    else
        sleep 300 &
    fi
    stranger=$!
    sed -i "1s/.*/$stranger/" "$data/postmaster.pid"
    sed -i "1s/.*/$stranger/" "$(field socket)/.s.PGSQL.5432.lock"
    [ "$(id -u)" = 0 ] && chown "$account" "$data/postmaster.pid" "$(field socket)"/.s.*.lock
    fact "$way: start with a pid file whose number is another process's" db start
    fact "$way: that process was left alone" kill -0 "$stranger"
    kill "$stranger"

    # A zombie answers kill -0 too.
    pid=$(field process)
    kill -9 "$pid"
    until_fails some_server "$data"
    # shellcheck disable=SC2016
    as bash -c 'sleep 0 & echo $!; exec sleep 300' > "$root/zombie" &
    parent=$!
    sleep 0.5
    sed -i "1s/.*/$(cat "$root/zombie")/" "$data/postmaster.pid"
    [ "$(id -u)" = 0 ] && chown "$account" "$data/postmaster.pid"
    fact "$way: start with a pid file whose number is a zombie's" db start
    kill "$parent"

    # The socket's files are gone, as a cleaner of /tmp would do.
    pid=$(field process)
    rm -f "$(field socket)"/.s.*
    fact "$way: a server without its socket is replaced" db start
    fact_equal "$way: and keeps its data" 7 "$(ask 'select n from kept')"
    fact "$way: there is one server" one_server "$data"

    # The folder of a running server is removed and begun anew. The server notices within a minute.
    fact "$way: a running server's folder is removed" remove_under_server "$root/first/var"
    fact "$way: a start after the data folder was removed under the server" db start
    fact_exit 1 "$way: gives an empty cluster" ask 'select n from kept'

    # ---- Surroundings
    fact "$way: stop again" db stop
    fact "$way: start with closed standard descriptors" \
        as bash -c "timeout 120 '$here/cleanclaim' -c '$conf' db start <&- >&- 2>&-"
    fact "$way: it runs" db status
    db stop > /dev/null
    fact "$way: start with a strange environment and small limits" as env TZ=Asia/Tokyo \
        LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 PGHOST=/nowhere PGPORT=1 PGUSER=x PGDATABASE=y \
        PGDATA=/nowhere PGOPTIONS=-cbogus=1 PGSERVICE=z bash -c \
        "umask 000; ulimit -Sn 64; trap '' CHLD; timeout 120 '$here/cleanclaim' -c '$conf' db start"
    fact_equal "$way: and psql finds it all the same" 1 "$(as env PGHOST=/nowhere PGUSER=x \
        "$here/cleanclaim" -c "$conf" db psql -XqtAc 'select 1')"
    fact_exit 3 "$way: destroy must be meant" db destroy
    fact "$way: destroy" db destroy --yes
    fact_exit 1 "$way: leaves nothing of the cluster" test -e "$root/first/var/pg"
    fact "$way: a second destroy is fine" db destroy --yes

    # ---- What is left of a folder whose server wrote while it was removed
    is_fresh_folder "$root/rest"
    as mkdir -p "$root/rest/var/pg/data/pg_wal"
    if [ "$way" = root ]; then chown -R postgres: "$root/rest/var/pg"; fi
    chmod 700 "$root/rest/var/pg" "$root/rest/var/pg/data"
    fact_exit 2 "$way: the rest of a database is not run" db start
    fact_says "'cleanclaim db destroy --yes'" "$way: and what removes it is told" db start
    fact "$way: the rest is still there" test -d "$root/rest/var/pg/data/pg_wal"
    fact "$way: it can be removed" db destroy --yes
    fact "$way: and a new database begun" db start
    db destroy --yes > /dev/null

    # ---- Half-made first starts
    is_fresh_folder "$root/half"
    for delay in 0.2 0.7 1.1; do
        as "$here/cleanclaim" -q -c "$conf" db start > /dev/null 2>&1 &
        sleep $delay
        # The program itself, not what as() put around it.
        pids=$(with_argument "$conf")
        # shellcheck disable=SC2086
        [ -n "$pids" ] && kill -9 $pids 2> /dev/null
        wait
        fact "$way: a first start killed after $delay s is taken up" db start
        fact_equal "$way: and gives a whole cluster" cleanclaim "$(ask 'select current_database()')"
        db destroy --yes > /dev/null
    done
    as mkdir -p "$root/half/var/pg/data.new/base"
    if [ "$way" = root ]; then chown -R postgres: "$root/half/var/pg"; fi
    chmod 700 "$root/half/var/pg"
    touch "$root/half/var/pg/data.new/PG_VERSION"
    fact "$way: what is left of a killed initdb is removed" db start
    fact_exit 1 "$way: and gone" test -e "$root/half/var/pg/data.new"
    db destroy --yes > /dev/null

    # ---- Several at once
    is_fresh_folder "$root/many"
    pids=()
    for _ in 1 2 3 4 5; do
        db start > /dev/null 2>&1 &
        pids+=($!)
    done
    ended=0
    for pid in "${pids[@]}"; do wait "$pid" && ended=$((ended + 1)); done
    fact_equal "$way: five first starts at once all end well" 5 "$ended"
    fact "$way: in one server" one_server "$root/many/var/pg/data"
    kill -9 "$(field process)"
    pids=()
    for _ in 1 2 3 4 5; do
        db start > /dev/null 2>&1 &
        pids+=($!)
    done
    ended=0
    for pid in "${pids[@]}"; do wait "$pid" && ended=$((ended + 1)); done
    fact_equal "$way: so do five after a kill -9" 5 "$ended"
    fact "$way: in one server too" one_server "$root/many/var/pg/data"
    db destroy --yes > /dev/null

    # ---- Places
    deep=$root/$(printf 'deep%.0s' {1..30})
    is_fresh_folder "$deep"
    fact "$way: a start in a folder too deep for a socket" db start
    fact_says '/tmp/cleanclaim-' "$way: puts the socket elsewhere" db status
    fact_equal "$way: where it works" 1 "$(ask 'select 1')"
    socket=$(field socket)
    pid=$(field process)
    remove_under_server "${deep:?}/var"
    fact "$way: a start when a server of a removed folder answers there" db start
    fact "$way: ends that one" until_fails kill -0 "$pid"
    db destroy --yes > /dev/null
    fact_exit 1 "$way: and is removed with the cluster" test -e "$socket"

    is_fresh_folder "$root/odd, it's \"here\""
    fact "$way: a start in a folder with blank, comma and quotes" db start
    fact_equal "$way: works" 1 "$(ask 'select 1')"
    db destroy --yes > /dev/null
done

# ---- Below a folder that the server's account cannot enter
way=root
if [ "$(id -u)" = 0 ]; then
    mkdir "$here/closed"
    chmod 700 "$here/closed"
    is_fresh_folder "$here/closed/project"
    fact "a start below a folder of root" db start
    fact_says '/var/lib/cleanclaim/' "puts the cluster elsewhere, and status says where" db status
    fact_says 'cannot reach that folder' "and why" db status
    ask 'create table kept (n int); insert into kept values (8)'
    elsewhere=$(field folder)
    kill -9 "$(field process)"
    fact_equal "it survives a kill -9 there" 8 "$(ask 'select n from kept')"
    db stop > /dev/null
    mv "$here/closed/project" "$here/closed/moved"
    conf=$here/closed/moved/cleanclaim.conf
    fact_exit 3 "a moved project does not begin with an empty database" db start
    fact_says "mv '$elsewhere'" "but says how to take its own along" db start
    mv "$here/closed/moved" "$here/closed/project"
    conf=$here/closed/project/cleanclaim.conf
    fact "moved back it works" db start
    rm -rf "$here/closed/project/var"
    fact_says 'made for this data folder earlier' "an emptied data folder finds its cluster" db start
    fact_equal "with its data" 8 "$(ask 'select n from kept')"
    fact "destroy there" db destroy --yes
    fact_exit 1 "leaves nothing there" test -e "$elsewhere"
    fact_exit 1 "nor a mark here" test -e "$here/closed/project/var/pg"

    # The data folder belongs to somebody: root runs his server as him.
    way=plain
    is_fresh_folder "$here/his"
    as mkdir "$here/his/var"
    way=root
    fact "root starts the cluster in the folder of another account" db start
    fact_equal "whose server it is" "$plain" "$(field account)"
    way=plain
    fact_equal "so that he can use it" 1 "$(ask 'select 1')"
    fact "and stop it" db stop
    db destroy --yes > /dev/null
else
    fact_skipped "clusters elsewhere" "only root can make folders that others cannot enter"
fi
facts_end
