// Situational rules (SNIP 4, and check digits): one thing by another, as edi/grammar/rules/ say it.
// A segment that a rule asks for makes facts true or leaves a value behind, within the loop that is
// their home; rules are judged when their segment is met or their loop ends. A segment that no rule
// names costs two comparisons.
#include <stdio.h>

#include "claims/base/date.h"
#include "claims/base/ident.h"
#include "edi/x12_check_state.h"

// ---- Values

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

// Thousandths of a number; false when it is none, or too fine or large to compare.
static bool read_number(struct text t, int64_t *thousandths)
{
    int64_t n = 0;
    size_t decimals = 0, digits = 0;
    bool negative = t.size > 0 && t.at[0] == '-', point = false;
    for (size_t i = negative; i < t.size; i++) {
        if (t.at[i] == '.' && !point) {
            point = true;
            continue;
        }
        if (!is_digit(t.at[i]) || digits == 15 || decimals == 3)
            return false;
        n = n * 10 + t.at[i] - '0';
        digits++;
        decimals += point;
    }
    for (; decimals < 3; decimals++)
        n *= 10;
    *thousandths = negative ? -n : n;
    return digits > 0;
}

// CCYYMMDD as a number: the first day of a value that begins with one, or the last of two days;
// false when it is no day.
static bool read_day(struct text t, bool last, int64_t *day)
{
    date_t date;
    if (last && t.size == 17 && t.at[8] == '-')
        t = text_part(t, 9, 8);
    t = text_part(t, 0, 8);
    return date_parse_d8(t, &date) && text_to_i64(t, day);
}

// FNV-1a: of texts, equal numbers stand for equal bytes.
static int64_t read_text(struct text t)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < t.size; i++)
        hash = (hash ^ (unsigned char)t.at[i]) * UINT64_C(1099511628211);
    return (int64_t)hash;
}

static bool read_value(enum grammar_kept_kind kind, struct text t, int64_t *value)
{
    switch (kind) {
    case GRAMMAR_KEPT_FIRST_DAY:
        return read_day(t, false, value);
    case GRAMMAR_KEPT_LAST_DAY:
        return read_day(t, true, value);
    case GRAMMAR_KEPT_NUMBER:
        return read_number(t, value);
    case GRAMMAR_KEPT_TEXT:
    case GRAMMAR_KEPT_COUNT:
        break;
    }
    *value = read_text(t);
    return true;
}

// ---- Tests

// 9 a digit, a a letter, x either, * any rest, everything else itself.
static bool is_of_form(struct text t, const char *form)
{
    size_t i = 0;
    for (; *form != '\0' && *form != '*'; form++, i++) {
        if (i == t.size)
            return false;
        char c = t.at[i];
        bool fits = *form == '9'   ? is_digit(c)
                    : *form == 'a' ? is_letter(c)
                    : *form == 'x' ? is_digit(c) || is_letter(c)
                                   : *form == c;
        if (!fits)
            return false;
    }
    return *form == '*' || i == t.size;
}

static bool is_passed_over(char c)
{
    return c == ' ' || c == '.';
}

// Whether the words begin at byte `from`: case, blanks and points do not count; the last word is
// whole.
static bool begins_at(struct text t, size_t from, const char *words)
{
    for (; *words != '\0'; words++) {
        if (is_passed_over(*words))
            continue;
        while (from < t.size && is_passed_over(t.at[from]))
            from++;
        if (from == t.size || upper(t.at[from++]) != *words)
            return false;
    }
    return from == t.size || !is_letter(t.at[from]);
}

static bool has_words(struct text t, const char *words)
{
    for (size_t i = 0; i < t.size; i++) {
        bool starts = is_letter(t.at[i]) && (i == 0 || !is_letter(t.at[i - 1]));
        if (starts && begins_at(t, i, words))
            return true;
    }
    return false;
}

// ABA routing number: nine digits, weights 3 7 1, sum a multiple of 10.
static bool is_routing_number(struct text t)
{
    static const int weights[] = {3, 7, 1};
    int sum = 0;
    if (t.size != 9 || !text_is_digits(t))
        return false;
    for (size_t i = 0; i < 9; i++)
        sum += weights[i % 3] * (t.at[i] - '0');
    return sum > 0 && sum % 10 == 0;
}

