// intake_read: one CSV file of an encounter set into its raw staging table, in one pass: read in
// windows, digested, parsed, counted and sent at once.
#ifndef JOBS_INTAKE_READ_H
#define JOBS_INTAKE_READ_H

#include "claims/base/digest.h"
#include "jobs/inbox.h"
#include "jobs/mapping.h"

// How much of a file is of use.
enum intake_depth {
    INTAKE_ROWS,  // rows are staged
    INTAKE_COUNT, // rows are counted only: nothing reads them
    INTAKE_BYTES, // not even CSV, as far as is known: its digest only
};

// What reading gave. Memory of the arena that was passed.
struct intake_file {
    const struct set_member *member;
    enum intake_depth depth;
    struct raw_file raw; // header and number; its rows are in table raw_<file_no>
    int64_t bytes;
    unsigned char sha256[DIGEST_SIZE];
    int64_t rows;              // data rows, the header not counted
    enum finding_code refused; // FINDING_COUNT: sound
    int refused_row;           // 0: not about a row
    int refused_column;
};

// Reads the member's file as number `file_no` of its set. What is wrong with the file stands in
// `out->refused`; false only when the machine or the database failed.
bool intake_read(struct run *run, const struct set_member *member, int file_no,
    enum intake_depth depth, struct arena *arena, struct intake_file *out, struct err *err);

#endif
