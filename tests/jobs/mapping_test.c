// Mappings: what each function gives, worked out by PostgreSQL over a raw table of one row; which
// rows sources, filters and numbers leave; how a mapping is chosen; and each mistake that a table
// can hold.
#include "jobs/mapping_table.h"

#include "claims/base/buf.h"
#include "claims/base/err.h"
#include "claims/base/log.h"
#include "jobs/config.h"
#include "tests/database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define HEAD "kind,source,name,value,reason\n"
#define START \
    HEAD "mapping,,m,rehearsal,\nfile,,a.csv,required,\nfile,,b.csv,optional,\n" \
         "source,patient,a.csv,,\ncolumn,patient,patient_id,ID,\n" \
         "source,encounter,a.csv,,\ncolumn,encounter,encounter_id,ID,\n" \
         "column,encounter,patient_id,ID,\ncolumn,encounter,service_from,DAY,\n"
#define NAMED   START "column,patient,last_name,N,\n"
#define LOOKUPS "lookup,key,value\nsex,male,M\nsex,o'x,Q\n"

static struct db *db;

static bool read_text(struct arena *arena, const char *table, const char *lookups,
    struct mapping **out, struct err *err)
{
    log_set_level(LOG_ERROR);
    *err = (struct err){0};
    return mapping_read(
        arena, "m.csv", text_of(table), "m.lookups.csv", text_of(lookups), out, err);
}

// ---- Functions.

// What the last name becomes for a file a.csv with the columns ID, N and DAY.
static void gives(const char *expression, const char *n, const char *want)
{
    struct arena *arena = arena_new((size_t)16 * 1024 * 1024);
    struct err err;
    struct mapping *mapping;
    struct buf sql;
    char table[4000];
    char got[200];
    buf_init(&sql, 256 * 1024);
    snprintf(table, sizeof table,
        "%sdates,,latest,a.csv: DAY,\ndates,,window,2020-01-01 to 2020-12-31,\n"
        "column,patient,last_name,\"%s\",\n",
        START, expression);
    if (!read_text(arena, table, LOOKUPS, &mapping, &err))
        fail_msg("%s: %s", expression, err.text);
    const struct text columns[] = {TEXT("ID"), TEXT("N"), TEXT("DAY")};
    const struct raw_file files[] = {{TEXT("a.csv"), 1, columns, 3}};
    const struct mapping_days days = {0, 18262, 18627}; // 2020-01-01, 2020-12-31
    buf_z(&sql, "SELECT last_name FROM (");
    assert_true(mapping_select(mapping, 1, ENTITY_patient, &days, files, 1, &sql));
    buf_z(&sql, ") x");
    buf_char(&sql, '\0');
    char fill[1000];
    snprintf(fill, sizeof fill,
        "TRUNCATE raw_1; INSERT INTO raw_1 VALUES (2, 'id', $q$%s$q$, '2020-05-05')", n);
    database_script(db, fill);
    database_text(db, sql.at, got, sizeof got);
    if (strcmp(got, want) != 0)
        fail_msg("%s of '%s' is '%s', not '%s'", expression, n, got, want);
    buf_free(&sql);
    arena_free(arena);
}

