#include "jobs/mapping_table.h"

#include "claims/base/err.h"
#include "files.h"
#include "jobs/config.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"

#define MAPPINGS_MAX 100
#define TABLE_BYTES  ((size_t)4 * 1024 * 1024)
#define MOVE_GAP     7 // days between the moved newest day and the run, at the least

static const struct mapping native = {
    .name = {"native", 6}, .native = true, .window_from = DATE_NONE, .window_to = DATE_NONE};

const struct mapping_file *mapping_file_find(const struct mapping *mapping, struct text name)
{
    const struct mapping_file *f = mapping->files;
    while (f && !text_equal_nocase(f->name, name))
        f = f->next;
    return f;
}

const struct raw_file *mapping_raw_find(
    const struct raw_file *files, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal_nocase(files[i].name, name))
            return &files[i];
    return NULL;
}

// ---- All of them.

static void list_add(const struct mapping **list, size_t *count, const struct mapping *mapping)
{
    for (size_t i = 1; i < *count; i++)
        if (text_equal(list[i]->name, mapping->name)) {
            list[i] = mapping;
            return;
        }
    list[(*count)++] = mapping;
}

// "NAME.csv" gives NAME; empty for lookups and what is no table.
static struct text table_name(struct text file)
{
    if (!text_ends(file, TEXT(".csv")) || text_ends(file, TEXT(".lookups.csv")))
        return (struct text){0};
    return text_part(file, 0, file.size - 4);
}

static bool load_embedded(
    struct arena *arena, const struct mapping **list, size_t *count, struct err *err)
{
    static const char *const folder = "fixtures/mappings/";
    for (const struct embedded_file *f = embedded_files; f->name; f++) {
        struct text name = table_name(text_of(f->name));
        if (!text_starts(name, text_of(folder)))
            continue;
        const char *beside = arena_format(arena, "%.*s.lookups.csv", TEXT_ARG(name)).at;
        struct text lookups = {0};
        for (const struct embedded_file *g = embedded_files; g->name; g++)
            if (strcmp(g->name, beside) == 0)
                lookups = g->content;
        struct mapping *mapping;
        if (!mapping_read(arena, f->name, f->content, beside, lookups, &mapping, err))
            return false;
        list_add(list, count, mapping);
    }
    return true;
}

static bool load_beside(struct arena *arena, const char *path, struct text *out, struct err *err)
{
    bool exists;
    if (!file_exists(path, &exists, err))
        return false;
    return !exists || file_load(path, FILE_REFUSE_LINK, TABLE_BYTES, arena, out, err);
}

static bool load_folder(const struct config *config, struct arena *arena,
    const struct mapping **list, size_t *count, struct err *err)
{
    struct file_list files;
    const char *folder = arena_format(arena, "%s/mappings", config->data_folder).at;
    bool exists;
    if (!file_exists(folder, &exists, err))
        return false;
    if (!exists)
        return true;
    if (!file_folder_list(folder, arena, &files, err))
        return false;
    for (size_t i = 0; i < files.count; i++) {
        struct text name = table_name(text_of(files.entries[i].name));
        if (text_is_empty(name))
            continue;
        if (*count == MAPPINGS_MAX)
            return err_set(
                err, ERR_CONFIG, "'%s' holds more than %d mappings", folder, MAPPINGS_MAX);
        const char *path = arena_format(arena, "%s/%s", folder, files.entries[i].name).at;
        const char *beside = arena_format(arena, "%s/%.*s.lookups.csv", folder, TEXT_ARG(name)).at;
        struct text table = {0};
        struct text lookups = {0};
        struct mapping *mapping;
        if (!file_load(path, FILE_REFUSE_LINK, TABLE_BYTES, arena, &table, err) ||
            !load_beside(arena, beside, &lookups, err)) {
            err->kind = err->kind == ERR_DATA ? ERR_CONFIG : err->kind;
            return false;
        }
        if (!mapping_read(arena, path, table, beside, lookups, &mapping, err))
            return false;
        list_add(list, count, mapping);
    }
    return true;
}

bool mapping_load_all(
    const struct config *config, struct arena *arena, struct mapping_list *out, struct err *err)
{
    const struct mapping **list = ARENA_ARRAY(arena, const struct mapping *, MAPPINGS_MAX + 1);
    size_t count = 0;
    list[count++] = &native;
    if (!load_embedded(arena, list, &count, err) || !load_folder(config, arena, list, &count, err))
        return false;
    *out = (struct mapping_list){list, count};
    return true;
}

// ---- Which one.

static const struct encounter_file *native_file(struct text name)
{
    for (int e = 0; e < ENTITY_COUNT; e++)
        if (text_equal_nocase(name, text_of(encounter_file((enum encounter_entity)e)->file)))
            return encounter_file((enum encounter_entity)e);
    return NULL;
}

bool mapping_knows(const struct mapping *mapping, struct text name)
{
    return mapping->native ? native_file(name) != NULL : mapping_file_find(mapping, name) != NULL;
}

size_t mapping_name_start(const struct mapping_list *list, struct text file_name)
{
    for (size_t at = 0; at < file_name.size; at++) {
        if (at > 0 && !memchr("_-. ", file_name.at[at - 1], 4))
            continue;
        for (size_t i = 0; i < list->count; i++)
            if (mapping_knows(list->items[i], text_part(file_name, at, file_name.size)))
                return at;
    }
    return SIZE_MAX;
}

