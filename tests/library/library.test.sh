#!/usr/bin/env bash
# The installed library cleanclaim-edi: built, installed into a scratch prefix and used from there, by the example of the
# manual and by a program that takes its memory away.
# shellcheck disable=SC2317 # functions that fact calls
# shellcheck source=tests/facts.sh
. tests/facts.sh
prefix=$here/prefix
# Of its own making, whatever flags the tests themselves are built with.
fact "the library installs" env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s BUILD="$build" PREFIX="$prefix" install-library
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig LD_LIBRARY_PATH=$prefix/lib
fact_equal "pkg-config knows it" "$(cat VERSION)" "$(pkg-config --modversion cleanclaim-edi)"

# ---- Symbols
functions=$(grep -v '^//' edi/cleanclaim_edi.h | grep -oE 'cleanclaim_edi_[a-z_]+\(' | tr -d '(' | sort -u)
fact "the header has functions" test "$(wc -w <<< "$functions")" -ge 9
fact_equal "the static library exports them and nothing else" "$functions" \
    "$(nm -g --defined-only "$prefix/lib/libcleanclaim-edi.a" | awk 'NF == 3 { print $3 }' | sort)"
fact_equal "so does the shared one" "$functions" \
    "$(nm -D --defined-only "$prefix/lib/libcleanclaim-edi.so" | awk '{ print $3 }' | sort)"
fact_equal "no call leads to what stops the process, opens or prints" '' \
    "$(nm -u "$prefix/lib/libcleanclaim-edi.a" | grep -E ' U (abort|exit|_exit|__assert_fail|raise|open|fopen|printf|fprintf|__fprintf_chk|stderr)$')"
fact_equal "nor to another library than libc" 'libc.so.6' \
    "$(readelf -d "$prefix/lib/libcleanclaim-edi.so" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | paste -sd' ')"

# ---- The example, linked both ways
compile() { # source, program, flags of the linker...
    # shellcheck disable=SC2046 # flags are words
    cc -std=c11 -Wall -Wextra -Werror $(pkg-config --cflags cleanclaim-edi) "$1" -o "$2" "${@:3}"
}
static=$prefix/lib/libcleanclaim-edi.a
# shellcheck disable=SC2046
fact "the example builds with the shared library" compile docs/examples/edi_findings.c "$here/shared" $(pkg-config --libs cleanclaim-edi)
fact "and with the static one" compile docs/examples/edi_findings.c "$here/static" "$static"
for kind in shared static; do
    fact_equal "$kind: claims by the guide's names" "claim C100: Total Claim Charge Amount 150, office
claim C200: Total Claim Charge Amount 80, office
2 claims, 0 findings reject" "$("$here/$kind" tests/cli/x12/claims.837)"
done
sed 's/^CLM\*C200\*80/CLM*C200*8x0/' tests/cli/x12/claims.837 > "$here/bad.837"
fact_exit 1 "a file with a mistake" "$here/shared" "$here/bad.837"
fact_says 'segment 39 CLM02: Total Claim Charge Amount is no number: digits and a decimal point (element_number)' "is told" "$here/shared" "$here/bad.837"

# ---- No clash with a program's own names
cat > "$here/names.c" << 'C'
#include <cleanclaim-edi.h>
int x12_new(void);
int x12_new(void) { return 1; }
int grammar = 2;
int main(void)
{
    struct cleanclaim_edi_handler handler = {0};
    struct cleanclaim_edi *edi = cleanclaim_edi_new(&handler);
    int right = edi != NULL && x12_new() + grammar == 3 && cleanclaim_edi_version() == CLEANCLAIM_EDI_VERSION;
    cleanclaim_edi_free(edi);
    return !right;
}
C
fact "a program may have names that the library has inside" compile "$here/names.c" "$here/names" "$static"
fact "and works" "$here/names"

# ---- No memory: each allocation in turn fails. Then there is no reader, or sets that are not proven; never a stop.
cat > "$here/memory.c" << 'C'
#include <cleanclaim-edi.h>
#include <stdio.h>
#include <stdlib.h>
void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
static long left = -1, proven, unproven, limits;
static int fails(void) { return left >= 0 && left-- == 0; }
void *__wrap_malloc(size_t n) { return fails() ? NULL : __real_malloc(n); }
void *__wrap_calloc(size_t n, size_t m) { return fails() ? NULL : __real_calloc(n, m); }
void *__wrap_realloc(void *p, size_t n) { return fails() ? NULL : __real_realloc(p, n); }
static void on_proven(void *context, int64_t ordinal, bool is)
{
    (void)context, (void)ordinal;
    if (is) proven++; else unproven++;
}
static void on_finding(void *context, const struct cleanclaim_edi_finding *f)
{
    (void)context;
    limits += f->code[0] == 'x' && f->code[4] == 'l' && f->code[5] == 'i';
}
int main(int argc, char **argv)
{
    static char bytes[1 << 20];
    FILE *file = fopen(argv[argc - 1], "rb");
    size_t size = fread(bytes, 1, sizeof bytes, file);
    struct cleanclaim_edi_handler handler = {.set_proven = on_proven, .finding = on_finding};
    for (long nth = 0;; nth++) {
        struct cleanclaim_edi_totals totals = {0};
        proven = unproven = limits = 0;
        left = nth;
        struct cleanclaim_edi *edi = cleanclaim_edi_new(&handler);
        enum cleanclaim_edi_result fed = cleanclaim_edi_feed(edi, bytes, size), ended = cleanclaim_edi_end(edi, &totals);
        int failed = left == -1;
        left = -1;
        printf("%s fed %d ended %d whole %d proven %ld unproven %ld limits %ld\n", edi ? "reader" : "none", fed, ended, totals.whole,
            proven, unproven, limits);
        cleanclaim_edi_free(edi);
        if (!failed)
            return 0;
    }
}
C
fact "a program that takes memory away" compile "$here/memory.c" "$here/memory" "$static" -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
"$here/memory" tests/cli/x12/claims.837 > "$here/said"
fact_equal "runs to its end" 0 $?
fact_equal "without memory there is no reader, and each call says so" "none fed 1 ended 1 whole 0 proven 0 unproven 0 limits 0" \
    "$(grep '^none' "$here/said" | sort -u)"
fact_equal "as often as a reader allocates" 7 "$(grep -c '^none' "$here/said")"
fact_equal "without memory for its proof a set is not proven, and told" "reader fed 0 ended 0 whole 0 proven 0 unproven 1 limits 1" \
    "$(grep '^reader' "$here/said" | head -n -1 | sort -u)"
fact_equal "with memory it is" "reader fed 0 ended 0 whole 1 proven 1 unproven 0 limits 0" "$(tail -n 1 "$here/said")"

# ---- C++, where there is one
if [ -n "$(type -P g++)" ]; then
    printf '#include <cleanclaim-edi.h>\nint main() { return cleanclaim_edi_version() - CLEANCLAIM_EDI_VERSION; }\n' > "$here/plus.cpp"
    # shellcheck disable=SC2046
    fact "the header is C++, too" g++ -Wall -Werror $(pkg-config --cflags cleanclaim-edi) "$here/plus.cpp" -o "$here/plus" "$static"
else
    fact_skipped "C++" "g++ is not installed"
fi
facts_end
