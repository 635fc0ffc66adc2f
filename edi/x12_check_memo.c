// Segments that came before, byte by byte. Files repeat themselves (the payer's name, a line's
// number, a day), and what follows from the bytes of a segment alone need not be found out again:
// that its elements are as the guide wants them, which tests of marks it passes, which rules it
// cannot break. Where a segment stands and what hangs on others is looked at each time.
//
// A table of fixed size, by the hash of the bytes; what comes later takes a place.
#include "edi/x12_check_state.h"

#define MEMO_BITS 11

struct check_memos {
    struct x12_separators separators; // those that hold for all of them
    bool used[1 << MEMO_BITS];
    struct check_memo at[1 << MEMO_BITS]; // of a place not used, nothing is set
};

static void forget(struct check_memos *memos)
{
    memset(&memos->separators, 0, sizeof(memos->separators));
    memset(memos->used, 0, sizeof(memos->used));
}

struct check_memos *x12_check_memos_new(void)
{
    struct check_memos *memos = malloc(sizeof(*memos));
    if (memos != NULL)
        forget(memos);
    return memos;
}

static uint64_t word_at(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof(word));
    return word;
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

// Of eight bytes and more.
static size_t place_of(const struct grammar_segment *spec, struct text raw)
{
    uint64_t hash = (uint64_t)(spec - grammar.segment) << 8 ^ raw.size;
    size_t at = 0;
    for (; at + 8 < raw.size; at += 8)
        hash = mix(hash, word_at(raw.at + at));
    hash = mix(hash, word_at(raw.at + raw.size - 8));
    return (size_t)(hash >> (64 - MEMO_BITS));
}

// Of eight bytes and more.
static bool is_same(const char *a, const char *b, size_t size)
{
    uint64_t differ = 0;
    for (size_t at = 0; at + 8 < size; at += 8)
        differ |= word_at(a + at) ^ word_at(b + at);
    return (differ | (word_at(a + size - 8) ^ word_at(b + size - 8))) == 0;
}

struct check_memo *x12_check_memo(struct check_state *state, bool *known)
{
    const struct x12_segment *segment = state->segment;
    struct check_memos *memos = state->memos;
    struct text raw = segment->raw;
    *known = false;
    if (raw.size > CHECK_MEMO_BYTES || raw.size < 8 || state->in_full) {
        state->unkept.spec = state->spec;
        return &state->unkept;
    }
    if (memcmp(&memos->separators, segment->separators, sizeof(memos->separators)) != 0) {
        forget(memos);
        memos->separators = *segment->separators;
    }
    size_t place = place_of(state->spec, raw);
    struct check_memo *memo = &memos->at[place];
    if (memos->used[place] && memo->spec == state->spec && memo->size == raw.size &&
        is_same(memo->raw, raw.at, raw.size)) {
        *known = true;
        return memo;
    }
    memos->used[place] = true;
    memo->spec = state->spec;
    memo->size = (uint8_t)raw.size;
    memcpy(memo->raw, raw.at, raw.size);
    return memo;
}