static bool passes_number(uint8_t kind, int64_t value, int64_t other)
{
    switch (kind) {
    case GRAMMAR_ABOVE:
    case GRAMMAR_AFTER:
        return value > other;
    case GRAMMAR_BELOW:
    case GRAMMAR_BEFORE:
        return value < other;
    default:
        return value == other;
    }
}

// Whether the value stands so to one of those kept.
static bool passes_kept(
    const struct check_state *state, const struct grammar_test *test, int64_t value)
{
    const struct check_situation *s = &state->situation;
    if (test->kept_kind == GRAMMAR_KEPT_COUNT)
        return passes_number(test->kind, value, (int64_t)s->kept[test->kept] * 1000);
    for (uint32_t i = 0; i < s->kept[test->kept]; i++) {
        if (passes_number(test->kind, value, s->values[test->kept][i]))
            return true;
    }
    return false;
}

static bool is_one_of(const struct grammar_test *test, struct text t)
{
    const struct grammar_codes *codes = &grammar.codes[test->codes];
    const struct grammar_code *code = &grammar.code[codes->first];
    if (test->kind == GRAMMAR_FROM) {
        struct text from = text_of(code[0].code), to = text_of(code[1].code);
        return t.size == from.size && text_compare(t, from) >= 0 && text_compare(t, to) <= 0;
    }
    for (uint32_t i = 0; i < codes->count; i++) {
        if (test->kind == GRAMMAR_FORM ? is_of_form(t, code[i].code) : has_words(t, code[i].code))
            return true;
    }
    return false;
}

// The other element of the segment at hand.
static struct text other_of(const struct check_state *state, const struct grammar_test *test)
{
    size_t element = test->other / 16, component = test->other % 16;
    return component == 0 ? x12_element(state->segment, element)
                          : x12_component(state->segment, element, component);
}

static bool passes(const struct check_state *state, const struct grammar_test *test, struct text t)
{
    int64_t value, other;
    switch ((enum grammar_test_kind)test->kind) {
    case GRAMMAR_THERE:
        return true;
    case GRAMMAR_IS:
        return grammar_has(&grammar.codes[test->codes], t);
    case GRAMMAR_FROM:
    case GRAMMAR_FORM:
    case GRAMMAR_HAS:
        return is_one_of(test, t);
    case GRAMMAR_NPI:
        return ident_is_npi(t);
    case GRAMMAR_ABA:
        return is_routing_number(t);
    case GRAMMAR_ABOVE:
    case GRAMMAR_BELOW:
        if (!read_number(t, &value))
            return false;
        if (test->other != 0)
            return read_number(other_of(state, test), &other) &&
                   passes_number(test->kind, value, other);
        return test->kept == 0 ? passes_number(test->kind, value, test->number)
                               : passes_kept(state, test, value);
    case GRAMMAR_BEFORE:
    case GRAMMAR_AFTER:
        if (!read_day(t, test->kind == GRAMMAR_AFTER, &value))
            return false;
        return test->kept == 0 ? passes_number(test->kind, value, test->number)
                               : passes_kept(state, test, value);
    case GRAMMAR_SAME:
        if (test->other != 0)
            return text_equal(t, other_of(state, test));
        if (test->kept_kind == GRAMMAR_KEPT_COUNT)
            return read_number(t, &value) && passes_kept(state, test, value);
        return read_value((enum grammar_kept_kind)test->kept_kind, t, &value) &&
               passes_kept(state, test, value);
    case GRAMMAR_COUNTED:
        return text_to_i64(t, &value) && value == state->frames[state->depth - 1].ordinal;
    }
    return false;
}

// Whether the segment at hand is the one that the test means.
static bool is_meant(const struct check_state *state, const struct grammar_test *test)
{
    const struct grammar_segment *spec = state->spec;
    if (test->qualifier == 0)
        return true;
    return grammar_pack(spec->qualifier_component
                            ? x12_component(state->segment, spec->qualifier_element,
                                  spec->qualifier_component)
                            : x12_element(state->segment, spec->qualifier_element)) ==
           test->qualifier;
}

