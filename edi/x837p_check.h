// x837p_check: a professional claim as it would be sent, held against the guide's tables
// (edi/x12_check.h). The writer refuses what cannot be written; this finds what a receiver would
// refuse of what can: the same code that `cleanclaim x12 check` judges files of others with, so
// that nothing leaves that it rejects.
#ifndef EDI_X837P_CHECK_H
#define EDI_X837P_CHECK_H

#include "edi/x837p_write.h"

struct x837p_check;

// Owned by the caller: x837p_check_free. Takes about 5 MB.
struct x837p_check *x837p_check_new(void);
void x837p_check_free(struct x837p_check *check); // NULL is allowed

// Judges the claim alone in an interchange of that envelope, whose control numbers do not matter.
// `pieces`: its provider as level 1 and behind it the claim as level 2 below that, `segments` in
// all, as x837p_write.h writes them for that envelope.
// Adds FINDING_guide_not_followed for each finding of severity reject: its rule_id the validator's
// word behind "guide." (x837p_check_each_word), its place loop and element ("2400 SV104"), its line
// the service line, its value what failed unless that is patient data. Its severity is reject when
// the receiver would refuse the whole transaction set for it (SNIP type 1 or 2), and hold when it
// is about the claim alone. With an envelope that the writer refuses nothing is judged.
void x837p_check_claim(struct x837p_check *check, const struct x837p_envelope *envelope,
    const struct claim *claim, struct text pieces, int segments, struct finding_list *findings);

// What such findings may say: calls `say` once for each rule_id there is. Texts are valid during
// the call.
typedef void (*x837p_check_say_function)(
    void *context, const char *rule_id, int snip, const char *message, const char *remedy);
void x837p_check_each_word(void *context, x837p_check_say_function say);

#endif
