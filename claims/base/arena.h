// arena: memory with one lifetime (a run, a file, a claim), handed out from blocks and given back
// all at once. Passed as an argument, so that a signature shows who allocates. Every arena has a
// maximum: going over it is our own mistake and stops the process; whoever allocates for somebody's
// input asks arena_has_room first and makes a finding. No allocation fails: out of memory stops the
// process.
#ifndef CLAIMS_BASE_ARENA_H
#define CLAIMS_BASE_ARENA_H

#include "claims/base/text.h"

struct arena;

// An arena that will hold at most `max_bytes`. Owned by the caller: arena_free.
struct arena *arena_new(size_t max_bytes);
void arena_free(struct arena *arena); // NULL is allowed

// Gives everything back but keeps the blocks for the next use.
void arena_reset(struct arena *arena);

// Zeroed memory, aligned for any type, valid until reset or free.
void *arena_take(struct arena *arena, size_t bytes);
// The same for an array of `count` things; CHECKs the multiplication.
void *arena_take_array(struct arena *arena, size_t count, size_t each);

#define ARENA_NEW(arena, type)          ((type *)arena_take((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_take_array((arena), (count), sizeof(type)))

// Copies the bytes; the result's slice is followed by a NUL that it does not count.
struct text arena_copy(struct arena *arena, struct text t);
// printf into the arena.
struct text arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// Whether `bytes` more would still be allowed.
bool arena_has_room(const struct arena *arena, size_t bytes);
// Bytes handed out since the last reset.
size_t arena_used(const struct arena *arena);

#endif
