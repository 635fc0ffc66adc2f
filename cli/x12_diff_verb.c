// x12 diff: two files of claims or remittances compared by meaning. Each is read twice: first each
// claim's digest is taken, then the claims that differ are compared element by element. So memory
// grows with the number of claims (some 300 bytes each), and with those that differ.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/base/log.h"
#include "claims/base/progress.h"
#include "cli/x12_input.h"
#include "cli/x12_unit.h"
#include "cli/x12_verb.h"
#include "cli/x12_words.h"
#include "jobs/file_stream.h"

#define KEPT_BYTES_MAX ((size_t)256 << 20) // of claims that differ, of the first file
#define DEPTH_MAX      32
#define LABEL_BYTES    128

// What is known of a claim of the first file (index entry: value).
enum { ONLY_OLD, SAME, DIFFERENT, ONLY_NEW, FIRST_KEPT };

enum side { OLD, NEW };

struct level {
    size_t depth;
    struct x12_unit_mark mark;
};

struct diff {
    struct verb_call *call;
    struct out *out;
    const char *paths[2];
    bool patients, found, hidden;
    bool cut; // a file was not read to its end
    enum side side;
    bool second; // reading
    struct x12_check *check;
    int64_t sets;

    // Of the set at hand.
    enum { CLAIMS, REMITTANCE, OTHER } kind;
    char set_label[LABEL_BYTES], claim_label[LABEL_BYTES];
    struct x12_unit rest, claim; // what stands round the claims; the claim with the levels above it
    bool in_claim;
    struct x12_unit_mark claim_mark;
    struct level levels[DEPTH_MAX];
    size_t level_count;
    // Loops that are open, by depth: the unit that has them, and their place in it.
    struct {
        const struct x12_unit *unit;
        uint32_t place;
    } open[DEPTH_MAX];

    struct x12_keys index, counts; // of both files; how often a label came, in one of them
    struct x12_unit *kept;
    size_t kept_count, kept_room, kept_bytes;
    struct x12_unit_entries entries, old_entries;
    struct x12_keys matches;
    bool *matched;
    size_t matched_room;
    const char *headed; // the label of the unit under whose heading differences are printed
    struct buf line, old_words, new_words;
};

// ---- Printing

static const struct out_column columns[] = {
    {"what", NULL, OUT_TEXT},
    {"difference", NULL, OUT_TEXT}, // changed, only_old, only_new
    {"loop", NULL, OUT_TEXT},
    {"loop_name", NULL, OUT_TEXT},
    {"known_by", NULL, OUT_TEXT},
    {"segment_id", NULL, OUT_TEXT},
    {"segment_name", NULL, OUT_TEXT},
    {"element", NULL, OUT_TEXT},
    {"name", NULL, OUT_TEXT},
    {"old", NULL, OUT_TEXT},
    {"new", NULL, OUT_TEXT},
    {"hidden", NULL, OUT_BOOL},
    {"old_segment", NULL, OUT_COUNT},
    {"new_segment", NULL, OUT_COUNT},
};

static const char *const differences[] = {"changed", "only_old", "only_new"};
enum difference { CHANGED, ONLY_IN_OLD, ONLY_IN_NEW };

struct row {
    const char *label;
    enum difference difference;
    const struct x12_unit *unit; // NULL: the whole claim
    const struct x12_unit_entry *entry;
    struct x12_value value; // number 0: the whole segment
    bool hidden;
    int64_t old_segment, new_segment;
};

static void print_row(struct diff *d, const struct row *row)
{
    struct out *out = d->out;
    const struct x12_unit_piece *piece = row->entry ? row->entry->piece : NULL;
    const struct x12_unit_place *place =
        piece && piece->place ? &row->unit->places[piece->place - 1] : NULL;
    struct text id = {0}, rest = {0};
    char element[X12_WORDS_PLACE] = "";
    bool more = true;
    if (piece != NULL)
        rest = (struct text){row->unit->bytes.at + piece->at, piece->size};
    text_split(&rest, X12_UNIT_ELEMENT, &more, &id);
    if (row->value.number > 0)
        x12_words_place(element, &(struct x12_segment){.id = id}, &row->value);
    out_table(out, columns, sizeof columns / sizeof *columns);
    out_z(out, row->label);
    out_z(out, differences[row->difference]);
    out_z(out, place ? place->loop->id : "");
    out_z(out, place ? place->loop->name : "");
    out_text(out, place ? x12_unit_identity(row->unit, piece->place, true) : (struct text){0});
    out_text(out, id);
    out_z(out, piece && piece->spec ? piece->spec->name : "");
    out_z(out, element);
    out_z(out, row->value.spec ? row->value.spec->name : "");
    out_text(out, buf_slice(&d->old_words));
    out_text(out, buf_slice(&d->new_words));
    out_bool(out, row->hidden);
    out_count(out, row->old_segment);
    out_count(out, row->new_segment);
    out_end(out);
}

