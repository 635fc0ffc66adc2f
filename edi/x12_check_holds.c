// The tests of situational rules (edi/grammar/rules/): whether what a segment has, or what was kept
// of those before, is as a test says; and rules, which are judged by them.
#include "claims/base/date.h"
#include "claims/base/ident.h"
#include "edi/x12_check_state.h"

// Most of a rule is judged without a call.
#define INLINE static inline __attribute__((always_inline))

// ---- Values

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
        if (!text_is_digit(t.at[i]) || digits == 15 || decimals == 3)
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
    if (t.size < 8)
        return false;
    if (x12_check_plain_day(t.at, day))
        return true;
    t = text_part(t, 0, 8);
    return date_parse_d8(t, &date) && text_to_i64(t, day);
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

// A hash: of texts, equal numbers stand for equal bytes.
static int64_t read_text(struct text t)
{
    uint64_t hash = t.size, word;
    size_t i = 0;
    for (; i + sizeof(word) <= t.size; i += sizeof(word)) {
        memcpy(&word, t.at + i, sizeof(word));
        hash = mix(hash, word);
    }
    for (word = 0; i < t.size; i++)
        word = word << 8 | (unsigned char)t.at[i];
    return (int64_t)mix(hash, word);
}

static __attribute__((noinline)) bool read_kind(
    enum grammar_kept_kind kind, struct text t, int64_t *value)
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

// A value of the segment at hand. The same may be asked for by several rules in a row.
INLINE bool read_value(
    const struct check_state *state, enum grammar_kept_kind kind, struct text t, int64_t *value)
{
    struct check_parts *parts = state->parts;
    // A day is its own first and last.
    if (kind == GRAMMAR_KEPT_LAST_DAY && t.size == 8)
        kind = GRAMMAR_KEPT_FIRST_DAY;
    // An element and its first component begin alike.
    if (parts->read.at != t.at || parts->read.size != t.size || parts->read_as != kind) {
        parts->read = t;
        parts->read_as = (uint8_t)kind;
        parts->is_read = read_kind(kind, t, &parts->value);
    }
    *value = parts->value;
    return parts->is_read;
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
        bool fits = *form == '9'   ? text_is_digit(c)
                    : *form == 'a' ? is_letter(c)
                    : *form == 'x' ? text_is_digit(c) || is_letter(c)
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

// Whether the value stands so to the other one.
INLINE bool passes_number(uint8_t kind, int64_t value, int64_t other)
{
    static const int8_t orders[] = {[GRAMMAR_ABOVE] = 1,
        [GRAMMAR_AFTER] = 1,
        [GRAMMAR_BELOW] = -1,
        [GRAMMAR_BEFORE] = -1,
        [GRAMMAR_SAME] = 0};
    return (value > other) - (value < other) == orders[kind];
}

// Whether the value stands so to one of those kept.
INLINE bool passes_kept(
    const struct check_state *state, const struct grammar_test *test, int64_t value)
{
    const struct check_situation *s = &state->situation;
    const int64_t *kept = s->values[test->kept], *end = kept + s->kept[test->kept];
    if (test->kept_kind == GRAMMAR_KEPT_COUNT)
        return passes_number(test->kind, value, (int64_t)s->kept[test->kept] * 1000);
    for (; kept < end; kept++) {
        if (passes_number(test->kind, value, *kept))
            return true;
    }
    return false;
}

// The same of what the test compares with, which is kept or a number.
INLINE bool passes_value(
    const struct check_state *state, const struct grammar_test *test, int64_t value)
{
    return test->kept == 0 ? passes_number(test->kind, value, test->number)
                           : passes_kept(state, test, value);
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

static __attribute__((noinline)) bool passes(
    const struct check_state *state, const struct grammar_test *test, struct text t)
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
        if (!read_value(state, GRAMMAR_KEPT_NUMBER, t, &value))
            return false;
        if (test->other != 0)
            return read_number(other_of(state, test), &other) &&
                   passes_number(test->kind, value, other);
        return passes_value(state, test, value);
    case GRAMMAR_BEFORE:
    case GRAMMAR_AFTER:
        if (!read_value(state,
                test->kind == GRAMMAR_AFTER ? GRAMMAR_KEPT_LAST_DAY : GRAMMAR_KEPT_FIRST_DAY, t,
                &value))
            return false;
        return passes_value(state, test, value);
    case GRAMMAR_SAME:
        if (test->other != 0)
            return text_equal(t, other_of(state, test));
        if (test->kept_kind == GRAMMAR_KEPT_COUNT)
            return read_value(state, GRAMMAR_KEPT_NUMBER, t, &value) &&
                   passes_kept(state, test, value);
        return read_value(state, (enum grammar_kept_kind)test->kept_kind, t, &value) &&
               passes_kept(state, test, value);
    case GRAMMAR_COUNTED:
        return text_to_i64(t, &value) && value == state->frames[state->depth - 1].ordinal;
    }
    return false;
}

