#include "edi/x12_split.h"

#include <stdio.h>
#include <stdlib.h>

#include "claims/base/err.h"
#include "edi/x12_copy.h"

#define HELD_ROOM  ((size_t)64 << 10)
#define HELD_MAX   ((size_t)128 << 20) // since an HL
#define CONTROLS   INT64_C(999999999)
#define LEVELS_MAX 8
#define HL         X12_ID('H', 'L', 0)
#define CLM        X12_ID('C', 'L', 'M')
#define CLP        X12_ID('C', 'L', 'P')

// A hierarchical level that is open: its HL, and the segments up to the next HL or CLM.
struct level {
    char number[16], code[8]; // HL01, HL03 as read
    struct buf segments;      // behind the HL
    int64_t count;
    int64_t file;    // the last one that it was written to; 0 = none
    int64_t ordinal; // HL01 there
};

struct x12_split {
    struct x12_split_settings settings;
    struct x12_split_handler handler;
    struct x12_split_totals totals;
    struct x12_copy *copy;
    bool stopped;

    struct x12_separators separators;
    char line_break[3];
    bool at_break; // the bytes behind the ISA are coming
    struct kept_header {
        struct buf raw;       // without its terminator
        size_t control, size; // where its control number stands, and how long it is
    } isa, gs, st;

    bool by_claims;    // the set at hand
    uint32_t claim_id; // of the segment that begins a claim in it; 0 = it has none
    bool in_claim;
    int64_t set_claims;
    struct buf header; // of the set, up to the first HL
    int64_t header_count;
    struct level levels[LEVELS_MAX];
    size_t level_count;

    struct x12_split_file file;
    bool in_file;
    struct buf out;     // of the file, not yet told
    int64_t segments;   // of its set, the ST included
    int64_t last_level; // HL01 of it
    size_t open_child;  // where in `out` the HL04 stands that is not known yet; 0 = none
};

// ---- Writing

static void leave(struct x12_split *s, size_t held)
{
    if (s->open_child > 0 || s->out.size <= held)
        return;
    s->stopped = s->stopped || !s->handler.bytes(s->handler.context, buf_slice(&s->out));
    buf_clear(&s->out);
}

static void end_segment(struct x12_split *s, struct buf *out)
{
    buf_char(out, s->separators.terminator);
    buf_z(out, s->line_break);
}

static void put_segment(struct x12_split *s, const struct x12_segment *segment)
{
    if (s->out.size > HELD_MAX) {
        s->totals.too_long = true;
        s->stopped = true;
        return;
    }
    buf_text(&s->out, segment->raw);
    end_segment(s, &s->out);
    s->segments++;
    leave(s, HELD_ROOM);
}

// SE, GE or IEA.
static void put_trailer(struct x12_split *s, const char *id, int64_t count, struct text control)
{
    buf_z(&s->out, id);
    buf_char(&s->out, s->separators.element);
    buf_i64(&s->out, count);
    buf_char(&s->out, s->separators.element);
    buf_text(&s->out, control);
    end_segment(s, &s->out);
}

static struct text control_of(const struct kept_header *header)
{
    return text_part(buf_slice(&header->raw), header->control, header->size);
}

// A header with its control number replaced, where they are numbered anew.
static void put_header(struct x12_split *s, const struct kept_header *header, const char *control)
{
    struct text t = buf_slice(&header->raw);
    if (s->settings.control == 0) {
        buf_text(&s->out, t);
    } else {
        buf_text(&s->out, text_part(t, 0, header->control));
        buf_z(&s->out, control);
        buf_text(&s->out, text_part(t, header->control + header->size, t.size));
    }
    end_segment(s, &s->out);
}

// The control number of the file, with nine digits for ISA13 and as it is for GS06.
static void number_file(const struct x12_split *s, char nine[24], char plain[24])
{
    int64_t number = (s->settings.control + s->file.ordinal - 2) % CONTROLS + 1;
    snprintf(nine, 24, "%09lld", (long long)number);
    snprintf(plain, 24, "%lld", (long long)number);
}

static void begin_file(struct x12_split *s)
{
    char nine[24], plain[24];
    CHECK(!s->in_file);
    s->in_file = true;
    s->file.ordinal = ++s->totals.files;
    s->file.claims = 0;
    s->last_level = 0;
    s->stopped = s->stopped || !s->handler.begin(s->handler.context, &s->file);
    number_file(s, nine, plain);
    put_header(s, &s->isa, nine);
    put_header(s, &s->gs, plain);
    put_header(s, &s->st, "0001");
    s->segments = 1;
}

