// cleanclaim-edi: reads, checks and writes files of X12 as US healthcare sends them: 837P, 837I,
// 837D, 835, 999, 277CA, 276/277, 270/271, TA1 and the envelope (005010). This header is its
// manual; docs/edi-library.md has the rest: building, examples, what it promises.
//
// Reading. Bytes go in, in windows of any size; a handler is told each segment with the
// implementation guide's name for it, its loop, its elements and what their codes mean, and each
// thing that is wrong with its place, a code, a sentence and a remedy.
//
//     struct cleanclaim_edi *edi = cleanclaim_edi_new(&handler);
//     while ((size = fread(window, 1, sizeof window, file)) > 0)
//         cleanclaim_edi_feed(edi, window, size);
//     cleanclaim_edi_end(edi, &totals);
//     cleanclaim_edi_free(edi);
//
// It opens no file, needs no database and no configuration, keeps no global state (one reader a
// thread needs no lock), and its memory does not grow with the file but for one bit a transaction
// set of an interchange. Whatever the bytes are it neither crashes nor stops the process: wrong
// input is a finding, want of memory is NULL or CLEANCLAIM_EDI_MEMORY.
//
// Writing: cleanclaim_edi_writer_new, below. Answering with TA1 and 999:
// cleanclaim_edi_acknowledge_new.
//
// Nothing may be used for money before it is proven: a set's segments are told as they come, while
// its trailers stand at the end. See `set_proven`.
#ifndef CLEANCLAIM_EDI_H
#define CLEANCLAIM_EDI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CLEANCLAIM_EDI_API __attribute__((visibility("default")))
#else
#define CLEANCLAIM_EDI_API
#endif

// Of this header; cleanclaim_edi_version() says the same of the library. A change of the first
// number breaks callers.
#define CLEANCLAIM_EDI_VERSION 1

// Bytes that the library owns, without a NUL behind them; valid during the call that gives them.
// `at` may be NULL when `size` is 0.
struct cleanclaim_edi_text {
    const char *at;
    size_t size;
};

// What a call returns.
enum cleanclaim_edi_result {
    CLEANCLAIM_EDI_OK,
    CLEANCLAIM_EDI_MEMORY, // there was no memory: the reader or writer is NULL, or see the call
    // Of a writer only:
    CLEANCLAIM_EDI_REFUSED, // it is not valid; each reason was told as a finding
    CLEANCLAIM_EDI_TURN,    // called out of turn (a set without a group): nothing was done
};

enum cleanclaim_edi_severity {
    CLEANCLAIM_EDI_INFO,
    CLEANCLAIM_EDI_WARN,
    CLEANCLAIM_EDI_REJECT, // a receiver would reject the transaction set
};

// Where something stands. Strings are empty, numbers 0, where it is not known.
struct cleanclaim_edi_place {
    const char *interchange, *group, *set; // control numbers: ISA13, GS06, ST02
    int64_t segment;                       // its number in the file, the first ISA = 1
    int64_t offset;                        // bytes
    const char *segment_id;                // "CLM"
    const char *element;                   // "CLM05-3"
    const char *loop;                      // "2300"
};

// Something that is wrong. Valid during the call.
struct cleanclaim_edi_finding {
    const char *code; // a stable word: "element_missing"
    enum cleanclaim_edi_severity severity;
    int snip; // WEDI SNIP type: 1 syntax, 2 guide, 3 balance, 4 situations, 5 code sets
    struct cleanclaim_edi_place place;
    const char *name;                 // of the element, segment or loop; ""
    struct cleanclaim_edi_text value; // what failed; empty where it may be a patient's
    const char *message, *remedy;     // sentences
    const char *ik304, *ik403;        // the codes by which a 999 says it; ""
};

// A transaction set. Valid until its end.
struct cleanclaim_edi_set {
    int64_t ordinal;                     // in the file, 1 first
    struct cleanclaim_edi_text id;       // ST01: "837"
    struct cleanclaim_edi_text control;  // ST02
    struct cleanclaim_edi_text version;  // "005010X222A1"
    struct cleanclaim_edi_text sender;   // ISA06 and
    struct cleanclaim_edi_text receiver; // ISA08, without their filling blanks
    char usage;                          // ISA15: P production, T test; NUL: neither
    const char *guide, *title;           // "837P", its title; "" when no guide is known
};