// The values that a test names and the segment has, one after the other:
//     struct values v = values_of(segment, test);
//     while (next_value(&v)) … v.value, v.element, v.component …
struct values {
    const struct x12_segment *segment;
    uint64_t elements;         // still to come
    uint16_t components, left; // of each; still to come of that at hand
    struct x12_pieces pieces;
    struct text value;
    uint8_t element, component;
};

static inline struct values values_of(
    const struct x12_segment *segment, const struct grammar_test *test)
{
    uint64_t there = segment->count >= 63 ? UINT64_MAX : ((uint64_t)2 << segment->count) - 1;
    return (struct values){
        .segment = segment, .elements = test->elements & there, .components = test->components};
}

static inline bool next_value(struct values *v)
{
    for (;;) {
        while (v->left != 0 && x12_next(&v->pieces)) {
            bool is_named = (v->left >> ++v->component & 1) != 0;
            if (!is_named)
                continue;
            v->left &= (uint16_t) ~(1u << v->component);
            v->value = v->pieces.piece;
            if (v->value.size > 0)
                return true;
        }
        if (v->elements == 0)
            return false;
        v->element = (uint8_t)__builtin_ctzll(v->elements);
        v->elements &= v->elements - 1;
        v->component = 0;
        v->value = x12_element(v->segment, v->element);
        v->left = v->value.size == 0 ? 0 : v->components;
        if (v->left != 0)
            v->pieces = x12_pieces_of(v->value, v->segment->separators->component);
        else if (v->value.size > 0)
            return true;
    }
}

// Whether the segment at hand passes: one of the values, or with `each` all that are there. Sets
// which one it was that passed, or failed; `site` may be NULL.
static bool holds(const struct check_state *state, const struct grammar_test *test, bool each,
    struct check_site *site)
{
    if (!is_meant(state, test))
        return each;
    if (test->elements == 0)
        return true;
    struct values v = values_of(state->segment, test);
    while (next_value(&v)) {
        bool passed = test->kind == GRAMMAR_IS ? grammar_has(&grammar.codes[test->codes], v.value)
                                               : passes(state, test, v.value);
        if (passed == each)
            continue;
        if (site != NULL) {
            site->element = v.element;
            site->component = v.component;
        }
        return !each;
    }
    if (site != NULL) {
        site->element = (uint8_t)__builtin_ctzll(test->elements);
        site->component = (uint8_t)(test->components == 0 ? 0 : __builtin_ctz(test->components));
    }
    return each;
}

// ---- Rules

static struct check_site here(const struct check_state *state)
{
    return (struct check_site){
        .spec = state->spec, .number = state->segment->number, .offset = state->segment->offset};
}

// One value kept against another, or against a number.
static bool kept_holds(
    const struct check_state *state, const struct grammar_literal *literal, bool each)
{
    const struct check_situation *s = &state->situation;
    const struct grammar_test *test = &grammar.test[literal->test];
    uint32_t count = s->kept[literal->index];
    bool is_count = literal->kept_kind == GRAMMAR_KEPT_COUNT;
    if (test->kind == GRAMMAR_THERE)
        return count > 0;
    for (uint32_t i = 0; i < (is_count ? 1 : count); i++) {
        int64_t value = is_count ? (int64_t)count * 1000 : s->values[literal->index][i];
        bool passed = test->kept == 0 ? passes_number(test->kind, value, test->number)
                                      : passes_kept(state, test, value);
        if (passed != each)
            return !each;
    }
    return each;
}

// Whether it is so; of a demand, also when there is nothing to be judged. `site`, unless NULL, is
// set to what was met that it depends on.
static bool is_so(const struct check_state *state, const struct grammar_literal *literal,
    bool demand, struct check_site *site)
{
    const struct check_situation *s = &state->situation;
    const struct grammar_test *test = &grammar.test[literal->test];
    bool each = demand && !literal->no && test->kind != GRAMMAR_THERE, so = false;
    switch ((enum grammar_of)literal->of) {
    case GRAMMAR_OF_FACT:
        so = s->fact[literal->index];
        if (site != NULL)
            *site = so ? s->met[literal->index] : (struct check_site){0};
        break;
    case GRAMMAR_OF_SEGMENT:
        if (site != NULL)
            *site = here(state);
        so = holds(state, test, each, site);
        break;
    case GRAMMAR_OF_KEPT:
        if (site != NULL)
            *site =
                s->kept[literal->index] > 0 ? s->kept_at[literal->index] : (struct check_site){0};
        so = kept_holds(state, literal, each);
        break;
    }
    return so != literal->no;
}

