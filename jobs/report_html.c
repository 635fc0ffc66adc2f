#include "jobs/report_html.h"

#include "claims/base/buf.h"
#include "claims/base/money.h"
#include "files.h"
#include "jobs/file_write.h"

#include <inttypes.h>
#include <stdlib.h>

#define PAGE_BYTES (128 * 1024 * 1024)
#define CELL_BYTES 400 // of a text on the page; the CSV has all of it

struct html_page {
    const struct report_page *page;
    const struct report_table *table;
    struct text section; // that the last table was in
    bool led;            // the sentences at the top are over
    struct buf out;
    struct buf body; // the rows of the table
    int64_t rows;    // of the table, those that are not shown too
    int64_t totals[REPORT_COLUMNS_MAX];
    bool differs; // a figure that must be zero is not
    // What is drawn of the rows shown.
    int64_t *values;
    struct text *labels;
    size_t drawn;
};

// ---- Text.

static void add_text(struct buf *out, struct text value)
{
    for (size_t i = 0; i < value.size; i++) {
        unsigned char c = (unsigned char)value.at[i];
        switch (c) {
        case '&':
            buf_z(out, "&amp;");
            break;
        case '<':
            buf_z(out, "&lt;");
            break;
        case '>':
            buf_z(out, "&gt;");
            break;
        case '"':
            buf_z(out, "&quot;");
            break;
        default:
            buf_char(out, c < 0x20 || c == 0x7F ? ' ' : (char)c);
        }
    }
}

static void add_z(struct buf *out, const char *z)
{
    add_text(out, text_of(z));
}

static struct text template_of(const char *name)
{
    for (const struct embedded_file *file = embedded_files; file->name; file++)
        if (strcmp(file->name, name) == 0)
            return file->content;
    err_bug(__FILE__, __LINE__, name);
}

// What {name} in a template stands for: markup, put in as it is.
struct html_value {
    const char *name;
    struct text value;
};

static void add_template(
    struct buf *out, const char *name, const struct html_value *values, size_t count)
{
    struct text t = template_of(name);
    for (size_t i = 0; i < t.size;) {
        const char *end = t.at[i] == '{' ? memchr(t.at + i, '}', t.size - i) : NULL;
        if (end == NULL) {
            buf_char(out, t.at[i++]);
            continue;
        }
        struct text word = {t.at + i + 1, (size_t)(end - t.at) - i - 1};
        size_t k = 0;
        while (k < count && !text_equal_z(word, values[k].name))
            k++;
        CHECK(k < count);
        buf_text(out, values[k].value);
        i += word.size + 2;
    }
}

// ---- The page's beginning.

static const char *const weekdays[] = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

static void add_head(struct html_page *html)
{
    const struct report_page *page = html->page;
    const struct organisation *org = page->org;
    char day[DATE_ROOM];
    struct buf name, from, title, when;
    buf_init(&name, PAGE_BYTES);
    buf_init(&from, PAGE_BYTES);
    buf_init(&title, PAGE_BYTES);
    buf_init(&when, PAGE_BYTES);
    date_format_iso(page->day, day);
    add_z(&name, org ? org->name : "All organisations");
    add_z(&title, org ? org->code : "All organisations");
    buf_format(&title, ", night of %s", day);
    add_z(&from, "Cleanclaim");
    if (org) {
        buf_z(&from, ", organisation ");
        add_z(&from, org->code);
    }
    buf_format(&when, "Night of %s, %s", weekdays[date_weekday(page->day)], day);
    if (org && org->rehearsal)
        buf_z(&when, " <span class=\"mark\">rehearsal: nothing here is real</span>");
    add_template(&html->out, "jobs/templates/report_head.html",
        (const struct html_value[]){{"title", buf_slice(&title)},
            {"style", template_of("jobs/templates/report.css")}, {"from", buf_slice(&from)},
            {"name", buf_slice(&name)}, {"day", buf_slice(&when)}},
        5);
    buf_free(&name);
    buf_free(&from);
    buf_free(&title);
    buf_free(&when);
}

