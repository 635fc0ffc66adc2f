#include "scripts/grammar/rules.h"

#include <stdio.h>

#include "scripts/grammar/rule_ref.h"
#include "scripts/grammar/rule_text.h"
#include "scripts/grammar/tables.h"

// The arrays of `grammar` that hold rules; index 0 means none.
static struct {
    struct grammar_test *test;
    struct grammar_mark *mark;
    struct grammar_literal *literal;
    struct grammar_rule *rule;
    size_t tests, marks, literals, rules;
} t;

// Something that segments bring about: a fact, or a value kept.
struct mark {
    struct loop *home;
    struct segment **segments;
    size_t segment_count;
    uint32_t test;
    uint16_t number;
    const struct keep_text *keep; // NULL: a fact
    bool used;
};

struct literal {
    struct grammar_literal row;
    size_t mark; // of a fact or a value kept: index in marks
    const struct segment *missing;
};

// A rule in a set, and where it is judged.
struct judged {
    struct grammar_rule row;
    const struct loop *loop;       // at its end; or
    const struct segment *segment; // when it is met
    struct literal *literals;
    size_t literal_count;
};

// What was made of the rules of the set at hand (rules_now).
static struct {
    struct mark *marks;
    size_t mark_count;
    struct judged *judged;
    size_t judged_count;
} now;

// The row of a test, which begins with what the reference names. Components beyond 15 there are
// not.
static struct grammar_test test_of(
    const struct ref *ref, struct segment *const *found, size_t count)
{
    struct grammar_test row;
    memset(&row, 0, sizeof(row));
    row.elements = ref->elements;
    row.components = (uint16_t)ref->components;
    for (size_t i = 0; i < count; i++) {
        const struct use *use = rule_qualifier(found[i]);
        if (ref->qualifier.size > 0 && use != NULL && use->code_count > 1)
            row.qualifier = grammar_pack(ref->qualifier);
    }
    return row;
}

// ---- Tests: "is 7 8", "from 00100 to 01999", "same billing_npi"

static uint32_t add_test(const struct grammar_test *row)
{
    for (size_t i = 1; i < t.tests; i++) {
        if (memcmp(&t.test[i], row, sizeof(*row)) == 0)
            return (uint32_t)i;
    }
    MORE(t.test, t.tests);
    t.test[t.tests - 1] = *row;
    return (uint32_t)(t.tests - 1);
}

static struct mark *find_kept(struct text name)
{
    for (size_t i = 0; i < now.mark_count; i++) {
        if (now.marks[i].keep != NULL && text_equal(now.marks[i].keep->name, name))
            return &now.marks[i];
    }
    return NULL;
}

static bool is_end(const struct line *line)
{
    struct line ahead = *line;
    struct text word = line_word(&ahead);
    return word.size == 0 || text_equal_z(word, "or");
}

static void read_values(struct line *line, struct grammar_test *row)
{
    struct code *codes = NULL;
    size_t count = 0;
    struct text name;
    if (line_takes_value(line, "list=", &name)) {
        const struct list *list = dictionary_list(name);
        if (list == NULL)
            WRONG(line->place, "there is no list codes/%.*s.txt", TEXT_ARG(name));
        else
            row->codes = list->index;
        return;
    }
    while (!is_end(line)) {
        if (row->kind == GRAMMAR_FROM && count == 1 && !line_takes(line, "to"))
            WRONG(line->place, "a range is written: from 00100 to 01999");
        MORE(codes, count);
        codes[count - 1].code = line_code(line);
    }
    if (count == 0 || (row->kind == GRAMMAR_FROM && count != 2))
        WRONG(line->place, "what is it compared with?");
    if (row->kind != GRAMMAR_FROM)
        dictionary_sort(codes, count);
    row->codes = tables_codes(codes, count);
}

// Thousandths of "12.5".
static bool read_thousandths(struct text word, int64_t *number)
{
    struct text whole = word, part = {0};
    bool more = true;
    int64_t thousands = 0, rest = 0;
    text_split(&word, '.', &more, &whole);
    part = more ? word : part;
    if (!text_to_i64(whole, &thousands) || thousands < 0 || thousands > 1000000000 ||
        part.size > 3 || (part.size > 0 && !text_to_i64(part, &rest)))
        return false;
    for (size_t i = part.size; i < 3; i++)
        rest *= 10;
    *number = thousands * 1000 + rest;
    return true;
}

