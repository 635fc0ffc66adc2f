// x12 check: files of X12 held against the standard and the implementation guides; a database is
// needed with --codes alone.
#include <string.h>

#include "claims/base/log.h"
#include "claims/base/progress.h"
#include "cli/x12_input.h"
#include "cli/x12_verb.h"
#include "edi/x12_check.h"
#include "jobs/code_lookup.h"

#define CODES_MAX ((size_t)X12_CHECK_CODES + X12_FAULT_COUNT)

static const char *const severities[] = {
    [X12_INFO] = "info", [X12_WARN] = "warn", [X12_REJECT] = "reject"};

struct checking {
    struct verb_call *call;
    struct x12_check *check;
    struct code_lookup *lookup; // NULL: diagnoses and procedures are not looked up
    const char *path;
    bool found; // anything, in any file
    // How often each code was found in this file, in the order in which they came.
    struct {
        const char *word;
        enum x12_severity severity;
        int64_t count;
    } codes[CODES_MAX];
    size_t code_count;
};

static const struct out_column finding_columns[] = {
    {"file", "file", OUT_TEXT},
    {"severity", "severity", OUT_TEXT},
    {"code", "code", OUT_TEXT},
    {"snip", "SNIP", OUT_COUNT},
    {"interchange", "interchange", OUT_TEXT},
    {"group", "group", OUT_TEXT},
    {"transaction", "transaction", OUT_TEXT},
    {"segment", "segment", OUT_COUNT},
    {"segment_id", "id", OUT_TEXT},
    {"offset", "byte", OUT_COUNT},
    {"loop", "loop", OUT_TEXT},
    {"element", "element", OUT_TEXT},
    {"name", "name", OUT_TEXT},
    {"value", "value", OUT_TEXT},
    {"message", "what is wrong", OUT_TEXT},
    {"remedy", "what to do", OUT_TEXT},
};

static void print_row(struct out *out, const char *path, const struct x12_finding *f)
{
    out_section(out, "finding", NULL);
    out_record(out, finding_columns, sizeof finding_columns / sizeof *finding_columns);
    out_z(out, path);
    out_z(out, severities[f->severity]);
    out_z(out, f->word);
    out_count(out, f->snip);
    out_z(out, f->place.interchange);
    out_z(out, f->place.group);
    out_z(out, f->place.set);
    out_count(out, f->place.segment);
    out_z(out, f->place.segment_id);
    out_count(out, f->place.offset);
    out_z(out, f->place.loop);
    out_z(out, f->place.element);
    out_z(out, f->name);
    out_text(out, f->value);
    out_z(out, f->message);
    out_z(out, f->remedy);
    out_end(out);
}

static void print_line(struct out *out, const char *path, const struct x12_finding *f)
{
    const struct x12_place *p = &f->place;
    const char *where = p->element[0] ? p->element : p->segment_id;
    out_line(out, "%s:%lld: %s%s%s%s %s: %s%s%.*s%s [%s, SNIP %d, byte %lld]", path,
        (long long)p->segment, where, p->loop[0] ? " in " : "", p->loop,
        p->segment == 0 ? "file" : "", severities[f->severity], f->message,
        f->value.size ? ": '" : "", TEXT_ARG(f->value), f->value.size ? "'" : "", f->word, f->snip,
        (long long)p->offset);
    out_line(out, "    %s", f->remedy);
}

static void count(struct checking *c, const struct x12_finding *finding)
{
    size_t i = 0;
    while (i < c->code_count && strcmp(c->codes[i].word, finding->word) != 0)
        i++;
    if (i == CODES_MAX)
        return;
    if (i == c->code_count) {
        c->codes[c->code_count++].word = finding->word;
        c->codes[i].severity = finding->severity;
        c->codes[i].count = 0;
    }
    c->codes[i].count++;
}

static void on_finding(void *context, const struct x12_finding *finding)
{
    struct checking *c = context;
    count(c, finding);
    c->found = c->found || finding->severity != X12_INFO;
    if (out_is_for_people(c->call->out)) {
        progress_wipe();
        print_line(c->call->out, c->path, finding);
    } else {
        print_row(c->call->out, c->path, finding);
    }
}

// ---- The summary of a file

static void print_summary_row(struct out *out, const char *path, const struct x12_check_totals *t)
{
    static const struct out_column columns[] = {
        {"file", NULL, OUT_TEXT},
        {"whole", NULL, OUT_BOOL}, // the framing is right from the first ISA to the last IEA
        {"interchanges", NULL, OUT_COUNT},
        {"groups", NULL, OUT_COUNT},
        {"transactions", NULL, OUT_COUNT},
        {"transactions_rejected", NULL, OUT_COUNT},
        {"rejects", NULL, OUT_COUNT},
        {"warnings", NULL, OUT_COUNT},
        {"segments", NULL, OUT_COUNT},
        {"bytes", NULL, OUT_COUNT},
    };
    out_section(out, "summary", NULL);
    out_record(out, columns, sizeof columns / sizeof *columns);
    out_z(out, path);
    out_bool(out, t->envelope.whole);
    out_count(out, t->envelope.interchanges);
    out_count(out, t->envelope.groups);
    out_count(out, t->envelope.sets);
    out_count(out, t->sets_rejected);
    out_count(out, t->rejects);
    out_count(out, t->warnings);
    out_count(out, t->envelope.segments);
    out_count(out, t->envelope.bytes);
    out_end(out);
}