static bool html_begin(void **state, const struct report_page *page, struct err *err)
{
    (void)err;
    struct html_page *html = calloc(1, sizeof *html);
    CHECK(html != NULL);
    html->page = page;
    buf_init(&html->out, PAGE_BYTES);
    buf_init(&html->body, PAGE_BYTES);
    add_head(html);
    *state = html;
    return true;
}

static bool on_page(const struct report_page *page, struct text name)
{
    for (size_t i = 0; i < page->table_count; i++)
        if (text_equal(page->tables[i]->name, name))
            return true;
    return false;
}

// Section names become anchors: letters stay, the rest is a dash.
static void add_anchor(struct buf *out, struct text section)
{
    buf_z(out, "section-");
    for (size_t i = 0; i < section.size; i++)
        buf_char(out, text_is_alphanumeric(text_part(section, i, 1)) ? section.at[i] : '-');
}

static void add_nav(struct html_page *html)
{
    const struct report_page *page = html->page;
    buf_z(&html->out, "<nav>\n");
    struct text last = {0};
    for (size_t i = 0; i < page->table_count; i++) {
        struct text section = page->tables[i]->section;
        if (page->tables[i]->drawing == REPORT_LEAD || text_equal(section, last))
            continue;
        last = section;
        buf_z(&html->out, "<a href=\"#");
        add_anchor(&html->out, section);
        buf_z(&html->out, "\">");
        add_text(&html->out, section);
        buf_z(&html->out, "</a>\n");
    }
    buf_z(&html->out, "</nav>\n");
}

static void add_organisations(struct html_page *html)
{
    if (html->page->org_count == 0)
        return;
    buf_z(&html->out, "<nav>\n");
    for (size_t i = 0; i < html->page->org_count; i++) {
        const struct organisation *org = &html->page->orgs[i];
        buf_format(&html->out, "<a href=\"%s/index.html\">", org->code);
        add_z(&html->out, org->name);
        buf_z(&html->out, "</a>\n");
    }
    buf_z(&html->out, "</nav>\n");
}

static void end_lead(struct html_page *html)
{
    if (html->led)
        return;
    html->led = true;
    add_organisations(html);
    add_nav(html);
}

// ---- A table.

static bool html_table(void *state, const struct report_table *table, struct err *err)
{
    struct html_page *html = state;
    const struct report_definition *d = table->definition;
    (void)err;
    html->table = table;
    html->rows = 0;
    html->drawn = 0;
    html->differs = false;
    memset(html->totals, 0, sizeof html->totals);
    buf_clear(&html->body);
    if (d->drawing == REPORT_LEAD)
        return true;
    end_lead(html);
    if (!text_equal(d->section, html->section)) {
        html->section = d->section;
        buf_z(&html->out, "<h2 id=\"");
        add_anchor(&html->out, d->section);
        buf_z(&html->out, "\">");
        add_text(&html->out, d->section);
        buf_z(&html->out, "</h2>\n");
    }
    html->values = ARENA_ARRAY(html->page->arena, int64_t, d->page_rows);
    html->labels = ARENA_ARRAY(html->page->arena, struct text, d->page_rows);
    return true;
}

static const char *cell_class(const struct report_column *column, const struct report_cell *cell)
{
    switch (column->type) {
    case REPORT_DATE:
        return "d";
    case REPORT_TEXT:
        return cell->text.size > 24 ? "long" : NULL;
    case REPORT_NUMBER:
        return "n";
    default:
        if (column->zero)
            return cell->number == 0 ? "n ties" : "n differs";
        return cell->number == 0 ? "n zero" : cell->number < 0 ? "n minus" : "n";
    }
}

// A text that is too long for a page is cut at a character.
static void add_value(struct buf *out, struct text value)
{
    if (value.size <= CELL_BYTES) {
        add_text(out, value);
        return;
    }
    struct text start = text_part(value, 0, CELL_BYTES);
    add_text(out, text_part(start, 0, text_utf8_length(start)));
    buf_z(out, " ...");
}

