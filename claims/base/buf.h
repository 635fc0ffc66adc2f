// buf: bytes that grow at the end, up to a maximum given at the start. Going over the maximum is
// our own mistake and stops the process; whoever builds from somebody's input asks buf_left first.
#ifndef CLAIMS_BASE_BUF_H
#define CLAIMS_BASE_BUF_H

#include "claims/base/text.h"

struct buf {
    char *at; // never NULL after buf_init; not NUL-terminated
    size_t size;
    size_t room;
    size_t max;
};

void buf_init(struct buf *buf, size_t max_bytes); // owned by the caller: buf_free
void buf_free(struct buf *buf);                   // gives the memory back; twice is harmless
void buf_clear(struct buf *buf);                  // keeps the memory

// Bytes that may still be added.
size_t buf_left(const struct buf *buf);

// Each adds at the end: bytes, a slice, a NUL-terminated string without its NUL, one character.
void buf_bytes(struct buf *buf, const void *bytes, size_t count); // `bytes` may be NULL when 0
void buf_text(struct buf *buf, struct text t);
void buf_z(struct buf *buf, const char *z);
void buf_char(struct buf *buf, char c);
void buf_i64(struct buf *buf, int64_t n); // decimal
// As printf; what cannot be formatted is the program's mistake.
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Big-endian integers, for binary COPY.
void buf_be16(struct buf *buf, uint16_t n);
void buf_be32(struct buf *buf, uint32_t n);
void buf_be64(struct buf *buf, uint64_t n);

// Room for `count` bytes at the end, counted as used; the caller fills them.
char *buf_reserve(struct buf *buf, size_t count);
// The same; NULL, and nothing is changed, when it would be more than the maximum or there is no
// memory. Works on a buffer that is all zero but for `max`, too.
char *buf_try_reserve(struct buf *buf, size_t count);

// What was written, as a slice valid until the next change.
static inline struct text buf_slice(const struct buf *buf)
{
    return (struct text){buf->at, buf->size};
}

#endif
