#include "jobs/report_renderer.h"

#include "claims/base/money.h"

// An integer, with commas or without.
static size_t format_count(int64_t n, bool commas, char out[REPORT_CELL_ROOM])
{
    char digits[REPORT_CELL_ROOM];
    size_t count = 0;
    size_t size = 0;
    uint64_t left = n < 0 ? -(uint64_t)n : (uint64_t)n;
    do {
        digits[count++] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (n < 0)
        out[size++] = '-';
    while (count > 0) {
        out[size++] = digits[--count];
        if (commas && count > 0 && count % 3 == 0)
            out[size++] = ',';
    }
    return size;
}

struct text report_renderer_cell(
    const struct report_cell *cell, enum report_type type, bool commas, char out[REPORT_CELL_ROOM])
{
    size_t size = 0;
    if (cell->is_null)
        return (struct text){0};
    switch (type) {
    case REPORT_DOLLARS:
        size = commas ? money_format_commas(cell->number, out) : money_format(cell->number, out);
        break;
    case REPORT_COUNT:
        size = format_count(cell->number, commas, out);
        break;
    case REPORT_NUMBER:
        size = format_count(cell->number, false, out);
        break;
    case REPORT_DATE:
        size = date_format_iso((date_t)cell->number, out);
        break;
    case REPORT_TEXT:
        return cell->text;
    }
    return (struct text){out, size};
}
