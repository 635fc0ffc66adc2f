// array: lists as parameters. An array literal is built as text, passed with DB_TEXT, and cast in
// the statement: $1::bigint[].
#ifndef SQL_ARRAY_H
#define SQL_ARRAY_H

#include "claims/base/buf.h"

// Begin with array_start, add elements of one type, end with array_end; the slice is the parameter.
void array_start(struct buf *out);
void array_i64(struct buf *out, int64_t n);
void array_text(struct buf *out, struct text t);
void array_bytes(struct buf *out, const void *bytes, size_t count);
struct text array_end(struct buf *out);

#endif
