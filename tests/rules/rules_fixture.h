// What the tests of this room share: a claim without fault, a code set with a handful of codes, and
// tables written cell by cell. All of it is made up.
#ifndef TESTS_RULES_FIXTURE_H
#define TESTS_RULES_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "rules/scrub.h"

#define UNUSED __attribute__((unused))

static inline date_t day(const char *iso)
{
    date_t date = DATE_NONE;
    assert_true(date_parse_iso(text_of(iso), &date));
    return date;
}

// ---- A code set. ICD-10-CM from 2023-10-01 on, HCPCS from 2024-01-01 on.

static inline enum codeset_answer fixture_code(
    void *context, enum codeset_kind kind, struct text code, date_t on)
{
    (void)context;
    if (kind == CODESET_ICD10CM) {
        static const char *const billable[] = {
            "E119", "I10", "J069", "S52501A", "W010XXA", "Z0000"};
        if (on < day("2023-10-01"))
            return CODESET_NO_RELEASE;
        if (text_equal_z(code, "E11"))
            return CODESET_HEADER;
        if (text_starts(code, TEXT("M000")))
            return CODESET_VALID;
        if (text_equal_z(code, "R100"))
            return on < day("2024-10-01") ? CODESET_VALID : CODESET_TERMINATED;
        for (size_t i = 0; i < sizeof(billable) / sizeof(billable[0]); i++)
            if (text_equal_z(code, billable[i]))
                return CODESET_VALID;
        return CODESET_UNKNOWN;
    }
    if (on < day("2024-01-01"))
        return CODESET_NO_RELEASE;
    if (text_equal_z(code, "J3490") || text_equal_z(code, "G0008"))
        return CODESET_VALID;
    return text_equal_z(code, "G0009") ? CODESET_TERMINATED : CODESET_UNKNOWN;
}

// Code lists: "drugs" holds J3490 from 2024-01-01 on; "pricing_first" holds 26, TC, 50 in this
// order.
static inline bool fixture_list(
    void *context, struct text list, struct text code, date_t on, bool *known, int *position)
{
    static const char *const pricing[] = {"26", "TC", "50"};
    (void)context;
    *known = true;
    if (text_equal_z(list, "drugs")) {
        *position = 0;
        return text_equal_z(code, "J3490") && on >= day("2024-01-01");
    }
    *known = text_equal_z(list, "pricing_first");
    for (int i = 0; i < 3 && *known; i++)
        if (text_equal_z(code, pricing[i])) {
            *position = i;
            return true;
        }
    return false;
}

static inline bool fixture_list_known(void *context, struct text list)
{
    (void)context;
    return text_equal_z(list, "drugs") || text_equal_z(list, "pricing_first") ||
           text_equal_z(list, "vanished"); // known at load, gone when it is asked
}

static const struct codeset fixture_codes UNUSED = {NULL, fixture_code, fixture_list};

// ---- A claim without fault

#define FIXTURE_LINES 60

struct fixture {
    struct arena *arena;
    struct claim claim;
    struct service_line lines[FIXTURE_LINES];
};

static inline struct service_line fixture_line(int number, const char *procedure, int64_t charge)
{
    return (struct service_line){
        .number = number,
        .control_number = TEXT("L0000000010001"),
        .procedure = text_of(procedure),
        .charge = charge,
        .unit_basis = TEXT("UN"),
        .units = 1000,
        .pointers = {1},
        .from = day("2025-03-10"),
        .to = day("2025-03-10"),
    };
}

static inline struct address fixture_address(void)
{
    return (struct address){
        .line1 = TEXT("12 Elm Street"),
        .city = TEXT("Austin"),
        .state = TEXT("TX"),
        .zip = TEXT("787011234"),
    };
}

