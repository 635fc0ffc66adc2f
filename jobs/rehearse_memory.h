// rehearse_memory: what a rehearsal keeps, so that each claim is answered once for each step. A
// step is committed before its files are written: moment, seed, control numbers and what each claim
// was dealt. A step that was killed is taken up with all of that, and gives the same bytes again.
#ifndef JOBS_REHEARSE_MEMORY_H
#define JOBS_REHEARSE_MEMORY_H

#include "claims/base/digest.h"
#include "jobs/rehearse_deal.h"

// A file of the outbox and how far it was answered. Lives as long as the run.
struct rehearse_file {
    const char *partner; // its folder
    const char *name;
    const char *path;
    int64_t bytes;
    unsigned char sha256[DIGEST_SIZE]; // as it was published
    int64_t file_no;                   // 0: never answered
    int64_t seed;
    date_t received;  // day of the first step
    int step;         // begun last; 0: none
    struct moment at; // of that step
    bool begun;       // its files may not all stand
    int64_t due;      // claims that the next step says something about
    int64_t control;  // first control number of the step
    int64_t claims;
};

// The test interchanges of the organisation, by partner and name.
bool rehearse_memory_files(struct run *run, const struct organisation *org,
    struct rehearse_file **out, size_t *count, struct err *err);

struct rehearse_memory; // staging of one file's claims

// Owned by the caller: rehearse_memory_free.
bool rehearse_memory_new(
    struct rehearse_memory **out, struct run *run, const struct organisation *org, struct err *err);
void rehearse_memory_free(struct rehearse_memory *memory); // NULL is allowed

// A claim of the file, in its order.
void rehearse_memory_hear(struct rehearse_memory *memory, struct text control_number);
// Sends what has gathered, when it is much or `all` of it.
bool rehearse_memory_send(struct rehearse_memory *memory, bool all, struct err *err);
// Tells the deal what is known of the claims that were heard.
bool rehearse_memory_know(struct rehearse_memory *memory, struct rehearse_deal *deal,
    struct rehearse_setup *setup, struct err *err);

// Commits that the file is being answered from now on: *file gets its number, step 1, moment,
// control numbers.
bool rehearse_memory_begin(struct rehearse_memory *memory, struct rehearse_file *file,
    const struct rehearse_dealt *dealt, size_t count, struct rehearse_setup *setup,
    struct err *err);
// The same for the next step.
bool rehearse_memory_begin_step(
    struct rehearse_memory *memory, struct rehearse_file *file, struct err *err);
// Commits that all files of the step stand.
bool rehearse_memory_finish(
    struct rehearse_memory *memory, struct rehearse_file *file, struct err *err);

// What the file's claims were dealt. Owned by the caller: free().
bool rehearse_memory_load(struct rehearse_memory *memory, const struct rehearse_file *file,
    const struct rehearse_setup *setup, struct rehearse_dealt **out, size_t *count,
    struct err *err);

#endif
