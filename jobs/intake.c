#include "jobs/intake.h"

#include "claims/base/log.h"
#include "claims/base/progress.h"
#include "jobs/inbox.h"
#include "jobs/intake_days.h"
#include "jobs/intake_read.h"
#include "jobs/intake_rows.h"
#include "jobs/intake_stage.h"
#include "sql/array.h"
#include "sql_statements.h"

#include <inttypes.h>
#include <stdio.h>

#define SET_ARENA_BYTES ((size_t)64 * 1024 * 1024)
#define SQL_BYTES       ((size_t)1024 * 1024)
#define FETCH_ROWS      20000

// A set on its way.
struct intake_set {
    struct run *run;
    const struct encounter_set *set;
    const struct organisation *org;
    const struct mapping *mapping;
    struct arena *arena; // of the set
    struct intake_file *files;
    size_t file_count;
    struct raw_file *raw; // those that the mapping knows
    size_t raw_count;
    struct mapping_days days;
    bool moved_anew;
    int64_t *file_ids;
    bool *kept;           // a file lies where it was kept before
    int64_t known_run;    // that stored all of it before; 0: none
    bool others_since;    // other sets were stored since
    bool superseded;      // by them: storing this one would undo them
    const char **unmoved; // of each file: where a run put it that was stopped before the move; NULL
    size_t unmoved_count;
    struct buf ids, names, counts, codes, notes, places; // array parameters
};

// ---- Refusing a set: one finding for each thing that is wrong, nothing stored.

struct refusal {
    struct intake_set *s;
    bool ok;
    struct err *err;
    int64_t file_id;
    bool lacks; // this file lacks a column
    bool any;   // some file does
};

static bool file_finding(struct intake_set *s, int64_t file_id, enum finding_code code,
    bool set_aside, int row, const char *column, struct text value, struct err *err)
{
    return db_run(s->run->db, &sql_intake_insert_finding,
        DB_ARGS(DB_I64(file_id), DB_I64(s->run->run_id), DB_I64(s->org ? s->org->org_id : 0),
            DB_Z(finding_word(code)), DB_Z(severity_word(finding_severity(code))),
            DB_BOOL(set_aside), row > 0 ? DB_I64(row) : DB_NULL, DB_Z(column), DB_TEXT(value)),
        NULL, err);
}

static struct text digest_text(const struct intake_file *file)
{
    return (struct text){(const char *)file->sha256, DIGEST_SIZE};
}

// Registers the files by content, and learns which are known.
static bool register_files(struct intake_set *s, struct err *err)
{
    array_start(&s->ids);
    array_start(&s->names);
    array_start(&s->counts);
    for (size_t i = 0; i < s->file_count; i++) {
        array_bytes(&s->ids, digest_text(&s->files[i]).at, DIGEST_SIZE);
        array_text(&s->names, text_of(s->files[i].member->shown));
        array_i64(&s->counts, s->files[i].bytes);
    }
    struct db_rows *rows;
    if (!db_get(s->run->db, &sql_intake_known_files,
            DB_ARGS(DB_TEXT(array_end(&s->ids)), DB_Z("encounters"), DB_TEXT(array_end(&s->names)),
                DB_TEXT(array_end(&s->counts)), DB_I64(s->run->run_id), DB_MOMENT(s->run->now),
                DB_I64(s->org ? s->org->org_id : 0), DB_Z(s->run->job)),
            &rows, err))
        return false;
    CHECK(db_rows_count(rows) == s->file_count);
    s->file_ids = ARENA_ARRAY(s->arena, int64_t, s->file_count + 1);
    s->kept = ARENA_ARRAY(s->arena, bool, s->file_count + 1);
    s->unmoved = ARENA_ARRAY(s->arena, const char *, s->file_count + 1);
    s->unmoved_count = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < s->file_count; i++) {
        bool unmoved = false;
        const char *place = arena_copy(s->run->arena, db_text(rows, i, 4)).at;
        s->file_ids[i] = db_i64(rows, i, 0);
        s->known_run = db_i64(rows, i, 1);
        s->others_since = db_bool(rows, i, 3);
        ok = inbox_is_kept(s->run, db_text(rows, i, 2), &s->kept[i], err) &&
             inbox_is_unmoved(s->run, place, &unmoved, err);
        if (unmoved) {
            s->unmoved[i] = place;
            s->unmoved_count++;
        }
    }
    db_rows_free(rows);
    return ok;
}