// An element of the segment at hand: "above SV203", "same SVC01-2".
static bool read_other(
    struct place place, struct text word, struct segment *here, struct grammar_test *row)
{
    struct ref ref;
    if (here == NULL || !text_starts(word, here->shape->id) ||
        !rule_ref_read(place, word, here->loop, &ref) || ref.shape != here->shape ||
        ref.elements == 0)
        return false;
    size_t element = (size_t)__builtin_ctzll(ref.elements);
    size_t component = ref.components == 0 ? 0 : (size_t)__builtin_ctzll(ref.components);
    row->other = (uint16_t)(element * 16 + component);
    return true;
}

static void read_compared(struct line *line, struct segment *here, struct grammar_test *row)
{
    struct text word = line_word(line);
    bool is_day = row->kind == GRAMMAR_BEFORE || row->kind == GRAMMAR_AFTER;
    struct mark *kept = find_kept(word);
    if (kept != NULL) {
        static const bool fits[][GRAMMAR_KEPT_COUNT + 1] = {
            [GRAMMAR_ABOVE] = {[GRAMMAR_KEPT_NUMBER] = true, [GRAMMAR_KEPT_COUNT] = true},
            [GRAMMAR_BELOW] = {[GRAMMAR_KEPT_NUMBER] = true, [GRAMMAR_KEPT_COUNT] = true},
            [GRAMMAR_BEFORE] = {[GRAMMAR_KEPT_FIRST_DAY] = true, [GRAMMAR_KEPT_LAST_DAY] = true},
            [GRAMMAR_AFTER] = {[GRAMMAR_KEPT_FIRST_DAY] = true, [GRAMMAR_KEPT_LAST_DAY] = true},
            [GRAMMAR_SAME] = {true, true, true, true, true},
        };
        if (!fits[row->kind][kept->keep->kind])
            WRONG(line->place,
                "%.*s is kept as another kind of value: above and below compare numbers and "
                "counts, before and after days",
                TEXT_ARG(word));
        row->kept = kept->number;
        row->kept_kind = (uint8_t)kept->keep->kind;
        kept->used = true;
        return;
    }
    if (!is_day && read_other(line->place, word, here, row))
        return;
    if (is_day && word.size == 8 && text_is_digits(word) && text_to_i64(word, &row->number))
        return;
    bool is_number = row->kind == GRAMMAR_ABOVE || row->kind == GRAMMAR_BELOW;
    if (!is_number || !read_thousandths(word, &row->number))
        WRONG(line->place,
            is_number ? "'%.*s' is no number, and no value kept in this set"
                      : "'%.*s' is no value kept in this set: keep NAME in LOOP text REF",
            TEXT_ARG(word));
}

static void read_test(struct line *line, struct segment *here, struct grammar_test *row)
{
    static const char *const words[] = {[GRAMMAR_IS] = "is",
        [GRAMMAR_FROM] = "from",
        [GRAMMAR_FORM] = "form",
        [GRAMMAR_HAS] = "has",
        [GRAMMAR_NPI] = "npi",
        [GRAMMAR_ABA] = "aba",
        [GRAMMAR_ABOVE] = "above",
        [GRAMMAR_BELOW] = "below",
        [GRAMMAR_BEFORE] = "before",
        [GRAMMAR_AFTER] = "after",
        [GRAMMAR_SAME] = "same",
        [GRAMMAR_COUNTED] = "counted"};
    if (is_end(line))
        return;
    struct text word = line_word(line);
    uint8_t kind = GRAMMAR_IS;
    while (kind <= GRAMMAR_COUNTED && !text_equal_z(word, words[kind]))
        kind++;
    row->kind = kind;
    switch (kind) {
    case GRAMMAR_IS:
    case GRAMMAR_FROM:
    case GRAMMAR_FORM:
    case GRAMMAR_HAS:
        read_values(line, row);
        break;
    case GRAMMAR_ABOVE:
    case GRAMMAR_BELOW:
    case GRAMMAR_BEFORE:
    case GRAMMAR_AFTER:
    case GRAMMAR_SAME:
        read_compared(line, here, row);
        break;
    case GRAMMAR_NPI:
    case GRAMMAR_ABA:
    case GRAMMAR_COUNTED:
        break;
    default:
        WRONG(line->place,
            "'%.*s' is no test: is, from, form, has, npi, aba, above, below, before, after, same "
            "and counted are",
            TEXT_ARG(word));
    }
    if (!is_end(line))
        WRONG(line->place,
            "'%.*s' is too much: several tests stand in lines of their own, or with or",
            TEXT_ARG(line->rest));
}

