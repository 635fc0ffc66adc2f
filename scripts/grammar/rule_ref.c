#include "scripts/grammar/rule_ref.h"

struct rules_now rules_now;

bool rule_is_said(struct place place)
{
    static struct place *said;
    static size_t said_count;
    for (size_t i = 0; i < said_count; i++) {
        if (said[i].line == place.line && strcmp(said[i].file, place.file) == 0)
            return true;
    }
    MORE(said, said_count);
    said[said_count - 1] = place;
    return false;
}

// ---- Loops

struct loop *rule_loop(struct text id)
{
    for (struct loop *loop = rules_now.set->loops; loop != NULL; loop = loop->next) {
        if (text_equal(loop->id, id))
            return loop;
    }
    return NULL;
}

// Whether `inner` is `outer`, or somewhere inside it.
bool rule_is_inside(const struct loop *inner, const struct loop *outer)
{
    if (inner == outer)
        return true;
    for (const struct step *step = outer->steps; step != NULL; step = step->next) {
        if (step->loop != NULL && rule_is_inside(inner, step->loop))
            return true;
    }
    return false;
}

// The innermost loop that has both inside.
struct loop *rule_home(const struct loop *a, const struct loop *b)
{
    struct loop *home = rules_now.set->loops;
    for (struct loop *loop = rules_now.set->loops; loop != NULL; loop = loop->next) {
        if (rule_is_inside(a, loop) && rule_is_inside(b, loop) && rule_is_inside(loop, home))
            home = loop;
    }
    return home;
}

// ---- What a rule names: "2310B/NM1[82]08", "REF[F8]", "CLM05-3", "2000C"

// The numbers of "03", "01..12" or "05,08,11", as bits; 0 when it is none.
static uint64_t read_numbers(struct text word)
{
    uint64_t numbers = 0;
    struct text piece;
    bool more = true;
    while (text_split(&word, ',', &more, &piece)) {
        int64_t from = 0, to = 0;
        struct text last = piece;
        for (size_t i = 0; i + 2 < piece.size; i++) {
            if (piece.at[i] == '.' && piece.at[i + 1] == '.') {
                last = text_part(piece, i + 2, piece.size);
                piece = text_part(piece, 0, i);
                break;
            }
        }
        if (!text_is_digits(piece) || !text_is_digits(last) || !text_to_i64(piece, &from) ||
            !text_to_i64(last, &to) || from < 1 || to > 63 || from > to)
            return 0;
        for (int64_t n = from; n <= to; n++)
            numbers |= (uint64_t)1 << n;
    }
    return numbers;
}

const struct use *rule_qualifier(const struct segment *segment)
{
    size_t element, component;
    return guide_qualifier(segment, &element, &component);
}

bool rule_means(const struct ref *ref, const struct segment *segment)
{
    if (segment->shape != ref->shape)
        return false;
    const struct use *use = rule_qualifier(segment);
    for (size_t i = 0; use != NULL && i < use->code_count; i++) {
        if (text_equal(use->codes[i].code, ref->qualifier))
            return true;
    }
    return ref->qualifier.size == 0;
}

// The segments of the set that the reference means.
size_t rule_segments(const struct ref *ref, struct segment ***found)
{
    size_t count = 0;
    *found = NULL;
    for (struct loop *loop = rules_now.set->loops; loop != NULL; loop = loop->next) {
        if (!ref->any_loop && loop != ref->loop)
            continue;
        struct segment *opens = loop->opens;
        if (opens != NULL && (ref->is_loop || rule_means(ref, opens))) {
            MORE(*found, count);
            (*found)[count - 1] = opens;
        }
        for (struct step *step = loop->steps; !ref->is_loop && step != NULL; step = step->next) {
            if (step->segment != NULL && rule_means(ref, step->segment)) {
                MORE(*found, count);
                (*found)[count - 1] = step->segment;
            }
        }
    }
    return count;
}

// The bits of `numbers` must be parts of the shape.
static bool has_parts(struct place place, const struct shape *shape, uint64_t numbers)
{
    if (numbers >> (shape->part_count + 1) != 0) {
        WRONG(place, "%.*s has not so many elements", TEXT_ARG(shape->id));
        return false;
    }
    return true;
}

