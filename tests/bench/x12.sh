#!/usr/bin/env bash
# Speed and memory of edi beside the limits of this machine: x12.sh [MB]   (make bench T=x12)
# What the figures mean stands in tests/bench/x12_bench.c. Other programs are measured when they are installed:
# node-x12 (npm install node-x12, found by NODE_PATH) and libx12-parser-perl, on smaller files, by processor time
# with their start. Nothing here fails because of a time.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build}
bench=$build/tests/bench/x12_bench
megabytes=${1:-100}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

echo "X12 in memory, one core, in windows of 64 KB, made-up files"
"$bench" speed "$megabytes"
echo
for kind in 837P 835; do
    for mb in 1 1000; do
        "$bench" memory $kind $mb
    done
done

# ---- Others

# Processor seconds of a command.
seconds() {
    local TIMEFORMAT='%U %S'
    { time "$@" > /dev/null 2> "$folder/said"; } 2>&1 | awk '{ print $1 + $2 }'
}
compare() { # name, kind, MB, command; the file is $folder/KIND
    local name=$1 kind=$2 mb=$3 took
    shift 3
    "$bench" write "$kind" "$mb" > "$folder/$kind"
    took=$(seconds "$@")
    if [ -s "$folder/said" ]; then
        echo "$name, $kind: it failed: $(head -n 1 "$folder/said")"
    else
        awk -v name="$name" -v kind="$kind" -v bytes="$(wc -c < "$folder/$kind")" -v took="$took" 'BEGIN {
            printf "%s, %s of %.1f MB: %.1f s, %.4f GB/s\n", name, kind, bytes / 1e6, took, bytes / 1e9 / took }'
    fi
}

echo
if command -v node > /dev/null && node -e 'require("node-x12")' 2> /dev/null; then
    # shellcheck disable=SC2016 # it is node that expands them
    program='const { X12Parser } = require("node-x12");
        new X12Parser(true).parse(require("fs").readFileSync(process.argv[1], "utf8"));'
    for kind in 837P 835; do
        compare node-x12 $kind 5 node --max-old-space-size=4000 -e "$program" "$folder/$kind"
    done
else
    echo "node-x12 is not installed"
fi
if perl -MX12::Parser -e 1 2> /dev/null; then
    # Its tables are those of 4010; their outer loops fit.
    # shellcheck disable=SC2016 # it is perl that expands them
    program='my ($file, $table) = @ARGV;
        my $cf = $INC{"X12/Parser.pm"}; $cf =~ s{\.pm$}{/cf/$table};
        my $p = X12::Parser->new; $p->parsefile(file => $file, conf => $cf);
        while (my ($loop) = $p->get_next_loop) { last if !defined $loop; my @s = $p->get_loop_segments; }'
    compare libx12-parser-perl 837P 5 perl -MX12::Parser -e "$program" "$folder/837P" 837_004010X098.cf
    compare libx12-parser-perl 835 5 perl -MX12::Parser -e "$program" "$folder/835" 835_004010X091.cf
else
    echo "libx12-parser-perl is not installed"
fi
