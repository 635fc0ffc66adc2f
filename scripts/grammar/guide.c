#include "scripts/grammar/guide.h"

#include <stdio.h>

// What is being read.
struct reading {
    struct set *set;
    struct loop *loop;
    struct segment *segment;
    bool amends; // a variation: the set that it is like has been read into `set`
    bool inside; // that set is being read
};

// ---- Elements

static bool read_usage(const struct line *line, struct text word, enum grammar_usage *usage)
{
    if (text_equal_z(word, "R"))
        *usage = GRAMMAR_REQUIRED;
    else if (text_equal_z(word, "S"))
        *usage = GRAMMAR_SITUATIONAL;
    else if (text_equal_z(word, "N"))
        *usage = GRAMMAR_NOT_USED;
    else {
        complain(line->place, "'%.*s' is no usage: R, S or N", TEXT_ARG(word));
        return false;
    }
    return true;
}

// "[41 "SITUATIONAL TRIGGER"]", or "[*]": all codes of the standard.
static void read_codes(struct line *line, struct use *use)
{
    const char *end = memchr(line->rest.at, ']', line->rest.size);
    size_t size = (size_t)(end - line->rest.at) - 1; // lines_next has seen the ]
    struct line codes = {line->place, false, text_part(line->rest, 1, size)};
    line->rest = text_trim(text_part(line->rest, size + 2, line->rest.size));
    if (text_equal_z(text_trim(codes.rest), "*")) {
        use->all_codes = true;
        return;
    }
    for (struct text code; (code = line_code(&codes)).size > 0;) {
        MORE(use->codes, use->code_count);
        use->codes[use->code_count - 1].code = code;
    }
    dictionary_sort(use->codes, use->code_count);
    for (size_t i = 1; i < use->code_count; i++) {
        if (text_equal(use->codes[i].code, use->codes[i - 1].code))
            complain(line->place, "the code %.*s stands twice", TEXT_ARG(use->codes[i].code));
    }
    if (use->code_count == 0)
        complain(line->place, "there is no code between [ and ]");
}

// The options of an element line, then its name.
static void read_use(struct line *line, struct use *use)
{
    struct text value;
    read_usage(line, line_word(line), &use->usage);
    use->place = line->place;
    for (;;) {
        if (line_takes(line, "qualifier"))
            use->qualifier = true;
        else if (line_takes(line, "patient"))
            use->patient = true;
        else if (line_takes(line, "shown"))
            use->shown = true;
        else if (line_takes_value(line, "max=", &value))
            use->max = line_number(line, value);
        else if (line_takes_value(line, "kept=", &value))
            use->kept = line_number(line, value);
        else if (line_takes_value(line, "repeat=", &value))
            use->repeat = line_number(line, value);
        else if (line_takes_value(line, "list=", &value)) {
            use->list = dictionary_list(value);
            if (use->list == NULL)
                complain(line->place, "there is no list codes/%.*s.txt", TEXT_ARG(value));
        } else if (text_starts(line->rest, TEXT("[")))
            read_codes(line, use);
        else
            break;
    }
    use->name = line->rest;
}

// What the standard does not allow.
static void check_use(const struct line *line, const struct part *part, const struct use *use)
{
    const struct element *e = part->element;
    if (use->usage == GRAMMAR_NOT_USED)
        return;
    if (use->max != 0 && (use->max < e->min || use->max > e->max))
        complain(line->place, "max=%d is outside the standard's %d/%d", use->max, e->min, e->max);
    if (use->kept > e->max)
        complain(line->place, "kept=%d is above the standard's %d/%d", use->kept, e->min, e->max);
    if (use->repeat > part->repeat)
        complain(
            line->place, "repeat=%d is more than the standard's %d", use->repeat, part->repeat);
    if (e->shape != NULL && (use->code_count > 0 || use->all_codes || use->list != NULL))
        complain(line->place, "a composite has no codes: give them to a component");
    if (use->all_codes && e->codes == NULL)
        complain(line->place, "[*] is every code of codes.txt, and element %.*s is not there",
            TEXT_ARG(e->id));
    if (use->qualifier && use->code_count == 0)
        complain(line->place, "a qualifier has codes: [85]");
    for (size_t i = 0; e->shape == NULL && i < use->code_count; i++) {
        struct text code = use->codes[i].code;
        if (code.size < e->min || code.size > e->max)
            complain(line->place, "the code %.*s is not of the standard's length %d/%d",
                TEXT_ARG(code), e->min, e->max);
        if (e->codes == NULL || !dictionary_meaning(e->codes, code, NULL))
            complain(line->place,
                "codes.txt has no code %.*s of element %.*s: is it misspelled, or to be added "
                "there?",
                TEXT_ARG(code), TEXT_ARG(e->id));
    }
}

