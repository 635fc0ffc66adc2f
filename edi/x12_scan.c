#include "edi/x12_scan.h"

#include <stdlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Of 64 bytes one bit each, the first byte the lowest.
#define BLOCK  ((size_t)64)
// Positions are written in bundles of this many; what is too much is overwritten by the next one.
#define BUNDLE 8

struct x12_index x12_index_new(size_t bytes_max)
{
    struct x12_index index = {
        .delimiters = malloc((bytes_max + BLOCK) * sizeof(uint32_t)),
        .terminators = malloc((bytes_max + BLOCK) * sizeof(uint32_t)),
    };
    if (index.delimiters == NULL || index.terminators == NULL) {
        x12_index_free(&index);
        index = (struct x12_index){0};
    }
    return index;
}

void x12_index_free(struct x12_index *index)
{
    free(index->delimiters);
    free(index->terminators);
}

// ---- Portable

// One bit for each byte of `word` that is the one that `pattern` has eight times.
static inline uint64_t bits_of_word(uint64_t word, uint64_t pattern)
{
    const uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F);
    uint64_t v = word ^ pattern;
    // 0x80 in each byte that is zero. Nothing is carried from one byte into the next.
    uint64_t zero = ~(((v & low) + low) | v | low);
    // The eight bits side by side.
    return (zero >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static void index_block(
    struct x12_index *index, uint64_t elements, uint64_t terminators, uint32_t position)
{
    uint32_t *delimiter = index->delimiters + index->delimiter_count;
    uint32_t *terminator = index->terminators + index->terminator_count;
    for (uint64_t left = elements | terminators; left != 0; left &= left - 1) {
        int bit = __builtin_ctzll(left);
        *terminator = (uint32_t)(delimiter - index->delimiters);
        terminator += terminators >> bit & 1;
        *delimiter++ = position + (uint32_t)bit;
    }
    index->delimiter_count = (size_t)(delimiter - index->delimiters);
    index->terminator_count = (size_t)(terminator - index->terminators);
}

static void scan_portable(struct text bytes, char element, char terminator, struct x12_index *index)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t element_pattern = ones * (unsigned char)element;
    uint64_t terminator_pattern = ones * (unsigned char)terminator;
    index->delimiter_count = index->terminator_count = 0;
    char rest[BLOCK];
    for (size_t i = 0; i < bytes.size; i += BLOCK) {
        const char *at = bytes.at + i;
        uint64_t here = ~UINT64_C(0);
        if (bytes.size - i < BLOCK) {
            memset(rest, 0, sizeof(rest));
            memcpy(rest, at, bytes.size - i);
            at = rest;
            here >>= BLOCK - (bytes.size - i);
        }
        uint64_t elements = 0, terminators = 0;
        for (size_t k = 0; k < BLOCK; k += sizeof(uint64_t)) {
            uint64_t word = x12_scan_word(at + k);
            elements |= bits_of_word(word, element_pattern) << k;
            terminators |= bits_of_word(word, terminator_pattern) << k;
        }
        index_block(index, elements & here, terminators & here, (uint32_t)i);
    }
}

// ---- AVX2

#if defined(__x86_64__)

#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))

TARGET static inline uint64_t bits_of_block(__m256i low, __m256i high, __m256i pattern)
{
    uint32_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, pattern));
    uint32_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, pattern));
    return (uint64_t)b << 32 | a;
}

// Which bits of a byte are set: their numbers, a byte each, the lowest first.
#define BIT(n, k) \
    ((n) >> (k)&1 ? (uint64_t)(k) << 8 * __builtin_popcount((n) & ((1U << (k)) - 1)) : 0)
#define BITS(n) \
    (BIT(n, 0) | BIT(n, 1) | BIT(n, 2) | BIT(n, 3) | BIT(n, 4) | BIT(n, 5) | BIT(n, 6) | BIT(n, 7))
