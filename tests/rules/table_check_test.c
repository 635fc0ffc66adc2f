#include "tests/rules/rules_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "rules/table_check.h"

static const struct table_column columns[] = {
    {"code", TABLE_PLAIN}, {"value", TABLE_VALUE}, {"exact", TABLE_EXACT}, {"remark", TABLE_PROSE}};
static const struct table_spec spec = {"a_table", columns, 4};

struct reading {
    struct arena *arena;
    struct table_faults faults;
    struct table_cursor cursor;
};

static void start(struct reading *r)
{
    r->arena = arena_new((size_t)4 << 20);
    table_fault_start(&r->faults, r->arena);
}

static void end(struct reading *r)
{
    arena_free(r->arena);
}

static bool header(struct reading *r, const char *const *names, size_t count)
{
    struct text *cells = ARENA_ARRAY(r->arena, struct text, count);
    for (size_t i = 0; i < count; i++)
        cells[i] = text_of(names[i]);
    struct table_row *row = ARENA_NEW(r->arena, struct table_row);
    *row = (struct table_row){1, cells, count};
    struct table_rows rows = {row, 1};
    return table_check_header(&r->cursor, &spec, &rows, &r->faults);
}

static void good_header(struct reading *r)
{
    static const char *const names[] = {"code", "value", "exact", "remark"};
    start(r);
    assert_true(header(r, names, 4));
}

static bool row(struct reading *r, const char *a, const char *b, const char *c, const char *d)
{
    const struct text cells[] = {text_of(a), text_of(b), text_of(c), text_of(d)};
    const struct table_row one = {7, cells, 4};
    return table_check_row(&r->cursor, &one);
}

static bool says(
    const struct reading *r, size_t n, size_t number, const char *column, const char *words)
{
    if (n >= r->faults.count)
        return false;
    const struct table_fault *fault = &r->faults.items[n];
    bool right = fault->row == number && text_equal_z(fault->column, column) &&
                 memmem(fault->sentence.at, fault->sentence.size, words, strlen(words)) != NULL;
    if (!right)
        print_faults(&r->faults);
    return right;
}

static void columns_may_stand_in_any_order(void **state)
{
    (void)state;
    static const char *const names[] = {"remark", "exact", " value ", "code"};
    struct reading r;
    start(&r);
    assert_true(header(&r, names, 4));
    assert_true(row(&r, "a remark", "=", " v ", " c "));
    assert_true(text_equal_z(r.cursor.cells[0], "c"));
    assert_true(text_equal_z(r.cursor.cells[1], " v ")); // values keep their blanks
    assert_true(text_equal_z(r.cursor.cells[2], "="));
    assert_true(text_equal_z(r.cursor.cells[3], "a remark"));
    end(&r);
}

static void missing_unknown_and_double_columns_are_named(void **state)
{
    (void)state;
    static const char *const names[] = {"code", "valeu", "exact", "code", ""};
    struct reading r;
    start(&r);
    assert_false(header(&r, names, 5));
    assert_int_equal(r.faults.errors, 5);
    assert_true(says(&r, 0, 1, "valeu", "no column of this name"));
    assert_true(says(&r, 1, 1, "code", "twice"));
    assert_true(says(&r, 2, 1, "", "column 5 has no name"));
    assert_true(says(&r, 3, 1, "value", "missing"));
    assert_true(says(&r, 4, 1, "remark", "missing"));
    end(&r);
}

static void an_empty_table_is_refused(void **state)
{
    (void)state;
    struct reading r;
    start(&r);
    struct table_rows none = {NULL, 0};
    assert_false(table_check_header(&r.cursor, &spec, &none, &r.faults));
    assert_true(says(&r, 0, 0, "", "empty"));
    end(&r);
}

static void other_separators_are_told(void **state)
{
    (void)state;
    static const char *const semicolons[] = {"code;value;exact;remark"};
    static const char *const tabs[] = {"code\tvalue\texact\tremark"};
    struct reading r;
    start(&r);
    assert_false(header(&r, semicolons, 1));
    assert_int_equal(r.faults.count, 1);
    assert_true(says(&r, 0, 1, "", "separated by semicolons"));
    assert_false(header(&r, tabs, 1));
    assert_true(says(&r, 1, 1, "", "separated by tabs"));
    end(&r);
}

