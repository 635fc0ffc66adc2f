// Code sets from the database: which release judges a day, days of a code itself, dated lists.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "jobs/codeset_load.h"
#include "tests/database.h"

#define ARENA_BYTES ((size_t)4 * 1024 * 1024)

static struct db *db;
static struct arena *arena;
static struct codeset codes;

// ICD-10-CM of two years with a mid-year release; HCPCS of 2019 and of the last quarter of 2026.
static const char releases[] =
    "INSERT INTO code_release (code_set, name, sha256, effective_from, effective_to, codes, run_id,"
    " loaded_at, superseded) VALUES"
    " ('icd10cm', 'y25', '\\x01', '2024-10-01', '2025-09-30', 4, 1, '2025-01-01', false),"
    " ('icd10cm', 'apr25', '\\x02', '2025-04-01', '2025-09-30', 4, 1, '2025-01-01', false),"
    " ('icd10cm', 'y26', '\\x03', '2025-10-01', '2026-09-30', 3, 1, '2025-01-01', false),"
    " ('hcpcs', 'y19', '\\x04', '2019-01-01', '2019-12-31', 3, 1, '2025-01-01', false),"
    " ('hcpcs', 'q26', '\\x05', '2026-10-01', '2026-12-31', 1, 1, '2025-01-01', false),"
    " ('icd10pcs', 'p26', '\\x07', '2025-10-01', '2026-09-30', 2, 1, '2025-01-01', false),"
    " ('hcpcs', 'old', '\\x06', '2019-01-01', '2019-12-31', 1, 1, '2025-01-01', true);"
    "INSERT INTO code (release_id, code, billable, short_name, added, terminated)"
    " SELECT r.release_id, v.code, v.billable, 'x', v.added::date, v.terminated::date"
    " FROM (VALUES ('y25', 'E11', false, NULL, NULL), ('y25', 'E119', true, NULL, NULL),"
    "  ('y25', 'S52501A', true, NULL, NULL), ('y25', 'R100', true, NULL, NULL),"
    "  ('apr25', 'E11', false, NULL, NULL), ('apr25', 'E119', true, NULL, NULL),"
    "  ('apr25', 'S52501A', true, NULL, NULL), ('apr25', 'R1001', true, NULL, NULL),"
    "  ('y26', 'E11', false, NULL, NULL), ('y26', 'E119', true, NULL, NULL),"
    "  ('y26', 'R1001', true, NULL, NULL),"
    "  ('y19', 'A0021', true, '1982-01-01', NULL), ('y19', 'G0009', true, '2000-01-01', "
    "'2019-06-30'),"
    "  ('y19', 'Q5108', true, '2019-07-01', NULL), ('q26', 'A0021', true, '1982-01-01', NULL),"
    "  ('p26', '001', false, NULL, NULL), ('p26', '0016070', true, NULL, NULL),"
    "  ('old', 'J9999', true, NULL, NULL)"
    " ) v(release, code, billable, added, terminated) JOIN code_release r ON r.name = v.release;"
    "INSERT INTO code_list (org_id, list, code, effective_from, effective_to, position) VALUES"
    " (1, 'pricing', '26', '2000-01-01', '9999-12-31', 1), (1, 'pricing', 'TC', '2000-01-01', "
    "'2019-12-31', 2),"
    " (1, 'pricing', 'TC', '2020-01-01', '9999-12-31', 7), (1, 'drug', 'J3490', '2024-01-01', "
    "'2024-12-31', 1),"
    " (2, 'foreign', '26', '2000-01-01', '9999-12-31', 1)";

static date_t day(const char *iso)
{
    date_t date = DATE_NONE;
    assert_true(date_parse_iso(text_of(iso), &date));
    return date;
}

static enum codeset_answer icd(const char *code, const char *on)
{
    return codes.code(codes.context, CODESET_ICD10CM, text_of(code), day(on));
}

static enum codeset_answer hcpcs(const char *code, const char *on)
{
    return codes.code(codes.context, CODESET_HCPCS, text_of(code), day(on));
}