// Whether one of the alternatives from *at on is so; moves behind them.
static inline bool one_is_so(const struct check_state *state, uint32_t *at, bool demand)
{
    const struct grammar_literal *literal = &grammar.literal[*at];
    bool so = is_so(state, literal, demand, NULL);
    for (; literal->or_next; literal++, ++*at)
        so = so || is_so(state, literal + 1, demand, NULL);
    ++*at;
    return so;
}

// What the alternatives depend on: the one that is so, or the first.
static struct check_site site_of(const struct check_state *state, uint32_t at, bool demand)
{
    struct check_site first, site;
    const struct grammar_literal *literal = &grammar.literal[at];
    if (is_so(state, literal, demand, &first))
        return first;
    for (; literal->or_next; literal++) {
        if (is_so(state, literal + 1, demand, &site))
            return site;
    }
    return first;
}

const struct grammar_element *x12_check_site_element(const struct check_site *site)
{
    if (site->element == 0 || site->element > site->spec->element_count)
        return NULL;
    const struct grammar_element *e = &grammar.element[site->spec->elements + site->element - 1];
    if (site->component == 0)
        return e;
    return site->component > e->component_count
               ? NULL
               : &grammar.element[e->components + site->component - 1];
}

struct x12_place x12_check_site_place(
    const struct check_state *state, const struct check_site *site)
{
    struct x12_place place = x12_check_place(state, 0, 0);
    uint16_t loop = site->spec->loop;
    char id[4] = "";
    memcpy(id, &site->spec->id, 3);
    place.segment = site->number;
    place.offset = site->offset;
    text_copy_z(place.segment_id, sizeof(place.segment_id), text_of(id));
    text_copy_z(place.loop, sizeof(place.loop),
        text_of(loop == state->set->root ? "" : grammar.loop[loop].id));
    place.element[0] = '\0';
    if (site->component > 0)
        snprintf(
            place.element, sizeof(place.element), "%s%02u-%u", id, site->element, site->component);
    else if (site->element > 0)
        snprintf(place.element, sizeof(place.element), "%s%02u", id, site->element);
    return place;
}

static bool same_site(const struct check_site *a, const struct check_site *b)
{
    return a->number == b->number && a->element == b->element && a->component == b->component;
}

// What the conditions were met by, the site of the finding left out. Returns how many.
static size_t triggers_of(const struct check_state *state, const struct grammar_rule *rule,
    const struct check_site *left_out, struct x12_trigger triggers[X12_TRIGGERS_MAX])
{
    struct check_site sites[X12_TRIGGERS_MAX];
    size_t count = 0;
    for (uint32_t i = rule->first; i < rule->first + rule->when; one_is_so(state, &i, false)) {
        struct check_site site = site_of(state, i, false);
        // That a segment is there which the finding is about says nothing more.
        bool is_new = site.spec != NULL && count < X12_TRIGGERS_MAX &&
                      (site.element > 0 || site.number != left_out->number) &&
                      !same_site(&site, left_out);
        for (size_t k = 0; k < count && is_new; k++)
            is_new = !same_site(&site, &sites[k]);
        if (!is_new)
            continue;
        const struct grammar_element *whole = NULL;
        if (site.element > 0 && site.element <= site.spec->element_count)
            whole = &grammar.element[site.spec->elements + site.element - 1];
        triggers[count] = (struct x12_trigger){.place = x12_check_site_place(state, &site),
            .element = whole,
            .component = site.component > 0 ? x12_check_site_element(&site) : NULL};
        sites[count++] = site;
    }
    return count;
}