// The numbers of "03", "03..06" or "05,08,11", as bits; 0 when it is none.
static uint64_t read_numbers(struct text word)
{
    uint64_t numbers = 0;
    struct text piece, dots = TEXT("..");
    bool more = true;
    while (text_split(&word, ',', &more, &piece)) {
        struct text first = piece, last = piece;
        for (size_t i = 0; i + dots.size < piece.size; i++) {
            if (text_equal(text_part(piece, i, dots.size), dots)) {
                first = text_part(piece, 0, i);
                last = text_part(piece, i + dots.size, piece.size);
                break;
            }
        }
        int64_t from = 0, to = 0;
        if (!text_is_digits(first) || !text_is_digits(last) || !text_to_i64(first, &from) ||
            !text_to_i64(last, &to) || from < 1 || to > 63 || from > to)
            return 0;
        for (int64_t n = from; n <= to; n++)
            numbers |= (uint64_t)1 << n;
    }
    return numbers;
}

static void set_use(struct use *use, const struct use *read)
{
    struct use *components = use->components;
    *use = *read;
    use->components = components;
}

// "05-1 R [..] Name", its first word taken.
static void read_element(struct line *line, struct text word, struct segment *segment)
{
    struct text text = word, of_element = {0}, of_component = {0};
    bool more = true;
    text_split(&word, '-', &more, &of_element);
    bool is_component = text_split(&word, '-', &more, &of_component);
    uint64_t numbers = read_numbers(of_element);
    uint64_t components = is_component ? read_numbers(of_component) : 0;
    struct use read = {0};
    read_use(line, &read);
    if (numbers == 0 || (is_component && components == 0)) {
        complain(line->place, "'%.*s' is no element: 03, 03..06, 03,05 or with component 05-1",
            TEXT_ARG(text));
        return;
    }
    const struct shape *shape = segment->shape;
    for (size_t n = 1; n < 64; n++) {
        if ((numbers >> n & 1) == 0)
            continue;
        if (n > shape->part_count) {
            complain(line->place, "%.*s has no element %02zu: it has %zu", TEXT_ARG(shape->id), n,
                shape->part_count);
            continue;
        }
        const struct part *part = &shape->parts[n - 1];
        struct use *use = &segment->uses[n - 1];
        if (!is_component) {
            check_use(line, part, &read);
            set_use(use, &read);
            if (part->element->shape != NULL && use->components == NULL)
                use->components = ARENA_ARRAY(memory, struct use, part->element->shape->part_count);
            continue;
        }
        if (part->element->shape == NULL || use->components == NULL) {
            complain(line->place,
                part->element->shape == NULL ? "%.*s%02zu is no composite"
                                             : "write %.*s%02zu before its components",
                TEXT_ARG(shape->id), n);
            continue;
        }
        const struct shape *composite = part->element->shape;
        for (size_t c = 1; c < 64; c++) {
            if ((components >> c & 1) == 0)
                continue;
            if (c > composite->part_count) {
                complain(line->place, "%.*s has no component %zu: it has %zu",
                    TEXT_ARG(composite->id), c, composite->part_count);
                continue;
            }
            check_use(line, &composite->parts[c - 1], &read);
            set_use(&use->components[c - 1], &read);
        }
    }
}

