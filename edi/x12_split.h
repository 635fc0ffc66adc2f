// x12_split: a file of X12 in several, each with an envelope of its own: one a transaction set, or
// one for so many claims (837). A claim brings the levels that it hangs from (billing provider,
// subscriber, patient): HL01 and HL02 are numbered anew and HL04 says what stands below in the new
// file; SE01, GE01 and IEA01 are counted. All other segments stay byte for byte.
//
// It judges framing, and what a claim hangs from, and writes as it reads: whether the file was
// sound is known at the end, so that who gets the pieces throws them away when it was not
// (x12_split_end).
//
// Memory: the header of a set and the levels that are open; of a file in the making what stands
// since the last HL, since its HL04 depends on what follows.
#ifndef EDI_X12_SPLIT_H
#define EDI_X12_SPLIT_H

#include "claims/base/buf.h"
#include "edi/x12_envelope.h"

struct x12_split_settings {
    int64_t claims;  // of a file; 0: one file a transaction set
    int64_t control; // ISA13 and GS06 of the first file, each further one has one more, and ST02 is
                     // 0001; 0: all control numbers are kept
};

// A file that is made.
struct x12_split_file {
    int64_t ordinal;                          // 1 first
    char interchange[10], group[10], set[10]; // control numbers of what it was taken from
    int64_t claims;                           // in it, when it ends: CLM of an 837, CLP of an 835
};

// False of any of them stops the splitting: nothing more is told.
struct x12_split_handler {
    void *context;
    bool (*begin)(void *context, const struct x12_split_file *file);
    bool (*bytes)(void *context, struct text bytes);
    bool (*end)(void *context, const struct x12_split_file *file);
};

struct x12_split_totals {
    struct x12_envelope_totals envelope; // not whole: the files are not to be used
    int64_t files, claims;
    int64_t whole_sets;   // written whole, although claims were asked for: they are no 837
    int64_t empty_sets;   // 837 without a claim: not written
    int64_t empty_levels; // HL below which no claim stands: not written
    int64_t ta1;          // TA1 segments: not written
    bool too_long;        // the header of a set or a level is longer than can be held
    // Claims below no subscriber or patient, levels below none that is open: nobody knows whose the
    // claims are. The files are not to be used.
    int64_t unhung;
};

#define X12_SPLIT_HEADER_MAX ((size_t)4 << 20)

struct x12_split;

// Owned by the caller: x12_split_free.
struct x12_split *x12_split_new(
    struct x12_split_settings settings, struct x12_split_handler handler);
void x12_split_free(struct x12_split *split); // NULL is allowed

// The next bytes of the file. False: the handler has stopped it.
bool x12_split_feed(struct x12_split *split, struct text bytes);
// The file has ended. Ready for another one afterwards, whose files are numbered from 1 again.
struct x12_split_totals x12_split_end(struct x12_split *split);

#endif
