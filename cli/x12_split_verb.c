// x12 split: a file of X12 in several, into a folder.
#include <stdio.h>
#include <stdlib.h>

#include "claims/base/log.h"
#include "cli/x12_input.h"
#include "cli/x12_verb.h"
#include "edi/x12_split.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"
#include "jobs/file_write.h"

#define PATH_ROOM   4096
#define CONTROL_MAX INT64_C(999999999)

struct splitting {
    struct verb_call *call;
    const char *folder;
    struct x12_split_settings settings;
    struct x12_split *split; // of the source at hand
    struct file_writer *writer;
    int64_t earlier; // files of the sources before this one: members of an archive
    int64_t made;    // files that have their names
    struct x12_split_totals totals;
    bool stopped;     // a file could not be written: err, or a limit
    bool is_unframed; // the framing of a source is not sound
    struct err err;
};

static bool name_file(const struct splitting *s, int64_t ordinal, char path[PATH_ROOM])
{
    int size = snprintf(path, PATH_ROOM, "%s/%06lld.x12", s->folder, (long long)ordinal);
    return size > 0 && size < PATH_ROOM;
}

static bool on_begin(void *context, const struct x12_split_file *file)
{
    struct splitting *s = context;
    char path[PATH_ROOM];
    bool exists;
    if (!name_file(s, s->earlier + file->ordinal, path))
        return err_set(&s->err, ERR_USAGE, "the name of the folder is too long");
    if (!file_exists(path, &exists, &s->err))
        return false;
    if (exists)
        return err_set(&s->err, ERR_FILE,
            "'%s' is there already, and nothing is overwritten: name an empty folder", path);
    return file_write_begin(&s->writer, path, &s->err);
}

static bool on_piece(void *context, struct text bytes)
{
    struct splitting *s = context;
    return file_write_append(s->writer, bytes, &s->err);
}

static void print_file(struct out *out, const char *path, const struct x12_split_file *file)
{
    static const struct out_column columns[] = {
        {"file", "file", OUT_TEXT},
        {"interchange", "interchange", OUT_TEXT},
        {"group", "group", OUT_TEXT},
        {"transaction", "transaction", OUT_TEXT},
        {"claims", "claims", OUT_COUNT},
    };
    if (!out_is_json(out)) {
        out_line(out, "%s: of transaction set %s/%s/%s, %lld claims", path, file->interchange,
            file->group, file->set, (long long)file->claims);
        return;
    }
    out_record(out, columns, sizeof columns / sizeof *columns);
    out_z(out, path);
    out_z(out, file->interchange);
    out_z(out, file->group);
    out_z(out, file->set);
    out_count(out, file->claims);
    out_end(out);
}

static bool on_end(void *context, const struct x12_split_file *file)
{
    struct splitting *s = context;
    char path[PATH_ROOM];
    struct file_writer *writer = s->writer;
    s->writer = NULL;
    if (!file_write_commit_one(writer, &s->err))
        return false;
    s->made = s->earlier + file->ordinal;
    CHECK(name_file(s, s->made, path));
    print_file(s->call->out, path, file);
    return true;
}

// ---- What is read

// Names and control numbers go on from one source to the next.
static void on_source(void *context, const char *name)
{
    struct splitting *s = context;
    struct x12_split_settings settings = s->settings;
    (void)name;
    if (settings.control > 0)
        settings.control = (settings.control + s->earlier - 1) % CONTROL_MAX + 1;
    s->split = x12_split_new(
        settings, (struct x12_split_handler){
                      .context = s, .begin = on_begin, .bytes = on_piece, .end = on_end});
}

static void on_feed(void *context, struct text bytes)
{
    struct splitting *s = context;
    s->stopped = s->stopped || !x12_split_feed(s->split, bytes);
}