// "2400 Service Line Number L1001".
static void add_place(struct buf *out, const struct x12_unit *unit, uint32_t place)
{
    if (place == 0)
        return;
    const struct x12_unit_place *p = &unit->places[place - 1];
    struct text identity = x12_unit_identity(unit, place, true);
    const struct x12_unit_piece *opener = p->opener ? &unit->pieces[p->opener - 1] : NULL;
    bool is_code = opener && opener->spec && opener->spec->qualifier_element > 0;
    buf_format(out, "%s %s", p->loop->id, p->loop->name);
    if (identity.size > 0 && !is_code) {
        buf_char(out, ' ');
        for (size_t i = 0; i < identity.size && i < 50; i++)
            buf_char(out, identity.at[i] == X12_UNIT_COMPONENT ? ':' : identity.at[i]);
    }
    buf_z(out, ": ");
}

static void print_heading(struct diff *d, const char *label)
{
    progress_wipe();
    if (d->headed != NULL && strcmp(d->headed, label) == 0)
        return;
    d->headed = label;
    out_line(d->out, "%s", label);
}

static void print_line(struct diff *d, const struct row *row)
{
    const struct x12_unit_piece *piece = row->entry->piece;
    const char *id = (const char *)&piece->packed; // three characters, NUL behind them
    char place[X12_WORDS_PLACE] = "";
    print_heading(d, row->label);
    buf_clear(&d->line);
    if (row->difference != CHANGED)
        buf_z(&d->line, row->difference == ONLY_IN_OLD ? "- " : "+ ");
    add_place(&d->line, row->unit, piece->place);
    if (row->difference == CHANGED) {
        x12_words_place(place, &(struct x12_segment){.id = {id, strnlen(id, 4)}}, &row->value);
        buf_format(&d->line, "%s %s: ", place,
            row->value.spec ? row->value.spec->name : "(not in the guide)");
        if (row->hidden)
            buf_z(&d->line, "differs (patient data, hidden)");
        else
            buf_format(&d->line, "%.*s -> %.*s", TEXT_ARG(buf_slice(&d->old_words)),
                TEXT_ARG(buf_slice(&d->new_words)));
    } else {
        struct text values =
            buf_slice(row->difference == ONLY_IN_OLD ? &d->old_words : &d->new_words);
        buf_format(&d->line, "%.*s %s: ", (int)strnlen(id, 4), id,
            piece->spec ? piece->spec->name : "(not in the guide)");
        buf_text(&d->line, values);
    }
    out_line(d->out, "    %.*s", TEXT_ARG(buf_slice(&d->line)));
}

static void print(struct diff *d, const struct row *row)
{
    d->found = true;
    d->hidden = d->hidden || row->hidden;
    if (out_is_for_people(d->out))
        print_line(d, row);
    else
        print_row(d, row);
}

// ---- Element by element

// The next piece of a value that may have ended.
static struct text next(struct text *rest, char separator, bool *more)
{
    struct text piece;
    return text_split(rest, separator, more, &piece) ? piece : (struct text){0};
}

static void add_words(struct buf *out, const struct x12_value *value, struct text t)
{
    struct x12_value one = *value;
    one.value = t;
    if (t.size == 0) {
        buf_z(out, "(empty)");
        return;
    }
    size_t from = out->size;
    x12_words_value(out, &one);
    for (size_t i = from; i < out->size; i++)
        if (out->at[i] >= X12_UNIT_ELEMENT && out->at[i] <= X12_UNIT_COMPONENT)
            out->at[i] = out->at[i] == X12_UNIT_COMPONENT ? ':' : ' ';
    const char *meaning = x12_words_meaning(&one);
    if (meaning != NULL)
        buf_format(out, " (%s)", meaning);
}