static void a_row_has_as_many_cells_as_the_header(void **state)
{
    (void)state;
    struct reading r;
    good_header(&r);
    const struct text cells[] = {TEXT("a"), TEXT("b"), TEXT("c")};
    const struct table_row less = {9, cells, 3};
    assert_false(table_check_row(&r.cursor, &less));
    assert_true(says(&r, 0, 9, "", "3 cells, the header 4"));
    end(&r);
}

static void a_row_of_empty_cells_is_passed_over(void **state)
{
    (void)state;
    struct reading r;
    good_header(&r);
    assert_false(row(&r, "", " ", "", ""));
    const struct table_row nothing = {9, NULL, 0};
    assert_false(table_check_row(&r.cursor, &nothing));
    assert_int_equal(r.faults.count, 0);
    end(&r);
}

// What a spreadsheet makes of codes and dates.
static void damage_is_refused_with_row_and_column(void **state)
{
    (void)state;
    static const struct {
        const char *cell, *words;
    } damaged[] = {
        {"1E10", "shortened"},
        {"1.23457E+12", "shortened"},
        {"6E+117", "shortened"},
        {"1/31/2026", "turned"},
        {"31/1/26", "turned"},
        {"4-Mar", "turned"},
        {"04-MAR-26", "turned"},
        {"Mar-04", "turned"},
        {"#NAME?", "spreadsheet's error"},
        {"#N/A", "spreadsheet's error"},
        {"a\nb", "line break"},
        {"a\tb", "line break"},
        {"\xE2\x80\x9CYES\xE2\x80\x9D", "typographic quote"},
        {"any\xE2\x80\x99s", "typographic quote"},
        {"1\xE2\x80\xA6"
         "12",
            "three dots"},
        {"a\xE2\x80\x93z", "plain hyphen"},
        {"a\xC2\xA0z", "non-breaking"},
        {"caf\xC3\xA9", "not plain ASCII"},
    };
    for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
        struct reading r;
        good_header(&r);
        assert_false(row(&r, damaged[i].cell, "v", "e", "r"));
        assert_int_equal(r.faults.errors, 1);
        assert_true(says(&r, 0, 7, "code", damaged[i].words));
        end(&r);
        good_header(&r);
        assert_false(row(&r, "c", damaged[i].cell, "e", "r"));
        assert_true(says(&r, 0, 7, "value", damaged[i].words));
        end(&r);
    }
}

static void what_only_looks_like_damage_is_taken(void **state)
{
    (void)state;
    static const char *const sound[] = {"3E03317", "E0100", "10E5", "1E", "12", "1.5", "2026-01-31",
        "=sum(line.charge)", "90d of claim.dos_to", "1..12", "^[0-9]{2}D[0-9]{7}$", "11/12",
        "A-May", "4-March-like", "N/A", "#5", "-", "{submitter_id}", "*", "1 7 8"};
    for (size_t i = 0; i < sizeof(sound) / sizeof(sound[0]); i++) {
        struct reading r;
        good_header(&r);
        bool taken = row(&r, sound[i], sound[i], sound[i], sound[i]);
        if (!taken)
            print_faults(&r.faults);
        assert_true(taken);
        end(&r);
    }
}

static void sentences_may_hold_any_letter(void **state)
{
    (void)state;
    struct reading r;
    good_header(&r);
    assert_true(
        row(&r, "c", "v", "e", "Patient\xE2\x80\x99s caf\xC3\xA9 \xE2\x80\x93 1E10, 1/31/2026"));
    assert_false(row(&r, "c", "v", "e", "#REF!"));
    assert_false(row(&r, "c", "v", "e", "two\nlines"));
    end(&r);
}

static void exact_cells_are_not_taken_for_numbers(void **state)
{
    (void)state;
    struct reading r;
    good_header(&r);
    assert_true(row(&r, "c", "v", "1E10", "r"));
    assert_true(row(&r, "c", "v", " :^~", "r"));
    assert_true(text_equal_z(r.cursor.cells[2], " :^~"));
    assert_false(row(&r, "c", "v", "\xC2\xA7:^~", "r"));
    end(&r);
}

static void a_cell_has_a_limit(void **state)
{
    (void)state;
    static char cell[TABLE_CELL_MAX + 2];
    struct reading r;
    good_header(&r);
    memset(cell, 'a', TABLE_CELL_MAX);
    assert_true(row(&r, cell, "v", "e", cell));
    cell[TABLE_CELL_MAX] = 'a';
    assert_false(row(&r, "c", "v", "e", cell));
    assert_true(says(&r, 0, 7, "remark", "more than 1000"));
    end(&r);
}

