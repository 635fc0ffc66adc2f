// The worked examples of ../shared/payer, when they are there: they load whole, exactly the rules
// that need what this version does not have are not judged, and some claims come out as their
// sources say.
#include "tests/rules/rules_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "claims/base/csv.h"

#define PROFILES "../shared/payer/payer_profile.csv"
#define RULES    "../shared/payer/payer_rules.csv"

#define ROWS_MAX 200

struct read {
    struct arena *arena;
    struct table_row rows[ROWS_MAX];
    size_t count;
};

static bool take_row(void *context, size_t row, const struct text *fields, size_t count)
{
    struct read *read = context;
    struct text *cells = ARENA_ARRAY(read->arena, struct text, count);
    for (size_t i = 0; i < count; i++)
        cells[i] = arena_copy(read->arena, fields[i]);
    assert_true(read->count < ROWS_MAX);
    read->rows[read->count++] = (struct table_row){row, cells, count};
    return true;
}

// Reads the file; false when it is not there.
static bool read_csv(const char *path, struct arena *arena, struct read *out)
{
    char bytes[4096];
    FILE *file = fopen(path, "rb");
    *out = (struct read){.arena = arena};
    if (file == NULL)
        return false;
    struct csv *csv = csv_new((struct csv_limits){0}, take_row, out);
    size_t size;
    while ((size = fread(bytes, 1, sizeof(bytes), file)) > 0)
        assert_true(csv_feed(csv, (struct text){bytes, size}));
    assert_true(csv_end(csv));
    csv_close(csv);
    fclose(file);
    return true;
}

static bool no_list(void *context, struct text list)
{
    (void)context, (void)list;
    return false;
}

static bool every_list(void *context, struct text list)
{
    (void)context, (void)list;
    return true;
}

struct examples {
    struct fixture f;
    struct rule_table *table;
    struct table_faults faults;
};

static void load(struct examples *e, bool (*list_known)(void *context, struct text list))
{
    static struct read profiles, rules;
    static const struct profile_setting settings[] = {
        {{"submitter_id", 12}, {"OFFICE01", 8}},
        {{"clearinghouse_id", 16}, {"CLEARHOUSE", 10}},
        {{"mac_contractor_id", 17}, {"04412", 5}},
    };
    fixture_start(&e->f);
    if (!read_csv(PROFILES, e->f.arena, &profiles) || !read_csv(RULES, e->f.arena, &rules)) {
        print_message("skipped: %s is not there\n", RULES);
        fixture_end(&e->f);
        skip();
    }
    struct table_rows profile_rows = {profiles.rows, profiles.count};
    struct table_rows rule_rows = {rules.rows, rules.count};
    struct rule_sources sources = {
        .profiles = &profile_rows,
        .rules = &rule_rows,
        .settings = {settings, 3},
        .list_known = list_known,
    };
    table_fault_start(&e->faults, e->f.arena);
    bool loaded = rule_table_compile(&sources, e->f.arena, &e->table, &e->faults);
    if (!loaded)
        print_faults(&e->faults);
    assert_true(loaded);
}

static void end(struct examples *e)
{
    rule_table_free(e->table);
    fixture_end(&e->f);
}

static void expect_not_judged(const struct examples *e, const char *ids)
{
    char found[400] = "";
    size_t size = 0;
    for (size_t i = 0; i < rule_table_count(e->table); i++) {
        struct rule_view view = rule_table_view(e->table, i);
        if (!text_is_empty(view.needs))
            size += (size_t)snprintf(found + size, sizeof(found) - size, "%s%.*s",
                size > 0 ? " " : "", TEXT_ARG(view.id));
    }
    assert_string_equal(found, ids);
}

static void the_examples_load_with_the_rules_that_are_not_judged(void **state)
{
    (void)state;
    struct examples e;
    load(&e, no_list);
    assert_int_equal(rule_table_profiles(e.table)->count, 13);
    assert_int_equal(rule_table_count(e.table), 72);
    // PTP, MUE: R009 R010 R011; POA: R042; dates and coverage that nobody has: R029 R037 R038 R058;
    // the others name code lists.
    expect_not_judged(&e,
        "R009 R010 R011 R029 R031 R032 R033 R034 R035 R037 R038 R039 R042 R046 R056 R057 R058 "
        "R059");
    assert_int_equal(e.faults.count, 18); // one warning for each, and nothing else
    end(&e);
}

static void with_all_code_lists_less_is_left_out(void **state)
{
    (void)state;
    struct examples e;
    load(&e, every_list);
    // R033 still asks for the kind of CLIA certificate.
    expect_not_judged(&e, "R009 R010 R011 R029 R033 R037 R038 R042 R058");
    assert_int_equal(e.faults.count, 9);
    end(&e);
}

// The ids of the rules that the claim does not meet, when it is sent on this day to this payer.
static void expect(struct examples *e, const char *payer, const char *submit, const char *ids)
{
    char found[400] = "";
    size_t size = 0;
    struct finding_list findings;
    struct rule_run run = {day(submit), day(submit), &fixture_codes};
    const struct profile *profile =
        profile_find(rule_table_profiles(e->table), text_of(payer), 'P', e->f.claim.service_from);
    assert_non_null(profile);
    finding_list_start(&findings, e->f.arena);
    assert_int_equal(
        rule_table_judge(e->table, profile, &e->f.claim, 'P', &run, &findings, NULL), 0);
    for (size_t i = 0; i < findings.count; i++)
        size += (size_t)snprintf(found + size, sizeof(found) - size, "%s%.*s", size > 0 ? " " : "",
            TEXT_ARG(findings.items[i].rule_id));
    assert_string_equal(found, ids);
}

