// The compiled tables of the guides: their structure, and facts of the guides by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/edi/grammar_walk.h"

static const struct grammar_set *set_named(const char *name)
{
    const struct grammar_set *set = grammar_named(text_of(name));
    if (set == NULL)
        fail_msg("there is no set %s", name);
    return set;
}

static const struct grammar_segment *segment_of(
    const char *set, const char *loop, const char *id, const char *qualifier)
{
    const struct grammar_segment *segment = walk_segment(set_named(set), loop, id, qualifier);
    if (segment == NULL)
        fail_msg("%s %s has no %s %s", set, loop, id, qualifier == NULL ? "" : qualifier);
    return segment;
}

static const struct grammar_element *element_of(
    const struct grammar_segment *segment, uint32_t number, uint32_t component)
{
    const struct grammar_element *e = walk_element(segment, number, component);
    if (e == NULL)
        fail_msg("%s has no element %02u-%u", segment->name, number, component);
    return e;
}

// ---- Versions

static void sets_are_found_by_version(void **state)
{
    (void)state;
    static const struct {
        const char *id, *version, *name; // NULL: there is none
        bool base;
    } cases[] = {
        {"837", "005010X222A1", "837P", false},
        {"837", "005010X222A2", "837P", false},
        {"837", "005010X222", "837P", true},
        {"837", "005010X223A2", "837I", false},
        {"837", "005010X223A3", "837I", false},
        {"837", "005010X223", "837I", true},
        {"837", "005010X224A2", "837D", false},
        {"837", "005010X224", "837D", true},
        {"835", "005010X221A1", "835", false},
        {"835", "005010X221", "835", true},
        {"999", "005010X231A1", "999", false},
        {"999", "005010X231", "999", true},
        {"277", "005010X214", "277CA", false},
        {"276", "005010X212", "276", false},
        {"277", "005010X212", "277", false},
        {"270", "005010X279A1", "270", false},
        {"271", "005010X279A1", "271", false},
        {"271", "005010X279", "271", true},
        {"837", "004010X098A1", NULL, false},
        {"837", "005010X22", NULL, false},
        {"837", "", NULL, false},
        {"835", "005010X222A1", NULL, false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        bool base = !cases[i].base;
        const struct grammar_set *set =
            grammar_find(text_of(cases[i].id), text_of(cases[i].version), &base);
        if (cases[i].name == NULL) {
            assert_null(set);
            continue;
        }
        assert_non_null(set);
        assert_string_equal(set->name, cases[i].name);
        assert_int_equal(base, cases[i].base);
    }
    static const char *const groups[][2] = {{"837P", "HC"}, {"835", "HP"}, {"999", "FA"},
        {"277CA", "HN"}, {"276", "HR"}, {"277", "HN"}, {"270", "HS"}, {"271", "HB"}};
    for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
        assert_string_equal(set_named(groups[i][0])->functional_id, groups[i][1]);
    assert_null(grammar_named(TEXT("837X")));
}

// ---- Structure: what holds for every row

static void check_codes(uint32_t index)
{
    assert_in_range(index, 1, grammar.codes_count);
    const struct grammar_codes *codes = &grammar.codes[index];
    assert_true(codes->count > 0);
    for (uint32_t i = 0; i < codes->count; i++) {
        struct text code = text_of(grammar.code[codes->first + i].code);
        assert_true(code.size > 0);
        assert_true(grammar_has(codes, code));
        assert_string_equal(grammar_meaning(codes, code), grammar.code[codes->first + i].meaning);
        if (i > 0)
            assert_true(text_compare(text_of(grammar.code[codes->first + i - 1].code), code) < 0);
    }
    // Its hash table holds each code once, and has an empty place, where every search ends.
    size_t places = (size_t)1 << codes->packed_bits, filled = 0;
    for (size_t i = 0; codes->packed != 0 && i < places; i++)
        filled += grammar.packed[codes->packed + i] != 0;
    assert_true(codes->packed == 0 || (filled == codes->count && filled < places));
    assert_false(grammar_has(codes, TEXT("")));
    assert_false(grammar_has(codes, TEXT("~")));
    assert_null(grammar_meaning(codes, TEXT("~")));
}

static void check_notes(uint32_t notes, uint32_t count, uint32_t element_count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct grammar_note *note = &grammar.note[notes + i];
        assert_non_null(strchr("PRECL", note->kind));
        assert_in_range(note->count, 2, 8);
        for (size_t k = 0; k < note->count; k++)
            assert_in_range(note->elements[k], 1, element_count);
    }
}

