// x12_keys: a table by key of 16 bytes (a digest) that grows: what x12 diff remembers of each
// claim of a file, and how often something stood before.
#ifndef CLI_X12_KEYS_H
#define CLI_X12_KEYS_H

#include "claims/base/text.h"

struct x12_key {
    uint64_t half[2];
};

struct x12_keys_entry {
    struct x12_key key; // zero: the slot is free
    struct x12_key sum;
    uint32_t count, value; // the owner's
};

struct x12_keys {
    struct x12_keys_entry *slots;
    size_t room, used; // room: 0 or a power of two
};

// Owned by the caller: x12_keys_free. Starts zeroed: struct x12_keys keys = {0}.
void x12_keys_free(struct x12_keys *keys);
// Forgets all entries.
void x12_keys_clear(struct x12_keys *keys);

// The first half of the SHA-256 of the bytes.
struct x12_key x12_keys_of(struct text bytes);

// The entry of the key, made zeroed when there is none. Valid until the next call.
struct x12_keys_entry *x12_keys_at(struct x12_keys *keys, struct x12_key key);
// The same; NULL when there is none.
struct x12_keys_entry *x12_keys_find(const struct x12_keys *keys, struct x12_key key);

#endif