// 0 or the position; -1: not in the list; -2: no such list.
static int place(const char *list, const char *code, const char *on)
{
    bool known = false;
    int position = -1;
    bool found =
        codes.list(codes.context, text_of(list), text_of(code), day(on), &known, &position);
    return !known ? -2 : found ? position : -1;
}

static void a_code_is_judged_by_the_release_of_its_day(void **state)
{
    (void)state;
    assert_int_equal(icd("E119", "2024-10-01"), CODESET_VALID);
    assert_int_equal(icd("E119", "2026-09-30"), CODESET_VALID);
    assert_int_equal(icd("S52501A", "2025-09-30"), CODESET_VALID);
    assert_int_equal(icd("E118", "2025-09-30"), CODESET_UNKNOWN);
    assert_int_equal(icd("E1", "2025-09-30"), CODESET_UNKNOWN);
    assert_int_equal(icd("E11999999", "2025-09-30"), CODESET_UNKNOWN);
    assert_int_equal(icd("", "2025-09-30"), CODESET_UNKNOWN);
}

static void a_heading_is_no_billable_code(void **state)
{
    (void)state;
    assert_int_equal(icd("E11", "2025-01-01"), CODESET_HEADER);
}

static void without_a_release_for_the_day_nothing_is_said(void **state)
{
    (void)state;
    assert_int_equal(icd("E119", "2024-09-30"), CODESET_NO_RELEASE);
    assert_int_equal(icd("E119", "2026-10-01"), CODESET_NO_RELEASE);
    assert_int_equal(hcpcs("A0021", "2020-01-01"), CODESET_NO_RELEASE);
    assert_int_equal(hcpcs("A0021", "2026-09-30"), CODESET_NO_RELEASE);
}

static void a_mid_year_release_stands_over_the_yearly_one(void **state)
{
    (void)state;
    assert_int_equal(icd("R1001", "2025-03-31"), CODESET_UNKNOWN);
    assert_int_equal(icd("R1001", "2025-04-01"), CODESET_VALID);
    assert_int_equal(icd("R100", "2025-03-31"), CODESET_VALID);
}

static void a_code_of_an_earlier_release_has_ended(void **state)
{
    (void)state;
    assert_int_equal(icd("R100", "2025-04-01"), CODESET_TERMINATED);
    assert_int_equal(icd("S52501A", "2025-10-01"), CODESET_TERMINATED);
    assert_int_equal(hcpcs("Q5108", "2026-11-01"), CODESET_TERMINATED);
}

static void the_days_of_a_hcpcs_code_count_within_its_release(void **state)
{
    (void)state;
    assert_int_equal(hcpcs("A0021", "2019-01-01"), CODESET_VALID);
    assert_int_equal(hcpcs("G0009", "2019-06-30"), CODESET_VALID); // its last day
    assert_int_equal(hcpcs("G0009", "2019-07-01"), CODESET_TERMINATED);
    assert_int_equal(hcpcs("Q5108", "2019-06-30"), CODESET_UNKNOWN);
    assert_int_equal(hcpcs("Q5108", "2019-07-01"), CODESET_VALID);
    assert_int_equal(hcpcs("A0021", "2026-12-31"), CODESET_VALID);
}

static void a_replaced_release_is_not_asked(void **state)
{
    (void)state;
    assert_int_equal(hcpcs("J9999", "2019-05-01"), CODESET_UNKNOWN);
}

static void lists_are_dated_and_the_organisations_own(void **state)
{
    (void)state;
    assert_int_equal(place("pricing", "26", "2000-01-01"), 1);
    assert_int_equal(place("pricing", "26", "1999-12-31"), -1);
    assert_int_equal(place("pricing", "TC", "2019-12-31"), 2);
    assert_int_equal(place("pricing", "TC", "2020-01-01"), 7);
    assert_int_equal(place("pricing", "50", "2020-01-01"), -1);
    assert_int_equal(place("drug", "J3490", "2025-01-01"), -1);
    assert_int_equal(place("dru", "J3490", "2024-01-01"), -2);
    assert_int_equal(place("foreign", "26", "2020-01-01"), -2);
}