static void add_cell(struct html_page *html, size_t index, const struct report_cell *cell)
{
    const struct report_column *column = &html->table->definition->columns[index];
    struct buf *out = &html->body;
    bool heads = index == 0 && column->type == REPORT_TEXT;
    const char *class = cell_class(column, cell);
    char room[REPORT_CELL_ROOM];
    struct text value = report_renderer_cell(cell, column->type, true, room);
    struct text target = column->see ? value : column->rows;
    bool linked = !text_is_empty(target) && !text_is_empty(value) &&
                  (column->type == REPORT_TEXT || cell->number != 0) && on_page(html->page, target);
    buf_z(out, heads ? "<th scope=\"row\"" : "<td");
    if (class)
        buf_format(out, " class=\"%s\"", class);
    buf_char(out, '>');
    if (linked)
        buf_format(out, "<a href=\"#%.*s\">", TEXT_ARG(target));
    if (column->see && linked) {
        for (size_t i = 0; i < html->page->table_count; i++)
            if (text_equal(html->page->tables[i]->name, target))
                value = html->page->tables[i]->title;
    }
    add_value(out, value);
    buf_z(out, linked ? "</a>" : "");
    buf_z(out, heads ? "</th>" : "</td>");
}

// A sentence of the head, linked to the table that it is about.
static void add_sentence(struct html_page *html, const struct report_cell *cells)
{
    struct buf *out = &html->body;
    bool plain = text_equal_z(cells[0].text, "look") || text_equal_z(cells[0].text, "bad");
    bool linked = on_page(html->page, cells[2].text);
    buf_format(out, "<li class=\"%.*s\">", TEXT_ARG(plain ? cells[0].text : TEXT("good")));
    if (linked)
        buf_format(out, "<a href=\"#%.*s\">", TEXT_ARG(cells[2].text));
    add_value(out, cells[1].text);
    buf_z(out, linked ? "</a></li>\n" : "</li>\n");
}

static bool html_row(void *state, const struct report_cell *cells, struct err *err)
{
    struct html_page *html = state;
    const struct report_definition *d = html->table->definition;
    (void)err;
    for (size_t i = 0; i < d->column_count; i++) {
        if (d->columns[i].total)
            html->totals[i] = money_sum(html->totals[i], cells[i].number);
        html->differs = html->differs || (d->columns[i].zero && cells[i].number != 0);
    }
    if (++html->rows > (int64_t)d->page_rows)
        return true;
    if (d->drawing == REPORT_LEAD) {
        add_sentence(html, cells);
        return true;
    }
    buf_z(&html->body, "<tr>");
    for (size_t i = 0; i < d->column_count; i++)
        add_cell(html, i, &cells[i]);
    buf_z(&html->body, "</tr>\n");
    if (d->drawing != REPORT_PLAIN) {
        char room[REPORT_CELL_ROOM];
        struct text label =
            report_renderer_cell(&cells[d->draw_label], d->columns[d->draw_label].type, true, room);
        html->values[html->drawn] = cells[d->draw_value].number;
        html->labels[html->drawn++] = arena_copy(html->page->arena, label);
    }
    return true;
}

// ---- Drawings. Lengths in hundredths of a percent, without floating point.

static int64_t part(int64_t value, int64_t whole)
{
    if (whole <= 0 || value <= 0)
        return 0;
    // Both smaller, so that the product fits.
    while (whole > INT64_MAX / 20000) {
        whole /= 2;
        value /= 2;
    }
    return value * 10000 / whole;
}