static void end_file(struct x12_split *s)
{
    char nine[24], plain[24];
    if (!s->in_file)
        return;
    bool kept = s->settings.control == 0;
    number_file(s, nine, plain);
    put_trailer(s, "SE", s->segments + 1, kept ? control_of(&s->st) : TEXT("0001"));
    put_trailer(s, "GE", 1, kept ? control_of(&s->gs) : text_of(plain));
    put_trailer(s, "IEA", 1, kept ? control_of(&s->isa) : text_of(nine));
    s->open_child = 0;
    leave(s, 0);
    s->stopped = s->stopped || !s->handler.end(s->handler.context, &s->file);
    s->in_file = false;
}

// ---- Levels

// Writes an HL; whether others stand below it is known when the next one comes.
static void put_level(struct x12_split *s, struct level *level, const struct level *above)
{
    if (s->open_child > 0 && above != NULL && above->ordinal == s->last_level)
        s->out.at[s->open_child] = '1'; // this one stands below the last
    s->open_child = 0;
    leave(s, HELD_ROOM);
    level->file = s->file.ordinal;
    level->ordinal = ++s->last_level;
    char e = s->separators.element;
    buf_z(&s->out, "HL");
    buf_char(&s->out, e);
    buf_i64(&s->out, level->ordinal);
    buf_char(&s->out, e);
    if (above != NULL)
        buf_i64(&s->out, above->ordinal);
    buf_char(&s->out, e);
    buf_z(&s->out, level->code);
    buf_char(&s->out, e);
    s->open_child = s->out.size;
    buf_char(&s->out, '0');
    end_segment(s, &s->out);
    buf_text(&s->out, buf_slice(&level->segments));
    s->segments += level->count + 1;
}

static void close_levels(struct x12_split *s, size_t count)
{
    while (s->level_count > count) {
        const struct level *level = &s->levels[--s->level_count];
        // Levels above one with claims are written with it.
        s->totals.empty_levels += level->file == 0;
    }
}

static void open_level(struct x12_split *s, const struct x12_segment *segment)
{
    struct text parent = x12_element(segment, 2);
    size_t above = s->level_count;
    while (above > 0 && !text_equal_z(parent, s->levels[above - 1].number))
        above--;
    close_levels(s, above);
    // Billing providers alone hang from nothing.
    s->totals.unhung += above == 0 && !text_equal_z(x12_element(segment, 3), "20");
    if (s->level_count == LEVELS_MAX) {
        s->totals.too_long = true;
        s->stopped = true;
        return;
    }
    struct level *level = &s->levels[s->level_count++];
    text_copy_z(level->number, sizeof(level->number), x12_element(segment, 1));
    text_copy_z(level->code, sizeof(level->code), x12_element(segment, 3));
    buf_clear(&level->segments);
    level->count = 0;
    level->file = level->ordinal = 0;
}

static void count_claim(struct x12_split *s)
{
    s->file.claims++;
    s->totals.claims++;
}

static void begin_claim(struct x12_split *s)
{
    if (s->in_file && s->file.claims >= s->settings.claims)
        end_file(s);
    if (!s->in_file) {
        begin_file(s);
        buf_text(&s->out, buf_slice(&s->header));
        s->segments += s->header_count;
    }
    const char *last = s->level_count > 0 ? s->levels[s->level_count - 1].code : "";
    s->totals.unhung += strcmp(last, "22") != 0 && strcmp(last, "23") != 0;
    for (size_t i = 0; i < s->level_count; i++) {
        if (s->levels[i].file != s->file.ordinal)
            put_level(s, &s->levels[i], i > 0 ? &s->levels[i - 1] : NULL);
    }
    count_claim(s);
    s->set_claims++;
    s->in_claim = true;
}

// ---- What is read

static void on_inner(void *context, const struct x12_set *set, const struct x12_segment *segment)
{
    struct x12_split *s = context;
    (void)set;
    s->at_break = false;
    if (s->stopped)
        return;
    if (!s->by_claims) {
        if (segment->packed == s->claim_id)
            count_claim(s);
        put_segment(s, segment);
        return;
    }
    if (segment->packed == HL) {
        s->in_claim = false;
        open_level(s, segment);
        return;
    }
    if (segment->packed == CLM)
        begin_claim(s);
    if (s->in_claim) {
        put_segment(s, segment);
        return;
    }
    struct level *level = s->level_count > 0 ? &s->levels[s->level_count - 1] : NULL;
    struct buf *into = level != NULL ? &level->segments : &s->header;
    if (buf_left(into) < segment->raw.size + 8) {
        s->totals.too_long = true;
        s->stopped = true;
        return;
    }
    buf_text(into, segment->raw);
    end_segment(s, into);
    *(level != NULL ? &level->count : &s->header_count) += 1;
}