// Two values of one element or component.
static void compare_values(
    struct diff *d, struct row *row, struct text old, struct text new, struct text before)
{
    if (text_equal(old, new))
        return;
    row->value.before = before;
    row->hidden = !d->patients && x12_words_is_patient(&row->value);
    buf_clear(&d->old_words);
    buf_clear(&d->new_words);
    if (!row->hidden) {
        add_words(&d->old_words, &row->value, old);
        add_words(&d->new_words, &row->value, new);
    }
    print(d, row);
}

static void compare_components(struct diff *d, struct row *row, struct text old, struct text new)
{
    const struct grammar_element *whole = row->value.spec;
    bool old_more = true, new_more = true;
    struct text before = {0};
    for (size_t i = 0; old_more || new_more; i++) {
        struct text a = next(&old, X12_UNIT_COMPONENT, &old_more),
                    b = next(&new, X12_UNIT_COMPONENT, &new_more);
        row->value.spec =
            i < whole->component_count ? &grammar.element[whole->components + i] : NULL;
        row->value.component = i + 1;
        compare_values(d, row, a, b, before);
        before = b;
    }
}

static void compare_elements(
    struct diff *d, struct row *row, struct text old, struct text new, struct text before)
{
    bool repeated = (old.size > 0 && memchr(old.at, X12_UNIT_REPETITION, old.size) != NULL) ||
                    (new.size > 0 && memchr(new.at, X12_UNIT_REPETITION, new.size) != NULL);
    bool composite = row->value.spec != NULL && row->value.spec->type == GRAMMAR_COMPOSITE;
    const struct grammar_element *spec = row->value.spec;
    if (text_equal(old, new))
        return;
    bool old_more = true, new_more = true;
    for (size_t n = 1; old_more || new_more; n++) {
        struct text a = old, b = new;
        if (repeated) {
            a = next(&old, X12_UNIT_REPETITION, &old_more);
            b = next(&new, X12_UNIT_REPETITION, &new_more);
        } else {
            old_more = new_more = false;
        }
        row->value.spec = spec;
        row->value.component = 0;
        row->value.repetition = repeated ? n : 0;
        if (composite)
            compare_components(d, row, a, b);
        else
            compare_values(d, row, a, b, before);
    }
}

static const struct grammar_element *spec_of(const struct x12_unit_piece *piece, size_t number)
{
    return piece->spec != NULL && number <= piece->spec->element_count
               ? &grammar.element[piece->spec->elements + number - 1]
               : NULL;
}

static void compare_entries(struct diff *d, const char *label, const struct x12_unit *unit,
    const struct x12_unit_entry *old, const struct x12_unit_entry *new)
{
    struct row row = {.label = label,
        .unit = unit,
        .entry = new,
        .old_segment = old->piece->number,
        .new_segment = new->piece->number};
    struct text a = old->values, b = new->values, before = {0};
    bool a_more = true, b_more = true;
    for (size_t i = 0; a_more || b_more; i++) {
        struct text left = next(&a, X12_UNIT_ELEMENT, &a_more),
                    right = next(&b, X12_UNIT_ELEMENT, &b_more);
        row.value = (struct x12_value){.number = i};
        if (i > 0) {
            row.value.spec = spec_of(new->piece, i);
            compare_elements(d, &row, left, right, before);
        }
        before = right;
    }
}

// ---- What only one of them has

static void add_value_words(struct diff *d, struct row *row, struct buf *out, struct text t)
{
    if (t.size == 0)
        return;
    bool hidden = !d->patients && x12_words_is_patient(&row->value);
    row->hidden = row->hidden || hidden;
    if (out->size > 0)
        buf_z(out, ", ");
    if (hidden)
        buf_z(out, "(hidden)");
    else
        add_words(out, &row->value, t);
}

static void print_only(struct diff *d, const char *label, enum difference difference,
    const struct x12_unit *unit, const struct x12_unit_entry *entry)
{
    struct row row = {.label = label, .difference = difference, .unit = unit, .entry = entry};
    struct buf *words = difference == ONLY_IN_OLD ? &d->old_words : &d->new_words;
    struct text rest = entry->values, before = {0};
    bool more = true;
    *(difference == ONLY_IN_OLD ? &row.old_segment : &row.new_segment) = entry->piece->number;
    buf_clear(&d->old_words);
    buf_clear(&d->new_words);
    for (size_t i = 0; more; i++) {
        struct text t = next(&rest, X12_UNIT_ELEMENT, &more), part_before = {0};
        const struct grammar_element *spec = i > 0 ? spec_of(entry->piece, i) : NULL;
        row.value = (struct x12_value){.number = i, .spec = spec, .before = before};
        before = t;
        if (i == 0)
            continue;
        bool composite = spec != NULL && spec->type == GRAMMAR_COMPOSITE, parts = composite;
        if (!composite)
            add_value_words(d, &row, words, t);
        for (size_t n = 0; parts; n++) {
            struct text part = next(&t, X12_UNIT_COMPONENT, &parts);
            row.value.spec =
                n < spec->component_count ? &grammar.element[spec->components + n] : NULL;
            row.value.before = part_before;
            add_value_words(d, &row, words, part);
            part_before = part;
        }
    }
    row.value = (struct x12_value){0};
    print(d, &row);
}

