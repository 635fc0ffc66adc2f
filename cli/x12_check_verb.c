// x12 check: files of X12 held against the standard and the implementation guides; no database is
// needed.
#include <stdio.h>

#include "claims/base/err.h"
#include "cli/x12_verb.h"
#include "edi/x12_check.h"
#include "jobs/file_stream.h"

static const char *const severities[] = {
    [X12_INFO] = "info", [X12_WARN] = "warn", [X12_REJECT] = "reject"};

struct checking {
    struct verb_call *call;
    struct x12_check *check;
    const char *path;
};

static void print_row(struct out *out, const char *path, const struct x12_finding *f)
{
    static const struct out_column columns[] = {
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
    out_record(out, columns, sizeof columns / sizeof *columns);
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

static void on_finding(void *context, const struct x12_finding *finding)
{
    struct checking *c = context;
    if (out_is_json(c->call->out))
        print_row(c->call->out, c->path, finding);
    else
        print_line(c->call->out, c->path, finding);
}

static bool on_bytes(void *context, struct text bytes, struct err *err)
{
    struct checking *c = context;
    (void)err;
    x12_check_feed(c->check, bytes);
    return true;
}

int x12_check_verb(struct verb_call *call)
{
    int code = EXIT_DONE;
    static char input[] = "-", *standard_input[] = {input};
    char **paths = call->argument_count > 0 ? call->arguments : standard_input;
    size_t count = call->argument_count > 0 ? call->argument_count : 1;
    struct checking c = {.call = call};
    for (size_t i = 0; i < count; i++) {
        struct err err = {0};
        c.path = paths[i];
        c.check = x12_check_new((struct x12_check_handler){.context = &c, .finding = on_finding});
        bool ok = file_stream(paths[i], on_bytes, &c, &err);
        struct x12_check_totals t = {0};
        if (ok)
            t = x12_check_end(c.check);
        x12_check_free(c.check);
        if (!ok)
            return verb_fail(&err);
        out_line(call->out,
            "%s: %lld transaction sets, %lld of them rejected; %lld findings reject, %lld warn",
            c.path, (long long)t.envelope.sets, (long long)t.sets_rejected, (long long)t.rejects,
            (long long)t.warnings);
        if (t.rejects + t.warnings > 0)
            code = EXIT_FINDINGS;
    }
    return code;
}
