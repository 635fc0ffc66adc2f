// A tokenizer that is as simple as it can be, for comparison: it has the whole file at hand, looks
// at one byte after the other, and says as text what a reader of edi/x12.h is to say. A segment is
// "1@0-106 ISA[00][          ]…", one that was cut ends in "…", a fault is "!word segment@offset".
#ifndef TESTS_EDI_X12_REFERENCE_H
#define TESTS_EDI_X12_REFERENCE_H

#include "claims/base/buf.h"
#include "edi/x12.h"

struct reference {
    struct buf *out;
    struct text file;
    size_t at;
    long long number;
    char element, component, repetition, terminator;
    bool in, told, seen; // in an interchange; a fault told; an ISA seen
};

static inline void reference_fault(
    const struct reference *r, enum x12_fault_code code, long long number, size_t offset)
{
    buf_format(r->out, "!%s %lld@%zu\n", x12_fault_word(code), number, offset);
}

// "[element]", whatever bytes it has.
static inline void reference_element(struct buf *out, struct text element)
{
    buf_char(out, '[');
    buf_text(out, element);
    buf_char(out, ']');
}

static inline bool reference_is_alphanumeric(char c)
{
    return text_is_alphanumeric((struct text){&c, 1});
}

static inline bool reference_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inline bool reference_is_padding(char c)
{
    return reference_is_blank(c) || c == '\0' || c == '\x1A';
}

// The file's bytes from..to as a segment, `end` behind its terminator.
static inline void reference_segment(
    struct reference *r, size_t from, size_t to, size_t end, bool terminated)
{
    struct text rest = text_part(r->file, from, to - from), piece;
    size_t count = 0;
    for (size_t i = from; i < to; i++)
        count += r->file.at[i] == r->element;
    r->number++;
    if (count > X12_ELEMENTS_MAX)
        reference_fault(r, X12_SEGMENT_LENGTH, r->number, from);
    bool more = true;
    text_split(&rest, r->element, &more, &piece);
    buf_format(r->out, "%lld@%zu-%zu ", r->number, from, end);
    buf_text(r->out, piece);
    for (size_t i = 0; i < X12_ELEMENTS_MAX && text_split(&rest, r->element, &more, &piece); i++)
        reference_element(r->out, piece);
    buf_z(r->out, terminated ? "\n" : "…\n");
}

// Reads an ISA at `at`, whose separators are then those in force and whose own ones stand at
// ends[0] … ends[15]. Returns its bytes; 0 when it is none.
static inline size_t reference_isa(struct reference *r, size_t at, size_t ends[16], bool *fits)
{
    static const size_t widths[] = {2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1};
    struct text t = text_part(r->file, at, 256);
    if (t.size < 4 || !text_starts(t, TEXT("ISA")) || reference_is_alphanumeric(t.at[3]) ||
        reference_is_blank(t.at[3]))
        return 0;
    *fits = true;
    ends[0] = 3;
    for (size_t i = 0; i < 15; i++) {
        ends[i + 1] = ends[i] + 1;
        while (ends[i + 1] < t.size && t.at[ends[i + 1]] != t.at[3])
            ends[i + 1]++;
        *fits = *fits && ends[i + 1] - ends[i] - 1 == widths[i];
    }
    if (ends[15] + 2 >= t.size)
        return 0;
    char component = t.at[ends[15] + 1], terminator = t.at[ends[15] + 2];
    if (reference_is_alphanumeric(component) || reference_is_alphanumeric(terminator) ||
        terminator == ' ' || terminator == t.at[3])
        return 0;
    r->element = t.at[3];
    r->component = component;
    r->terminator = terminator;
    char c = t.at[ends[10] + 1];
    bool separates =
        c != r->element && c != '\0' && !reference_is_alphanumeric(c) && !reference_is_blank(c);
    r->repetition = separates ? c : '\0';
    return ends[15] + 3;
}