// Where a file of the inbox is kept: one that a stopped run put somewhere goes there.
static const char *place_of(struct intake_set *s, const char *path, bool refused)
{
    for (size_t i = 0; s->unmoved_count > 0 && i < s->file_count; i++)
        if (s->unmoved[i] != NULL && strcmp(s->files[i].member->path, path) == 0)
            return s->unmoved[i];
    return inbox_place(s->run, path, "encounters", refused);
}

// The places of all files, as an array parameter.
static struct text places(struct intake_set *s, bool refused)
{
    array_start(&s->places);
    for (size_t i = 0; i < s->file_count; i++)
        array_text(&s->places, text_of(place_of(s, s->files[i].member->path, refused)));
    return array_end(&s->places);
}

static bool close_files(struct intake_set *s, const char *state, struct err *err)
{
    array_start(&s->ids);
    array_start(&s->counts);
    for (size_t i = 0; i < s->file_count; i++) {
        array_i64(&s->ids, s->file_ids[i]);
        array_i64(&s->counts, s->kept[i] ? 0 : 1);
    }
    return db_run(s->run->db, &sql_intake_close_files,
        DB_ARGS(DB_TEXT(array_end(&s->ids)), DB_TEXT(places(s, strcmp(state, "refused") == 0)),
            DB_Z(state), DB_TEXT(array_end(&s->counts))),
        NULL, err);
}

// Every file of the set goes to `stored`, `set_aside` or `duplicate` as a whole.
static bool count_whole_files(struct intake_set *s, const char *outcome, struct err *err)
{
    array_start(&s->ids);
    array_start(&s->names);
    array_start(&s->counts);
    for (size_t i = 0; i < s->file_count; i++) {
        array_i64(&s->ids, s->file_ids[i]);
        array_text(&s->names, text_of(s->files[i].member->shown));
        array_i64(&s->counts, s->files[i].rows);
    }
    return db_run(s->run->db, &sql_intake_count_whole_files,
        DB_ARGS(DB_TEXT(array_end(&s->ids)), DB_TEXT(array_end(&s->names)),
            DB_TEXT(array_end(&s->counts)), DB_I64(s->run->run_id),
            DB_I64(s->org ? s->org->org_id : 0), DB_Z(s->set->name), DB_Z(outcome),
            DB_TEXT(places(s, strcmp(outcome, "refused") == 0))),
        NULL, err);
}

static void refuse_missing_column(void *context, struct text column)
{
    struct refusal *r = context;
    char name[128];
    r->any = r->lacks = true;
    r->ok = r->ok && file_finding(r->s, r->file_id, FINDING_csv_column_missing, true, 1,
                         text_copy_z(name, sizeof name, column), (struct text){0}, r->err);
}

// Columns that are needed are asked for first. A file that lacks one may have no header at all: its
// first row is then a patient's.
static void note_unknown_column(void *context, struct text column)
{
    struct refusal *r = context;
    char name[64];
    r->ok = r->ok &&
            (r->lacks || file_finding(r->s, r->file_id, FINDING_csv_column_unknown, false, 1,
                             text_printable(name, sizeof name, column), (struct text){0}, r->err));
}

// Two files that mean the same (in folders of an archive, or by the case of letters): nobody can
// tell which one holds.
static bool check_names(struct intake_set *s, bool *any, struct err *err)
{
    for (size_t i = 0; i < s->file_count; i++)
        for (size_t k = 0; k < i; k++) {
            if (s->files[i].depth != INTAKE_ROWS || s->files[k].depth != INTAKE_ROWS ||
                !text_equal_nocase(s->files[i].raw.name, s->files[k].raw.name))
                continue;
            *any = true;
            if (!file_finding(s, s->file_ids[i], FINDING_set_file_twice, true, 0, "",
                    text_of(s->files[k].member->shown), err))
                return false;
        }
    return true;
}

