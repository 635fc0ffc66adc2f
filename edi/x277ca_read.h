// x277ca_read: a claim acknowledgement (277, 005010X214) to verdicts. Fed the segments between ST
// and SE.
//
// One verdict for each 2200B (the whole transmission: batch_reference only), 2200C (a billing
// provider) and 2200D (a claim) that has an STC. The information source decides the level: AY
// EVIDENCE_INTERMEDIARY, PR EVIDENCE_PAYER. Categories (STC01-1) A0, A1, A2, A5 accept, A3, A6, A7,
// A8 reject, all others say nothing. Of several categories of one loop (STC10, STC11, more STC,
// lines in 2220D) a rejecting one decides, then an accepting one; the others stand in
// category_more. Acceptance at 2200B does not accept claims below it that are rejected: every
// verdict is given, in the order of the file. batch_reference (2200B) and provider_npi (2100C) are
// given with the verdicts below them, too. provider_npi is NM109 whatever its qualifier: an empty
// one would look like the whole transmission. HL03 22 and 23 are read like PT, NM1*1P like NM1*85,
// with a warning. Source: 277CA guide, loops 2000A to 2220D.
#ifndef EDI_X277CA_READ_H
#define EDI_X277CA_READ_H

#include "claims/verdict.h"
#include "edi/reading.h"

struct x277ca_reader;

// `on_verdict`: slices are valid during the call. Owned by the caller: x277ca_read_free.
struct x277ca_reader *x277ca_read_new(
    void *context, void (*on_verdict)(void *context, const struct verdict *verdict));
void x277ca_read_free(struct x277ca_reader *reader); // NULL is allowed

// A set begins. `report` must live until x277ca_read_end.
void x277ca_read_begin(struct x277ca_reader *reader, struct reading_report *report);
void x277ca_read_segment(struct x277ca_reader *reader, const struct x12_segment *segment);
void x277ca_read_end(struct x277ca_reader *reader);

#endif
