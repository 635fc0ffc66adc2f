// x12_write: writes X12 segments into a buffer: separators, omission of trailing empty elements,
// the interchange and group envelope. It guards what leaves: a value that holds a separator of this
// interchange, a control character or a character outside the X12 sets, or that is longer than its
// element, is refused, and nothing of the piece that was begun stays in the buffer.
//
// A piece is what is written between x12_write_begin and x12_write_end:
//     struct x12_writer writer;
//     x12_write_begin(&writer, out, &settings, refusals);
//     x12_segment_begin(&writer, "REF");
//     x12_put(&writer, "qualifier", TEXT("6R"), 2);
//     x12_put(&writer, "line.control_number", number, 50);
//     x12_segment_end(&writer);
//     int segments = x12_write_end(&writer);   // 0: refused
#ifndef EDI_X12_WRITE_H
#define EDI_X12_WRITE_H

#include "claims/base/buf.h"
#include "claims/base/date.h"
#include "edi/x12.h"

enum x12_line_break { X12_LINE_NONE, X12_LINE_LF, X12_LINE_CRLF };

// What the envelope says. Texts are the caller's.
struct x12_settings {
    struct x12_separators separators;         // all four, different from each other
    enum x12_line_break line_break;           // after each terminator
    struct text sender_qualifier, sender;     // ISA05, ISA06 (at most 15)
    struct text receiver_qualifier, receiver; // ISA07, ISA08
    char acknowledgement_requested;           // ISA14: '0' or '1'
    char usage;                               // ISA15: 'P' or 'T'
    struct text group_sender, group_receiver; // GS02, GS03 (2 to 15)
    int64_t interchange_control;              // ISA13, 1-999999999
    int64_t group_control;                    // GS06, 1-999999999
    struct moment at; // ISA09, ISA10, GS04, GS05 and the dates of the sets' headers
};

// The separators most receivers expect: * : ^ ~
#define X12_SEPARATORS_USUAL \
    ((struct x12_separators){ \
        .element = '*', .component = ':', .repetition = '^', .terminator = '~'})

enum x12_refusal {
    X12_REFUSED_CHARACTER, // a separator, a control character, or one that X12 has not
    X12_REFUSED_LONG,      // longer than the element
    X12_REFUSED_EMPTY,     // the guide demands a value
    X12_REFUSED_RANGE,     // a number or count that the element cannot hold
};

// Called for each value that is refused; `field` is the name the value was put with.
struct x12_refusals {
    void *context;
    void (*refuse)(void *context, enum x12_refusal refusal, const char *field, struct text value);
};

struct x12_writer {
    struct buf *out;
    const struct x12_settings *settings;
    struct x12_refusals refusals;
    size_t start;          // where the piece begins in `out`
    int segments;          // of the piece
    int refused;           // values
    size_t elements_due;   // element separators to be written before the next value
    size_t components_due; // component separators
    size_t components;     // put so far in the composite
    bool in_composite;
};

// Begins a piece at the end of `out`. `settings` must live until x12_write_end.
void x12_write_begin(struct x12_writer *writer, struct buf *out,
    const struct x12_settings *settings, struct x12_refusals refusals);
// How many segments the piece has; 0 when a value was refused: the buffer is then as it was before.
int x12_write_end(struct x12_writer *writer);

// A segment: its id, then the elements put in order, then its terminator and line break.
void x12_segment_begin(struct x12_writer *writer, const char *id);
void x12_segment_end(struct x12_writer *writer);

// The next element. An empty value leaves it out (trailing ones are not written at all). Blanks at
// both ends are dropped: X12 does not send them. `max` in bytes.
void x12_put(struct x12_writer *writer, const char *field, struct text value, size_t max);
// The same for one that must have a value.
void x12_put_required(struct x12_writer *writer, const char *field, struct text value, size_t max);
void x12_put_z(struct x12_writer *writer, const char *value); // a constant of ours
void x12_put_char(
    struct x12_writer *writer, const char *field, char value); // '\0' is refused: required
void x12_put_number(struct x12_writer *writer, int64_t value);
// A control number of nine digits with leading zeros (type N0 9/9): 1-999999999, else refused.
void x12_put_control(struct x12_writer *writer, const char *field, int64_t control);
void x12_put_money(struct x12_writer *writer, int64_t cents);               // type R
void x12_put_quantity(struct x12_writer *writer, int64_t thousandths);      // type R
void x12_put_d8(struct x12_writer *writer, const char *field, date_t date); // DATE_NONE is refused
void x12_put_d6(struct x12_writer *writer, date_t date);
void x12_put_hhmm(struct x12_writer *writer, int32_t second_of_day);
// Empty elements up to the next one that is put.
void x12_skip(struct x12_writer *writer, size_t count);

// The next element is made of the components put until x12_composite_end.
void x12_composite_begin(struct x12_writer *writer);
void x12_composite_end(struct x12_writer *writer);

// Says that a value cannot be sent although it would fit.
void x12_refuse(
    struct x12_writer *writer, enum x12_refusal refusal, const char *field, struct text value);

// ISA and GS: 2 segments, or 0 with refusals. `functional_id` GS01, `version` GS08.
int x12_write_head(struct buf *out, const struct x12_settings *settings, const char *functional_id,
    const char *version, struct x12_refusals refusals);
// GE and IEA. `sets`: how many ST the group has.
int x12_write_tail(struct buf *out, const struct x12_settings *settings, int64_t sets);
// ISA and IEA alone, for TA1.
int x12_write_isa(
    struct buf *out, const struct x12_settings *settings, struct x12_refusals refusals);
int x12_write_iea(struct buf *out, const struct x12_settings *settings, int64_t groups);
// SE. `segments`: all of the set including ST and SE.
int x12_write_se(struct buf *out, const struct x12_settings *settings, struct text set_control,
    int64_t segments);

#endif