// Whether the set can be stored at all; its findings are written either way. *refused says no.
static bool judge_set(
    struct intake_set *s, const struct mapping *nearest, bool *refused, struct err *err)
{
    int64_t first = s->file_count > 0 ? s->file_ids[0] : 0;
    *refused = true;
    if (s->set->refused != FINDING_COUNT)
        return file_finding(
            s, first, s->set->refused, true, 0, "", text_of(s->set->refused_why), err);
    if (!s->org)
        return file_finding(
            s, first, FINDING_set_no_organisation, true, 0, "", text_of(s->set->name), err);
    bool any = false;
    for (size_t i = 0; i < s->file_count; i++) {
        const struct intake_file *f = &s->files[i];
        if (f->refused == FINDING_COUNT)
            continue;
        any = true;
        char column[24] = "";
        if (f->refused_column > 0)
            snprintf(column, sizeof column, "%d", f->refused_column);
        if (!file_finding(
                s, s->file_ids[i], f->refused, true, f->refused_row, column, (struct text){0}, err))
            return false;
    }
    if (!s->mapping && !nearest)
        return file_finding(
            s, first, FINDING_set_no_mapping, true, 0, "", text_of(s->set->name), err);
    for (size_t n = 0; !s->mapping && n < mapping_needed_count(nearest); n++) {
        struct text needed = mapping_needed(nearest, n);
        bool here = false;
        for (size_t i = 0; i < s->file_count; i++)
            here = here || text_equal_nocase(s->files[i].raw.name, needed);
        if (!here && !file_finding(s, first, FINDING_set_incomplete, true, 0, "", needed, err))
            return false;
    }
    if (!any && s->mapping && !check_names(s, &any, err))
        return false;
    if (any || !s->mapping)
        return true;
    if (mapping_is_rehearsal_only(s->mapping) && !s->org->rehearsal)
        return file_finding(
            s, first, FINDING_rehearsal_only, true, 0, "", mapping_name(s->mapping), err);
    struct refusal r = {.s = s, .ok = true, .err = err};
    for (size_t i = 0; i < s->file_count; i++) {
        r.file_id = s->file_ids[i];
        r.lacks = false;
        if (s->files[i].depth == INTAKE_ROWS)
            mapping_check_header(s->mapping, &s->files[i].raw, s->raw, s->raw_count,
                refuse_missing_column, note_unknown_column, &r);
    }
    *refused = r.any;
    return r.ok;
}

// ---- Checking: raw rows, through the mapping, to the staged entities.

static void check_row(
    struct intake_rows *rows, enum encounter_entity entity, const struct db_rows *from, size_t row)
{
    struct text values[ENCOUNTER_COLUMNS_MAX];
    const struct encounter_file *file = encounter_file(entity);
    struct intake_place place = {(int)db_i64(from, row, 0), (int)db_i64(from, row, 1)};
    if (!db_is_null(from, row, 2)) {
        char column[64];
        enum finding_code code = finding_by_word(db_text(from, row, 2));
        CHECK(code != FINDING_COUNT);
        intake_row_reject(rows, file->name, place,
            text_copy_z(column, sizeof column, db_text(from, row, 3)), code, db_text(from, row, 4));
        return;
    }
    for (size_t i = 0; i < file->count; i++)
        values[i] = db_text(from, row, 5 + i);
    intake_row(rows, entity, place, values);
}

static bool check_entity(struct intake_set *s, struct intake_rows *rows,
    enum encounter_entity entity, struct buf *sql, struct err *err)
{
    static const struct sql fetch = {"intake/fetch", "FETCH FORWARD 20000 FROM set_rows"};
    struct db *db = s->run->db;
    buf_clear(sql);
    buf_z(sql, "DECLARE set_rows NO SCROLL CURSOR FOR ");
    if (!mapping_select(s->mapping, s->org->org_id, entity, &s->days, s->raw, s->raw_count, sql))
        return true;
    buf_char(sql, '\0');
    if (!db_script(db, "intake/mapping", sql->at, err))
        return false;
    size_t got;
    do {
        struct db_rows *batch;
        if (!db_get(db, &fetch, DB_NO_ARGS, &batch, err))
            return false;
        got = db_rows_count(batch);
        for (size_t i = 0; i < got; i++)
            check_row(rows, entity, batch, i);
        db_rows_free(batch);
        if (!intake_rows_send(rows, db, false, err))
            return false;
    } while (got == FETCH_ROWS);
    return db_script(db, "intake/mapping", "CLOSE set_rows", err);
}

static struct text name_in_file(
    void *context, enum encounter_entity entity, int file_no, size_t column, struct arena *arena)
{
    struct intake_set *s = context;
    return mapping_place(s->mapping, s->raw, s->raw_count, entity, file_no, column, arena);
}