static void check_element(const struct grammar_element *e)
{
    assert_true(*e->name != '\0');
    assert_true(e->repeat >= 1);
    if (e->codes != 0)
        check_codes(e->codes);
    if (e->list != 0)
        assert_true(grammar.codes[e->list].external);
    if (e->type != GRAMMAR_COMPOSITE) {
        assert_true(e->min >= 1 && e->min <= e->max);
        assert_int_equal(e->component_count, 0);
        return;
    }
    assert_int_equal(e->codes, 0);
    assert_true(e->component_count > 0);
    bool used = false;
    for (uint32_t c = 0; c < e->component_count; c++) {
        const struct grammar_element *component = &grammar.element[e->components + c];
        assert_int_not_equal(component->type, GRAMMAR_COMPOSITE);
        check_element(component);
        used = used || component->usage != GRAMMAR_NOT_USED;
    }
    assert_int_equal(used, e->usage != GRAMMAR_NOT_USED);
    check_notes(e->notes, e->note_count, e->component_count);
}

static void check_segment(const struct grammar_segment *s)
{
    assert_true(s->id != 0 && *s->name != '\0' && s->element_count > 0);
    assert_int_not_equal(s->usage, GRAMMAR_NOT_USED);
    for (uint32_t i = 1; i <= s->element_count; i++)
        check_element(element_of(s, i, 0));
    check_notes(s->notes, s->note_count, s->element_count);
    assert_int_equal(s->qualifier_codes != 0, s->qualifier_element != 0);
    if (s->qualifier_element != 0) {
        const struct grammar_element *e =
            element_of(s, s->qualifier_element, s->qualifier_component);
        assert_int_equal(e->usage, GRAMMAR_REQUIRED);
        assert_int_equal(e->codes, s->qualifier_codes);
    }
}

// Returns how many loops it opens, itself included; a loop that comes in two counts twice.
static int check_loop(const struct grammar_loop *loop, int depth)
{
    int count = 1;
    assert_true(depth < 10);
    assert_true(*loop->id != '\0' && *loop->name != '\0');
    const struct grammar_segment *last = NULL;
    for (uint32_t i = 0; i < loop->step_count; i++) {
        const struct grammar_step *step = walk_step(loop, i);
        const struct grammar_segment *s = &grammar.segment[step->segment];
        bool is_hl = step->loop != 0 && walk_is(s, "HL", NULL);
        if (step->loop == 0) {
            check_segment(s);
            assert_ptr_equal(&grammar.loop[s->loop], loop);
        } else {
            assert_int_equal(grammar.loop[step->loop].opens, step->segment);
            assert_int_equal(s->usage, GRAMMAR_REQUIRED);
            check_segment(s);
            count += check_loop(&grammar.loop[step->loop], depth + 1);
        }
        // In order; equal positions are neighbours. HL loops are behind all others.
        if (last != NULL && !is_hl)
            assert_true(last->position <= s->position);
        if (!is_hl)
            last = s;
        else
            assert_true(i + 1 == loop->step_count || walk_step(loop, i + 1)->loop == 0);
    }
    return count;
}

