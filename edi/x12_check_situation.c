// Situational rules (SNIP 4, and check digits): one thing by another, as edi/grammar/rules/ say it.
// A segment that a rule asks for makes facts true or leaves a value behind, within the loop that is
// their home; rules are judged when their segment is met or their loop ends. A segment that no rule
// names costs two comparisons.
#include <stdio.h>

#include "edi/x12_check_state.h"

// ---- Rules

// What the alternatives depend on: the one that is so, or the first.
static struct check_site site_of(const struct check_state *state, uint32_t at, bool demand)
{
    struct check_site first, site;
    const struct grammar_literal *literal = &grammar.literal[at];
    if (x12_check_is_so(state, literal, demand, &first))
        return first;
    for (; literal->or_next; literal++) {
        if (x12_check_is_so(state, literal + 1, demand, &site))
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
    for (uint32_t i = rule->first; i < rule->first + rule->when;
         x12_check_one_is_so(state, &i, false)) {
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

// How a 999 says that the demand, by its first alternative, is not met. Of warnings it says
// nothing.
static void name_error(const struct grammar_rule *rule, const struct grammar_literal *demand,
    const char **ik304, const char **ik403)
{
    const struct grammar_test *test = &grammar.test[demand->test];
    *ik304 = *ik403 = "";
    if (rule->severity != X12_REJECT)
        return;
    if (demand->missing > 0) {
        *ik304 = demand->no ? "I9" : "I6";
    } else if (demand->of == GRAMMAR_OF_SEGMENT && test->elements != 0) {
        *ik304 = "8";
        *ik403 = test->kind == GRAMMAR_THERE  ? (demand->no ? "I13" : "I9")
                 : test->kind == GRAMMAR_FORM ? "I12"
                                              : "7";
    }
}

static void tell(struct check_state *state, const struct grammar_rule *rule,
    const struct grammar_literal *demand, const struct check_site *site, struct text value)
{
    struct x12_trigger triggers[X12_TRIGGERS_MAX];
    const struct grammar_element *element = x12_check_site_element(site);
    static const struct check_site nowhere;
    uint16_t missing = demand->no ? 0 : demand->missing;
    const char *ik304, *ik403;
    name_error(rule, demand, &ik304, &ik403);
    x12_check_tell_rule(state, rule,
        (struct x12_finding){.place = x12_check_site_place(state, site),
            .segment_name = site->spec->name,
            .name = element ? element->name : site->spec->name,
            .value = element == NULL || element->patient ? (struct text){0} : value,
            .ik304 = ik304,
            .ik403 = ik403,
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
         x12_check_one_is_so(state, &i, false))
        site = site_of(state, i, false);
    return site;
}

// The demand at `demand` is not met. With `at` a segment is at hand, and the finding stands there.
void x12_check_tell_unmet(
    struct check_state *state, const struct grammar_rule *rule, uint32_t demand, bool at)
{
    struct check_site site = site_of(state, demand, true);
    // What has to be there and is not has no place: what asks for it has.
    if (site.spec == NULL || (at && site.spec != state->spec))
        site = why(state, rule);
    if (site.spec == NULL || (at && site.spec != state->spec))
        site = at ? x12_check_site(state, 0) : opener(state);
    struct text value = {0};
    if (at && site.element > 0)
        value = site.component ? x12_component(state->segment, site.element, site.component)
                               : x12_element(state->segment, site.element);
    tell(state, rule, &grammar.literal[demand], &site, value);
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

// Whether a warning wants certain codes in an element of the segment at hand whose code is in no
// list: that it is none of them was told.
static bool is_on_unknown(const struct check_situation *s, const struct grammar_rule *rule)
{
    uint32_t demands = rule->first + rule->when;
    for (uint32_t i = demands; i < demands + rule->need; i++) {
        if (grammar.literal[i].of == GRAMMAR_OF_SEGMENT && !grammar.literal[i].no &&
            (grammar.test[grammar.literal[i].test].elements & s->unknown_elements) != 0)
            return rule->severity != X12_REJECT;
    }
    return false;
}

// Whether values are there by which the rule may be broken.
static inline bool has_what_it_keeps(
    const struct check_state *state, const struct grammar_rule *rule)
{
    uint64_t has = state->situation.has_kept;
    return state->in_full || ((rule->kept_needs & ~has) == 0 &&
                                 (rule->kept_asks == 0 || (rule->kept_asks & has) != 0));
}

// ---- Loops and segments

void x12_check_situation_begin(struct check_state *state)
{
    struct check_situation *s = &state->situation;
    memset(s->open, 0, sizeof(s->open));
    memset(s->fact, 0, sizeof(s->fact));
    memset(s->kept, 0, sizeof(s->kept));
    s->has_kept = 0;
    memset(s->doubtful, 0, sizeof(s->doubtful));
    memset(s->unsure_fact, 0, sizeof(s->unsure_fact));
    memset(s->unsure_kept, 0, sizeof(s->unsure_kept));
    s->unsure = 0;
    s->faulty = s->unknown = s->unwanted = s->wrong = 0;
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

void x12_check_situation_moved(struct check_state *state, bool by_value)
{
    struct check_situation *s = &state->situation;
    if (state->segment == NULL)
        return;
    if (by_value)
        s->unwanted = state->segment->number;
    else
        s->wrong = state->segment->number;
    // It may belong where nothing stands.
    for (size_t i = 1; by_value && state->spec != NULL && i <= state->spec->element_count; i++) {
        if (i < 64 && x12_element(state->segment, i).size == 0)
            s->faulty_elements |= (uint64_t)1 << i;
    }
    if (s->unwanted == s->wrong)
        s->faulty_elements = UINT64_MAX;
}

void x12_check_situation_unknown(struct check_state *state, size_t number)
{
    struct check_situation *s = &state->situation;
    if (state->segment == NULL || number > 63)
        return;
    if (s->unknown != state->segment->number)
        s->unknown_elements = 0;
    s->unknown = state->segment->number;
    s->unknown_elements |= (uint64_t)1 << number;
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
        if ((s->fact[rule->only] || rule->only == 0) && has_what_it_keeps(state, rule))
            x12_check_judge(state, rule, false, false);
    }
    if (loop->fact_count > 0)
        memset(&s->fact[loop->facts], 0, loop->fact_count * sizeof(s->fact[0]));
    if (loop->keep_count > 0) {
        memset(&s->kept[loop->keeps], 0, loop->keep_count * sizeof(s->kept[0]));
        s->has_kept &= ~((((uint64_t)1 << loop->keep_count) - 1) << loop->keeps);
    }
    if (s->unsure > 0)
        forget_doubt(s, loop);
    s->open[index] = false;
}

// Moves behind the alternatives from *at on. Returns whether all of them hang on codes alone.
static bool are_of_codes(uint32_t *at)
{
    const struct grammar_literal *literal = &grammar.literal[*at];
    bool are = true;
    for (;; literal++) {
        ++*at;
        are = are && literal->of_codes;
        if (!literal->or_next)
            return are;
    }
}

// Whether a rule of the segment at hand cannot be broken by what its codes say: a condition is not
// met, or all demands are.
static bool is_quiet(const struct check_state *state, const struct grammar_rule *rule)
{
    uint32_t i = rule->first, conditions = i + rule->when, end = conditions + rule->need;
    bool met = true;
    while (i < end) {
        uint32_t at = i;
        bool is_demand = i >= conditions;
        bool so = are_of_codes(&i) ? x12_check_one_is_so(state, &at, is_demand) : !is_demand;
        if (!so && !is_demand)
            return true;
        met = met && so;
    }
    return met;
}

void x12_check_situation_note(const struct check_state *state, struct check_memo *memo)
{
    const struct grammar_segment *spec = state->spec;
    memo->holds = 0;
    memo->open = UINT32_MAX;
    if (state->in_full)
        return;
    for (uint32_t i = 0; i < spec->codes_facts && i < CHECK_MEMO_MARKS; i++) {
        const struct grammar_mark *mark = &grammar.mark[spec->marks + i];
        struct check_site site = {0};
        if (!x12_check_holds(state, &grammar.test[mark->test], false, &site))
            continue;
        memo->holds |= (uint32_t)1 << i;
        memo->elements[i] = site.element;
        memo->components[i] = site.component;
    }
    memo->open = 0;
    for (uint32_t i = 0; i < spec->rule_count; i++) {
        const struct grammar_rule *rule = &grammar.rule[spec->rules + i];
        bool is_open = (rule->asks & state->look.there) != 0 && !is_quiet(state, rule);
        memo->open |= (uint32_t)is_open << i;
    }
}

// The mark's fact is true from now on. Returns where it was met, to be told more closely.
static struct check_site *take_fact(struct check_state *state, const struct grammar_mark *mark)
{
    struct check_situation *s = &state->situation;
    s->fact[mark->fact] = true;
    s->met[mark->fact] = x12_check_site(state, 0);
    return &s->met[mark->fact];
}

static bool is_awaited(const struct check_state *state, const struct grammar_mark *mark)
{
    const struct check_situation *s = &state->situation;
    return !s->fact[mark->fact] && s->open[mark->home - state->set->root];
}

// What the segment makes true; before its rules are judged.
static void take_facts(struct check_state *state, const struct check_memo *memo)
{
    const struct grammar_segment *spec = state->spec;
    const struct grammar_mark *marks = &grammar.mark[spec->marks];
    for (uint32_t rest = memo->holds; rest != 0; rest &= rest - 1) {
        uint32_t i = (uint32_t)__builtin_ctz(rest);
        if (!is_awaited(state, &marks[i]))
            continue;
        struct check_site *site = take_fact(state, &marks[i]);
        site->element = memo->elements[i];
        site->component = memo->components[i];
    }
    uint32_t noted = spec->codes_facts < CHECK_MEMO_MARKS ? spec->codes_facts : CHECK_MEMO_MARKS;
    for (uint32_t i = state->in_full ? 0 : noted; i < spec->facts; i++) {
        struct check_site site = x12_check_site(state, 0);
        if (is_awaited(state, &marks[i]) &&
            x12_check_holds(state, &grammar.test[marks[i].test], false, &site))
            *take_fact(state, &marks[i]) = site;
    }
}

// Whether the loop at hand opened without its first segment, and one beside it that begins alike
// has such a segment too: nobody knows which of them it is.
static bool is_guessed(const struct check_state *state)
{
    const struct check_frame *frame = &state->frames[state->depth - 1];
    if (!frame->lacks_opener || state->depth < 2)
        return false;
    const struct grammar_loop *outer = state->frames[state->depth - 2].loop;
    for (uint32_t i = 0; i < outer->step_count; i++) {
        const struct grammar_step *step = &grammar.step[outer->steps + i];
        const struct grammar_loop *loop = &grammar.loop[step->loop];
        if (step->loop != 0 && loop != frame->loop &&
            step->id == grammar.segment[frame->loop->opens].id &&
            x12_check_has_id(loop, state->segment->packed))
            return true;
    }
    return false;
}

// Judges the rules of the segment at hand that may be broken, a bit each.
static void judge_at(struct check_state *state, uint32_t open)
{
    const struct check_situation *s = &state->situation;
    const struct grammar_rule *rules = &grammar.rule[state->spec->rules];
    bool is_faulty = s->faulty == state->segment->number;
    bool is_unknown = s->unknown == state->segment->number;
    if (is_guessed(state))
        return;
    for (; open != 0; open &= open - 1) {
        const struct grammar_rule *rule = &rules[__builtin_ctz(open)];
        if (has_what_it_keeps(state, rule) && !(is_faulty && is_on_fault(s, rule)) &&
            !(is_unknown && is_on_unknown(s, rule)))
            x12_check_judge(state, rule, true, !state->in_full);
    }
}

void x12_check_situation_segment(struct check_state *state, const struct check_memo *memo)
{
    const struct grammar_segment *spec = state->spec;
    const struct check_situation *s = &state->situation;
    if (spec->facts > 0)
        take_facts(state, memo);
    uint32_t open = memo->open & (uint32_t)(((uint64_t)1 << spec->rule_count) - 1);
    if (open != 0)
        judge_at(state, open);
    // Only now: a rule compares the segment with what stood before it.
    for (uint32_t i = spec->facts; i < spec->mark_count; i++) {
        const struct grammar_mark *mark = &grammar.mark[spec->marks + i];
        if (s->open[mark->home - state->set->root])
            x12_check_keep(state, mark);
    }
}