static bool check_rows(struct intake_set *s, struct err *err)
{
    struct intake_rows *rows = intake_rows_new(
        s->org->identity_key, mapping_name(s->mapping), s->run->as_of, name_in_file, s);
    struct buf sql;
    buf_init(&sql, SQL_BYTES);
    bool ok = intake_stage_make(s->run->db, err);
    for (int e = 0; ok && e < ENTITY_COUNT; e++)
        ok = check_entity(s, rows, (enum encounter_entity)e, &sql, err);
    ok = ok && intake_rows_send(rows, s->run->db, true, err) &&
         db_script(s->run->db, sql_intake_analyze.name, sql_intake_analyze.text, err);
    buf_free(&sql);
    intake_rows_free(rows);
    return ok;
}

// ---- Storing: set-based, in the order in which one thing points at another.

// Open balances need claim numbers, which have no gaps: they are judged, counted and then stored.
static bool store_open_balances(struct intake_set *s, struct db_arg files, struct err *err)
{
    struct db *db = s->run->db;
    struct db_arg org = DB_I64(s->org->org_id);
    struct db_arg run_id = DB_I64(s->run->run_id);
    int64_t fresh;
    int64_t before = 0;
    int64_t again;
    return db_get_i64(db, &sql_intake_store_open_balances,
               DB_ARGS(org, run_id, files, DB_I64(0), DB_NULL), &fresh, err) &&
           (fresh == 0 || db_get_i64(db, &sql_build_take_claim_ids, DB_ARGS(org, DB_I64(fresh)),
                              &before, err)) &&
           db_get_i64(db, &sql_intake_store_open_balances,
               DB_ARGS(org, run_id, files, DB_I64(1), DB_I64(before)), &again, err);
}

static bool store(struct intake_set *s, struct err *err)
{
    struct db *db = s->run->db;
    array_start(&s->ids);
    for (size_t i = 0; i < s->file_count; i++)
        array_i64(&s->ids, s->file_ids[i]);
    struct db_arg org = DB_I64(s->org->org_id);
    struct db_arg source = DB_TEXT(mapping_name(s->mapping));
    struct db_arg run_id = DB_I64(s->run->run_id);
    struct db_arg files = DB_TEXT(array_end(&s->ids));
    return db_run(db, &sql_intake_find_repeats, DB_NO_ARGS, NULL, err) &&
           db_run(db, &sql_intake_drop_rejected, DB_NO_ARGS, NULL, err) &&
           db_run(db, &sql_intake_store_masters, DB_ARGS(org, source, run_id), NULL, err) &&
           db_run(db, &sql_intake_store_patients, DB_ARGS(org, source, run_id, files), NULL, err) &&
           db_run(db, &sql_intake_add_known_patients, DB_ARGS(org, source), NULL, err) &&
           db_run(db, &sql_intake_store_coverages, DB_ARGS(org, run_id, files), NULL, err) &&
           db_run(db, &sql_intake_reject_orphans, DB_ARGS(org), NULL, err) &&
           db_run(db, &sql_intake_judge_encounters,
               DB_ARGS(org, source, DB_DATE(s->org->start_date)), NULL, err) &&
           db_run(db, &sql_intake_store_encounters,
               DB_ARGS(org, source, run_id, files, DB_I64(s->days.shift)), NULL, err) &&
           db_run(db, &sql_intake_find_late_coverages, DB_ARGS(org), NULL, err) &&
           db_run(db, &sql_intake_stage_charges, DB_ARGS(org), NULL, err) &&
           db_run(db, &sql_intake_store_receipts, DB_ARGS(org, source, run_id, files), NULL, err) &&
           db_run(db, &sql_intake_stage_receipts, DB_ARGS(org), NULL, err) &&
           store_open_balances(s, files, err);
}

// Rows that were staged and fed nothing are set aside too: found by looking at each of them, so
// that the count is proved and not made to fit. The native set needs no look: each of its rows is
// one of an entity.
static bool reject_unread(struct intake_set *s, struct err *err)
{
    if (!mapping_is_foreign(s->mapping))
        return true;
    for (size_t i = 0; i < s->file_count; i++) {
        if (s->files[i].depth != INTAKE_ROWS)
            continue;
        struct text note = mapping_file_note(s->mapping, s->files[i].raw.name);
        struct text text = arena_format(s->arena,
            "INSERT INTO stage_reject (entity, file_no, row_no, column_name, code, severity, "
            "value, "
            "encounter_key) SELECT '', %1$d, row_no, '', 'mapping_filtered', 'info', $1, '' FROM "
            "raw_%1$d r WHERE NOT EXISTS (SELECT FROM stage_outcome o WHERE o.file_no = %1$d AND "
            "o.row_no = r.row_no) AND NOT EXISTS (SELECT FROM stage_reject x WHERE x.file_no = "
            "%1$d AND x.row_no = r.row_no)",
            s->files[i].raw.file_no);
        const struct sql statement = {"intake/reject_unread", text.at};
        if (!db_run(s->run->db, &statement,
                DB_ARGS(DB_TEXT(text_is_empty(note) ? TEXT("nothing of it is used") : note)), NULL,
                err))
            return false;
    }
    return true;
}

