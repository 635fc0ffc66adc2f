#include "scripts/grammar/tables.h"

#include <stdio.h>
#include <stdlib.h>

#include "scripts/grammar/rules.h"

// The arrays of `grammar`. Index 0 means none, so each begins with an empty row.
static struct {
    struct grammar_set *set;
    struct grammar_loop *loop;
    struct grammar_step *step;
    struct grammar_segment *segment;
    struct grammar_element *element;
    struct grammar_note *note;
    struct grammar_codes *codes;
    struct grammar_code *code;
    uint32_t *packed;
    size_t sets, loops, steps, segments, elements, notes, codes_count, code_count, packed_count;
} t;
static uint32_t envelope_segments[5];
static struct place nowhere = {"edi/grammar", 0};

// ---- Texts: the same text is the same pointer, so that rows can be compared byte by byte

static struct text *texts;
static size_t text_count;

static const char *text_kept(struct text text)
{
    for (size_t i = 0; i < text_count; i++) {
        if (text_equal(text, texts[i]))
            return texts[i].at;
    }
    MORE(texts, text_count);
    texts[text_count - 1] = arena_copy(memory, text);
    return texts[text_count - 1].at;
}

// ---- Runs of rows: one that is there already is used again

static void begin(void)
{
    MORE(t.set, t.sets);
    MORE(t.loop, t.loops);
    MORE(t.step, t.steps);
    MORE(t.segment, t.segments);
    MORE(t.element, t.elements);
    MORE(t.note, t.notes);
    MORE(t.codes, t.codes_count);
    MORE(t.code, t.code_count);
    MORE(t.packed, t.packed_count);
}

// Where the run of `count` rows stands in the array, added when it is not there; 0 when it is
// empty.
static uint32_t run_of(void **array, size_t *rows, size_t each, const void *run, size_t count)
{
    for (size_t i = 1; count > 0 && i + count <= *rows; i++) {
        const char *at = (char *)*array + i * each;
        if (*at == *(const char *)run && memcmp(at, run, count * each) == 0)
            return (uint32_t)i;
    }
    size_t at = *rows;
    for (size_t i = 0; i < count; i++) {
        *array = lines_more(*array, rows, each);
        memcpy((char *)*array + (*rows - 1) * each, (const char *)run + i * each, each);
    }
    return count == 0 ? 0 : (uint32_t)at;
}

// ---- Codes

// The hash table of the packed codes, half of it empty at least; 0 when one has more than four
// characters.
static uint32_t packed_of(const struct grammar_code *codes, size_t count, uint8_t *bits)
{
    *bits = 1;
    while (((size_t)1 << *bits) < 2 * count)
        ++*bits;
    size_t places = (size_t)1 << *bits;
    uint32_t *packed = ARENA_ARRAY(memory, uint32_t, places);
    for (size_t i = 0; i < count; i++) {
        uint32_t code = grammar_pack(text_of(codes[i].code));
        uint32_t place = grammar_place(code, *bits);
        if (code == 0)
            return 0;
        while (packed[place] != 0)
            place = (place + 1) & (uint32_t)(places - 1);
        packed[place] = code;
    }
    return run_of((void **)&t.packed, &t.packed_count, sizeof(*packed), packed, places);
}

// The row of a list; one with the same codes, meanings and name is used again.
static uint32_t codes_row(
    struct grammar_codes row, const struct code *codes, size_t count, const struct list *meanings)
{
    struct grammar_code *rows = ARENA_ARRAY(memory, struct grammar_code, count);
    for (size_t i = 0; i < count; i++) {
        struct text meaning = codes[i].meaning;
        if (meanings != NULL)
            dictionary_meaning(meanings, codes[i].code, &meaning);
        rows[i] = (struct grammar_code){text_kept(codes[i].code), text_kept(meaning)};
    }
    row.first = run_of((void **)&t.code, &t.code_count, sizeof(*rows), rows, count);
    row.count = (uint32_t)count;
    row.packed = packed_of(rows, count, &row.packed_bits);
    return run_of((void **)&t.codes, &t.codes_count, sizeof(row), &row, 1);
}