static void tell(struct check_state *state, const struct grammar_rule *rule,
    const struct check_site *site, struct text value, uint16_t missing)
{
    struct x12_trigger triggers[X12_TRIGGERS_MAX];
    const struct grammar_element *element = x12_check_site_element(site);
    static const struct check_site nowhere;
    x12_check_tell_rule(state, rule,
        (struct x12_finding){.place = x12_check_site_place(state, site),
            .segment_name = site->spec->name,
            .name = element ? element->name : site->spec->name,
            .value = element == NULL || element->patient ? (struct text){0} : value,
            .missing = missing > 0 ? &grammar.segment[missing] : NULL,
            .missing_in = missing > 0 ? state->frames[state->depth - 1].loop : NULL,
            .triggers = triggers,
            // What is missing stands nowhere: the finding's place is a trigger then.
            .trigger_count = triggers_of(state, rule, missing > 0 ? &nowhere : site, triggers)});
}

// Where the loop began; between ST and the first loop that is the ST.
static struct check_site opener(const struct check_state *state)
{
    const struct check_frame *frame = &state->frames[state->depth - 1];
    bool is_root = state->depth == 1;
    return (struct check_site){
        .spec = &grammar.segment[is_root ? grammar.step[frame->loop->steps].segment
                                         : frame->loop->opens],
        .number = is_root ? state->open->segment : frame->segment,
        .offset = is_root ? state->open->offset : frame->offset};
}

// What the conditions depend on: the first of them that depends on something that was met.
static struct check_site why(const struct check_state *state, const struct grammar_rule *rule)
{
    struct check_site site = {0};
    for (uint32_t i = rule->first; i < rule->first + rule->when && site.spec == NULL;
         one_is_so(state, &i, false))
        site = site_of(state, i, false);
    return site;
}

// The demand at `demand` is not met. With `at` a segment is at hand, and the finding stands there.
static void tell_unmet(
    struct check_state *state, const struct grammar_rule *rule, uint32_t demand, bool at)
{
    struct check_site site = site_of(state, demand, true);
    // What has to be there and is not has no place: what asks for it has.
    if (site.spec == NULL || (at && site.spec != state->spec))
        site = why(state, rule);
    if (site.spec == NULL || (at && site.spec != state->spec))
        site = at ? here(state) : opener(state);
    struct text value = {0};
    if (at && site.element > 0)
        value = site.component ? x12_component(state->segment, site.element, site.component)
                               : x12_element(state->segment, site.element);
    const struct grammar_literal *literal = &grammar.literal[demand];
    tell(state, rule, &site, value, literal->no ? 0 : literal->missing);
}

// Whether the rule asks for something that hangs on what is missing, misplaced or wrong.
static bool is_unsure(const struct check_situation *s, const struct grammar_rule *rule)
{
    for (uint32_t i = rule->first; i < rule->first + rule->when + rule->need; i++) {
        const struct grammar_literal *literal = &grammar.literal[i];
        if ((literal->of == GRAMMAR_OF_FACT && s->unsure_fact[literal->index]) ||
            (literal->of == GRAMMAR_OF_KEPT && s->unsure_kept[literal->index]) ||
            s->unsure_kept[grammar.test[literal->test].kept])
            return true;
    }
    return false;
}

// Whether the rule asks for an element of the segment at hand that has a fault of its own.
static bool is_on_fault(const struct check_situation *s, const struct grammar_rule *rule)
{
    for (uint32_t i = rule->first; i < rule->first + rule->when + rule->need; i++) {
        const struct grammar_test *test = &grammar.test[grammar.literal[i].test];
        uint64_t elements = test->elements | (test->other ? (uint64_t)1 << test->other / 16 : 0);
        if (grammar.literal[i].of == GRAMMAR_OF_SEGMENT && (elements & s->faulty_elements) != 0)
            return true;
    }
    return s->faulty_elements == UINT64_MAX;
}

static void judge(struct check_state *state, const struct grammar_rule *rule, bool at)
{
    uint32_t i = rule->first, conditions = i + rule->when, end = conditions + rule->need;
    if (state->situation.unsure > 0 && is_unsure(&state->situation, rule))
        return;
    while (i < conditions) {
        if (!one_is_so(state, &i, false))
            return;
    }
    while (i < end) {
        uint32_t demand = i;
        if (one_is_so(state, &i, true))
            continue;
        tell_unmet(state, rule, demand, at);
        return;
    }
}

