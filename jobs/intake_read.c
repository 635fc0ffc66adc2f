#include "jobs/intake_read.h"

#include "claims/base/csv.h"
#include "claims/base/zip.h"
#include "jobs/file.h"
#include "sql/copy.h"

#include <stdio.h>

#define WINDOW_BYTES ((size_t)1024 * 1024)

// A row of raw_N must fit a page of PostgreSQL (8,160 bytes): of each field 24 bytes may stay
// there.
#define COLUMNS_MAX 300

struct reading {
    struct run *run;
    struct arena *arena;
    struct intake_file *out;
    struct digest *digest;
    struct csv *csv;
    struct copy_table table; // raw_<file_no>: row_no, c1, c2, …
    struct copy *copy;       // NULL before the header
    char last;               // byte of the file
    bool table_made;
    struct err err; // of the database, met within a callback
    bool failed;
};

static void refuse(struct reading *r, enum finding_code code, size_t row, size_t column)
{
    if (r->out->refused != FINDING_COUNT)
        return;
    r->out->refused = code;
    r->out->refused_row = (int)row;
    r->out->refused_column = (int)column;
}

static bool header(struct reading *r, const struct text *fields, size_t count)
{
    struct text *names = ARENA_ARRAY(r->arena, struct text, count);
    struct copy_column *columns = ARENA_ARRAY(r->arena, struct copy_column, count + 1);
    columns[0] = (struct copy_column){"row_no", COPY_I32};
    for (size_t i = 0; i < count; i++) {
        names[i] = arena_copy(r->arena, text_trim(fields[i]));
        columns[i + 1] = (struct copy_column){arena_format(r->arena, "c%zu", i + 1).at, COPY_TEXT};
        for (size_t k = 0; k < i; k++)
            if (text_equal_nocase(names[k], names[i]))
                refuse(r, FINDING_csv_column_twice, 1, i + 1);
    }
    r->out->raw.columns = names;
    r->out->raw.column_count = count;
    r->table = (struct copy_table){
        arena_format(r->arena, "raw_%d", r->out->raw.file_no).at, columns, count + 1};
    r->copy = copy_new(&r->table);
    return r->out->refused == FINDING_COUNT;
}

static bool on_row(void *context, size_t row, const struct text *fields, size_t count)
{
    struct reading *r = context;
    if (!r->copy)
        return header(r, fields, count);
    if (count != r->out->raw.column_count) {
        refuse(r, FINDING_csv_row_length, row, 0);
        return false;
    }
    r->out->rows++;
    if (r->out->depth != INTAKE_ROWS)
        return true;
    copy_i32(r->copy, (int64_t)row);
    for (size_t i = 0; i < count; i++)
        copy_text(r->copy, fields[i]);
    copy_row(r->copy);
    return true;
}

// The raw table is made when the first rows are sent: its columns come from the header.
static bool send_rows(struct reading *r, struct err *err)
{
    if (!r->table_made) {
        struct buf ddl;
        buf_init(&ddl, 64 * 1024);
        buf_format(&ddl, "DROP TABLE IF EXISTS %s; ", r->table.name);
        copy_table_ddl(&r->table, &ddl);
        buf_char(&ddl, '\0');
        bool ok = db_script(r->run->db, "intake/raw", ddl.at, err);
        buf_free(&ddl);
        if (!ok)
            return false;
        r->table_made = true;
    }
    return copy_send(r->copy, r->run->db, err);
}

static bool on_bytes(void *context, struct text bytes)
{
    struct reading *r = context;
    digest_add(r->digest, bytes.at, bytes.size);
    r->out->bytes += (int64_t)bytes.size;
    if (bytes.size > 0)
        r->last = bytes.at[bytes.size - 1];
    if (r->out->bytes > r->run->config->limits.file_bytes)
        refuse(r, FINDING_file_too_large, 0, 0);
    if (r->out->refused != FINDING_COUNT)
        return false;
    if (r->out->depth != INTAKE_BYTES && !csv_feed(r->csv, bytes))
        return false;
    if (r->copy && copy_is_full(r->copy) && !send_rows(r, &r->err))
        r->failed = true;
    return !r->failed;
}