// ---- Segments and loops

const struct use *guide_qualifier(const struct segment *segment, size_t *element, size_t *component)
{
    for (size_t i = 0; i < segment->shape->part_count; i++) {
        const struct use *use = &segment->uses[i];
        const struct shape *composite = segment->shape->parts[i].element->shape;
        *element = i + 1;
        *component = 0;
        if (use->qualifier)
            return use;
        for (size_t c = 0;
             composite != NULL && use->components != NULL && c < composite->part_count; c++) {
            *component = c + 1;
            if (use->components[c].qualifier)
                return &use->components[c];
        }
    }
    *element = *component = 0;
    return NULL;
}

// "3" or ">1", which is 0: any number.
static uint16_t read_max(const struct line *line, struct text word)
{
    if (text_equal_z(word, ">1"))
        return 0;
    uint16_t max = line_number(line, word);
    if (max == 0)
        complain(line->place, "how often it may come is a number or >1");
    return max;
}

// "@1300" or, where a guide's positions begin anew in the set's own steps, "@2/30".
static int read_position(const struct line *line, struct text word)
{
    struct text table = TEXT("1"), position = text_part(word, 1, word.size), rest = position;
    bool more = true;
    text_split(&rest, '/', &more, &position);
    if (more) {
        table = position;
        position = rest;
    }
    if (!text_starts(word, TEXT("@")))
        complain(line->place, "the position in the guide is written @1300 or @2/30");
    return line_number(line, table) * 10000 + line_number(line, position) - 10000;
}

// A step goes to the end or, in a variation, behind the last whose position is not above its own.
static void add_step(struct reading *r, struct step *step, int position)
{
    struct step **at = &r->loop->steps;
    bool placed = r->amends && position >= 0;
    while (
        *at != NULL && !(placed && (*at)->segment != NULL && (*at)->segment->position > position))
        at = &(*at)->next;
    step->next = *at;
    *at = step;
}

static struct step **find_segment(struct loop *loop, struct text id, struct text name)
{
    for (struct step **at = &loop->steps; *at != NULL; at = &(*at)->next) {
        const struct segment *s = (*at)->segment;
        if (s != NULL && text_equal(s->shape->id, id) && text_equal(s->name, name))
            return at;
    }
    return NULL;
}

// "NM1 R 1 @150 [patient] Billing Provider Name", its first word taken.
static void read_segment(struct reading *r, struct line *line, struct text id)
{
    struct segment read = {.place = line->place, .loop = r->loop};
    r->segment = NULL;
    read.shape = dictionary_segment(id);
    if (read.shape == NULL) {
        complain(line->place, "there is no segment %.*s in dictionary.txt", TEXT_ARG(id));
        return;
    }
    if (!read_usage(line, line_word(line), &read.usage))
        return;
    read.max = read_max(line, line_word(line));
    read.position = read_position(line, line_word(line));
    read.patient = line_takes(line, "patient");
    read.name = line->rest;
    if (read.name.size == 0)
        complain(line->place, "the segment has no name");
    struct loop *loop = r->loop;
    if (loop == NULL) {
        complain(line->place, "the segment stands in no loop");
        return;
    }
    struct step **known = find_segment(loop, id, read.name);
    bool is_opening = loop->opens != NULL && loop->opens->shape == read.shape &&
                      text_equal(loop->opens->name, read.name);
    struct segment *amended = !r->amends      ? NULL
                              : known != NULL ? (*known)->segment
                              : is_opening    ? loop->opens
                                              : NULL;
    if (!r->amends && known != NULL)
        complain(line->place, "the loop has two segments %.*s of this name", TEXT_ARG(id));
    if (amended != NULL) {
        if (read.usage == GRAMMAR_NOT_USED && known != NULL) {
            *known = (*known)->next;
            return;
        }
        read.uses = amended->uses;
        *amended = read;
        r->segment = amended;
        return;
    }
    if (read.usage == GRAMMAR_NOT_USED) {
        complain(line->place, "what is not used is left out; only a variation says N, of a segment "
                              "that the set has by this name");
        return;
    }
    read.uses = ARENA_ARRAY(memory, struct use, read.shape->part_count);
    r->segment = ARENA_NEW(memory, struct segment);
    *r->segment = read;
    bool is_root = r->set != NULL && loop == r->set->loops;
    if (loop->opens == NULL && r->set != NULL && !is_root) {
        loop->opens = r->segment;
        return;
    }
    struct step *step = ARENA_NEW(memory, struct step);
    *step = (struct step){.segment = r->segment, .place = line->place};
    add_step(r, step, read.position);
}