size_t mapping_needed_count(const struct mapping *mapping)
{
    size_t count = 0;
    if (mapping->native)
        for (int e = 0; e < ENTITY_COUNT; e++)
            count += encounter_file((enum encounter_entity)e)->required;
    for (const struct mapping_file *f = mapping->files; f; f = f->next)
        count += f->required;
    return count;
}

struct text mapping_needed(const struct mapping *mapping, size_t index)
{
    if (mapping->native)
        for (int e = 0; e < ENTITY_COUNT; e++) {
            const struct encounter_file *file = encounter_file((enum encounter_entity)e);
            if (file->required && index-- == 0)
                return text_of(file->file);
        }
    for (const struct mapping_file *f = mapping->files; f; f = f->next)
        if (f->required && index-- == 0)
            return f->name;
    return (struct text){0};
}

const struct mapping *mapping_choose(const struct mapping_list *list, const struct text *names,
    size_t count, const struct mapping **nearest)
{
    const struct mapping *best = NULL;
    size_t best_known = 0;
    size_t least = SIZE_MAX;
    *nearest = NULL;
    for (size_t i = 0; i < list->count; i++) {
        const struct mapping *m = list->items[i];
        size_t known = 0;
        size_t missing = 0;
        for (size_t k = 0; k < count; k++)
            known += mapping_knows(m, names[k]);
        for (size_t n = 0; n < mapping_needed_count(m); n++) {
            bool here = false;
            for (size_t k = 0; k < count; k++)
                here = here || text_equal_nocase(names[k], mapping_needed(m, n));
            missing += !here;
        }
        if (known > 0 && missing < least) {
            least = missing;
            *nearest = m;
        }
        if (missing == 0 && known > best_known) {
            best_known = known;
            best = m;
        }
    }
    return best;
}

struct text mapping_name(const struct mapping *mapping)
{
    return mapping->name;
}

bool mapping_is_foreign(const struct mapping *mapping)
{
    return !mapping->native;
}

bool mapping_is_rehearsal_only(const struct mapping *mapping)
{
    return mapping->rehearsal_only;
}

bool mapping_reads(
    const struct mapping *mapping, const struct raw_file *files, size_t count, struct text name)
{
    return mapping->native ? native_file(name) != NULL
                           : mapping_foreign_reads(mapping, files, count, name);
}

struct text mapping_file_note(const struct mapping *mapping, struct text name)
{
    const struct mapping_file *file = mapping_file_find(mapping, name);
    return file ? file->note : (struct text){0};
}

// ---- Days.

bool mapping_moves(const struct mapping *mapping)
{
    return mapping->moves;
}

struct mapping_days mapping_days(const struct mapping *mapping, date_t latest, date_t as_of)
{
    struct mapping_days days = {0, mapping->window_from, mapping->window_to};
    if (latest == DATE_NONE)
        return days;
    if (mapping->window_years > 0) {
        days.from = date_add_years(latest, -mapping->window_years) + 1;
        days.to = latest;
    }
    if (mapping->moves) {
        int gap = as_of - MOVE_GAP - latest;
        days.shift = 7 * (gap >= 0 ? gap / 7 : -((6 - gap) / 7));
    }
    return days;
}

// ---- The native set: each column is read under its own name.

static size_t header_find(const struct raw_file *file, const char *column)
{
    for (size_t i = 0; i < file->column_count; i++)
        if (text_equal_z(file->columns[i], column))
            return i;
    return SIZE_MAX;
}

static void native_header(const struct raw_file *file, mapping_column_function missing,
    mapping_column_function unknown, void *context)
{
    const struct encounter_file *known = native_file(file->name);
    for (size_t i = 0; i < known->count; i++)
        if (known->columns[i].needed && header_find(file, known->columns[i].name) == SIZE_MAX)
            missing(context, text_of(known->columns[i].name));
    for (size_t i = 0; i < file->column_count; i++) {
        bool here = false;
        for (size_t k = 0; k < known->count; k++)
            here = here || text_equal_z(file->columns[i], known->columns[k].name);
        if (!here)
            unknown(context, file->columns[i]);
    }
}

static bool native_select(
    enum encounter_entity entity, const struct raw_file *files, size_t count, struct buf *sql)
{
    const struct encounter_file *known = encounter_file(entity);
    for (size_t f = 0; f < count; f++) {
        if (!text_equal_nocase(files[f].name, text_of(known->file)))
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

// ---- Both kinds.

void mapping_check_header(const struct mapping *mapping, const struct raw_file *file,
    const struct raw_file *files, size_t count, mapping_column_function missing,
    mapping_column_function unknown, void *context)
{
    if (mapping->native)
        native_header(file, missing, unknown, context);
    else
        mapping_foreign_header(mapping, file, files, count, missing, context);
}

bool mapping_select(const struct mapping *mapping, int64_t org_id, enum encounter_entity entity,
    const struct mapping_days *days, const struct raw_file *files, size_t count, struct buf *sql)
{
    return mapping->native
               ? native_select(entity, files, count, sql)
               : mapping_foreign_select(mapping, org_id, entity, days, files, count, sql);
}

struct text mapping_place(const struct mapping *mapping, const struct raw_file *files, size_t count,
    enum encounter_entity entity, int file_no, size_t column, struct arena *arena)
{
    if (mapping->native)
        return text_of(encounter_file(entity)->columns[column].name);
    return mapping_foreign_place(mapping, files, count, entity, file_no, column, arena);
}
