#include "jobs/report.h"

#include <errno.h>

#include "claims/base/log.h"
#include "jobs/config.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"
#include "jobs/file_write.h"
#include "jobs/look_words.h"
#include "jobs/report_csv.h"
#include "jobs/report_html.h"
#include "rules/rule_table.h"
#include "sql/array.h"
#include "sql_statements.h"

#define PAGE_ARENA_BYTES ((size_t)64 * 1024 * 1024)
#define WORDS_BYTES      (1024 * 1024)
#define COPY_BYTES       ((size_t)256 * 1024)
#define MEGABYTE         (1024 * 1024)

// Each takes the same cells. One more kind of file is one more line.
static const struct report_renderer *const renderers[] = {&report_csv, &report_html};
#define RENDERERS (sizeof renderers / sizeof *renderers)

struct reporting {
    struct run *run;
    struct report_list list;
    const char *folder; // of the day
    const struct organisation *orgs;
    size_t org_count;
    // The page being written.
    struct report_page page;
    void *states[RENDERERS];
    const struct report_definition *definition;
    bool checked; // the columns of the statement are those of the definition
};

// ---- A table.

static bool check_columns(
    const struct report_definition *d, const struct db_rows *rows, struct err *err)
{
    if (db_column_count(rows) != d->column_count)
        return err_set(err, ERR_CONFIG, "%s.sql has %zu columns, its header %zu", d->sql->name,
            db_column_count(rows), d->column_count);
    for (size_t i = 0; i < d->column_count; i++)
        if (!text_equal_z(d->columns[i].name, db_column_name(rows, i)))
            return err_set(err, ERR_CONFIG, "%s.sql: column %zu is '%s', its header has '%.*s'",
                d->sql->name, i + 1, db_column_name(rows, i), TEXT_ARG(d->columns[i].name));
    return true;
}

static struct report_cell read_cell(
    const struct db_rows *rows, size_t row, size_t column, enum report_type type)
{
    struct report_cell cell = {.is_null = db_is_null(rows, row, column)};
    if (cell.is_null)
        return cell;
    if (type == REPORT_TEXT)
        cell.text = db_text(rows, row, column);
    else if (type == REPORT_DATE)
        cell.number = db_date(rows, row, column);
    else
        cell.number = db_i64(rows, row, column);
    return cell;
}

static bool on_row(void *context, const struct db_rows *rows, size_t row, struct err *err)
{
    struct reporting *r = context;
    const struct report_definition *d = r->definition;
    struct report_cell cells[REPORT_COLUMNS_MAX];
    if (!r->checked && !check_columns(d, rows, err))
        return false;
    r->checked = true;
    for (size_t i = 0; i < d->column_count; i++)
        cells[i] = read_cell(rows, row, i, d->columns[i].type);
    for (size_t i = 0; i < RENDERERS; i++)
        if (r->states[i] && !renderers[i]->row(r->states[i], cells, err))
            return false;
    return true;
}

static bool run_table(struct reporting *r, const struct report_table *table, struct err *err)
{
    const struct report_definition *d = table->definition;
    const struct db_arg values[] = {
        [REPORT_PARAMETER_ORGANISATION] = DB_I64(table->org ? table->org->org_id : 0),
        [REPORT_PARAMETER_DAY] = DB_DATE(r->run->as_of),
        [REPORT_PARAMETER_MOMENT] = DB_MOMENT(r->run->now)};
    struct db_arg args[REPORT_PARAMETERS_MAX];
    for (size_t i = 0; i < d->parameter_count; i++)
        args[i] = values[d->parameters[i]];
    r->definition = d;
    r->checked = false;
    for (size_t i = 0; i < RENDERERS; i++)
        if (r->states[i] && !renderers[i]->table(r->states[i], table, err))
            return false;
    if (!db_each(r->run->db, d->sql, args, d->parameter_count, on_row, r, err))
        return err_prefix(err, "%s.sql", d->sql->name);
    for (size_t i = 0; i < RENDERERS; i++)
        if (r->states[i] && !renderers[i]->table_end(r->states[i], err))
            return false;
    run_count(r->run, 0, "report tables", 1);
    return true;
}

// ---- What the statements share: sql/report/stage*.sql.

static void add_words(
    void *context, const char *code, int snip, const char *message, const char *remedy)
{
    struct buf *lists = context;
    (void)snip;
    array_text(&lists[0], text_of(code));
    array_text(&lists[1], text_of(message));
    array_text(&lists[2], text_of(remedy));
}

