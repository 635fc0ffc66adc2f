// A checker of files against the implementation guides as tables (../shared/x12): order and repeat
// of segments and loops, required segments and elements, lengths, types, codes, relational notes,
// HL numbers, SE01. It splits the file itself and shares nothing with edi.
#ifndef TESTS_EDI_GUIDE_H
#define TESTS_EDI_GUIDE_H

#include "claims/base/buf.h"
#include "claims/base/date.h"
#include "tests/edi/files.h"

// The separators of the file that is checked.
struct guide_separators {
    char element, component, terminator;
};

// ---- The tables

#define COLUMNS      23
#define ELEMENTS_MAX 700
#define SPECS_MAX    300
#define CHILDREN_KEY 1000000 // HL loops come behind all else of their parent
#define NOT_IN_ORDER (-1)

enum column {
    SEQ,
    LOOP,
    LOOP_NAME,
    PARENT,
    LOOP_USAGE,
    LOOP_REPEAT,
    SEG,
    POS,
    QUAL,
    SEG_NAME,
    SEG_USAGE,
    SEG_MAX,
    REF,
    ELEM,
    TYPE,
    MIN,
    MAX,
    IG_MAX,
    USAGE,
    REP,
    CODES,
    CODESET,
    NAME
};

struct guide_element_spec {
    int number, component; // component 0: the element
    struct text type, codes;
    int64_t min, max; // 0 = not known
    char usage;
};

struct guide_segment_spec {
    int64_t seq, pos, max; // max 0: unbounded
    struct text loop, parent, loop_usage, loop_repeat, id, qual;
    char usage;
    bool is_trigger; // the first of its loop
    struct guide_element_spec *elements;
    size_t element_count;
};

struct guide {
    struct text bytes, notes;
    struct guide_segment_spec *specs;
    size_t count;
};

static inline struct text guide_cell(struct text line, int column)
{
    struct text piece = {0};
    bool more = true;
    for (int i = 0; i <= column; i++) {
        if (!text_split(&line, '\t', &more, &piece))
            return (struct text){0};
    }
    return piece;
}

static inline int64_t guide_number_of(struct text t)
{
    int64_t n = 0;
    text_to_i64(t, &n);
    return n;
}

static inline struct guide guide_read(const char *name)
{
    char path[512];
    snprintf(path, sizeof(path), SHARED "/x12/%s", name);
    struct guide guide = {
        .bytes = files_read(path), .notes = files_read(SHARED "/x12/syntax_notes.tsv")};
    guide.specs = calloc(SPECS_MAX, sizeof(*guide.specs));
    assert_non_null(guide.specs);
    struct text rest = guide.bytes, line;
    bool more = true, first = true;
    while (text_split(&rest, '\n', &more, &line)) {
        if (first || line.size == 0) {
            first = false;
            continue;
        }
        struct guide_segment_spec *spec = guide.count == 0 ? NULL : &guide.specs[guide.count - 1];
        // A row begins a segment when its loop, position or qualifier differ from the last.
        if (spec == NULL || spec->seq != guide_number_of(guide_cell(line, SEQ))) {
            assert_true(guide.count < SPECS_MAX);
            spec = &guide.specs[guide.count++];
            *spec = (struct guide_segment_spec){.seq = guide_number_of(guide_cell(line, SEQ)),
                .pos = guide_number_of(guide_cell(line, POS)),
                .max = guide_number_of(guide_cell(line, SEG_MAX)),
                .loop = guide_cell(line, LOOP),
                .parent = guide_cell(line, PARENT),
                .loop_usage = guide_cell(line, LOOP_USAGE),
                .loop_repeat = guide_cell(line, LOOP_REPEAT),
                .id = guide_cell(line, SEG),
                .qual = guide_cell(line, QUAL),
                .usage = *guide_cell(line, SEG_USAGE).at};
            spec->is_trigger = true;
            for (size_t i = 0; i + 1 < guide.count; i++) {
                if (text_equal(guide.specs[i].loop, spec->loop))
                    spec->is_trigger = false;
            }
            spec->elements = calloc(ELEMENTS_MAX, sizeof(*spec->elements));
            assert_non_null(spec->elements);
        }
        struct text ref = guide_cell(line, REF);
        struct guide_element_spec *element = &spec->elements[spec->element_count++];
        assert_true(spec->element_count < ELEMENTS_MAX);
        // CLM05-3: two digits behind the id, perhaps a component.
        element->number = (int)guide_number_of(text_part(ref, spec->id.size, 2));
        element->component = (int)guide_number_of(text_part(ref, spec->id.size + 3, 2));
        element->type = guide_cell(line, TYPE);
        element->codes = guide_cell(line, CODES);
        element->min = guide_number_of(guide_cell(line, MIN));
        element->max = guide_number_of(
            guide_cell(line, IG_MAX).size > 0 ? guide_cell(line, IG_MAX) : guide_cell(line, MAX));
        element->usage = guide_cell(line, USAGE).size > 0 ? *guide_cell(line, USAGE).at : 'S';
    }
    return guide;
}

