#include "jobs/refdata_load.h"

#include "claims/base/zip.h"
#include "jobs/config.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"
#include "sql/copy.h"
#include "sql_statements.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define WINDOW_BYTES ((size_t)256 * 1024)
#define RESULTS_MAX  ((size_t)1000)
#define LOST_SHARE   10 // a tenth

static const struct copy_column stage_columns[] = {
    {"line_no", COPY_I32},
    {"code", COPY_TEXT},
    {"billable", COPY_BOOL},
    {"short_name", COPY_TEXT},
    {"added", COPY_DATE},
    {"terminated", COPY_DATE},
};
static const struct copy_table stage_code = {"stage_code", stage_columns, 6};

// One file on its way.
struct loading {
    struct run *run;
    struct refdata_request *request;
    struct refdata_result *result;
    struct file *file;
    struct zip_archive *zip; // NULL: the file is the release itself
    size_t member;
    struct refdata_name name;
    struct copy *copy;
    struct refdata_reader *reader;
    struct err err; // of the database, met within a callback
    bool failed;
};

static bool refuse(struct loading *l, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// Says why the file is not loaded. Always returns true: the next file is taken.
static bool refuse(struct loading *l, const char *format, ...)
{
    char reason[600];
    va_list list;
    va_start(list, format);
    vsnprintf(reason, sizeof reason, format, list);
    va_end(list);
    l->result->outcome = REFDATA_REFUSED;
    l->result->reason = arena_copy(l->request->arena, text_of(reason)).at;
    l->run->findings = true;
    return true;
}

// ---- Which member

static const char *code_set_word(enum codeset_kind kind)
{
    static const char *const words[] = {
        [CODESET_ICD10CM] = "icd10cm", [CODESET_HCPCS] = "hcpcs", [CODESET_ICD10PCS] = "icd10pcs"};
    return words[kind];
}

static bool is_text(enum refdata_format format)
{
    return format != REFDATA_NONE && format != REFDATA_HCPCS_SHEET;
}

// Fixed columns rather than CSV, then the shorter name: an archive may hold one release twice.
static bool is_better(const struct refdata_name *a, struct text a_name,
    const struct refdata_name *b, struct text b_name)
{
    if (a->format != b->format)
        return a->format < b->format;
    return a_name.size < b_name.size;
}

// The release of an archive. False when there is none; *sheet: there is one that is not read.
static bool choose_member(struct loading *l, struct text *sheet)
{
    struct text best = {0};
    *sheet = (struct text){0};
    for (size_t i = 0; i < zip_member_count(l->zip); i++) {
        struct text member = zip_member_name(l->zip, i);
        struct refdata_name name = refdata_name_read(member, text_of(l->result->path));
        if (name.format == REFDATA_HCPCS_SHEET)
            *sheet = member;
        if (!is_text(name.format) || (best.size > 0 && !is_better(&name, member, &l->name, best)))
            continue;
        best = member;
        l->member = i;
        l->name = name;
    }
    if (best.size > 0)
        l->result->member = arena_copy(l->request->arena, best).at;
    return best.size > 0;
}

// The period that its name says, or the options.
static bool set_period(struct loading *l)
{
    const struct refdata_request *request = l->request;
    struct refdata_result *result = l->result;
    result->from = request->from != DATE_NONE ? request->from : l->name.from;
    result->to = request->to != DATE_NONE ? request->to : l->name.to;
    if (result->from == DATE_NONE || result->to == DATE_NONE) {
        refuse(l, "its name does not say for which days it is: name them with --from and --to");
        return false;
    }
    if (result->to < result->from) {
        refuse(l, "the period ends before it begins: correct --from and --to");
        return false;
    }
    return true;
}

// ---- Reading

static bool on_code(void *context, const struct refdata_code *code)
{
    struct loading *l = context;
    copy_i32(l->copy, (int64_t)code->line);
    copy_text(l->copy, code->code);
    copy_bool(l->copy, code->billable);
    copy_text(l->copy, code->short_name);
    copy_date(l->copy, code->added);
    copy_date(l->copy, code->terminated);
    copy_row(l->copy);
    if (copy_is_full(l->copy) && !copy_send(l->copy, l->run->db, &l->err))
        l->failed = true;
    return !l->failed;
}

static void on_bad(void *context, size_t line, const char *why)
{
    struct loading *l = context;
    struct refdata_result *result = l->result;
    if (result->bad == NULL)
        result->bad = ARENA_ARRAY(l->request->arena, struct refdata_bad_line, REFDATA_BAD_MAX);
    if (result->bad_count < REFDATA_BAD_MAX)
        result->bad[result->bad_count++] = (struct refdata_bad_line){line, why};
}

static bool on_bytes(void *context, struct text bytes)
{
    struct loading *l = context;
    return refdata_reader_feed(l->reader, bytes);
}

static bool feed_file(struct loading *l, struct err *err)
{
    struct arena *arena = arena_new(2 * WINDOW_BYTES);
    char *window = arena_take(arena, WINDOW_BYTES);
    int64_t offset = 0;
    size_t got = 0;
    bool ok;
    while ((ok = file_read(l->file, offset, window, WINDOW_BYTES, &got, err)) && got > 0 &&
           on_bytes(l, (struct text){window, got}))
        offset += (int64_t)got;
    arena_free(arena);
    return ok;
}

// Feeds the release to the reader. *refused: it is not sound, and was said so.
static bool feed(struct loading *l, bool *refused, struct err *err)
{
    struct err why = {0};
    bool ok =
        l->zip != NULL ? zip_member_read(l->zip, l->member, on_bytes, l, &why) : feed_file(l, &why);
    if (l->failed) {
        *err = l->err;
        return false;
    }
    if (!ok && why.kind != ERR_NONE && why.kind != ERR_DATA)
        return err_set(err, why.kind, "%s", why.text);
    *refused = true;
    if (!ok && why.kind == ERR_DATA)
        return refuse(l, "%s", why.text);
    bool ended = refdata_reader_end(l->reader);
    if (l->failed) {
        *err = l->err;
        return false;
    }
    if (!ended)
        return refuse(l, "it cannot be read: %s", refdata_reader_fault(l->reader));
    *refused = false;
    return true;
}

// ---- Storing

static bool make_stage(struct loading *l, struct err *err)
{
    struct buf ddl;
    buf_init(&ddl, 4096);
    copy_table_ddl(&stage_code, &ddl);
    buf_char(&ddl, '\0');
    bool ok = db_script(l->run->db, "refdata/stage", ddl.at, err);
    buf_free(&ddl);
    return ok;
}

static bool drop_repeats(struct loading *l, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(l->run->db, &sql_refdata_find_repeats, DB_NO_ARGS, &rows, err))
        return false;
    size_t count = db_rows_count(rows);
    for (size_t i = 0; i < count; i++)
        on_bad(l, (size_t)db_i64(rows, i, 0), "the code stands in the file twice");
    l->result->counts.bad += (int64_t)count;
    l->result->counts.codes -= (int64_t)count;
    db_rows_free(rows);
    return true;
}

