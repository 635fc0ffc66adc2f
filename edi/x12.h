// x12: the tokenizer. Bytes of a file, fed in windows of any size, become segments; nothing else is
// judged here (framing: edi/x12_envelope.h). It opens nothing and maps nothing, memory stays the
// same whatever the size of the file, and nothing is allocated per segment.
//
// Separators come from the ISA segment alone (005010, Appendix B/C: the ISA has fixed width): the
// element separator is its 4th byte, ISA11 is the repetition separator, the component separator is
// byte 105, the segment terminator byte 106. Between segments any blanks, tabs and line breaks are
// passed over; a line feed may itself be the terminator (a carriage return before it is dropped). A
// byte order mark and blanks at the start are passed over. Every ISA sets the separators anew.
// "ISA" inside an element means nothing, unless a whole ISA of 106 bytes follows: then a file was
// cut off and another one appended, and reading goes on with the new one.
//
// Everything is hostile: any bytes end in segments and faults, never in a crash or a hang.
#ifndef EDI_X12_H
#define EDI_X12_H

#include "claims/base/text.h"

// No segment of the guides is a thirtieth of this.
#define X12_SEGMENT_BYTES_MAX ((size_t)64 << 10)
// The guides' longest segment has 31 elements (LIN).
#define X12_ELEMENTS_MAX      100

struct x12_separators {
    char element, component, terminator;
    char repetition; // '\0': the interchange has none
};

struct x12_segment {
    struct text id;  // "CLM"; what stands before the first separator, whatever it is
    uint32_t packed; // the same as x12_pack gives it
    bool terminated; // false: the file ended, or an appended ISA began, before its terminator
    size_t count;    // elements behind the id, empty ones included
    int64_t number;  // in the file, the first ISA = 1
    int64_t offset;  // of its first byte in the file
    int64_t end;     // offset behind its terminator
    struct text raw; // the whole of it without the terminator
    const struct x12_separators *separators;
    // For x12_element: element n ends before base + ends[n]; element 0 is the id.
    const char *base;
    const uint32_t *ends;
};

// What is wrong with the form of a file. The words are those of claims/finding_codes.def.
enum x12_fault_code {
    X12_NO_ISA,          // something stands before the first ISA, or there is none
    X12_ISA_LENGTH,      // not 106 bytes, or its elements do not have their widths
    X12_SEPARATORS,      // two separators are the same character
    X12_TRUNCATED,       // the file ends inside an interchange
    X12_TRAILING,        // something that is no segment stands behind an IEA
    X12_LAST_TERMINATOR, // the last IEA is complete but for its terminator
    X12_SEGMENT_LENGTH,  // longer than X12_SEGMENT_BYTES_MAX: passed over; or more than
                         // X12_ELEMENTS_MAX elements
    X12_COUNT,           // SE01, GE01 or IEA01
    X12_CONTROL_NUMBER,  // SE02, GE02 or IEA02
    X12_ENVELOPE,        // an envelope segment is missing or stands at a wrong place
    X12_ELEMENT_MISSING, // of an envelope segment
    X12_ELEMENT_INVALID, // of an envelope segment
    X12_VERSION,         // ISA12 is not 00501
    X12_LIMIT,           // more sets in an interchange than can be kept track of
    X12_FAULT_COUNT,
};

// The stable word ("x12_isa_length") and the severity's ("reject", "warn").
const char *x12_fault_word(enum x12_fault_code code);
const char *x12_fault_severity(enum x12_fault_code code);
// Whether what is inside may not be used: severity reject.
bool x12_fault_rejects(enum x12_fault_code code);

// Where something stands. All strings are NUL-terminated and empty when not known; control numbers
// are as in the headers (ISA13, GS06, ST02), cut to 9 characters.
struct x12_place {
    char interchange[10], group[10], set[10];
    int64_t segment;    // its number in the file, the first ISA = 1; 0 = none
    char segment_id[4]; // "CLM"
    char element[16];   // "CLM05-3"
    char loop[8];       // "2300"
    int64_t offset;     // bytes
};

struct x12_fault {
    enum x12_fault_code code;
    struct x12_place place;
};