static inline void guide_forget(struct guide *guide)
{
    for (size_t i = 0; i < guide->count; i++)
        free(guide->specs[i].elements);
    free(guide->specs);
    free((char *)guide->bytes.at);
    free((char *)guide->notes.at);
}

// ---- A segment of the file

struct guide_segment {
    struct text elements[40]; // [0] is the id
    size_t count;
    char component;
};

static inline struct text guide_element_of(const struct guide_segment *s, int number)
{
    return (size_t)number < s->count ? s->elements[number] : (struct text){0};
}

static inline struct text guide_component_of(
    const struct guide_segment *s, int number, int component)
{
    struct text rest = guide_element_of(s, number), piece = {0};
    bool more = true;
    for (int i = 0; i < component; i++) {
        if (!text_split(&rest, s->component, &more, &piece))
            return (struct text){0};
    }
    return piece;
}

// Whether `value` is one of the codes "A|B|C".
static inline bool guide_is_code(struct text codes, struct text value)
{
    struct text code;
    bool more = true;
    while (text_split(&codes, '|', &more, &code)) {
        if (text_equal(code, value))
            return true;
    }
    return false;
}

static inline bool guide_fits(const struct guide_segment_spec *spec, const struct guide_segment *s)
{
    if (!text_equal(spec->id, s->elements[0]))
        return false;
    struct text codes = spec->qual, ref;
    bool more = true;
    if (codes.size == 0)
        return true;
    assert_true(text_split(&codes, '=', &more, &ref)); // NM101=85, HI01-1=ABK|BK
    int number = (int)guide_number_of(text_part(ref, spec->id.size, 2));
    int component = (int)guide_number_of(text_part(ref, spec->id.size + 3, 2));
    return guide_is_code(codes, component > 0 ? guide_component_of(s, number, component)
                                              : guide_component_of(s, number, 1));
}

// ---- The walk

struct guide_open_loop {
    struct text name;
    int64_t key;           // order of what came last in it
    int seen[SPECS_MAX];   // how often each segment came
    int opened[SPECS_MAX]; // how often the child loop with this trigger was opened
};

struct guide_walk {
    const struct guide *guide;
    struct guide_open_loop loops[10];
    size_t depth; // loops[0] is the set itself
    struct buf *errors;
    int64_t segment; // in the set
};

static inline void guide_wrong(
    struct guide_walk *walk, const struct guide_segment *s, const char *what)
{
    buf_format(walk->errors, "segment %lld %.*s: %s\n", (long long)walk->segment,
        TEXT_ARG(s->elements[0]), what);
}

static inline void guide_open_loop(struct guide_walk *walk, struct text name)
{
    assert_true(walk->depth < 10);
    walk->loops[walk->depth] = (struct guide_open_loop){.name = name};
    walk->depth++;
}