static void cells_are_read_as_what_they_are(void **state)
{
    (void)state;
    struct reading r;
    date_t date;
    bool flag;
    int64_t count;
    int word;
    good_header(&r);
    assert_true(row(&r, "2026-01-31", "Y", "", ""));
    assert_true(table_check_date(&r.cursor, 0, DATE_NONE, &date));
    assert_int_equal(date, day("2026-01-31"));
    assert_true(table_check_flag(&r.cursor, 1, &flag));
    assert_true(flag);
    assert_true(table_check_date(&r.cursor, 2, 5, &date));
    assert_int_equal(date, 5);
    assert_true(table_check_count(&r.cursor, 2, 9, &count));
    assert_int_equal(count, 0);
    assert_false(table_check_date(&r.cursor, 1, DATE_NONE, &date));
    assert_false(table_check_flag(&r.cursor, 2, &flag));
    assert_true(row(&r, "9", "10", "0", "two"));
    assert_true(table_check_count(&r.cursor, 0, 9, &count));
    assert_int_equal(count, 9);
    assert_false(table_check_count(&r.cursor, 1, 9, &count));
    assert_int_equal(count, 0);
    assert_false(table_check_count(&r.cursor, 2, 9, &count));
    assert_true(table_check_word(&r.cursor, 3, "one two", &word));
    assert_int_equal(word, 1);
    assert_false(table_check_word(&r.cursor, 3, "one twofold", &word));
    assert_int_equal(r.faults.errors, 5);
    end(&r);
}

static void a_table_has_a_limit_of_rows(void **state)
{
    (void)state;
    struct reading r;
    start(&r);
    struct table_row *many = calloc(TABLE_ROWS_MAX + 1, sizeof(*many));
    struct table_rows rows = {many, TABLE_ROWS_MAX + 1};
    assert_false(table_check_header(&r.cursor, &spec, &rows, &r.faults));
    assert_true(says(&r, 0, 0, "", "more than 20000 rows"));
    free(many);
    end(&r);
}

static void faults_beyond_the_limit_are_counted(void **state)
{
    (void)state;
    struct reading r;
    start(&r);
    for (size_t i = 0; i < 2 * TABLE_FAULTS_MAX; i++)
        assert_false(table_fault_add(&r.faults, TABLE_ERROR, "t", i, "c", "wrong"));
    assert_int_equal(r.faults.errors, 2 * TABLE_FAULTS_MAX);
    assert_int_equal(r.faults.count, TABLE_FAULTS_MAX + 1);
    assert_true(says(&r, TABLE_FAULTS_MAX, 0, "", "more faults"));
    end(&r);
}

static void quoted_cells_are_short_and_harmless(void **state)
{
    (void)state;
    char out[TABLE_QUOTE_ROOM];
    char longer[100];
    assert_string_equal(table_fault_quote(out, TEXT("a\x1b[31mb\n")), "a?[31mb?");
    memset(longer, 'x', sizeof(longer));
    memcpy(longer + 59, "\xC3\xA9", 2); // a character across the cut
    table_fault_quote(out, (struct text){longer, sizeof(longer)});
    assert_int_equal(strlen(out), 62);
    assert_string_equal(out + 59, "...");
    assert_true(text_is_utf8(text_of(out)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_may_stand_in_any_order),
        cmocka_unit_test(missing_unknown_and_double_columns_are_named),
        cmocka_unit_test(an_empty_table_is_refused),
        cmocka_unit_test(other_separators_are_told),
        cmocka_unit_test(a_row_has_as_many_cells_as_the_header),
        cmocka_unit_test(a_row_of_empty_cells_is_passed_over),
        cmocka_unit_test(damage_is_refused_with_row_and_column),
        cmocka_unit_test(what_only_looks_like_damage_is_taken),
        cmocka_unit_test(sentences_may_hold_any_letter),
        cmocka_unit_test(exact_cells_are_not_taken_for_numbers),
        cmocka_unit_test(a_cell_has_a_limit),
        cmocka_unit_test(cells_are_read_as_what_they_are),
        cmocka_unit_test(a_table_has_a_limit_of_rows),
        cmocka_unit_test(faults_beyond_the_limit_are_counted),
        cmocka_unit_test(quoted_cells_are_short_and_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