// A segment between ST and SE. Its elements: cleanclaim_edi_element. Valid during the call.
struct cleanclaim_edi_segment {
    struct cleanclaim_edi_text id, raw; // raw: without its terminator
    int64_t number, offset;             // in the file: segments, bytes
    size_t elements;                    // how many stand behind the id
    const char *name;                   // of the guide; "" where it has no place there
    const char *loop, *loop_name;       // the innermost open loop: "2300", "Claim Information"
    size_t depth;                       // of that loop: 0 = before the first loop
    bool opens;                         // it is the first segment of that loop
    const void *internal;
};

struct cleanclaim_edi_totals {
    bool whole; // an interchange at least, and its framing right from ISA to IEA
    int64_t interchanges, groups, sets, segments, bytes;
    int64_t rejects, warnings; // findings
    int64_t sets_rejected;
};

// What is called while bytes are fed. Each function may be NULL. None may feed or free the reader.
struct cleanclaim_edi_handler {
    void *context; // given to each
    void (*set_begin)(void *context, const struct cleanclaim_edi_set *set);
    // After its findings.
    void (*segment)(void *context, const struct cleanclaim_edi_segment *segment);
    void (*finding)(void *context, const struct cleanclaim_edi_finding *finding);
    // `rejected`: a finding in it rejects.
    void (*set_end)(void *context, const struct cleanclaim_edi_set *set, bool rejected);
    // Of each set when its interchange has ended: whether counts and control numbers of set, group
    // and interchange are right. What a file says is to be used only when that is so, the set was
    // not rejected, and cleanclaim_edi_end says that the file is whole.
    void (*set_proven)(void *context, int64_t ordinal, bool proven);
};

struct cleanclaim_edi;

// A reader; the handler is copied. NULL: no memory. Owned by the caller: cleanclaim_edi_free.
CLEANCLAIM_EDI_API struct cleanclaim_edi *cleanclaim_edi_new(
    const struct cleanclaim_edi_handler *handler);
CLEANCLAIM_EDI_API void cleanclaim_edi_free(struct cleanclaim_edi *edi); // NULL is allowed

// The next bytes of the file, which stay the caller's. `bytes` may be NULL when `size` is 0.
CLEANCLAIM_EDI_API enum cleanclaim_edi_result cleanclaim_edi_feed(
    struct cleanclaim_edi *edi, const void *bytes, size_t size);
// The file has ended. `totals` may be NULL. The reader is then ready for another file.
CLEANCLAIM_EDI_API enum cleanclaim_edi_result cleanclaim_edi_end(
    struct cleanclaim_edi *edi, struct cleanclaim_edi_totals *totals);

// Of a segment, while it is told: the value of element `number` (1 first), or of one component of
// it (1 first; 0: the whole element, separators and repetitions included). Empty when there is
// none.
CLEANCLAIM_EDI_API struct cleanclaim_edi_text cleanclaim_edi_element(
    const struct cleanclaim_edi_segment *segment, size_t number, size_t component);
// Its name by the guide; "" when the guide has no such element.
CLEANCLAIM_EDI_API const char *cleanclaim_edi_name(
    const struct cleanclaim_edi_segment *segment, size_t number, size_t component);
// What its code means; "" when it is none, or is not known.
CLEANCLAIM_EDI_API const char *cleanclaim_edi_meaning(
    const struct cleanclaim_edi_segment *segment, size_t number, size_t component);
// Whether it may identify a patient: as the guide's tables say, and whatever no guide knows.
CLEANCLAIM_EDI_API bool cleanclaim_edi_is_patient(
    const struct cleanclaim_edi_segment *segment, size_t number, size_t component);

// ---- Writing

// Who writes begins interchange, group and set and gives segments, element by element; separators,
// trailers, counts and the sets' control numbers are made here. Each segment is held against the
// guide as one that is read would be: usage, order, codes, lengths, types, sums (SNIP 1 to 3; what
// SNIP 4 and 5 find is told, and refuses nothing). No byte of a set leaves that is not valid, and a
// value that holds a separator is refused.
//
//     struct cleanclaim_edi_writer *w = cleanclaim_edi_writer_new(&handler);
//     cleanclaim_edi_write_interchange(w, &envelope);          // ISA
//     cleanclaim_edi_write_group(w, "HC", "005010X222A1");     // GS
//     cleanclaim_edi_write_set(w, "837", "005010X222A1");      // ST
//     cleanclaim_edi_write_segment(w, "SV1");
//     cleanclaim_edi_write_element(w, "HC", 2);                // SV101-1
//     cleanclaim_edi_write_component(w, "99213", 5);           // SV101-2
//     cleanclaim_edi_write_element(w, "100", 3);               // SV102
//     cleanclaim_edi_write_segment_end(w);
//     …
//     if (cleanclaim_edi_write_set_end(w) == CLEANCLAIM_EDI_REFUSED) …
//     cleanclaim_edi_write_group_end(w);
//     cleanclaim_edi_write_interchange_end(w);
//     cleanclaim_edi_writer_free(w);
//
// A set is held until its end, so a writer's memory grows with the longest set; one that is larger
// than the memory there is (or 1 GB) is refused with the finding x12_limit. A group or interchange
// holds the sets that were not refused.

