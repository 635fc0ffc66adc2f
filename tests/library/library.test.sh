#!/usr/bin/env bash
# The installed library cleanclaim-edi: built, installed into a scratch prefix and used from there, by the examples of the
# manual, out of turn, and by programs that take its memory away.
# shellcheck disable=SC2317 # functions that fact calls
# shellcheck source=tests/facts.sh
. tests/facts.sh
prefix=$here/prefix
# Of its own making, whatever flags the tests themselves are built with; under the name that make gives the folder, by which
# it knows what each object was made of.
fact "the library installs" env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s BUILD="${build#"$PWD"/}" PREFIX="$prefix" install-library
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
2 claims, 0 findings reject" "$("$here/$kind" < tests/cli/x12/claims.837)"
done
sed 's/^CLM\*C200\*80/CLM*C200*8x0/' tests/cli/x12/claims.837 > "$here/bad.837"
findings() { "$here/shared" < "$here/bad.837"; }
fact_exit 1 "a file with a mistake" findings
fact_says 'segment 39 CLM02: Total Claim Charge Amount is no number: digits and a decimal point (element_number)' "is told" findings

# ---- Writing
# shellcheck disable=SC2046
fact "the example that writes builds with the shared library" compile docs/examples/edi_write.c "$here/write" $(pkg-config --libs cleanclaim-edi)
printf '%s\n' MEMBER1 DOE JANE MEMBER2 DOE JOHN | "$here/write" > "$here/two.270"
fact_equal "and writes, counts and control numbers made" 'ISA*00*          *00*          *ZZ*CLINIC         *ZZ*PAYER          *261122*1200*^*00501*000000001*0*P*:~
GS*HS*CLINIC*PAYER*20261122*1200*1*X*005010X279A1~
ST*270*0001*005010X279A1~
BHT*0022*13*INQUIRY*20261122*1200~
HL*1**20*1~
NM1*PR*2*MADE UP PAYER*****PI*PAYER1~
HL*2*1*21*1~
NM1*1P*2*MADE UP CLINIC*****XX*1234567893~
HL*3*2*22*0~
NM1*IL*1*DOE*JANE****MI*MEMBER1~
DTP*291*D8*20261122~
EQ*30~
SE*11*0001~' "$(head -n 13 "$here/two.270")"
fact_equal "to the last trailer" 'SE*11*0002~ GE*2*1~ IEA*1*000000001~' "$(tail -n 3 "$here/two.270" | paste -sd' ')"
fact "what it writes is valid" program x12 check "$here/two.270"
three() { printf '%s\n' MEMBER1 DOE JANE 'MEM*BER2' DOE JOHN MEMBER3 DOE JACK | "$here/write" 2> "$here/said"; }
three > "$here/three.270"
fact_equal "a set with a separator in a value is refused" 1 $?
fact_equal "told with place, reason, remedy and code" \
    'set 0002, NM1 NM109: Subscriber Primary Identifier holds a character that may not stand there: byte 4 is the separator * of the interchange: write it with plain letters, digits and common signs (element_characters)' \
    "$(cat "$here/said")"
fact_equal "and the others leave, numbered without it" "SE*11*0001~ SE*11*0002~ GE*2*1~" \
    "$(grep -E '^(SE|GE)' "$here/three.270" | paste -sd' ')"
fact_equal "nothing of it does" 0 "$(grep -c JOHN "$here/three.270")"
fact "they are valid" program x12 check "$here/three.270"
fact_equal "where nothing is valid nothing leaves" "2 0" "$(printf 'M~1\nDOE\nJANE\n' | "$here/write" 2> /dev/null > "$here/none.270"
    echo "$? $(wc -c < "$here/none.270")")"

# ---- Answering
# shellcheck disable=SC2046
fact "the example that answers builds with the shared library" compile docs/examples/edi_answer.c "$here/answer" $(pkg-config --libs cleanclaim-edi)
fact_equal "a valid file is accepted" "0" "$("$here/answer" < tests/cli/x12/claims.837 > "$here/claims.999" 2> /dev/null; echo $?)"
fact_equal "a bad one is not, and that is said" "1 1 sets, 1 rejected" "$("$here/answer" < "$here/bad.837" 2>&1 > "$here/bad.999" | paste -sd' ' > "$here/said"
    echo "${PIPESTATUS[0]} $(cat "$here/said")")"