static struct loop *find_loop(const struct set *set, struct text id)
{
    for (struct loop *loop = set->loops; loop != NULL; loop = loop->next) {
        if (text_equal(loop->id, id))
            return loop;
    }
    return NULL;
}

static void remove_loop(struct set *set, struct loop *removed)
{
    for (struct loop *loop = set->loops; loop != NULL; loop = loop->next) {
        for (struct step **at = &loop->steps; *at != NULL;) {
            if ((*at)->segment == NULL && text_equal((*at)->loop_id, removed->id))
                *at = (*at)->next;
            else
                at = &(*at)->next;
        }
    }
    for (struct loop **at = &set->loops; *at != NULL; at = &(*at)->next) {
        if (*at == removed) {
            *at = removed->next;
            return;
        }
    }
}

// "loop 2010AA R 1 Billing Provider Name", its first word taken.
static void read_loop(struct reading *r, struct line *line)
{
    struct text id = line_word(line);
    struct loop read = {.id = id, .place = line->place};
    r->segment = NULL;
    r->loop = NULL;
    if (!read_usage(line, line_word(line), &read.usage))
        return;
    read.max = read_max(line, line_word(line));
    read.name = line->rest;
    if (read.name.size == 0)
        complain(line->place, "the loop has no name");
    struct loop *known = find_loop(r->set, id);
    if (known != NULL && !r->amends) {
        complain(line->place, "the set has two loops %.*s", TEXT_ARG(id));
    } else if (known != NULL && read.usage == GRAMMAR_NOT_USED) {
        remove_loop(r->set, known);
    } else if (known != NULL) {
        known->usage = read.usage;
        known->max = read.max;
        known->name = read.name;
        r->loop = known;
    } else if (read.usage == GRAMMAR_NOT_USED) {
        complain(line->place, "what is not used is left out; only a variation says N");
    } else {
        struct loop **at = &r->set->loops;
        while (*at != NULL)
            at = &(*at)->next;
        *at = ARENA_NEW(memory, struct loop);
        **at = read;
        r->loop = *at;
    }
}

// "  loop 2010AA": where a loop comes in the one being read.
static void read_reference(struct reading *r, struct line *line)
{
    struct text id = line_word(line);
    r->segment = NULL;
    if (r->loop == NULL) {
        complain(line->place, "the loop stands in no other");
        return;
    }
    if (line->rest.size > 0)
        complain(line->place, "indented, a loop only says where it comes; its usage, repeat and "
                              "name stand where it is defined, not indented");
    struct step *step = ARENA_NEW(memory, struct step);
    *step = (struct step){.loop_id = id, .place = line->place};
    add_step(r, step, -1);
}

// ---- Checks of the whole

static int position_of(const struct step *step)
{
    if (step->segment != NULL)
        return step->segment->position;
    return step->loop->opens == NULL ? 0 : step->loop->opens->position;
}

static bool is_hl(const struct step *step)
{
    return step->segment == NULL && step->loop->opens != NULL &&
           text_equal_z(step->loop->opens->shape->id, "HL");
}

static const struct segment *segment_of(const struct step *step)
{
    return step->segment != NULL ? step->segment : step->loop->opens;
}

