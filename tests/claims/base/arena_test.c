#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdalign.h>
#include <string.h>

#include "claims/base/arena.h"
#include "tests/claims/base/child.h"

#define MIB ((size_t)1 << 20)

static void memory_is_zeroed_and_aligned_also_after_a_reset(void **state)
{
    (void)state;
    struct arena *arena = arena_new(4 * MIB);
    for (int turn = 0; turn < 3; turn++) {
        for (size_t bytes = 1; bytes < 3000; bytes += 7) {
            char *at = arena_take(arena, bytes);
            assert_int_equal((uintptr_t)at % alignof(max_align_t), 0);
            for (size_t i = 0; i < bytes; i++)
                assert_int_equal(at[i], 0);
            memset(at, 'x', bytes);
        }
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
    arena_free(arena);
}

static void pieces_do_not_overlap(void **state)
{
    (void)state;
    struct arena *arena = arena_new(16 * MIB);
    enum { PIECES = 500 };
    unsigned char *pieces[PIECES];
    size_t sizes[PIECES];
    for (size_t i = 0; i < PIECES; i++) {
        sizes[i] = (i * 7919) % 20000; // some larger than what is left of a block
        pieces[i] = arena_take(arena, sizes[i]);
        memset(pieces[i], (int)(i % 251), sizes[i]);
    }
    for (size_t i = 0; i < PIECES; i++) {
        for (size_t k = 0; k < sizes[i]; k++)
            assert_int_equal(pieces[i][k], i % 251);
    }
    arena_free(arena);
}

static void one_piece_may_be_larger_than_any_block(void **state)
{
    (void)state;
    struct arena *arena = arena_new(8 * MIB);
    char *small = arena_take(arena, 10);
    char *large = arena_take(arena, 5 * MIB);
    char *after = arena_take(arena, 10);
    memset(large, 'l', 5 * MIB);
    memset(small, 's', 10);
    memset(after, 'a', 10);
    assert_int_equal(large[0], 'l');
    assert_int_equal(large[5 * MIB - 1], 'l');
    arena_reset(arena);
    // The blocks are still there and serve again, in whatever order they are needed.
    char *again = arena_take(arena, 5 * MIB);
    memset(again, 'g', 5 * MIB);
    arena_take(arena, 10);
    arena_free(arena);
}

static void a_block_that_is_too_small_is_passed_over(void **state)
{
    (void)state;
    struct arena *arena = arena_new(8 * MIB);
    arena_take(arena, 60000);  // a first block
    arena_take(arena, 100000); // a second one
    arena_reset(arena);
    char *small = arena_take(arena, 60000);
    char *large = arena_take(arena, 3 * MIB);
    char *after = arena_take(arena, 100000);
    memset(large, 'l', 3 * MIB);
    memset(small, 's', 60000);
    memset(after, 'a', 100000);
    assert_int_equal(large[0], 'l');
    assert_int_equal(large[3 * MIB - 1], 'l');
    arena_free(arena);
}

static void copies_end_with_a_nul_that_is_not_counted(void **state)
{
    (void)state;
    struct arena *arena = arena_new(MIB);
    struct text copy = arena_copy(arena, text_part(TEXT("abcdef"), 1, 3));
    assert_int_equal(copy.size, 3);
    assert_string_equal(copy.at, "bcd");
    struct text empty = arena_copy(arena, (struct text){0});
    assert_int_equal(empty.size, 0);
    assert_string_equal(empty.at, "");
    struct text made = arena_format(arena, "%s-%05d", "line", 42);
    assert_int_equal(made.size, 10);
    assert_string_equal(made.at, "line-00042");
    arena_free(arena);
}

static void arrays_and_single_things_are_typed(void **state)
{
    (void)state;
    struct arena *arena = arena_new(MIB);
    int64_t *numbers = ARENA_ARRAY(arena, int64_t, 100);
    for (int i = 0; i < 100; i++)
        assert_int_equal(numbers[i], 0);
    struct text *one = ARENA_NEW(arena, struct text);
    assert_null(one->at);
    assert_int_equal(arena_used(arena), 800 + 16);
    arena_free(arena);
}

static void room_is_told_before_it_is_taken(void **state)
{
    (void)state;
    struct arena *arena = arena_new(160);
    assert_true(arena_has_room(arena, 160));
    assert_false(arena_has_room(arena, 161));
    assert_false(arena_has_room(arena, SIZE_MAX));
    arena_take(arena, 1); // 16 with what alignment costs
    assert_int_equal(arena_used(arena), 16);
    assert_true(arena_has_room(arena, 144));
    assert_false(arena_has_room(arena, 145));
    arena_take(arena, 144);
    assert_true(arena_has_room(arena, 0));
    assert_false(arena_has_room(arena, 1));
    assert_non_null(arena_take(arena, 0));
    arena_reset(arena);
    assert_true(arena_has_room(arena, 160));
    arena_free(arena);
    arena_free(NULL);
}

static void take_beyond(void)
{
    struct arena *arena = arena_new(160);
    arena_take(arena, 100);
    arena_take(arena, 100);
}

static void take_overflowing_array(void)
{
    struct arena *arena = arena_new(MIB);
    arena_take_array(arena, SIZE_MAX / 4, 8);
}

static void going_over_the_maximum_stops_the_process(void **state)
{
    (void)state;
    assert_true(child_aborts(take_beyond));
    assert_true(child_aborts(take_overflowing_array));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned_also_after_a_reset),
        cmocka_unit_test(pieces_do_not_overlap),
        cmocka_unit_test(one_piece_may_be_larger_than_any_block),
        cmocka_unit_test(a_block_that_is_too_small_is_passed_over),
        cmocka_unit_test(copies_end_with_a_nul_that_is_not_counted),
        cmocka_unit_test(arrays_and_single_things_are_typed),
        cmocka_unit_test(room_is_told_before_it_is_taken),
        cmocka_unit_test(going_over_the_maximum_stops_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