static void every_row_is_sound(void **state)
{
    (void)state;
    // How many loops each guide has, 2300 and what is in it counted under both its parents.
    static const struct {
        const char *name;
        int loops;
    } sets[] = {{"835", 5}, {"999", 3}, {"277CA", 13}, {"276", 14}, {"277", 16}, {"270", 10},
        {"271", 16}, {"837P", 11 + 2 * 27}, {"837I", 11 + 2 * 24}, {"837D", 11 + 2 * 21}};
    for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++) {
        const struct grammar_set *set = set_named(sets[i].name);
        const struct grammar_loop *root = &grammar.loop[set->root];
        assert_string_equal(root->id, "ST");
        assert_true(walk_is(&grammar.segment[walk_step(root, 0)->segment], "ST", NULL));
        assert_true(
            walk_is(&grammar.segment[walk_step(root, root->step_count - 1)->segment], "SE", NULL));
        int loops = check_loop(root, 0) - 1;
        if (loops != sets[i].loops)
            fail_msg("%s has %d loops", set->name, loops);
    }
    for (uint32_t i = 1; i <= grammar.codes_count; i++)
        check_codes(i);
    static const char *const ids[] = {"ISA", "GS", "GE", "IEA", "TA1"};
    for (size_t i = 0; i < 5; i++) {
        const struct grammar_segment *s = &grammar.segment[grammar_envelope[i]];
        assert_true(walk_is(s, ids[i], NULL));
        check_segment(s);
    }
}

// ---- Facts of the guides

// The steps of a loop as "HL PRV [2010AA]".
static void assert_steps(const char *set, const char *loop_id, const char *want)
{
    const struct grammar_loop *loop = walk_loop(&grammar.loop[set_named(set)->root], loop_id);
    assert_non_null(loop);
    char got[600] = "";
    size_t size = 0;
    for (uint32_t i = 0; i < loop->step_count; i++) {
        const struct grammar_step *step = walk_step(loop, i);
        char id[5] = "";
        memcpy(id, &grammar.segment[step->segment].id, 4);
        size += (size_t)snprintf(got + size, sizeof(got) - size, "%s%s%s%s", i == 0 ? "" : " ",
            step->loop != 0 ? "[" : "", step->loop != 0 ? grammar.loop[step->loop].id : id,
            step->loop != 0 ? "]" : "");
    }
    assert_string_equal(got, want);
}

static void loops_are_the_guides(void **state)
{
    (void)state;
    assert_steps("837P", "ST", "ST BHT [1000A] [1000B] [2000A] SE");
    assert_steps("837P", "2000A", "PRV CUR [2010AA] [2010AB] [2010AC] [2000B]");
    // A subscriber's own claims come before the patients below him.
    assert_steps("837P", "2000B", "SBR PAT [2010BA] [2010BB] [2300] [2000C]");
    assert_steps("837P", "2000C", "PAT [2010CA] [2300]");
    assert_steps("837P", "2330B", "N3 N4 DTP REF REF REF REF REF");
    assert_steps("837I", "2000C", "PAT [2010CA] [2300]");
    assert_steps("837D", "2310B", "PRV REF");
    assert_steps("835", "ST", "ST BPR TRN CUR REF REF DTM [1000A] [1000B] [2000] PLB SE");
    assert_steps("835", "2100",
        "CAS NM1 NM1 NM1 NM1 NM1 NM1 NM1 MIA MOA REF REF DTM DTM DTM PER AMT QTY [2110]");
    assert_steps("999", "ST", "ST AK1 [2000] AK9 SE");
    assert_steps("999", "2000", "[2100] IK5");
    assert_steps("999", "2100", "CTX CTX [2110]");
    assert_steps("277CA", "2000B", "[2100B] [2200B] [2000C]");
    assert_steps("277CA", "2200B", "STC QTY QTY AMT AMT");
    assert_steps("271", "2110C", "HSD REF DTP AAA MSG [2115C] [2120CLS]");
    assert_steps("271", "2120CLS", "[2120C] LE");
    assert_steps("276", "2000D", "DMG [2100D] [2200D] [2000E]");
    // 2300 under subscriber and patient is one loop.
    const struct grammar_loop *root = &grammar.loop[set_named("837I")->root];
    assert_ptr_equal(walk_loop(walk_loop(root, "2000C"), "2300"), walk_loop(root, "2300"));
    // Positions: PLB is in the third table, ST in the first.
    assert_int_equal(segment_of("835", "TRL", "PLB", NULL)->position, 20100);
    assert_int_equal(segment_of("835", "HDR", "ST", NULL)->position, 100);
    assert_int_equal(segment_of("835", "2000", "LX", NULL)->position, 10030);
}

