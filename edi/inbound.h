// inbound: any file of acknowledgements or remittances, fed in windows of bytes, to what it says:
// verdicts (TA1, 999, 277CA), remittances (835), findings. It stops at nothing: a set that is not
// read (997, 270, …) or is of another version is passed over with a finding, and the next one is
// read. Memory is that of the largest claim of a remittance, whatever the size of the file.
//
// What may be used: only what set_proven (for sets) or interchange_end (for TA1) calls sound; both
// come when the interchange has ended. What was given before is to be staged and thrown away
// otherwise.
#ifndef EDI_INBOUND_H
#define EDI_INBOUND_H

#include "claims/remittance.h"
#include "claims/verdict.h"
#include "edi/reading.h"
#include "edi/x835_read.h"

enum inbound_kind {
    INBOUND_REMITTANCE, // 835, 005010X221A1
    INBOUND_999,        // 999, 005010X231A1
    INBOUND_277CA,      // 277, 005010X214
    INBOUND_NOT_READ,   // another set or version
};

// Slices are valid until the interchange ends.
struct inbound_interchange {
    int64_t ordinal;              // in the file, 1 first
    struct text sender, receiver; // ISA06, ISA08 without filling blanks
    struct text control;          // ISA13
    int64_t control_number;       // the same; 0 when it is no number
    char usage;                   // ISA15: P or T
    date_t date;                  // ISA09; DATE_NONE
    int64_t offset, segment;
};

// Slices are valid until the set ends.
struct inbound_set {
    int64_t ordinal; // in the file, 1 first
    const struct inbound_interchange *interchange;
    int64_t group_ordinal; // in the file, 1 first
    enum inbound_kind kind;
    struct text id;                           // ST01
    struct text version;                      // ST03, else GS08
    struct text control;                      // ST02
    struct text group_control;                // GS06
    int64_t group_control_number;             // the same; 0 when it is no number
    struct text group_sender, group_receiver; // GS02, GS03
    int64_t offset, segment;                  // of the ST
};

struct inbound_set_end {
    bool sound; // framing and content; what is proven is known at the interchange's end
    int64_t findings_not_listed; // beyond READING_LISTED_MAX of a severity
    int64_t end;                 // offset behind its last byte
};

// Any function may be NULL. Slices are valid during the call.
struct inbound_handler {
    void *context;
    void (*interchange)(void *context, const struct inbound_interchange *interchange);
    void (*set_start)(void *context, const struct inbound_set *set);
    // `set` is NULL for TA1: it belongs to the open interchange.
    void (*verdict)(void *context, const struct inbound_set *set, const struct verdict *verdict);
    void (*remittance_start)(void *context, const struct remittance *payment);
    void (*remittance_claim)(void *context, const struct remittance_claim *claim);
    void (*remittance_end)(
        void *context, const struct remittance *payment, const struct x835_proof *proof);
    void (*set_end)(
        void *context, const struct inbound_set *set, const struct inbound_set_end *end);
    // `sound`: its TA1 segments may be used.
    void (*interchange_end)(
        void *context, const struct inbound_interchange *interchange, bool sound);
    // After interchange_end, for each set of it, ordinals ascending. `proven`: the framing up to
    // the IEA is right and no finding rejects the form of its content. Of a remittance the proof
    // says in addition whether it balances.
    void (*set_proven)(void *context, int64_t set_ordinal, bool proven);
    // `finding->place` is `place->element`.
    void (*finding)(void *context, const struct finding *finding, const struct x12_place *place);
};

struct inbound_result {
    bool whole; // at least one interchange, and no finding rejects the framing of anything
    int64_t interchanges, groups, sets, segments, bytes;
    int64_t findings_not_listed; // about the framing
};

struct inbound;

struct inbound *inbound_new(struct inbound_handler handler); // owned by the caller: inbound_free
void inbound_free(struct inbound *inbound);                  // NULL is allowed
// The next bytes of the file.
void inbound_feed(struct inbound *inbound, struct text bytes);
// The file has ended. Ready for another one afterwards.
struct inbound_result inbound_end(struct inbound *inbound);

#endif
