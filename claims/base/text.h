// text: a slice of bytes that somebody else owns. Nothing here allocates; a slice is valid as long
// as the bytes it points into (for X12: until the next window is fed).
#ifndef CLAIMS_BASE_TEXT_H
#define CLAIMS_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
    const char *at; // never NUL-terminated by promise; may be NULL when size is 0
    size_t size;    // bytes
};

// A slice over a string literal.
#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

// For printf: ("%.*s", TEXT_ARG(t)).
#define TEXT_ARG(t) (int)(t).size, (t).at

// A slice over a NUL-terminated string; NULL gives the empty slice.
static inline struct text text_of(const char *z)
{
    return (struct text){z, z ? strlen(z) : 0};
}

// No bytes at all; blanks are bytes.
static inline bool text_is_empty(struct text t)
{
    return t.size == 0;
}

// Byte for byte.
static inline bool text_equal(struct text a, struct text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

// The same with a NUL-terminated string.
static inline bool text_equal_z(struct text a, const char *z)
{
    return text_equal(a, text_of(z));
}

// Byte order, shorter first when one starts the other: below, equal or above 0.
int text_compare(struct text a, struct text b);

// The same without regard to the case of A-Z.
bool text_equal_nocase(struct text a, struct text b);

// Whether `t` starts or ends with those bytes; the empty slice starts and ends every text.
bool text_starts(struct text t, struct text start);
bool text_ends(struct text t, struct text end);

// Without the blanks and tabs at both ends.
struct text text_trim(struct text t);

// `count` bytes from `from`; cut at the end of the slice.
struct text text_part(struct text t, size_t from, size_t count);

// Takes the piece before the next `separator` off the front of `rest`. Returns false when `rest`
// was used up before. "a,,b" gives "a", "", "b"; "" gives one empty piece. Begin with `struct text
// rest = t; bool more = true;` and loop `while (text_split(&rest, ',', &more, &piece))`.
bool text_split(struct text *rest, char separator, bool *more, struct text *piece);

// 0-9, whatever the locale.
static inline bool text_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Only the digits 0-9, at least one.
bool text_is_digits(struct text t);
// Only A-Z, a-z, 0-9, at least one.
bool text_is_alphanumeric(struct text t);
// Valid UTF-8 without NUL (no overlong forms, no surrogates).
bool text_is_utf8(struct text t);
// How many bytes from the start are valid UTF-8 without NUL, in whole characters.
size_t text_utf8_length(struct text t);

// Copies what may be shown and stored into `out`, NUL-terminated and cut to whole characters within
// `room` - 1 bytes: '_' stands for each control character and each byte that is not UTF-8. Of names
// that others gave (a file, a folder). Returns `out`.
char *text_printable(char *out, size_t room, struct text t);

// A decimal integer with an optional minus. False (and *out untouched) when it is anything else or
// does not fit.
bool text_to_i64(struct text t, int64_t *out);

// Copies into `out` as a NUL-terminated string, cut to `room` - 1 bytes. Returns `out`.
char *text_copy_z(char *out, size_t room, struct text t);

#endif