// Whether so much is missing that the file must be damaged. Says so.
static bool is_shrunk(struct loading *l)
{
    const struct refdata_result *r = l->result;
    if (l->request->force)
        return false;
    if (r->counts.bad > r->counts.lines / LOST_SHARE)
        return refuse(l,
            "%" PRId64 " of its %" PRId64 " lines cannot be read; when it is sound all the same: "
            "--force",
            r->counts.bad, r->counts.lines);
    if (r->counts.codes < r->before - r->before / LOST_SHARE)
        return refuse(l,
            "it has %" PRId64 " codes, the release before %" PRId64 ": more than a tenth is lost; "
            "when that is right: --force",
            r->counts.codes, r->before);
    return false;
}

static bool store(struct loading *l, struct text sha256, bool *stored, struct err *err)
{
    struct db *db = l->run->db;
    struct refdata_result *r = l->result;
    struct db_arg code_set = DB_Z(r->code_set);
    int64_t release_id;
    *stored = false;
    if (!drop_repeats(l, err) ||
        !db_get_i64(db, &sql_refdata_before, DB_ARGS(code_set, DB_DATE(r->from)), &r->before, err))
        return false;
    if (is_shrunk(l))
        return true;
    if (!db_get_i64(db, &sql_refdata_store,
            DB_ARGS(code_set, DB_Z(r->member), DB_BYTES(sha256), DB_DATE(r->from), DB_DATE(r->to),
                DB_I64(l->run->run_id), DB_MOMENT(l->run->now)),
            &release_id, err) ||
        !db_run(db, &sql_refdata_supersede,
            DB_ARGS(code_set, DB_DATE(r->from), DB_DATE(r->to), DB_I64(release_id)), NULL, err))
        return false;
    *stored = true;
    return true;
}