// What a loop must have had when it ends.
static inline void guide_close_loop(struct guide_walk *walk)
{
    struct guide_open_loop *loop = &walk->loops[--walk->depth];
    for (size_t i = 0; i < walk->guide->count; i++) {
        const struct guide_segment_spec *spec = &walk->guide->specs[i];
        bool own = text_equal(spec->loop, loop->name);
        bool child = spec->is_trigger && guide_is_code(spec->parent, loop->name);
        if (own && spec->usage == 'R' && loop->seen[i] == 0)
            buf_format(walk->errors, "before segment %lld: %.*s lacks %.*s %.*s\n",
                (long long)walk->segment, TEXT_ARG(loop->name), TEXT_ARG(spec->id),
                TEXT_ARG(spec->qual));
        if (child && text_equal_z(spec->loop_usage, "R") && loop->opened[i] == 0)
            buf_format(walk->errors, "before segment %lld: %.*s lacks loop %.*s\n",
                (long long)walk->segment, TEXT_ARG(loop->name), TEXT_ARG(spec->loop));
    }
}

static inline bool guide_is_pseudo(struct text loop)
{
    return text_equal_z(loop, "HDR") || text_equal_z(loop, "TRL");
}

// The order of a spec within a loop that is open: its own segment, or the trigger of a child.
static inline int64_t guide_key_in(
    const struct guide_segment_spec *spec, const struct guide_open_loop *loop, bool *is_child)
{
    *is_child = false;
    if (loop->name.size > 0 && text_equal(spec->loop, loop->name))
        return spec->is_trigger && !guide_is_pseudo(spec->loop) ? NOT_IN_ORDER : spec->pos;
    bool is_root = loop->name.size == 0;
    bool is_first = spec->is_trigger || guide_is_pseudo(spec->loop);
    if (!is_first || (is_root ? spec->parent.size > 0 : !guide_is_code(spec->parent, loop->name)))
        return NOT_IN_ORDER;
    *is_child = true;
    if (is_root)
        return spec->seq; // positions begin anew in each table of the guide
    return text_equal_z(spec->id, "HL") ? CHILDREN_KEY : spec->pos;
}

// Finds the segment's place: innermost loop first. NULL when it has none.
static const struct guide_segment_spec *place(
    struct guide_walk *walk, const struct guide_segment *s)
{
    for (size_t depth = walk->depth; depth-- > 0;) {
        struct guide_open_loop *loop = &walk->loops[depth];
        for (size_t i = 0; i < walk->guide->count; i++) {
            const struct guide_segment_spec *spec = &walk->guide->specs[i];
            bool is_child;
            int64_t key = guide_fits(spec, s) ? guide_key_in(spec, loop, &is_child) : NOT_IN_ORDER;
            if (key == NOT_IN_ORDER || key < loop->key)
                continue;
            // A second trailer of the set would be the same pseudo loop again.
            while (walk->depth > depth + 1)
                guide_close_loop(walk);
            loop->key = key;
            if (is_child) {
                // A pseudo loop may begin with another segment than its first: PLB is situational.
                size_t trigger = i;
                while (!walk->guide->specs[trigger].is_trigger)
                    trigger--;
                loop->opened[trigger]++;
                int64_t repeat =
                    text_equal_z(spec->loop_repeat, ">1") ? 0 : guide_number_of(spec->loop_repeat);
                if (repeat > 0 && loop->opened[trigger] > repeat && !guide_is_pseudo(spec->loop))
                    guide_wrong(walk, s, "loop repeats too often");
                guide_open_loop(walk, spec->loop);
                loop = &walk->loops[walk->depth - 1];
                loop->key = spec->pos;
            }
            if (++loop->seen[i] > spec->max && spec->max > 0)
                guide_wrong(walk, s, "segment repeats too often");
            return spec;
        }
    }
    return NULL;
}

// ---- Elements

static inline size_t guide_digits_in(struct text t)
{
    size_t count = 0;
    for (size_t i = 0; i < t.size; i++)
        count += t.at[i] >= '0' && t.at[i] <= '9';
    return count;
}

