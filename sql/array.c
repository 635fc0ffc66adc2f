#include "sql/array.h"

void array_start(struct buf *out)
{
    buf_clear(out);
    buf_char(out, '{');
}

static void array_comma(struct buf *out)
{
    if (out->size > 1)
        buf_char(out, ',');
}

void array_i64(struct buf *out, int64_t n)
{
    array_comma(out);
    buf_i64(out, n);
}

void array_text(struct buf *out, struct text t)
{
    array_comma(out);
    buf_char(out, '"');
    for (size_t i = 0; i < t.size; i++) {
        if (t.at[i] == '"' || t.at[i] == '\\')
            buf_char(out, '\\');
        buf_char(out, t.at[i]);
    }
    buf_char(out, '"');
}

void array_bytes(struct buf *out, const void *bytes, size_t count)
{
    array_comma(out);
    buf_z(out, "\"\\\\x");
    const unsigned char *at = bytes;
    for (size_t i = 0; i < count; i++)
        buf_format(out, "%02x", at[i]);
    buf_char(out, '"');
}

struct text array_end(struct buf *out)
{
    buf_char(out, '}');
    return buf_slice(out);
}