static void repeats_and_usages_are_the_guides(void **state)
{
    (void)state;
    enum { N = GRAMMAR_NOT_USED, S = GRAMMAR_SITUATIONAL, R = GRAMMAR_REQUIRED };
    static const struct {
        const char *set, *loop;
        int usage, max; // of the loop
    } loops[] = {{"837P", "2300", S, 100}, {"837P", "2400", R, 50}, {"837I", "2400", R, 999},
        {"837D", "2400", R, 50}, {"837P", "2320", S, 10}, {"837P", "2310A", S, 2},
        {"837P", "2430", S, 15}, {"837P", "2010AA", R, 1}, {"837P", "2010AC", S, 1},
        {"837P", "2000A", R, 0}, {"835", "2000", S, 0}, {"835", "2100", R, 0},
        {"835", "2110", S, 999}, {"277CA", "2000A", R, 1}, {"277CA", "2000C", S, 0},
        {"277CA", "2200D", R, 0}, {"999", "2000", S, 0}, {"270", "2110C", S, 99}};
    for (size_t i = 0; i < sizeof(loops) / sizeof(*loops); i++) {
        const struct grammar_loop *loop =
            walk_loop(&grammar.loop[set_named(loops[i].set)->root], loops[i].loop);
        assert_int_equal(loop->usage, loops[i].usage);
        assert_int_equal(loop->max, loops[i].max);
    }
    static const struct {
        const char *set, *loop, *id, *qualifier;
        int usage, max;
    } segments[] = {{"837P", "2010AA", "REF", "EI", R, 1}, {"837P", "2010AA", "REF", "SY", R, 1},
        {"837P", "2010AA", "REF", "1G", S, 2}, {"837P", "2300", "HI", "ABK", R, 1},
        {"837P", "2300", "HI", "BG", S, 2}, {"837P", "2400", "DTP", "472", R, 1},
        {"837I", "2300", "CL1", NULL, R, 1}, {"837I", "2300", "DTP", "434", R, 1},
        {"837I", "2300", "HI", "ABF", S, 2}, {"837D", "2300", "HI", "ABK", S, 1},
        {"837D", "2400", "TOO", NULL, S, 32}, {"837D", "2300", "DN2", NULL, S, 35},
        {"835", "1000A", "PER", "BL", R, 0}, {"835", "2100", "CAS", NULL, S, 99},
        {"835", "2110", "DTM", "472", S, 2}, {"835", "TRL", "PLB", NULL, S, 0},
        {"277CA", "2200D", "STC", NULL, R, 0}, {"277CA", "2200D", "DTP", "472", R, 1},
        {"999", "2100", "CTX", "SITUATIONAL TRIGGER", S, 9}, {"999", "2100", "CTX", "CLM01", S, 1}};
    for (size_t i = 0; i < sizeof(segments) / sizeof(*segments); i++) {
        const struct grammar_segment *s =
            segment_of(segments[i].set, segments[i].loop, segments[i].id, segments[i].qualifier);
        assert_int_equal(s->usage, segments[i].usage);
        assert_int_equal(s->max, segments[i].max);
    }
}

