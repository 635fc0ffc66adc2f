// x12_acknowledge: what a receiver answers to a file of X12. Of each interchange the TA1, where it
// was asked for (ISA14) or something is wrong with the envelope; of each functional group a 999
// (005010X231A1) with what the validator found (edi/x12_check.h), where it stands, and the verdict
// on each transaction set. It is fed windows of bytes and writes through edi/x12_emit.h, so that no
// answer leaves which our own validator would refuse.
//
// Decisions. What the validator rejects, and a TA1 or 999 has a code for, is rejected. An
// interchange whose envelope is refused (TA104 R) gets no 999: nothing of it is used. A group whose
// trailer is refused (AK901 R with AK905) lists no sets. Acknowledgements (GS01 FA) are not
// acknowledged. Findings that a 999 has no code for (balances, code lists that others keep) reject
// no set here: they are for the 277CA, and told to the handler. What a situational rule asks for
// and is missing is IK304 I6 (3 is what the guide requires without a condition; its example has 3
// for both), at the place that the guide gives it; CTX*SITUATIONAL TRIGGER names what the condition
// was met by, of a segment behind IK3, of an element behind IK4. IK404 copies the bad value, CTX
// names the claim: the answer goes to him who sent them, and may hold patient data.
//
// Memory: what is said of one interchange, some 100 bytes a set and 200 an error; of more than
// X12_ACKNOWLEDGE_ERRORS_MAX errors, or than there is memory for, the rest is counted only (their
// sets are rejected all the same). Where there is no memory for its groups or sets, or for the
// 999 of one, an interchange or that group is not answered, which is counted: no answer says less
// than was found.
#ifndef EDI_X12_ACKNOWLEDGE_H
#define EDI_X12_ACKNOWLEDGE_H

#include "edi/x12_emit.h"

#define X12_ACKNOWLEDGE_ERRORS_MAX 100000

struct x12_acknowledge_settings {
    struct x12_separators separators; // of the answer
    enum x12_line_break line_break;
    int64_t control;  // ISA13 and GS06 of the first answer, each further one has one more
    struct moment at; // when it is answered
};

struct x12_acknowledge_handler {
    void *context;
    void (*bytes)(void *context, struct text bytes); // of the answer
    // What the answer does not say: a balance, something behind the last interchange. NULL is
    // allowed.
    void (*unsaid)(void *context, const struct x12_finding *finding);
};

struct x12_acknowledge_totals {
    int64_t interchanges, interchanges_rejected; // read
    int64_t groups, groups_rejected;
    int64_t sets, sets_rejected;
    int64_t unsaid;     // findings told to the handler
    int64_t left_out;   // errors beyond X12_ACKNOWLEDGE_ERRORS_MAX, or beyond the memory there is;
                        // errors of which not all triggers are told
    int64_t unanswered; // interchanges, or groups of one, that were not answered: no memory
    int64_t answers;    // interchanges written
    int64_t control;    // of the answer that would come next
};

struct x12_acknowledge;

// Owned by the caller: x12_acknowledge_free. Settings and handler are copied.
struct x12_acknowledge *x12_acknowledge_new(
    const struct x12_acknowledge_settings *settings, struct x12_acknowledge_handler handler);
// The same; NULL when there is no memory.
struct x12_acknowledge *x12_acknowledge_new_or_null(
    const struct x12_acknowledge_settings *settings, struct x12_acknowledge_handler handler);
void x12_acknowledge_free(struct x12_acknowledge *acknowledge); // NULL is allowed

// The next bytes of the file; its answers are written as its interchanges end.
void x12_acknowledge_feed(struct x12_acknowledge *acknowledge, struct text bytes);
// The file has ended.
struct x12_acknowledge_totals x12_acknowledge_end(struct x12_acknowledge *acknowledge);

#endif
