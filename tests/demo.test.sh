#!/usr/bin/env bash
# The demonstration of README's quick start, in a folder of its own: it runs, says where its reports lie, leaves books
# that hold, and changes nothing when it is called again. Installing and building are left out: the program is built.
# shellcheck source=tests/facts.sh
. tests/facts.sh
place=$here/project
mkdir -p "$place/scripts"
cp demo "$place/"
ln -s "$build" "$place/build"
ln -s "$PWD/fixtures" "$place/fixtures"
printf '#!/bin/sh\n' > "$place/scripts/install.sh"
chmod +x "$place/scripts/install.sh"
echo 'all:' > "$place/Makefile"
conf=$place/var/demo/cleanclaim.conf
trap 'program -q -c "$conf" db destroy --yes > /dev/null 2>&1' EXIT
demo() { "$place/demo" < /dev/null; }

fact 'the demonstration runs' demo
cp "$facts_out" "$here/first.out"
page=$(sed -n "s/^ *The morning's page: *//p" "$here/first.out")
fact 'it says where the page lies' test -s "$page"
fact_says 'Lake' 'the page is that of its practice' cat "$page"
fact_equal 'the page is of the last night, and nothing came after it' '' "$(grep -o 'later accounting date' "$page")"
fact_equal 'no figure of the page differs' '' "$(grep -o 'does not tie' "$page")"
fact_equal 'three nights ran' '3' "$(grep -cE '^ *[0-9]+  night  ' "$here/first.out")"
fact 'payments were posted, and some are parked' \
    test "$(grep -cE '^DEMO +(payments posted|payments parked|claims published|claims accepted) ' "$here/first.out")" -ge 4
fact_equal 'the money invariants hold' '13' "$(grep -cE '^DEMO +[0-9]+  [a-z ]+  +0  ' "$here/first.out")"

# ---- Again
state() {
    (cd "$place/var/demo" && find . -path ./pg -prune -o -type f -exec sha256sum {} + | sort)
    program -q -c "$conf" db psql -XqtA -c "SELECT org_id, link_no, encode(digest, 'hex') FROM chain_head"
}
before=$(state)
fact 'a second call runs' demo
fact_equal 'and runs no night again' '4' "$(grep -c 'done in an earlier run' "$facts_out")"
fact_equal 'it leaves files and books as they were' "$before" "$(state)"
fact 'its database can be removed' program -q -c "$conf" db destroy --yes
facts_end
