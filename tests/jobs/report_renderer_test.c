// What the renderers make of cells: the bytes of a CSV, a page that is sound, and the same figures
// in both.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "claims/base/csv.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"
#include "jobs/report_csv.h"
#include "jobs/report_html.h"

static const struct report_renderer *const both[] = {&report_csv, &report_html};

static const struct sql sql = {"report/10_things",
    "-- title: Things & <more>\n"
    "-- section: Some\n"
    "-- about: About \"things\".\n"
    "-- empty: There is nothing.\n"
    "-- page: 4\n"
    "-- drawing: bars cents by word\n"
    "-- column: word | text | Word\n"
    "-- column: cents | dollars | Dollars | total, rows=others\n"
    "-- column: items | count | Items | total\n"
    "-- column: day | date | Day\n"
    "-- column: difference | dollars | Difference | zero\n"
    "SELECT"};
static const struct sql others_sql = {"report/11_others",
    "-- title: Others\n-- section: Other\n-- about: A\n-- empty: No others.\n"
    "-- column: see | text | See | see\nSELECT"};
static const struct sql lead_sql = {"report/01_lead",
    "-- title: L\n-- section: Some\n-- about: A\n-- empty: E\n-- drawing: lead\n"
    "-- column: state | text | State\n-- column: sentence | text | Sentence\n"
    "-- column: see | text | See | see\nSELECT"};
static const struct sql line_sql = {"report/12_line",
    "-- title: Line\n-- section: Other\n-- about: A\n-- empty: E\n-- drawing: line cents by day\n"
    "-- column: day | date | Day\n-- column: cents | dollars | Cents\nSELECT"};

static const struct sql numbers_sql = {"report/13_numbers",
    "-- title: N\n-- section: Other\n-- about: A\n-- empty: E\n"
    "-- column: claim | number | Claim\n-- column: line | number | Line\nSELECT"};

static char folder[64];
static struct arena *arena;
static struct err err;
static struct report_definition things, others, lead, line, numbers;
static const struct report_definition *const tables[] = {&lead, &things, &others, &line, &numbers};
static struct report_page page;
static void *states[2];
static const struct organisation clinic = {
    .org_id = 1, .code = "CLINIC", .name = "Lake & <Hill>", .rehearsal = true};

static int start(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/report_test.XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    arena = arena_new(16 * 1024 * 1024);
    bool ok = report_definition_parse(&sql, arena, &things, &err) &&
              report_definition_parse(&others_sql, arena, &others, &err) &&
              report_definition_parse(&numbers_sql, arena, &numbers, &err) &&
              report_definition_parse(&lead_sql, arena, &lead, &err) &&
              report_definition_parse(&line_sql, arena, &line, &err);
    page = (struct report_page){.path = arena_format(arena, "%s/index", folder).at,
        .org = &clinic,
        .now = {20000, 3661},
        .tables = tables,
        .table_count = 4,
        .arena = arena};
    ok = ok && date_from_parts(2026, 11, 22, &page.day);
    return ok ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    arena_free(arena);
    return file_folder_remove(folder, &err) ? 0 : -1;
}

// ---- Feeding.

static void begin(void)
{
    for (int i = 0; i < 2; i++)
        assert_true(both[i]->begin(&states[i], &page, &err));
}

static void begin_table(const struct report_definition *definition)
{
    const char *path = arena_format(arena, "%s/%.*s", folder, TEXT_ARG(definition->file)).at;
    const char *link = arena_copy(arena, definition->file).at;
    struct report_table *table = ARENA_NEW(arena, struct report_table);
    *table = (struct report_table){definition, &clinic, path, link};
    for (int i = 0; i < 2; i++)
        assert_true(both[i]->table(states[i], table, &err));
}

static void row(const struct report_cell *cells)
{
    for (int i = 0; i < 2; i++)
        assert_true(both[i]->row(states[i], cells, &err));
}