static inline bool guide_is_of_type(struct text type, struct text value)
{
    if (text_equal_z(type, "R")) {
        struct text rest = text_part(value, text_starts(value, TEXT("-")), value.size);
        struct text whole, part = {0};
        bool more = true;
        text_split(&rest, '.', &more, &whole);
        if (more && (!text_split(&rest, '.', &more, &part) || more || !text_is_digits(part) ||
                        part.at[part.size - 1] == '0'))
            return false;
        return text_is_digits(whole) && (whole.size == 1 || whole.at[0] != '0');
    }
    if (text_equal_z(type, "N0") || text_equal_z(type, "TM"))
        return text_is_digits(value);
    date_t day;
    if (text_equal_z(type, "DT"))
        return value.size == 8 ? date_parse_d8(value, &day) : date_parse_d6(value, &day);
    for (size_t i = 0; i < value.size; i++) {
        if (value.at[i] < ' ' || value.at[i] > '~' || value.at[i] == '^' || value.at[i] == '`')
            return false;
    }
    return value.at[0] != ' ' && value.at[value.size - 1] != ' ';
}

static inline void guide_check_element(
    struct guide_walk *walk, const struct guide_segment *s, const struct guide_element_spec *spec)
{
    bool is_composite = text_equal_z(spec->type, "composite");
    struct text whole = guide_element_of(s, spec->number);
    struct text value =
        spec->component > 0 ? guide_component_of(s, spec->number, spec->component) : whole;
    char what[200];
    const char *problem = NULL;
    size_t length = text_equal_z(spec->type, "R") || text_equal_z(spec->type, "N0")
                        ? guide_digits_in(value)
                        : value.size;
    if (spec->component > 0 && whole.size == 0)
        return; // required only with its composite
    if (value.size == 0)
        problem = spec->usage == 'R' ? "is missing" : NULL;
    else if (spec->usage == 'N')
        problem = "is not used";
    else if (is_composite)
        problem = NULL;
    else if ((spec->min > 0 && length < (size_t)spec->min) ||
             (spec->max > 0 && length > (size_t)spec->max))
        problem = "has a wrong length";
    else if (spec->codes.size > 0 && !guide_is_code(spec->codes, value))
        problem = "is no code of the guide";
    else if (!guide_is_of_type(spec->type, value))
        problem = "is not of its type";
    if (problem != NULL) {
        snprintf(what, sizeof(what), "%02d-%d %s: '%.*s'", spec->number, spec->component, problem,
            TEXT_ARG(value));
        guide_wrong(walk, s, what);
    }
}

// Relational conditions of segments: P0304, R0203, E0207, C0605, L050607.
static inline void guide_check_notes(struct guide_walk *walk, const struct guide_segment *s)
{
    struct text rest = walk->guide->notes, line;
    bool more = true;
    while (text_split(&rest, '\n', &more, &line)) {
        if (!text_equal(guide_cell(line, 0), s->elements[0]))
            continue;
        struct text note = guide_cell(line, 1);
        int present = 0, total = 0;
        bool first = false;
        for (size_t at = 1; at + 1 < note.size; at += 2, total++) {
            bool has = guide_element_of(s, (int)guide_number_of(text_part(note, at, 2))).size > 0;
            present += has;
            if (at == 1)
                first = has;
        }
        char kind = note.at[0];
        bool broken = (kind == 'P' && present > 0 && present < total) ||
                      (kind == 'R' && present == 0) || (kind == 'E' && present > 1) ||
                      (kind == 'C' && first && present < total) ||
                      (kind == 'L' && first && present < 2);
        // The sources differ about PLB: P0506 is that of the standard.
        if (broken && !text_equal_z(note, "P0508")) {
            char what[60];
            snprintf(what, sizeof(what), "breaks note %.*s", TEXT_ARG(note));
            guide_wrong(walk, s, what);
        }
    }
}

static inline void guide_check_segment(struct guide_walk *walk, const struct guide_segment *s)
{
    const struct guide_segment_spec *spec = place(walk, s);
    if (spec == NULL) {
        guide_wrong(walk, s, "has no place here");
        return;
    }
    int last = 0;
    for (size_t i = 0; i < spec->element_count; i++) {
        guide_check_element(walk, s, &spec->elements[i]);
        if (spec->elements[i].number > last)
            last = spec->elements[i].number;
    }
    if (s->count > (size_t)last + 1)
        guide_wrong(walk, s, "has more elements than the guide");
    if (s->elements[s->count - 1].size == 0 && s->count > 1)
        guide_wrong(walk, s, "ends in an empty element");
    guide_check_notes(walk, s);
}

// ---- HL numbers

