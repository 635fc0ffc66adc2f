// json: JSON lines for --json and machine-readable findings, by jansson. One object a line.
#ifndef CLAIMS_BASE_JSON_H
#define CLAIMS_BASE_JSON_H

#include "claims/base/buf.h"

struct json; // an object being built

struct json *json_new(void);
void json_free(struct json *json);

// Each sets one member; the key is copied. Text that is not UTF-8 is replaced by "?".
void json_text(struct json *json, const char *key, struct text value);
void json_z(struct json *json, const char *key, const char *value); // NULL: null
void json_i64(struct json *json, const char *key, int64_t value);
void json_bool(struct json *json, const char *key, bool value);
// Appends an object to an array member, taking it over.
void json_append(struct json *json, const char *key, struct json *object);

// The object on one line with a line feed, members in the order in which they were set.
void json_write(const struct json *json, struct buf *out);

#endif