fact_equal "by place and code" 'IK3*CLM*37*2300*8~ CTX*CLM01:C200~ IK4*2*782*6*8x0~ IK5*R*5~' "$(grep -E '^(IK|CTX)' "$here/bad.999" | paste -sd' ')"
for kind in claims bad; do
    [ $kind = bad ] || cp tests/cli/x12/claims.837 "$here"
    program x12 ack --as-of '2026-11-22 12:00' --control=1 "$here/$kind.837" > "$here/own.999" 2> /dev/null
    fact "$kind.837: as 'x12 ack' answers it" cmp "$here/own.999" "$here/$kind.999"
done

# Out of turn, wrong values, composites, other separators: results, never a stop.
cat > "$here/turns.c" << 'C'
#include <cleanclaim-edi.h>
#include <stdio.h>
#include <string.h>
#define SAY(call) printf("%d ", (call))
static void on_bytes(void *context, const void *bytes, size_t size) { (void)context; fwrite(bytes, 1, size, stdout); }
static void on_finding(void *context, const struct cleanclaim_edi_finding *f)
{
    (void)context;
    printf("[%s %s%s] ", f->code, f->place.segment_id, f->place.element[0] ? f->place.element + strlen(f->place.segment_id) : "");
}
int main(void)
{
    struct cleanclaim_edi_writer_handler handler = {.bytes = on_bytes, .finding = on_finding};
    struct cleanclaim_edi_writer *w = cleanclaim_edi_writer_new(&handler);
    struct cleanclaim_edi_envelope e = {.sender_qualifier = "ZZ", .sender = "S", .receiver_qualifier = "ZZ", .receiver = "R",
        .group_sender = "SS", .group_receiver = "RR", .interchange_control = 7, .group_control = 7,
        .year = 2026, .month = 11, .day = 22, .hour = 12, .minute = 5, .acknowledgement_requested = true, .test = true,
        .separators = "|>^\n"};
    // Before anything is open.
    SAY(cleanclaim_edi_write_group(w, "FA", "005010X231A1"));
    SAY(cleanclaim_edi_write_set(w, "999", "005010X231A1"));
    SAY(cleanclaim_edi_write_segment(w, "AK1"));
    SAY(cleanclaim_edi_write_element(w, "X", 1));
    SAY(cleanclaim_edi_write_segment_end(w));
    SAY(cleanclaim_edi_write_set_end(w));
    SAY(cleanclaim_edi_write_group_end(w));
    SAY(cleanclaim_edi_write_interchange_end(w));
    SAY(cleanclaim_edi_write_interchange(w, NULL));
    puts("before");
    // A day that is none, separators that are none, a name too long; each interchange is refused and can be ended.
    struct cleanclaim_edi_envelope wrong[5] = {e, e, e, e, e};
    wrong[0].month = 13;
    wrong[1].separators = "**^~";
    wrong[2].separators = "*";
    wrong[3].sender = "A NAME OF TWENTY BYTES";
    wrong[4].interchange_control = 0;
    for (int i = 0; i < 5; i++) {
        SAY(cleanclaim_edi_write_interchange(w, &wrong[i]));
        SAY(cleanclaim_edi_write_group(w, "FA", "005010X231A1"));
        SAY(cleanclaim_edi_write_group_end(w));
        SAY(cleanclaim_edi_write_interchange_end(w));
        puts("refused");
    }
    SAY(cleanclaim_edi_write_interchange(w, &e));
    SAY(cleanclaim_edi_write_interchange(w, &e)); // is open
    SAY(cleanclaim_edi_write_segment(w, "TA1"));
    SAY(cleanclaim_edi_write_component(w, "1", 1)); // of no element
    SAY(cleanclaim_edi_write_group_end(w)); // within a segment
    const char *ta1[] = {"000000905", "261121", "1200", "A", "000"};
    for (int i = 0; i < 5; i++) cleanclaim_edi_write_element(w, ta1[i], strlen(ta1[i]));
    SAY(cleanclaim_edi_write_segment_end(w));
    SAY(cleanclaim_edi_write_group(w, "FA", "005010X231A1"));
    SAY(cleanclaim_edi_write_set(w, "999", "005010X231A1"));
    SAY(cleanclaim_edi_write_group_end(w)); // a set is open
    const char *rows[][6] = {{"AK1", "HC", "11", "005010X222A1"}, {"AK2", "837", "0001", "005010X222A1"},
        {"IK3", "CLM", "18", "2300", "8"}, {"CTX", "CLM01>C1"}, {"IK4", "5>2", "1332", "7"}, {"IK5", "R", "5"},
        {"AK9", "R", "1", "1", "0"}};
    for (int i = 0; i < 7; i++) {
        cleanclaim_edi_write_segment(w, rows[i][0]);
        for (int k = 1; k < 6 && rows[i][k]; k++) {
            const char *cut = strchr(rows[i][k], '>');
            cleanclaim_edi_write_element(w, rows[i][k], cut ? (size_t)(cut - rows[i][k]) : strlen(rows[i][k]));
            if (cut) cleanclaim_edi_write_component(w, cut + 1, strlen(cut + 1));
        }
        SAY(cleanclaim_edi_write_segment_end(w));
    }
    puts("written");
    cleanclaim_edi_write_set_end(w);
    cleanclaim_edi_write_group_end(w);
    SAY(cleanclaim_edi_write_interchange_end(w));
    cleanclaim_edi_writer_free(w);
    cleanclaim_edi_writer_free(NULL);
    handler.bytes = NULL;
    SAY(cleanclaim_edi_writer_new(&handler) != NULL);
    SAY(cleanclaim_edi_writer_new(NULL) != NULL);
    return 0;
}
C
fact "a program that calls out of turn" compile "$here/turns.c" "$here/turns" "$static"
"$here/turns" > "$here/said"
fact_equal "runs to its end" 0 $?
fact_equal "and is told so" "3 3 3 3 3 3 3 3 3 before" "$(head -n 1 "$here/said")"
fact_equal "an envelope that is wrong is refused, with the reason" '[x12_element_invalid ISA09] [x12_element_invalid ISA13] 2 2 2 2 refused
[x12_separators ISA] 2 2 2 2 refused
[x12_separators ISA] 2 2 2 2 refused
[element_long ISA06] 2 2 2 2 refused
[x12_element_invalid ISA13] 2 2 2 2 refused' "$(grep refused "$here/said")"
fact_equal "what is called in turn is done, the rest is not" "0 3 0 3 3 0 0 0 3 0 0 0 0 0 0 0 written" "$(grep written "$here/said")"
sed -n '/^ISA/,/^IEA/p' "$here/said" > "$here/turns.999"
fact_equal "with composites and the separators that were chosen" 'IK4|5>2|1332|7' "$(grep IK4 "$here/turns.999")"
fact "what was written is valid" program x12 check "$here/turns.999"
fact_equal "no writer without a way for its bytes" "0 0 0" "$(tail -n 1 "$here/said" | xargs)"

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
fact_equal "as often as a reader allocates" 10 "$(grep -c '^none' "$here/said")"
fact_equal "without memory for its proof a set is not proven, and told" "reader fed 0 ended 0 whole 0 proven 0 unproven 1 limits 1" \
    "$(grep '^reader' "$here/said" | head -n -1 | sort -u)"
