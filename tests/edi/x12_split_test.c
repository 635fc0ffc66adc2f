// Splitting: levels and counts of the pieces by hand; of every valid file, that the pieces are
// valid and hold each claim once, in order.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "edi/x12_check.h"
#include "edi/x12_split.h"
#include "tests/bench/made_files.h"
#include "tests/edi/files.h"

#define BYTES_MAX  ((size_t)64 << 20)
#define PIECES_MAX 100000

struct pieces {
    struct buf bytes;
    struct piece {
        size_t from, to;
        int64_t claims;
    } of[PIECES_MAX];
    size_t count;
    size_t stop_at; // the handler stops at this piece; 0 = never
};

static bool on_begin(void *context, const struct x12_split_file *file)
{
    struct pieces *p = context;
    assert_true(p->count < PIECES_MAX);
    assert_int_equal(file->ordinal, p->count + 1);
    p->of[p->count].from = p->bytes.size;
    return p->stop_at != p->count + 1;
}

static bool on_bytes(void *context, struct text bytes)
{
    buf_text(&((struct pieces *)context)->bytes, bytes);
    return true;
}

static bool on_end(void *context, const struct x12_split_file *file)
{
    struct pieces *p = context;
    p->of[p->count].claims = file->claims;
    p->of[p->count++].to = p->bytes.size;
    return true;
}

static struct pieces *split(struct text file, int64_t claims, int64_t control, size_t window,
    struct x12_split_totals *totals)
{
    struct pieces *p = calloc(1, sizeof(*p));
    assert_non_null(p);
    buf_init(&p->bytes, BYTES_MAX);
    struct x12_split *split = x12_split_new((struct x12_split_settings){claims, control},
        (struct x12_split_handler){
            .context = p, .begin = on_begin, .bytes = on_bytes, .end = on_end});
    for (size_t at = 0; at < file.size; at += window)
        assert_true(x12_split_feed(split, text_part(file, at, window)));
    *totals = x12_split_end(split);
    x12_split_free(split);
    assert_int_equal(totals->files, p->count);
    return p;
}

static void pieces_free(struct pieces *p)
{
    buf_free(&p->bytes);
    free(p);
}

static struct text piece(const struct pieces *p, size_t i)
{
    return text_part(buf_slice(&p->bytes), p->of[i].from, p->of[i].to - p->of[i].from);
}

static void on_finding(void *context, const struct x12_finding *finding)
{
    *(int *)context += finding->severity == X12_REJECT && finding->snip <= 3;
}

static int rejects_of(struct text file)
{
    int rejects = 0;
    struct x12_check *check =
        x12_check_new((struct x12_check_handler){.context = &rejects, .finding = on_finding});
    x12_check_feed(check, file);
    x12_check_end(check);
    x12_check_free(check);
    return rejects;
}

// ---- By hand

// Two providers; a subscriber with two claims and a child with one, one whose child alone has one,
// one with none.
#define BEFORE \
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261121*1200*^*00501*" \
    "000000905*0*P*:~\r\nGS*HC*SAPP*RAPP*20261121*1200*011*X*005010X222A1~\r\n"
#define PROVIDER(hl) \
    "HL*" hl "**20*1~\r\n" \
    "NM1*85*2*MADE UP CLINIC*****XX*1234567893~\r\n" \
    "N3*1 MAIN ST~\r\n" \
    "N4*SPRINGFIELD*IL*627010001~\r\n" \
    "REF*EI*123456789~\r\n"
#define SUBSCRIBER(hl, parent, child, member) \
    "HL*" hl "*" parent "*22*" child "~\r\n" \
    "SBR*P*18*GRP1******CI~\r\n" \
    "NM1*IL*1*DOE*JANE****MI*" member "~\r\n" \
    "N3*2 OAK ST~\r\n" \
    "N4*SPRINGFIELD*IL*62701~\r\n" \
    "DMG*D8*19700101*F~\r\n" \
    "NM1*PR*2*MADE UP PAYER*****PI*PAYER1~\r\n"
