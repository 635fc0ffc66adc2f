#include "cli/faults.h"

#include <stdio.h>

static const struct out_column columns[] = {
    {"file", "file", OUT_TEXT},
    {"row", "row", OUT_COUNT},
    {"column", "column", OUT_TEXT},
    {"severity", "severity", OUT_TEXT},
    {"message", "message", OUT_TEXT},
};

static void print_line(struct out *out, const char *file, const struct table_fault *fault)
{
    char row[24] = "";
    if (fault->row > 0)
        snprintf(row, sizeof row, "%zu:", fault->row);
    out_line(out, "%s:%s %.*s%s%s%.*s", file, row, TEXT_ARG(fault->column),
        fault->column.size > 0 ? ": " : "", fault->level == TABLE_WARNING ? "warning: " : "",
        TEXT_ARG(fault->sentence));
}

static void print_row(struct out *out, const char *file, const struct table_fault *fault)
{
    out_z(out, file);
    out_count(out, (int64_t)fault->row);
    out_text(out, fault->column);
    out_z(out, fault->level == TABLE_WARNING ? "warn" : "reject");
    out_text(out, fault->sentence);
}

void faults_print(
    struct out *out, const struct table_faults *faults, faults_file_function file, void *context)
{
    char name[128];
    if (out_is_json(out))
        out_table(out, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < faults->count; i++) {
        const struct table_fault *fault = &faults->items[i];
        const char *from = file != NULL ? file(context, fault->table) : NULL;
        if (from == NULL)
            snprintf(name, sizeof name, "%s.csv", fault->table);
        if (out_is_json(out))
            print_row(out, from != NULL ? from : name, fault);
        else
            print_line(out, from != NULL ? from : name, fault);
    }
    if (out_is_json(out))
        out_end(out);
}