static void elements_are_the_guides(void **state)
{
    (void)state;
    enum { N = GRAMMAR_NOT_USED, S = GRAMMAR_SITUATIONAL, R = GRAMMAR_REQUIRED };
    static const struct {
        const char *set, *loop, *id, *qualifier;
        int number, component, usage, min, max, kept;
        const char *codes, *list;
    } cases[] = {
        {"837P", "HDR", "BHT", NULL, 3, 0, R, 1, 30, 0, "", ""},
        {"837P", "HDR", "BHT", NULL, 6, 0, R, 2, 2, 0, "31|CH|RP", ""},
        {"837P", "2300", "CLM", NULL, 1, 0, R, 1, 38, 20, "", ""},
        {"837P", "2300", "CLM", NULL, 2, 0, R, 1, 10, 0, "", ""},
        {"837P", "2300", "CLM", NULL, 3, 0, N, 1, 2, 0, "", ""},
        {"837P", "2300", "CLM", NULL, 5, 1, R, 1, 2, 0, "", "place_of_service"},
        {"837P", "2300", "CLM", NULL, 5, 2, R, 1, 2, 0, "B", ""},
        {"837P", "2300", "CLM", NULL, 5, 3, R, 1, 1, 0, "", "claim_frequency"},
        {"837I", "2300", "CLM", NULL, 5, 1, R, 1, 2, 0, "", "facility_type"},
        {"837I", "2300", "CLM", NULL, 5, 2, R, 1, 2, 0, "A", ""},
        {"837I", "2300", "CLM", NULL, 6, 0, N, 1, 1, 0, "", ""},
        {"837P", "2300", "CLM", NULL, 11, 2, S, 2, 3, 0, "AA|EM|OA", ""},
        {"837P", "2300", "CLM", NULL, 11, 3, N, 2, 3, 0, "", ""},
        {"837P", "2300", "HI", "ABK", 12, 1, R, 1, 3, 0, "ABF|BF", ""},
        {"837P", "2300", "HI", "ABK", 12, 3, N, 2, 3, 0, "", ""},
        {"837I", "2300", "HI", "BE", 5, 5, R, 1, 10, 0, "", ""},
        {"837I", "2300", "HI", "ABF", 7, 9, S, 1, 1, 0, "N|U|W|Y", ""},
        {"837P", "2400", "SV1", NULL, 4, 0, R, 1, 8, 0, "", ""},
        {"837P", "2400", "SV1", NULL, 3, 0, R, 2, 2, 0, "MJ|UN", ""},
        {"837P", "2400", "SV1", NULL, 7, 1, R, 1, 2, 0, "", ""},
        {"837P", "2400", "SV1", NULL, 7, 4, S, 1, 2, 0, "", ""},
        {"837P", "2400", "REF", "6R", 2, 0, R, 1, 50, 30, "", ""},
        {"837I", "2400", "SV2", NULL, 1, 0, R, 1, 48, 0, "", "revenue_code"},
        {"837D", "2400", "SV3", NULL, 1, 1, R, 2, 2, 0, "AD", ""},
        {"837P", "2320", "CAS", NULL, 2, 0, R, 1, 5, 0, "", "carc"},
        {"837P", "2320", "CAS", NULL, 1, 0, R, 1, 2, 0, "CO|CR|OA|PI|PR", ""},
        {"835", "2100", "CAS", NULL, 1, 0, R, 1, 2, 0, "CO|OA|PI|PR", ""},
        {"837P", "2010AA", "N4", NULL, 2, 0, S, 2, 2, 0, "", "state"},
        {"835", "2100", "CLP", NULL, 2, 0, R, 1, 2, 0, "1|19|2|20|21|22|23|25|3|4", ""},
        {"835", "HDR", "BPR", NULL, 4, 0, R, 3, 3, 0, "ACH|BOP|CHK|FWT|NON", ""},
        {"835", "HDR", "ST", NULL, 3, 0, S, 1, 35, 0, "", ""},
        {"277CA", "2200D", "STC", NULL, 1, 1, R, 1, 30, 0, "", "claim_status_category"},
        {"277CA", "2200D", "STC", NULL, 1, 2, R, 1, 30, 0, "", "claim_status"},
        {"277CA", "2220D", "STC", NULL, 2, 0, N, 8, 8, 0, "", ""},
        {"277CA", "2000D", "HL", NULL, 4, 0, N, 1, 1, 0, "", ""},
        {"999", "2110", "IK4", NULL, 1, 1, R, 1, 2, 0, "", ""},
        {"999", "2100", "CTX", "CLM01", 1, 2, R, 1, 35, 0, "", ""},
        {"270", "2100C", "DMG", NULL, 1, 0, S, 2, 3, 0, "D8", ""},
        {"271", "2120CLS", "LS", NULL, 1, 0, R, 1, 4, 0, "2120", ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const struct grammar_segment *s =
            segment_of(cases[i].set, cases[i].loop, cases[i].id, cases[i].qualifier);
        const struct grammar_element *e =
            element_of(s, (uint32_t)cases[i].number, (uint32_t)cases[i].component);
        char codes[400];
        const char *list = e->list == 0 ? "" : grammar.codes[e->list].name;
        if (e->usage != cases[i].usage || e->min != cases[i].min || e->max != cases[i].max ||
            e->kept != cases[i].kept || strcmp(list, cases[i].list) != 0 ||
            strcmp(walk_codes(e->codes, codes, sizeof(codes)), cases[i].codes) != 0)
            fail_msg("%s %s %s%02d-%d is usage %d, %d/%d, kept %d, codes '%s', list '%s'",
                cases[i].set, cases[i].loop, cases[i].id, cases[i].number, cases[i].component,
                e->usage, e->min, e->max, e->kept, codes, list);
    }
    // Elements that may repeat in one segment, types and numbers.
    assert_int_equal(element_of(segment_of("270", "2110C", "EQ", NULL), 1, 0)->repeat, 99);
    assert_int_equal(element_of(segment_of("999", "2100", "CTX", "CLM01"), 1, 0)->repeat, 10);
    const struct grammar_element *place = element_of(segment_of("837P", "2300", "CLM", NULL), 5, 0);
    assert_int_equal(place->number, 23);
    assert_int_equal(place->type, GRAMMAR_COMPOSITE);
    assert_int_equal(element_of(segment_of("837P", "HDR", "BHT", NULL), 4, 0)->type, GRAMMAR_DT);
    assert_int_equal(element_of(segment_of("837P", "TRL", "SE", NULL), 1, 0)->type, GRAMMAR_N);
    // LIN is known by its second element.
    assert_int_equal(segment_of("837P", "2410", "LIN", "N4")->qualifier_element, 2);
    // Every reason of a provider adjustment.
    uint32_t reasons = element_of(segment_of("835", "TRL", "PLB", NULL), 13, 1)->codes;
    assert_int_equal(grammar.codes[reasons].count, 41);
}

// Notes of a segment or composite as "P0809".
static void assert_notes(uint32_t notes, uint32_t count, const char *want)
{
    char got[200] = "";
    size_t size = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct grammar_note *note = &grammar.note[notes + i];
        size +=
            (size_t)snprintf(got + size, sizeof(got) - size, "%s%c", i == 0 ? "" : " ", note->kind);
        for (size_t k = 0; k < note->count; k++)
            size += (size_t)snprintf(got + size, sizeof(got) - size, "%02d", note->elements[k]);
    }
    assert_string_equal(got, want);
}