// ---- Two units

static void compare_units(
    struct diff *d, const char *label, const struct x12_unit *old, const struct x12_unit *new)
{
    bool by_control = x12_unit_has_controls(old) && x12_unit_has_controls(new);
    x12_unit_list(&d->old_entries, old, by_control);
    x12_unit_list(&d->entries, new, by_control);
    if (d->matched_room < d->old_entries.count) {
        d->matched_room = d->old_entries.count;
        free(d->matched);
        d->matched = malloc(d->matched_room);
        CHECK(d->matched != NULL);
    }
    x12_keys_clear(&d->matches);
    for (size_t i = 0; i < d->old_entries.count; i++) {
        x12_keys_at(&d->matches, d->old_entries.rows[i].key)->value = (uint32_t)i + 1;
        d->matched[i] = false;
    }
    for (size_t i = 0; i < d->entries.count; i++) {
        const struct x12_unit_entry *entry = &d->entries.rows[i];
        struct x12_keys_entry *match = x12_keys_find(&d->matches, entry->key);
        if (match == NULL) {
            print_only(d, label, ONLY_IN_NEW, new, entry);
            continue;
        }
        d->matched[match->value - 1] = true;
        compare_entries(d, label, new, &d->old_entries.rows[match->value - 1], entry);
    }
    for (size_t i = 0; i < d->old_entries.count; i++)
        if (!d->matched[i])
            print_only(d, label, ONLY_IN_OLD, old, &d->old_entries.rows[i]);
}

static void print_whole(struct diff *d, const char *label, enum difference difference)
{
    struct row row = {.label = label, .difference = difference};
    d->found = true;
    buf_clear(&d->old_words);
    buf_clear(&d->new_words);
    progress_wipe();
    if (!out_is_for_people(d->out))
        print_row(d, &row);
    else
        out_line(d->out, "%s: only in %s", label, d->paths[difference == ONLY_IN_OLD ? OLD : NEW]);
}

static void keep(struct diff *d, struct x12_keys_entry *entry, const struct x12_unit *unit)
{
    if (d->kept_bytes + x12_unit_size(unit) > KEPT_BYTES_MAX)
        return;
    if (d->kept_count == d->kept_room) {
        d->kept_room = d->kept_room == 0 ? 64 : 2 * d->kept_room;
        d->kept = reallocarray(d->kept, d->kept_room, sizeof *d->kept);
        CHECK(d->kept != NULL);
    }
    d->kept_bytes += x12_unit_size(unit);
    entry->value = (uint32_t)(FIRST_KEPT + d->kept_count);
    x12_unit_copy(&d->kept[d->kept_count++], unit);
}

static void meet_first(struct diff *d, struct x12_key key, const struct x12_unit *unit)
{
    x12_unit_list(&d->entries, unit, x12_unit_has_controls(unit));
    struct x12_key sum = x12_unit_sum(&d->entries);
    struct x12_keys_entry *entry = x12_keys_find(&d->index, key);
    if (entry == NULL) {
        entry = x12_keys_at(&d->index, key);
        entry->sum = sum;
        entry->value = d->side == OLD ? ONLY_OLD : ONLY_NEW;
    } else if (d->side == NEW) {
        bool same = memcmp(&entry->sum, &sum, sizeof sum) == 0;
        entry->value = same ? SAME : DIFFERENT;
    }
}

static void meet_second(
    struct diff *d, struct x12_key key, const char *label, const struct x12_unit *unit)
{
    struct x12_keys_entry *entry = x12_keys_find(&d->index, key);
    if (entry == NULL) // the file has changed meanwhile
        return;
    if (entry->value == ONLY_OLD && d->side == OLD)
        print_whole(d, label, ONLY_IN_OLD);
    else if (entry->value == ONLY_NEW && d->side == NEW)
        print_whole(d, label, ONLY_IN_NEW);
    else if (entry->value == DIFFERENT && d->side == OLD)
        keep(d, entry, unit);
    else if (entry->value == DIFFERENT) {
        d->found = true;
        out_line(d->out, "%s differs (too many do to show each)", label);
    } else if (entry->value >= FIRST_KEPT && d->side == NEW) {
        compare_units(d, label, &d->kept[entry->value - FIRST_KEPT], unit);
        d->headed = NULL;
    }
}