enum cleanclaim_edi_line_break {
    CLEANCLAIM_EDI_NO_BREAK,
    CLEANCLAIM_EDI_LF,
    CLEANCLAIM_EDI_CRLF,
};

// What ISA and GS say. Strings are copied; NULL is "".
struct cleanclaim_edi_envelope {
    const char *sender_qualifier, *sender;     // ISA05, ISA06
    const char *receiver_qualifier, *receiver; // ISA07, ISA08
    const char *group_sender, *group_receiver; // GS02, GS03
    int64_t interchange_control;               // ISA13, 1 to 999999999
    int64_t group_control;          // GS06 of the first group; each further one has one more
    int year, month, day;           // ISA09, GS04: 2026, 11, 22
    int hour, minute;               // ISA10, GS05
    bool acknowledgement_requested; // ISA14: a TA1 is wanted
    bool test;                      // ISA15: T, else P
    // Of element, component and repetition, and the terminator; NULL: "*:^~".
    const char *separators;
    enum cleanclaim_edi_line_break line_break; // behind each terminator
};

struct cleanclaim_edi_writer_handler {
    void *context;
    // What may leave, in order: whole sets with the envelope about them.
    void (*bytes)(void *context, const void *bytes, size_t size);
    // What is wrong, placed as it would stand in the file. What rejects is why something is
    // refused. NULL is allowed.
    void (*finding)(void *context, const struct cleanclaim_edi_finding *finding);
};

struct cleanclaim_edi_writer;

// The handler is copied. NULL: no memory, or no `bytes`. Owned by the caller:
// cleanclaim_edi_writer_free. What is open when it is freed does not leave.
CLEANCLAIM_EDI_API struct cleanclaim_edi_writer *cleanclaim_edi_writer_new(
    const struct cleanclaim_edi_writer_handler *handler);
CLEANCLAIM_EDI_API void cleanclaim_edi_writer_free(
    struct cleanclaim_edi_writer *writer); // NULL is allowed

// ISA. REFUSED: and so is all that follows up to cleanclaim_edi_write_interchange_end.
CLEANCLAIM_EDI_API enum cleanclaim_edi_result cleanclaim_edi_write_interchange(
    struct cleanclaim_edi_writer *writer, const struct cleanclaim_edi_envelope *envelope);
// GS: GS01 and GS08. REFUSED: and so are its sets.
CLEANCLAIM_EDI_API enum cleanclaim_edi_result cleanclaim_edi_write_group(
    struct cleanclaim_edi_writer *writer, const char *functional_id, const char *version);
// ST: ST01 and ST03 (NULL: none, as in an 835). ST02 counts the sets of the group that were
// written: 0001.
CLEANCLAIM_EDI_API enum cleanclaim_edi_result cleanclaim_edi_write_set(
    struct cleanclaim_edi_writer *writer, const char *id, const char *version);

// A segment between ST and SE, or TA1 between ISA and GS: its id, its elements in order, its end.
CLEANCLAIM_EDI_API enum cleanclaim_edi_result cleanclaim_edi_write_segment(
    struct cleanclaim_edi_writer *writer, const char *id);
// The next element, or its first component. One of no bytes is left out; trailing ones are not
// written.
CLEANCLAIM_EDI_API enum cleanclaim_edi_result cleanclaim_edi_write_element(
    struct cleanclaim_edi_writer *writer, const void *bytes, size_t size);
// One more component of the element begun last.
CLEANCLAIM_EDI_API enum cleanclaim_edi_result cleanclaim_edi_write_component(
    struct cleanclaim_edi_writer *writer, const void *bytes, size_t size);
// One more repetition of the element begun last, or its first component.
CLEANCLAIM_EDI_API enum cleanclaim_edi_result cleanclaim_edi_write_repetition(
    struct cleanclaim_edi_writer *writer, const void *bytes, size_t size);