void tables_add_lists(void)
{
    size_t count;
    struct list *const *lists = dictionary_lists(&count);
    begin();
    for (size_t i = 0; i < count; i++) {
        struct grammar_codes row;
        memset(&row, 0, sizeof(row));
        row.name = text_kept(lists[i]->name);
        row.external = true;
        row.by_prefix = lists[i]->by_prefix;
        row.as_of = text_kept(lists[i]->as_of);
        lists[i]->index = codes_row(row, lists[i]->codes, lists[i]->count, NULL);
    }
}

// ---- Elements

static uint32_t notes_run(const struct shape *shape)
{
    return run_of(
        (void **)&t.note, &t.notes, sizeof(*shape->notes), shape->notes, shape->note_count);
}

// Of the elements those of a usage, bit n: element n.
static uint32_t elements_of(uint32_t first, size_t count, enum grammar_usage usage)
{
    uint32_t mask = 0;
    for (size_t i = 0; i < count; i++)
        mask |= (uint32_t)(t.element[first + i].usage == usage) << (i + 1);
    return mask;
}

// Of the elements those that are of codes, in a list, or composites.
static uint32_t coded_of(uint32_t first, size_t count)
{
    uint32_t mask = 0;
    for (size_t i = 0; i < count; i++) {
        const struct grammar_element *e = &t.element[first + i];
        bool is_coded = e->codes != 0 || e->list != 0 || e->type == GRAMMAR_COMPOSITE;
        mask |= (uint32_t)is_coded << (i + 1);
    }
    return mask;
}

static uint32_t elements_run(
    const struct part *parts, size_t count, const struct use *uses, bool patient);

static void fill_element(
    struct grammar_element *row, const struct part *part, const struct use *use, bool patient)
{
    const struct element *e = part->element;
    int64_t number = 0;
    text_to_i64(text_part(e->id, e->type == GRAMMAR_COMPOSITE, e->id.size), &number);
    row->number = (uint16_t)number;
    row->type = (uint8_t)e->type;
    row->usage = (uint8_t)use->usage;
    row->min = e->min;
    row->max = use->max != 0 ? use->max : e->guide_max != 0 ? e->guide_max : e->max;
    row->kept = use->kept;
    row->implied = e->implied;
    row->repeat = use->repeat != 0 ? use->repeat : part->repeat;
    row->name = text_kept(use->name.size > 0 ? use->name : e->name);
    bool has_codes = use->code_count > 0 || use->all_codes;
    const struct list *list = use->list != NULL || has_codes ? use->list : e->list;
    if (has_codes) {
        struct grammar_codes codes;
        memset(&codes, 0, sizeof(codes));
        codes.name = codes.as_of = text_kept(TEXT(""));
        row->codes = use->all_codes ? codes_row(codes, e->codes->codes, e->codes->count, NULL)
                                    : codes_row(codes, use->codes, use->code_count, e->codes);
    }
    if (list != NULL)
        row->list = list->index;
    bool is_coded = row->codes != 0 || row->list != 0;
    row->patient = !use->shown && (use->patient || e->patient || (patient && !is_coded));
    if (e->shape != NULL) {
        // Not used with all its components: as if none were mentioned.
        struct use *none = ARENA_ARRAY(memory, struct use, e->shape->part_count);
        bool is_used = use->usage != GRAMMAR_NOT_USED && use->components != NULL;
        row->components = elements_run(
            e->shape->parts, e->shape->part_count, is_used ? use->components : none, patient);
        row->component_count = (uint32_t)e->shape->part_count;
        row->notes = notes_run(e->shape);
        row->note_count = (uint32_t)e->shape->note_count;
    }
}

static uint32_t elements_run(
    const struct part *parts, size_t count, const struct use *uses, bool patient)
{
    struct grammar_element *rows = ARENA_ARRAY(memory, struct grammar_element, count);
    for (size_t i = 0; i < count; i++)
        fill_element(&rows[i], &parts[i], &uses[i], patient);
    return run_of((void **)&t.element, &t.elements, sizeof(*rows), rows, count);
}

// ---- Segments, loops, sets