static bool count_rows(struct intake_set *s, struct err *err)
{
    struct db *db = s->run->db;
    array_start(&s->ids);
    array_start(&s->names);
    array_start(&s->counts);
    array_start(&s->codes);
    array_start(&s->notes);
    for (size_t i = 0; i < s->file_count; i++) {
        static const char *const whole[] = {[INTAKE_ROWS] = "",
            [INTAKE_COUNT] = "mapping_filtered",
            [INTAKE_BYTES] = "file_unknown"};
        array_text(&s->codes, text_of(whole[s->files[i].depth]));
        array_text(&s->notes, mapping_file_note(s->mapping, s->files[i].raw.name));
        array_i64(&s->ids, s->file_ids[i]);
        array_text(&s->names, text_of(s->files[i].member->shown));
        array_i64(&s->counts, s->files[i].rows);
    }
    struct db_rows *rows;
    if (!db_run(db, &sql_intake_finish_rows, DB_NO_ARGS, NULL, err) || !reject_unread(s, err) ||
        !db_get(db, &sql_intake_finish_files,
            DB_ARGS(DB_I64(s->org->org_id), DB_I64(s->run->run_id), DB_TEXT(array_end(&s->ids)),
                DB_TEXT(array_end(&s->names)), DB_TEXT(array_end(&s->counts)), DB_Z(s->set->name),
                DB_TEXT(array_end(&s->codes)), DB_TEXT(array_end(&s->notes)),
                DB_TEXT(places(s, false))),
            &rows, err))
        return false;
    if (s->known_run > 0) {
        s->superseded = db_i64(rows, 0, 1) > 0;
        db_rows_free(rows);
        return true;
    }
    static const char *const names[] = {
        "rows received", "rows stored", "rows set aside", "rows duplicate"};
    for (size_t i = 0; i < 4; i++)
        run_count(s->run, s->org->org_id, names[i], db_i64(rows, 0, i));
    s->run->findings = s->run->findings || db_i64(rows, 0, 4) > 0;
    db_rows_free(rows);
    if (!db_get(db, &sql_intake_count_encounters, DB_NO_ARGS, &rows, err))
        return false;
    run_count_cents(
        s->run, s->org->org_id, "encounters new", db_i64(rows, 0, 0), db_i64(rows, 0, 1));
    run_count_cents(
        s->run, s->org->org_id, "encounters changed", db_i64(rows, 0, 2), db_i64(rows, 0, 3));
    run_count(s->run, s->org->org_id, "encounters set aside", db_i64(rows, 0, 4));
    db_rows_free(rows);
    return true;
}

// A move of dates is a made-up thing: it stands in the organisation's history.
static bool note_move(struct intake_set *s, struct err *err)
{
    if (s->days.shift == 0)
        return true;
    log_info("%s: every date is moved by %d days%s", s->set->name, s->days.shift,
        s->moved_anew ? "" : ", as before");
    struct text why = arena_format(s->arena, "mapping %.*s, set %s: every date moved by %d days%s",
        TEXT_ARG(mapping_name(s->mapping)), s->set->name, s->days.shift,
        s->moved_anew ? "" : ", as before");
    return db_run(s->run->db, &sql_intake_stage_move,
        DB_ARGS(DB_I64(s->org->org_id), DB_I64(s->file_ids[0]), DB_TEXT(why)), NULL, err);
}

static bool take_in(struct intake_set *s, struct err *err)
{
    struct ledger_book book = run_book(s->run, s->org->org_id);
    return intake_days(
               s->run, s->org, s->mapping, s->raw, s->raw_count, &s->days, &s->moved_anew, err) &&
           check_rows(s, err) && ledger_stage(s->run->db, err) && store(s, err) &&
           note_move(s, err) && count_rows(s, err) &&
           (s->superseded || (close_files(s, "done", err) && ledger_seal(s->run->db, &book, err)));
}

