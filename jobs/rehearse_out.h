// rehearse_out: the files that the payers send, into inbox/acks and inbox/remits, whole or not at
// all under their names. Names follow from the 837 file, the step and a number by which they sort
// in the order in which they are to be read; the same step gives the same names and bytes. A dry
// run counts them and writes nothing.
#ifndef JOBS_REHEARSE_OUT_H
#define JOBS_REHEARSE_OUT_H

#include "edi/x12_write.h"
#include "jobs/rehearse_memory.h"

struct rehearse_out; // all files of a step

// Owned by the caller: rehearse_out_free. `file` must live as long.
struct rehearse_out *rehearse_out_new(
    struct run *run, const struct organisation *org, const struct rehearse_file *file);
// NULL is allowed; what is still open is abandoned.
void rehearse_out_free(struct rehearse_out *out);

struct rehearse_out_file; // one that is open

enum rehearse_folder { REHEARSE_ACKS, REHEARSE_REMITS };

// Opens a file and gives it its control number. Its name: that of the 837, the step, `order` (two
// digits), `word`. Owned by `out`.
bool rehearse_out_begin(struct rehearse_out *out, enum rehearse_folder folder, int order,
    const char *word, struct rehearse_out_file **file, struct err *err);
// The control number of its interchange and of its group.
int64_t rehearse_out_control(const struct rehearse_out_file *file);
// Adds bytes at its end.
bool rehearse_out_append(struct rehearse_out_file *file, struct text bytes, struct err *err);
// Gives the file its name. It is gone also on false.
bool rehearse_out_end(struct rehearse_out *out, struct rehearse_out_file *file, struct err *err);

// Who sent the 837 and who is to receive the answers. Texts are the caller's.
struct rehearse_address {
    struct x12_separators separators;
    struct text sender_qualifier, sender, receiver_qualifier, receiver; // of the 837
    struct text group_sender, group_receiver;
};

// The same from a set of the 837, in memory of `arena`.
struct rehearse_address rehearse_out_address(const struct x12_set *set, struct arena *arena);

// The envelope of an answer: back to the sender of the 837, in its separators, as a test.
struct x12_settings rehearse_out_settings(
    const struct rehearse_address *to, int64_t control, struct moment at);

// Puts the name of the first field that is refused into *err (ERR_DATA); never its value.
struct x12_refusals rehearse_out_refusals(struct err *err);

#endif