#define BITS_4(n)  BITS(n), BITS((n) + 1), BITS((n) + 2), BITS((n) + 3)
#define BITS_16(n) BITS_4(n), BITS_4((n) + 4), BITS_4((n) + 8), BITS_4((n) + 12)
#define BITS_64(n) BITS_16(n), BITS_16((n) + 16), BITS_16((n) + 32), BITS_16((n) + 48)
static const uint64_t bits_of_byte[256] = {BITS_64(0U), BITS_64(64U), BITS_64(128U), BITS_64(192U)};

// Puts position + n for each bit n of `bits`; what is put behind them means nothing. Returns where
// the next ones belong. Without a branch: how many there are differs from block to block.
TARGET static inline uint32_t *put_positions(uint32_t *out, uint64_t bits, uint32_t position)
{
    __m256i base = _mm256_set1_epi32((int)position);
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) {
        uint64_t byte = bits >> 8 * i & 0xFF;
        __m128i numbers = _mm_loadl_epi64((const __m128i *)(const void *)&bits_of_byte[byte]);
        __m256i positions = _mm256_add_epi32(_mm256_cvtepu8_epi32(numbers), base);
        _mm256_storeu_si256((__m256i *)(void *)out, positions);
        out += _mm_popcnt_u64(byte);
        base = _mm256_add_epi32(base, _mm256_set1_epi32(8));
    }
    return out;
}

// Puts which of the bits of `all` those of `some` are, the first counted as `number`.
TARGET static inline uint32_t *put_numbers(
    uint32_t *out, uint64_t all, uint64_t some, uint32_t number)
{
    int count = (int)_mm_popcnt_u64(some);
    for (int done = 0; done < count; done += 4) {
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) {
            out[done + i] = number + (uint32_t)_mm_popcnt_u64(all & (_blsi_u64(some) - 1));
            some = _blsr_u64(some);
        }
    }
    return out + count;
}

TARGET static void scan_avx2(
    struct text bytes, char element, char terminator, struct x12_index *index)
{
    __m256i element_pattern = _mm256_set1_epi8(element);
    __m256i terminator_pattern = _mm256_set1_epi8(terminator);
    uint32_t *delimiters = index->delimiters, *end_of_delimiters = delimiters;
    uint32_t *end_of_terminators = index->terminators;
    char rest[BLOCK];
    for (size_t i = 0; i < bytes.size; i += BLOCK) {
        const char *at = bytes.at + i;
        uint64_t here = ~UINT64_C(0);
        if (bytes.size - i < BLOCK) {
            memset(rest, 0, sizeof(rest));
            memcpy(rest, at, bytes.size - i);
            at = rest;
            here >>= BLOCK - (bytes.size - i);
        }
        __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)at);
        __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(at + BLOCK / 2));
        uint64_t ends = bits_of_block(low, high, terminator_pattern) & here;
        uint64_t all = (bits_of_block(low, high, element_pattern) & here) | ends;

        end_of_terminators =
            put_numbers(end_of_terminators, all, ends, (uint32_t)(end_of_delimiters - delimiters));
        end_of_delimiters = put_positions(end_of_delimiters, all, (uint32_t)i);
    }
    index->delimiter_count = (size_t)(end_of_delimiters - delimiters);
    index->terminator_count = (size_t)(end_of_terminators - index->terminators);
}

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

#endif

// ---- Which path

static enum x12_scan_path forced = X12_SCAN_BEST;

enum x12_scan_path x12_scan_path_of(enum x12_scan_path path)
{
    if (path == X12_SCAN_BEST)
        path = forced;
#if defined(__x86_64__)
    if (path != X12_SCAN_PORTABLE && has_avx2())
        return X12_SCAN_AVX2;
#endif
    return X12_SCAN_PORTABLE;
}

x12_scan_function *x12_scan_of(enum x12_scan_path path)
{
#if defined(__x86_64__)
    if (x12_scan_path_of(path) == X12_SCAN_AVX2)
        return scan_avx2;
#endif
    return path == X12_SCAN_AVX2 ? NULL : scan_portable;
}

bool x12_scan_force(enum x12_scan_path path)
{
    if (path != X12_SCAN_BEST && x12_scan_of(path) == NULL)
        return false;
    forced = path;
    return true;
}