static void thing(const char *word, int64_t cents, int64_t items, int64_t day, int64_t difference)
{
    struct report_cell cells[] = {{.text = text_of(word), .is_null = word == NULL},
        {.number = cents}, {.number = items}, {.number = day, .is_null = day < 0},
        {.number = difference}};
    row(cells);
}

static void words(const char *a, const char *b, const char *c)
{
    struct report_cell cells[] = {{.text = text_of(a)}, {.text = text_of(b)}, {.text = text_of(c)}};
    row(cells);
}

static void end_table(void)
{
    for (int i = 0; i < 2; i++)
        assert_true(both[i]->table_end(states[i], &err));
}

static void end(void)
{
    for (int i = 0; i < 2; i++)
        assert_true(both[i]->end(states[i], &err));
}

static const char *load(const char *name)
{
    struct text bytes;
    const char *path = arena_format(arena, "%s/%s", folder, name).at;
    if (!file_load(path, FILE_REFUSE_LINK, 4 * 1024 * 1024, arena, &bytes, &err))
        fail_msg("%s", err.text);
    return bytes.at;
}

static void assert_has(const char *text, const char *piece)
{
    if (strstr(text, piece) == NULL)
        fail_msg("'%s' is not in: %s", piece, text);
}

static void assert_has_not(const char *text, const char *piece)
{
    if (strstr(text, piece) != NULL)
        fail_msg("'%s' is in: %s", piece, text);
}

// A page of one table of things.
static const char *page_of(void (*rows)(void))
{
    begin();
    begin_table(&things);
    rows();
    end_table();
    end();
    return load("index.html");
}

// ---- CSV.

static void plain_rows(void)
{
    thing("one", 123456, 1234567, 0, 0);
    thing("two", -5, -3, 20779, 0);
    thing(NULL, 0, 0, -1, 0);
}

static void a_csv_has_names_then_rows_without_commas_in_numbers(void **state)
{
    (void)state;
    page_of(plain_rows);
    assert_string_equal(load("10_things.csv"), "word,cents,items,day,difference\r\n"
                                               "one,1234.56,1234567,1970-01-01,0.00\r\n"
                                               "two,-0.05,-3,2026-11-22,0.00\r\n"
                                               ",0.00,0,,0.00\r\n");
}

static void formula_rows(void)
{
    thing("=1+1", -100, 0, 0, 0);
    thing("+1", 0, 0, 0, 0);
    thing("-1", 0, 0, 0, 0);
    thing("@SUM(A1)", 0, 0, 0, 0);
    thing("\tx", 0, 0, 0, 0);
    thing("\rx", 0, 0, 0, 0);
    thing("a=b", 0, 0, 0, 0);
}

static void text_that_would_be_a_formula_gets_an_apostrophe_and_numbers_do_not(void **state)
{
    (void)state;
    page_of(formula_rows);
    assert_string_equal(load("10_things.csv"), "word,cents,items,day,difference\r\n"
                                               "\"'=1+1\",-1.00,0,1970-01-01,0.00\r\n"
                                               "\"'+1\",0.00,0,1970-01-01,0.00\r\n"
                                               "\"'-1\",0.00,0,1970-01-01,0.00\r\n"
                                               "\"'@SUM(A1)\",0.00,0,1970-01-01,0.00\r\n"
                                               "\"'\tx\",0.00,0,1970-01-01,0.00\r\n"
                                               "\"'\rx\",0.00,0,1970-01-01,0.00\r\n"
                                               "a=b,0.00,0,1970-01-01,0.00\r\n");
}

static const char *const odd[] = {"a,b", "say \"x\"", "two\nlines", "caf\xC3\xA9", " blank "};
static size_t odd_seen;

static void odd_rows(void)
{
    for (size_t i = 0; i < 5; i++)
        thing(odd[i], 0, 0, 0, 0);
}

static bool odd_row(void *context, size_t number, const struct text *fields, size_t count)
{
    (void)context;
    assert_int_equal(count, 5);
    if (number > 1)
        assert_true(text_equal_z(fields[0], odd[odd_seen++]));
    return true;
}