// Two lines, two diagnoses; the patient is the subscriber; first payer BLUE.
static inline void fixture_start(struct fixture *f)
{
    *f = (struct fixture){.arena = arena_new((size_t)32 << 20)};
    f->lines[0] = fixture_line(1, "99213", 12500);
    f->lines[1] = fixture_line(2, "87880", 2500);
    f->lines[1].pointers[0] = 2;
    f->claim = (struct claim){
        .org_id = 1,
        .claim_id = 7,
        .control_number = TEXT("000000007011"),
        .total = 15000,
        .place_of_service = TEXT("11"),
        .frequency = '1',
        .provider_signature = true,
        .assignment = 'A',
        .benefits_assigned = 'Y',
        .release_of_information = 'Y',
        .service_from = day("2025-03-10"),
        .service_to = day("2025-03-10"),
        .onset_date = DATE_NONE,
        .accident_date = DATE_NONE,
        .admission_date = DATE_NONE,
        .discharge_date = DATE_NONE,
        .diagnoses = {TEXT("E119"), TEXT("J069")},
        .diagnosis_count = 2,
        .payer =
            {
                .code = TEXT("BLUE"),
                .groups = TEXT("@bcbs"),
                .name = TEXT("Blue Plan"),
                .identifier = TEXT("84980"),
                .filing_indicator = TEXT("BL"),
                .sequence = 'P',
            },
        .subscriber =
            {
                .is_person = true,
                .person =
                    {
                        .last_name = TEXT("Quixworth"),
                        .first_name = TEXT("Zebulon"),
                        .birth_date = day("1961-02-03"),
                        .sex = 'M',
                        .address = fixture_address(),
                    },
                .member_id = TEXT("XYZ998877665"),
            },
        .patient_is_subscriber = true,
        .lines = f->lines,
        .line_count = 2,
    };
    f->claim.providers[PROVIDER_BILLING] = (struct provider){
        .present = true,
        .last_name = TEXT("Elm Street Clinic"),
        .npi = TEXT("1234567893"),
        .taxonomy = TEXT("261QP2300X"),
        .tax_id = TEXT("741234567"),
        .address = fixture_address(),
        .contact_phone = TEXT("5125550100"),
        .participates = true,
    };
    f->claim.providers[PROVIDER_RENDERING] = (struct provider){
        .present = true,
        .is_person = true,
        .last_name = TEXT("Healer"),
        .first_name = TEXT("Ann"),
        .npi = TEXT("1245319599"),
        .taxonomy = TEXT("207Q00000X"),
    };
}

static inline void fixture_end(struct fixture *f)
{
    arena_free(f->arena);
}

// Turns the patient into a dependent of the subscriber.
static inline void fixture_dependent(struct fixture *f)
{
    f->claim.patient_is_subscriber = false;
    f->claim.patient = f->claim.subscriber.person;
    f->claim.patient.first_name = TEXT("Ottoline");
    f->claim.patient.birth_date = day("2015-06-01");
    f->claim.relationship = TEXT("19");
}

// ---- Tables, cell by cell. NULL is the usual cell.

struct rule_row {
    const char *rule_id, *rule_key, *enabled, *payer, *claim_type, *scope, *date_basis,
        *effective_from, *effective_to, *when1_field, *when1_op, *when1_value, *when2_field,
        *when2_op, *when2_value, *check_field, *check_op, *check_value, *action, *fix_value,
        *message, *denial_hint, *source, *verified;
};

struct profile_row {
    const char *payer, *name, *groups, *claim_type, *effective_from, *effective_to, *payer_id,
        *filing_ind, *isa05, *isa06, *isa07, *isa08, *gs02, *gs03, *delimiters, *line_ends,
        *max_claims_per_st, *max_st_per_file, *max_isa_per_file, *usage, *partner, *ta1_hours,
        *ack999_hours, *ack277ca_days, *remit_days, *deadline_roll, *allow_fix, *correction,
        *source, *verified;
};

static const struct rule_row usual_rule UNUSED = {"R1", "KEY", "Y", "*", "*", "claim", "dos",
    "2020-01-01", "", "", "", "", "", "", "", "", "", "", "reject", "", "Not met.", "CARC 16",
    "a test", "seen"};