static bool stage_words(struct run *run, struct err *err)
{
    struct buf lists[4];
    for (size_t i = 0; i < 4; i++) {
        buf_init(&lists[i], WORDS_BYTES);
        array_start(&lists[i]);
    }
    look_words_each_finding(lists, add_words);
    // The columns of both tables of staff's, "rule.message" for the 20th cell of a rule.
    const struct table_spec *specs[] = {rule_table_profile_columns(), rule_table_rule_columns()};
    struct buf ordinals;
    buf_init(&ordinals, WORDS_BYTES);
    array_start(&ordinals);
    for (size_t s = 0; s < 2; s++)
        for (size_t i = 0; i < specs[s]->column_count; i++) {
            char name[128];
            text_copy_z(name, sizeof name,
                arena_format(run->arena, "%s.%s", specs[s]->table, specs[s]->columns[i].name));
            array_text(&lists[3], text_of(name));
            array_i64(&ordinals, (int64_t)i + 1);
        }
    bool ok = db_run(run->db, &sql_report_stage_words,
        DB_ARGS(DB_TEXT(array_end(&lists[0])), DB_TEXT(array_end(&lists[1])),
            DB_TEXT(array_end(&lists[2])), DB_TEXT(array_end(&lists[3])),
            DB_TEXT(array_end(&ordinals))),
        NULL, err);
    for (size_t i = 0; i < 4; i++)
        buf_free(&lists[i]);
    buf_free(&ordinals);
    return ok;
}

// Space changes by the second. It is measured once for each moment of a run and kept in the run's
// counts; a report made again for the same moment finds it there.
static bool stage_machine(struct run *run, struct err *err)
{
    struct db_rows *rows;
    int64_t database;
    int64_t disk;
    if (!db_get(run->db, &sql_report_find_machine,
            DB_ARGS(DB_DATE(run->as_of), DB_MOMENT(run->now)), &rows, err))
        return false;
    bool known = db_rows_count(rows) == 1;
    if (known) {
        database = db_i64(rows, 0, 0);
        disk = db_i64(rows, 0, 1);
    }
    db_rows_free(rows);
    if (!known && (!db_get_i64(run->db, &sql_report_measure_database, DB_NO_ARGS, &database, err) ||
                      !file_folder_space(run->config->data_folder, &disk, err)))
        return false;
    if (!known) {
        database = database / MEGABYTE;
        disk = disk / MEGABYTE;
    }
    run_count(run, 0, "database megabytes", database);
    run_count(run, 0, "disk megabytes free", disk);
    return db_run(
        run->db, &sql_report_stage_machine, DB_ARGS(DB_I64(database), DB_I64(disk)), NULL, err);
}

static bool stage_all(struct run *run, struct err *err)
{
    return (run->options->dry_run ||
               db_run(run->db, &sql_report_snapshot, DB_NO_ARGS, NULL, err)) &&
           db_script(run->db, sql_report_stage.name, sql_report_stage.text, err) &&
           stage_words(run, err) && stage_machine(run, err) &&
           db_run(run->db, &sql_report_stage_runs, DB_ARGS(DB_DATE(run->as_of)), NULL, err);
}

static bool stage_organisation(struct run *run, int64_t org_id, struct err *err)
{
    struct db *db = run->db;
    return db_script(db, sql_report_stage_clear.name, sql_report_stage_clear.text, err) &&
           db_run(db, &sql_report_stage_balances, DB_ARGS(DB_I64(org_id), DB_DATE(run->as_of)),
               NULL, err) &&
           db_run(db, &sql_report_stage_unanswered,
               DB_ARGS(DB_I64(org_id), DB_DATE(run->as_of), DB_MOMENT(run->now)), NULL, err) &&
           db_script(db, sql_report_stage_analyze.name, sql_report_stage_analyze.text, err);
}

// ---- A page.

static void abandon(struct reporting *r)
{
    for (size_t i = 0; i < RENDERERS; i++) {
        renderers[i]->abandon(r->states[i]);
        r->states[i] = NULL;
    }
}

static bool begin_page(struct reporting *r, struct err *err)
{
    if (r->run->options->dry_run)
        return true;
    for (size_t i = 0; i < RENDERERS; i++)
        if (!renderers[i]->begin(&r->states[i], &r->page, err))
            return false;
    return true;
}

static bool end_page(struct reporting *r, struct err *err)
{
    if (r->run->options->dry_run)
        return true;
    for (size_t i = 0; i < RENDERERS; i++) {
        void *state = r->states[i];
        r->states[i] = NULL; // end frees it
        if (!renderers[i]->end(state, err))
            return false;
    }
    run_count(r->run, 0, "report pages", 1);
    return true;
}

