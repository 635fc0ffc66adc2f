// faults: what is wrong in staff's tables, printed the way compilers do, so that editors can jump
// to it: FILE:ROW: COLUMN: sentence.
#ifndef CLI_FAULTS_H
#define CLI_FAULTS_H

#include "cli/out.h"
#include "rules/table_fault.h"

// The file that a table was read from; NULL: the table's name and .csv.
typedef const char *(*faults_file_function)(void *context, const char *table);

// One line a fault; with --json one object.
void faults_print(
    struct out *out, const struct table_faults *faults, faults_file_function file, void *context);

#endif
