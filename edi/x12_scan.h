// x12_scan: where the separators stand in a stretch of bytes. It looks at 64 bytes at a time and
// writes an index of positions, from which the tokenizer (edi/x12.h) cuts its segments without
// looking at the bytes again. Two paths give the same answers: AVX2, where the processor has it,
// and portable C.
#ifndef EDI_X12_SCAN_H
#define EDI_X12_SCAN_H

#include "claims/base/text.h"

// Positions count from the first byte of the stretch, ascending.
struct x12_index {
    uint32_t *delimiters;  // element separators and segment terminators
    uint32_t *terminators; // which of the delimiters are terminators: positions in `delimiters`
    size_t delimiter_count, terminator_count;
};

// The index of stretches of at most `bytes_max` bytes, and one delimiter more that the owner may
// add. Owned by the caller: x12_index_free. `delimiters` NULL: no memory.
struct x12_index x12_index_new(size_t bytes_max);
void x12_index_free(struct x12_index *index);

// Writes the index of `bytes`, which replaces what it held. The two characters differ. Reads
// nothing beyond `bytes`.
typedef void x12_scan_function(
    struct text bytes, char element, char terminator, struct x12_index *index);

// Eight bytes as a number, the first byte the lowest.
static inline uint64_t x12_scan_word(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

enum x12_scan_path { X12_SCAN_BEST, X12_SCAN_AVX2, X12_SCAN_PORTABLE };

// The function of a path; BEST is the fastest that this processor has. NULL: it does not have the
// path.
x12_scan_function *x12_scan_of(enum x12_scan_path path);

// The path that is taken for one: BEST is one of the others, and AVX2 is PORTABLE where the
// processor does not have it.
enum x12_scan_path x12_scan_path_of(enum x12_scan_path path);

// For tests: the path that BEST means from now on; X12_SCAN_BEST leaves it to the processor again.
// False, and nothing changed: the processor does not have the path.
bool x12_scan_force(enum x12_scan_path path);

#endif