// A table of the page. Its CSV lies beside the page, or in the organisation's folder below it.
static bool add_table(struct reporting *r, const struct report_definition *d,
    const struct organisation *org, bool below, bool has_file, struct err *err)
{
    struct arena *arena = r->page.arena;
    const char *folder = org ? arena_format(arena, "%s/%s", r->folder, org->code).at : r->folder;
    struct report_table table = {.definition = d, .org = org};
    if (has_file) {
        table.path = arena_format(arena, "%s/%.*s", folder, TEXT_ARG(d->file)).at;
        table.link = below ? arena_format(arena, "%s/%.*s", org->code, TEXT_ARG(d->file)).at
                           : arena_copy(arena, d->file).at;
    }
    return run_table(r, &table, err);
}

// The page of one organisation; with `whole` it is the only one, and has the installation's tables
// too.
static bool organisation_tables(
    struct reporting *r, const struct organisation *org, bool whole, struct err *err)
{
    for (size_t i = 0; i < r->page.table_count; i++) {
        const struct report_definition *d = r->page.tables[i];
        bool common = whole && d->scope != REPORT_ORGANISATION;
        if (!add_table(r, d, common ? NULL : org, whole && !common, true, err))
            return false;
    }
    return true;
}

// The installation's page: its tables, and at the top the sentences of each organisation.
static bool installation_tables(struct reporting *r, struct err *err)
{
    bool led = false;
    for (size_t i = 0; i < r->page.table_count; i++) {
        const struct report_definition *d = r->page.tables[i];
        if (!led && d->drawing != REPORT_LEAD) {
            led = true;
            for (size_t o = 0; o < r->org_count; o++) {
                if (!stage_organisation(r->run, r->orgs[o].org_id, err))
                    return false;
                for (size_t k = 0; k < r->list.count; k++)
                    if (r->list.items[k].drawing == REPORT_LEAD &&
                        r->list.items[k].scope == REPORT_ORGANISATION &&
                        !add_table(r, &r->list.items[k], &r->orgs[o], false, false, err))
                        return false;
            }
            if (!stage_organisation(r->run, 0, err))
                return false;
        }
        if (!add_table(r, d, NULL, false, true, err))
            return false;
    }
    return true;
}

static void choose_tables(struct reporting *r, bool organisations, bool installation)
{
    const struct report_definition **chosen =
        ARENA_ARRAY(r->page.arena, const struct report_definition *, r->list.count + 1);
    r->page.table_count = 0;
    for (size_t i = 0; i < r->list.count; i++) {
        enum report_scope scope = r->list.items[i].scope;
        if (scope == REPORT_BOTH || (scope == REPORT_ORGANISATION && organisations) ||
            (scope == REPORT_INSTALLATION && installation))
            chosen[r->page.table_count++] = &r->list.items[i];
    }
    r->page.tables = chosen;
}

// Writes a page: of `org`, or of the installation when it is NULL.
static bool write_page(
    struct reporting *r, const struct organisation *org, bool whole, struct err *err)
{
    struct arena *arena = arena_new(PAGE_ARENA_BYTES);
    const char *folder =
        org && !whole ? arena_format(arena, "%s/%s", r->folder, org->code).at : r->folder;
    r->page = (struct report_page){.path = arena_format(arena, "%s/index", folder).at,
        .org = org,
        .orgs = org ? NULL : r->orgs,
        .org_count = org ? 0 : r->org_count,
        .day = r->run->as_of,
        .now = r->run->now,
        .arena = arena};
    choose_tables(r, org != NULL, org == NULL || whole);
    bool ok = stage_organisation(r->run, org ? org->org_id : 0, err) && begin_page(r, err) &&
              (org ? organisation_tables(r, org, whole, err) : installation_tables(r, err)) &&
              end_page(r, err);
    abandon(r);
    arena_free(arena);
    return ok;
}

static bool write_pages(struct reporting *r, int64_t org_total, struct err *err)
{
    bool all = r->run->options->org[0] == '\0';
    if (org_total == 1)
        return write_page(r, &r->orgs[0], true, err);
    for (size_t i = 0; i < r->org_count; i++)
        if (!write_page(r, &r->orgs[i], false, err))
            return err_prefix(err, "organisation %s", r->orgs[i].code);
    return !all || write_page(r, NULL, false, err);
}

// ---- The folders.

