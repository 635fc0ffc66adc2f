#include "claims/base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "claims/base/err.h"

#define FIRST_BLOCK ((size_t)64 << 10)
#define LAST_BLOCK  ((size_t)1 << 20)

// Under the address sanitiser memory that is not handed out may not be touched: a slice that
// outlives its arena's reset is found.
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define FORBID(at, size) __asan_poison_memory_region((at), (size))
#define ALLOW(at, size)  __asan_unpoison_memory_region((at), (size))
#else
#define FORBID(at, size) ((void)(at), (void)(size))
#define ALLOW(at, size)  ((void)(at), (void)(size))
#endif

struct block {
    struct block *next;
    size_t room; // bytes of `bytes`
    size_t used;
    alignas(max_align_t) char bytes[];
};

struct arena {
    size_t max;
    size_t used;           // handed out since the last reset, with what alignment costs
    size_t next_block;     // room of the next ordinary block
    struct block *first;   // NULL until the first use
    struct block *current; // the one that is being filled; those behind it are empty
};

static size_t aligned(size_t bytes)
{
    size_t step = alignof(max_align_t);
    CHECK(bytes <= SIZE_MAX - step);
    return (bytes + step - 1) / step * step;
}

struct arena *arena_new(size_t max_bytes)
{
    struct arena *arena = calloc(1, sizeof(*arena));
    CHECK(arena != NULL);
    arena->max = max_bytes;
    arena->next_block = FIRST_BLOCK;
    return arena;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    for (struct block *block = arena->first; block != NULL;) {
        struct block *next = block->next;
        ALLOW(block->bytes, block->room);
        free(block);
        block = next;
    }
    free(arena);
}

void arena_reset(struct arena *arena)
{
    for (struct block *block = arena->first; block != NULL; block = block->next) {
        block->used = 0;
        FORBID(block->bytes, block->room);
    }
    arena->current = arena->first;
    arena->used = 0;
}

// Makes a block with at least `bytes` of room the current one.
static void turn_to_block(struct arena *arena, size_t bytes)
{
    struct block *next = arena->current == NULL ? NULL : arena->current->next;
    if (next == NULL || next->room < bytes) {
        size_t room = arena->next_block > bytes ? arena->next_block : bytes;
        struct block *made = malloc(sizeof(struct block) + room);
        CHECK(made != NULL);
        *made = (struct block){.next = next, .room = room};
        FORBID(made->bytes, room);
        if (arena->current == NULL)
            arena->first = made;
        else
            arena->current->next = made;
        if (arena->next_block < LAST_BLOCK)
            arena->next_block *= 2;
        next = made;
    }
    arena->current = next;
}

void *arena_take(struct arena *arena, size_t bytes)
{
    CHECK(arena_has_room(arena, bytes));
    size_t size = aligned(bytes);
    if (arena->current == NULL || arena->current->room - arena->current->used < size)
        turn_to_block(arena, size);
    struct block *block = arena->current;
    char *at = block->bytes + block->used;
    block->used += size;
    arena->used += size;
    ALLOW(at, bytes);
    if (bytes > 0)
        memset(at, 0, bytes);
    return at;
}

void *arena_take_array(struct arena *arena, size_t count, size_t each)
{
    size_t bytes;
    CHECK(!__builtin_mul_overflow(count, each, &bytes));
    return arena_take(arena, bytes);
}

struct text arena_copy(struct arena *arena, struct text t)
{
    CHECK(t.size < SIZE_MAX);
    char *at = arena_take(arena, t.size + 1);
    if (t.size > 0)
        memcpy(at, t.at, t.size);
    return (struct text){at, t.size};
}

struct text arena_format(struct arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int written = vsnprintf(NULL, 0, format, args);
    va_end(args);
    CHECK(written >= 0);
    size_t size = (size_t)written;
    char *at = arena_take(arena, size + 1);
    vsnprintf(at, size + 1, format, again);
    va_end(again);
    return (struct text){at, size};
}

bool arena_has_room(const struct arena *arena, size_t bytes)
{
    size_t left = arena->max - arena->used;
    return bytes <= left && aligned(bytes) <= left;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}
