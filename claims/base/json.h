// json: JSON lines for --json and machine-readable findings, by jansson. One object a line.
#ifndef CLAIMS_BASE_JSON_H
#define CLAIMS_BASE_JSON_H

#include "claims/base/buf.h"

struct json; // an object being built

// An empty object, the caller's: json_free, or json_append, which takes it over.
struct json *json_new(void);
void json_free(struct json *json); // NULL is allowed

// Each sets one member; the key is copied. A key that is there already keeps
// its place and takes the new value. Each byte of a text that is NUL or no part of valid UTF-8
// becomes "?".
void json_text(struct json *json, const char *key, struct text value);
void json_z(struct json *json, const char *key, const char *value); // NULL: null
void json_i64(struct json *json, const char *key, int64_t value);
void json_bool(struct json *json, const char *key, bool value);
// Appends an object to an array member, made when it is not there, taking the object over.
void json_append(struct json *json, const char *key, struct json *object);

// The object on one line with a line feed, members in the order in which they were set.
void json_write(const struct json *json, struct buf *out);

#endif
