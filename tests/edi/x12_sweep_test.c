// One fault, one finding: of each segment and element of the valid files (x12_check_valid.txt) one
// variant a kind of fault, and each with each other segment in its place besides. Each may be told
// once, but for those of x12_sweep.txt, which says why, and a few where a segment is foreign or was
// moved; and what the guide requires, or has codes for, has to be told.
#include "edi/x12_check.h"
#include "tests/edi/valid_files.h"

#define SIGNATURE_BYTES  ((size_t)512)
#define EXCEPTIONS_MAX   512
#define COUNTED_FINDINGS 8

static const struct form form = {"plain", '*', ':', '^', '~', "", "", 1, 1, 1};

// ---- Faults

enum fault { LOST, DOUBLED, MISSPELT, SWAPPED, FOREIGN, MOVED, BLANK, WRONG, LONG, FAULTS };
static const char *const fault_words[FAULTS] = {
    "lost", "doubled", "misspelt", "swapped", "foreign", "moved", "blank", "wrong", "long"};

// Of a thousand variants with a foreign segment, or a moved one, so many may be told with more than
// two findings: where a segment that begins a loop draws others after it, not all can be known.
static const int many_of_1000[FAULTS] = {[FOREIGN] = 65, [MOVED] = 135};

// A variant, and what it was made of.
struct variant {
    struct valid_file file;
    const char *fault;
    struct text segment; // of the valid file
    size_t element;      // 0: the whole of it
    char changed[2048];
};

// The segments of the file but for the one at `at`, which becomes `count` others.
static void put_segments(struct variant *v, const struct valid_file *file, size_t at,
    const struct text *others, size_t count, size_t taken)
{
    v->file = *file;
    v->segment = file->segments[at];
    v->element = 0;
    v->file.count = 0;
    for (size_t i = 0; i < at; i++)
        v->file.segments[v->file.count++] = file->segments[i];
    for (size_t i = 0; i < count; i++)
        v->file.segments[v->file.count++] = others[i];
    for (size_t i = at + taken; i < file->count; i++)
        v->file.segments[v->file.count++] = file->segments[i];
}

static void add(struct variant *v, size_t *size, struct text t)
{
    assert_true(*size + t.size < sizeof(v->changed));
    memcpy(v->changed + *size, t.at, t.size);
    *size += t.size;
}

// Its id is none that anybody knows; of an HL the next key.
static struct text misspell(struct variant *v, struct text segment)
{
    size_t size = 0, id = 0;
    while (id < segment.size && segment.at[id] != '*')
        id++;
    add(v, &size, text_equal_z(text_part(segment, 0, id), "HL") ? TEXT("HK") : TEXT("XQ"));
    add(v, &size, text_part(segment, id, segment.size));
    return (struct text){v->changed, size};
}

// False: the file has no such variant.
static bool vary_segment(
    struct variant *v, const struct valid_file *file, size_t at, enum fault fault)
{
    struct text one = file->segments[at], two[2] = {one, one};
    v->fault = fault_words[fault];
    switch (fault) {
    case LOST:
        put_segments(v, file, at, NULL, 0, 1);
        return true;
    case DOUBLED:
        put_segments(v, file, at, two, 2, 1);
        return v->file.count < SEGMENTS_MAX;
    case MISSPELT:
        one = misspell(v, one);
        put_segments(v, file, at, &one, 1, 1);
        return true;
    case SWAPPED:
        if (at + 1 == file->count || text_equal(one, file->segments[at + 1]))
            return false;
        two[0] = file->segments[at + 1];
        put_segments(v, file, at, two, 2, 2);
        return true;
    default:
        return false;
    }
}

// The element becomes nothing, what is no code or number, or far too long.
static bool vary_element(
    struct variant *v, const struct valid_file *file, size_t at, size_t element, enum fault fault)
{
    struct text rest = file->segments[at], piece, one;
    size_t size = 0, kept = 0;
    bool more = true;
    v->fault = fault_words[fault];
    for (size_t i = 0; text_split(&rest, '*', &more, &piece); i++) {
        if (i > 0)
            add(v, &size, TEXT("*"));
        if (i == element && piece.size == 0)
            return false;
        if (i != element || fault == LONG)
            add(v, &size, piece);
        if (i == element && fault == WRONG)
            add(v, &size, TEXT("@@"));
        for (int n = 0; i == element && fault == LONG && n < 100; n++)
            add(v, &size, TEXT("9"));
        if (v->changed[size - 1] != '*')
            kept = size;
    }
    // Nobody writes separators behind the last value.
    one = (struct text){v->changed, kept};
    put_segments(v, file, at, &one, 1, 1);
    v->element = element;
    return true;
}