// ---- Literals: "no 2310B/NM108 is XX"

// A fact of that test, home and segments; one that is there already is used again.
static size_t fact_of(
    struct loop *home, uint32_t test, struct segment **segments, size_t segment_count)
{
    for (size_t i = 0; i < now.mark_count; i++) {
        const struct mark *m = &now.marks[i];
        if (m->keep == NULL && m->home == home && m->test == test &&
            m->segment_count == segment_count &&
            memcmp(m->segments, segments, segment_count * sizeof(*segments)) == 0)
            return i;
    }
    MORE(now.marks, now.mark_count);
    now.marks[now.mark_count - 1] = (struct mark){
        .home = home, .segments = segments, .segment_count = segment_count, .test = test};
    return now.mark_count - 1;
}

// `here`: the segment that the rule is judged at; NULL at the end of `loop`.
static bool read_literal(
    struct line *line, struct loop *loop, struct segment *here, struct literal *literal)
{
    *literal = (struct literal){.row.no = line_takes(line, "no")};
    struct text word = line_word(line);
    struct grammar_test row;
    memset(&row, 0, sizeof(row));
    struct mark *kept = find_kept(word);
    if (word.size == 0) {
        WRONG(line->place, "a segment, an element or a loop is missing");
        return false;
    }
    if (kept != NULL) {
        literal->row.of = GRAMMAR_OF_KEPT;
        literal->row.kept_kind = (uint8_t)kept->keep->kind;
        literal->mark = (size_t)(kept - now.marks);
        kept->used = true;
        read_test(line, NULL, &row);
        literal->row.test = add_test(&row);
        return true;
    }
    struct ref ref;
    struct segment **found;
    if (!rule_ref_read(line->place, word, loop, &ref))
        return false;
    bool is_here = here != NULL && !ref.has_loop && ref.shape == here->shape;
    size_t count = rule_segments(&ref, &found);
    if (count == 0 || (is_here && !rule_means(&ref, here))) {
        LACKING(line->place, "%.*s has no such segment there: %.*s", TEXT_ARG(rules_now.set->name),
            TEXT_ARG(word));
        return false;
    }
    if (is_here)
        rule_check_use(line->place, &ref, &here, 1);
    else
        rule_check_use(line->place, &ref, found, count);
    row = test_of(&ref, found, count);
    read_test(line, is_here ? here : NULL, &row);
    if (row.kind != GRAMMAR_THERE && row.elements == 0)
        WRONG(line->place, "which element of %.*s is tested? CLM05-3 is 7", TEXT_ARG(word));
    literal->row.test = add_test(&row);
    literal->row.of = is_here ? GRAMMAR_OF_SEGMENT : GRAMMAR_OF_FACT;
    if (!is_here && ref.any_loop) {
        WRONG(
            line->place, "a fact stands in one loop: name it before the / of %.*s", TEXT_ARG(word));
        return false;
    }
    if (!is_here && row.elements == 0)
        literal->missing = found[0];
    if (!is_here)
        literal->mark = fact_of(rule_home(loop, ref.loop), literal->row.test, found, count);
    return true;
}

static bool read_clause(
    struct line line, struct loop *loop, struct segment *here, struct judged *judged)
{
    for (bool more = true; more;) {
        struct literal literal;
        if (!read_literal(&line, loop, here, &literal))
            return false;
        more = line_takes(&line, "or");
        literal.row.or_next = more;
        MORE(judged->literals, judged->literal_count);
        judged->literals[judged->literal_count - 1] = literal;
    }
    return true;
}

// ---- Rules