static void print_summary(struct checking *c, const struct x12_check_totals *t)
{
    struct out *out = c->call->out;
    if (out_is_json(out)) {
        print_summary_row(out, c->path, t);
        return;
    }
    if (!out_is_for_people(out)) { // rows of one kind only
        log_info(
            "%s: %lld transaction sets, %lld of them rejected; %lld findings reject, %lld warn",
            c->path, (long long)t->envelope.sets, (long long)t->sets_rejected,
            (long long)t->rejects, (long long)t->warnings);
        return;
    }
    out_line(out,
        "%s: %lld transaction sets, %lld of them rejected; %lld findings reject, %lld warn",
        c->path, (long long)t->envelope.sets, (long long)t->sets_rejected, (long long)t->rejects,
        (long long)t->warnings);
    for (size_t i = 0; c->code_count > 1 && i < c->code_count; i++)
        out_line(out, "%9lld  %-6s  %s", (long long)c->codes[i].count,
            severities[c->codes[i].severity], c->codes[i].word);
}

// ---- The files

// The handler has one context for all.
static enum x12_code_answer on_code(
    void *context, enum x12_code_kind kind, struct text code, date_t on, const char **as_of)
{
    struct checking *c = context;
    return code_lookup_find(c->lookup, kind, code, on, as_of);
}

static void on_begin(void *context, const char *name)
{
    struct checking *c = context;
    c->path = name;
    c->code_count = 0;
    c->check = x12_check_new((struct x12_check_handler){
        .context = c, .finding = on_finding, .code = c->lookup != NULL ? on_code : NULL});
}

static void on_feed(void *context, struct text bytes)
{
    struct checking *c = context;
    x12_check_feed(c->check, bytes);
}

static void on_end(void *context, bool whole)
{
    struct checking *c = context;
    if (whole) {
        struct x12_check_totals totals = x12_check_end(c->check);
        print_summary(c, &totals);
    }
    x12_check_free(c->check);
}

// ---- Codes of which there is no list

static void print_gap_row(struct out *out, const struct code_gap *gap)
{
    static const struct out_column columns[] = {
        {"code_set", NULL, OUT_TEXT},
        {"codes", NULL, OUT_COUNT},
        {"from", NULL, OUT_DATE},
        {"to", NULL, OUT_DATE},
        {"reason", NULL, OUT_TEXT},
    };
    out_section(out, "not_looked_up", NULL);
    out_record(out, columns, sizeof columns / sizeof *columns);
    out_z(out, gap->code_set);
    out_count(out, gap->codes);
    out_date(out, gap->from);
    out_date(out, gap->to);
    out_z(out, gap->reason);
    out_end(out);
}

static void print_gaps(struct checking *c)
{
    struct code_gap gaps[CODE_GAPS_MAX];
    size_t count = code_lookup_gaps(c->lookup, gaps);
    for (size_t i = 0; i < count; i++) {
        char from[DATE_ROOM], to[DATE_ROOM];
        date_format_iso(gaps[i].from, from);
        date_format_iso(gaps[i].to, to);
        if (out_is_json(c->call->out))
            print_gap_row(c->call->out, &gaps[i]);
        else
            log_warn("%lld codes of %s, %s to %s, were not looked up: %s", (long long)gaps[i].codes,
                gaps[i].code_set, from, to, gaps[i].reason);
    }
}

static bool load_codes(struct checking *c, struct err *err)
{
    const struct config *config = c->call->options.config;
    return config_is_sound(config, err) && code_lookup_load(config, &c->lookup, err);
}

int x12_check_verb(struct verb_call *call)
{
    struct err err = {0};
    struct checking c = {.call = call};
    struct x12_input input = {&c, "x12 check", on_begin, on_feed, on_end, false};
    if (!x12_input_form(call))
        return EXIT_USAGE;
    if (verb_option(call, "codes") != NULL && !load_codes(&c, &err))
        return verb_fail(&err);
    if (!out_is_for_people(call->out) && !out_is_json(call->out)) {
        // A file without findings has its header row all the same.
        out_table(call->out, finding_columns, sizeof finding_columns / sizeof *finding_columns);
        out_end(call->out);
    }
    int code = x12_input_each(call, &input);
    if (c.lookup != NULL)
        print_gaps(&c);
    code_lookup_free(c.lookup);
    return code == EXIT_DONE && c.found ? EXIT_FINDINGS : code;
}