// The fixture's claim: services of 2025-03-10, original, from a participating group.
static void timely_filing_goes_by_the_payer(void **state)
{
    (void)state;
    struct examples e;
    load(&e, no_list);
    struct claim *claim = &e.f.claim;
    claim->providers[PROVIDER_BILLING].participates = true;
    // 90 days end with 2025-06-08 (a Sunday; UHC does not roll), 95 with 2025-06-13, a year with
    // 2026-03-10.
    expect(&e, "UHC", "2025-06-08", "");
    expect(&e, "UHC", "2025-06-09", "R023");
    expect(&e, "TX_MEDICAID", "2025-06-13", "");
    expect(&e, "TX_MEDICAID", "2025-06-14", "R020");
    expect(&e, "MEDICARE_B", "2026-03-10", "");
    expect(&e, "MEDICARE_B", "2026-03-11", "R018 R018"); // by line
    expect(&e, "AETNA", "2025-07-09", "R025");
    // West has no row of its own: the strictest common limit.
    expect(&e, "TRICARE_WEST", "2025-06-08", "");
    expect(&e, "TRICARE_WEST", "2025-06-09", "R017");
    // New York: a delay reason buys time, but not reason 3, and silence after 90 days is refused
    // twice.
    expect(&e, "NY_MEDICAID", "2025-06-09", "R021 R050");
    claim->delay_reason = TEXT("3");
    expect(&e, "NY_MEDICAID", "2025-06-09", "R050");
    claim->delay_reason = TEXT("4");
    expect(&e, "NY_MEDICAID", "2025-06-09", "");
    expect(&e, "NY_MEDICAID", "2027-03-11", "R073");
    claim->delay_reason = TEXT("");
    // Not participating: the group's 180 days.
    claim->providers[PROVIDER_BILLING].participates = false;
    expect(&e, "UHC", "2025-09-06", "");
    expect(&e, "UHC", "2025-09-07", "R027");
    end(&e);
}

static void other_rules_go_by_the_payer_too(void **state)
{
    (void)state;
    struct examples e;
    load(&e, no_list);
    struct claim *claim = &e.f.claim;
    const char *soon = "2025-04-01";
    claim->frequency = '7';
    expect(&e, "UHC", soon, "R013"); // no claim number of the payer
    claim->payer_claim_number = TEXT("CLM1");
    expect(&e, "UHC", soon, "");
    expect(&e, "MEDICARE_B", soon, "R030"); // originals only
    claim->frequency = '1';
    expect(&e, "TRICARE_EAST", soon, "R054"); // member id is neither 9 nor 11 digits
    claim->subscriber.member_id = TEXT("12345678901");
    expect(&e, "TRICARE_EAST", soon, "");
    expect(&e, "BCBSTX", soon, ""); // 3 + 8 letters and digits
    expect(&e, "TXMUTUAL", soon, "R062 R063 R064 R065 R067");
    // The same line twice: the second is reported, unless a modifier says why.
    e.f.lines[1] = e.f.lines[0];
    e.f.lines[1].number = 2;
    claim->total = 25000;
    expect(&e, "UHC", soon, "R008");
    e.f.lines[0].modifiers[0] = e.f.lines[1].modifiers[0] = TEXT("76");
    expect(&e, "UHC", soon, "");
    claim->total = 24999;
    expect(&e, "UHC", soon, "R004");
    end(&e);
}

static void files_of_the_examples_keep_their_envelopes(void **state)
{
    (void)state;
    struct examples e;
    struct finding_list findings;
    struct rule_limit limits[4];
    load(&e, no_list);
    struct rule_run run = {day("2025-04-01"), day("2025-04-01"), NULL};
    const struct profile *fmhp =
        profile_find(rule_table_profiles(e.table), TEXT("FMHP"), 'P', run.date);
    struct field_file file = {.isa05 = fmhp->isa05,
        .isa06 = fmhp->isa06,
        .isa07 = fmhp->isa07,
        .isa08 = fmhp->isa08,
        .gs02 = fmhp->gs02,
        .gs03 = fmhp->gs03,
        .delimiters = fmhp->delimiters,
        .usage = 'P',
        .isa_count = 1,
        .st_count = 1,
        .claims_per_st = 1,
        .claims = 1};
    finding_list_start(&findings, e.f.arena);
    rule_table_judge_file(e.table, fmhp, &file, 'P', &run, &findings);
    assert_int_equal(findings.count, 0);
    file.isa_count = 2;
    file.delimiters = TEXT("*>^~");
    rule_table_judge_file(e.table, fmhp, &file, 'P', &run, &findings);
    assert_int_equal(findings.count, 2);
    assert_true(text_equal_z(findings.items[0].rule_id, "R068"));
    assert_true(text_equal_z(findings.items[1].rule_id, "R072"));
    assert_int_equal(rule_table_limits(e.table, fmhp, 'P', &run, limits, 4), 1);
    assert_string_equal(limits[0].field->name, "file.isa_count");
    const struct profile *medicare =
        profile_find(rule_table_profiles(e.table), TEXT("MEDICARE_B"), 'P', run.date);
    assert_int_equal(rule_table_limits(e.table, medicare, 'P', &run, limits, 4), 1);
    assert_string_equal(limits[0].field->name, "file.claims_per_st");
    assert_int_equal(limits[0].max, 5000);
    end(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_load_with_the_rules_that_are_not_judged),
        cmocka_unit_test(with_all_code_lists_less_is_left_out),
        cmocka_unit_test(timely_filing_goes_by_the_payer),
        cmocka_unit_test(other_rules_go_by_the_payer_too),
        cmocka_unit_test(files_of_the_examples_keep_their_envelopes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
