#!/bin/sh
# Which lines and functions the tests reached: scripts/coverage.sh BUILD, after the tests ran on a build with --coverage
# (make coverage). Writes BUILD/html/index.html and prints the share of each room.
set -eu
build=$1
if ! command -v lcov > /dev/null; then
    echo "coverage: needs lcov: apt-get install lcov" >&2
    exit 2
fi
quiet() { "$@" > "$build/lcov.log" 2>&1 || { cat "$build/lcov.log" >&2; exit 2; }; }
# Also what no test loaded counts.
quiet lcov --capture --initial --directory "$build" --base-directory . --no-external --output-file "$build/none.info"
quiet lcov --capture --directory "$build" --base-directory . --no-external --output-file "$build/some.info"
quiet lcov --add-tracefile "$build/none.info" --add-tracefile "$build/some.info" --output-file "$build/all.info"
quiet lcov --remove "$build/all.info" '*/build/*' '*/tests/*' --output-file "$build/rooms.info"
quiet genhtml --legend --title "Cleanclaim $(cat VERSION)" --prefix "$PWD" --output-directory "$build/html" "$build/rooms.info"
awk -F '[:,]' -v root="$PWD/" '
    /^SF:/ { room = $2; sub(root, "", room); sub(/\/[^\/]*$/, "", room) }
    /^LF:/ { lines[room] += $2; all += $2 }
    /^LH:/ { hit[room] += $2; reached += $2 }
    END {
        for (room in lines)
            printf "%-14s %6d of %6d lines reached, %5.1f %%\n", room, hit[room], lines[room], 100 * hit[room] / lines[room] | "sort"
        close("sort")
        if (all) printf "%-14s %6d of %6d lines reached, %5.1f %%\n", "all", reached, all, 100 * reached / all
    }' "$build/rooms.info"
echo "page: $build/html/index.html"
