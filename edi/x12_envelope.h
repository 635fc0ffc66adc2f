// x12_envelope: proves the framing of X12 files: interchanges (ISA, IEA), functional groups (GS,
// GE) and transaction sets (ST, SE), their nesting, counts and control numbers; TA1 segments
// between. Fed windows of bytes, it calls its handler as things begin and end. Memory does not grow
// with the file but for one bit per transaction set of the open interchange.
//
// What is known when. At set_end `sound` says that SE01 and SE02 are right and nothing inside was
// amiss. A set is proven only when its group's and its interchange's trailers are right too, which
// is known at interchange_end: then set_proven is called for each set of it, in order. Whether the
// file is whole is known at x12_envelope_end. So a caller stages what it reads and uses nothing
// before the end.
//
// Sources: X12.5 interchange control structures 00501, X12.6, 005010 guides, Appendix C (envelope).
#ifndef EDI_X12_ENVELOPE_H
#define EDI_X12_ENVELOPE_H

#include "edi/x12.h"

// Slices of the three headers are valid until the thing's end. Values longer than 80 bytes are cut.

struct x12_interchange {
    int64_t ordinal;                          // in the file, 1 first
    struct text sender_qualifier, sender;     // ISA05, ISA06 without its filling blanks
    struct text receiver_qualifier, receiver; // ISA07, ISA08
    struct text date, time;                   // ISA09 YYMMDD, ISA10 HHMM
    struct text version;                      // ISA12
    struct text control;                      // ISA13
    char acknowledgement_requested;           // ISA14: 0 or 1
    char usage;                               // ISA15: P or T; '\0' when it is not one character
    struct x12_separators separators;
    int64_t groups, acknowledgements; // GS and TA1 so far
    int64_t segment, offset;          // of the ISA
};

struct x12_group {
    int64_t ordinal;              // in the file, 1 first
    struct text functional_id;    // GS01: HP, FA, HN, HC
    struct text sender, receiver; // GS02, GS03
    struct text date, time;       // GS04 CCYYMMDD, GS05
    struct text control;          // GS06
    struct text version;          // GS08
    int64_t sets;                 // ST so far
    int64_t segment, offset;      // of the GS
};

struct x12_set {
    int64_t ordinal;     // in the file, 1 first
    struct text id;      // ST01
    struct text control; // ST02
    struct text version; // ST03, or GS08 when it is absent (835)
    const struct x12_interchange *interchange;
    const struct x12_group *group;
    int64_t segment, offset; // of the ST
};

// Any function may be NULL.
struct x12_envelope_handler {
    void *context;
    void (*interchange_begin)(void *context, const struct x12_interchange *interchange);
    void (*ta1)(void *context, const struct x12_interchange *interchange,
        const struct x12_segment *segment);
    void (*group_begin)(void *context, const struct x12_group *group);
    void (*set_begin)(void *context, const struct x12_set *set);
    // Each segment that does not stand between ST and SE, those that may not stand there included,
    // before what begins or ends with it is told.
    void (*outer)(void *context, const struct x12_segment *segment);
    // Each segment between ST and SE. Slices are valid during the call.
    void (*segment)(void *context, const struct x12_set *set, const struct x12_segment *segment);
    // `end`: offset behind the set's last segment.
    void (*set_end)(void *context, const struct x12_set *set, bool sound, int64_t end);
    void (*group_end)(void *context, const struct x12_group *group, bool sound);
    // `sound`: its trailer and nesting are right. Sets of it may still be unsound.
    void (*interchange_end)(void *context, const struct x12_interchange *interchange, bool sound);
    // Called for every set after the end of its interchange, ordinals ascending.
    void (*set_proven)(void *context, int64_t set_ordinal, bool proven);
    void (*fault)(void *context, const struct x12_fault *fault);
};

struct x12_envelope_totals {
    bool whole; // at least one interchange, and no fault that rejects anything
    int64_t interchanges, groups, sets, segments, bytes;
    int64_t faults; // all of them, warnings included
};

struct x12_envelope;

// Owned by the caller: x12_envelope_free. The handler is copied.
struct x12_envelope *x12_envelope_new(struct x12_envelope_handler handler);
void x12_envelope_free(struct x12_envelope *envelope); // NULL is allowed
// The same as x12_envelope_new; NULL when there is no memory.
struct x12_envelope *x12_envelope_new_or_null(struct x12_envelope_handler handler);

// The next bytes of the file.
void x12_envelope_feed(struct x12_envelope *envelope, struct text bytes);
// The file has ended: what is open is closed as unsound. Ready for another file afterwards.
struct x12_envelope_totals x12_envelope_end(struct x12_envelope *envelope);

// For the reader of a set, between set_begin and set_end: the set's content cannot be used; it ends
// unsound and is never proven.
void x12_envelope_refuse_set(struct x12_envelope *envelope);

// Fills the control numbers of a place with those of the set (or of interchange only, when set is
// NULL).
void x12_envelope_place(
    struct x12_place *place, const struct x12_interchange *interchange, const struct x12_set *set);

#endif
