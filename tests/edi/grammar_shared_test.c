// The compiled tables against the guides as ../shared/x12 has them, row by row. Where they differ
// we mean it: the differences are listed with their reasons, and one that is no more fails too.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/edi/files.h"
#include "tests/edi/grammar_walk.h"

static const struct {
    const char *set, *file;
} files[] = {
    {"837P", "837P_005010X222A1.tsv"},
    {"837I", "837I_005010X223A2.tsv"},
    {"837D", "837D_005010X224A2.tsv"},
    {"835", "835_005010X221A1.tsv"},
    {"999", "999_005010X231A1.tsv"},
    {"277CA", "277CA_005010X214.tsv"},
    {"276", "276_005010X212.tsv"},
    {"277", "277_005010X212.tsv"},
    {"270", "270_005010X279A1.tsv"},
    {"271", "271_005010X279A1.tsv"},
};

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
    NAME,
    COLUMNS
};

// ---- What we mean to differ in: "SET LOOP SEG QUALIFIER REF attribute", * at an end is any

static const struct {
    const char *where, *why;
} meant[] = {
    {"837P 2300 CRC 75 CRC05 *", "04 is not used, so the list has one code"},
    {"837P 2300 CRC 75 CRC06 *", "the same"},
    {"837P 2300 CRC 75 CRC07 *", "the same"},
    {"837P 2400 PWK AB PWK01 codes", "a certificate of medical necessity is CT"},
    {"837P 2420A REF 0B REF04-*", "components as in every other loop of 2420"},
    {"837P 2420D REF 0B REF04-*", "the same"},
    {"837D 2000B SBR - SBR05 *", "a program written after the guide has it, as 837P"},
    {"837D 2320 SBR - SBR05 *", "the same"},
    {"837D 2300 PWK AA PWK06 max", "50 as in 837P and 837I"},
    {"837D 2300 REF 4N REF02 codes", "the codes of 837P and 837I"},
    {"837D 2330B REF T4 REF02 codes", "the same"},
    {"837D 2300 HCP - HCP12 max", "8 as in 837P and 837I"},
    {"837D 2400 HCP - HCP12 max", "the same"},
    {"837D 2430 SVD - SVD05 max", "the same"},
    {"837D 2400 SV3 - SV306 max", "8 as SV104"},
    {"837D 2400 HCP - HCP09 codes", "a dental procedure may be repriced"},
    {"837D 2310C NM1 77 *", "facility and supervising provider are exchanged there"},
    {"837D 2310C REF 0B REF01 codes", "the same"},
    {"837D 2310E NM1 DQ *", "the same"},
    {"837D 2310E REF 0B REF01 codes", "the same"},
    {"837D 2420D NM1 77 *", "a facility is no person"},
    {"837D 2330C REF 0B REF01 codes", "as the referring provider of the claim"},
    {"837D 2330D NM1 82 NM102 codes", "as the rendering provider of the claim"},
    {"837D 2420A NM1 82 NM102 codes", "the same"},
    {"837D 2330H NM1 DD NM102 codes", "as the assistant surgeon of the claim"},
    {"837D 2330H REF 0B REF01 codes", "the same"},
    {"837D 2400 SV3 - SV303 list", "place of service, as CLM05-1"},
    {"837D 2400 SV3 - SV304-*", "areas of the mouth are a list of ours"},
    {"837D 2400 TOO - position", "behind SV3, not in any order with it"},
    {"837D 2420A PRV PE *", "position behind NM1; not confirmed as required"},
    {"837D 2420B PRV AS position", "behind NM1"},
    {"277 2200C STC - STC01-3 codes", "the guide's own example has 85"},
    {"277 2200C STC - STC10-3 codes", "the same"},
    {"277 2200C STC - STC11-3 codes", "the same"},
    {"277CA 2200C STC - STC10-3 codes", "more of the same status: the codes of 01"},
    {"277CA 2200C STC - STC11-3 codes", "the same"},
    {"277CA 2200D STC - STC10-3 codes", "more of the same claim: the codes of 01, as in 2220D"},
    {"277CA 2200D STC - STC11-3 codes", "the same"},
    {"835 HDR ST - ST03 *", "some payers send it"},
    {"835 2110 LQ HE LQ01 codes", "two segments here, so that only remark codes are looked up"},
    {"835 2110 LQ HE LQ02 list", "the same"},
    {"270 2100C DMG - DMG01 codes", "one date, as the dependent"},
    {"271 2100C DMG - DMG01 codes", "the same"},
    {"271 2100B NM1 1P loop max", "once, as in the 270"},
    {"271 2100C PRV AD PRV02 codes", "the provider as the 270 names him"},
    {"271 2100D PRV AD PRV02 codes", "the same"},
    {"271 2100D NM1 03 loop max", "once, as the subscriber"},
    {"271 2100D MPI - segment max", "as the subscriber"},
    {"271 2115D III - loop max", "as the subscriber"},
    {"271 2120D NM1 13 loop max", "as the subscriber"},
    {"271 2110C EB - EB09 codes", "as the dependent"},
    {"271 2110D EB - EB02 codes", "as the subscriber"},
    {"271 2120CLS LE - segment usage", "LE closes what LS opens"},
    {"271 2120DLS LE - segment usage", "the same"},
    {"271 2120D NM1 13 NM106 usage", "the suffix is 07, as of the subscriber"},
    {"271 2120D NM1 13 NM107 usage", "the same"},
    {"PLB P0508 note", "each reason is paired with its amount"},
    {"SV5 C0605 note", "SV506 is the unit of SV504"},
};