// `only`: the code that tells the segment, where the guide has several; else empty.
static void add_rule(const struct rule_text *text, struct loop *loop, struct segment *here,
    const struct grammar_test *only)
{
    struct judged judged = {.row = {.name = tables_text(text->name),
                                .source = tables_text(text->source),
                                .message = tables_text(text->says),
                                .remedy = tables_text(text->remedy),
                                .severity = text->severity,
                                .snip = text->snip},
        .loop = here == NULL ? loop : NULL,
        .segment = here};
    rules_now.lacks = false;
    bool ok = true;
    if (only != NULL) {
        MORE(judged.literals, judged.literal_count);
        judged.literals[0].row =
            (struct grammar_literal){.of = GRAMMAR_OF_SEGMENT, .test = add_test(only)};
    }
    for (size_t i = 0; i < text->when_count && ok; i++)
        ok = read_clause(text->when[i], loop, here, &judged);
    judged.row.when = (uint32_t)judged.literal_count;
    for (size_t i = 0; i < text->need_count && ok; i++)
        ok = read_clause(text->need[i], loop, here, &judged);
    judged.row.need = (uint32_t)judged.literal_count - judged.row.when;
    if (!ok || rules_now.lacks || judged.row.need == 0)
        return;
    MORE(now.judged, now.judged_count);
    now.judged[now.judged_count - 1] = judged;
}

// The loops, or segments, that the rule is judged in.
static void add_rules(const struct rule_text *text)
{
    struct line line = text->scope;
    for (struct text word; (word = line_word(&line)).size > 0;) {
        struct ref ref;
        struct segment **found;
        if (!text->at) {
            struct loop *loop = rule_loop(word);
            if (loop == NULL)
                LACKING(line.place, "%.*s has no loop %.*s", TEXT_ARG(rules_now.set->name),
                    TEXT_ARG(word));
            else
                add_rule(text, loop, NULL, NULL);
            continue;
        }
        if (!rule_ref_read(line.place, word, rules_now.set->loops, &ref))
            continue;
        size_t count = rule_segments(&ref, &found), before = now.judged_count;
        rules_now.may_lack = rules_now.may_lack || ref.any_loop;
        if (count == 0)
            LACKING(line.place, "%.*s has no such segment there: %.*s",
                TEXT_ARG(rules_now.set->name), TEXT_ARG(word));
        for (size_t i = 0; i < count; i++) {
            struct grammar_test only = test_of(&ref, &found[i], 1);
            add_rule(text, found[i]->loop, found[i], only.qualifier == 0 ? NULL : &only);
        }
        rules_now.may_lack = rules_now.set->like.size > 0;
        if (now.judged_count == before)
            LACKING(line.place, "%.*s has nowhere what the rule names: %.*s",
                TEXT_ARG(rules_now.set->name), TEXT_ARG(word));
    }
}

static void add_kept(const struct keep_text *text)
{
    struct loop *home = rule_loop(text->loop);
    if (home == NULL) {
        LACKING(text->place, "%.*s has no loop %.*s", TEXT_ARG(rules_now.set->name),
            TEXT_ARG(text->loop));
        return;
    }
    if (find_kept(text->name) != NULL)
        WRONG(text->place, "the set keeps two values %.*s", TEXT_ARG(text->name));
    struct line line = text->refs;
    for (struct text word; (word = line_word(&line)).size > 0;) {
        struct ref ref;
        struct segment **found;
        if (!rule_ref_read(text->place, word, home, &ref))
            continue;
        size_t count = rule_segments(&ref, &found);
        if (count == 0 || !rule_is_inside(found[0]->loop, home)) {
            LACKING(text->place, "the loop of %.*s has no such segment: %.*s",
                TEXT_ARG(rules_now.set->name), TEXT_ARG(word));
            continue;
        }
        rule_check_use(text->place, &ref, found, count);
        struct grammar_test row = test_of(&ref, found, count);
        if (text->kind == GRAMMAR_KEPT_COUNT) {
            read_test(&line, NULL, &row);
            line_takes(&line, "or");
        }
        if (row.elements == 0 && text->kind != GRAMMAR_KEPT_COUNT)
            WRONG(text->place, "which element of %.*s is kept?", TEXT_ARG(word));
        MORE(now.marks, now.mark_count);
        now.marks[now.mark_count - 1] = (struct mark){.home = home,
            .segments = found,
            .segment_count = count,
            .test = add_test(&row),
            .keep = text};
    }
}

// ---- Rows of the set