#define PATIENT(hl, parent) \
    "HL*" hl "*" parent "*23*0~\r\n" \
    "PAT*19~\r\n" \
    "NM1*QC*1*DOE*JOHN~\r\n" \
    "N3*2 OAK ST~\r\n" \
    "N4*SPRINGFIELD*IL*62701~\r\n" \
    "DMG*D8*20100101*M~\r\n"
#define CLAIM(number) \
    "CLM*" number "*100***11:B:1*Y*A*Y*Y~\r\n" \
    "HI*ABK:J069~\r\n" \
    "LX*1~\r\n" \
    "SV1*HC:99213*100*UN*1***1~\r\n" \
    "DTP*472*D8*20261101~\r\n"
#define HEADER \
    "BHT*0019*00*REF1*20261121*1200*CH~\r\n" \
    "NM1*41*2*MADE UP CLINIC*****46*SENDER~\r\n" \
    "PER*IC*BILLING*TE*5555550100~\r\n" \
    "NM1*40*2*MADE UP PAYER*****46*RECEIVER~\r\n"
#define ST(control)         "ST*837*" control "*005010X222A1~\r\n"
#define END(count, control) "SE*" count "*" control "~\r\nGE*1*011~\r\nIEA*1*000000905~\r\n"

static const char file[] =
    BEFORE ST("0007") HEADER PROVIDER("1") SUBSCRIBER("2", "1", "1", "AA1") CLAIM("C1") CLAIM("C2")
        PATIENT("3", "2") CLAIM("C3") SUBSCRIBER("4", "1", "1", "AA2") PATIENT("5", "4") CLAIM("C4")
            SUBSCRIBER("6", "1", "0", "AA3") PROVIDER("7") SUBSCRIBER("8", "7", "0", "AA4")
                CLAIM("C5") "SE*81*0007~\r\n"
                            "ST*837*0008*005010X222A1~\r\n" HEADER PROVIDER("1")
                                SUBSCRIBER("2", "1", "0", "AA5")
                                    CLAIM("C6") "SE*23*0008~\r\nGE*2*011~\r\nIEA*1*000000905~\r\n";

static const char *const one_by_one[] = {
    BEFORE ST("0007") HEADER PROVIDER("1") SUBSCRIBER("2", "1", "0", "AA1") CLAIM("C1")
        END("23", "0007"),
    BEFORE ST("0007") HEADER PROVIDER("1") SUBSCRIBER("2", "1", "0", "AA1") CLAIM("C2")
        END("23", "0007"),
    BEFORE ST("0007") HEADER PROVIDER("1") SUBSCRIBER("2", "1", "1", "AA1") PATIENT("3", "2")
        CLAIM("C3") END("29", "0007"),
    BEFORE ST("0007") HEADER PROVIDER("1") SUBSCRIBER("2", "1", "1", "AA2") PATIENT("3", "2")
        CLAIM("C4") END("29", "0007"),
    BEFORE ST("0007") HEADER PROVIDER("1") SUBSCRIBER("2", "1", "0", "AA4") CLAIM("C5")
        END("23", "0007"),
    BEFORE ST("0008") HEADER PROVIDER("1") SUBSCRIBER("2", "1", "0", "AA5") CLAIM("C6")
        END("23", "0008"),
};

static const char *const three[] = {
    BEFORE ST("0007") HEADER PROVIDER("1") SUBSCRIBER("2", "1", "1", "AA1") CLAIM("C1") CLAIM("C2")
        PATIENT("3", "2") CLAIM("C3") END("39", "0007"),
    BEFORE ST("0007") HEADER PROVIDER("1") SUBSCRIBER("2", "1", "1", "AA2") PATIENT("3", "2")
        CLAIM("C4") PROVIDER("4") SUBSCRIBER("5", "4", "0", "AA4") CLAIM("C5") END("46", "0007"),
    BEFORE ST("0008") HEADER PROVIDER("1") SUBSCRIBER("2", "1", "0", "AA5") CLAIM("C6")
        END("23", "0008"),
};