static bool check_parts(struct place place, const struct ref *ref)
{
    if (!has_parts(place, ref->shape, ref->elements))
        return false;
    for (size_t n = 1; n <= ref->shape->part_count; n++) {
        const struct shape *composite = ref->shape->parts[n - 1].element->shape;
        if ((ref->elements >> n & 1) == 0 || ref->components == 0)
            continue;
        if (composite == NULL) {
            WRONG(place, "%.*s has no components there", TEXT_ARG(ref->shape->id));
            return false;
        }
        if (!has_parts(place, composite, ref->components))
            return false;
    }
    return true;
}

// Reads a reference; without a loop it is in `loop`.
bool rule_ref_read(struct place place, struct text word, struct loop *loop, struct ref *ref)
{
    struct text whole = word;
    *ref = (struct ref){.loop = loop};
    const char *slash = memchr(word.at, '/', word.size);
    bool is_loop_id = slash == NULL && word.at[0] >= '0' && word.at[0] <= '9';
    if (slash != NULL || is_loop_id) {
        size_t size = is_loop_id ? word.size : (size_t)(slash - word.at);
        struct text id = text_part(word, 0, size);
        ref->any_loop = text_equal_z(id, "*");
        ref->loop = rule_loop(id);
        ref->has_loop = true;
        ref->is_loop = is_loop_id;
        if (ref->loop == NULL && !ref->any_loop) {
            LACKING(place, "%.*s has no loop %.*s", TEXT_ARG(rules_now.set->name), TEXT_ARG(id));
            return false;
        }
        word = text_part(word, size + 1, word.size);
    }
    if (ref->is_loop)
        return true;
    // The longest id that the dictionary has, unless digits of an element are left over.
    for (size_t size = 3; size >= 2 && ref->shape == NULL; size--) {
        struct text rest = text_part(word, size, word.size);
        bool could = rest.size == 0 || rest.at[0] == '[' ||
                     (rest.size >= 2 && text_is_digits(text_part(rest, 0, 2)));
        if (could && word.size >= size)
            ref->shape = dictionary_segment(text_part(word, 0, size));
        if (ref->shape != NULL)
            word = rest;
    }
    if (ref->shape == NULL) {
        WRONG(place,
            "'%.*s' is no segment or element of the dictionary: REF[F8], CLM05-3, 2310B/NM108",
            TEXT_ARG(whole));
        return false;
    }
    if (word.size > 0 && word.at[0] == '[') {
        const char *end = memchr(word.at, ']', word.size);
        size_t size = (size_t)(end - word.at) - 1; // lines_next has seen the ]
        ref->qualifier = text_part(word, 1, size);
        word = text_part(word, size + 2, word.size);
    }
    if (word.size > 0) {
        struct text of_element = {0};
        bool more = true;
        text_split(&word, '-', &more, &of_element);
        ref->elements = read_numbers(of_element);
        ref->components = more ? read_numbers(word) : 0;
        if (ref->elements == 0 || (more && ref->components == 0)) {
            WRONG(place, "'%.*s' is no element: CLM05, CLM05-3, HI01..12-2, CAS03,06,09",
                TEXT_ARG(whole));
            return false;
        }
    }
    return check_parts(place, ref);
}

// What a guide never has, no rule can ask for.
void rule_check_use(
    struct place place, const struct ref *ref, struct segment *const *found, size_t count)
{
    for (size_t n = 1; ref->shape != NULL && n <= ref->shape->part_count; n++) {
        bool used = (ref->elements >> n & 1) == 0;
        for (size_t i = 0; i < count; i++) {
            const struct use *use = &found[i]->uses[n - 1];
            used = used || (use->usage != GRAMMAR_NOT_USED && ref->components == 0);
            for (size_t c = 1; c < 16; c++)
                used = used || ((ref->components >> c & 1) != 0 && use->components != NULL &&
                                   use->components[c - 1].usage != GRAMMAR_NOT_USED);
        }
        if (!used)
            LACKING(place, "the guide does not use %.*s%02zu there", TEXT_ARG(ref->shape->id), n);
    }
}
