#!/bin/sh
# Installs the Debian packages that are missing: those to build and run or, called with "test", those of the
# tests and checks too. Does nothing, and needs no network, when all are there. Needs root, or a user whom sudo
# asks for no password; asks nothing. Safe to repeat, also after it was killed.
set -eu

packages='gcc libc6-dev make pkg-config
    postgresql-15 postgresql-client-15
    libpq-dev libssl-dev libzip-dev libcsv-dev libjansson-dev libinih-dev uthash-dev'
case ${1-} in
test) packages="$packages libcmocka-dev shellcheck clang-format clang libclang-rt-14-dev zip libxml2-utils mandoc" ;;
'') ;;
*)
    echo "usage: scripts/install.sh [test]" >&2
    exit 3
    ;;
esac

# Of the packages named, those that are not installed whole.
missing_of() {
    for package in "$@"; do
        state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null) || state=none
        [ "$state" = installed ] || printf ' %s' "$package"
    done
}

say() { echo "install: $*" >&2; }

as_root() { false; }
if [ "$(id -u)" = 0 ]; then
    as_root() { env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }
elif command -v sudo > /dev/null && sudo -n true 2> /dev/null; then
    as_root() { sudo -n env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }
fi

# The package of the server would make and start a cluster "main" of its own. We do not want it; whoever has
# PostgreSQL already keeps his. This stands only while we install, unless an installation was killed.
refuse=/etc/postgresql-common/createcluster.d/cleanclaim-installs.conf

# shellcheck disable=SC2086 # a list of words
missing=$(missing_of $packages)
if [ -z "$missing" ]; then
    [ ! -e "$refuse" ] || as_root rm -f "$refuse" || true
    exit 0
fi

if ! command -v apt-get > /dev/null; then
    say "this system has no apt-get; packages that are missing:$missing"
    exit 2
fi
if ! as_root true; then
    say "packages are missing, and installing them needs root:$missing"
    say "say as root: apt-get update && apt-get install --no-install-recommends$missing"
    exit 2
fi

# apt waits for the lock of packages by itself, but not for that of its lists: so we do.
apt() {
    tries=0
    while :; do
        log=$(mktemp)
        code=0
        as_root apt-get -q -y -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 \
            -o Dpkg::Options::=--force-confold "$@" > "$log" 2>&1 < /dev/null || code=$?
        busy=no
        grep -qE 'Could not get lock|Unable to lock' "$log" && busy=yes
        if [ $code = 0 ] || [ $busy = no ] || [ $tries -ge 300 ]; then
            [ $code = 0 ] || tail -n 30 "$log" >&2
            rm -f "$log"
            return $code
        fi
        rm -f "$log"
        [ $tries != 0 ] || say "waiting for another apt"
        tries=$((tries + 1))
        sleep 2
    done
}

case $missing in
*postgresql-15*)
    trap 'as_root rm -f "$refuse"' EXIT
    trap 'exit 130' INT TERM
    as_root mkdir -p "${refuse%/*}"
    echo 'create_main_cluster = false' | as_root tee "$refuse" > /dev/null
    ;;
esac

say "installing$missing"
# An earlier installation that was killed half way.
if [ -n "$(dpkg --audit 2> /dev/null)" ]; then
    as_root dpkg --configure -a > /dev/null 2>&1 < /dev/null || true
fi
# shellcheck disable=SC2086 # a list of words
if ! { apt update && apt install --no-install-recommends $missing; }; then
    say "could not install:$missing"
    exit 2
fi