static uint16_t add_segment(struct segment *segment, uint16_t loop)
{
    const struct shape *shape = segment->shape;
    struct grammar_segment row = {
        .id = grammar_pack(shape->id),
        .name = text_kept(segment->name),
        .loop = loop,
        .position = (uint16_t)segment->position,
        .usage = (uint8_t)segment->usage,
        .max = segment->max,
        .elements = elements_run(shape->parts, shape->part_count, segment->uses, segment->patient),
        .element_count = (uint32_t)shape->part_count,
        .notes = notes_run(shape),
        .note_count = (uint32_t)shape->note_count,
    };
    if (row.element_count > 31)
        complain(segment->place, "more than 31 elements: widen the masks in edi/grammar.h");
    row.coded = coded_of(row.elements, row.element_count);
    row.required = elements_of(row.elements, row.element_count, GRAMMAR_REQUIRED);
    row.unused = elements_of(row.elements, row.element_count, GRAMMAR_NOT_USED);
    size_t element, component;
    if (guide_qualifier(segment, &element, &component) != NULL) {
        row.qualifier_element = (uint8_t)element;
        row.qualifier_component = (uint8_t)component;
        const struct grammar_element *e = &t.element[row.elements + element - 1];
        if (component > 0)
            e = &t.element[e->components + component - 1];
        row.qualifier_codes = e->codes;
    }
    MORE(t.segment, t.segments);
    t.segment[t.segments - 1] = row;
    return segment->index = (uint16_t)(t.segments - 1);
}

struct grammar_segment *tables_segment(const struct segment *segment)
{
    return &t.segment[segment->index];
}

struct grammar_loop *tables_loop(const struct loop *loop)
{
    return &t.loop[loop->index];
}

const char *tables_text(struct text text)
{
    return text_kept(text);
}

uint32_t tables_codes(const struct code *codes, size_t count)
{
    struct grammar_codes row;
    memset(&row, 0, sizeof(row));
    row.name = row.as_of = text_kept(TEXT(""));
    return codes_row(row, codes, count, NULL);
}

static void fill_step(struct grammar_step *step)
{
    const struct grammar_segment *segment = &t.segment[step->segment];
    const struct grammar_loop *loop = &t.loop[step->loop];
    step->id = segment->id;
    step->position = segment->position;
    step->has_qualifier = segment->qualifier_element != 0;
    const struct grammar_codes *codes = &t.codes[segment->qualifier_codes];
    if (segment->qualifier_element == 1 && segment->qualifier_component == 0 && codes->count == 1)
        step->code = grammar_pack(text_of(t.code[codes->first].code));
    step->usage = step->loop ? loop->usage : segment->usage;
    step->max = step->loop ? loop->max : segment->max;
}

// From the last step to the first: which one comes next.
static void fill_next(struct grammar_loop *loop)
{
    struct grammar_step *steps = &t.step[loop->steps];
    uint16_t required = (uint16_t)loop->step_count;
    memset(loop->first, GRAMMAR_NO_STEP, sizeof(loop->first));
    for (uint32_t i = loop->step_count; i-- > 0;) {
        uint8_t *first = &loop->first[grammar_id_slot(steps[i].id)];
        steps[i].next_in_slot = *first == GRAMMAR_NO_STEP ? (uint16_t)loop->step_count : *first;
        *first = (uint8_t)i;
        if (steps[i].usage == GRAMMAR_REQUIRED)
            required = (uint16_t)i;
        steps[i].next_required = required;
        uint32_t there = i;
        while (there > 0 && steps[there - 1].position == steps[i].position)
            there--;
        steps[i].first_there = (uint16_t)there;
    }
}

// The loops open at once from this one on, and the steps of those where they are most.
static void measure(const struct grammar_loop *loop, size_t *depth, size_t *steps)
{
    size_t deepest = 0, most = 0;
    for (uint32_t i = 0; i < loop->step_count; i++) {
        size_t inner_depth, inner_steps;
        uint16_t inner = t.step[loop->steps + i].loop;
        if (inner == 0)
            continue;
        measure(&t.loop[inner], &inner_depth, &inner_steps);
        deepest = inner_depth > deepest ? inner_depth : deepest;
        most = inner_steps > most ? inner_steps : most;
    }
    *depth = 1 + deepest;
    *steps = loop->step_count + most;
}

// What the validator has room for while it walks the set.
static void check_room(const struct set *set)
{
    size_t depth, steps, most = 0;
    measure(&t.loop[set->loops->index], &depth, &steps);
    for (const struct loop *loop = set->loops; loop != NULL; loop = loop->next)
        most = t.loop[loop->index].step_count > most ? t.loop[loop->index].step_count : most;
    if (depth > GRAMMAR_DEPTH_MAX)
        complain(set->place, "loops are open in %zu levels, more than %d: widen edi/grammar.h",
            depth, GRAMMAR_DEPTH_MAX);
    if (steps + most > GRAMMAR_STEPS_MAX)
        complain(set->place,
            "loops that are open at once have %zu steps with the largest once more, more than %d: "
            "widen edi/grammar.h",
            steps + most, GRAMMAR_STEPS_MAX);
}

