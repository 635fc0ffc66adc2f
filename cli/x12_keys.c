#include "cli/x12_keys.h"

#include <stdlib.h>

#include "claims/base/digest.h"
#include "claims/base/err.h"

#define ROOM_MIN ((size_t)256)

void x12_keys_free(struct x12_keys *keys)
{
    free(keys->slots);
    *keys = (struct x12_keys){0};
}

void x12_keys_clear(struct x12_keys *keys)
{
    if (keys->used > 0)
        memset(keys->slots, 0, keys->room * sizeof *keys->slots);
    keys->used = 0;
}

struct x12_key x12_keys_of(struct text bytes)
{
    unsigned char sum[DIGEST_SIZE];
    struct x12_key key;
    digest_of(bytes, sum);
    memcpy(&key, sum, sizeof key);
    return key;
}

static bool is_free(const struct x12_keys_entry *slot)
{
    return slot->key.half[0] == 0 && slot->key.half[1] == 0;
}

// The slot of the key, or the free one where it belongs.
static struct x12_keys_entry *slot_of(const struct x12_keys *keys, struct x12_key key)
{
    size_t mask = keys->room - 1;
    for (size_t i = (size_t)key.half[0] & mask;; i = (i + 1) & mask) {
        struct x12_keys_entry *slot = &keys->slots[i];
        if (is_free(slot) || (slot->key.half[0] == key.half[0] && slot->key.half[1] == key.half[1]))
            return slot;
    }
}

// At most half of the slots are used.
static void grow(struct x12_keys *keys)
{
    struct x12_keys larger = {.room = keys->room == 0 ? ROOM_MIN : 2 * keys->room};
    larger.slots = calloc(larger.room, sizeof *larger.slots);
    CHECK(larger.slots != NULL);
    for (size_t i = 0; i < keys->room; i++)
        if (!is_free(&keys->slots[i]))
            *slot_of(&larger, keys->slots[i].key) = keys->slots[i];
    larger.used = keys->used;
    free(keys->slots);
    *keys = larger;
}

struct x12_keys_entry *x12_keys_find(const struct x12_keys *keys, struct x12_key key)
{
    struct x12_keys_entry *slot = keys->room == 0 ? NULL : slot_of(keys, key);
    return slot == NULL || is_free(slot) ? NULL : slot;
}

struct x12_keys_entry *x12_keys_at(struct x12_keys *keys, struct x12_key key)
{
    if (2 * (keys->used + 1) > keys->room)
        grow(keys);
    struct x12_keys_entry *slot = slot_of(keys, key);
    if (is_free(slot)) {
        slot->key = key;
        keys->used++;
    }
    return slot;
}