// REFUSED: and its set with it; the segments that follow are checked all the same.
CLEANCLAIM_EDI_API enum cleanclaim_edi_result cleanclaim_edi_write_segment_end(
    struct cleanclaim_edi_writer *writer);

// SE, GE, IEA. REFUSED: nothing of it was written, since something in it was refused, or nothing is
// in it.
CLEANCLAIM_EDI_API enum cleanclaim_edi_result cleanclaim_edi_write_set_end(
    struct cleanclaim_edi_writer *writer);
CLEANCLAIM_EDI_API enum cleanclaim_edi_result cleanclaim_edi_write_group_end(
    struct cleanclaim_edi_writer *writer);
CLEANCLAIM_EDI_API enum cleanclaim_edi_result cleanclaim_edi_write_interchange_end(
    struct cleanclaim_edi_writer *writer);

// ---- Acknowledging

// What a receiver answers to a file: of each interchange a TA1, where one is asked for (ISA14) or
// something is wrong with its envelope; of each group a 999 with what is wrong, where it stands,
// and the verdict on each set. What a reader rejects, and a TA1 or 999 has a code for, is rejected.
// An interchange whose envelope is refused gets its TA1 alone; acknowledgements get no answer. The
// answer goes to him who sent the file, and may hold patient data: IK404 copies the bad value, CTX
// names the claim.
//
//     struct cleanclaim_edi_acknowledge *a = cleanclaim_edi_acknowledge_new(&settings, &handler);
//     while ((size = fread(window, 1, sizeof window, file)) > 0)
//         cleanclaim_edi_acknowledge_feed(a, window, size);
//     cleanclaim_edi_acknowledge_end(a, &totals);
//     cleanclaim_edi_acknowledge_free(a);
//
// Its memory grows with what is said of one interchange: some 100 bytes a set, 200 an error.

struct cleanclaim_edi_acknowledge_settings {
    int64_t control; // ISA13 and GS06 of the first answer, 1 to 999999999; each further one has one
                     // more
    int year, month, day; // when it is answered: 2026, 11, 22
    int hour, minute;
    const char *separators;                    // as in cleanclaim_edi_envelope
    enum cleanclaim_edi_line_break line_break; // behind each terminator
};

struct cleanclaim_edi_acknowledge_totals {
    int64_t interchanges, interchanges_rejected; // read
    int64_t groups, groups_rejected;
    int64_t sets, sets_rejected;
    int64_t answers;    // interchanges written
    int64_t control;    // of the answer that would come next
    int64_t unsaid;     // findings that a TA1 or 999 has no code for: balances, code lists
    int64_t left_out;   // errors beyond 100000 of an interchange, or beyond the memory there is:
                        // not listed, and their sets rejected all the same
    int64_t unanswered; // interchanges, or groups, without an answer: there was no memory for it
};

struct cleanclaim_edi_acknowledge;

// Settings and handler are copied; `bytes` gets the answers, each when its interchange ends,
// `finding` what they do not say. NULL: no memory, no `bytes`, or settings with which nothing can
// be written. Owned by the caller: cleanclaim_edi_acknowledge_free.
CLEANCLAIM_EDI_API struct cleanclaim_edi_acknowledge *cleanclaim_edi_acknowledge_new(
    const struct cleanclaim_edi_acknowledge_settings *settings,
    const struct cleanclaim_edi_writer_handler *handler);
CLEANCLAIM_EDI_API void cleanclaim_edi_acknowledge_free(
    struct cleanclaim_edi_acknowledge *acknowledge); // NULL is allowed

// The next bytes of the file. `bytes` may be NULL when `size` is 0.
CLEANCLAIM_EDI_API enum cleanclaim_edi_result cleanclaim_edi_acknowledge_feed(
    struct cleanclaim_edi_acknowledge *acknowledge, const void *bytes, size_t size);
// The file has ended. `totals` may be NULL. MEMORY, too, when something is unanswered: nothing
// false was answered. Ready for another file then.
CLEANCLAIM_EDI_API enum cleanclaim_edi_result cleanclaim_edi_acknowledge_end(
    struct cleanclaim_edi_acknowledge *acknowledge,
    struct cleanclaim_edi_acknowledge_totals *totals);

// CLEANCLAIM_EDI_VERSION of the library that is linked.
CLEANCLAIM_EDI_API int cleanclaim_edi_version(void);

#ifdef __cplusplus
}
#endif
#endif