static bool used[sizeof(meant) / sizeof(*meant)];
static int differences;

static void differ(const char *where, const char *attribute, const char *want, const char *got)
{
    char whole[300];
    snprintf(whole, sizeof(whole), "%s %s", where, attribute);
    for (size_t i = 0; i < sizeof(meant) / sizeof(*meant); i++) {
        size_t size = strlen(meant[i].where);
        bool open = meant[i].where[size - 1] == '*';
        if (open ? strncmp(whole, meant[i].where, size - 1) == 0
                 : strcmp(whole, meant[i].where) == 0) {
            used[i] = true;
            return;
        }
    }
    print_error("%s: '%s' there, '%s' here\n", whole, want, got);
    differences++;
}

static void compare(const char *where, const char *attribute, struct text want, const char *got)
{
    char text[4000];
    if (!text_equal_z(want, got))
        differ(where, attribute, text_copy_z(text, sizeof(text), want), got);
}

static void compare_number(const char *where, const char *attribute, int64_t want, int64_t got)
{
    char a[24], b[24];
    snprintf(a, sizeof(a), "%lld", (long long)want);
    snprintf(b, sizeof(b), "%lld", (long long)got);
    if (want != got)
        differ(where, attribute, a, b);
}

static int64_t number_of(struct text t)
{
    int64_t n = 0; // ">1" and "" are 0
    text_to_i64(t, &n);
    return n;
}

static const char *usage_word(int usage)
{
    return usage == GRAMMAR_REQUIRED ? "R" : usage == GRAMMAR_SITUATIONAL ? "S" : "N";
}

// ---- Codes

static int by_text(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

// "B|A" as "A|B".
static void sort_codes(struct text codes, char *out, size_t room)
{
    struct text sorted[400], code;
    size_t count = 0, size = 0;
    bool more = true;
    while (codes.size > 0 && count < 400 && text_split(&codes, '|', &more, &code))
        sorted[count++] = code;
    qsort(sorted, count, sizeof(*sorted), by_text);
    *out = '\0';
    for (size_t i = 0; i < count && size < room; i++)
        size += (size_t)snprintf(
            out + size, room - size, "%s%.*s", i == 0 ? "" : "|", TEXT_ARG(sorted[i]));
}

// Our list for a code set of theirs; "" where we have none: the value is checked by other means
// (ZIP codes, NDC, diagnoses and procedures), or no whole list is known (taxonomy, DRG).
static const char *list_for(const char *set, struct text codeset)
{
    static const char *const lists[][2] = {
        {"carc", "carc"},
        {"rarc", "rarc"},
        {"states", "state"},
        {"country", "country"},
        {"currency", "currency"},
        {"claim_status", "claim_status"},
        {"claim_status_category", "claim_status_category"},
        {"revenue_code", "revenue_code"},
        {"claim_freq", "claim_frequency"},
        {"pos", "place_of_service"},
        {"patient_status", "patient_status"},
        {"admission_type", "admission_type"},
        {"admission_source", "admission_source"},
    };
    if (text_equal_z(codeset, "pos(P,D)|tob(I)"))
        return strcmp(set, "837I") == 0 ? "facility_type" : "place_of_service";
    for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
        if (text_equal_z(codeset, lists[i][0]))
            return lists[i][1];
    }
    return "";
}

