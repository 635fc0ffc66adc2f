// What the fuzz targets share: a target is one file, tests/fuzz/NAME_fuzz.c, with the functions
// declared below; `make fuzz` finds it by its name.
//
// Whatever the bytes are, they must be survived, and what is said of them must be the same for the
// file in one window on the AVX2 path of the scan and in many on the portable one.
//
// An input is one byte and a file. The byte's lowest bit puts the heads of an interchange, a group
// and a transaction set before it, so that most tries get inside; the others choose the set and the
// windows.
//
// FUZZ_SAY=1 in the environment prints what is said of each input.
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "claims/base/buf.h"
#include "claims/base/err.h"
#include "edi/x12.h"
#include "edi/x12_scan.h"

// Helpers of the tests that are used here call for cmocka's.
#define assert_true(condition)   CHECK(condition)
#define assert_non_null(pointer) CHECK((pointer) != NULL)
#define assert_int_equal(a, b)   CHECK((a) == (b))

// More than fuzz.sh lets an input have.
#define FUZZ_BYTES_MAX ((size_t)1 << 20)

// Of the target: a new reader, which lives as long as the process and serves one file after the
// other; it appends to `log` what it says.
static void *fuzz_new(struct buf *log);
static void fuzz_begin(void *reader);
static void fuzz_feed(void *reader, struct text bytes);
static void fuzz_end(void *reader);
// What else must be true of the file and what the reader made of it. Asked of one of the two, when
// both have said the same.
static void fuzz_judge(void *reader, struct text file);

static const struct {
    const char *functional_id, *set, *version;
} fuzz_heads[] = {
    {"HC", "837", "005010X222A1"},
    {"HP", "835", "005010X221A1"},
    {"HC", "837", "005010X223A2"},
    {"FA", "999", "005010X231A1"},
    {"HC", "837", "005010X224A2"},
    {"HN", "277", "005010X214"},
    {"HR", "276", "005010X212"},
    {"HN", "277", "005010X212"},
    {"HS", "270", "005010X279A1"},
    {"HB", "271", "005010X279A1"},
};
#define FUZZ_HEADS (sizeof(fuzz_heads) / sizeof(*fuzz_heads))

#define FUZZ_ISA \
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260101*1200*^*00501*" \
    "000000001*0*P*:~"

static inline void fuzz_put_head(struct buf *file, unsigned choice)
{
    const char *version = fuzz_heads[choice % FUZZ_HEADS].version;
    buf_z(file, FUZZ_ISA "GS*");
    buf_z(file, fuzz_heads[choice % FUZZ_HEADS].functional_id);
    buf_z(file, "*SENDER*RECEIVER*20260101*1200*1*X*");
    buf_z(file, version);
    buf_z(file, "~ST*");
    buf_z(file, fuzz_heads[choice % FUZZ_HEADS].set);
    buf_z(file, "*0001*");
    buf_z(file, version);
    buf_char(file, '~');
}

// Hands `bytes` over at the end of a piece of memory, so that reading beyond them is found, and
// overwrites them, so that it is seen when they are used afterwards.
static inline void fuzz_window(void *reader, struct text bytes)
{
    static char *room;
    if (room == NULL)
        room = malloc(FUZZ_BYTES_MAX);
    CHECK(room != NULL && bytes.size <= FUZZ_BYTES_MAX);
    char *at = room + FUZZ_BYTES_MAX - bytes.size;
    memcpy(at, bytes.at, bytes.size);
    fuzz_feed(reader, (struct text){at, bytes.size});
    memset(at, '?', bytes.size);
}

static inline void fuzz_file(void *reader, struct text file, unsigned windows)
{
    uint64_t seed = windows;
    fuzz_begin(reader);
    while (file.size > 0) {
        size_t size = file.size;
        if (windows > 0) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            size = 1 + (size_t)(seed >> 33) % ((size_t)2 << windows % 11);
        }
        struct text window = text_part(file, 0, size);
        fuzz_window(reader, window);
        file = text_part(file, window.size, file.size);
    }
    fuzz_end(reader);
}

static inline void fuzz_compare(const struct buf *a, const struct buf *b)
{
    if (text_equal(buf_slice(a), buf_slice(b)))
        return;
    size_t same = 0;
    while (same < a->size && same < b->size && a->at[same] == b->at[same])
        same++;
    size_t from = same < 300 ? 0 : same - 300;
    fprintf(stderr, "after: %.*s\nin one window: %.*s\nin many: %.*s\n", (int)(same - from),
        a->at + from, TEXT_ARG(text_part(buf_slice(a), same, 300)),
        TEXT_ARG(text_part(buf_slice(b), same, 300)));
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct buf file, whole_log, cut_log;
    static void *whole, *cut;
    static bool say;
    if (whole == NULL) {
        say = getenv("FUZZ_SAY") != NULL;
        buf_init(&file, FUZZ_BYTES_MAX);
        buf_init(&whole_log, (size_t)256 << 20);
        buf_init(&cut_log, (size_t)256 << 20);
        x12_scan_force(X12_SCAN_AVX2); // where the processor does not have it, both are portable
        whole = fuzz_new(&whole_log);
        x12_scan_force(X12_SCAN_PORTABLE);
        cut = fuzz_new(&cut_log);
    }
    if (size == 0 || size > FUZZ_BYTES_MAX - 1000)
        return 0;
    buf_clear(&file);
    buf_clear(&whole_log);
    buf_clear(&cut_log);
    if ((data[0] & 1) != 0)
        fuzz_put_head(&file, data[0] >> 1);
    buf_bytes(&file, data + 1, size - 1);
    fuzz_file(whole, buf_slice(&file), 0);
    fuzz_file(cut, buf_slice(&file), 1 + (data[0] >> 1));
    if (say)
        fprintf(stderr, "%.*s", TEXT_ARG(buf_slice(&whole_log)));
    fuzz_compare(&whole_log, &cut_log);
    fuzz_judge(whole, buf_slice(&file));
    return 0;
}

// ---- What logs are made of

static inline void fuzz_put_number(struct buf *log, int64_t number)
{
    buf_i64(log, number);
    buf_char(log, ' ');
}

static inline void fuzz_put(struct buf *log, const char *word)
{
    buf_z(log, word);
    buf_char(log, ' ');
}

static inline void fuzz_put_place(struct buf *log, const struct x12_place *place)
{
    fuzz_put(log, place->interchange);
    fuzz_put(log, place->group);
    fuzz_put(log, place->set);
    fuzz_put_number(log, place->segment);
    fuzz_put_number(log, place->offset);
    fuzz_put(log, place->element);
    fuzz_put(log, place->loop);
}

#endif