static void on_set_begin(void *context, const struct x12_set *set)
{
    struct x12_split *s = context;
    if (s->stopped)
        return;
    text_copy_z(s->file.interchange, sizeof(s->file.interchange), set->interchange->control);
    text_copy_z(s->file.group, sizeof(s->file.group), set->group->control);
    text_copy_z(s->file.set, sizeof(s->file.set), set->control);
    bool is_837 = text_equal_z(set->id, "837");
    s->claim_id = is_837 ? CLM : text_equal_z(set->id, "835") ? CLP : 0;
    s->by_claims = s->settings.claims > 0 && is_837;
    s->totals.whole_sets += s->settings.claims > 0 && !s->by_claims;
    s->in_claim = false;
    s->set_claims = 0;
    buf_clear(&s->header);
    s->header_count = 0;
    s->level_count = 0;
    if (!s->by_claims)
        begin_file(s);
}

static void on_set_end(void *context, const struct x12_set *set, bool sound, int64_t end)
{
    struct x12_split *s = context;
    (void)set;
    (void)sound;
    (void)end;
    if (s->stopped)
        return;
    close_levels(s, 0);
    s->totals.empty_sets += s->by_claims && s->set_claims == 0;
    end_file(s);
}

// Keeps a header, whose control number is element `number`.
static void keep(struct kept_header *header, const struct x12_segment *segment, size_t number)
{
    struct text control = x12_element(segment, number);
    buf_clear(&header->raw);
    buf_text(&header->raw, segment->raw);
    header->size = control.size;
    header->control =
        control.at == NULL ? segment->raw.size : (size_t)(control.at - segment->raw.at);
}

static void on_outer(void *context, const struct x12_segment *segment)
{
    struct x12_split *s = context;
    s->at_break = segment->packed == X12_ID_ISA;
    switch (segment->packed) {
    case X12_ID_ISA:
        s->separators = *segment->separators;
        s->line_break[0] = '\0';
        keep(&s->isa, segment, 13);
        break;
    case X12_ID_GS:
        keep(&s->gs, segment, 6);
        break;
    case X12_ID_ST:
        keep(&s->st, segment, 2);
        break;
    case X12_ID_TA1:
        s->totals.ta1++;
        break;
    default:
        break;
    }
}

// The line break behind the ISA is that of the file.
static void on_between(void *context, struct text bytes)
{
    struct x12_split *s = context;
    for (size_t i = 0; s->at_break && i < bytes.size; i++) {
        size_t size = strlen(s->line_break);
        bool is_one = (size == 0 && (bytes.at[i] == '\r' || bytes.at[i] == '\n')) ||
                      (size == 1 && s->line_break[0] == '\r' && bytes.at[i] == '\n');
        if (!is_one)
            continue;
        s->line_break[size] = bytes.at[i];
        s->line_break[size + 1] = '\0';
    }
}

// ---- The object

struct x12_split *x12_split_new(
    struct x12_split_settings settings, struct x12_split_handler handler)
{
    struct x12_split *s = calloc(1, sizeof(*s));
    CHECK(s != NULL);
    s->settings = settings;
    s->handler = handler;
    buf_init(&s->isa.raw, 2 * X12_SEGMENT_BYTES_MAX);
    buf_init(&s->gs.raw, 2 * X12_SEGMENT_BYTES_MAX);
    buf_init(&s->st.raw, 2 * X12_SEGMENT_BYTES_MAX);
    buf_init(&s->header, X12_SPLIT_HEADER_MAX);
    buf_init(&s->out, HELD_MAX + (LEVELS_MAX + 2) * X12_SPLIT_HEADER_MAX);
    for (size_t i = 0; i < LEVELS_MAX; i++)
        buf_init(&s->levels[i].segments, X12_SPLIT_HEADER_MAX);
    s->copy = x12_copy_new((struct x12_envelope_handler){.context = s,
                               .set_begin = on_set_begin,
                               .outer = on_outer,
                               .segment = on_inner,
                               .set_end = on_set_end},
        on_between);
    return s;
}

void x12_split_free(struct x12_split *s)
{
    if (s == NULL)
        return;
    x12_copy_free(s->copy);
    buf_free(&s->isa.raw);
    buf_free(&s->gs.raw);
    buf_free(&s->st.raw);
    buf_free(&s->header);
    buf_free(&s->out);
    for (size_t i = 0; i < LEVELS_MAX; i++)
        buf_free(&s->levels[i].segments);
    free(s);
}

bool x12_split_feed(struct x12_split *s, struct text bytes)
{
    if (!s->stopped)
        x12_copy_feed(s->copy, bytes);
    return !s->stopped;
}

struct x12_split_totals x12_split_end(struct x12_split *s)
{
    s->totals.envelope = x12_copy_end(s->copy);
    struct x12_split_totals totals = s->totals;
    s->totals = (struct x12_split_totals){0};
    s->stopped = s->in_file = s->at_break = false; // one that was stopped has a file open
    s->open_child = 0;
    buf_clear(&s->out);
    return totals;
}
