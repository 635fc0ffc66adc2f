// x837p_write: a professional claim (837P, 005010X222A1) from struct claim, in the pieces that are
// stored: the frozen content of an interchange is
//     head (ISA, GS)
//       set head (ST, BHT, 1000A, 1000B)
//         provider (2000A, 2010AA, 2010AB)    for each run of claims of one billing provider
//           claim (2000B, 2010BA, 2010BB, [2000C, 2010CA,] 2300, 2310A-D, 2320, 2330A, 2330B, 2400,
//           2410,
//                  2420E, 2430)
//       set tail (SE)
//     tail (GE, IEA)
// and its file is their concatenation. Each function appends one piece to `out` and returns the
// number of segments in it, so that SE01 is the sum over a set (its head and its tail included).
//
// 0 means refused: `out` is as it was, and `findings` say which fields hold what cannot be sent: a
// separator of this interchange, a character X12 has not (text_characters), more than the guide's
// length (reference_too_long, text_too_long), nothing where the guide demands a value
// (value_missing), or more of something than the guide has places for (value_out_of_range). Field
// names are those of payer rules
// ("prov.billing.npi"). Values of patients and notes are not repeated.
// Texts are written as given, without blanks at both ends; nothing is folded or upper-cased here.
#ifndef EDI_X837P_WRITE_H
#define EDI_X837P_WRITE_H

#include "claims/claim.h"
#include "claims/finding.h"
#include "edi/x12_write.h"

// A claim piece is never longer than this; `out` must have room for it.
#define X837P_CLAIM_BYTES_MAX ((size_t)1 << 20)

struct x837p_envelope {
    struct x12_settings settings;
    struct text submitter_name, submitter_id;               // 1000A NM103, NM109
    struct text contact_name, contact_phone, contact_email; // 1000A PER; phone or email
    struct text receiver_name, receiver_id;                 // 1000B NM103, NM109
};

// ISA and GS.
int x837p_write_head(
    struct buf *out, const struct x837p_envelope *envelope, struct finding_list *findings);

// `set_control`: ST02, 4 to 9 characters. `batch_reference`: BHT03, at most 30, echoed by the
// 277CA.
int x837p_write_set_head(struct buf *out, const struct x837p_envelope *envelope,
    struct text set_control, struct text batch_reference, struct finding_list *findings);

// The billing and pay-to provider of `claim`. `hl`: HL01 of this level; HL numbers begin with 1 in
// each set.
int x837p_write_provider(struct buf *out, const struct x837p_envelope *envelope,
    const struct claim *claim, int64_t hl, struct finding_list *findings);

// How many HL numbers the claim takes: 1, or 2 for a dependent patient.
int x837p_levels(const struct claim *claim);

// `hl`: HL01 of the subscriber level, the patient level takes the next; `provider_hl`: that of its
// provider.
int x837p_write_claim(struct buf *out, const struct x837p_envelope *envelope,
    const struct claim *claim, int64_t hl, int64_t provider_hl, struct finding_list *findings);

// `segments`: those of the set's head, providers and claims; SE itself is added.
int x837p_write_set_tail(struct buf *out, const struct x837p_envelope *envelope,
    struct text set_control, int64_t segments);

// GE and IEA. `sets`: how many ST the file has.
int x837p_write_tail(struct buf *out, const struct x837p_envelope *envelope, int64_t sets);

#endif
