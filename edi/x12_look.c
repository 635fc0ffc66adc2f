#include "edi/x12_look.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// ---- Portable

// Sixteen bytes compared at once; of a byte all bits, or none.
typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint64_t words2 __attribute__((vector_size(16)));

static bool is_any(bytes16 b)
{
    words2 w = (words2)b;
    return (w[0] | w[1]) != 0;
}

static bytes16 all_of(char c)
{
    return (bytes16){0} + (uint8_t)c;
}

// Bytes that may not stand in a value, and separators of repetitions.
static bytes16 odd(bytes16 b, const struct x12_separators *separators)
{
    bytes16 strange =
        (bytes16)((b - ' ') > ('~' - ' ')) | (bytes16)(b == '^') | (bytes16)(b == '`');
    bytes16 separates =
        (bytes16)(b == all_of(separators->element)) | (bytes16)(b == all_of(separators->component));
    return (strange & ~separates) | (bytes16)(b == all_of(separators->repetition));
}

static enum x12_characters characters_portable(
    struct text raw, const struct x12_separators *separators)
{
    bytes16 component = all_of(separators->component), block, found = {0}, composite = {0};
    for (size_t at = 0; at < raw.size; at += sizeof(block)) {
        // The last bytes once more when there are more than sixteen, else with others behind them.
        if (raw.size < sizeof(block)) {
            block = all_of('A');
            memcpy(&block, raw.at, raw.size);
        } else {
            size_t last = raw.size - sizeof(block);
            memcpy(&block, raw.at + (at < last ? at : last), sizeof(block));
        }
        found |= odd(block, separators);
        composite |= (bytes16)(block == component);
    }
    return is_any(found) ? X12_ODD : is_any(composite) ? X12_WITH_COMPONENTS : X12_PLAIN;
}

static struct x12_look look_portable(const struct x12_segment *segment)
{
    struct x12_look look = {1, characters_portable(segment->raw, segment->separators)};
    const uint32_t *ends = segment->ends;
    for (size_t i = 1; i <= segment->count && i < 64; i++)
        look.there |= (uint64_t)(ends[i] - ends[i - 1] > 1) << i;
    return look;
}

// ---- AVX2

#if defined(__x86_64__)

#define TARGET __attribute__((target("avx2")))

// Eight elements at once: a value is there when more than one byte lies between two separators.
TARGET static inline uint64_t there_avx2(const uint32_t *ends, size_t count)
{
    static const int32_t lanes[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
    uint64_t there = 1;
    for (size_t i = 0; i < count && i < 63; i += 8) {
        const int32_t *first = &lanes[count - i < 8 ? 8 - (count - i) : 0];
        __m256i mask = _mm256_loadu_si256((const __m256i *)(const void *)first);
        __m256i from = _mm256_maskload_epi32((const int *)(const void *)(ends + i), mask);
        __m256i to = _mm256_maskload_epi32((const int *)(const void *)(ends + i + 1), mask);
        __m256i has = _mm256_cmpgt_epi32(_mm256_sub_epi32(to, from), _mm256_set1_epi32(1));
        there |= (uint64_t)(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(has)) << (i + 1);
    }
    return there;
}

// The bytes of fewer than 32, the first or last ones twice.
TARGET static inline __m256i load_short(struct text raw)
{
    const char *at = raw.at, *end = raw.at + raw.size;
    uint64_t first = 0, last;
    if (raw.size >= 16)
        return _mm256_set_m128i(_mm_loadu_si128((const __m128i *)(const void *)(end - 16)),
            _mm_loadu_si128((const __m128i *)(const void *)at));
    if (raw.size >= 8) {
        memcpy(&first, at, 8);
        memcpy(&last, end - 8, 8);
    } else if (raw.size >= 4) {
        uint32_t low, high;
        memcpy(&low, at, 4);
        memcpy(&high, end - 4, 4);
        first = last = low | (uint64_t)high << 32;
    } else {
        for (size_t i = 0; i < 8; i++)
            first = first << 8 | (unsigned char)at[i < raw.size ? i : 0];
        last = first;
    }
    return _mm256_broadcastsi128_si256(_mm_set_epi64x((long long)last, (long long)first));
}

TARGET static struct x12_look look_avx2(const struct x12_segment *segment)
{
    struct text raw = segment->raw;
    const struct x12_separators *separators = segment->separators;
    __m256i element = _mm256_set1_epi8(separators->element);
    __m256i component = _mm256_set1_epi8(separators->component);
    __m256i repetition = _mm256_set1_epi8(separators->repetition);
    __m256i plain = _mm256_set1_epi8(-1), composite = _mm256_setzero_si256();
    struct x12_look look = {there_avx2(segment->ends, segment->count), X12_PLAIN};
    for (size_t at = 0; at < raw.size; at += 32) {
        __m256i b;
        if (raw.size < 32) {
            b = load_short(raw);
        } else {
            size_t last = raw.size - 32;
            b = _mm256_loadu_si256(
                (const __m256i *)(const void *)(raw.at + (at < last ? at : last)));
        }
        __m256i above = _mm256_sub_epi8(b, _mm256_set1_epi8(' '));
        __m256i printed =
            _mm256_cmpeq_epi8(_mm256_min_epu8(above, _mm256_set1_epi8('~' - ' ')), above);
        __m256i none = _mm256_or_si256(_mm256_cmpeq_epi8(b, _mm256_set1_epi8('^')),
            _mm256_cmpeq_epi8(b, _mm256_set1_epi8('`')));
        __m256i part = _mm256_cmpeq_epi8(b, component);
        __m256i separates = _mm256_or_si256(_mm256_cmpeq_epi8(b, element), part);
        __m256i good = _mm256_or_si256(_mm256_andnot_si256(none, printed), separates);
        plain =
            _mm256_and_si256(plain, _mm256_andnot_si256(_mm256_cmpeq_epi8(b, repetition), good));
        composite = _mm256_or_si256(composite, part);
    }
    if (_mm256_movemask_epi8(plain) != -1)
        look.characters = X12_ODD;
    else if (_mm256_movemask_epi8(composite) != 0)
        look.characters = X12_WITH_COMPONENTS;
    return look;
}

#endif

x12_look_function *x12_look_of(enum x12_scan_path path)
{
#if defined(__x86_64__)
    if (x12_scan_path_of(path) == X12_SCAN_AVX2)
        return look_avx2;
#endif
    return path == X12_SCAN_AVX2 ? NULL : look_portable;
}
