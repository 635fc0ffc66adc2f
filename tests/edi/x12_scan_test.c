#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "edi/x12_scan.h"
#include "tests/edi/files.h"

#define BYTES_MAX ((size_t)64 << 10)

// What a path says is compared with what can be seen byte by byte.
static void assert_indexes(
    x12_scan_function *scan, struct x12_index *index, struct text bytes, char element, char end)
{
    // A copy of the very size, so that reading beyond it is found by the sanitiser.
    char *copy = malloc(bytes.size + (bytes.size == 0));
    assert_non_null(copy);
    memcpy(copy, bytes.at, bytes.size);
    scan((struct text){copy, bytes.size}, element, end, index);
    free(copy);
    size_t delimiters = 0, terminators = 0;
    for (size_t i = 0; i < bytes.size; i++) {
        if (bytes.at[i] != element && bytes.at[i] != end)
            continue;
        assert_true(delimiters < index->delimiter_count);
        assert_int_equal(index->delimiters[delimiters], i);
        if (bytes.at[i] == end) {
            assert_true(terminators < index->terminator_count);
            assert_int_equal(index->terminators[terminators++], delimiters);
        }
        delimiters++;
    }
    assert_int_equal(index->delimiter_count, delimiters);
    assert_int_equal(index->terminator_count, terminators);
}

// Runs `each` with every path that this processor has.
static void with_paths(void (*each)(x12_scan_function *scan, struct x12_index *index))
{
    static const enum x12_scan_path paths[] = {X12_SCAN_PORTABLE, X12_SCAN_AVX2};
    struct x12_index index = x12_index_new(BYTES_MAX);
    for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
        x12_scan_function *scan = x12_scan_of(paths[i]);
        if (scan == NULL)
            print_message("this processor has no AVX2\n");
        else
            each(scan, &index);
    }
    x12_index_free(&index);
}

static void index_a_few(x12_scan_function *scan, struct x12_index *index)
{
    scan(TEXT("ST*837*0001~\nLX*1~"), '*', '~', index);
    static const uint32_t delimiters[] = {2, 6, 11, 15, 17}, terminators[] = {2, 4};
    assert_int_equal(index->delimiter_count, 5);
    assert_int_equal(index->terminator_count, 2);
    assert_memory_equal(index->delimiters, delimiters, sizeof(delimiters));
    assert_memory_equal(index->terminators, terminators, sizeof(terminators));
}

static void the_index_has_the_positions_of_separators_and_terminators(void **state)
{
    (void)state;
    with_paths(index_a_few);
}

static void index_every_size(x12_scan_function *scan, struct x12_index *index)
{
    char full[200], none[200];
    memset(full, '~', sizeof(full));
    memset(none, 'x', sizeof(none));
    for (size_t size = 0; size <= sizeof(full); size++) {
        assert_indexes(scan, index, (struct text){full, size}, '*', '~');
        assert_indexes(scan, index, (struct text){full, size}, '~', '*');
        assert_indexes(scan, index, (struct text){none, size}, '*', '~');
        // What fills the last block up is no byte of it, whatever the separators are.
        assert_indexes(scan, index, (struct text){none, size}, '\0', '\xFF');
    }
}

static void every_size_is_indexed_to_its_last_byte(void **state)
{
    (void)state;
    with_paths(index_every_size);
}

static void index_every_pair(x12_scan_function *scan, struct x12_index *index)
{
    // Each byte beside each other: a sum that carries over into its neighbour would be seen.
    static char all[2 * 65536];
    for (size_t i = 0; i < 65536; i++) {
        all[2 * i] = (char)(i >> 8);
        all[2 * i + 1] = (char)i;
    }
    for (int c = 0; c < 256; c++) {
        struct text half = {all + (size_t)(c % 2) * BYTES_MAX, BYTES_MAX};
        assert_indexes(scan, index, half, (char)c, (char)(c + 1 + c % 7));
    }
}

static void every_byte_may_be_a_separator(void **state)
{
    (void)state;
    with_paths(index_every_pair);
}

static void index_random(x12_scan_function *scan, struct x12_index *index)
{
    static char bytes[BYTES_MAX];
    uint64_t seed = 20260101;
    for (int turn = 0; turn < 3000; turn++) {
        uint64_t r = files_random(&seed);
        char element = (char)r, end = (char)(r >> 8);
        if (element == end)
            continue;
        // From no separator at all to hardly anything else.
        uint64_t in_256 = r >> 16 & 0xFF;
        size_t size = (size_t)(r >> 24) % (turn % 100 == 0 ? BYTES_MAX + 1 : 400);
        for (size_t i = 0; i < size; i++) {
            uint64_t b = files_random(&seed);
            bytes[i] = (b & 0xFF) >= in_256 ? (char)(b >> 8) : (b >> 8 & 3) == 0 ? end : element;
        }
        assert_indexes(scan, index, (struct text){bytes, size}, element, end);
    }
}

static void random_bytes_are_indexed_as_one_sees_them(void **state)
{
    (void)state;
    with_paths(index_random);
}

static void a_path_can_be_forced(void **state)
{
    (void)state;
    x12_scan_function *portable = x12_scan_of(X12_SCAN_PORTABLE);
    x12_scan_function *avx2 = x12_scan_of(X12_SCAN_AVX2), *best = x12_scan_of(X12_SCAN_BEST);
    assert_ptr_equal(best, avx2 != NULL ? avx2 : portable);
    assert_true(x12_scan_force(X12_SCAN_PORTABLE));
    assert_ptr_equal(x12_scan_of(X12_SCAN_BEST), portable);
    assert_ptr_equal(x12_scan_of(X12_SCAN_AVX2), avx2);
    assert_int_equal(x12_scan_force(X12_SCAN_AVX2), avx2 != NULL);
    assert_true(x12_scan_force(X12_SCAN_BEST));
    assert_ptr_equal(x12_scan_of(X12_SCAN_BEST), best);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_index_has_the_positions_of_separators_and_terminators),
        cmocka_unit_test(every_size_is_indexed_to_its_last_byte),
        cmocka_unit_test(every_byte_may_be_a_separator),
        cmocka_unit_test(random_bytes_are_indexed_as_one_sees_them),
        cmocka_unit_test(a_path_can_be_forced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