static const struct profile_row usual_profile UNUSED = {"BLUE", "Blue Plan", "@bcbs @commercial",
    "*", "2020-01-01", "", "84980", "BL", "ZZ", "{submitter_id}", "ZZ", "RECEIVER",
    "{submitter_id}", "RECEIVER", "*:^~", "none", "5000", "", "", "T", "CLEARINGHOUSE1", "2", "24",
    "3", "21", "none", "Y", "replacement", "a test", "seen"};

#define RULE_CELLS    (sizeof(struct rule_row) / sizeof(const char *))
#define PROFILE_CELLS (sizeof(struct profile_row) / sizeof(const char *))

// One row of `count` cells; `usual` for those that are NULL. `row` as a person counts.
static inline struct table_row fixture_row(struct arena *arena, const char *const *cells,
    const char *const *usual, size_t count, size_t row)
{
    struct text *texts = ARENA_ARRAY(arena, struct text, count);
    for (size_t i = 0; i < count; i++)
        texts[i] = text_of(cells[i] != NULL ? cells[i] : usual[i]);
    return (struct table_row){row, texts, count};
}

static inline struct table_rows fixture_table(struct arena *arena, const struct table_spec *spec,
    const void *rows, const void *usual, size_t count)
{
    size_t cells = spec->column_count;
    struct table_row *out = ARENA_ARRAY(arena, struct table_row, count + 1);
    struct text *header = ARENA_ARRAY(arena, struct text, cells);
    for (size_t i = 0; i < cells; i++)
        header[i] = text_of(spec->columns[i].name);
    out[0] = (struct table_row){1, header, cells};
    for (size_t i = 0; i < count; i++)
        out[i + 1] = fixture_row(arena, (const char *const *)rows + i * cells, usual, cells, i + 2);
    return (struct table_rows){out, count + 1};
}

static inline struct table_rows fixture_rules(
    struct arena *arena, const struct rule_row *rows, size_t count)
{
    assert_int_equal(rule_table_rule_columns()->column_count, RULE_CELLS);
    return fixture_table(arena, rule_table_rule_columns(), rows, &usual_rule, count);
}

static inline struct table_rows fixture_profiles(
    struct arena *arena, const struct profile_row *rows, size_t count)
{
    assert_int_equal(rule_table_profile_columns()->column_count, PROFILE_CELLS);
    return fixture_table(arena, rule_table_profile_columns(), rows, &usual_profile, count);
}

static const struct profile_setting fixture_setting UNUSED = {
    {"submitter_id", 12}, {"OFFICE01", 8}};

// Compiles one usual profile row (BLUE) and the rules.
static inline bool fixture_compile(struct arena *arena, const struct rule_row *rules, size_t count,
    struct rule_table **out, struct table_faults *faults)
{
    static const struct profile_row profile = {0};
    struct table_rows profile_rows = fixture_profiles(arena, &profile, 1);
    struct table_rows rule_rows = fixture_rules(arena, rules, count);
    struct rule_sources sources = {
        .profiles = &profile_rows,
        .rules = &rule_rows,
        .settings = {&fixture_setting, 1},
        .list_known = fixture_list_known,
    };
    table_fault_start(faults, arena);
    return rule_table_compile(&sources, arena, out, faults);
}

// The run of 2025-04-01, which sends on the same day.
static inline struct rule_run fixture_run(void)
{
    return (struct rule_run){day("2025-04-01"), day("2025-04-01"), &fixture_codes};
}

static inline void print_faults(const struct table_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++)
        print_message("%s row %zu %.*s: %.*s\n", faults->items[i].table, faults->items[i].row,
            TEXT_ARG(faults->items[i].column), TEXT_ARG(faults->items[i].sentence));
}

static inline void print_findings(const struct finding_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        print_message("%s line %d %.*s '%.*s' %.*s\n", finding_word(list->items[i].code),
            list->items[i].line, TEXT_ARG(list->items[i].place), TEXT_ARG(list->items[i].value),
            TEXT_ARG(list->items[i].rule_id));
}

#endif
