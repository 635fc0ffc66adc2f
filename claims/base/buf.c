#include "claims/base/buf.h"

#include <endian.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "claims/base/err.h"

#define FIRST_ROOM 256

void buf_init(struct buf *buf, size_t max_bytes)
{
    size_t room = max_bytes < FIRST_ROOM ? max_bytes : FIRST_ROOM;
    *buf = (struct buf){.at = malloc(room + 1), .room = room, .max = max_bytes};
    CHECK(buf->at != NULL);
}

void buf_free(struct buf *buf)
{
    free(buf->at);
    *buf = (struct buf){0};
}

void buf_clear(struct buf *buf)
{
    buf->size = 0;
}

size_t buf_left(const struct buf *buf)
{
    return buf->max - buf->size;
}

char *buf_try_reserve(struct buf *buf, size_t count)
{
    if (count > buf->room - buf->size) {
        if (count > buf_left(buf))
            return NULL;
        size_t needed = buf->size + count;
        size_t room = buf->room < FIRST_ROOM ? FIRST_ROOM : buf->room;
        while (room < needed)
            room = room > buf->max / 2 ? buf->max : room * 2;
        char *moved = realloc(buf->at, room);
        if (moved == NULL)
            return NULL;
        buf->at = moved;
        buf->room = room;
    }
    char *at = buf->at + buf->size;
    buf->size += count;
    return at;
}

char *buf_reserve(struct buf *buf, size_t count)
{
    char *at = buf_try_reserve(buf, count);
    CHECK(at != NULL);
    return at;
}

void buf_bytes(struct buf *buf, const void *bytes, size_t count)
{
    char *at = buf_reserve(buf, count);
    if (count > 0)
        memcpy(at, bytes, count);
}

void buf_text(struct buf *buf, struct text t)
{
    buf_bytes(buf, t.at, t.size);
}

void buf_z(struct buf *buf, const char *z)
{
    buf_bytes(buf, z, strlen(z));
}

void buf_char(struct buf *buf, char c)
{
    *buf_reserve(buf, 1) = c;
}

void buf_i64(struct buf *buf, int64_t n)
{
    char digits[20];
    size_t at = sizeof(digits);
    uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (n < 0)
        digits[--at] = '-';
    buf_bytes(buf, digits + at, sizeof(digits) - at);
}

void buf_format(struct buf *buf, const char *format, ...)
{
    char text[512];
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int written = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    CHECK(written >= 0);
    size_t size = (size_t)written;
    if (size < sizeof(text)) {
        buf_bytes(buf, text, size);
    } else {
        // Not straight into the buffer: vsnprintf needs a byte more, for its NUL, than may be left.
        CHECK(size <= buf_left(buf));
        char *whole = malloc(size + 1);
        CHECK(whole != NULL);
        vsnprintf(whole, size + 1, format, again);
        buf_bytes(buf, whole, size);
        free(whole);
    }
    va_end(again);
}

void buf_be16(struct buf *buf, uint16_t n)
{
    uint16_t big = htobe16(n);
    buf_bytes(buf, &big, sizeof(big));
}

void buf_be32(struct buf *buf, uint32_t n)
{
    uint32_t big = htobe32(n);
    buf_bytes(buf, &big, sizeof(big));
}

void buf_be64(struct buf *buf, uint64_t n)
{
    uint64_t big = htobe64(n);
    buf_bytes(buf, &big, sizeof(big));
}
