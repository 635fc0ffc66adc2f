#include "claims/base/text.h"

#include "claims/base/err.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

int text_compare(struct text a, struct text b)
{
    size_t both = a.size < b.size ? a.size : b.size;
    int order = both == 0 ? 0 : memcmp(a.at, b.at, both);
    if (order != 0)
        return order;
    return a.size < b.size ? -1 : a.size > b.size;
}

bool text_equal_nocase(struct text a, struct text b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++) {
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    }
    return true;
}

bool text_starts(struct text t, struct text start)
{
    return t.size >= start.size && text_equal(text_part(t, 0, start.size), start);
}

bool text_ends(struct text t, struct text end)
{
    return t.size >= end.size && text_equal(text_part(t, t.size - end.size, end.size), end);
}

struct text text_trim(struct text t)
{
    while (t.size > 0 && (t.at[0] == ' ' || t.at[0] == '\t')) {
        t.at++;
        t.size--;
    }
    while (t.size > 0 && (t.at[t.size - 1] == ' ' || t.at[t.size - 1] == '\t'))
        t.size--;
    return t;
}

struct text text_part(struct text t, size_t from, size_t count)
{
    if (from >= t.size)
        return (struct text){t.size == 0 ? t.at : t.at + t.size, 0};
    size_t left = t.size - from;
    return (struct text){t.at + from, count < left ? count : left};
}

bool text_split(struct text *rest, char separator, bool *more, struct text *piece)
{
    if (!*more)
        return false;
    const char *found = rest->size == 0 ? NULL : memchr(rest->at, separator, rest->size);
    if (found == NULL) {
        *piece = *rest;
        *rest = text_part(*rest, rest->size, 0);
        *more = false;
        return true;
    }
    size_t size = (size_t)(found - rest->at);
    *piece = (struct text){rest->at, size};
    *rest = text_part(*rest, size + 1, rest->size);
    return true;
}

bool text_is_digits(struct text t)
{
    for (size_t i = 0; i < t.size; i++) {
        if (t.at[i] < '0' || t.at[i] > '9')
            return false;
    }
    return t.size > 0;
}

bool text_is_alphanumeric(struct text t)
{
    for (size_t i = 0; i < t.size; i++) {
        char c = lower(t.at[i]);
        if ((c < '0' || c > '9') && (c < 'a' || c > 'z'))
            return false;
    }
    return t.size > 0;
}

// Eight bytes that are all 0x01-0x7F? The subtraction borrows into the high bit of a zero byte;
// with all high bits clear it can do so in no other byte before the first zero.
static bool is_plain_word(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof(word));
    uint64_t high = UINT64_C(0x8080808080808080);
    return (word & high) == 0 && ((word - UINT64_C(0x0101010101010101)) & high) == 0;
}

size_t text_utf8_length(struct text t)
{
    const unsigned char *at = (const unsigned char *)t.at;
    size_t i = 0;
    while (i < t.size) {
        while (t.size - i >= 8 && is_plain_word(t.at + i))
            i += 8;
        if (i == t.size)
            break;
        unsigned char first = at[i];
        if (first < 0x80) {
            if (first == 0)
                return i;
            i++;
            continue;
        }
        // Unicode standard, table 3-7: well-formed byte sequences. Only the second byte's range
        // varies.
        size_t more;
        unsigned char low = 0x80, high = 0xBF;
        if (first >= 0xC2 && first <= 0xDF) {
            more = 1;
        } else if (first >= 0xE0 && first <= 0xEF) {
            more = 2;
            if (first == 0xE0)
                low = 0xA0; // overlong
            if (first == 0xED)
                high = 0x9F; // surrogates
        } else if (first >= 0xF0 && first <= 0xF4) {
            more = 3;
            if (first == 0xF0)
                low = 0x90; // overlong
            if (first == 0xF4)
                high = 0x8F; // beyond U+10FFFF
        } else {
            return i;
        }
        if (t.size - i <= more)
            return i;
        if (at[i + 1] < low || at[i + 1] > high)
            return i;
        for (size_t k = 2; k <= more; k++) {
            if (at[i + k] < 0x80 || at[i + k] > 0xBF)
                return i;
        }
        i += more + 1;
    }
    return t.size;
}

bool text_is_utf8(struct text t)
{
    return text_utf8_length(t) == t.size;
}

// Bytes of the character that begins the text; 0 when none does.
static size_t first_character(struct text t)
{
    for (size_t size = 1; size <= 4 && size <= t.size; size++)
        if (text_is_utf8(text_part(t, 0, size)))
            return size;
    return 0;
}

char *text_printable(char *out, size_t room, struct text t)
{
    CHECK(room > 0);
    size_t size = 0;
    while (t.size > 0) {
        size_t character = first_character(t);
        unsigned char first = (unsigned char)t.at[0];
        // 0x80 to 0x9F, C2 80 to C2 9F in UTF-8, move some terminals too.
        bool control = first < 0x20 || first == 0x7F ||
                       (first == 0xC2 && character == 2 && (unsigned char)t.at[1] < 0xA0);
        size_t taken = character > 0 ? character : 1;
        size_t put = control || character == 0 ? 1 : character;
        if (size + put >= room)
            break;
        if (control || character == 0)
            out[size] = '_';
        else
            memcpy(out + size, t.at, put);
        size += put;
        t = text_part(t, taken, t.size);
    }
    out[size] = '\0';
    return out;
}

bool text_to_i64(struct text t, int64_t *out)
{
    bool negative = t.size > 0 && t.at[0] == '-';
    if (!text_is_digits(text_part(t, negative, t.size)))
        return false;
    int64_t n = 0;
    for (size_t i = negative; i < t.size; i++) {
        // Counted downwards: INT64_MIN has no positive counterpart.
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_sub_overflow(n, t.at[i] - '0', &n))
            return false;
    }
    if (!negative && __builtin_sub_overflow(0, n, &n))
        return false;
    *out = n;
    return true;
}

char *text_copy_z(char *out, size_t room, struct text t)
{
    if (room == 0)
        return out;
    size_t size = t.size < room ? t.size : room - 1;
    if (size > 0)
        memcpy(out, t.at, size);
    out[size] = '\0';
    return out;
}
