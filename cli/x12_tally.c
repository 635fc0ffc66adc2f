#include "cli/x12_tally.h"

#include <stdlib.h>

#include "claims/base/err.h"
#include "claims/base/money.h"

#define SLOTS (sizeof((struct x12_tally *)NULL)->slots / sizeof(uint16_t))

_Static_assert(X12_TALLY_KEYS + 1 < SLOTS, "a slot must stay free, or the search does not end");

void x12_tally_free(struct x12_tally *tally)
{
    free(tally->rows);
    *tally = (struct x12_tally){0};
}

void x12_tally_clear(struct x12_tally *tally)
{
    tally->count = 0;
    memset(tally->slots, 0, sizeof tally->slots);
}

// FNV-1a.
static uint32_t hash_of(struct text key)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < key.size; i++)
        hash = (hash ^ (unsigned char)key.at[i]) * 16777619u;
    return hash;
}

static struct x12_tally_row *new_row(struct x12_tally *tally, struct text key)
{
    if (tally->count == tally->room) {
        tally->room = tally->room == 0 ? 64 : 2 * tally->room;
        tally->rows = reallocarray(tally->rows, tally->room, sizeof *tally->rows);
        CHECK(tally->rows != NULL);
    }
    struct x12_tally_row *row = &tally->rows[tally->count++];
    *row = (struct x12_tally_row){0};
    text_copy_z(row->key, sizeof row->key, key);
    return row;
}

struct x12_tally_row *x12_tally_row(struct x12_tally *tally, struct text key)
{
    key = text_part(key, 0, X12_TALLY_KEY - 1);
    for (size_t i = hash_of(key) % SLOTS;; i = (i + 1) % SLOTS) {
        uint16_t found = tally->slots[i];
        if (found > 0 && text_equal_z(key, tally->rows[found - 1].key))
            return &tally->rows[found - 1];
        if (found > 0)
            continue;
        if (tally->count == X12_TALLY_KEYS)
            new_row(tally, TEXT("(others)"));
        if (tally->count > X12_TALLY_KEYS)
            return &tally->rows[X12_TALLY_KEYS];
        struct x12_tally_row *row = new_row(tally, key);
        tally->slots[i] = (uint16_t)tally->count;
        return row;
    }
}

void x12_tally_add(struct x12_tally_sum *sum, struct text amount)
{
    int64_t cents = 0;
    if ((amount.size > 0 && money_parse(amount, &cents) != MONEY_OK) ||
        !money_add(sum->cents, cents, &sum->cents))
        sum->unknown = true;
}

void x12_tally_join(struct x12_tally_sum *sum, struct x12_tally_sum other)
{
    if (other.unknown || !money_add(sum->cents, other.cents, &sum->cents))
        sum->unknown = true;
}

static int compare_keys(const void *a, const void *b)
{
    const struct x12_tally_row *left = a, *right = b;
    return strcmp(left->key, right->key);
}

void x12_tally_sort(struct x12_tally *tally)
{
    if (tally->count > 0)
        qsort(tally->rows, tally->count, sizeof *tally->rows, compare_keys);
    memset(tally->slots, 0, sizeof tally->slots);
}
