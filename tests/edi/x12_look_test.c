#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "edi/x12_look.h"

#define BYTES_MAX 200

static const struct x12_separators separators = {
    .element = '*', .component = ':', .terminator = '~', .repetition = '^'};

// A segment of the bytes, in a copy of the very size, so that reading beyond it is found by the
// sanitiser; so are its ends.
struct copy {
    struct x12_segment segment;
    uint32_t *ends;
    char *bytes;
};

static struct copy copy_of(struct text bytes, const struct x12_separators *s)
{
    struct copy copy = {.bytes = malloc(bytes.size + (bytes.size == 0))};
    size_t count = 0, at = 0;
    assert_non_null(copy.bytes);
    memcpy(copy.bytes, bytes.at, bytes.size);
    for (size_t i = 0; i < bytes.size; i++)
        count += bytes.at[i] == s->element;
    copy.ends = malloc((count + 1) * sizeof(*copy.ends));
    assert_non_null(copy.ends);
    for (size_t i = 0; i < bytes.size; i++) {
        if (bytes.at[i] == s->element)
            copy.ends[at++] = (uint32_t)i;
    }
    copy.ends[count] = (uint32_t)bytes.size;
    copy.segment = (struct x12_segment){.count = count,
        .raw = {copy.bytes, bytes.size},
        .separators = s,
        .base = copy.bytes,
        .ends = copy.ends};
    return copy;
}

// Byte by byte.
static struct x12_look simple_look(const struct x12_segment *segment)
{
    const struct x12_separators *s = segment->separators;
    struct x12_look look = {1, X12_PLAIN};
    for (size_t i = 1; i <= segment->count && i < 64; i++)
        look.there |= (uint64_t)(x12_element(segment, i).size > 0) << i;
    for (size_t i = 0; i < segment->raw.size; i++) {
        char c = segment->raw.at[i];
        if (c == s->component && look.characters == X12_PLAIN)
            look.characters = X12_WITH_COMPONENTS;
        if (c == s->repetition || (c != s->element && c != s->component && !x12_is_character(c)))
            look.characters = X12_ODD;
    }
    return look;
}

static void assert_looks(struct text bytes, const struct x12_separators *s)
{
    static const enum x12_scan_path paths[] = {X12_SCAN_PORTABLE, X12_SCAN_AVX2};
    struct copy copy = copy_of(bytes, s);
    struct x12_look right = simple_look(&copy.segment);
    for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
        x12_look_function *look_at = x12_look_of(paths[i]);
        if (look_at == NULL)
            continue;
        struct x12_look look = look_at(&copy.segment);
        assert_int_equal(look.there, right.there);
        assert_int_equal(look.characters, right.characters);
    }
    free(copy.bytes);
    free(copy.ends);
}

static void a_few_segments_look_as_they_are(void **state)
{
    (void)state;
    struct copy copy = copy_of(TEXT("SV1*HC:99213*100*UN*1***1"), &separators);
    struct x12_look look = x12_look_of(X12_SCAN_BEST)(&copy.segment);
    assert_int_equal(look.there, 1 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 7);
    assert_int_equal(look.characters, X12_WITH_COMPONENTS);
    free(copy.bytes);
    free(copy.ends);
    copy = copy_of(TEXT("LX*1"), &separators);
    look = x12_look_of(X12_SCAN_BEST)(&copy.segment);
    assert_int_equal(look.there, 1 | 1 << 1);
    assert_int_equal(look.characters, X12_PLAIN);
    free(copy.bytes);
    free(copy.ends);
}

// One byte of each value at each place of segments of each size.
static void each_byte_at_each_place(void **state)
{
    (void)state;
    char bytes[BYTES_MAX];
    for (size_t size = 0; size <= 70; size++) {
        for (size_t i = 0; i < size; i++)
            bytes[i] = i % 5 == 3 ? '*' : (char)('A' + i % 26);
        assert_looks((struct text){bytes, size}, &separators);
        for (size_t at = 0; at < size; at++) {
            char kept = bytes[at];
            for (int c = 0; c < 256; c += size < 40 ? 1 : 7) {
                bytes[at] = (char)c;
                assert_looks((struct text){bytes, size}, &separators);
            }
            bytes[at] = kept;
        }
    }
}

// Separators that are everything, or none that would stand in a value.
static void other_separators(void **state)
{
    (void)state;
    static const struct x12_separators others[] = {{'|', '^', '\n', '`'},
        {'\x1D', '\x1F', '\x1E', 0}, {'A', 'B', '~', 'C'}, {'*', '\xFF', '~', '\x80'}};
    char bytes[BYTES_MAX];
    unsigned seed = 1;
    for (size_t n = 0; n < 40000; n++) {
        const struct x12_separators *s = &others[n % 4];
        size_t size = n / 4 % BYTES_MAX;
        for (size_t i = 0; i < size; i++) {
            seed = seed * 1103515245 + 12345;
            unsigned draw = seed >> 16;
            bytes[i] = draw % 4 == 0     ? s->element
                       : draw % 64 == 1  ? s->component
                       : draw % 256 == 2 ? (char)(draw >> 8)
                                         : (char)('A' + draw % 26);
        }
        assert_looks((struct text){bytes, size}, s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_few_segments_look_as_they_are),
        cmocka_unit_test(each_byte_at_each_place),
        cmocka_unit_test(other_separators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