// ---- Loops and segments

void x12_check_situation_begin(struct check_state *state)
{
    struct check_situation *s = &state->situation;
    memset(s->open, 0, sizeof(s->open));
    memset(s->fact, 0, sizeof(s->fact));
    memset(s->kept, 0, sizeof(s->kept));
    memset(s->doubtful, 0, sizeof(s->doubtful));
    memset(s->unsure_fact, 0, sizeof(s->unsure_fact));
    memset(s->unsure_kept, 0, sizeof(s->unsure_kept));
    s->unsure = 0;
    s->faulty = 0;
}

static size_t index_of(const struct check_state *state, const struct grammar_loop *loop)
{
    return (size_t)(loop - grammar.loop) - state->set->root;
}

void x12_check_situation_open(struct check_state *state)
{
    size_t index = index_of(state, state->frames[state->depth - 1].loop);
    state->situation.open[index] = true;
    state->situation.doubtful[index] = false;
    if (state->handler.code != NULL)
        x12_check_code_open(state);
}

void x12_check_situation_fault(struct check_state *state, size_t number)
{
    struct check_situation *s = &state->situation;
    if (state->segment == NULL)
        return;
    if (s->faulty != state->segment->number)
        s->faulty_elements = 0;
    s->faulty = state->segment->number;
    s->faulty_elements |= number == 0 || number > 63 ? UINT64_MAX : (uint64_t)1 << number;
}

void x12_check_situation_doubt(struct check_state *state)
{
    for (size_t i = 0; state->set != NULL && i < state->depth; i++)
        state->situation.doubtful[index_of(state, state->frames[i].loop)] = true;
}

static bool names(const struct grammar_test *test, size_t number, size_t component)
{
    return number < 64 && (test->elements >> number & 1) != 0 &&
           (component == 0 || test->components == 0 || (test->components >> component & 1) != 0);
}

void x12_check_situation_doubt_element(
    struct check_state *state, const struct grammar_segment *spec, size_t number, size_t component)
{
    struct check_situation *s = &state->situation;
    for (uint32_t i = 0; i < spec->mark_count; i++) {
        const struct grammar_mark *mark = &grammar.mark[spec->marks + i];
        bool hangs = number == 0 || number == spec->qualifier_element ||
                     names(&grammar.test[mark->test], number, component);
        bool *unsure = mark->fact > 0 ? &s->unsure_fact[mark->fact] : &s->unsure_kept[mark->kept];
        if (!hangs || *unsure || !s->open[mark->home - state->set->root])
            continue;
        *unsure = true;
        s->unsure++;
    }
}

// The segments of the loop and of those inside it; all of them with id 0.
static void doubt_inside(struct check_state *state, const struct grammar_loop *loop, uint32_t id)
{
    for (uint32_t i = 0; i < loop->step_count; i++) {
        const struct grammar_step *step = &grammar.step[loop->steps + i];
        const struct grammar_segment *spec = &grammar.segment[step->segment];
        if (id == 0 || spec->id == id)
            x12_check_situation_doubt_element(state, spec, 0, 0);
        if (step->loop != 0)
            doubt_inside(state, &grammar.loop[step->loop], id);
    }
}

static bool opens_loop(const struct grammar_loop *loop, uint32_t id)
{
    for (uint32_t i = 0; i < loop->step_count; i++) {
        const struct grammar_step *step = &grammar.step[loop->steps + i];
        if (step->loop != 0 &&
            (grammar.segment[step->segment].id == id || opens_loop(&grammar.loop[step->loop], id)))
            return true;
    }
    return false;
}

void x12_check_situation_doubt_id(struct check_state *state, uint32_t id)
{
    const struct grammar_loop *root = &grammar.loop[state->set->root];
    // What would have opened a loop leaves in doubt where all stands that comes behind it.
    if (opens_loop(root, id))
        x12_check_situation_doubt(state);
    doubt_inside(state, root, id);
}

