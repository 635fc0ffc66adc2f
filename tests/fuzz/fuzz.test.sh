#!/usr/bin/env bash
# Takes minutes.
# Each fuzz target runs for five seconds, from the kept corpus on, and finds nothing. The inputs are the same each time, so
# that what passed passes again; `make fuzz` draws new ones.
# shellcheck source=tests/facts.sh
. tests/facts.sh
if ! command -v clang > /dev/null || ! echo 'int main(void) { return 0; }' |
    clang -fsanitize=address -x c -o "$here/sanitised" - 2> /dev/null; then
    fact_skipped 'fuzz targets find nothing' 'clang or libclang-rt-14-dev is not installed'
    facts_end
fi
export FUZZ_SEED=1
export BUILD=build/fuzz # a build of its own, whatever the suite's
unset MAKEFLAGS MAKELEVEL MFLAGS
fact 'the targets build' make -s -j2 BUILD="${build#"$PWD"/}" fuzzers
for target in tests/fuzz/*_fuzz.c; do
    name=${target##*/}
    name=${name%_fuzz.c}
    fact "$name finds nothing in five seconds" tests/fuzz/fuzz.sh 5 "$name"
done

# What the search begins with: valid files of every guide.
FUZZ_SAY=1 "$BUILD/tests/fuzz/x12_check_fuzz" tests/fuzz/corpus/valid_* "$BUILD"/seeds/* 2> "$here/said" || true
fact_equal 'of the files that are meant to be valid none is refused' 'whole 0' \
    "$(grep -aoE '^(whole|in parts) [0-9]+' "$here/said" | sort -u)"
fact_equal 'every guide has one' "$(sed -n 's/^set \([^ ]*\).*/\1/p' edi/grammar/[0-9]*.txt | sort -u | xargs)" \
    "$(awk '/^[0-9]+ / && $3 != "-" { print $2 }' "$here/said" | sort -u | xargs)"
facts_end