// Takes the ISA at `at` when there is one that can be read, and of the fixed width when `strict`.
static inline bool reference_take_isa(struct reference *r, size_t at, bool strict)
{
    struct reference before = *r;
    size_t ends[16];
    bool fits;
    size_t bytes = reference_isa(r, at, ends, &fits);
    if (bytes == 0 || (strict && !fits)) {
        *r = before;
        return false;
    }
    r->number++;
    if (!fits)
        reference_fault(r, X12_ISA_LENGTH, r->number, at);
    if (r->element == r->component || r->component == r->terminator ||
        r->repetition == r->element || r->repetition == r->component ||
        r->repetition == r->terminator)
        reference_fault(r, X12_SEPARATORS, r->number, at);
    buf_format(r->out, "%lld@%zu-%zu ISA", r->number, at, at + bytes);
    for (size_t i = 0; i < 15; i++)
        reference_element(r->out, text_part(r->file, at + ends[i] + 1, ends[i + 1] - ends[i] - 1));
    reference_element(r->out, text_part(r->file, at + ends[15] + 1, 1));
    buf_char(r->out, '\n');
    r->seen = r->in = true;
    r->told = false;
    r->at = at + bytes;
    return true;
}

// At r->at stand ISA and no letter or digit, or the file ends before that can be said.
static inline bool reference_may_be_isa(const struct reference *r)
{
    struct text t = text_part(r->file, r->at, 4);
    if (t.size == 4 && reference_is_alphanumeric(t.at[3]))
        return false;
    return text_starts(TEXT("ISA"), text_part(t, 0, 3));
}

static inline void reference_judge_isa(struct reference *r)
{
    if (reference_take_isa(r, r->at, false))
        return;
    if (!r->told)
        reference_fault(r, r->file.size - r->at < 106 ? X12_TRUNCATED : X12_ISA_LENGTH, 0, r->at);
    r->told = true;
    r->in = false;
    r->at++;
}

static inline void reference_take_segment(struct reference *r)
{
    size_t from = r->at, to = from;
    while (to < r->file.size && r->file.at[to] != r->terminator)
        to++;
    bool terminated = to < r->file.size;
    size_t end = to + terminated;
    r->at = end;
    if (end - from > X12_SEGMENT_BYTES_MAX) {
        reference_fault(r, X12_SEGMENT_LENGTH, ++r->number, from);
        return;
    }
    if (!terminated) {
        // Padding of the file is not of the segment, but an element separator is, whatever it is.
        while (reference_is_padding(r->file.at[to - 1]) && r->file.at[to - 1] != r->element)
            to--;
        reference_segment(r, from, to, to, false);
        return;
    }
    size_t isa_end = end;
    if (r->terminator == '\n' && r->file.at[to - 1] == '\r')
        isa_end = to--;
    // The separators of an appended ISA need not be those in force, but for the terminator.
    if (isa_end - from > 106) {
        size_t at = isa_end - 106;
        struct reference before = *r;
        size_t ends[16];
        bool fits;
        if (reference_isa(r, at, ends, &fits) == 106 && fits) {
            *r = before;
            to = at;
            while (to > from && reference_is_blank(r->file.at[to - 1]))
                to--;
            if (to > from)
                reference_segment(r, from, to, at, false);
            reference_take_isa(r, at, true);
            return;
        }
        *r = before;
    }
    reference_segment(r, from, to, end, true);
}

static inline void reference_seek(struct reference *r)
{
    static const char mark[] = "\xEF\xBB\xBF";
    char c = r->file.at[r->at];
    if (reference_is_padding(c) || (r->at < 3 && c == mark[r->at])) {
        r->at++;
    } else if (reference_may_be_isa(r)) {
        reference_judge_isa(r);
    } else {
        if (!r->told)
            reference_fault(r, X12_NO_ISA, 0, r->at);
        r->told = true;
        do
            r->at++;
        while (r->at < r->file.size && r->file.at[r->at] != 'I');
    }
}

// Appends to `out` what is to be said of the file.
static inline void reference_read(struct buf *out, struct text file)
{
    struct reference r = {.out = out, .file = file};
    while (r.at < file.size) {
        if (!r.in)
            reference_seek(&r);
        else if (file.at[r.at] == r.terminator || reference_is_padding(file.at[r.at]))
            r.at++;
        else if (reference_may_be_isa(&r))
            reference_judge_isa(&r);
        else
            reference_take_segment(&r);
    }
    if (!r.seen && !r.told)
        reference_fault(&r, X12_NO_ISA, 0, 0);
}

#endif