static void functions_give_what_the_manual_says(void **state)
{
    (void)state;
    if (!db)
        skip();
    gives("N", " x ", "x");
    gives("N|'none'", " ", "none");
    gives("MISSING|N", "x", "x");
    gives("'it''s'", "", "it's");
    gives("[N]", "x", "x");
    gives("date(N)", "2023-01-27T16:17:47Z", "2023-01-27");
    gives("date(N)", "2024-02-29", "2024-02-29");
    gives("date(N)", "2023-02-29", "2023-02-29"); // no date: goes on, to be refused
    gives("date(N)", "yesterday", "yesterday");
    gives("date(N)", "0000-01-01", "0000-01-01");
    gives("day_before(N)", "2024-03-01 00:00:00", "2024-02-29");
    gives("day_before(N)|'none'", "1999", "none");
    gives("year_start(N)", "1999", "1999-01-01");
    gives("year_start(N)|'none'", "1999-05-05", "none");
    gives("year_end(N)", "1999", "1999-12-31");
    gives("later(N, '2020-01-01')", "2019-12-31", "2020-01-01");
    gives("later(N, '2020-01-01')", "2020-01-02", "2020-01-02");
    gives("upper(N)", "ab-c", "AB-C");
    gives("part(N, ' ', 1)", "Ana Maria Vega", "Ana");
    gives("part(N, ' ', -1)", "Ana Maria Vega", "Vega");
    gives("before_last(N, ' ')", "Ana Maria Vega", "Ana Maria");
    gives("before_last(N, ' ')|'none'", "Vega", "none");
    gives("cut(N, 3)", "abcd", "abc");
    gives("digits(N)", "1-a2", "12");
    gives("without_digits(N)", "Zz12 3y", "Zz y");
    gives("without_digits(N)|N", "123", "123");
    gives("zip(N)", "2108", "02108");
    gives("zip(N)", "02108-1234", "02108-1234");
    gives("zip(N)|'none'", "00000", "none");
    gives("zip(N)|'none'", "00000-0000", "none");
    gives("zip(N)|'none'", "0000", "none");
    gives("zip9(N)", "02108", "021089998");
    gives("zip9(N)", "021081234", "021081234");
    gives("money(N)", "49112.87100000001", "49112.87");
    gives("money(N)", "1.005", "1.01");
    gives("money(N)", "1E3", "1E3");
    gives("join(N, MISSING, 'x')", "a", "a x");
    gives("lookup('sex', N)", "male", "M");
    gives("lookup('sex', N)", "o'x", "Q");
    gives("lookup('sex', N)|'none'", "other", "none");
    gives("crosswalk('snomed', 'icd10cm', N)", "59621000", "I10");
    gives("crosswalk('snomed', 'hcpcs', N)|'none'", "59621000", "none");
    gives("crosswalk('snomed', 'hcpcs', N)", "185345009", "99213");
    gives("crosswalk_modifier('snomed', N)", "185345009", "25");
    gives("crosswalk_charge('snomed', N)", "185345009", "85.05");
    gives("crosswalk_place('snomed', N)", "185345009", "11");
    gives("if(is(N, 'a', 'b'), 'yes', 'no')", "b", "yes");
    gives("if(is(N, 'a', 'b'), 'yes', 'no')", "c", "no");
    gives("if(present(N), 'yes', 'no')", "", "no");
    gives("if(absent(N), 'yes', 'no')", "", "yes");
    gives("if(shorter(N, 4), 'yes', 'no')", "140", "yes");
    gives("if(shorter(N, 4), 'yes', 'no')", "1400", "no");
    gives("if(not(is(N, 'a')), 'yes', 'no')", "", "yes");
    gives("if(all(is(N, 'a'), present(ID)), 'yes', 'no')", "a", "yes");
    gives("if(any(is(N, 'b'), present(ID)), 'yes', 'no')", "a", "yes");
    gives("if(in_window(N), 'yes', 'no')", "2020-12-31T23:00:00Z", "yes");
    gives("if(in_window(N), 'yes', 'no')", "2021-01-01", "no");
    gives("if(has_file('b.csv'), 'yes', 'no')", "", "no");
    gives("if(has_file('A.csv'), 'yes', 'no')", "", "yes");
    // Text of a mapping or a file stays text.
    gives("'x''); DROP TABLE patient; --'", "", "x'); DROP TABLE patient; --");
    gives("N", "'; DROP TABLE patient; --", "'; DROP TABLE patient; --");
}

// The check digit of an NPI by hand: 80840 and the nine digits, every second from the right
// doubled.
static void made_up_identities_have_their_form(void **state)
{
    (void)state;
    if (!db)
        skip();
    assert_int_equal(
        database_i64(db,
            "SELECT count(*)::bigint FROM (SELECT '80840' || mapping_npi(k::text) AS n FROM "
            "generate_series(1, 500) k) x WHERE (SELECT sum(CASE WHEN i % 2 = 0 THEN "
            "substr(n, 16 - i, 1)::int * 2 / 10 + substr(n, 16 - i, 1)::int * 2 % 10 "
            "ELSE substr(n, 16 - i, 1)::int END) FROM generate_series(1, 15) i) % 10 = 0 "
            "AND n ~ '^808402[0-9]{9}$'"),
        500);
    assert_int_equal(
        database_i64(db,
            "SELECT count(DISTINCT mapping_member(k::text))::bigint FROM generate_series(1, "
            "1000) k WHERE mapping_member(k::text) ~ '^ZZ[0-9]{10}$'"),
        1000);
    assert_int_equal(
        database_i64(db,
            "SELECT count(*)::bigint FROM generate_series(1, 500) k WHERE mapping_mbi(k::text) ~ "
            "'^[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9][AC-HJKMNP-RT-Y]"
            "[AC-HJKMNP-RT-Y0-9][0-9][AC-HJKMNP-RT-Y]{2}00$'"),
        500);
}