// ---- What is found

struct found {
    int count;
    size_t size;
    char words[SIGNATURE_BYTES];
};

static void on_finding(void *context, const struct x12_finding *f)
{
    struct found *found = context;
    const char *at = f->place.element[0] ? f->place.element : f->place.segment_id;
    found->count++;
    int n = snprintf(found->words + found->size, SIGNATURE_BYTES - found->size, "%s%s %s",
        found->size > 0 ? ", " : "", f->word, at);
    if (n > 0 && found->size + (size_t)n < SIGNATURE_BYTES)
        found->size += (size_t)n;
}

// What the guide says of each segment of a file.
struct known {
    const struct grammar_set *guide;
    const struct grammar_segment *specs[SEGMENTS_MAX];
    bool opens[SEGMENTS_MAX];
    size_t count;
    struct found found;
};

static void on_known_finding(void *context, const struct x12_finding *f)
{
    on_finding(&((struct known *)context)->found, f);
}

static void on_segment(void *context, const struct x12_met *met)
{
    struct known *known = context;
    assert_true(known->count < SEGMENTS_MAX);
    known->guide = met->guide;
    known->opens[known->count] = met->opens;
    known->specs[known->count++] = met->spec;
}

static void check_valid(const struct valid_file *file, char *room, struct known *known)
{
    *known = (struct known){0};
    struct x12_check *check = x12_check_new((struct x12_check_handler){
        .context = known, .finding = on_known_finding, .segment = on_segment});
    x12_check_feed(check, valid_files_write(room, file, &form));
    x12_check_end(check);
    x12_check_free(check);
    assert_int_equal(known->found.count, 0);
}

// Whether the guide says for certain that it is a fault.
static bool has_to_be_told(
    const struct known *known, size_t at, size_t element, enum fault fault, struct text value)
{
    const struct grammar_segment *spec = at < known->count   ? known->specs[at]
                                         : known->count == 0 ? &grammar.segment[grammar_envelope[4]]
                                                             : NULL;
    if (spec == NULL || (element > 0 && element > spec->element_count))
        return false;
    const struct grammar_element *e = &grammar.element[spec->elements + element - (element > 0)];
    switch (fault) {
    case MISSPELT:
        return true;
    case LOST:
        return known->count > 0 && spec->usage == GRAMMAR_REQUIRED && spec->max == 1 &&
               !known->opens[at];
    case BLANK:
        return e->usage == GRAMMAR_REQUIRED;
    case WRONG:
        return (e->type != GRAMMAR_AN && e->type != GRAMMAR_ID && e->type != GRAMMAR_COMPOSITE) ||
               e->codes != 0 || e->list != 0;
    case LONG:
        return e->type != GRAMMAR_COMPOSITE && value.size + 100 > e->max;
    default:
        return false;
    }
}

// ---- Exceptions

// Lines "837P lost CLM: segment_order DTP, segment_missing CLM".
struct exceptions {
    struct text page, lines[EXCEPTIONS_MAX];
    int met[EXCEPTIONS_MAX];
    size_t count;
};

static void read_exceptions(struct exceptions *e)
{
    struct text line;
    bool more = true;
    *e = (struct exceptions){.page = files_read("tests/edi/x12_sweep.txt")};
    struct text rest = e->page;
    while (text_split(&rest, '\n', &more, &line)) {
        if (line.size == 0 || *line.at == '#')
            continue;
        assert_true(e->count < EXCEPTIONS_MAX);
        e->lines[e->count++] = line;
    }
}

static bool is_exception(struct exceptions *e, const char *line)
{
    for (size_t i = 0; i < e->count; i++) {
        if (!text_equal_z(e->lines[i], line))
            continue;
        e->met[i]++;
        return true;
    }
    return false;
}

// ---- The sweep

struct sweep {
    struct x12_check *check;
    struct found found;
    struct exceptions exceptions;
    struct variant variant;
    struct known known;
    char *room;
    int histogram[FAULTS][COUNTED_FINDINGS + 1], wrong;
};