struct guide_levels {
    int64_t last;
    int64_t parents[1000];
    bool says_children[1000], has_children[1000];
};

static inline void guide_check_hl(
    struct guide_walk *walk, struct guide_levels *levels, const struct guide_segment *s)
{
    int64_t id = guide_number_of(guide_element_of(s, 1)),
            parent = guide_number_of(guide_element_of(s, 2));
    if (id != levels->last + 1 || id >= 1000) {
        guide_wrong(walk, s, "HL01 does not rise by one");
        return;
    }
    levels->last = id;
    if (parent >= id)
        guide_wrong(walk, s, "HL02 is no earlier level");
    levels->parents[id] = parent;
    levels->says_children[id] = text_equal_z(guide_element_of(s, 4), "1");
    levels->has_children[id] = false;
    levels->has_children[parent] = true;
}

static inline void guide_check_children(struct guide_walk *walk, const struct guide_levels *levels)
{
    for (int64_t id = 1; id <= levels->last; id++) {
        if (levels->says_children[id] != levels->has_children[id])
            buf_format(walk->errors, "HL %lld: HL04 is wrong\n", (long long)id);
    }
}

// ---- A file

static inline struct guide_segment guide_split(
    struct text line, const struct guide_separators *separators)
{
    struct guide_segment s = {.component = separators->component};
    bool more = true;
    while (text_split(&line, separators->element, &more, &s.elements[s.count]))
        assert_true(++s.count < 40);
    return s;
}

// Checks every set of a file against a guide, and its envelope against that of 00501. `errors` gets
// one line each.
static inline void guide_check_file(struct text file, const char *guide_name,
    const struct guide_separators *separators, struct buf *errors)
{
    struct guide guide = guide_read(guide_name), outside = guide_read("envelope.tsv");
    struct guide_walk *walk = calloc(1, sizeof(*walk));
    struct guide_levels *levels = calloc(1, sizeof(*levels));
    assert_non_null(walk);
    assert_non_null(levels);
    *walk = (struct guide_walk){.guide = &guide, .errors = errors};
    struct text line;
    bool more = true, in_set = false;
    int64_t first = 0;
    for (int64_t n = 1; text_split(&file, separators->terminator, &more, &line); n++) {
        while (line.size > 0 && (line.at[0] == '\n' || line.at[0] == '\r'))
            line = text_part(line, 1, line.size);
        if (line.size == 0 && !more)
            break;
        struct guide_segment s = guide_split(line, separators);
        walk->segment = n;
        if (text_equal_z(s.elements[0], "ST")) {
            in_set = true;
            first = n;
            walk->depth = 0;
            guide_open_loop(walk, (struct text){0});
            *levels = (struct guide_levels){0};
        }
        if (!in_set) {
            const struct guide_segment_spec *spec = NULL;
            for (size_t i = 0; i < outside.count; i++) {
                if (text_equal(outside.specs[i].id, s.elements[0]))
                    spec = &outside.specs[i];
            }
            if (spec == NULL) {
                guide_wrong(walk, &s, "is no segment of the envelope");
                continue;
            }
            for (size_t i = 0; i < spec->element_count; i++) {
                // The ISA has blanks of its own, and its separators are no values.
                if (!text_equal_z(spec->id, "ISA"))
                    guide_check_element(walk, &s, &spec->elements[i]);
                else if (guide_element_of(&s, spec->elements[i].number).size !=
                             (size_t)spec->elements[i].max &&
                         spec->elements[i].number != 16)
                    guide_wrong(walk, &s, "has an element of a wrong width");
            }
            continue;
        }
        guide_check_segment(walk, &s);
        if (text_equal_z(s.elements[0], "HL"))
            guide_check_hl(walk, levels, &s);
        if (text_equal_z(s.elements[0], "SE")) {
            if (guide_number_of(guide_element_of(&s, 1)) != n - first + 1)
                guide_wrong(walk, &s, "SE01 is wrong");
            while (walk->depth > 0)
                guide_close_loop(walk);
            guide_check_children(walk, levels);
            in_set = false;
        }
    }
    assert_false(in_set);
    guide_forget(&guide);
    guide_forget(&outside);
    free(walk);
    free(levels);
}

#endif