void tables_add_set(struct set *set)
{
    uint16_t root = (uint16_t)t.loops;
    for (struct loop *loop = set->loops; loop != NULL; loop = loop->next) {
        MORE(t.loop, t.loops);
        loop->index = (uint16_t)(t.loops - 1);
    }
    for (struct loop *loop = set->loops; loop != NULL; loop = loop->next) {
        struct grammar_loop row = {
            .id = text_kept(loop->id),
            .name = text_kept(loop->name),
            .usage = (uint8_t)loop->usage,
            .max = loop->max,
            .opens = loop->opens == NULL ? 0 : add_segment(loop->opens, loop->index),
            .steps = (uint32_t)t.steps,
        };
        t.loop[loop->index] = row;
    }
    for (struct loop *loop = set->loops; loop != NULL; loop = loop->next) {
        struct grammar_loop *row = &t.loop[loop->index];
        row->steps = (uint32_t)t.steps;
        for (const struct step *step = loop->steps; step != NULL; step = step->next) {
            struct grammar_step to = {0};
            if (step->segment != NULL)
                to.segment = add_segment(step->segment, loop->index);
            else
                to = (struct grammar_step){
                    .segment = t.loop[step->loop->index].opens, .loop = step->loop->index};
            fill_step(&to);
            MORE(t.step, t.steps);
            t.step[t.steps - 1] = to;
            row->step_count++;
        }
        if (row->step_count >= GRAMMAR_NO_STEP)
            complain(set->place, "a loop has too many steps: widen the slots in edi/grammar.h");
        else
            fill_next(row);
    }
    check_room(set);
    MORE(t.set, t.sets);
    t.set[t.sets - 1] = (struct grammar_set){
        .id = text_kept(set->st01),
        .name = text_kept(set->name),
        .title = text_kept(set->title),
        .functional_id = text_kept(set->gs01),
        .versions = text_kept(set->versions),
        .base_versions = text_kept(set->base_versions),
        .like = text_kept(set->like),
        .root = root,
    };
}

void tables_add_envelope(const struct loop *envelope)
{
    static const char *const ids[] = {"ISA", "GS", "GE", "IEA", "TA1"};
    size_t count = 0;
    bool right = true;
    for (const struct step *step = envelope->steps; step != NULL; step = step->next, count++) {
        right = right && count < 5 && text_equal_z(step->segment->shape->id, ids[count]);
        if (right)
            envelope_segments[count] = add_segment(step->segment, 0);
    }
    if (!right || count != 5)
        complain(envelope->place, "the envelope is ISA, GS, GE, IEA and TA1, in this order");
}

// ---- Printing

void tables_print_text(const char *text)
{
    putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            putchar('\\');
        putchar(*text);
    }
    putchar('"');
}

static void print_code_rows(void)
{
    puts("static const struct grammar_code code_rows[] = {");
    for (size_t i = 0; i < t.code_count; i++) {
        printf("{");
        tables_print_text(i == 0 ? "" : t.code[i].code);
        putchar(',');
        tables_print_text(i == 0 ? "" : t.code[i].meaning);
        puts("},");
    }
    puts("};\nstatic const uint32_t packed_rows[] = {");
    for (size_t i = 0; i < t.packed_count; i++)
        printf("%u,%s", t.packed[i], i % 12 == 11 ? "\n" : "");
    puts("};\nstatic const struct grammar_codes codes_rows[] = {");
    for (size_t i = 0; i < t.codes_count; i++) {
        const struct grammar_codes *c = &t.codes[i];
        printf("{");
        tables_print_text(i == 0 ? "" : c->name);
        printf(",%u,%u,%u,%d,%d,%d,", c->first, c->count, c->packed, c->packed_bits, c->external,
            c->by_prefix);
        tables_print_text(i == 0 ? "" : c->as_of);
        puts("},");
    }
    puts("};");
}