// Feeds a plain file. A file that is written while it is read is left for the next run.
static bool feed_file(struct reading *r, struct file *file, struct err *err)
{
    char *window = arena_take(r->arena, WINDOW_BYTES);
    int64_t offset = 0;
    size_t got = 0;
    do {
        if (!file_read(file, offset, window, WINDOW_BYTES, &got, err))
            return false;
        offset += (int64_t)got;
    } while (got > 0 && on_bytes(r, (struct text){window, got}));
    bool unchanged;
    if (!file_is_unchanged(file, &unchanged, err))
        return false;
    if (!unchanged)
        r->out->refused = FINDING_file_changing;
    return true;
}

static bool feed_zip(struct reading *r, struct file *file, struct err *err)
{
    struct zip_archive *zip;
    struct zip_limits limits = {.members = (size_t)r->run->config->limits.zip_members,
        .member_bytes = r->run->config->limits.zip_member_bytes};
    struct err refused = {0};
    if (!zip_archive_open(&zip, file_read_for_zip, file, file_size(file), limits, &refused)) {
        refuse(r, FINDING_zip_refused, 0, 0);
        return refused.kind == ERR_DATA || err_set(err, refused.kind, "%s", refused.text);
    }
    bool ok = zip_member_read(zip, r->out->member->zip_index, on_bytes, r, &refused);
    zip_archive_close(zip);
    if (ok || refused.kind == ERR_NONE)
        return true; // stopped by on_bytes: it says why
    refuse(r, FINDING_zip_refused, 0, 0);
    return refused.kind == ERR_DATA || err_set(err, refused.kind, "%s", refused.text);
}

static bool feed(struct reading *r, struct err *err)
{
    struct file *file;
    struct err refused = {0};
    const struct set_member *m = r->out->member;
    if (!file_open(&file, m->path, FILE_REFUSE_LINK, &refused)) {
        refuse(r, FINDING_file_unreadable, 0, 0);
        return refused.kind == ERR_DATA || err_set(err, refused.kind, "%s", refused.text);
    }
    bool ok = m->zip_index == SIZE_MAX ? feed_file(r, file, err) : feed_zip(r, file, err);
    file_close(file);
    if (ok && r->failed) {
        *err = r->err;
        return false;
    }
    return ok;
}

static void judge_csv(struct reading *r)
{
    if (r->out->refused == FINDING_COUNT)
        csv_end(r->csv);
    struct csv_fault fault = csv_fault(r->csv);
    if (fault.code == CSV_EMPTY)
        refuse(r, FINDING_file_empty, 0, 0);
    else if (fault.code == CSV_FIELD_COUNT)
        refuse(r, FINDING_csv_too_many_columns, fault.row, 0);
    else if (fault.code != CSV_SOUND && fault.code != CSV_STOPPED)
        refuse(r, FINDING_csv_not_sound, fault.row, fault.column);
    // RFC 4180 would let the last line break be left out, but then nobody sees that an amount is
    // cut.
    else if (r->out->depth == INTAKE_ROWS && r->last != '\n' && r->last != '\r')
        refuse(r, FINDING_csv_cut, (size_t)r->out->rows + 1, 0);
}

bool intake_read(struct run *run, const struct set_member *member, int file_no,
    enum intake_depth depth, struct arena *arena, struct intake_file *out, struct err *err)
{
    *out = (struct intake_file){.member = member, .depth = depth, .refused = FINDING_COUNT};
    out->raw.name = member->name;
    out->raw.file_no = file_no;
    struct reading r = {.run = run, .arena = arena, .out = out};
    struct csv_limits limits = {
        .field_bytes = (size_t)run->config->limits.csv_field_bytes, .fields = COLUMNS_MAX};
    r.digest = digest_new();
    r.csv = csv_new(limits, on_row, &r);
    bool ok = feed(&r, err);
    if (ok) {
        if (depth != INTAKE_BYTES)
            judge_csv(&r);
        digest_end(r.digest, out->sha256);
        if (out->refused == FINDING_COUNT && depth == INTAKE_ROWS)
            ok = send_rows(&r, err);
    }
    copy_free(r.copy);
    csv_close(r.csv);
    digest_free(r.digest);
    return ok;
}
