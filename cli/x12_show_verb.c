// x12 show: a file in words. Loops are indented, each segment and element goes by the guide's name,
// codes have their meaning, sums run along, and what the validator finds stands where it is.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "claims/base/progress.h"
#include "cli/x12_input.h"
#include "cli/x12_sums.h"
#include "cli/x12_verb.h"
#include "cli/x12_words.h"

#define MARGIN       9  // columns of the segment's number
#define VALUE_COLUMN 68 // where values begin
#define NOTES_BYTES  ((size_t)4 << 20)

static const char *const severities[] = {
    [X12_INFO] = "info", [X12_WARN] = "warn", [X12_REJECT] = "reject"};

struct show {
    struct verb_call *call;
    struct out *out;
    struct x12_check *check;
    const char *path;
    bool patients, found;
    bool hidden; // something of a patient was, in this file

    bool in_set;
    const struct x12_set *set; // NULL between sets
    struct x12_sums sums;
    const struct x12_met *met; // the segment at hand
    size_t depth;              // of the last loop shown
    int64_t shown;             // the last segment that was
    // What is found comes before its segment: lines for people that stand before the next segment,
    // and behind it.
    struct buf before, behind;
    struct buf line, value;
};

// ---- Lines for people

// `indent`: levels of two blanks.
__attribute__((format(printf, 3, 4))) static void print(
    struct show *s, size_t indent, const char *format, ...)
{
    char text[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    out_line(s->out, "%*s%s", (int)(MARGIN + 2 * indent), "", text);
}

// The indent of what stands in the loop that is open; between sets 1.
static size_t indent_of(const struct show *s)
{
    return s->in_set ? 1 + s->depth : 1;
}

// Prints lines of `notes`, with what marks them, and empties it.
static void print_notes(struct show *s, struct buf *notes, const char *mark)
{
    struct text rest = buf_slice(notes), line;
    bool more = true;
    while (notes->size > 0 && text_split(&rest, '\n', &more, &line))
        if (line.size > 0)
            print(s, indent_of(s), "%s%.*s", mark, TEXT_ARG(line));
    buf_clear(notes);
}

static void add_finding(struct buf *to, const struct x12_finding *f)
{
    const struct x12_place *p = &f->place;
    const char *where = p->element[0] ? p->element : p->segment_id;
    buf_format(to, "!! %s at %s%s%s: %s", severities[f->severity],
        p->segment == 0 ? "the file's beginning" : where, p->loop[0] ? " in " : "", p->loop,
        f->message);
    if (f->value.size > 0)
        buf_format(to, ": '%.*s'", (int)(f->value.size < 200 ? f->value.size : 200), f->value.at);
    buf_format(to, " [%s, segment %lld]\n   %s\n", f->word, (long long)p->segment, f->remedy);
}

// ---- Rows for machines

static const struct out_column columns[] = {
    {"file", NULL, OUT_TEXT},
    {"kind", NULL, OUT_TEXT}, // element, finding, sum
    {"interchange", NULL, OUT_TEXT},
    {"group", NULL, OUT_TEXT},
    {"transaction", NULL, OUT_TEXT},
    {"segment", NULL, OUT_COUNT},
    {"offset", NULL, OUT_COUNT},
    {"loop", NULL, OUT_TEXT},
    {"loop_name", NULL, OUT_TEXT},
    {"segment_id", NULL, OUT_TEXT},
    {"segment_name", NULL, OUT_TEXT},
    {"element", NULL, OUT_TEXT},
    {"repetition", NULL, OUT_COUNT},
    {"name", NULL, OUT_TEXT},
    {"value", NULL, OUT_TEXT},
    {"words", NULL, OUT_TEXT}, // the value as people write it, the code's meaning, or the sentence
    {"hidden", NULL, OUT_BOOL},
};
#define COLUMNS (sizeof columns / sizeof *columns)

struct row {
    const char *kind;
    struct x12_place place;
    const char *loop_name, *segment_name, *name;
    size_t repetition;
    struct text value, words;
    bool hidden;
};

static void print_row(struct show *s, const struct row *row)
{
    out_record(s->out, columns, COLUMNS);
    out_z(s->out, s->path);
    out_z(s->out, row->kind);
    out_z(s->out, row->place.interchange);
    out_z(s->out, row->place.group);
    out_z(s->out, row->place.set);
    out_count(s->out, row->place.segment);
    out_count(s->out, row->place.offset);
    out_z(s->out, row->place.loop);
    out_z(s->out, row->loop_name);
    out_z(s->out, row->place.segment_id);
    out_z(s->out, row->segment_name);
    out_z(s->out, row->place.element);
    out_count(s->out, (int64_t)row->repetition);
    out_z(s->out, row->name);
    out_text(s->out, row->value);
    out_text(s->out, row->words);
    out_bool(s->out, row->hidden);
    out_end(s->out);
}

// Sums stand at the segment that ends or begins them; at the end of a set there is none.
static void print_sum_rows(struct show *s, struct buf *sums)
{
    struct text rest = buf_slice(sums), line;
    bool more = true;
    struct row row = {.kind = "sum", .loop_name = "", .segment_name = "", .name = ""};
    x12_envelope_place(&row.place, s->set->interchange, s->set);
    if (s->met != NULL)
        x12_place_segment(&row.place, s->met->segment, 0, 0);
    while (text_split(&rest, '\n', &more, &line)) {
        row.words = line;
        if (line.size > 0)
            print_row(s, &row);
    }
    buf_clear(sums);
}

static void print_sums(struct show *s)
{
    if (out_is_for_people(s->out))
        print_notes(s, &s->line, "== ");
    else
        print_sum_rows(s, &s->line);
}

// ---- Findings

static void on_finding(void *context, const struct x12_finding *f)
{
    struct show *s = context;
    s->found = s->found || f->severity != X12_INFO;
    if (!out_is_for_people(s->out)) {
        struct row row = {.kind = "finding",
            .place = f->place,
            .loop_name = "",
            .segment_name = f->segment_name,
            .name = f->name,
            .value = f->value,
            .words = text_of(f->message)};
        print_row(s, &row);
        return;
    }
    bool is_behind = s->in_set && f->place.segment > s->shown;
    struct buf *notes = is_behind ? &s->behind : &s->before;
    if (buf_left(notes) < 4096)
        print_notes(s, notes, "");
    add_finding(notes, f);
    if (!s->in_set)
        print_notes(s, notes, "");
}

// ---- Segments

static void show_value_row(struct show *s, const struct x12_value *v, bool hidden)
{
    const struct x12_met *met = s->met;
    const char *meaning = x12_words_meaning(v);
    struct row row = {.kind = "element",
        .loop_name = met->depth > 0 ? met->loop->name : "",
        .segment_name = met->spec ? met->spec->name : "",
        .name = v->spec ? v->spec->name : "",
        .repetition = v->repetition,
        .value = v->value,
        .hidden = hidden};
    if (met->set != NULL)
        x12_envelope_place(&row.place, met->set->interchange, met->set);
    x12_place_segment(&row.place, met->segment, v->number, v->component);
    if (met->depth > 0)
        text_copy_z(row.place.loop, sizeof row.place.loop, text_of(met->loop->id));
    buf_clear(&s->value);
    x12_words_value(&s->value, v);
    row.words = meaning != NULL ? text_of(meaning) : buf_slice(&s->value);
    if (hidden)
        row.value = row.words = (struct text){0};
    print_row(s, &row);
}

static void show_value(void *context, const struct x12_value *v)
{
    struct show *s = context;
    char place[X12_WORDS_PLACE];
    bool hidden = !s->patients && x12_words_is_patient(v);
    s->hidden = s->hidden || hidden;
    if (!out_is_for_people(s->out)) {
        show_value_row(s, v, hidden);
        return;
    }
    const char *name = v->spec == NULL ? "(not in the guide)" : v->spec->name;
    const char *meaning = hidden ? NULL : x12_words_meaning(v);
    x12_words_place(place, s->met->segment, v);
    buf_clear(&s->line);
    buf_format(&s->line, "%*s%-8s %s ", (int)(MARGIN + 2 * indent_of(s) + 2), "", place, name);
    if (v->repetition > 1)
        buf_format(&s->line, "(%zu) ", v->repetition);
    while (s->line.size < VALUE_COLUMN - 1)
        buf_char(&s->line, '.');
    buf_char(&s->line, ' ');
    if (hidden)
        buf_z(&s->line, v->spec == NULL ? "(hidden)" : "(patient data, hidden)");
    else
        x12_words_value(&s->line, v);
    if (meaning != NULL)
        buf_format(&s->line, "  %s", meaning);
    out_line(s->out, "%.*s", TEXT_ARG(buf_slice(&s->line)));
}

// A blank line before what is a matter of its own: a level, a claim, a line.
static bool stands_apart(const struct grammar_loop *loop)
{
    for (uint32_t i = 0; i < loop->step_count; i++)
        if (grammar.step[loop->steps + i].loop != 0)
            return true;
    return false;
}

static void show_segment_heading(struct show *s, const struct x12_met *met)
{
    s->depth = met->depth;
    if (met->opens && met->depth > 0) {
        if (stands_apart(met->loop))
            out_line(s->out, "%s", "");
        s->depth = met->depth - 1;
        print(s, indent_of(s), "%s  %s", met->loop->id, met->loop->name);
        s->depth = met->depth;
    }
    out_line(s->out, "%*lld  %*s%.*s  %s", MARGIN - 2, (long long)met->segment->number,
        (int)(2 * indent_of(s)), "", TEXT_ARG(text_part(met->segment->id, 0, 40)),
        met->spec != NULL ? met->spec->name : "(not in the guide)");
}

static void on_segment(void *context, const struct x12_met *met)
{
    struct show *s = context;
    s->met = met;
    buf_clear(&s->line);
    x12_sums_before(&s->sums, met, &s->line);
    print_sums(s);
    print_notes(s, &s->before, "");
    if (out_is_for_people(s->out))
        show_segment_heading(s, met);
    x12_words_each(met->segment, met->spec, show_value, s);
    print_notes(s, &s->behind, "");
    buf_clear(&s->line);
    x12_sums_after(&s->sums, met, &s->line);
    print_sums(s);
    s->shown = met->segment->number;
    s->met = NULL;
}

// ---- The framing

static const char *envelope_meaning(size_t segment, size_t number, struct text code)
{
    const struct grammar_segment *spec = &grammar.segment[grammar_envelope[segment]];
    struct x12_value value = {.value = code};
    if (number <= spec->element_count)
        value.spec = &grammar.element[spec->elements + number - 1];
    const char *meaning = x12_words_meaning(&value);
    return meaning == NULL ? "" : meaning;
}

static struct text moment(struct show *s, struct text date, struct text time)
{
    buf_clear(&s->value);
    x12_words_moment(&s->value, date, time);
    return buf_slice(&s->value);
}

static void on_interchange_begin(void *context, const struct x12_interchange *i)
{
    struct show *s = context;
    char usage[] = {i->usage, '\0'};
    if (!out_is_for_people(s->out))
        return;
    const char *meaning = envelope_meaning(0, 15, text_of(usage));
    out_line(s->out, "%s", "");
    out_line(s->out, "%*lld  Interchange %.*s of %.*s: %s, from %.*s (%.*s) to %.*s (%.*s)",
        MARGIN - 2, (long long)i->segment, TEXT_ARG(i->control),
        TEXT_ARG(moment(s, i->date, i->time)), *meaning ? meaning : usage, TEXT_ARG(i->sender),
        TEXT_ARG(i->sender_qualifier), TEXT_ARG(i->receiver), TEXT_ARG(i->receiver_qualifier));
}

static void on_ta1(
    void *context, const struct x12_interchange *i, const struct x12_segment *segment)
{
    struct show *s = context;
    struct x12_set none = {.interchange = i};
    struct x12_group group = {0};
    none.group = &group;
    struct x12_met met = {
        .set = &none, .segment = segment, .spec = &grammar.segment[grammar_envelope[4]]};
    s->met = &met;
    s->depth = 0;
    if (out_is_for_people(s->out))
        show_segment_heading(s, &met);
    x12_words_each(segment, met.spec, show_value, s);
    s->met = NULL;
}

static void on_group_begin(void *context, const struct x12_group *g)
{
    struct show *s = context;
    const char *meaning = envelope_meaning(1, 1, g->functional_id);
    if (out_is_for_people(s->out))
        out_line(s->out, "%*lld  Group %.*s of %.*s: %.*s%s%s, %.*s, from %.*s to %.*s", MARGIN - 2,
            (long long)g->segment, TEXT_ARG(g->control), TEXT_ARG(moment(s, g->date, g->time)),
            TEXT_ARG(g->functional_id), *meaning ? " " : "", meaning, TEXT_ARG(g->version),
            TEXT_ARG(g->sender), TEXT_ARG(g->receiver));
}

static void on_set_begin(void *context, const struct x12_set *set)
{
    struct show *s = context;
    bool base;
    const struct grammar_set *guide = grammar_find(set->id, set->version, &base);
    x12_sums_begin(&s->sums, guide);
    s->in_set = true;
    s->set = set;
    s->depth = 0;
    s->shown = set->segment - 1;
    if (!out_is_for_people(s->out))
        return;
    out_line(s->out, "%s", "");
    out_line(s->out, "%*lld  Transaction set %.*s: %.*s %s%s%.*s%s", MARGIN - 2,
        (long long)set->segment, TEXT_ARG(set->control), TEXT_ARG(set->id),
        guide ? guide->title : "of a version that no guide here knows", guide ? " (" : ", ",
        TEXT_ARG(set->version), guide ? ")" : "");
}

static void on_set_end(void *context, const struct x12_set *set, bool rejected)
{
    struct show *s = context;
    s->depth = 0;
    buf_clear(&s->line);
    x12_sums_end(&s->sums, &s->line);
    print_sums(s);
    print_notes(s, &s->before, "");
    print_notes(s, &s->behind, "");
    s->in_set = false;
    s->set = NULL;
    if (out_is_for_people(s->out))
        print(s, 0, "End of transaction set %.*s: %s", TEXT_ARG(set->control),
            rejected ? "to be rejected" : "nothing rejects it");
}

static void on_interchange_end(void *context, const struct x12_interchange *i, bool sound)
{
    struct show *s = context;
    if (out_is_for_people(s->out))
        print(s, 0, "End of interchange %.*s: %s", TEXT_ARG(i->control),
            sound ? "its framing is right" : "its framing is WRONG");
}

// ---- The files

static void on_begin(void *context, const char *name)
{
    struct show *s = context;
    s->path = name;
    s->hidden = s->in_set = false;
    s->met = NULL;
    buf_clear(&s->before);
    buf_clear(&s->behind);
    progress_wipe();
    out_line(s->out, "%s", name);
    s->check = x12_check_new((struct x12_check_handler){
        .context = s,
        .finding = on_finding,
        .segment = on_segment,
        .set_end = on_set_end,
        .interchange_begin = on_interchange_begin,
        .ta1 = on_ta1,
        .group_begin = on_group_begin,
        .set_begin = on_set_begin,
        .interchange_end = on_interchange_end,
    });
}

static void on_feed(void *context, struct text bytes)
{
    struct show *s = context;
    progress_wipe();
    x12_check_feed(s->check, bytes);
}

static void on_end(void *context, bool whole)
{
    struct show *s = context;
    if (whole)
        x12_check_end(s->check);
    x12_check_free(s->check);
    if (s->hidden && out_is_for_people(s->out))
        print(s, 0, "Patient data is hidden; --show-patient shows it");
}

int x12_show_verb(struct verb_call *call)
{
    struct show s = {
        .call = call, .out = call->out, .patients = verb_option(call, "show-patient") != NULL};
    struct x12_input input = {&s, "x12 show", on_begin, on_feed, on_end, false};
    if (!x12_input_form(call))
        return EXIT_USAGE;
    buf_init(&s.before, NOTES_BYTES);
    buf_init(&s.behind, NOTES_BYTES);
    buf_init(&s.line, NOTES_BYTES);
    buf_init(&s.value, NOTES_BYTES);
    int code = x12_input_each(call, &input);
    buf_free(&s.before);
    buf_free(&s.behind);
    buf_free(&s.line);
    buf_free(&s.value);
    return code == EXIT_DONE && s.found ? EXIT_FINDINGS : code;
}