// ---- Rows

static void compare_element(
    const char *set, const char *where, const struct text *cell, const struct grammar_element *e)
{
    compare(where, "usage", cell[USAGE], usage_word(e->usage));
    if (text_equal_z(cell[TYPE], "composite")) {
        compare_number(where, "composite", number_of(text_part(cell[ELEM], 1, 3)), e->number);
        return;
    }
    int64_t elem = number_of(cell[ELEM]);
    compare_number(where, "element", elem, e->number);
    compare_number(where, "min", number_of(cell[MIN]), e->min);
    // Monetary amounts have ten digits in every guide; what a receiver must keep is not the most
    // that may be sent.
    int64_t max = number_of(cell[MAX]), limit = number_of(cell[IG_MAX]);
    bool is_kept = e->kept != 0 && limit != 0;
    if (is_kept)
        compare_number(where, "kept", limit, e->kept);
    else if (limit != 0)
        max = limit;
    compare_number(where, "max", elem == 782 ? 10 : max, e->max);
    if (e->usage == GRAMMAR_NOT_USED)
        return;
    static char want[4000], got[4000];
    sort_codes(cell[CODES], want, sizeof(want));
    walk_codes(e->codes, got, sizeof(got));
    // ST03 and GS08 are compared with the versions of the sets. Every code of the standard is more
    // than those of the tables.
    bool is_version = elem == 1705 || elem == 480;
    bool is_all = grammar.codes[e->codes].count > 100 && cell[CODES].size > 0;
    if (!is_version && !is_all)
        compare(where, "codes", text_of(want), got);
    const char *list = e->list == 0 ? "" : grammar.codes[e->list].name;
    const char *expected = list_for(set, cell[CODESET]);
    if (*expected != '\0' || *list != '\0')
        compare(where, "list", text_of(expected), list);
}

static void compare_row(const char *set, const struct text *cell, bool begins_segment)
{
    char where[200], loop_id[20], id[5], qualifier[40], ref[10];
    text_copy_z(loop_id, sizeof(loop_id), cell[LOOP]);
    text_copy_z(id, sizeof(id), cell[SEG]);
    text_copy_z(ref, sizeof(ref), cell[REF]);
    struct text codes = cell[QUAL], first = TEXT("-");
    bool more = true;
    if (codes.size > 0 && text_split(&codes, '=', &more, &first))
        text_split(&codes, '|', &more, &first);
    text_copy_z(qualifier, sizeof(qualifier), first);
    bool has_qualifier = cell[QUAL].size > 0;
    snprintf(where, sizeof(where), "%s %s %s %s", set, loop_id, id, qualifier);

    const struct grammar_set *s = grammar_named(text_of(set));
    const struct grammar_segment *segment =
        walk_segment(s, loop_id, id, has_qualifier ? qualifier : NULL);
    if (segment == NULL) {
        differ(where, "segment", "present", "absent");
        return;
    }
    if (begins_segment) {
        compare(where, "segment usage", cell[SEG_USAGE], usage_word(segment->usage));
        compare_number(where, "segment max", number_of(cell[SEG_MAX]), segment->max);
        compare_number(where, "position", number_of(cell[POS]), segment->position % 10000);
        compare_number(where, "qualified", has_qualifier, segment->qualifier_codes != 0);
        const struct grammar_loop *loop = &grammar.loop[segment->loop];
        if (loop->opens != 0 && &grammar.segment[loop->opens] == segment) {
            compare(where, "loop usage", cell[LOOP_USAGE], usage_word(loop->usage));
            compare_number(where, "loop max", number_of(cell[LOOP_REPEAT]), loop->max);
        }
    }
    snprintf(where + strlen(where), sizeof(where) - strlen(where), " %s", ref);
    size_t at = strlen(id);
    struct text t = text_of(ref);
    int64_t number = number_of(text_part(t, at, 2)), component = number_of(text_part(t, at + 3, 2));
    const struct grammar_element *e = walk_element(segment, (uint32_t)number, (uint32_t)component);
    if (e == NULL)
        differ(where, "element", "present", "absent");
    else
        compare_element(set, where, cell, e);
    if (e != NULL && component == 0)
        compare_number(where, "repeat", number_of(cell[REP]), e->repeat);
}