static bool read_and_store(struct loading *l, struct text sha256, struct err *err)
{
    bool refused = false;
    bool stored = false;
    l->copy = copy_new(&stage_code);
    l->reader = refdata_reader_new(l->name.format, on_code, on_bad, l);
    bool ok = db_begin(l->run->db, err) && make_stage(l, err) && feed(l, &refused, err);
    l->result->counts = refdata_reader_counts(l->reader);
    if (ok && !refused)
        ok = copy_send(l->copy, l->run->db, err) && store(l, sha256, &stored, err);
    refdata_reader_free(l->reader);
    copy_free(l->copy);
    if (ok && stored)
        ok = db_commit(l->run->db, err);
    if (!ok || !stored)
        db_rollback(l->run->db);
    if (ok && stored) {
        l->result->outcome = REFDATA_LOADED;
        l->run->findings = l->run->findings || l->result->counts.bad > 0;
        run_count(l->run, 0, "releases loaded", 1);
        run_count(l->run, 0, "codes loaded", l->result->counts.codes);
        run_count(l->run, 0, "lines set aside", l->result->counts.bad);
    }
    return ok;
}

// A release that was loaded before: nothing, or another period when the options say so.
static bool judge_known(struct loading *l, const struct db_rows *rows, struct err *err)
{
    struct refdata_result *r = l->result;
    bool given = l->request->from != DATE_NONE || l->request->to != DATE_NONE;
    bool moved = given && (r->from != db_date(rows, 0, 1) || r->to != db_date(rows, 0, 2));
    r->counts.codes = db_i64(rows, 0, 3);
    run_count(l->run, 0, moved ? "releases moved" : "releases known", 1);
    if (!moved) {
        r->from = db_date(rows, 0, 1);
        r->to = db_date(rows, 0, 2);
        r->outcome = REFDATA_KNOWN;
        return true;
    }
    r->outcome = REFDATA_MOVED;
    return db_run(l->run->db, &sql_refdata_set_period,
        DB_ARGS(DB_I64(db_i64(rows, 0, 0)), DB_DATE(r->from), DB_DATE(r->to)), NULL, err);
}

static bool load_release(struct loading *l, struct err *err)
{
    unsigned char sum[DIGEST_SIZE];
    struct db_rows *rows;
    struct text sha256 = {(const char *)sum, sizeof sum};
    l->result->code_set = code_set_word(l->name.code_set);
    if (!set_period(l))
        return true;
    if (!file_digest(l->file, sum, err) ||
        !db_get(l->run->db, &sql_refdata_known,
            DB_ARGS(DB_Z(l->result->code_set), DB_BYTES(sha256), DB_Z(l->result->member)), &rows,
            err))
        return false;
    bool known = db_rows_count(rows) > 0;
    bool ok = !known || judge_known(l, rows, err);
    db_rows_free(rows);
    return ok && (known || read_and_store(l, sha256, err));
}

// ---- Files

static bool load_archive(struct loading *l, bool in_folder, struct err *err)
{
    struct err refused = {0};
    struct text sheet;
    struct zip_limits limits = {.members = (size_t)l->run->config->limits.zip_members,
        .member_bytes = l->run->config->limits.zip_member_bytes};
    if (!zip_archive_open(
            &l->zip, file_read_for_zip, l->file, file_size(l->file), limits, &refused))
        return refused.kind == ERR_DATA ? refuse(l, "%s", refused.text)
                                        : err_set(err, refused.kind, "%s", refused.text);
    bool ok = true;
    if (choose_member(l, &sheet))
        ok = load_release(l, err);
    else if (sheet.size > 0)
        refuse(l,
            "it holds the release only as the spreadsheet '%.*s': save that as CSV and load the "
            "CSV",
            TEXT_ARG(sheet));
    else if (in_folder)
        l->result->outcome = REFDATA_NO_RELEASE;
    else
        refuse(l, "it holds no release of ICD-10-CM (icd10cm_order_….txt), ICD-10-PCS "
                  "(icd10pcs_order_….txt) or HCPCS (HCPC…ANWEB….txt)");
    zip_archive_close(l->zip);
    return ok;
}