// ---- One set, in one transaction.

// How much of a file is of use: that is known by its name and those of the others.
static enum intake_depth depth_of(struct intake_set *s, const struct set_member *member)
{
    if (!s->mapping)
        return text_is_empty(member->name) ? INTAKE_BYTES : INTAKE_COUNT;
    if (!mapping_knows(s->mapping, member->name))
        return INTAKE_BYTES;
    size_t count = 0;
    for (size_t i = 0; i < s->set->member_count; i++)
        if (mapping_knows(s->mapping, s->set->members[i].name))
            s->raw[count++].name = s->set->members[i].name;
    return mapping_reads(s->mapping, s->raw, count, member->name) ? INTAKE_ROWS : INTAKE_COUNT;
}

// Statistics of the raw rows: a mapping joins them.
static bool analyze_raw(struct intake_set *s, struct err *err)
{
    struct buf sql;
    buf_init(&sql, SQL_BYTES);
    for (size_t i = 0; i < s->file_count; i++)
        if (s->files[i].depth == INTAKE_ROWS && s->files[i].refused == FINDING_COUNT)
            buf_format(&sql, "ANALYZE raw_%d;", s->files[i].raw.file_no);
    buf_char(&sql, '\0');
    bool ok = db_script(s->run->db, "intake/analyze_raw", sql.at, err);
    buf_free(&sql);
    return ok;
}

static bool read_files(struct intake_set *s, struct err *err)
{
    s->raw = ARENA_ARRAY(s->arena, struct raw_file, s->set->member_count + 1);
    s->files = ARENA_ARRAY(s->arena, struct intake_file, s->set->member_count + 1);
    for (size_t i = 0; i < s->set->member_count; i++) {
        const struct set_member *m = &s->set->members[i];
        progress_at((int64_t)i);
        if (!intake_read(s->run, m, (int)i + 1, depth_of(s, m), s->arena, &s->files[i], err))
            return err_prefix(err, "%s", m->shown);
        s->file_count++;
        progress_at((int64_t)s->file_count);
        if (s->files[i].refused == FINDING_file_changing)
            return true;
    }
    for (size_t i = 0; i < s->file_count; i++)
        if (s->files[i].depth != INTAKE_BYTES)
            s->raw[s->raw_count++] = s->files[i].raw;
    return !s->mapping || !mapping_is_foreign(s->mapping) || analyze_raw(s, err);
}

static const struct mapping *choose(
    struct intake_set *s, const struct mapping_list *mappings, const struct mapping **nearest)
{
    struct text *names = ARENA_ARRAY(s->arena, struct text, s->set->member_count + 1);
    for (size_t i = 0; i < s->set->member_count; i++)
        names[i] = s->set->members[i].name;
    return mapping_choose(mappings, names, s->set->member_count, nearest);
}

enum set_outcome { SET_STORED, SET_DUPLICATE, SET_SUPERSEDED, SET_REFUSED, SET_WAITS, SET_UNMOVED };

static bool process_set(struct intake_set *s, const struct mapping_list *mappings,
    enum set_outcome *outcome, struct err *err)
{
    const struct mapping *nearest = NULL;
    bool refused;
    s->mapping = choose(s, mappings, &nearest);
    if (!read_files(s, err))
        return false;
    for (size_t i = 0; i < s->file_count; i++)
        if (s->files[i].refused == FINDING_file_changing) {
            *outcome = SET_WAITS;
            return true;
        }
    if (!register_files(s, err))
        return false;
    if (s->file_count > 0 && s->unmoved_count == s->file_count) {
        *outcome = SET_UNMOVED;
        return true;
    }
    // Without a mapping it is a part of a known set.
    if (s->known_run > 0 && (!s->others_since || !s->mapping)) {
        *outcome = SET_DUPLICATE;
        return count_whole_files(s, "duplicate", err) && close_files(s, "done", err);
    }
    if (!judge_set(s, nearest, &refused, err))
        return false;
    *outcome = refused ? SET_REFUSED : SET_STORED;
    if (refused)
        return count_whole_files(s, "refused", err) && close_files(s, "refused", err);
    if (!take_in(s, err))
        return false;
    if (s->known_run > 0)
        *outcome = s->superseded ? SET_SUPERSEDED : SET_DUPLICATE;
    return true;
}