fact_equal "with memory it is" "reader fed 0 ended 0 whole 1 proven 1 unproven 0 limits 0" "$(tail -n 1 "$here/said")"

# The writer: without memory there is none, or a set is refused.
cat > "$here/little.c" << 'C'
#include <cleanclaim-edi.h>
#include <stdio.h>
#include <stdlib.h>
void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
static long left = -1, limits, bytes;
static int fails(void) { return left >= 0 && left-- == 0; }
void *__wrap_malloc(size_t n) { return fails() ? NULL : __real_malloc(n); }
void *__wrap_calloc(size_t n, size_t m) { return fails() ? NULL : __real_calloc(n, m); }
void *__wrap_realloc(void *p, size_t n) { return fails() ? NULL : __real_realloc(p, n); }
static void on_bytes(void *context, const void *at, size_t size) { (void)context, (void)at; bytes += (long)size; }
static void on_finding(void *context, const struct cleanclaim_edi_finding *f)
{
    (void)context;
    limits += f->severity == CLEANCLAIM_EDI_REJECT && f->code[0] == 'x' && f->code[4] == 'l';
}
static void put(struct cleanclaim_edi_writer *w, const char *id, const char *const *values, int count)
{
    cleanclaim_edi_write_segment(w, id);
    for (int i = 0; i < count; i++) cleanclaim_edi_write_element(w, values[i], __builtin_strlen(values[i]));
    cleanclaim_edi_write_segment_end(w);
}
// A 999 of so many accepted sets.
static int set(struct cleanclaim_edi_writer *w, int sets)
{
    char number[12];
    cleanclaim_edi_write_set(w, "999", "005010X231A1");
    put(w, "AK1", (const char *const[]){"HC", "11", "005010X222A1"}, 3);
    for (int i = 1; i <= sets; i++) {
        snprintf(number, sizeof number, "%09d", i);
        put(w, "AK2", (const char *const[]){"837", number, "005010X222A1"}, 3);
        put(w, "IK5", (const char *const[]){"A"}, 1);
    }
    snprintf(number, sizeof number, "%d", sets);
    put(w, "AK9", (const char *const[]){"A", number, number, number}, 4);
    return cleanclaim_edi_write_set_end(w);
}
int main(void)
{
    struct cleanclaim_edi_writer_handler handler = {.bytes = on_bytes, .finding = on_finding};
    struct cleanclaim_edi_envelope e = {.sender_qualifier = "ZZ", .sender = "S", .receiver_qualifier = "ZZ", .receiver = "R",
        .group_sender = "SS", .group_receiver = "RR", .interchange_control = 7, .group_control = 7,
        .year = 2026, .month = 11, .day = 22};
    for (long nth = 0;; nth++) {
        limits = bytes = 0;
        left = nth;
        struct cleanclaim_edi_writer *w = cleanclaim_edi_writer_new(&handler);
        cleanclaim_edi_write_interchange(w, &e);
        cleanclaim_edi_write_group(w, "FA", "005010X231A1");
        int large = set(w, 30000), small = set(w, 1); // 1.2 MB, more than a writer begins with
        cleanclaim_edi_write_group_end(w);
        int end = cleanclaim_edi_write_interchange_end(w), failed = left == -1;
        left = -1;
        printf("%s large %d small %d end %d limits %ld %s\n", w ? "writer" : "none", large, small, end, limits,
            bytes > 1000000 ? "all" : bytes > 0 ? "small" : "nothing");
        cleanclaim_edi_writer_free(w);
        if (!failed)
            return 0;
    }
}
C
fact "a program that takes a writer's memory away" compile "$here/little.c" "$here/little" "$static" -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
"$here/little" > "$here/said"
fact_equal "runs to its end" 0 $?
fact_equal "without memory there is no writer" "none large 1 small 1 end 1 limits 0 nothing" "$(grep '^none' "$here/said" | sort -u)"
fact_equal "without memory for a set it is refused and told, and the next one leaves" \
    "writer large 2 small 0 end 0 limits 1 small" "$(grep '^writer' "$here/said" | head -n -1 | sort -u)"
