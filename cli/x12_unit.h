// x12_unit: a part of a file that is compared as a whole: a claim with the levels above it (who
// bills, who is insured), or what else a transaction set says. It holds meaning, not bytes:
// separators, line breaks and the order of segments that the guide leaves free are gone, numbers
// are written one way, and what only counts or dates the transmission is left out (HL01, HL02,
// HL04, BHT03 to BHT05, LX01).
#ifndef CLI_X12_UNIT_H
#define CLI_X12_UNIT_H

#include "claims/base/buf.h"
#include "cli/x12_keys.h"
#include "edi/x12_check.h"

// How values are parted in a unit, whatever the file has.
#define X12_UNIT_ELEMENT    '\x1D'
#define X12_UNIT_REPETITION '\x1E'
#define X12_UNIT_COMPONENT  '\x1F'

// A segment.
struct x12_unit_piece {
    const struct grammar_segment *spec; // NULL: no guide knows it
    uint32_t packed;                    // its id
    uint32_t place;                     // in places + 1; 0: in no loop
    size_t at, size;                    // in bytes: id and elements
    int64_t number;                     // in the file
};

// A loop that was opened.
struct x12_unit_place {
    const struct grammar_loop *loop;
    uint32_t parent;          // in places + 1; 0: none
    uint32_t opener, control; // in pieces + 1: its first segment; REF*6R; 0: none
};

struct x12_unit {
    struct x12_unit_piece *pieces;
    struct x12_unit_place *places;
    size_t piece_count, piece_room, place_count, place_room;
    struct buf bytes;
};

// How far it is filled.
struct x12_unit_mark {
    size_t pieces, places, bytes;
};

// An empty unit. Owned by the caller: x12_unit_free, also of a copy.
void x12_unit_init(struct x12_unit *unit);
void x12_unit_free(struct x12_unit *unit);
// A copy of its own.
void x12_unit_copy(struct x12_unit *to, const struct x12_unit *from);
size_t x12_unit_size(const struct x12_unit *unit); // bytes that a copy needs

// Remembers how far it is filled, and goes back there.
struct x12_unit_mark x12_unit_mark(const struct x12_unit *unit);
void x12_unit_return(struct x12_unit *unit, struct x12_unit_mark mark);

// A loop opens; returns its place + 1.
uint32_t x12_unit_open(struct x12_unit *unit, const struct grammar_loop *loop, uint32_t parent);
void x12_unit_add(struct x12_unit *unit, const struct x12_met *met, uint32_t place);

// Whether every service line has a line item control number (REF*6R), by which it is known.
bool x12_unit_has_controls(const struct x12_unit *unit);
// What a loop is known by beside its id: a line's control number or LX01, SBR01, SVD01. Empty: by
// its kind and order alone.
struct text x12_unit_identity(const struct x12_unit *unit, uint32_t place, bool by_control);

// What is compared: a segment, or an adjustment of a CAS or PLB, which has several. `key` says
// where it belongs.
struct x12_unit_entry {
    struct x12_key key;
    const struct x12_unit_piece *piece;
    struct text values; // as in the unit: id, then elements
    size_t made_at;     // where they stand in `made`, of an adjustment
};
struct x12_unit_entries {
    struct x12_unit_entry *rows;
    size_t count, room;
    struct x12_keys counts;
    struct x12_key *places; // the key of each place
    size_t place_room;
    struct buf made; // values that are not in the unit
    struct buf key;
};

// An empty list. Owned by the caller: x12_unit_entries_free.
void x12_unit_entries_init(struct x12_unit_entries *entries);
void x12_unit_entries_free(struct x12_unit_entries *entries);
// Replaces what it held. `by_control`: lines are known by REF*6R. Valid while the unit is
// unchanged.
void x12_unit_list(struct x12_unit_entries *entries, const struct x12_unit *unit, bool by_control);
// A digest of the whole, the same in whatever order the entries come.
struct x12_key x12_unit_sum(struct x12_unit_entries *entries);

#endif