static void add_bars(struct html_page *html)
{
    const struct report_definition *d = html->table->definition;
    struct buf *out = &html->out;
    int64_t most = 0;
    for (size_t i = 0; i < html->drawn; i++) {
        int64_t size = html->values[i] < 0 ? -html->values[i] : html->values[i];
        most = size > most ? size : most;
    }
    buf_z(out, "<div class=\"chart\">\n");
    for (size_t i = 0; i < html->drawn; i++) {
        int64_t value = html->values[i];
        int64_t width = part(value < 0 ? -value : value, most);
        char room[REPORT_CELL_ROOM];
        buf_z(out, "<div class=\"bar\"><span>");
        add_value(out, html->labels[i]);
        buf_format(out,
            "</span><svg role=\"presentation\"><rect%s x=\"0\" y=\"1\" height=\"12\" "
            "width=\"%" PRId64 ".%02d%%\"/></svg><span class=\"n\">",
            value < 0 ? " class=\"minus\"" : "", width / 100, (int)(width % 100));
        struct report_cell cell = {.number = value};
        add_text(out, report_renderer_cell(&cell, d->columns[d->draw_value].type, true, room));
        buf_z(out, "</span></div>\n");
    }
    buf_z(out, "</div>\n");
}

static void add_line(struct html_page *html)
{
    const struct report_definition *d = html->table->definition;
    struct buf *out = &html->out;
    enum report_type type = d->columns[d->draw_value].type;
    char room[2][REPORT_CELL_ROOM];
    struct report_cell low = {.number = 0};
    struct report_cell high = {.number = 0};
    if (html->drawn < 2)
        return;
    for (size_t i = 0; i < html->drawn; i++) {
        low.number = html->values[i] < low.number ? html->values[i] : low.number;
        high.number = html->values[i] > high.number ? html->values[i] : high.number;
    }
    buf_z(out, "<div class=\"chart line\">\n<p><span>");
    add_text(out, report_renderer_cell(&high, type, true, room[0]));
    buf_z(out, "</span></p>\n<svg viewBox=\"0 0 10000 10000\" preserveAspectRatio=\"none\" "
               "role=\"presentation\"><polyline points=\"");
    for (size_t i = 0; i < html->drawn; i++)
        buf_format(out, "%s%zu,%" PRId64, i ? " " : "", i * 10000 / (html->drawn - 1),
            10000 - part(html->values[i] - low.number, high.number - low.number));
    buf_z(out, "\"/></svg>\n<p><span>");
    add_value(out, html->labels[0]);
    buf_z(out, "</span><span>");
    add_text(out, report_renderer_cell(&low, type, true, room[1]));
    buf_z(out, "</span><span>");
    add_value(out, html->labels[html->drawn - 1]);
    buf_z(out, "</span></p>\n</div>\n");
}

// ---- The table's end.

static void add_top(struct html_page *html)
{
    const struct report_table *table = html->table;
    struct buf *out = &html->out;
    buf_format(out, "<article id=\"%.*s\"%s>\n<div class=\"top\"><h3>",
        TEXT_ARG(table->definition->name), html->rows > 0 ? "" : " class=\"none\"");
    add_text(out, table->definition->title);
    buf_z(out, "</h3>");
    if (table->link) {
        buf_z(out, "<a href=\"");
        add_z(out, table->link);
        buf_z(out, ".csv\">CSV</a>");
    }
    buf_z(out, html->rows > 0 ? "</div>\n<p class=\"about\">" : "</div>\n<p class=\"empty\">");
    add_text(out, html->rows > 0 ? table->definition->about : table->definition->empty);
    buf_z(out, "</p>\n");
}