// Whether the segment at hand is the one that the test means.
static bool is_meant(const struct check_state *state, const struct grammar_test *test)
{
    return test->qualifier == 0 || state->code == test->qualifier;
}

// The components of an element of the segment at hand, which tests ask for one after the other.
static void split(const struct check_state *state, size_t element)
{
    struct check_parts *parts = state->parts;
    char separator = state->segment->separators->component;
    struct text t = x12_element(state->segment, element);
    parts->element = element;
    parts->count = 0;
    parts->from[0] = t.at;
    for (size_t i = 0; i < t.size && parts->count < CHECK_PARTS_MAX - 1; i++) {
        if (t.at[i] == separator)
            parts->from[++parts->count] = t.at + i + 1;
    }
    // As if a separator stood behind the last.
    parts->from[++parts->count] = t.at + t.size + 1;
}

static inline struct text component_of(
    const struct check_state *state, size_t element, size_t component)
{
    const struct check_parts *parts = state->parts;
    if (parts->element != element)
        split(state, element);
    if (component > parts->count)
        return (struct text){0};
    const char *from = parts->from[component - 1];
    return (struct text){from, (size_t)(parts->from[component] - from) - 1};
}

// The values that a test names and the segment has, one after the other:
//     struct values v = values_of(state, test);
//     while (next_value(&v)) … v.value, v.element, v.component …
struct values {
    const struct check_state *state;
    uint64_t elements;         // still to come
    uint16_t components, left; // of each; still to come of that at hand
    struct text value;
    uint8_t element, component;
};

static inline struct values values_of(
    const struct check_state *state, const struct grammar_test *test)
{
    return (struct values){.state = state,
        .elements = test->elements & state->look.there,
        .components = test->components};
}

INLINE bool next_value(struct values *v)
{
    for (;;) {
        while (v->left != 0) {
            v->component = (uint8_t)__builtin_ctz(v->left);
            v->left &= (uint16_t)(v->left - 1);
            v->value = component_of(v->state, v->element, v->component);
            if (v->value.size > 0)
                return true;
        }
        if (v->elements == 0)
            return false;
        v->element = (uint8_t)__builtin_ctzll(v->elements);
        v->elements &= v->elements - 1;
        v->component = 0;
        v->left = v->components;
        if (v->left == 0) {
            v->value = x12_element(v->state->segment, v->element);
            return true;
        }
    }
}

INLINE bool passes_quickly(
    const struct check_state *state, const struct grammar_test *test, struct text t)
{
    int64_t value;
    switch (test->kind) {
    case GRAMMAR_THERE:
        return true;
    case GRAMMAR_IS:
        return grammar_has(&grammar.codes[test->codes], t);
    case GRAMMAR_BEFORE:
        return read_value(state, GRAMMAR_KEPT_FIRST_DAY, t, &value) &&
               passes_value(state, test, value);
    default:
        return passes(state, test, t);
    }
}

// The place of a test that no value answers: the first that it names.
static void none_of(const struct grammar_test *test, struct check_site *site)
{
    if (site == NULL)
        return;
    site->element = (uint8_t)__builtin_ctzll(test->elements);
    site->component = (uint8_t)(test->components == 0 ? 0 : __builtin_ctz(test->components));
}

// The same of a test with several elements, or with components.
static __attribute__((noinline)) bool hold_any(const struct check_state *state,
    const struct grammar_test *test, bool each, struct check_site *site)
{
    struct values v = values_of(state, test);
    while (next_value(&v)) {
        if (passes_quickly(state, test, v.value) == each)
            continue;
        if (site != NULL) {
            site->element = v.element;
            site->component = v.component;
        }
        return !each;
    }
    none_of(test, site);
    return each;
}

INLINE bool holds(const struct check_state *state, const struct grammar_test *test, bool each,
    struct check_site *site)
{
    uint64_t there = test->elements & state->look.there;
    if (!is_meant(state, test))
        return each;
    if (test->elements == 0)
        return true;
    if (there == 0) {
        none_of(test, site);
        return each;
    }
    if ((test->elements & (test->elements - 1)) != 0 || test->components != 0)
        return hold_any(state, test, each, site);
    none_of(test, site);
    return passes_quickly(state, test, x12_element(state->segment, (size_t)__builtin_ctzll(there)));
}