static void check_variant(
    struct sweep *s, enum fault fault, size_t at, size_t element, struct text value)
{
    const struct variant *v = &s->variant;
    char line[SIGNATURE_BYTES + 64], id[4];
    s->found = (struct found){0};
    x12_check_feed(s->check, valid_files_write(s->room, &v->file, &form));
    x12_check_end(s->check);
    int count = s->found.count < COUNTED_FINDINGS ? s->found.count : COUNTED_FINDINGS;
    s->histogram[fault][count]++;
    if (many_of_1000[fault] > 0)
        return;
    if (count == 1 || (count == 0 && !has_to_be_told(&s->known, at, element, fault, value)))
        return;
    text_copy_z(id, sizeof(id), text_part(v->segment, 0, 3));
    id[strcspn(id, "*")] = '\0';
    const char *guide = s->known.guide ? s->known.guide->name : "TA1";
    if (element > 0)
        snprintf(
            line, sizeof(line), "%s %s %s%02zu: %s", guide, v->fault, id, element, s->found.words);
    else
        snprintf(line, sizeof(line), "%s %s %s: %s", guide, v->fault, id, s->found.words);
    if (is_exception(&s->exceptions, line))
        return;
    print_message(
        "  %s\n    %.*s: %zu %.*s\n", line, TEXT_ARG(v->file.name), at + 1, TEXT_ARG(v->segment));
    s->wrong++;
}

// Each other segment of the file comes before the one at `at` as well; and that one goes down, or
// another one up before it, by two to six places.
static void sweep_places(struct sweep *s, const struct valid_file *file, size_t at)
{
    struct text several[8] = {{0}, file->segments[at]};
    for (size_t i = 0; i < file->count && file->count + 1 < SEGMENTS_MAX; i++) {
        several[0] = file->segments[i];
        put_segments(&s->variant, file, at, several, 2, 1);
        if (i != at && i != at + 1)
            check_variant(s, FOREIGN, at, 0, (struct text){0});
    }
    for (size_t by = 2; by <= 6 && at + by < file->count; by++) {
        memcpy(several, file->segments + at + 1, by * sizeof(several[0]));
        several[by] = file->segments[at];
        put_segments(&s->variant, file, at, several, by + 1, by + 1);
        check_variant(s, MOVED, at, 0, (struct text){0});
        several[0] = file->segments[at + by];
        memcpy(several + 1, file->segments + at, by * sizeof(several[0]));
        put_segments(&s->variant, file, at, several, by + 1, by + 1);
        check_variant(s, MOVED, at, 0, (struct text){0});
    }
}

static void sweep_segment(struct sweep *s, const struct valid_file *file, size_t at)
{
    struct text rest = file->segments[at], value;
    bool more = true;
    sweep_places(s, file, at);
    for (enum fault fault = 0; fault < FOREIGN; fault++) {
        if (vary_segment(&s->variant, file, at, fault))
            check_variant(s, fault, at, 0, (struct text){0});
    }
    text_split(&rest, '*', &more, &value);
    for (size_t element = 1; text_split(&rest, '*', &more, &value); element++) {
        for (enum fault fault = BLANK; fault < FAULTS; fault++) {
            if (vary_element(&s->variant, file, at, element, fault))
                check_variant(s, fault, at, element, value);
        }
    }
}

static void print_histogram(const struct sweep *s)
{
    for (enum fault fault = 0; fault < FAULTS; fault++) {
        print_message("%-9s", fault_words[fault]);
        for (int i = 0; i <= COUNTED_FINDINGS; i++)
            print_message(" %6d", s->histogram[fault][i]);
        print_message("\n");
    }
}

static void test_sweep(void **state)
{
    (void)state;
    struct text page = files_read("tests/edi/x12_check_valid.txt"), rest = page;
    static struct valid_file file;
    struct sweep *s = calloc(1, sizeof(*s));
    assert_non_null(s);
    s->room = malloc(FILE_BYTES);
    assert_non_null(s->room);
    read_exceptions(&s->exceptions);
    s->check =
        x12_check_new((struct x12_check_handler){.context = &s->found, .finding = on_finding});
    while (valid_files_next(&rest, &file)) {
        check_valid(&file, s->room, &s->known);
        for (size_t at = 0; at < file.count; at++)
            sweep_segment(s, &file, at);
    }
    print_message("variants with 0, 1, 2 ... findings:\n");
    print_histogram(s);
    for (size_t i = 0; i < s->exceptions.count; i++) {
        if (s->exceptions.met[i] == 0) {
            print_message("  no exception any more: %.*s\n", TEXT_ARG(s->exceptions.lines[i]));
            s->wrong++;
        }
    }
    for (enum fault fault = 0; fault < FAULTS; fault++) {
        int all = 0, many = 0;
        for (int i = 0; i <= COUNTED_FINDINGS; i++) {
            all += s->histogram[fault][i];
            many += i > 2 ? s->histogram[fault][i] : 0;
        }
        if (many_of_1000[fault] > 0 && many * 1000 > many_of_1000[fault] * all) {
            print_message(
                "  %s: %d of %d with more than two findings\n", fault_words[fault], many, all);
            s->wrong++;
        }
    }
    int wrong = s->wrong;
    x12_check_free(s->check);
    free((char *)s->exceptions.page.at);
    free(s->room);
    free(s);
    free((char *)page.at);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sweep)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