// ---- Mistakes.

static void expect_mistake(const char *table, const char *lookups, const char *want)
{
    struct arena *arena = arena_new((size_t)16 * 1024 * 1024);
    struct mapping *mapping;
    struct err err;
    assert_false(read_text(arena, table, lookups, &mapping, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    if (!strstr(err.text, want))
        fail_msg("'%s' does not say '%s'", err.text, want);
    arena_free(arena);
}

static void each_mistake_is_told_with_its_row(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"kind,source,name,value\n", "reason"},
        {NAMED "colum,patient,zip,N,\n", "row 12: kind: 'colum' is no kind of row"},
        {NAMED "mapping,,n,rehearsal,\n", "row 12: kind: the table names its mapping twice"},
        {HEAD "mapping,,Native!,rehearsal,\n", "row 2: name: a mapping's name is made of"},
        {HEAD "mapping,,native,rehearsal,\n", "row 2: name: a mapping's name is made of"},
        {HEAD "mapping,,m,test,\n", "row 2: value:"},
        {NAMED "file,,A.CSV,optional,\n", "row 12: name: a file is to be named, and only once"},
        {NAMED "file,,c.csv,maybe,\n", "row 12: value:"},
        {NAMED "dates,,first,a.csv: DAY,\n", "row 12: name:"},
        {NAMED "dates,,latest,c.csv: DAY,\n", "row 12: value: write 'FILE: COLUMN'"},
        {NAMED "dates,,latest,a.csv: DAY,\ndates,,window,last year,\n",
            "row 13: value: write 'last 3 years'"},
        {NAMED "dates,,latest,a.csv: DAY,\ndates,,window,2021-01-01 to 2020-01-01,\n",
            "row 13: value:"},
        {NAMED "dates,,move,near the run,\n", "a row 'dates' with 'latest' is missing"},
        {NAMED "source,person,a.csv,,\n", "row 12: source: a source is named once"},
        {NAMED "source,patient,a.csv,,\n", "row 12: source: a source is named once"},
        {NAMED "source,charge,c.csv,,\n",
            "row 12: name: 'c.csv' is not one of the mapping's files"},
        {NAMED "source,charge,a.csv,present(N),\n",
            "row 12: value: a source is chosen by has_file()"},
        {NAMED "source,charge,a.csv,has_file('c.csv'),\n", "row 12: value: 'c.csv' is not one"},
        {NAMED "source,charge,a.csv,,\n", "row 12: source: 'charge' lacks the column encounter_id"},
        {NAMED "join,charge,j,b.csv: X = ID,\n", "row 12: source: there is no source 'charge'"},
        {NAMED "join,patient,j,c.csv: X = ID,\n",
            "row 12: value: 'c.csv' is not one of the mapping's files"},
        {NAMED "join,patient,j,b.csv: X,\n", "row 12: value: '=' is expected"},
        {NAMED "join,patient,j,b.csv: upper(X) = ID,\n",
            "row 12: value: only columns of the other file"},
        {NAMED "join,patient,j,b.csv: X = ID at DAY,\n", "row 12: value: 'from COLUMN to COLUMN'"},
        {NAMED "join,patient,j,b.csv: X = ID at DAY from F,\n",
            "row 12: value: 'to COLUMN' is expected"},
        {NAMED "join,patient,j,b.csv: X = ID or,\n", "row 12: value: 'or' is one too many"},
        {NAMED "join,patient,j,b.csv: X = ID,\njoin,patient,j,b.csv: X = ID,\n",
            "row 13: name: the source has a join"},
        {NAMED "where,patient,,N,\n", "row 12: value: a condition is expected"},
        {NAMED "filter,patient,N,present(N),because\n",
            "row 12: reason: begin with mapping_filtered"},
        {NAMED "filter,patient,N,present(N),value_missing: x\n",
            "row 12: reason: begin with mapping_filtered"},
        {NAMED "filter,patient,,present(N),mapping_filtered\n", "row 12: name: name the column"},
        {NAMED "filter,patient,N,present(N),not_in_crosswalk\n",
            "row 12: value: not_in_crosswalk is for"},
        {NAMED "column,patient,lastname,N,\n",
            "row 12: name: patients.csv has no column 'lastname'"},
        {NAMED "column,patient,last_name,N,\n", "row 12: name: the source gives this column twice"},
        {NAMED "column,patient,zip,present(N),\n",
            "row 12: value: a value is expected, not a condition"},
        {NAMED "column,patient,zip,,\n", "row 12: value: something is missing at the end"},
        {NAMED "column,patient,zip,'02108,\n", "row 12: value:"},
        {NAMED "column,patient,zip,N N,\n", "row 12: value: 'N' is one too many"},
        {NAMED "column,patient,zip,N|,\n", "row 12: value: something is missing at the end"},
        {NAMED "column,patient,zip,j.N,\n", "row 12: value: there is no join 'j' above"},
        {NAMED "column,patient,zip,select(N),\n", "row 12: value: there is no function 'select'"},
        {NAMED "column,patient,zip,upper(),\n", "row 12: value: ')' cannot stand here"},
        {NAMED "column,patient,zip,\"upper(N, N)\",\n",
            "row 12: value: upper() takes fewer values"},
        {NAMED "column,patient,zip,cut(N),\n", "row 12: value: cut() needs more values"},
        {NAMED "column,patient,zip,\"cut(N, 'x')\",\n", "row 12: value: cut() needs a number"},
        {NAMED "column,patient,zip,\"cut(N, 0)\",\n", "row 12: value: cut() needs a number"},
        {NAMED "column,patient,zip,\"lookup(N, N)\",\n",
            "row 12: value: lookup() needs a word in quotes"},
        {NAMED "column,patient,zip,\"lookup('zip', N)\",\n",
            "row 12: value: there is no lookup 'zip'"},
        {NAMED "column,patient,zip,\"crosswalk('snomed', 'cpt', N)\",\n",
            "row 12: value: crosswalk() gives"},
        {NAMED "column,patient,zip,\"if(in_window(N), 'a', 'b')\",\n",
            "row 12: value: in_window() needs a dates row"},
        {NAMED "column,patient,zip,N; DROP TABLE x,\n", "row 12: value: ';' is one too many"},
        {NAMED "column,patient,zip,upper(upper(upper(upper(upper(upper(upper(upper(upper(N)))))))))"
               ",\n",
            "too many functions within functions"},
        {NAMED "column,patient,zip,zip(zip(zip(zip(zip(zip(zip(N))))))),\n",
            "the expression is too long"},
        {NAMED "once,person,,ID,mapping_filtered\n", "row 12: source: 'person' is no entity"},
        {NAMED "once,patient,,ID,mapping_filtered\n", "row 12: value: one to four columns"},
        {NAMED "number,patient,rank,patient_id,\n",
            "row 12: name: patients.csv has no column 'rank'"},
        {NAMED "most,patient,,3,mapping_filtered\n",
            "row 12: source: 'most' counts what a row 'number' numbers"},
        {NAMED "file,,c.csv,optional\n", "row 12:"},
        {NAMED "file,,\"c.csv,optional,\n", "row 12:"},
        {START "column,patient,zip,N,\n", "'patient' lacks the column last_name"},
        {HEAD "mapping,,m,rehearsal,\n", "no file is required"},
        {HEAD "file,,a.csv,required,\n", "a row 'mapping' with a name is missing"},
        {HEAD "mapping,,m,production,\nfile,,a.csv,required,\nsource,patient,a.csv,,\ncolumn,"
              "patient,patient_id,ID,\n"
              "column,patient,last_name,N,\ncolumn,patient,zip,zip9(Z),\nsource,encounter,a.csv,,\n"
              "column,encounter,encounter_id,ID,\ncolumn,encounter,patient_id,ID,\ncolumn,"
              "encounter,service_from,DAY,\n",
            "row 4: source: 'patient' makes something up"},
        {HEAD "mapping,,m,production,\nfile,,a.csv,required,\nsource,patient,a.csv,,\ncolumn,"
              "patient,patient_id,ID,\n"
              "column,patient,last_name,N,\nsource,encounter,a.csv,,\ndates,,latest,a.csv: "
              "DAY,\ndates,,move,near the run,\n"
              "column,encounter,encounter_id,ID,\ncolumn,encounter,patient_id,ID,\ncolumn,"
              "encounter,service_from,DAY,\n",
            "it moves dates"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_mistake(cases[i][0], "", cases[i][1]);
    expect_mistake(NAMED, "lookup,key\n", "m.lookups.csv");
    expect_mistake(NAMED, "lookup,key,value\nsex,,M\n", "row 2: key: lookup and key are needed");
}

// ---- Which rows are left.

static void sources_filters_and_numbers(void **state)
{
    (void)state;
    if (!db)
        skip();
    struct arena *arena = arena_new((size_t)16 * 1024 * 1024);
    struct mapping *mapping;
    struct err err;
    struct buf sql;
    char got[400];
    buf_init(&sql, 256 * 1024);
    assert_true(read_text(arena,
        NAMED
        "source,diagnosis.b,b.csv,,\njoin,diagnosis.b,plan,a.csv: ID = E at D from F to T,\n"
        "where,diagnosis.b,,\"not(is(C, 'skip'))\",\n"
        "filter,diagnosis.b,C,\"not(is(C, 'bad'))\",mapping_filtered: a bad one\n"
        "column,diagnosis.b,encounter_id,E,\ncolumn,diagnosis.b,code,plan.N|C,\n"
        "source,diagnosis.a,a.csv,,\ncolumn,diagnosis.a,encounter_id,ID,\ncolumn,diagnosis.a,code,"
        "N,\n"
        "once,diagnosis,,encounter_id code,mapping_filtered: twice\n"
        "number,diagnosis,ordinal,encounter_id,\nmost,diagnosis,,3,mapping_filtered: too many\n",
        "", &mapping, &err));
    const struct text a[] = {TEXT("ID"), TEXT("N"), TEXT("F"), TEXT("T")};
    const struct text b[] = {TEXT("E"), TEXT("C"), TEXT("D")};
    const struct raw_file files[] = {{TEXT("a.csv"), 1, a, 4}, {TEXT("b.csv"), 2, b, 3}};
    const struct mapping_days days = {0, DATE_NONE, DATE_NONE};
    database_script(db,
        "CREATE TEMP TABLE raw_2 (row_no integer, c1 text, c2 text, c3 text); DROP TABLE raw_1;"
        "CREATE TEMP TABLE raw_1 (row_no integer, c1 text, c2 text, c3 text, c4 text);"
        "INSERT INTO raw_1 VALUES (2, 'e1', 'X1', '2020-01-01', '2020-06-30'), "
        "(3, 'e1', 'X2', '2020-07-01', '')"
        ";INSERT INTO raw_2 VALUES (2, 'e1', 'k', '2020-06-30'), (3, 'e1', 'k', '2020-07-01'), "
        "(4, 'e1', 'bad', ''), (5, 'e1', 'skip', ''), (6, 'e1', 'C6', ''), (7, 'e1', 'C7', ''), "
        "(8, 'e2', 'C8', '')");
    buf_z(&sql, "SELECT string_agg(file_no || '.' || row_no || ' ' || coalesce(skip_code, '') || "
                "skip_value || CASE WHEN skip_code IS NULL THEN code || ordinal ELSE '' END, ', ' "
                "ORDER BY file_no, row_no) FROM (");
    assert_true(mapping_select(mapping, 1, ENTITY_diagnosis, &days, files, 2, &sql));
    buf_z(&sql, ") x");
    buf_char(&sql, '\0');
    // b first: 2 by the first half of the year, 3 by the second; 5 is none of the source; a's rows
    // say what is there already.
    assert_string_equal(database_text(db, sql.at, got, sizeof got),
        "1.2 mapping_filteredtwice, 1.3 mapping_filteredtwice, 2.2 X11, 2.3 X22, "
        "2.4 mapping_filtereda bad one, 2.6 C63, 2.7 mapping_filteredtoo many, 2.8 C81");
    database_script(db, "DROP TABLE raw_1, raw_2; CREATE TEMP TABLE raw_1 (row_no integer, c1 "
                        "text, c2 text, c3 text)");
    buf_free(&sql);
    arena_free(arena);
}

// ---- Days and choice.

static void days_follow_from_the_newest(void **state)
{
    (void)state;
    struct arena *arena = arena_new((size_t)16 * 1024 * 1024);
    struct mapping *mapping;
    struct err err;
    assert_true(read_text(arena,
        NAMED "dates,,latest,a.csv: DAY,\ndates,,window,last 2 years,\ndates,,move,near the run,\n",
        "", &mapping, &err));
    date_t run, latest, from;
    assert_true(date_parse_iso(TEXT("2026-11-22"), &run));
    assert_true(date_parse_iso(TEXT("2024-02-02"), &latest));
    assert_true(date_parse_iso(TEXT("2022-02-03"), &from));
    struct mapping_days days = mapping_days(mapping, latest, run);
    assert_int_equal(days.from, from);
    assert_int_equal(days.to, latest);
    for (int late = -40; late <= 40; late++) {
        days = mapping_days(mapping, run + late, run);
        int left = run - (run + late + days.shift);
        assert_int_equal(days.shift % 7, 0);
        assert_in_range(left, 7, 13);
    }
    assert_int_equal(mapping_days(mapping, DATE_NONE, run).shift, 0);
    arena_free(arena);
}

static void a_set_is_known_by_its_files(void **state)
{
    (void)state;
    struct arena *arena = arena_new((size_t)64 * 1024 * 1024);
    struct mapping_list list;
    struct err err = {0};
    struct config *config = config_load(NULL);
    assert_true(mapping_load_all(config, arena, &list, &err));
    const struct mapping *nearest;
    const struct text native[] = {TEXT("patients.csv"), TEXT("coverages.csv"),
        TEXT("encounters.csv"), TEXT("diagnoses.csv"), TEXT("charges.csv")};
    const struct text synthea[] = {TEXT("Patients.csv"), TEXT("encounters.csv"),
        TEXT("conditions.csv"), TEXT("procedures.csv"), TEXT("payers.csv")};
    assert_string_equal(mapping_name(mapping_choose(&list, native, 5, &nearest)).at, "native");
    assert_string_equal(mapping_name(mapping_choose(&list, synthea, 5, &nearest)).at, "synthea");
    assert_null(mapping_choose(&list, synthea + 1, 4, &nearest));
    assert_string_equal(mapping_name(nearest).at, "synthea");
    assert_null(mapping_choose(&list, native, 4, &nearest));
    assert_string_equal(mapping_name(nearest).at, "native");
    const struct text strange[] = {TEXT("x.csv")};
    assert_null(mapping_choose(&list, strange, 1, &nearest));
    assert_null(nearest);
    assert_int_equal(
        mapping_name_start(&list, TEXT("OHDSI__dbt-synthea__claims_transactions.csv")), 20);
    assert_int_equal(mapping_name_start(&list, TEXT("patients.csv")), 0);
    assert_true(mapping_name_start(&list, TEXT("mypatients.csv")) == SIZE_MAX);
    config_free(config);
    arena_free(arena);
}

int main(void)
{
    db = database_make();
    if (db)
        database_script(db, "CREATE TEMP TABLE raw_1 (row_no integer, c1 text, c2 text, c3 text);"
                            "INSERT INTO crosswalk VALUES (1, 'snomed', '59621000', 'icd10cm', "
                            "'I10', '', NULL, ''), "
                            "(1, 'snomed', '185345009', 'hcpcs', '99213', '25', 8505, '11')");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_give_what_the_manual_says),
        cmocka_unit_test(made_up_identities_have_their_form),
        cmocka_unit_test(each_mistake_is_told_with_its_row),
        cmocka_unit_test(sources_filters_and_numbers),
        cmocka_unit_test(days_follow_from_the_newest),
        cmocka_unit_test(a_set_is_known_by_its_files),
    };
    int code = cmocka_run_group_tests(tests, NULL, NULL);
    database_drop(db);
    return code;
}