// Two segments of one id in one loop must differ by a qualifier, or come one after the other in
// different positions.
static void check_distinct(const struct segment *a, const struct segment *b)
{
    size_t element_a, component_a, element_b, component_b;
    if (a->shape != b->shape || a->position != b->position)
        return;
    const struct use *qa = guide_qualifier(a, &element_a, &component_a);
    const struct use *qb = guide_qualifier(b, &element_b, &component_b);
    const char *why = "";
    if (qa == NULL || qb == NULL)
        why = "give both a qualifier";
    else if (element_a != element_b || component_a != component_b)
        why = "their qualifiers are different elements";
    for (size_t i = 0; *why == '\0' && i < qa->code_count; i++) {
        for (size_t k = 0; k < qb->code_count; k++) {
            if (text_equal(qa->codes[i].code, qb->codes[k].code))
                why = "their qualifiers share a code";
        }
    }
    if (*why != '\0')
        complain(b->place, "cannot be told from the %.*s of line %d: %s", TEXT_ARG(a->shape->id),
            a->place.line, why);
}

static void check_segment(const struct segment *segment)
{
    int qualifiers = 0;
    bool used = false;
    for (size_t i = 0; i < segment->shape->part_count; i++) {
        const struct use *use = &segment->uses[i];
        const struct shape *composite = segment->shape->parts[i].element->shape;
        qualifiers += use->qualifier;
        used = used || use->usage != GRAMMAR_NOT_USED;
        bool composite_used = false;
        for (size_t c = 0;
             composite != NULL && use->components != NULL && c < composite->part_count; c++) {
            qualifiers += use->components[c].qualifier;
            composite_used = composite_used || use->components[c].usage != GRAMMAR_NOT_USED;
        }
        if (composite != NULL && use->usage != GRAMMAR_NOT_USED && !composite_used)
            complain(use->place, "which components of %.*s%02zu are used? write them below",
                TEXT_ARG(segment->shape->id), i + 1);
    }
    if (!used)
        complain(segment->place, "which elements are used? write them below");
    if (qualifiers > 1)
        complain(segment->place, "the segment has more than one qualifier");
}

static void check_loop(struct set *set, struct loop *loop)
{
    if (loop->checking) {
        complain(loop->place, "the loop %.*s is inside itself", TEXT_ARG(loop->id));
        return;
    }
    if (loop->referred)
        return;
    loop->referred = loop->checking = true;
    if (loop->opens != NULL)
        check_segment(loop->opens);
    else if (loop != set->loops)
        complain(loop->place, "the loop has no segment");
    const struct step *last = NULL;
    for (struct step *step = loop->steps; step != NULL; step = step->next) {
        if (step->segment == NULL) {
            step->loop = find_loop(set, step->loop_id);
            if (step->loop == NULL || step->loop == set->loops) {
                complain(step->place, "the set has no loop %.*s: define it below, not indented",
                    TEXT_ARG(step->loop_id));
                return;
            }
            check_loop(set, step->loop);
        } else {
            check_segment(step->segment);
        }
        if (last != NULL && !is_hl(step) && position_of(step) < position_of(last))
            complain(step->place, "its position is before that of line %d", last->place.line);
        if (loop->opens != NULL && !is_hl(step) && position_of(step) < loop->opens->position)
            complain(step->place, "its position is before that of the loop's first segment");
        if (segment_of(step) == NULL)
            return;
        for (const struct step *other = loop->steps; other != step; other = other->next)
            check_distinct(segment_of(other), segment_of(step));
        if (!is_hl(step))
            last = step;
    }
    loop->checking = false;
}