static void print_element_rows(void)
{
    puts("static const struct grammar_note note_rows[] = {");
    for (size_t i = 0; i < t.notes; i++) {
        printf("{%d,%d,{", t.note[i].kind, t.note[i].count);
        for (size_t k = 0; k < t.note[i].count; k++)
            printf("%d,", t.note[i].elements[k]);
        printf(t.note[i].count == 0 ? "0},%u},\n" : "},%u},\n", t.note[i].mask);
    }
    puts("};\nstatic const struct grammar_element element_rows[] = {");
    for (size_t i = 0; i < t.elements; i++) {
        const struct grammar_element *e = &t.element[i];
        printf("{%d,%d,%d,%d,%d,%d,%d,%d,%d,%u,%u,%u,%u,%u,%u,", e->number, e->type, e->usage,
            e->min, e->max, e->kept, e->implied, e->patient, e->repeat, e->codes, e->list,
            e->components, e->component_count, e->notes, e->note_count);
        tables_print_text(i == 0 ? "" : e->name);
        puts("},");
    }
    puts("};");
}

static void print_set_rows(void)
{
    puts("static const struct grammar_segment segment_rows[] = {");
    for (size_t i = 0; i < t.segments; i++) {
        const struct grammar_segment *s = &t.segment[i];
        printf("{%u,", s->id);
        tables_print_text(i == 0 ? "" : s->name);
        printf(",%d,%d,%d,%d,%d,%d,%u,%u,%u,%u,%u,%u,%u,%u,%u,%u,%d,%d,%u,%u},\n", s->loop,
            s->position, s->usage, s->qualifier_element, s->qualifier_component, s->max,
            s->qualifier_codes, s->elements, s->element_count, s->required, s->unused, s->coded,
            s->notes, s->note_count, s->marks, s->mark_count, s->codes_facts, s->facts, s->rules,
            s->rule_count);
    }
    puts("};\nstatic const struct grammar_step step_rows[] = {");
    for (size_t i = 0; i < t.steps; i++) {
        const struct grammar_step *s = &t.step[i];
        printf("{%d,%d,%u,%d,%d,%d,%d,%u,%d,%d,%d},\n", s->segment, s->loop, s->id, s->position,
            s->max, s->usage, s->has_qualifier, s->code, s->next_in_slot, s->next_required,
            s->first_there);
    }
    puts("};\nstatic const struct grammar_loop loop_rows[] = {");
    for (size_t i = 0; i < t.loops; i++) {
        const struct grammar_loop *l = &t.loop[i];
        printf("{");
        tables_print_text(i == 0 ? "" : l->id);
        putchar(',');
        tables_print_text(i == 0 ? "" : l->name);
        printf(",%d,%d,%d,%u,%u,{", l->usage, l->max, l->opens, l->steps, l->step_count);
        for (size_t k = 0; k < GRAMMAR_SLOTS; k++)
            printf("%d,", l->first[k]);
        printf("},%u,%u,%d,%d,%d,%d},\n", l->rules, l->rule_count, l->facts, l->fact_count,
            l->keeps, l->keep_count);
    }
    puts("};\nstatic const struct grammar_set set_rows[] = {");
    for (size_t i = 0; i < t.sets; i++) {
        const struct grammar_set *s = &t.set[i];
        const char *const words[] = {
            s->id, s->name, s->title, s->functional_id, s->versions, s->base_versions, s->like};
        printf("{");
        for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++) {
            tables_print_text(i == 0 ? "" : words[k]);
            putchar(',');
        }
        printf("%d},\n", s->root);
    }
    puts("};");
}

void tables_print(void)
{
    if (t.segments > UINT16_MAX || t.loops > UINT16_MAX)
        complain(nowhere, "more than 65535 segments or loops: widen the indexes in edi/grammar.h");
    puts("// Made by scripts/grammar/ from edi/grammar/.\n#include \"edi/grammar.h\"");
    print_code_rows();
    print_element_rows();
    print_set_rows();
    size_t rules = rules_print();
    printf("const struct grammar grammar = {set_rows, %zu, loop_rows, %zu, step_rows, "
           "segment_rows, %zu, element_rows, note_rows, codes_rows, %zu, code_rows, packed_rows, "
           "test_rows, "
           "mark_rows, literal_rows, rule_rows, %zu};\n",
        t.sets - 1, t.loops - 1, t.segments - 1, t.codes_count - 1, rules);
    printf("const uint32_t grammar_envelope[5] = {%u, %u, %u, %u, %u};\n", envelope_segments[0],
        envelope_segments[1], envelope_segments[2], envelope_segments[3], envelope_segments[4]);
}