static bool make_folders(struct reporting *r, struct err *err)
{
    char day[DATE_ROOM];
    date_format_iso(r->run->as_of, day);
    r->folder = arena_format(r->run->arena, "%s/%s", r->run->config->folders.reports, day).at;
    if (r->run->options->dry_run)
        return true;
    if (!file_folder_make(r->folder, err))
        return false;
    for (size_t i = 0; i < r->org_count; i++)
        if (!file_folder_make(
                arena_format(r->run->arena, "%s/%s", r->folder, r->orgs[i].code).at, err))
            return false;
    return true;
}

// Makes the names of the tables permanent.
static bool sync_folders(struct reporting *r, struct err *err)
{
    if (r->run->options->dry_run)
        return true;
    for (size_t i = 0; i < r->org_count; i++)
        if (!file_folder_sync(
                arena_format(r->run->arena, "%s/%s", r->folder, r->orgs[i].code).at, err))
            return false;
    return file_folder_sync(r->folder, err);
}

static bool copy_file(const char *from, const char *to, struct err *err)
{
    struct file *file;
    struct file_writer *writer;
    if (!file_open(&file, from, FILE_REFUSE_LINK, err))
        return false;
    if (!file_write_begin(&writer, to, err)) {
        file_close(file);
        return false;
    }
    static char window[COPY_BYTES];
    int64_t offset = 0;
    size_t got;
    bool ok;
    while ((ok = file_read(file, offset, window, sizeof window, &got, err)) && got > 0) {
        if (!(ok = file_write_append(writer, (struct text){window, got}, err)))
            break;
        offset += (int64_t)got;
    }
    file_close(file);
    if (ok)
        return file_write_commit(writer, err);
    file_write_abandon(writer);
    return false;
}

static bool copy_folder(
    struct arena *arena, const char *from, const char *to, int depth, struct err *err)
{
    struct file_list files;
    if (!file_folder_make(to, err) || !file_folder_list(from, arena, &files, err))
        return false;
    for (size_t i = 0; i < files.count; i++) {
        const char *source = arena_format(arena, "%s/%s", from, files.entries[i].name).at;
        const char *target = arena_format(arena, "%s/%s", to, files.entries[i].name).at;
        if (files.entries[i].kind == FILE_REGULAR && !copy_file(source, target, err))
            return false;
        if (files.entries[i].kind == FILE_FOLDER && depth > 0 &&
            !copy_folder(arena, source, target, depth - 1, err))
            return false;
    }
    return true;
}

// `latest` leads to the newest day that has a page, which is not always the one just written. Where
// the file system has no links it is a copy.
static bool point_latest(struct run *run, struct err *err)
{
    const char *reports = run->config->folders.reports;
    const char *latest = arena_format(run->arena, "%s/latest", reports).at;
    struct file_list days;
    const char *newest = NULL;
    if (!file_folder_list(reports, run->arena, &days, err))
        return false;
    for (size_t i = 0; i < days.count; i++) {
        date_t date;
        bool exists;
        const char *name = days.entries[i].name;
        if (days.entries[i].kind != FILE_FOLDER || !date_parse_iso(text_of(name), &date))
            continue;
        if (!file_exists(
                arena_format(run->arena, "%s/%s/index.html", reports, name).at, &exists, err))
            return false;
        newest = exists ? name : newest; // they come by name, so by date
    }
    if (newest == NULL || file_folder_link(latest, newest, err))
        return true;
    if (err->number != EPERM && err->number != EOPNOTSUPP && err->number != EISDIR)
        return false;
    log_debug("%s: copied, since %s", latest, err->text);
    // What stood there goes first: through an old link the copy would land on that day's page.
    return file_folder_remove(latest, err) &&
           copy_folder(
               run->arena, arena_format(run->arena, "%s/%s", reports, newest).at, latest, 1, err);
}

static bool write_report(struct run *run, struct err *err)
{
    struct reporting r = {.run = run};
    int64_t org_total;
    if (!report_definition_list(sql_all, run->arena, &r.list, err) ||
        !run_organisations(run, &r.orgs, &r.org_count, err) || !make_folders(&r, err) ||
        !db_begin(run->db, err) || !stage_all(run, err) ||
        !db_get_i64(run->db, &sql_report_count_organisations, DB_NO_ARGS, &org_total, err) ||
        !write_pages(&r, org_total, err) || !sync_folders(&r, err) || !db_commit(run->db, err))
        return false;
    return run->options->dry_run || point_latest(run, err);
}

bool report(struct run *run, struct err *err)
{
    if (!db_lock(run->db, DB_LOCK_REPORT, 1, (int)run->config->run.lock_seconds, err) ||
        !write_report(run, err))
        return false;
    db_unlock(run->db, DB_LOCK_REPORT, 1);
    return true;
}
