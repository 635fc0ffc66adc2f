// Segments that came before, by their codes: by which elements are there, and the bytes of those
// that are coded. Files repeat themselves (a date's qualifier, a procedure and its unit, a reason),
// and what follows from the codes of a segment alone need not be found out again: that these
// elements are as the guide wants them, which tests of marks it passes, which rules it cannot
// break. What its free elements hold (a name, a number, an amount, a day), where it stands and what
// hangs on others is looked at each time.
//
// A table of fixed size, by the hash of the codes; what comes later takes a place.
#include "edi/x12_check_state.h"

#define MEMO_BITS 11

struct check_memos {
    struct x12_separators separators; // those that hold for all of them
    uint32_t era;                     // a memo of another one is forgotten
    uint64_t words[CHECK_MEMO_WORDS]; // of the segment at hand
    struct check_memo at[1 << MEMO_BITS];
};

struct check_memos *x12_check_memos_new(void)
{
    struct check_memos *memos = calloc(1, sizeof(*memos));
    if (memos != NULL)
        memos->era = 1;
    return memos;
}

// The `size` bytes before byte `end` of a segment, 1 to 8, as a number.
static inline uint64_t word_before(struct text raw, size_t end, size_t size)
{
    uint64_t word = 0;
    if (end >= 8)
        return x12_scan_word(raw.at + end - 8) >> 8 * (8 - size);
    if (raw.size >= 8)
        return x12_scan_word(raw.at) << 8 * (8 - end) >> 8 * (8 - size);
    for (size_t i = end; i > end - size; i--)
        word = word << 8 | (unsigned char)raw.at[i - 1];
    return word;
}

// Stands before the words of an element of more than eight bytes, with its size: no characters do.
#define LONG_ELEMENT (UINT64_C(0xFF) << 56)

// The bytes of a long element from `from` to `end`. Returns the word behind, NULL when there is no
// room: one is left for the element's last word.
static uint64_t *put_long(
    struct text raw, size_t from, size_t end, uint64_t *word, const uint64_t *last)
{
    if ((size_t)(last - word) < 1 + (end - from) / 8)
        return NULL;
    *word++ = LONG_ELEMENT | (end - from);
    for (; end - from > 8; from += 8)
        *word++ = word_before(raw, from + 8, 8);
    return word;
}

// Puts the coded elements of the segment at hand, eight bytes a word. Of plain characters, none of
// which is NUL, the same words say the same elements. Returns how many words; CHECK_MEMO_WORDS: too
// many.
static size_t put_words(const struct check_state *state, uint64_t *words)
{
    const struct x12_segment *segment = state->segment;
    const uint32_t *ends = segment->ends;
    struct text raw = segment->raw;
    uint32_t begin = (uint32_t)(raw.at - segment->base);
    uint64_t elements = state->look.there & state->spec->coded;
    uint64_t *word = words, *last = words + CHECK_MEMO_WORDS - 1;
    for (; elements != 0; elements &= elements - 1) {
        size_t number = (size_t)__builtin_ctzll(elements);
        size_t from = ends[number - 1] + 1 - begin, end = ends[number] - begin;
        if (end - from > 8) {
            word = put_long(raw, from, end, word, last);
            if (word == NULL)
                return CHECK_MEMO_WORDS;
            from = end - ((end - from - 1) % 8 + 1);
        }
        if (word == last)
            return CHECK_MEMO_WORDS;
        *word++ = word_before(raw, end, end - from);
    }
    return (size_t)(word - words);
}

static bool are_same(const uint64_t *a, const uint64_t *b, size_t count)
{
    uint64_t differ = 0;
    for (size_t i = 0; i < count; i++)
        differ |= a[i] ^ b[i];
    return differ == 0;
}

struct check_memo *x12_check_memo(struct check_state *state, bool *known)
{
    struct check_memos *memos = state->memos;
    const struct grammar_segment *spec = state->spec;
    uint64_t there = state->look.there, *words = memos->words;
    *known = false;
    // A NUL that separates components says nothing in a word.
    if (state->in_full || state->look.characters == X12_ODD ||
        state->segment->separators->component == '\0')
        return &state->unkept;
    size_t count = put_words(state, words);
    if (count == CHECK_MEMO_WORDS)
        return &state->unkept;
    if (memcmp(&memos->separators, state->segment->separators, sizeof(memos->separators)) != 0) {
        memos->separators = *state->segment->separators;
        memos->era++;
    }
    uint64_t hash = (there ^ (uintptr_t)spec) * UINT64_C(0x9E3779B97F4A7C15);
    for (size_t i = 0; i < count; i++)
        hash = ((hash ^ words[i]) + (hash >> 29)) * UINT64_C(0x9E3779B97F4A7C15);
    struct check_memo *memo = &memos->at[hash >> (64 - MEMO_BITS)];
    // Which elements there are says how many words there are, as long as they are the same.
    *known = memo->era == memos->era && memo->spec == spec && memo->there == there &&
             are_same(memo->words, words, count);
    if (*known)
        return memo;
    memo->era = memos->era;
    memo->spec = spec;
    memo->there = there;
    memcpy(memo->words, words, count * sizeof(*words));
    return memo;
}