fact_equal "with memory all leave" "writer large 0 small 0 end 0 limits 0 all" "$(tail -n 1 "$here/said")"

# Who answers: without memory there is nobody, or an interchange is not answered, or not all errors are listed; an answer
# never says less than that a set is rejected.
cat > "$here/answers.c" << 'C'
#include <cleanclaim-edi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
static long left = -1, rejected;
static int fails(void) { return left >= 0 && left-- == 0; }
void *__wrap_malloc(size_t n) { return fails() ? NULL : __real_malloc(n); }
void *__wrap_calloc(size_t n, size_t m) { return fails() ? NULL : __real_calloc(n, m); }
void *__wrap_realloc(void *p, size_t n) { return fails() ? NULL : __real_realloc(p, n); }
static void on_bytes(void *context, const void *at, size_t size)
{
    const char *end = (const char *)at + size;
    (void)context;
    for (const char *c = at; (c = memchr(c, 'I', (size_t)(end - c))) != NULL; c++)
        rejected += end - c > 5 && memcmp(c, "IK5*R", 5) == 0;
}
int main(int argc, char **argv)
{
    static char bytes[1 << 20];
    FILE *file = fopen(argv[argc - 1], "rb");
    size_t size = fread(bytes, 1, sizeof bytes, file);
    struct cleanclaim_edi_writer_handler handler = {.bytes = on_bytes};
    struct cleanclaim_edi_acknowledge_settings settings = {.control = 1, .year = 2026, .month = 11, .day = 22};
    for (long nth = 0;; nth++) {
        struct cleanclaim_edi_acknowledge_totals t = {0};
        rejected = 0;
        left = nth;
        struct cleanclaim_edi_acknowledge *a = cleanclaim_edi_acknowledge_new(&settings, &handler);
        enum cleanclaim_edi_result fed = cleanclaim_edi_acknowledge_feed(a, bytes, size), ended = cleanclaim_edi_acknowledge_end(a, &t);
        int failed = left == -1;
        left = -1;
        printf("%s fed %d ended %d answers %ld unanswered %ld rejected %ld listed %s\n", a ? "one" : "none", fed, ended,
            (long)t.answers, (long)t.unanswered, rejected, t.left_out ? "in part" : "all");
        cleanclaim_edi_acknowledge_free(a);
        if (!failed)
            break;
    }
    // Settings with which nothing can be written.
    struct cleanclaim_edi_acknowledge_settings wrong[] = {settings, settings, settings, settings, settings};
    wrong[0].control = 0;
    wrong[1].month = 13;
    wrong[2].hour = 24;
    wrong[3].separators = "**^~";
    wrong[4].separators = "*";
    for (int i = 0; i < 5; i++) printf("%d ", cleanclaim_edi_acknowledge_new(&wrong[i], &handler) != NULL);
    handler.bytes = NULL;
    printf("%d\n", cleanclaim_edi_acknowledge_new(&settings, &handler) != NULL);
    return 0;
}
C
fact "a program that takes the memory of answers away" compile "$here/answers.c" "$here/answers" "$static" -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
# Two interchanges of 70 groups: more than there is room for at first. In each a set with an error, and with a rule that is
# broken.
sed 's/^CLM\*C100\*150\*\*\*11:B:1/CLM*C100*150***11:B:7/' "$here/bad.837" > "$here/one.837"
{
    grep '^ISA' "$here/one.837"
    for i in {1..70}; do
        sed -nE "/^GS/,/^GE/{s/^(GS(\*[^*]*){5}\*)[0-9]*/\1$i/;s/^(GE\*1\*)[0-9]*/\1$i/;p}" "$here/one.837"
    done
    sed -n 's/^IEA\*1/IEA*70/p' "$here/one.837"
} > "$here/many.837"
cat "$here/many.837" "$here/many.837" > "$here/twice.837"
"$here/answers" "$here/twice.837" > "$here/said"
fact_equal "runs to its end" 0 $?
fact_equal "without memory nobody answers, and each call says so" "none fed 1 ended 1 answers 0 unanswered 0 rejected 0 listed all" \
    "$(grep '^none' "$here/said" | sort -u)"