void x12_check_situation_doubt_step(struct check_state *state, const struct grammar_step *step)
{
    x12_check_situation_doubt_element(state, &grammar.segment[step->segment], 0, 0);
    if (step->loop != 0)
        doubt_inside(state, &grammar.loop[step->loop], 0);
}

// What was in doubt within the loop that ends.
static void forget_doubt(struct check_situation *s, const struct grammar_loop *loop)
{
    for (uint32_t i = loop->facts; i < loop->facts + (uint32_t)loop->fact_count; i++) {
        s->unsure -= s->unsure_fact[i];
        s->unsure_fact[i] = false;
    }
    for (uint32_t i = loop->keeps; i < loop->keeps + (uint32_t)loop->keep_count; i++) {
        s->unsure -= s->unsure_kept[i];
        s->unsure_kept[i] = false;
    }
}

void x12_check_situation_close(struct check_state *state)
{
    struct check_situation *s = &state->situation;
    const struct grammar_loop *loop = state->frames[state->depth - 1].loop;
    if (state->handler.code != NULL)
        x12_check_code_close(state);
    size_t index = index_of(state, loop);
    for (uint32_t i = 0; i < loop->rule_count && !s->doubtful[index]; i++) {
        const struct grammar_rule *rule = &grammar.rule[loop->rules + i];
        // Most rules end here: what they begin with has not come.
        if (s->fact[rule->only] || rule->only == 0)
            judge(state, rule, false);
    }
    if (loop->fact_count > 0)
        memset(&s->fact[loop->facts], 0, loop->fact_count * sizeof(s->fact[0]));
    if (loop->keep_count > 0)
        memset(&s->kept[loop->keeps], 0, loop->keep_count * sizeof(s->kept[0]));
    if (s->unsure > 0)
        forget_doubt(s, loop);
    s->open[index] = false;
}

static void keep(struct check_state *state, const struct grammar_mark *mark)
{
    struct check_situation *s = &state->situation;
    const struct grammar_test *test = &grammar.test[mark->test];
    struct check_site site = here(state);
    if (!is_meant(state, test))
        return;
    struct values v = values_of(state->segment, test);
    if (test->elements == 0) {
        s->kept[mark->kept]++;
        s->kept_at[mark->kept] = site;
    }
    while (next_value(&v)) {
        uint32_t *count = &s->kept[mark->kept];
        int64_t value = 0;
        bool is_count = mark->kept_kind == GRAMMAR_KEPT_COUNT;
        if (is_count && !passes(state, test, v.value))
            continue;
        if (!is_count && (*count == CHECK_KEPT_VALUES ||
                             !read_value((enum grammar_kept_kind)mark->kept_kind, v.value, &value)))
            continue;
        if (!is_count)
            s->values[mark->kept][*count] = value;
        ++*count;
        site.element = v.element;
        site.component = v.component;
        s->kept_at[mark->kept] = site;
    }
}

void x12_check_situation_segment(struct check_state *state)
{
    struct check_situation *s = &state->situation;
    const struct grammar_segment *spec = state->spec;
    const struct grammar_mark *marks = &grammar.mark[spec->marks];
    size_t root = state->set->root;
    for (uint32_t i = 0; i < spec->mark_count; i++) {
        uint16_t fact = marks[i].fact;
        if (fact == 0 || s->fact[fact] || !s->open[marks[i].home - root])
            continue;
        const struct grammar_test *test = &grammar.test[marks[i].test];
        if (!holds(state, test, false, NULL))
            continue;
        s->fact[fact] = true;
        s->met[fact] = here(state);
        holds(state, test, false, &s->met[fact]);
    }
    bool is_faulty = s->faulty == state->segment->number;
    for (uint32_t i = 0; i < spec->rule_count; i++) {
        const struct grammar_rule *rule = &grammar.rule[spec->rules + i];
        if (!is_faulty || !is_on_fault(s, rule))
            judge(state, rule, true);
    }
    // Only now: a rule compares the segment with what stood before it.
    for (uint32_t i = 0; i < spec->mark_count; i++) {
        if (marks[i].fact == 0 && s->open[marks[i].home - root])
            keep(state, &marks[i]);
    }
}
