// submit_file: one interchange being assembled: its pieces, sets and attempts go to staging tables
// as they are written, so that memory stays flat; its length and digest are known at the end.
#ifndef JOBS_SUBMIT_FILE_H
#define JOBS_SUBMIT_FILE_H

#include "jobs/claim_maker.h"
#include "sql/copy.h"

struct submit_file;

// Begins the interchange with control numbers `isa13` and `gs06`. False when the envelope cannot be
// written: *findings say why (set-up data).
bool submit_file_new(struct submit_file **out, const struct x837p_envelope *envelope,
    int64_t claims_per_set, struct arena *arena, struct finding_list *findings);
void submit_file_free(struct submit_file *file); // NULL is allowed

// What the claim's attempt records beside its place.
struct submit_content {
    int submission; // ordinal of its content
    bool is_new;    // frozen for the first time
    bool is_first;  // the claim was never sent before
    unsigned char digest[DIGEST_SIZE];
};

// Adds a claim: opens a set when there is none or the open one is full, writes its provider when
// that is not the one before. False, with nothing added, when the claim cannot be written:
// *findings say why.
bool submit_file_add(struct submit_file *file, const struct claim *claim,
    const struct submit_content *content, struct finding_list *findings);

// Sends what has gathered to the staging tables when it is much, or `all` of it.
bool submit_file_send(struct submit_file *file, struct db *db, bool all, struct err *err);

// Ends the interchange. False when its receiver would refuse a set of it, or all of it, by the
// guide's tables (edi/x12_check.h; findings of SNIP type 1 and 2): each claim was judged before, so
// that it is a mistake of ours, and must not leave.
bool submit_file_end(struct submit_file *file, struct err *err);

// What the file holds so far: claims, their charges in cents, sets (ST), bytes.
int64_t submit_file_claims(const struct submit_file *file);
int64_t submit_file_cents(const struct submit_file *file);
int64_t submit_file_sets(const struct submit_file *file);
int64_t submit_file_bytes(const struct submit_file *file);
const unsigned char *submit_file_sha256(const struct submit_file *file); // after the end

// The staging tables, for their DDL; a NULL ends them.
extern const struct copy_table *const submit_file_tables[];

#endif