struct x12_handler {
    void *context;
    // Slices are valid during the call.
    void (*segment)(void *context, const struct x12_segment *segment);
    // Of the tokenizer's own faults `place` has segment and offset only.
    void (*fault)(void *context, const struct x12_fault *fault);
};

struct x12_reader;

struct x12_reader *x12_new(struct x12_handler handler); // owned by the caller: x12_free
// The same for the installed library (edi/cleanclaim_edi.h), which stops no process: NULL when
// there is no memory.
struct x12_reader *x12_new_or_null(struct x12_handler handler);
void x12_free(struct x12_reader *reader); // NULL is allowed
// The next bytes of the file.
void x12_feed(struct x12_reader *reader, struct text bytes);
// The file has ended. The reader is then ready for another file.
void x12_end(struct x12_reader *reader);

// An id of at most four characters as one number ('C' | 'L' << 8 | 'M' << 16), so that a comparison
// is one instruction and a switch can be made of it: case X12_ID('C', 'L', 'M'). Longer texts and
// empty ones are 0.
#define X12_ID(a, b, c) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16)
// Those of the envelope.
#define X12_ID_ISA      X12_ID('I', 'S', 'A')
#define X12_ID_TA1      X12_ID('T', 'A', '1')
#define X12_ID_GS       X12_ID('G', 'S', 0)
#define X12_ID_ST       X12_ID('S', 'T', 0)
#define X12_ID_SE       X12_ID('S', 'E', 0)
#define X12_ID_GE       X12_ID('G', 'E', 0)
#define X12_ID_IEA      X12_ID('I', 'E', 'A')
static inline uint32_t x12_pack(struct text id)
{
    uint32_t packed = 0;
    if (id.size > 4)
        return 0;
    for (size_t i = 0; i < id.size; i++)
        packed |= (uint32_t)(unsigned char)id.at[i] << 8 * i;
    return packed;
}

// Whether the segment has this id.
static inline bool x12_is(const struct x12_segment *segment, const char *id)
{
    return text_equal_z(segment->id, id);
}

// Element `number`, 1 first; empty when the segment has not so many.
static inline struct text x12_element(const struct x12_segment *segment, size_t number)
{
    if (number > segment->count)
        return (struct text){0};
    if (number == 0)
        return segment->id;
    uint32_t from = segment->ends[number - 1] + 1;
    return (struct text){segment->base + from, segment->ends[number] - from};
}

// The pieces of an element, one after the other: components, or repetitions.
//     struct x12_pieces pieces = x12_components(segment, 1);
//     while (x12_next(&pieces))
//         … pieces.piece …
// An element without separators is its own only piece, also when it is empty.
struct x12_pieces {
    struct text piece;
    struct text rest;
    char separator;
    bool done;
};

// Of an element, or of one of its repetitions.
static inline struct x12_pieces x12_pieces_of(struct text element, char separator)
{
    return (struct x12_pieces){.rest = element, .separator = separator};
}
static inline struct x12_pieces x12_components(const struct x12_segment *segment, size_t number)
{
    return x12_pieces_of(x12_element(segment, number), segment->separators->component);
}
// The next piece; false when there is none.
static inline bool x12_next(struct x12_pieces *pieces)
{
    struct text rest = pieces->rest;
    size_t size = 0;
    if (pieces->done)
        return false;
    while (size < rest.size && rest.at[size] != pieces->separator)
        size++;
    pieces->piece = (struct text){rest.at, size};
    pieces->done = size == rest.size;
    if (!pieces->done)
        pieces->rest = (struct text){rest.at + size + 1, rest.size - size - 1};
    return true;
}

// Component `component` (1 first) of an element; empty when there are not so many. An element
// without components is its own first.
struct text x12_component(const struct x12_segment *segment, size_t number, size_t component);
// How many components the element has; 0 when it is empty.
size_t x12_component_count(const struct x12_segment *segment, size_t number);

// Fills segment number, segment id, offset, and the element ("CLM05-3") of a place; `number` 0: no
// element, `component` 0: the whole element. Leaves control numbers and loop alone.
void x12_place_segment(
    struct x12_place *place, const struct x12_segment *segment, size_t number, size_t component);

// Whether `c` may stand in a value by the basic and extended character sets of X12 (005010,
// Appendix B: printable ASCII without circumflex and grave accent). A separator may stand in none.
bool x12_is_character(char c);

#endif