static const char *the_set;
static int64_t the_seq;

static void compare_line(const struct text *cell)
{
    compare_row(the_set, cell, number_of(cell[SEQ]) != the_seq);
    the_seq = number_of(cell[SEQ]);
}

// ---- Loops and notes

// Calls `row` with the cells of each line below the head.
static void each_row(const char *path, void row(const struct text *cell))
{
    struct text bytes = files_read(path), rest = bytes, line, piece;
    bool more = true, head = true;
    while (text_split(&rest, '\n', &more, &line)) {
        struct text cell[COLUMNS] = {0};
        bool more_cells = true;
        for (int i = 0; i < COLUMNS && text_split(&line, '\t', &more_cells, &piece); i++)
            cell[i] = piece;
        if (!head && cell[0].size > 0)
            row(cell);
        head = false;
    }
    free((char *)bytes.at);
}

// tx, loop, name, parents, usage, repeat: the loop comes in each of its parents.
static void compare_loop(const struct text *cell)
{
    char where[60], id[20], parent_id[20];
    snprintf(where, sizeof(where), "%.*s %.*s", TEXT_ARG(cell[0]), TEXT_ARG(cell[1]));
    const struct grammar_set *set = grammar_named(cell[0]);
    text_copy_z(id, sizeof(id), cell[1]);
    const struct grammar_loop *root = &grammar.loop[set->root];
    const struct grammar_loop *loop = walk_loop(root, id);
    if (loop == NULL) {
        differ(where, "loop", "present", "absent");
        return;
    }
    struct text parents = cell[3], parent;
    bool more = parents.size > 0;
    while (text_split(&parents, '|', &more, &parent)) {
        text_copy_z(parent_id, sizeof(parent_id), parent);
        const struct grammar_loop *in = walk_loop(root, parent_id);
        bool found = false;
        for (uint32_t i = 0; in != NULL && i < in->step_count; i++)
            found = found || &grammar.loop[walk_step(in, i)->loop] == loop;
        if (!found)
            differ(where, "parent", parent_id, "another");
    }
}

static bool has_note(uint32_t notes, uint32_t count, struct text want)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct grammar_note *note = &grammar.note[notes + i];
        char text[20] = {note->kind};
        for (size_t k = 0; k < note->count; k++)
            snprintf(text + 1 + 2 * k, sizeof(text) - 1 - 2 * k, "%02d", note->elements[k]);
        if (text_equal_z(want, text))
            return true;
    }
    return false;
}

// segment, or element and composite in brackets; note
static void compare_note(const struct text *cell)
{
    char where[60];
    snprintf(where, sizeof(where), "%.*s %.*s", TEXT_ARG(cell[0]), TEXT_ARG(cell[1]));
    struct text name = cell[0], id, composite = {0};
    bool more = true;
    text_split(&name, '(', &more, &id);
    text_split(&name, ')', &more, &composite);
    bool found = false;
    for (uint32_t i = 1; i <= grammar.segment_count; i++) {
        const struct grammar_segment *s = &grammar.segment[i];
        if (composite.size == 0 && s->id == grammar_pack(id))
            found = found || has_note(s->notes, s->note_count, cell[1]);
        for (uint32_t n = 1; composite.size > 0 && n <= s->element_count; n++) {
            const struct grammar_element *e = walk_element(s, n, 0);
            if (e->type == GRAMMAR_COMPOSITE && e->number == number_of(text_part(composite, 1, 3)))
                found = found || has_note(e->notes, e->note_count, cell[1]);
        }
    }
    if (!found)
        differ(where, "note", "present", "absent");
}

static void tables_agree_with_the_shared_ones(void **state)
{
    (void)state;
    FILES_NEED_SHARED();
    each_row(SHARED "/x12/loops.tsv", compare_loop);
    each_row(SHARED "/x12/syntax_notes.tsv", compare_note);
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
        char path[200];
        snprintf(path, sizeof(path), SHARED "/x12/%s", files[i].file);
        the_set = files[i].set;
        the_seq = 0;
        each_row(path, compare_line);
    }
    for (size_t i = 0; i < sizeof(meant) / sizeof(*meant); i++) {
        if (!used[i]) {
            print_error("no longer different: %s (%s)\n", meant[i].where, meant[i].why);
            differences++;
        }
    }
    assert_int_equal(differences, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_agree_with_the_shared_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