static void assert_pieces(
    const struct pieces *p, const char *const *expected, size_t count, const int64_t *claims)
{
    assert_int_equal(p->count, count);
    for (size_t i = 0; i < count; i++) {
        struct text one = piece(p, i);
        if (!text_equal_z(one, expected[i]))
            fail_msg("piece %zu is\n%.*s", i + 1, TEXT_ARG(one));
        assert_int_equal(rejects_of(one), 0);
        assert_int_equal(p->of[i].claims, claims[i]);
    }
}

static void test_levels(void **state)
{
    (void)state;
    struct x12_split_totals totals;
    static const int64_t ones[] = {1, 1, 1, 1, 1, 1}, threes[] = {3, 2, 1};
    for (size_t window = 1; window < 10000; window = window * 3 + 1) {
        struct pieces *p = split(TEXT(file), 1, 0, window, &totals);
        assert_pieces(p, one_by_one, 6, ones);
        assert_int_equal(totals.claims, 6);
        assert_int_equal(totals.empty_levels, 1); // AA3
        assert_true(totals.envelope.whole);
        pieces_free(p);
        p = split(TEXT(file), 3, 0, window, &totals);
        assert_pieces(p, three, 3, threes);
        pieces_free(p);
    }
}

// Control numbers made anew; a transaction set whole.
static void test_controls(void **state)
{
    (void)state;
    struct x12_split_totals totals;
    struct pieces *p = split(TEXT(file), 0, 41, 100, &totals);
    assert_int_equal(p->count, 2);
    static const char *const heads[] = {"*00501*000000041*0*P*", "*00501*000000042*0*P*"};
    static const char *const groups[] = {"*1200*41*X*", "*1200*42*X*"};
    static const char *const ends[] = {"SE*81*0001~\r\nGE*1*41~\r\nIEA*1*000000041~\r\n",
        "SE*23*0001~\r\nGE*1*42~\r\nIEA*1*000000042~\r\n"};
    for (size_t i = 0; i < 2; i++) {
        struct text one = piece(p, i);
        assert_non_null(memmem(one.at, one.size, heads[i], strlen(heads[i])));
        assert_non_null(memmem(one.at, one.size, groups[i], strlen(groups[i])));
        assert_non_null(memmem(one.at, one.size, "ST*837*0001*", 12));
        assert_true(text_ends(one, text_of(ends[i])));
        assert_int_equal(rejects_of(one), 0);
    }
    // What stands between is as it was.
    struct text inside = TEXT(HEADER PROVIDER("1") SUBSCRIBER("2", "1", "1", "AA1"));
    assert_non_null(memmem(piece(p, 0).at, piece(p, 0).size, inside.at, inside.size));
    pieces_free(p);
}

// A source that is not sound is told at the end; a handler that fails stops it all, and the next
// file is split as if nothing had been before.
static void test_trouble(void **state)
{
    (void)state;
    struct x12_split_totals totals;
    struct pieces *p = split(text_part(TEXT(file), 0, sizeof(file) - 40), 1, 0, 1000, &totals);
    assert_false(totals.envelope.whole);
    pieces_free(p);
    struct pieces *stopped = calloc(1, sizeof(*stopped));
    assert_non_null(stopped);
    buf_init(&stopped->bytes, BYTES_MAX);
    stopped->stop_at = 3;
    struct x12_split *splitter = x12_split_new((struct x12_split_settings){1, 0},
        (struct x12_split_handler){
            .context = stopped, .begin = on_begin, .bytes = on_bytes, .end = on_end});
    assert_false(x12_split_feed(splitter, TEXT(file)));
    x12_split_end(splitter);
    assert_int_equal(stopped->count, 2);
    buf_clear(&stopped->bytes);
    stopped->count = 0;
    stopped->stop_at = 0;
    assert_true(x12_split_feed(splitter, TEXT(file)));
    struct x12_split_totals again = x12_split_end(splitter);
    x12_split_free(splitter);
    p = split(TEXT(file), 1, 0, 1000, &totals);
    assert_int_equal(stopped->count, p->count);
    assert_true(text_equal(buf_slice(&stopped->bytes), buf_slice(&p->bytes)));
    assert_int_equal(again.claims, totals.claims);
    assert_int_equal(again.empty_levels, totals.empty_levels);
    assert_int_equal(again.envelope.segments, totals.envelope.segments);
    pieces_free(p);
    pieces_free(stopped);
}