static void notes_are_the_standards(void **state)
{
    (void)state;
    const struct grammar_segment *s = segment_of("837P", "2010AA", "NM1", NULL);
    assert_notes(s->notes, s->note_count, "C1110 C1203 P0809");
    s = segment_of("837P", "2010AA", "N4", NULL);
    assert_notes(s->notes, s->note_count, "C0605 C0704 E0207");
    s = segment_of("835", "TRL", "PLB", NULL);
    assert_notes(s->notes, s->note_count, "P0506 P0708 P0910 P1112 P1314");
    s = segment_of("835", "2100", "CAS", NULL);
    assert_int_equal(s->note_count, 15);
    s = segment_of("837I", "2300", "HI", "BR");
    const struct grammar_element *e = element_of(s, 1, 0);
    assert_notes(e->notes, e->note_count, "P0304 E0809");
    s = segment_of("837P", "2300", "CLM", NULL);
    assert_int_equal(s->note_count, 0);
}

// ---- Patient data

static void what_identifies_a_patient_is_hidden(void **state)
{
    (void)state;
    static const struct {
        const char *set, *loop, *id, *qualifier;
        int number, component;
        bool patient;
    } cases[] = {
        {"837P", "2010BA", "NM1", NULL, 3, 0, true},  // names
        {"837P", "2010BA", "NM1", NULL, 9, 0, true},  // member id
        {"837P", "2010BA", "NM1", NULL, 8, 0, false}, // what kind of id it is
        {"837P", "2010BA", "N3", NULL, 1, 0, true},   // address
        {"837P", "2010BA", "N4", NULL, 3, 0, true},   // ZIP code
        {"837P", "2010BA", "DMG", NULL, 2, 0, true},  // birth date
        {"837P", "2010BA", "REF", "SY", 2, 0, true},  // Social Security number
        {"837P", "2010BA", "PER", NULL, 4, 0, true},  // phone
        {"837P", "2010CA", "NM1", NULL, 4, 0, true}, {"837P", "2330A", "NM1", NULL, 9, 0, true},
        {"837P", "2000B", "SBR", NULL, 3, 0, true}, // policy number
        {"837P", "2000C", "PAT", NULL, 6, 0, true}, // date of death
        {"837P", "2300", "CLM", NULL, 1, 0, true},  // patient control number
        {"837P", "2300", "CLM", NULL, 2, 0, false},
        {"837P", "2300", "REF", "EA", 2, 0, true}, // medical record number
        {"837P", "2300", "REF", "F8", 2, 0, true},
        {"837P", "2300", "REF", "X4", 2, 0, false}, // CLIA number
        {"837P", "2300", "NTE", "ADD", 2, 0, true}, // free text
        {"837P", "2300", "K3", NULL, 1, 0, true},
        {"837P", "2300", "HI", "ABK", 1, 2, false}, // diagnoses and procedures are for billers
        {"837P", "2400", "SV1", NULL, 1, 2, false},
        {"837P", "2400", "SV1", NULL, 1, 7, true}, // description
        {"837P", "2400", "DTP", "472", 3, 0, false},
        {"837P", "2310E", "N3", NULL, 1, 0, true},    // picked up at home
        {"837P", "2010AA", "NM1", NULL, 3, 0, false}, // providers are not patients,
        {"837P", "2010AA", "REF", "SY", 2, 0, true},  // but their number may be a person's
        {"837P", "2010AA", "N3", NULL, 1, 0, false}, {"837P", "2310B", "NM1", NULL, 9, 0, false},
        {"837I", "2010BA", "DMG", NULL, 2, 0, true}, {"837I", "2300", "REF", "EA", 2, 0, true},
        {"837D", "2010CA", "NM1", NULL, 3, 0, true}, {"835", "2100", "CLP", NULL, 1, 0, true},
        {"835", "2100", "NM1", "QC", 9, 0, true}, {"835", "2100", "NM1", "74", 3, 0, true},
        {"835", "2100", "NM1", "82", 3, 0, false}, {"835", "2100", "REF", "1W", 2, 0, true},
        {"835", "TRL", "PLB", NULL, 3, 2, true},  // may be a claim's number
        {"835", "HDR", "TRN", NULL, 2, 0, false}, // check number
        {"277CA", "2100D", "NM1", NULL, 9, 0, true}, {"277CA", "2200D", "TRN", NULL, 2, 0, true},
        {"277CA", "2200D", "STC", NULL, 12, 0, true},
        {"277CA", "2200B", "TRN", NULL, 2, 0, false}, // number of our batch
        {"999", "2110", "IK4", NULL, 4, 0, true},     // copy of what was wrong
        {"999", "2100", "CTX", "CLM01", 1, 2, true}, {"276", "2000D", "DMG", NULL, 2, 0, true},
        {"276", "2100E", "NM1", NULL, 3, 0, true}, {"271", "2110C", "MSG", NULL, 1, 0, true},
        {"271", "2120C", "NM1", NULL, 3, 0, true},
        {"270", "2100C", "PRV", NULL, 3, 0, true}, // may be a Social Security number
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const struct grammar_segment *s =
            segment_of(cases[i].set, cases[i].loop, cases[i].id, cases[i].qualifier);
        bool patient =
            element_of(s, (uint32_t)cases[i].number, (uint32_t)cases[i].component)->patient;
        if (patient != cases[i].patient)
            fail_msg("%s %s %s%02d-%d: %s", cases[i].set, cases[i].loop, cases[i].id,
                cases[i].number, cases[i].component, patient ? "hidden" : "shown");
    }
}