// A unit is whole. It is known by its label, and by how often that came.
static void meet(struct diff *d, const char *name, const struct x12_unit *unit)
{
    char label[LABEL_BYTES + 24];
    struct x12_key key = x12_keys_of(text_of(name));
    uint32_t before = x12_keys_at(&d->counts, key)->count++;
    key.half[1] += before;
    if (before == 0)
        snprintf(label, sizeof label, "%s", name);
    else
        snprintf(label, sizeof label, "%s (no. %u of them)", name, before + 1);
    if (d->second)
        meet_second(d, key, label, unit);
    else
        meet_first(d, key, unit);
}

// ---- Reading

static void end_claim(struct diff *d)
{
    if (!d->in_claim)
        return;
    meet(d, d->claim_label, &d->claim);
    x12_unit_return(&d->claim, d->claim_mark);
    d->in_claim = false;
}

static void begin_claim(struct diff *d, const struct x12_segment *segment)
{
    bool reversal = d->kind == REMITTANCE && text_equal_z(x12_element(segment, 2), "22");
    d->in_claim = true;
    d->claim_mark = x12_unit_mark(&d->claim);
    snprintf(d->claim_label, sizeof d->claim_label, "%sclaim %.*s", reversal ? "reversal of " : "",
        TEXT_ARG(text_part(x12_element(segment, 1), 0, 80)));
}

// A hierarchical level opens: those at its depth and deeper are over.
static void begin_level(struct diff *d, size_t depth)
{
    while (d->level_count > 0 && d->levels[d->level_count - 1].depth >= depth)
        x12_unit_return(&d->claim, d->levels[--d->level_count].mark);
    if (d->level_count < DEPTH_MAX)
        d->levels[d->level_count++] = (struct level){depth, x12_unit_mark(&d->claim)};
}

// Ends and begins what the segment does.
static void turn(struct diff *d, const struct x12_met *met)
{
    uint32_t id = met->segment->packed;
    if (d->kind == CLAIMS && id == X12_ID('H', 'L', 0)) {
        end_claim(d);
        if (met->opens)
            begin_level(d, met->depth);
    } else if (d->kind == CLAIMS && id == X12_ID('C', 'L', 'M')) {
        end_claim(d);
        begin_claim(d, met->segment);
    } else if (d->kind == REMITTANCE && id == X12_ID('C', 'L', 'P')) {
        end_claim(d);
        begin_claim(d, met->segment);
    } else if (d->kind == REMITTANCE &&
               (id == X12_ID('L', 'X', 0) || id == X12_ID('P', 'L', 'B'))) {
        end_claim(d);
    } else if (d->kind == REMITTANCE && id == X12_ID('T', 'R', 'N')) {
        snprintf(d->set_label, sizeof d->set_label, "payment %.*s",
            TEXT_ARG(text_part(x12_element(met->segment, 2), 0, 60)));
    }
}

static void on_segment(void *context, const struct x12_met *met)
{
    struct diff *d = context;
    turn(d, met);
    struct x12_unit *unit =
        d->in_claim || (d->kind == CLAIMS && d->level_count > 0) ? &d->claim : &d->rest;
    uint32_t place = 0;
    if (met->depth > 0 && met->depth < DEPTH_MAX) {
        bool has_parent = met->depth > 1 && d->open[met->depth - 1].unit == unit;
        if (met->opens) {
            d->open[met->depth].place =
                x12_unit_open(unit, met->loop, has_parent ? d->open[met->depth - 1].place : 0);
            d->open[met->depth].unit = unit;
        }
        if (d->open[met->depth].unit == unit && d->open[met->depth].place <= unit->place_count)
            place = d->open[met->depth].place;
    }
    x12_unit_add(unit, met, place);
}