static void on_source_end(void *context, bool whole)
{
    struct splitting *s = context;
    (void)whole; // the others' files go too, then
    struct x12_split_totals t = x12_split_end(s->split);
    x12_split_free(s->split);
    s->split = NULL;
    s->is_unframed = s->is_unframed || !t.envelope.whole;
    s->earlier += t.files;
    s->totals.files += t.files;
    s->totals.claims += t.claims;
    s->totals.whole_sets += t.whole_sets;
    s->totals.empty_sets += t.empty_sets;
    s->totals.empty_levels += t.empty_levels;
    s->totals.ta1 += t.ta1;
    s->totals.unhung += t.unhung;
    s->totals.too_long = s->totals.too_long || t.too_long;
}

// The files of a source that was not sound are not used.
static void remove_files(struct splitting *s)
{
    char path[PATH_ROOM];
    struct err err = {0};
    file_write_abandon(s->writer);
    s->writer = NULL;
    for (int64_t i = 1; i <= s->made; i++) {
        if (name_file(s, i, path) && !file_remove(path, &err))
            log_warn("%s", err.text);
    }
}

// A number of at least 1 that an option gives; `value` as it was when it was not given.
static bool read_number(
    const struct verb_call *call, const char *option, int64_t most, int64_t *value)
{
    const char *given = verb_option(call, option);
    if (given == NULL)
        return true;
    if (text_to_i64(text_of(given), value) && *value >= 1 && *value <= most)
        return true;
    log_error("--%s '%s' is no number from 1 to %lld", option, given, (long long)most);
    return false;
}

static int tell(const char *path, const struct x12_split_totals *t)
{
    log_info("%s: %lld files, %lld claims", path, (long long)t->files, (long long)t->claims);
    if (t->whole_sets > 0)
        log_warn("%s: %lld transaction sets hold no claims of an 837 and were written whole", path,
            (long long)t->whole_sets);
    if (t->empty_sets + t->empty_levels > 0)
        log_warn("%s: %lld transaction sets and %lld levels without a claim were left out", path,
            (long long)t->empty_sets, (long long)t->empty_levels);
    if (t->ta1 > 0)
        log_warn("%s: %lld TA1 were left out", path, (long long)t->ta1);
    bool is_all = t->files > 0 && t->whole_sets + t->empty_sets + t->empty_levels + t->ta1 == 0;
    return is_all ? EXIT_DONE : EXIT_FINDINGS;
}

int x12_split_verb(struct verb_call *call)
{
    struct splitting s = {.call = call, .folder = verb_option(call, "into")};
    if (!verb_argument_count(call, 0, 1))
        return EXIT_USAGE;
    if (s.folder == NULL || *s.folder == '\0') {
        log_error("name the folder that the files go to: --into=FOLDER");
        return EXIT_USAGE;
    }
    if (!read_number(call, "claims", INT64_C(1000000), &s.settings.claims) ||
        !read_number(call, "control", CONTROL_MAX, &s.settings.control))
        return EXIT_USAGE;
    const char *path = call->argument_count > 0 ? call->arguments[0] : "-";
    const struct x12_input input = {.context = &s,
        .step = "x12 split",
        .begin = on_source,
        .feed = on_feed,
        .end = on_source_end,
        .goes_on = true};
    if (!file_folder_make(s.folder, &s.err))
        return verb_fail(&s.err);
    int code = x12_input_one(call, &input, path);
    if (s.totals.too_long)
        err_set(&s.err, ERR_FILE, "%s: a header or level is longer than can be held", path);
    bool ok = code == EXIT_DONE && !s.stopped && s.err.kind == ERR_NONE && !s.totals.too_long;
    if (ok && !s.is_unframed && s.totals.unhung == 0 && file_folder_sync(s.folder, &s.err))
        return tell(path, &s.totals);
    remove_files(&s);
    if (code != EXIT_DONE)
        return code;
    if (s.err.kind != ERR_NONE)
        return verb_fail(&s.err);
    log_error("%s: %s, so nothing was split: see 'cleanclaim x12 check'", path,
        s.is_unframed ? "the framing is not sound"
                      : "claims hang from no subscriber, or levels from none above them");
    return EXIT_FINDINGS;
}