// Numbers facts, or values kept, home by home. Those of one name are one value.
static void number_marks(bool kept, size_t most)
{
    uint16_t next = 1;
    for (struct loop *loop = rules_now.set->loops; loop != NULL; loop = loop->next) {
        uint16_t first = next;
        for (size_t i = 0; i < now.mark_count; i++) {
            struct mark *m = &now.marks[i];
            if (m->home != loop || (m->keep != NULL) != kept)
                continue;
            const struct mark *same = kept ? find_kept(m->keep->name) : m;
            m->number = same < m ? same->number : next++;
        }
        struct grammar_loop *row = tables_loop(loop);
        *(kept ? &row->keeps : &row->facts) = first;
        *(kept ? &row->keep_count : &row->fact_count) = (uint16_t)(next - first);
    }
    if (next > most)
        complain(rules_now.set->place,
            "the rules of the set need more than %zu %s: widen edi/grammar.h", most - 1,
            kept ? "values kept" : "facts");
}

static bool has_segment(const struct mark *m, const struct segment *segment)
{
    for (size_t i = 0; i < m->segment_count; i++) {
        if (m->segments[i] == segment)
            return true;
    }
    return false;
}

// Whether a test hangs on nothing but the codes of its segment.
static bool is_of_codes(uint32_t test, const struct segment *segment)
{
    const struct grammar_test *row = &t.test[test];
    uint64_t elements = row->elements | (row->other == 0 ? 0 : (uint64_t)1 << row->other / 16);
    return row->kept == 0 && row->kind != GRAMMAR_COUNTED &&
           (row->kind == GRAMMAR_THERE ||
               (elements & ~(uint64_t)tables_segment(segment)->coded) == 0);
}

// Facts that hang on codes alone, other facts, values kept: in this order they stand at a segment.
#define MARK_KINDS 3
static size_t mark_kind(const struct mark *m, const struct segment *segment)
{
    return m->keep != NULL ? 2 : is_of_codes(m->test, segment) ? 0 : 1;
}

// ---- Elements without which a rule at a segment is not broken (grammar_rule.asks)

// Those of the alternatives from *at on, none of which is so without one of them; 0: some may be.
static uint64_t asked_by_condition(const struct judged *j, size_t *at)
{
    uint64_t elements = 0;
    bool all = true;
    for (bool more = true; more; ++*at) {
        const struct grammar_literal *l = &j->literals[*at].row;
        bool asks = l->of == GRAMMAR_OF_SEGMENT && !l->no && t.test[l->test].elements != 0;
        all = all && asks;
        elements |= asks ? t.test[l->test].elements : 0;
        more = l->or_next;
    }
    return all ? elements : 0;
}

// Those without which one of the alternatives from *at on is so, for certain; 0: there are none.
static uint64_t asked_by_demand(const struct judged *j, size_t *at)
{
    uint64_t elements = 0;
    for (bool more = true; more; ++*at) {
        const struct grammar_literal *l = &j->literals[*at].row;
        const struct grammar_test *test = &t.test[l->test];
        if (elements == 0 && l->of == GRAMMAR_OF_SEGMENT && test->elements != 0 &&
            (l->no || test->kind != GRAMMAR_THERE))
            elements = test->elements;
        more = l->or_next;
    }
    return elements;
}

// Those of the condition that asks for the fewest; else those of all demands, when each asks for
// some; else the segment itself.
static uint32_t asked_by(const struct judged *j)
{
    uint64_t least = 0, all = 0;
    bool each = true;
    size_t at = 0;
    if (j->segment == NULL)
        return 1;
    while (at < j->row.when) {
        uint64_t elements = asked_by_condition(j, &at);
        bool is_less = least == 0 || __builtin_popcountll(elements) < __builtin_popcountll(least);
        if (elements != 0 && is_less)
            least = elements;
    }
    while (at < j->literal_count) {
        uint64_t elements = asked_by_demand(j, &at);
        each = each && elements != 0;
        all |= elements;
    }
    return (uint32_t)(least != 0 ? least : each ? all : 1);
}

// ---- Values kept without which a rule is not broken (grammar_rule.kept_needs, kept_asks)

// The value kept with which a test compares, a bit; 0: none, or a count, which is 0 then.
static uint64_t compared(const struct grammar_test *test)
{
    bool is_value = test->kept != 0 && test->kept_kind != GRAMMAR_KEPT_COUNT;
    return is_value ? (uint64_t)1 << test->kept : 0;
}

