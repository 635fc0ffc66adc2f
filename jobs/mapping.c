#include "jobs/mapping.h"

#include "claims/base/err.h"

struct mapping {
    struct text name;
};

static const struct mapping native = {{"native", 6}};
static const struct mapping *const all[] = {&native};

bool mapping_load_all(struct arena *arena, struct mapping_list *out, struct err *err)
{
    (void)arena;
    (void)err;
    *out = (struct mapping_list){all, 1};
    return true;
}

static bool native_knows(struct text name)
{
    for (int e = 0; e < ENTITY_COUNT; e++)
        if (text_equal_z(name, encounter_file((enum encounter_entity)e)->file))
            return true;
    return false;
}

size_t mapping_name_start(const struct mapping_list *list, struct text file_name)
{
    (void)list;
    for (size_t at = 0; at < file_name.size; at++) {
        bool boundary = at == 0 || memchr("_-. ", file_name.at[at - 1], 4);
        if (boundary && native_knows(text_part(file_name, at, file_name.size)))
            return at;
    }
    return SIZE_MAX;
}

static size_t native_missing(const struct text *names, size_t count)
{
    size_t missing = 0;
    for (int e = 0; e < ENTITY_COUNT; e++) {
        const struct encounter_file *file = encounter_file((enum encounter_entity)e);
        bool here = false;
        for (size_t i = 0; i < count; i++)
            here = here || text_equal_z(names[i], file->file);
        missing += file->required && !here;
    }
    return missing;
}

const struct mapping *mapping_choose(const struct mapping_list *list, const struct text *names,
    size_t count, const struct mapping **nearest)
{
    (void)list;
    *nearest = &native;
    return native_missing(names, count) == 0 ? &native : NULL;
}

struct text mapping_name(const struct mapping *mapping)
{
    return mapping->name;
}

bool mapping_is_rehearsal_only(const struct mapping *mapping)
{
    (void)mapping;
    return false;
}

size_t mapping_needed_count(const struct mapping *mapping)
{
    (void)mapping;
    size_t count = 0;
    for (int e = 0; e < ENTITY_COUNT; e++)
        count += encounter_file((enum encounter_entity)e)->required;
    return count;
}

struct text mapping_needed(const struct mapping *mapping, size_t index)
{
    (void)mapping;
    for (int e = 0; e < ENTITY_COUNT; e++) {
        const struct encounter_file *file = encounter_file((enum encounter_entity)e);
        if (file->required && index-- == 0)
            return text_of(file->file);
    }
    return (struct text){0};
}

bool mapping_knows(const struct mapping *mapping, struct text name)
{
    (void)mapping;
    return native_knows(name);
}

static const struct encounter_file *native_file(struct text name)
{
    for (int e = 0; e < ENTITY_COUNT; e++)
        if (text_equal_z(name, encounter_file((enum encounter_entity)e)->file))
            return encounter_file((enum encounter_entity)e);
    return NULL;
}

static size_t header_find(const struct raw_file *file, const char *column)
{
    for (size_t i = 0; i < file->column_count; i++)
        if (text_equal_z(file->columns[i], column))
            return i;
    return SIZE_MAX;
}

void mapping_check_header(const struct mapping *mapping, const struct raw_file *file,
    void (*missing)(void *context, const char *column),
    void (*unknown)(void *context, struct text column), void *context)
{
    (void)mapping;
    const struct encounter_file *known = native_file(file->name);
    for (size_t i = 0; i < known->count; i++)
        if (known->columns[i].needed && header_find(file, known->columns[i].name) == SIZE_MAX)
            missing(context, known->columns[i].name);
    for (size_t i = 0; i < file->column_count; i++) {
        bool here = false;
        for (size_t k = 0; k < known->count; k++)
            here = here || text_equal_z(file->columns[i], known->columns[k].name);
        if (!here)
            unknown(context, file->columns[i]);
    }
}

bool mapping_select(const struct mapping *mapping, int64_t org_id, enum encounter_entity entity,
    const struct raw_file *files, size_t count, struct buf *sql)
{
    (void)mapping;
    (void)org_id;
    const struct encounter_file *known = encounter_file(entity);
    for (size_t f = 0; f < count; f++) {
        if (!text_equal_z(files[f].name, known->file))
            continue;
        buf_format(sql,
            "SELECT %d, row_no, NULL::text AS skip_code, ''::text AS skip_column, ''::text AS "
            "skip_value",
            files[f].file_no);
        for (size_t i = 0; i < known->count; i++) {
            size_t at = header_find(&files[f], known->columns[i].name);
            if (at == SIZE_MAX)
                buf_z(sql, ", ''::text");
            else
                buf_format(sql, ", c%zu", at + 1);
        }
        buf_format(sql, " FROM raw_%d ORDER BY row_no", files[f].file_no);
        return true;
    }
    return false;
}