static void what_is_quoted_is_read_back_as_it_was(void **state)
{
    (void)state;
    page_of(odd_rows);
    odd_seen = 0;
    struct csv *csv = csv_new((struct csv_limits){0}, odd_row, NULL);
    assert_true(csv_feed(csv, text_of(load("10_things.csv"))) && csv_end(csv));
    csv_close(csv);
    assert_int_equal(odd_seen, 5);
}

static void many_rows(void)
{
    for (int i = 0; i < 20000; i++)
        thing("row", 1, 1, 0, 0);
}

static void a_csv_has_all_rows_and_the_page_says_how_many_it_shows(void **state)
{
    (void)state;
    const char *html = page_of(many_rows);
    const char *csv = load("10_things.csv");
    size_t lines = 0;
    for (const char *at = csv; (at = strstr(at, "\r\n")) != NULL; at += 2)
        lines++;
    assert_int_equal(lines, 20001);
    assert_has(html, "The first 4 of 20,000 rows; <a href=\"10_things.csv\">all of them</a>.");
    size_t shown = 0;
    for (const char *at = html; (at = strstr(at, "<tr><th scope=\"row\">row")) != NULL; at++)
        shown++;
    assert_int_equal(shown, 4);
    // The totals are of all rows: 20,000 cents.
    assert_has(html, "<td class=\"n\">200.00</td><td class=\"n\">20,000</td>");
}

static void a_table_without_rows_has_a_csv_of_names_and_says_so_on_the_page(void **state)
{
    (void)state;
    begin();
    begin_table(&things);
    end_table();
    end();
    assert_string_equal(load("10_things.csv"), "word,cents,items,day,difference\r\n");
    assert_has(load("index.html"), "There is nothing.");
    assert_has_not(load("index.html"), "<table>");
}

// ---- The page.

static void hostile_rows(void)
{
    thing("<script>alert(1)</script> & \"x\" \x01", 100, 0, 0, 0);
}

static void what_is_text_is_no_markup(void **state)
{
    (void)state;
    const char *html = page_of(hostile_rows);
    assert_has_not(html, "<script");
    assert_has_not(html, "\x01");
    assert_has(html, "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;");
    assert_has(html, "<h3>Things &amp; &lt;more&gt;</h3>");
    assert_has(html, "<h1>Lake &amp; &lt;Hill&gt;</h1>");
}

static void the_page_names_organisation_night_and_moment(void **state)
{
    (void)state;
    const char *html = page_of(plain_rows);
    assert_has(html, "Night of Sunday, 2026-11-22");
    assert_has(html, "organisation CLINIC");
    assert_has(html, "rehearsal");
    assert_has(html, "Made 2024-10-04 01:01:01 UTC");
}

static void it_refers_to_nothing_outside(void **state)
{
    (void)state;
    const char *html = page_of(plain_rows);
    for (const char *const *word = (const char *const[]){"http:", "https:", "//", "url(", "@import",
             "<script", "<link", "<img", "src=", NULL};
         *word; word++)
        assert_has_not(html, *word);
}

// The numbers of the page's rows, commas taken out, against the fields of the CSV.
static const char *html_at;

static bool compare_row(void *context, size_t number, const struct text *fields, size_t count)
{
    (void)context;
    if (number == 1)
        return true;
    html_at = strstr(html_at, "<tr><th scope=\"row\">");
    assert_non_null(html_at);
    html_at += 4;
    for (size_t i = 0; i < count; i++) {
        // From behind the cell's tag (and that of its link) to the next tag.
        const char *from = strchr(html_at, '>') + 1;
        if (strncmp(from, "<a ", 3) == 0)
            from = strchr(from, '>') + 1;
        const char *to = strchr(from, '<');
        char value[128];
        size_t size = 0;
        for (const char *at = from; at < to; at++)
            if (*at != ',')
                value[size++] = *at;
        value[size] = '\0';
        if (!text_equal_z(fields[i], value))
            fail_msg("row %zu: the page has %s, the CSV %.*s", number, value, TEXT_ARG(fields[i]));
        html_at = strstr(html_at, i == 0 ? "</th>" : "</td>") + 5;
    }
    return true;
}