bool x12_check_holds(const struct check_state *state, const struct grammar_test *test, bool each,
    struct check_site *site)
{
    return holds(state, test, each, site);
}

// The same of the values kept that the literal names, against others or against a number.
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
        if (passes_value(state, test, value) != each)
            return !each;
    }
    return each;
}

// ---- Literals

INLINE bool is_so(const struct check_state *state, const struct grammar_literal *literal,
    bool demand, struct check_site *site)
{
    const struct check_situation *s = &state->situation;
    const struct grammar_test *test = &grammar.test[literal->test];
    bool each = demand && !literal->no && test->kind != GRAMMAR_THERE, so;
    if (literal->of == GRAMMAR_OF_FACT) {
        so = s->fact[literal->index];
        if (site != NULL)
            *site = so ? s->met[literal->index] : (struct check_site){0};
    } else if (literal->of == GRAMMAR_OF_SEGMENT) {
        if (site != NULL)
            *site = x12_check_site(state, 0);
        so = holds(state, test, each, site);
    } else {
        if (site != NULL)
            *site =
                s->kept[literal->index] > 0 ? s->kept_at[literal->index] : (struct check_site){0};
        so = kept_holds(state, literal, each);
    }
    return so != literal->no;
}

bool x12_check_is_so(const struct check_state *state, const struct grammar_literal *literal,
    bool demand, struct check_site *site)
{
    return is_so(state, literal, demand, site);
}

INLINE bool one_is_so(const struct check_state *state, uint32_t *at, bool demand)
{
    const struct grammar_literal *literal = &grammar.literal[*at];
    bool so = is_so(state, literal, demand, NULL);
    for (; literal->or_next; literal++, ++*at)
        so = so || is_so(state, literal + 1, demand, NULL);
    ++*at;
    return so;
}

bool x12_check_one_is_so(const struct check_state *state, uint32_t *at, bool demand)
{
    return one_is_so(state, at, demand);
}

// ---- Rules

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

void x12_check_judge(
    struct check_state *state, const struct grammar_rule *rule, bool at, bool by_codes)
{
    uint32_t i = rule->first, conditions = i + rule->when, end = conditions + rule->need;
    if (state->situation.unsure > 0 && is_unsure(&state->situation, rule))
        return;
    while (i < conditions) {
        if (by_codes && grammar.literal[i].of_codes && !grammar.literal[i].or_next)
            i++;
        else if (!one_is_so(state, &i, false))
            return;
    }
    while (i < end) {
        uint32_t demand = i;
        if (one_is_so(state, &i, true))
            continue;
        x12_check_tell_unmet(state, rule, demand, at);
        return;
    }
}

// ---- What is kept

static void keep_value(struct check_state *state, const struct grammar_mark *mark, struct text t,
    struct check_site *at)
{
    struct check_situation *s = &state->situation;
    uint32_t *count = &s->kept[mark->kept];
    int64_t value = 0;
    if (mark->kept_kind == GRAMMAR_KEPT_COUNT) {
        if (!passes(state, &grammar.test[mark->test], t))
            return;
    } else {
        if (*count == CHECK_KEPT_VALUES ||
            !read_value(state, (enum grammar_kept_kind)mark->kept_kind, t, &value))
            return;
        s->values[mark->kept][*count] = value;
    }
    ++*count;
    s->has_kept |= (uint64_t)1 << mark->kept;
    s->kept_at[mark->kept] = *at;
}

void x12_check_keep(struct check_state *state, const struct grammar_mark *mark)
{
    struct check_situation *s = &state->situation;
    const struct grammar_test *test = &grammar.test[mark->test];
    if (!is_meant(state, test))
        return;
    struct check_site site = x12_check_site(state, 0);
    if (test->elements == 0) {
        s->kept[mark->kept]++;
        s->has_kept |= (uint64_t)1 << mark->kept;
        s->kept_at[mark->kept] = site;
        return;
    }
    if ((test->elements & (test->elements - 1)) == 0 && test->components == 0) {
        site.element = (uint8_t)__builtin_ctzll(test->elements);
        struct text t = x12_element(state->segment, site.element);
        if (t.size > 0)
            keep_value(state, mark, t, &site);
        return;
    }
    struct values v = values_of(state, test);
    while (next_value(&v)) {
        site.element = v.element;
        site.component = v.component;
        keep_value(state, mark, v.value, &site);
    }
}