static void add_headings(struct html_page *html)
{
    const struct report_definition *d = html->table->definition;
    struct buf *out = &html->out;
    buf_z(out, "<div class=\"scroll\"><table>\n<thead><tr>");
    for (size_t i = 0; i < d->column_count; i++) {
        bool number = d->columns[i].type != REPORT_TEXT && d->columns[i].type != REPORT_DATE;
        buf_z(out, number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
        add_text(out, d->columns[i].heading);
        buf_z(out, "</th>");
    }
    buf_z(out, "</tr></thead>\n<tbody>\n");
}

static void add_totals(struct html_page *html)
{
    const struct report_definition *d = html->table->definition;
    struct buf *out = &html->out;
    bool any = false;
    for (size_t i = 0; i < d->column_count; i++)
        any = any || d->columns[i].total;
    if (!any)
        return;
    buf_z(out, "<tfoot><tr>");
    for (size_t i = 0; i < d->column_count; i++) {
        struct report_cell cell = {.number = html->totals[i]};
        char room[REPORT_CELL_ROOM];
        if (!d->columns[i].total) {
            buf_z(out, i == 0 ? "<th scope=\"row\">Total</th>" : "<td></td>");
            continue;
        }
        buf_format(out, "<td class=\"%s\">", cell_class(&d->columns[i], &cell));
        add_text(out, report_renderer_cell(&cell, d->columns[i].type, true, room));
        buf_z(out, "</td>");
    }
    buf_z(out, "</tr></tfoot>\n");
}

static void add_more(struct html_page *html)
{
    const struct report_table *table = html->table;
    size_t shown = table->definition->page_rows;
    if (html->rows <= (int64_t)shown)
        return;
    char room[2][REPORT_CELL_ROOM];
    struct report_cell first = {.number = (int64_t)shown};
    struct report_cell all = {.number = html->rows};
    struct text counts[] = {report_renderer_cell(&first, REPORT_COUNT, true, room[0]),
        report_renderer_cell(&all, REPORT_COUNT, true, room[1])};
    buf_format(&html->out, "<p class=\"more\">The first %.*s of %.*s rows", TEXT_ARG(counts[0]),
        TEXT_ARG(counts[1]));
    if (table->link) {
        buf_z(&html->out, "; <a href=\"");
        add_z(&html->out, table->link);
        buf_z(&html->out, ".csv\">all of them</a>");
    }
    buf_z(&html->out, ".</p>\n");
}

static bool html_table_end(void *state, struct err *err)
{
    struct html_page *html = state;
    const struct report_definition *d = html->table->definition;
    struct buf *out = &html->out;
    (void)err;
    if (d->drawing == REPORT_LEAD) {
        if (html->table->org && html->page->org == NULL) {
            buf_z(out, "<h3>");
            add_z(out, html->table->org->name);
            buf_z(out, "</h3>\n");
        }
        if (html->rows > 0) {
            buf_z(out, "<ul class=\"lead\">\n");
            buf_text(out, buf_slice(&html->body));
            buf_z(out, "</ul>\n");
        }
        return true;
    }
    add_top(html);
    if (html->rows == 0) {
        buf_z(out, "</article>\n");
        return true;
    }
    if (html->differs)
        buf_z(out, "<p class=\"differs\">This does not tie. Ask your administrator before you use "
                   "these figures; 'cleanclaim check --all' says where it begins.</p>\n");
    if (d->drawing == REPORT_BARS)
        add_bars(html);
    if (d->drawing == REPORT_LINE)
        add_line(html);
    add_headings(html);
    buf_text(out, buf_slice(&html->body));
    buf_z(out, "</tbody>\n");
    add_totals(html);
    buf_z(out, "</table></div>\n");
    add_more(html);
    buf_z(out, "</article>\n");
    return true;
}

// ---- The page's end.

static void html_abandon(void *state)
{
    struct html_page *html = state;
    if (html == NULL)
        return;
    buf_free(&html->out);
    buf_free(&html->body);
    free(html);
}

static bool html_end(void *state, struct err *err)
{
    struct html_page *html = state;
    const struct report_page *page = html->page;
    char day[DATE_ROOM];
    end_lead(html);
    date_format_iso(page->now.day, day);
    struct text made = arena_format(page->arena, "Made %s %02d:%02d:%02d UTC by cleanclaim %s.",
        day, page->now.second / 3600, page->now.second / 60 % 60, page->now.second % 60,
        CLEANCLAIM_VERSION);
    add_template(&html->out, "jobs/templates/report_foot.html",
        (const struct html_value[]){{"made", made}}, 1);
    const char *path = arena_format(page->arena, "%s.html", page->path).at;
    bool ok = file_write(path, buf_slice(&html->out), err);
    html_abandon(html);
    return ok;
}

const struct report_renderer report_html = {
    "html", html_begin, html_table, html_row, html_table_end, html_end, html_abandon};
