#include "claims/base/json.h"

#include <jansson.h>
#include <stdlib.h>

#include "claims/base/err.h"

struct json {
    json_t *object;
};

struct json *json_new(void)
{
    struct json *json = malloc(sizeof(*json));
    CHECK(json != NULL);
    json->object = json_object();
    CHECK(json->object != NULL);
    return json;
}

void json_free(struct json *json)
{
    if (json == NULL)
        return;
    json_decref(json->object);
    free(json);
}

// Takes `value` over; NULL means that there was no memory, or a key that is not UTF-8.
static void set(struct json *json, const char *key, json_t *value)
{
    CHECK(json_object_set_new(json->object, key, value) == 0);
}

void json_text(struct json *json, const char *key, struct text value)
{
    if (text_is_utf8(value)) {
        set(json, key, json_stringn(value.size == 0 ? "" : value.at, value.size));
        return;
    }
    struct buf clean;
    buf_init(&clean, value.size);
    for (struct text rest = value; rest.size > 0;) {
        size_t sound = text_utf8_length(rest);
        buf_text(&clean, text_part(rest, 0, sound));
        rest = text_part(rest, sound, rest.size);
        if (rest.size > 0) {
            buf_char(&clean, '?');
            rest = text_part(rest, 1, rest.size);
        }
    }
    set(json, key, json_stringn(clean.at, clean.size));
    buf_free(&clean);
}

void json_z(struct json *json, const char *key, const char *value)
{
    if (value == NULL)
        set(json, key, json_null());
    else
        json_text(json, key, text_of(value));
}

void json_i64(struct json *json, const char *key, int64_t value)
{
    set(json, key, json_integer(value));
}

void json_bool(struct json *json, const char *key, bool value)
{
    set(json, key, json_boolean(value));
}

void json_append(struct json *json, const char *key, struct json *object)
{
    json_t *array = json_object_get(json->object, key);
    if (array == NULL) {
        array = json_array();
        set(json, key, array);
    }
    CHECK(json_array_append_new(array, object->object) == 0);
    free(object);
}

static int write_bytes(const char *bytes, size_t count, void *out)
{
    buf_bytes(out, bytes, count);
    return 0;
}

void json_write(const struct json *json, struct buf *out)
{
    CHECK(json_dump_callback(json->object, write_bytes, out, JSON_COMPACT) == 0);
    buf_char(out, '\n');
}