fact_equal "without memory for groups, sets or proofs an interchange is not answered" 3 \
    "$(grep -c '^one fed 0 ended 1 answers 1 unanswered 1 rejected 70 listed all$' "$here/said")"
fact_equal "without memory for errors (twice) or triggers their sets are rejected all the same" 3 \
    "$(grep -c '^one fed 0 ended 0 answers 2 unanswered 0 rejected 140 listed in part$' "$here/said")"
fact_equal "else all is answered, and nothing else happens" "1 7" \
    "$(grep -c '^one fed 0 ended 0 answers 2 unanswered 0 rejected 140 listed all$' "$here/said") $(grep -c ^one "$here/said")"
fact_equal "nobody answers with settings that cannot be written" "0 0 0 0 0 0" "$(tail -n 1 "$here/said")"

# ---- C++, where there is one
if [ -n "$(type -P g++)" ]; then
    printf '#include <cleanclaim-edi.h>\nint main() { return cleanclaim_edi_version() - CLEANCLAIM_EDI_VERSION; }\n' > "$here/plus.cpp"
    # shellcheck disable=SC2046
    fact "the header is C++, too" g++ -Wall -Werror $(pkg-config --cflags cleanclaim-edi) "$here/plus.cpp" -o "$here/plus" "$static"
else
    fact_skipped "C++" "g++ is not installed"
fi
facts_end