// ---- Every valid file

struct claims {
    struct buf bytes; // from each CLM to what follows the claim
    int64_t count;
    bool in_claim;
};

static void on_met(void *context, const struct x12_met *met)
{
    struct claims *c = context;
    uint32_t id = met->segment->packed;
    if (id == X12_ID('H', 'L', 0))
        c->in_claim = false;
    if (id == X12_ID('C', 'L', 'M')) {
        c->in_claim = true;
        c->count++;
    }
    if (c->in_claim) {
        buf_text(&c->bytes, met->segment->raw);
        buf_char(&c->bytes, '\n');
    }
}

static void on_set_end(void *context, const struct x12_set *set, bool rejected)
{
    (void)set;
    (void)rejected;
    ((struct claims *)context)->in_claim = false;
}

static void gather(struct claims *c, struct text bytes)
{
    struct x12_check *check = x12_check_new(
        (struct x12_check_handler){.context = c, .segment = on_met, .set_end = on_set_end});
    x12_check_feed(check, bytes);
    x12_check_end(check);
    x12_check_free(check);
}

static int files_done, pieces_done, same_done;

static void try_file(void *context, const char *path, struct text bytes)
{
    (void)context;
    if (rejects_of(bytes) > 0)
        return;
    struct claims source = {0};
    buf_init(&source.bytes, BYTES_MAX);
    gather(&source, bytes);
    static const int64_t by[] = {0, 1, 2, 7, 1000000};
    for (size_t i = 0; i < sizeof(by) / sizeof(*by); i++) {
        struct x12_split_totals totals;
        struct pieces *p = split(bytes, by[i], 0, 1000, &totals);
        struct claims pieces = {0};
        buf_init(&pieces.bytes, BYTES_MAX);
        for (size_t k = 0; k < p->count; k++) {
            if (rejects_of(piece(p, k)) > 0)
                fail_msg("%s by %d: piece %zu is not valid:\n%.*s", path, (int)by[i], k + 1,
                    TEXT_ARG(piece(p, k)));
            gather(&pieces, piece(p, k));
            pieces_done++;
        }
        // Each claim once and in order.
        assert_int_equal(pieces.count, source.count);
        assert_int_equal(pieces.bytes.size, source.bytes.size);
        assert_memory_equal(pieces.bytes.at, source.bytes.at, source.bytes.size);
        // One set in one piece is the file again, where its line breaks are of one kind.
        same_done += by[i] != 1 && p->count == 1 && text_equal(piece(p, 0), bytes);
        buf_free(&pieces.bytes);
        pieces_free(p);
    }
    files_done++;
    buf_free(&source.bytes);
}

static void test_valid(void **state)
{
    (void)state;
    static const char *const folders[] = {"x12-837P", "x12-837I", "x12-837D", "x12-835", "x12-270"};
    files_done = pieces_done = same_done = 0;
    struct buf made;
    buf_init(&made, 8 * MADE_SET_BYTES);
    made_kinds[0].head(&made);
    made_kinds[0].set(&made, 1);
    made_kinds[0].tail(&made, 1);
    try_file(NULL, "made", buf_slice(&made));
    buf_free(&made);
    assert_int_equal(files_done, 1);
    assert_true(pieces_done > 300);
    if (files_shared()) {
        for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
            files_each(folders[i], try_file, NULL);
    } else {
        print_message("without the files of " SHARED ", which is absent\n");
    }
    print_message("%d valid files in %d pieces; %d of one piece with the same bytes\n", files_done,
        pieces_done, same_done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_controls),
        cmocka_unit_test(test_trouble),
        cmocka_unit_test(test_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