// ---- Codes

static void codes_are_known_and_have_meanings(void **state)
{
    (void)state;
    const struct grammar_codes *list = grammar_list("place_of_service");
    assert_non_null(list);
    assert_true(list->external && *list->as_of != '\0');
    assert_true(grammar_has(list, TEXT("11")));
    assert_false(grammar_has(list, TEXT("1")));
    assert_false(grammar_has(list, TEXT("110")));
    assert_false(grammar_has(list, TEXT("77")));
    assert_string_equal(grammar_meaning(list, TEXT("11")), "office");
    // Codes that are beginnings.
    list = grammar_list("revenue_code");
    assert_true(list->by_prefix);
    assert_true(grammar_has(list, TEXT("0450")));
    assert_string_equal(grammar_meaning(list, TEXT("0450")), "emergency room");
    assert_string_equal(grammar_meaning(list, TEXT("1001")), "behavioral health accommodations");
    assert_false(grammar_has(list, TEXT("9999")));
    assert_false(grammar_has(list, TEXT("04")));
    assert_null(grammar_meaning(list, TEXT("9999")));
    list = grammar_list("carc");
    assert_true(grammar_has(list, TEXT("45")) && grammar_has(list, TEXT("P12")));
    assert_false(grammar_has(list, TEXT("17x")) || grammar_has(list, TEXT("999")));
    assert_string_equal(grammar_meaning(list, TEXT("1")), "deductible");
    assert_string_equal(grammar_meaning(list, TEXT("15")), ""); // retired: known, without meaning
    assert_null(grammar_list("no such list"));
    assert_null(grammar_list("")); // the few of a guide have no name
    // The few codes of a guide mean what the standard says.
    uint32_t codes = segment_of("999", "2100", "CTX", "CLM01")->qualifier_codes;
    assert_int_equal(grammar.codes[codes].packed, 0);
    assert_true(grammar_has(&grammar.codes[codes], TEXT("SUBSCRIBER NUMBER REF02")));
    codes = segment_of("837P", "2010AA", "NM1", NULL)->qualifier_codes;
    assert_string_equal(grammar_meaning(&grammar.codes[codes], TEXT("85")), "billing provider");
    assert_null(grammar_meaning(&grammar.codes[codes], TEXT("87")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_are_found_by_version),
        cmocka_unit_test(every_row_is_sound),
        cmocka_unit_test(loops_are_the_guides),
        cmocka_unit_test(repeats_and_usages_are_the_guides),
        cmocka_unit_test(elements_are_the_guides),
        cmocka_unit_test(notes_are_the_standards),
        cmocka_unit_test(what_identifies_a_patient_is_hidden),
        cmocka_unit_test(codes_are_known_and_have_meanings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