static void check_set(struct set *set)
{
    const struct {
        const char *word;
        struct text value;
    } needed[] = {{"st01", set->st01}, {"gs01", set->gs01}, {"versions", set->versions}};
    for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
        if (needed[i].value.size == 0)
            complain(set->place, "the set does not say %s", needed[i].word);
    }
    if (set->loops == NULL || !text_equal_z(set->loops->id, "ST")) {
        complain(set->place, "the first loop of a set is ST: what stands between ST and SE");
        return;
    }
    check_loop(set, set->loops);
    for (const struct loop *loop = set->loops; loop != NULL; loop = loop->next) {
        if (!loop->referred)
            complain(loop->place, "the loop %.*s comes in no other: write it there, indented",
                TEXT_ARG(loop->id));
    }
}

// ---- Files

static void read_set(struct reading *r, const char *file);

// "like 837P": reads that set first; what follows amends it.
static void read_like(
    struct reading *r, const struct line *line, const char *file, struct text name)
{
    const char *slash = strrchr(file, '/');
    struct text folder = {file, slash == NULL ? 0 : (size_t)(slash + 1 - file)};
    if (r->inside || r->set->loops != NULL) {
        complain(line->place, r->inside ? "a variation of a variation: name the set itself"
                                        : "like stands before the first loop");
        return;
    }
    struct set own = *r->set;
    r->inside = true;
    read_set(r, arena_format(memory, "%.*s%.*s.txt", TEXT_ARG(folder), TEXT_ARG(name)).at);
    r->inside = false;
    r->set->name = own.name;
    r->set->title = own.title;
    r->set->place = own.place;
    r->set->like = name;
    r->loop = NULL;
    r->segment = NULL;
    r->amends = true;
}

static void read_set(struct reading *r, const char *file)
{
    struct lines lines = lines_open(file);
    struct line line;
    struct set *set = r->set;
    while (lines_next(&lines, &line)) {
        struct text word = line_word(&line);
        if (text_is_digits(text_part(word, 0, 1)) && line.indented) {
            if (r->segment != NULL)
                read_element(&line, word, r->segment);
        } else if (text_equal_z(word, "loop") && line.indented)
            read_reference(r, &line);
        else if (line.indented)
            read_segment(r, &line, word);
        else if (text_equal_z(word, "loop"))
            read_loop(r, &line);
        else if (text_equal_z(word, "set")) {
            set->name = line_word(&line);
            set->title = line.rest;
            set->place = line.place;
            if (set->title.size == 0)
                complain(line.place, "a set has a name and a title: set 837P Health Care Claim");
        } else if (text_equal_z(word, "like"))
            read_like(r, &line, file, line_word(&line));
        else if (text_equal_z(word, "st01"))
            set->st01 = line_word(&line);
        else if (text_equal_z(word, "gs01"))
            set->gs01 = line_word(&line);
        else if (text_equal_z(word, "versions"))
            set->versions = line.rest;
        else if (text_equal_z(word, "base"))
            set->base_versions = line.rest;
        else
            complain(line.place,
                "'%.*s' is not known here: set, like, st01, gs01, versions, base "
                "and loop are; segments and elements are indented",
                TEXT_ARG(word));
    }
}

struct set *guide_read(const char *file)
{
    struct reading r = {.set = ARENA_NEW(memory, struct set)};
    r.set->place = (struct place){file, 1};
    read_set(&r, file);
    int before = complaints;
    if (r.set->name.size == 0)
        complain(r.set->place, "the file begins with: set NAME TITLE");
    check_set(r.set);
    return complaints == before ? r.set : NULL;
}

struct loop *guide_read_envelope(const char *file)
{
    struct reading r = {.loop = ARENA_NEW(memory, struct loop)};
    r.loop->place = (struct place){file, 1};
    struct lines lines = lines_open(file);
    struct line line;
    while (lines_next(&lines, &line)) {
        struct text word = line_word(&line);
        if (!text_is_digits(text_part(word, 0, 1)))
            read_segment(&r, &line, word);
        else if (r.segment != NULL)
            read_element(&line, word, r.segment);
    }
    for (const struct step *step = r.loop->steps; step != NULL; step = step->next)
        check_segment(step->segment);
    return r.loop;
}