static void on_set_begin(void *context, const struct x12_set *set)
{
    struct diff *d = context;
    bool base;
    const struct grammar_set *guide = grammar_find(set->id, set->version, &base);
    d->kind = OTHER;
    if (guide != NULL && strcmp(guide->id, "837") == 0)
        d->kind = CLAIMS;
    if (guide != NULL && strcmp(guide->id, "835") == 0)
        d->kind = REMITTANCE;
    snprintf(d->set_label, sizeof d->set_label, "transaction set %.*s",
        TEXT_ARG(text_part(set->id, 0, 10)));
    x12_unit_return(&d->rest, (struct x12_unit_mark){0});
    x12_unit_return(&d->claim, (struct x12_unit_mark){0});
    memset(d->open, 0, sizeof d->open);
    d->level_count = 0;
    d->in_claim = false;
}

static void on_set_end(void *context, const struct x12_set *set, bool rejected)
{
    struct diff *d = context;
    (void)set;
    (void)rejected;
    end_claim(d);
    meet(d, d->set_label, &d->rest);
}

static void on_begin(void *context, const char *name)
{
    struct diff *d = context;
    (void)name;
    d->check = x12_check_new((struct x12_check_handler){
        .context = d, .segment = on_segment, .set_begin = on_set_begin, .set_end = on_set_end});
}

static void on_feed(void *context, struct text bytes)
{
    struct diff *d = context;
    x12_check_feed(d->check, bytes);
}

static void on_end(void *context, bool whole)
{
    struct diff *d = context;
    if (whole) {
        struct x12_check_totals totals = x12_check_end(d->check);
        d->sets += totals.envelope.sets;
        if (!totals.envelope.whole && !d->second)
            log_warn("%s is not whole or not framed right; 'cleanclaim x12 check' says why",
                d->paths[d->side]);
    }
    d->cut = d->cut || !whole;
    x12_check_free(d->check);
}

static int read_side(struct diff *d, enum side side)
{
    struct x12_input input = {d, "x12 diff", on_begin, on_feed, on_end, false};
    d->side = side;
    d->sets = 0;
    x12_keys_clear(&d->counts);
    int code = x12_input_one(d->call, &input, d->paths[side]);
    if (code == EXIT_DONE && d->sets == 0 && !d->cut) {
        log_error("%s holds no transaction set", d->paths[side]);
        code = EXIT_FAILED;
    }
    return code;
}

static void free_all(struct diff *d)
{
    for (size_t i = 0; i < d->kept_count; i++)
        x12_unit_free(&d->kept[i]);
    free(d->kept);
    free(d->matched);
    x12_unit_free(&d->rest);
    x12_unit_free(&d->claim);
    x12_keys_free(&d->index);
    x12_keys_free(&d->counts);
    x12_keys_free(&d->matches);
    x12_unit_entries_free(&d->entries);
    x12_unit_entries_free(&d->old_entries);
    buf_free(&d->line);
    buf_free(&d->old_words);
    buf_free(&d->new_words);
}

int x12_diff_verb(struct verb_call *call)
{
    struct diff d = {
        .call = call, .out = call->out, .patients = verb_option(call, "show-patient") != NULL};
    if (!verb_argument_count(call, 2, 2) || !x12_input_form(call))
        return EXIT_USAGE;
    for (size_t i = 0; i < 2; i++) {
        d.paths[i] = call->arguments[i];
        if (strcmp(d.paths[i], "-") == 0 || file_stream_is_pipe(d.paths[i])) {
            log_error("x12 diff reads each file twice, so none can be standard input or a pipe");
            return EXIT_USAGE;
        }
    }
    x12_unit_init(&d.rest);
    x12_unit_init(&d.claim);
    x12_unit_entries_init(&d.entries);
    x12_unit_entries_init(&d.old_entries);
    buf_init(&d.line, (size_t)16 << 20);
    buf_init(&d.old_words, (size_t)16 << 20);
    buf_init(&d.new_words, (size_t)16 << 20);
    if (!out_is_for_people(d.out) && !out_is_json(d.out)) {
        out_table(d.out, columns, sizeof columns / sizeof *columns);
        out_end(d.out);
    }
    int code = read_side(&d, OLD);
    code = code == EXIT_DONE ? read_side(&d, NEW) : code;
    d.second = true;
    code = code == EXIT_DONE ? read_side(&d, OLD) : code;
    code = code == EXIT_DONE ? read_side(&d, NEW) : code;
    if (code == EXIT_DONE && !d.found && !d.cut)
        out_line(d.out, "both say the same");
    if (d.hidden)
        out_line(d.out, "Patient data is hidden; --show-patient shows it");
    free_all(&d);
    return code == EXIT_DONE && d.found ? EXIT_FINDINGS : code;
}