static void expect_release(enum codeset_kind kind, const char *on, const char *want)
{
    struct codeset_release release;
    char got[100] = "none", from[DATE_ROOM], to[DATE_ROOM];
    if (codeset_release(&codes, kind, day(on), &release)) {
        date_format_iso(release.from, from);
        date_format_iso(release.to, to);
        snprintf(got, sizeof got, "%s %s %s", release.name, from, to);
    }
    assert_string_equal(got, want);
}

static void the_release_that_judges_a_day_has_a_name(void **state)
{
    (void)state;
    expect_release(CODESET_ICD10CM, "2025-03-31", "y25 2024-10-01 2025-09-30");
    expect_release(CODESET_ICD10CM, "2025-04-01", "apr25 2025-04-01 2025-09-30");
    expect_release(CODESET_ICD10CM, "2024-09-30", "none");
    expect_release(CODESET_HCPCS, "2019-07-01", "y19 2019-01-01 2019-12-31");
}

static void procedures_of_inpatients_are_loaded_where_they_are_asked(void **state)
{
    (void)state;
    struct err err = {0};
    struct codeset all;
    struct arena *own = arena_new(ARENA_BYTES);
    bool known = true;
    int position;
    assert_true(codeset_load_releases(db, own, &all, &err));
    assert_int_equal(
        all.code(all.context, CODESET_ICD10PCS, TEXT("0016070"), day("2025-10-01")), CODESET_VALID);
    assert_int_equal(
        all.code(all.context, CODESET_ICD10PCS, TEXT("001"), day("2026-09-30")), CODESET_HEADER);
    assert_int_equal(all.code(all.context, CODESET_ICD10PCS, TEXT("0016071"), day("2026-09-30")),
        CODESET_UNKNOWN);
    assert_int_equal(
        all.code(all.context, CODESET_ICD10CM, TEXT("E119"), day("2025-10-01")), CODESET_VALID);
    assert_false(
        all.list(all.context, TEXT("pricing"), TEXT("26"), day("2025-10-01"), &known, &position));
    assert_false(known);
    arena_free(own);
    // The night has no use for them.
    assert_int_equal(
        codes.code(codes.context, CODESET_ICD10PCS, TEXT("0016070"), day("2025-10-01")),
        CODESET_NO_RELEASE);
}

static void what_does_not_fit_is_an_error(void **state)
{
    (void)state;
    struct err err = {0};
    struct codeset none;
    struct arena *small = arena_new(2048);
    database_script(db,
        "INSERT INTO code (release_id, code, billable, short_name) SELECT release_id, "
        "'Z' || lpad(n::text, 4, '0'), true, '' FROM code_release, generate_series(1, "
        "400) n WHERE name = 'y26'");
    assert_false(codeset_load(db, 1, small, &none, &err));
    assert_int_equal(err.kind, ERR_SYSTEM);
    arena_free(small);
}

static int start(void **state)
{
    (void)state;
    struct err err = {0};
    arena = arena_new(ARENA_BYTES);
    db = database_make();
    if (db == NULL) {
        print_message("skipped: no test database is named\n");
        return 0;
    }
    database_script(db, releases);
    if (!codeset_load(db, 1, arena, &codes, &err))
        fail_msg("%s", err.text);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    database_drop(db);
    arena_free(arena);
    return 0;
}

static int need_database(void **state)
{
    (void)state;
    if (db == NULL)
        skip();
    return 0;
}

#define FACT(name) cmocka_unit_test_setup(name, need_database)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(a_code_is_judged_by_the_release_of_its_day),
        FACT(a_heading_is_no_billable_code),
        FACT(without_a_release_for_the_day_nothing_is_said),
        FACT(a_mid_year_release_stands_over_the_yearly_one),
        FACT(a_code_of_an_earlier_release_has_ended),
        FACT(the_days_of_a_hcpcs_code_count_within_its_release),
        FACT(a_replaced_release_is_not_asked),
        FACT(lists_are_dated_and_the_organisations_own),
        FACT(the_release_that_judges_a_day_has_a_name),
        FACT(procedures_of_inpatients_are_loaded_where_they_are_asked),
        FACT(what_does_not_fit_is_an_error),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