// Those without any of which the condition at *at is not met; none when it has alternatives.
static uint64_t needed_by_condition(const struct judged *j, size_t *at)
{
    const struct grammar_literal *l = &j->literals[*at].row;
    const struct grammar_test *test = &t.test[l->test];
    uint64_t kept = 0;
    bool is_alone = !l->or_next;
    while (j->literals[(*at)++].row.or_next)
        continue;
    if (!is_alone || l->no || l->of == GRAMMAR_OF_FACT)
        return 0;
    if (l->of == GRAMMAR_OF_KEPT && l->kept_kind != GRAMMAR_KEPT_COUNT)
        kept = (uint64_t)1 << l->index;
    return kept | compared(test);
}

// One without which the demand at *at is met for certain; 0: there is none.
static uint64_t asked_of_kept(const struct judged *j, size_t *at)
{
    uint64_t kept = 0;
    for (bool more = true; more; ++*at) {
        const struct grammar_literal *l = &j->literals[*at].row;
        const struct grammar_test *test = &t.test[l->test];
        bool is_there = test->kind == GRAMMAR_THERE;
        if (kept == 0 && l->of == GRAMMAR_OF_KEPT &&
            (is_there ? l->no : l->kept_kind != GRAMMAR_KEPT_COUNT))
            kept = (uint64_t)1 << l->index;
        else if (kept == 0 && l->of == GRAMMAR_OF_SEGMENT && l->no)
            kept = compared(test);
        more = l->or_next;
    }
    return kept;
}

static void fill_kept(struct judged *j)
{
    size_t at = 0;
    bool each = true;
    while (at < j->row.when)
        j->row.kept_needs |= needed_by_condition(j, &at);
    while (at < j->literal_count) {
        uint64_t kept = asked_of_kept(j, &at);
        each = each && kept != 0;
        j->row.kept_asks |= kept;
    }
    if (!each)
        j->row.kept_asks = 0;
}

static uint32_t add_judged(const struct loop *loop, const struct segment *segment, uint32_t *count)
{
    uint32_t first = (uint32_t)t.rules;
    for (size_t i = 0; i < now.judged_count; i++) {
        struct judged *j = &now.judged[i];
        if (j->loop != loop || j->segment != segment)
            continue;
        j->row.first = (uint32_t)t.literals;
        for (size_t k = 0; k < j->literal_count; k++) {
            struct literal *l = &j->literals[k];
            if (l->row.of != GRAMMAR_OF_SEGMENT)
                l->row.index = now.marks[l->mark].number;
            l->row.missing = l->missing != NULL ? l->missing->index : 0;
            l->row.of_codes = l->row.of == GRAMMAR_OF_SEGMENT && is_of_codes(l->row.test, segment);
            MORE(t.literal, t.literals);
            t.literal[t.literals - 1] = l->row;
        }
        const struct grammar_literal *begin = &j->literals[0].row;
        if (j->row.when > 0 && begin->of == GRAMMAR_OF_FACT && !begin->no && !begin->or_next)
            j->row.only = begin->index;
        j->row.asks = asked_by(j);
        fill_kept(j);
        MORE(t.rule, t.rules);
        t.rule[t.rules - 1] = j->row;
        ++*count;
    }
    return *count == 0 ? 0 : first;
}

// A bit each in check_memo.open (edi/x12_check_state.h).
#define RULES_AT_MAX 32

static void add_segment_rows(const struct segment *segment)
{
    struct grammar_segment *row = tables_segment(segment);
    row->marks = (uint32_t)t.marks;
    for (size_t i = 0; i < MARK_KINDS * now.mark_count; i++) {
        const struct mark *m = &now.marks[i % now.mark_count];
        size_t kind = mark_kind(m, segment);
        if (kind != i / now.mark_count || !has_segment(m, segment))
            continue;
        row->codes_facts = (uint8_t)(row->codes_facts + (kind == 0));
        row->facts = (uint8_t)(row->facts + (kind < 2));
        MORE(t.mark, t.marks);
        t.mark[t.marks - 1] = (struct grammar_mark){.test = m->test,
            .home = m->home->index,
            .fact = m->keep == NULL ? m->number : 0,
            .kept = m->keep == NULL ? 0 : m->number,
            .kept_kind = (uint8_t)(m->keep == NULL ? 0 : m->keep->kind)};
        row->mark_count++;
    }
    row->rules = add_judged(NULL, segment, &row->rule_count);
    if (row->rule_count > RULES_AT_MAX)
        complain(segment->place,
            "more than %d rules are judged at this segment: widen the masks in"
            " edi/x12_check_state.h",
            RULES_AT_MAX);
}

