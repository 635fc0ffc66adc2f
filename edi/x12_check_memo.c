// Segments that came before, by their codes: by which elements are there, and the bytes of those that
// are coded. Files repeat themselves (a date's qualifier, a procedure and its unit, a reason), and
// what follows from the codes of a segment alone need not be found out again: that these elements
// are as the guide wants them, which tests of marks it passes, which rules it cannot break. What its
// free elements hold (a name, a number, an amount, a day), where it stands and what hangs on others
// is looked at each time.
//
// A table of fixed size, by the hash of the codes; what comes later takes a place.
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

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

// `size` bytes that end behind byte `end` of a segment of eight bytes and more, 1 to 8, as a number.
static uint64_t word_before(const char *raw, size_t end, size_t size)
{
    uint64_t word;
    if (end >= 8) {
        memcpy(&word, raw + end - 8, 8);
    } else {
        memcpy(&word, raw, 8);
        word <<= 8 * (8 - end);
    }
    return word >> 8 * (8 - size);
}

// Stands before the words of an element of more than eight bytes, with its size: no characters do.
#define LONG_ELEMENT (UINT64_C(0xFF) << 56)

// The coded elements of a segment of eight bytes and more, eight bytes a word. Of plain characters,
// the same words say the same elements. Returns how many words; 0: it has too many.
static size_t read_words(const struct check_state *state, uint64_t words[CHECK_MEMO_WORDS])
{
    const struct x12_segment *segment = state->segment;
    const char *raw = segment->raw.at;
    size_t shift = (size_t)(raw - segment->base), count = 0;
    uint64_t elements = state->there & state->spec->coded;
    for (; elements != 0; elements &= elements - 1) {
        size_t number = (size_t)__builtin_ctzll(elements);
        size_t end = segment->ends[number] - shift, at = segment->ends[number - 1] + 1 - shift;
        if (end - at > 8) {
            if (count + 2 + (end - at) / 8 > CHECK_MEMO_WORDS)
                return 0;
            words[count++] = LONG_ELEMENT | (end - at);
            for (; end - at > 8; at += 8)
                words[count++] = word_before(raw, at + 8, 8);
        } else if (count == CHECK_MEMO_WORDS) {
            return 0;
        }
        words[count++] = word_before(raw, end, end - at);
    }
    return count;
}

struct check_memo *x12_check_memo(struct check_state *state, bool *known)
{
    const struct x12_segment *segment = state->segment;
    struct check_memos *memos = state->memos;
    uint64_t words[CHECK_MEMO_WORDS];
    size_t count = 0;
    *known = false;
    if (segment->raw.size >= 8 && state->characters != CHECK_ODD)
        count = read_words(state, words);
    if (count == 0) {
        state->unkept.spec = state->spec;
        return &state->unkept;
    }
    if (memcmp(&memos->separators, segment->separators, sizeof(memos->separators)) != 0) {
        forget(memos);
        memos->separators = *segment->separators;
    }
    uint64_t hash = mix((uint64_t)(state->spec - grammar.segment), state->there), differ = 0;
    for (size_t i = 0; i < count; i++)
        hash = mix(hash, words[i]);
    size_t place = (size_t)(hash >> (64 - MEMO_BITS));
    struct check_memo *memo = &memos->at[place];
    if (memos->used[place] && memo->spec == state->spec && memo->there == state->there) {
        // Which elements there are says how many words there are, as long as they are the same.
        for (size_t i = 0; i < count; i++)
            differ |= memo->words[i] ^ words[i];
        *known = differ == 0;
        if (differ == 0)
            return memo;
    }
    memos->used[place] = true;
    memo->spec = state->spec;
    memo->there = state->there;
    memcpy(memo->words, words, count * sizeof(*words));
    return memo;
}