static bool is_zip(struct text path)
{
    return path.size >= 4 && text_equal_nocase(text_part(path, path.size - 4, 4), TEXT(".zip"));
}

static bool load_file(struct run *run, struct refdata_request *request, const char *path,
    bool in_folder, struct err *err)
{
    struct loading l = {.run = run, .request = request};
    struct err refused = {0};
    if (request->result_count == RESULTS_MAX)
        return err_set(err, ERR_USAGE, "more than %zu files are named", RESULTS_MAX);
    l.result = &request->results[request->result_count++];
    *l.result = (struct refdata_result){.path = arena_copy(request->arena, text_of(path)).at,
        .member = "",
        .reason = "",
        .code_set = "",
        .from = DATE_NONE,
        .to = DATE_NONE};
    if (!file_open(&l.file, path, FILE_FOLLOW_LINK, &refused))
        return refused.kind == ERR_DATA ? refuse(&l, "%s", refused.text)
                                        : err_set(err, refused.kind, "%s", refused.text);
    bool ok = true;
    if (file_size(l.file) > run->config->limits.file_bytes) {
        refuse(&l, "it is larger than the limit of the configuration");
    } else if (is_zip(text_of(path))) {
        ok = load_archive(&l, in_folder, err);
    } else {
        l.name = refdata_name_read(text_of(path), (struct text){0});
        const char *slash = strrchr(l.result->path, '/');
        l.result->member = slash != NULL ? slash + 1 : l.result->path;
        if (is_text(l.name.format))
            ok = load_release(&l, err);
        else
            refuse(&l, "its name is none that CMS gives to a release (icd10cm_order_….txt, "
                       "icd10pcs_order_….txt, HCPC…ANWEB….txt or .csv)");
    }
    file_close(l.file);
    return ok || err_prefix(err, "%s", path);
}

// The archives of a folder; it may hold folders with archives, as CMS's are often kept.
static bool load_folder(struct run *run, struct refdata_request *request, const char *folder,
    const struct file_list *list, int depth, struct err *err)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct file_entry *entry = &list->entries[i];
        const char *path = arena_format(run->arena, "%s/%s", folder, entry->name).at;
        struct file_list inner;
        if (entry->kind == FILE_FOLDER && depth == 0) {
            if (!file_folder_list(path, run->arena, &inner, err) ||
                !load_folder(run, request, path, &inner, depth + 1, err))
                return false;
        } else if (entry->kind == FILE_REGULAR && is_zip(text_of(entry->name)) &&
                   !load_file(run, request, path, true, err)) {
            return false;
        }
    }
    return true;
}

bool refdata_load(struct run *run, struct err *err)
{
    struct refdata_request *request = run->options->request;
    request->results = ARENA_ARRAY(request->arena, struct refdata_result, RESULTS_MAX);
    // Two loads of one release would otherwise both find it new.
    if (!db_lock(run->db, DB_LOCK_REFDATA, 1, (int)run->config->run.lock_seconds, err))
        return false;
    bool ok = true;
    for (size_t i = 0; ok && i < request->path_count; i++) {
        struct file_list list;
        struct err no_folder = {0};
        const char *path = request->paths[i];
        if (file_folder_list(path, run->arena, &list, &no_folder))
            ok = load_folder(run, request, path, &list, 0, err);
        else
            ok = load_file(run, request, path, false, err);
    }
    db_unlock(run->db, DB_LOCK_REFDATA, 1);
    return ok;
}

const struct job refdata_load_job = {"refdata load", refdata_load, "load releases of code sets"};
