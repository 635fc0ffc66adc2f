// x837p_piece: what the files that write an 837P share: a piece under construction and the segments
// that recur in many loops. Private to edi/x837p_*.c.
#ifndef EDI_X837P_PIECE_H
#define EDI_X837P_PIECE_H

#include "edi/x837p_write.h"

struct x837p_piece {
    struct x12_writer writer;
    struct finding_list *findings;
    const char *prefix; // of field names: "prov.billing."
    int line;           // service line, 0 = none
    bool is_reference;  // the value that is put is a reference number
};

// Begins a piece at the end of `out`.
void x837p_piece_begin(struct x837p_piece *piece, struct buf *out,
    const struct x837p_envelope *envelope, struct finding_list *findings);
// Segments of the piece; 0 = refused.
int x837p_piece_end(struct x837p_piece *piece);

// Makes findings of what the writer refuses.
struct x12_refusals x837p_piece_refusals(struct x837p_piece *piece);

// An element that is a reference number.
void x837p_piece_reference(
    struct x837p_piece *piece, const char *field, struct text value, size_t max);
// REF*qualifier*value, when there is a value.
void x837p_piece_ref(
    struct x837p_piece *piece, const char *qualifier, const char *field, struct text value);
// DTP*qualifier*D8*date, or RD8 when the days differ.
void x837p_piece_dtp(
    struct x837p_piece *piece, const char *qualifier, const char *field, date_t from, date_t to);
// N3 and N4; fields are prefix + "addr1" ….
void x837p_piece_address(struct x837p_piece *piece, const struct address *address);
// NM103 to NM107; an organisation has only the first.
void x837p_piece_name(struct x837p_piece *piece, struct text last, struct text first,
    struct text middle, struct text suffix, bool is_person);

// 2320, 2330A and 2330B of each other payer of the claim (edi/x837p_cob.c).
void x837p_cob_claim(struct x837p_piece *piece, const struct claim *claim);
// 2430 of a line.
void x837p_cob_line(
    struct x837p_piece *piece, const struct claim *claim, const struct service_line *line);

#endif