static void add_rows(void)
{
    size_t loops = 0;
    number_marks(false, GRAMMAR_FACTS_MAX);
    for (struct loop *loop = rules_now.set->loops; loop != NULL; loop = loop->next, loops++) {
        struct grammar_loop *row = tables_loop(loop);
        row->rules = add_judged(loop, NULL, &row->rule_count);
        if (loop->opens != NULL)
            add_segment_rows(loop->opens);
        for (const struct step *step = loop->steps; step != NULL; step = step->next) {
            if (step->segment != NULL)
                add_segment_rows(step->segment);
        }
    }
    if (loops > GRAMMAR_LOOPS_MAX)
        complain(
            rules_now.set->place, "more than %d loops: widen edi/grammar.h", GRAMMAR_LOOPS_MAX);
}

static bool is_for(struct text sets, const struct set *set)
{
    return rule_text_has(sets, set->name) || (set->like.size > 0 && rule_text_has(sets, set->like));
}

void rules_read(const char *folder, struct set *const *sets, size_t set_count)
{
    MORE(t.test, t.tests);
    MORE(t.mark, t.marks);
    MORE(t.literal, t.literals);
    MORE(t.rule, t.rules);
    struct rule_texts texts = rule_texts_read(folder, sets, set_count);
    for (size_t s = 0; s < set_count && complaints == 0; s++) {
        memset(&now, 0, sizeof(now));
        rules_now.set = sets[s];
        rules_now.may_lack = rules_now.set->like.size > 0;
        for (size_t i = 0; i < texts.keep_count; i++) {
            if (is_for(texts.keep[i].sets, rules_now.set))
                add_kept(&texts.keep[i]);
        }
        number_marks(true, GRAMMAR_KEPT_MAX);
        for (size_t i = 0; i < texts.rule_count; i++) {
            if (is_for(texts.rule[i].sets, rules_now.set))
                add_rules(&texts.rule[i]);
        }
        for (size_t i = 0; i < now.mark_count; i++) {
            const struct mark *m = &now.marks[i];
            if (m->keep != NULL && !find_kept(m->keep->name)->used && rules_now.set->like.size == 0)
                WRONG(m->keep->place, "no rule uses %.*s", TEXT_ARG(m->keep->name));
        }
        if (complaints == 0)
            add_rows();
    }
}

// ---- Printing

size_t rules_print(void)
{
    puts("static const struct grammar_test test_rows[] = {");
    for (size_t i = 0; i < t.tests; i++) {
        const struct grammar_test *r = &t.test[i];
        printf("{%d,%d,%d,%d,%d,%lluu,%u,%u,%lld},\n", r->kind, r->kept_kind, r->kept, r->other,
            r->components, (unsigned long long)r->elements, r->qualifier, r->codes,
            (long long)r->number);
    }
    puts("};\nstatic const struct grammar_mark mark_rows[] = {");
    for (size_t i = 0; i < t.marks; i++) {
        const struct grammar_mark *r = &t.mark[i];
        printf("{%u,%d,%d,%d,%d},\n", r->test, r->home, r->fact, r->kept, r->kept_kind);
    }
    puts("};\nstatic const struct grammar_literal literal_rows[] = {");
    for (size_t i = 0; i < t.literals; i++) {
        const struct grammar_literal *r = &t.literal[i];
        printf("{%d,%d,%d,%d,%d,%d,%d,%u},\n", r->no, r->or_next, r->of, r->kept_kind, r->of_codes,
            r->index, r->missing, r->test);
    }
    puts("};\nstatic const struct grammar_rule rule_rows[] = {");
    for (size_t i = 0; i < t.rules; i++) {
        const struct grammar_rule *r = &t.rule[i];
        const char *const words[] = {r->name, r->source, r->message, r->remedy};
        printf("{");
        for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++) {
            tables_print_text(i == 0 ? "" : words[k]);
            putchar(',');
        }
        printf("%d,%d,%d,%u,%lluu,%lluu,%u,%u,%u},\n", r->severity, r->snip, r->only, r->asks,
            (unsigned long long)r->kept_needs, (unsigned long long)r->kept_asks, r->first, r->when,
            r->need);
    }
    puts("};");
    return t.rules - 1;
}