static void number_rows(void)
{
    thing("a", INT64_MAX / 4, INT64_MAX / 4, 20779, 0);
    thing("b", -123456789, -1000, 0, 1);
    thing("c", 99, 999, 1, 0);
    thing("d", 100000, 1000, 2, -1);
}

static void the_figures_of_the_page_are_those_of_the_csv(void **state)
{
    (void)state;
    html_at = page_of(number_rows);
    struct csv *csv = csv_new((struct csv_limits){0}, compare_row, NULL);
    assert_true(csv_feed(csv, text_of(load("10_things.csv"))) && csv_end(csv));
    csv_close(csv);
}

static void tying_rows(void)
{
    thing("a", 1, 1, 1, 0);
}

static void differing_rows(void)
{
    thing("a", 1, 1, 1, 0);
    thing("b", 1, 1, 1, -1);
}

static void late_difference(void)
{
    for (int i = 0; i < 5; i++)
        thing("a", 1, 1, 1, i == 4);
}

static void a_difference_is_loud_also_in_a_row_that_is_not_shown(void **state)
{
    (void)state;
    assert_has_not(page_of(tying_rows), "This does not tie");
    const char *html = page_of(differing_rows);
    assert_has(html, "This does not tie");
    assert_has(html, "<td class=\"n differs\">-0.01</td>");
    assert_has(html, "<td class=\"n ties\">0.00</td>");
    assert_has(page_of(late_difference), "This does not tie");
}

static void figures_link_to_the_rows_behind_them_unless_they_are_zero(void **state)
{
    (void)state;
    const char *html = page_of(plain_rows);
    assert_has(html, "<a href=\"#others\">1,234.56</a>");
    assert_has(html, "<td class=\"n zero\">0.00</td>");
}

static void a_number_that_names_something_stands_as_it_is_typed(void **state)
{
    (void)state;
    begin();
    begin_table(&numbers);
    struct report_cell cells[] = {{.number = 1234567}, {.number = 0}};
    row(cells);
    end_table();
    end();
    assert_has(load("index.html"), "<th scope=\"col\" class=\"n\">Claim</th>");
    assert_has(load("index.html"), "<td class=\"n\">1234567</td><td class=\"n\">0</td>");
    assert_string_equal(load("13_numbers.csv"), "claim,line\r\n1234567,0\r\n");
}

static void sentences_come_first_and_link_to_their_table(void **state)
{
    (void)state;
    begin();
    begin_table(&lead);
    words("bad", "It did not run.", "things");
    words("good", "All is well.", "");
    words("strange", "Nobody knows.", "nowhere");
    end_table();
    begin_table(&others);
    struct report_cell cell = {.text = TEXT("things")};
    row(&cell);
    cell.text = TEXT("nowhere");
    row(&cell);
    end_table();
    end();
    const char *html = load("index.html");
    assert_has(html, "<li class=\"bad\"><a href=\"#things\">It did not run.</a></li>");
    assert_has(html, "<li class=\"good\">All is well.</li>");
    assert_has(html, "<li class=\"good\">Nobody knows.</li>");
    assert_true(strstr(html, "All is well") < strstr(html, "<nav>"));
    // A cell that names a report shows its title, and links to it.
    assert_has(html, "<a href=\"#things\">Things &amp; &lt;more&gt;</a>");
    assert_has(html, ">nowhere<");
}