// An old set that came again, perhaps only because a killed run had not moved it: what came later
// holds, and a person is told. In a transaction of its own, after the one that tried.
static bool supersede(struct intake_set *s, struct err *err)
{
    db_rollback(s->run->db);
    return db_begin(s->run->db, err) && register_files(s, err) &&
           file_finding(s, s->file_ids[0], FINDING_set_superseded, false, 0, "",
               text_of(s->set->name), err) &&
           count_whole_files(s, "duplicate", err) && close_files(s, "done", err);
}

static void set_report(struct intake_set *s, enum set_outcome outcome)
{
    int64_t org_id = s->org ? s->org->org_id : 0;
    switch (outcome) {
    case SET_STORED:
        run_count(s->run, org_id, "sets stored", 1);
        break;
    case SET_DUPLICATE:
        run_count(s->run, org_id, "sets duplicate", 1);
        log_info("%s: duplicate of run %" PRId64 ", nothing stored", s->set->name, s->known_run);
        break;
    case SET_SUPERSEDED:
        run_count(s->run, org_id, "sets superseded", 1);
        s->run->findings = true;
        log_warn("%s: stored by run %" PRId64 ", and changed by later sets: nothing stored",
            s->set->name, s->known_run);
        break;
    case SET_REFUSED:
        run_count(s->run, org_id, "sets refused", 1);
        s->run->findings = true;
        log_warn("%s: refused, nothing stored; see 'cleanclaim status'", s->set->name);
        break;
    case SET_WAITS:
        run_count(s->run, org_id, "sets waiting", 1);
        log_info("%s: still being written, left for the next run", s->set->name);
        break;
    case SET_UNMOVED:
        log_info("%s: read by a run that was stopped before it moved the files, moved now",
            s->set->name);
        break;
    }
}

static bool run_set(struct run *run, const struct encounter_set *set,
    const struct organisation *org, const struct mapping_list *mappings, struct err *err)
{
    struct intake_set s = {.run = run, .set = set, .org = org, .arena = arena_new(SET_ARENA_BYTES)};
    struct buf *const buffers[] = {&s.ids, &s.names, &s.counts, &s.codes, &s.notes, &s.places};
    enum { BUFFERS = sizeof buffers / sizeof *buffers };
    for (size_t i = 0; i < BUFFERS; i++)
        buf_init(buffers[i], SQL_BYTES);
    enum set_outcome outcome = SET_WAITS;
    progress_step(set->name, "files", (int64_t)set->member_count);
    bool ok = db_begin(run->db, err) && process_set(&s, mappings, &outcome, err) &&
              (outcome != SET_SUPERSEDED || supersede(&s, err)) && db_commit(run->db, err);
    progress_end();
    if (!ok)
        db_rollback(run->db);
    else
        set_report(&s, outcome);
    for (size_t i = 0; ok && outcome != SET_WAITS && i < set->path_count; i++)
        ok = inbox_keep(
            run, set->paths[i], place_of(&s, set->paths[i], outcome == SET_REFUSED), err);
    ok = ok && (outcome == SET_WAITS || inbox_tidy(run, set, err));
    for (size_t i = 0; i < BUFFERS; i++)
        buf_free(buffers[i]);
    arena_free(s.arena);
    return ok || err_prefix(err, "%s", set->name);
}

// The organisation of a set: that of its folder, or the only one there is.
static const struct organisation *org_of(
    const struct encounter_set *set, const struct organisation *orgs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(orgs[i].code, set->org) == 0)
            return &orgs[i];
    return !set->org[0] && count == 1 ? &orgs[0] : NULL;
}

bool intake(struct run *run, struct err *err)
{
    const struct organisation *orgs;
    size_t org_count;
    struct mapping_list mappings;
    struct encounter_set *sets;
    size_t count;
    int wait = (int)run->config->run.lock_seconds;
    if (!run_organisations(run, &orgs, &org_count, err) ||
        !mapping_load_all(run->config, run->arena, &mappings, err) ||
        !db_lock(run->db, DB_LOCK_INBOX, 1, wait, err) ||
        !inbox_encounter_sets(run, orgs, org_count, &mappings, &sets, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!run_set(run, &sets[i], org_of(&sets[i], orgs, org_count), &mappings, err))
            return false;
    db_unlock(run->db, DB_LOCK_INBOX, 1);
    return true;
}