static void bars_are_as_long_as_their_part_of_the_longest(void **state)
{
    (void)state;
    begin();
    begin_table(&things);
    thing("all", 900, 0, 0, 0);
    thing("third", 300, 0, 0, 0);
    thing("owed", -450, 0, 0, 0);
    thing("none", 0, 0, 0, 0);
    end_table();
    end();
    const char *html = load("index.html");
    assert_has(html, "width=\"100.00%\"");
    assert_has(html, "width=\"33.33%\"");
    assert_has(html, "class=\"minus\" x=\"0\" y=\"1\" height=\"12\" width=\"50.00%\"");
    assert_has(html, "width=\"0.00%\"");
}

static void day_of(int64_t day, int64_t cents)
{
    struct report_cell cells[] = {{.number = day}, {.number = cents}};
    row(cells);
}

static void a_line_goes_from_the_lowest_to_the_highest(void **state)
{
    (void)state;
    begin();
    begin_table(&line);
    day_of(0, 500);
    day_of(1, -500);
    day_of(2, 0);
    end_table();
    end();
    // From -5.00 to 5.00: the first stands at the top (0), the second at the bottom (10000).
    assert_has(load("index.html"), "points=\"0,0 5000,10000 10000,5000\"");
}

static void a_line_of_one_point_is_not_drawn(void **state)
{
    (void)state;
    begin();
    begin_table(&line);
    day_of(0, 500);
    end_table();
    end();
    assert_has_not(load("index.html"), "<polyline");
}

static void long_rows(void)
{
    char text[1200];
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "\xC3\xA9", 2);
    text[sizeof text - 2] = '\0';
    thing(text, 0, 0, 0, 0);
}

static void a_long_text_is_cut_at_a_character_on_the_page_only(void **state)
{
    (void)state;
    const char *html = page_of(long_rows);
    assert_true(text_is_utf8(text_of(html)));
    assert_has(html, "\xC3\xA9 ...</th>");
    assert_true(strlen(load("10_things.csv")) > 1190);
}

static void the_same_cells_give_the_same_bytes(void **state)
{
    (void)state;
    const char *first = page_of(plain_rows);
    assert_string_equal(first, page_of(plain_rows));
}

static void a_page_that_is_given_up_leaves_no_file_of_its_own(void **state)
{
    (void)state;
    begin();
    begin_table(&things);
    thing("a", 1, 1, 1, 1);
    for (int i = 0; i < 2; i++)
        both[i]->abandon(states[i]);
    struct file_list list;
    assert_true(file_folder_list(folder, arena, &list, &err));
    assert_int_equal(list.count, 0);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    page.path = "/nowhere/at/all/index";
    begin();
    assert_false(report_html.end(states[1], &err));
    report_csv.abandon(states[0]);
    assert_int_equal(err.kind, ERR_FILE);
}

#define FACT(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(a_csv_has_names_then_rows_without_commas_in_numbers),
        FACT(text_that_would_be_a_formula_gets_an_apostrophe_and_numbers_do_not),
        FACT(what_is_quoted_is_read_back_as_it_was),
        FACT(a_csv_has_all_rows_and_the_page_says_how_many_it_shows),
        FACT(a_table_without_rows_has_a_csv_of_names_and_says_so_on_the_page),
        FACT(what_is_text_is_no_markup),
        FACT(the_page_names_organisation_night_and_moment),
        FACT(it_refers_to_nothing_outside),
        FACT(the_figures_of_the_page_are_those_of_the_csv),
        FACT(a_difference_is_loud_also_in_a_row_that_is_not_shown),
        FACT(figures_link_to_the_rows_behind_them_unless_they_are_zero),
        FACT(a_number_that_names_something_stands_as_it_is_typed),
        FACT(sentences_come_first_and_link_to_their_table),
        FACT(bars_are_as_long_as_their_part_of_the_longest),
        FACT(a_line_goes_from_the_lowest_to_the_highest),
        FACT(a_line_of_one_point_is_not_drawn),
        FACT(a_long_text_is_cut_at_a_character_on_the_page_only),
        FACT(the_same_cells_give_the_same_bytes),
        FACT(a_page_that_is_given_up_leaves_no_file_of_its_own),
        FACT(a_folder_that_is_not_there_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
