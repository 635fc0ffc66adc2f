#include "edi/x12.h"

#include <stdio.h>
#include <stdlib.h>

#include "claims/base/err.h"
#include "edi/x12_scan.h"

#define ISA_BYTES     106
// As long as an ISA of a wrong length may be.
#define ISA_BYTES_MAX ((size_t)256)
#define ISA_ELEMENTS  16

// How much is scanned at once, so that bytes and index stay in the nearest cache. Behind an ISA,
// which may change the separators and so make the index worthless, it begins small and doubles.
#define PIECE_BYTES_MIN ((size_t)512)
#define PIECE_BYTES_MAX ((size_t)8 << 10)

enum state {
    STATE_SEEK, // before an ISA
    STATE_IN,   // between an ISA and the next
    STATE_SKIP, // in a segment that is too long, up to its terminator
};

struct x12_reader {
    struct x12_handler handler;
    enum state state;
    bool fault_told; // of what stands before the ISA that is sought
    bool isa_seen;   // in this file
    int64_t offset; // in the file, of the first byte not yet taken: that of carry[0], when anything
                    // is carried
    int64_t number; // of the last segment
    struct x12_separators separators;
    x12_scan_function *scan;
    struct x12_index index;
    size_t piece;               // bytes of the next scan
    struct x12_segment segment; // the one that is delivered
    // The beginning of a segment whose end is in a window to come.
    char *carry; // X12_SEGMENT_BYTES_MAX bytes
    size_t carried;
};

static const struct {
    const char *word;
    bool rejects;
} faults[X12_FAULT_COUNT] = {
    [X12_NO_ISA] = {"x12_no_isa", true},
    [X12_ISA_LENGTH] = {"x12_isa_length", true},
    [X12_SEPARATORS] = {"x12_separators", true},
    [X12_TRUNCATED] = {"x12_truncated", true},
    [X12_TRAILING] = {"x12_trailing", false},
    [X12_LAST_TERMINATOR] = {"x12_last_terminator", false},
    [X12_SEGMENT_LENGTH] = {"x12_segment_length", true},
    [X12_COUNT] = {"x12_count", true},
    [X12_CONTROL_NUMBER] = {"x12_control_number", true},
    [X12_ENVELOPE] = {"x12_envelope", true},
    [X12_ELEMENT_MISSING] = {"x12_element_missing", true},
    [X12_ELEMENT_INVALID] = {"x12_element_invalid", true},
    [X12_VERSION] = {"x12_version", true},
    [X12_LIMIT] = {"x12_limit", true},
};

const char *x12_fault_word(enum x12_fault_code code)
{
    return faults[code].word;
}

bool x12_fault_rejects(enum x12_fault_code code)
{
    return faults[code].rejects;
}

const char *x12_fault_severity(enum x12_fault_code code)
{
    return faults[code].rejects ? "reject" : "warn";
}

struct x12_reader *x12_new_or_null(struct x12_handler handler)
{
    struct x12_reader *reader = calloc(1, sizeof(*reader));
    if (reader == NULL)
        return NULL;
    reader->handler = handler;
    reader->scan = x12_scan_of(X12_SCAN_BEST);
    reader->index = x12_index_new(X12_SEGMENT_BYTES_MAX);
    reader->segment.separators = &reader->separators;
    reader->carry = malloc(X12_SEGMENT_BYTES_MAX);
    if (reader->index.delimiters == NULL || reader->carry == NULL) {
        x12_free(reader);
        return NULL;
    }
    return reader;
}

struct x12_reader *x12_new(struct x12_handler handler)
{
    struct x12_reader *reader = x12_new_or_null(handler);
    CHECK(reader != NULL);
    return reader;
}

void x12_free(struct x12_reader *reader)
{
    if (reader == NULL)
        return;
    x12_index_free(&reader->index);
    free(reader->carry);
    free(reader);
}

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// What files are padded with at their end by old systems.
static bool is_padding(char c)
{
    return is_blank(c) || c == '\0' || c == '\x1A';
}

static void tell(
    struct x12_reader *reader, enum x12_fault_code code, int64_t number, int64_t offset)
{
    struct x12_fault fault = {.code = code, .place = {.segment = number, .offset = offset}};
    reader->handler.fault(reader->handler.context, &fault);
}

// ---- The ISA segment

struct header {
    bool fits;                        // its elements have their widths
    unsigned char ends[ISA_ELEMENTS]; // of the id and of ISA01 to ISA15
    size_t bytes;                     // with the terminator
    struct x12_separators separators;
};

// Where the 16 separators of an ISA stand.
static const unsigned char isa_positions[ISA_ELEMENTS] = {
    3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103};

static bool isa_has_widths(struct text t)
{
    if (t.size < ISA_BYTES)
        return false;
    size_t all = 0, right = 0;
    // Bytes 104 and 105 are separators themselves, perhaps the same again: that fault has its own
    // code.
    for (size_t i = 3; i < 104; i++)
        all += t.at[i] == t.at[3];
    for (size_t i = 0; i < ISA_ELEMENTS; i++)
        right += t.at[isa_positions[i]] == t.at[3];
    return all == ISA_ELEMENTS && right == ISA_ELEMENTS;
}

// Reads an ISA at the start of `t`. False when it cannot be one, or its terminator cannot be known.
static bool read_isa(struct text t, struct header *header)
{
    if (t.size < 4 || memcmp(t.at, "ISA", 3) != 0 || is_alphanumeric(t.at[3]) || is_blank(t.at[3]))
        return false;
    header->fits = isa_has_widths(t);
    if (header->fits) {
        memcpy(header->ends, isa_positions, sizeof(isa_positions));
    } else {
        // Its elements may be too wide or too narrow and the separators still be known by counting.
        size_t found = 0;
        for (size_t i = 3; i < t.size && i + 3 <= ISA_BYTES_MAX && found < ISA_ELEMENTS; i++) {
            if (t.at[i] == t.at[3])
                header->ends[found++] = (unsigned char)i;
        }
        if (found < ISA_ELEMENTS || t.size < header->ends[ISA_ELEMENTS - 1] + (size_t)3)
            return false;
    }
    size_t last = header->ends[ISA_ELEMENTS - 1];
    struct x12_separators *s = &header->separators;
    s->element = t.at[3];
    s->component = t.at[last + 1];
    s->terminator = t.at[last + 2];
    if (is_alphanumeric(s->component) || is_alphanumeric(s->terminator) || s->terminator == ' ' ||
        s->terminator == s->element)
        return false;
    // ISA11: before 00501 it was the standards identifier U; a letter or digit is no separator.
    char c = t.at[header->ends[10] + 1];
    bool is_separator = c != s->element && !is_alphanumeric(c) && !is_blank(c) && c != '\0';
    s->repetition = is_separator ? c : '\0';
    header->bytes = last + 3;
    return true;
}

static bool separators_differ(const struct x12_separators *s)
{
    return s->element != s->component && s->component != s->terminator &&
           s->element != s->terminator && s->repetition != s->element &&
           s->repetition != s->component && s->repetition != s->terminator;
}

// ---- Segments

// The first bytes of a segment as x12_pack gives them.
static inline uint32_t pack_id(struct text raw, size_t size)
{
    uint32_t word;
    if (raw.size < sizeof(word))
        return x12_pack(text_part(raw, 0, size));
    memcpy(&word, raw.at, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap32(word);
#endif
    return size > sizeof(word) ? 0 : word & (uint32_t)((UINT64_C(1) << 8 * size) - 1);
}

// Delivers the next segment: elements 0 … count, whose ends are counted from `base`, the first byte
// not yet taken. `behind`: where the next one may begin.
static inline void deliver(struct x12_reader *reader, const char *base, struct text raw,
    const uint32_t *ends, size_t count, const char *behind, bool terminated)
{
    struct x12_segment *segment = &reader->segment;
    segment->id = (struct text){raw.at, (size_t)(base + ends[0] - raw.at)};
    segment->packed = pack_id(raw, segment->id.size);
    segment->terminated = terminated;
    segment->count = count;
    segment->base = base;
    segment->ends = ends;
    segment->number = ++reader->number;
    segment->offset = reader->offset + (raw.at - base);
    segment->end = reader->offset + (behind - base);
    segment->raw = raw;
    if (count > X12_ELEMENTS_MAX) {
        segment->count = X12_ELEMENTS_MAX;
        tell(reader, X12_SEGMENT_LENGTH, segment->number, segment->offset);
    }
    reader->handler.segment(reader->handler.context, segment);
}

// Delivers the ISA at `at` and makes its separators those in force; `base` as above.
static void take_isa(
    struct x12_reader *reader, const char *base, const char *at, const struct header *header)
{
    reader->state = STATE_IN;
    reader->isa_seen = true;
    reader->fault_told = false;
    reader->separators = header->separators;
    reader->piece = PIECE_BYTES_MIN;
    struct text raw = {at, header->bytes - 1};
    uint32_t ends[ISA_ELEMENTS + 1];
    for (size_t i = 0; i < ISA_ELEMENTS; i++)
        ends[i] = (uint32_t)(at + header->ends[i] - base);
    ends[ISA_ELEMENTS] = (uint32_t)(at + raw.size - base);
    int64_t offset = reader->offset + (at - base);
    if (!header->fits)
        tell(reader, X12_ISA_LENGTH, reader->number + 1, offset);
    if (!separators_differ(&header->separators))
        tell(reader, X12_SEPARATORS, reader->number + 1, offset);
    deliver(reader, base, raw, ends, ISA_ELEMENTS, at + header->bytes, true);
}

// A file that was cut off and has another one appended without its terminator between: the segment
// `raw`, which its terminator follows, ends with a whole ISA. Delivers both parts and returns true.
static bool deliver_appended_isa(
    struct x12_reader *reader, const char *base, struct text raw, uint32_t *ends, size_t count)
{
    if (raw.size < ISA_BYTES)
        return false;
    struct text tail = {raw.at + raw.size + 1 - ISA_BYTES, ISA_BYTES};
    struct header header;
    if (memcmp(tail.at, "ISA", 3) != 0 || !read_isa(tail, &header) || !header.fits ||
        header.bytes != ISA_BYTES)
        return false;
    struct text before = {raw.at, (size_t)(tail.at - raw.at)};
    while (before.size > 0 && is_blank(before.at[before.size - 1]))
        before.size--;
    if (before.size > 0) {
        uint32_t end = (uint32_t)(before.at + before.size - base);
        // Those of the ISA, if its separators are the same, are none of its own; nor are blanks at
        // the cut that were whole elements of it.
        while (count > 0 && ends[count - 1] >= end)
            count--;
        ends[count] = end;
        deliver(reader, base, before, ends, count, tail.at, false);
    }
    take_isa(reader, base, tail.at, &header);
    return true;
}

// Could `t` be the beginning of an ISA segment? With fewer than four bytes perhaps.
static bool may_be_isa(struct text t)
{
    size_t known = t.size < 3 ? t.size : 3;
    if (memcmp(t.at, "ISA", known) != 0)
        return false;
    return t.size < 4 || !is_alphanumeric(t.at[3]);
}

// Delivers the segments that end within the index of the stretch at `t`; each begins with neither
// blank nor ISA. Returns the bytes used: up to the next ISA, or behind the last terminator.
static size_t deliver_indexed(struct x12_reader *reader, struct text t)
{
    struct x12_index *index = &reader->index;
    bool is_line = reader->separators.terminator == '\n';
    size_t from = 0, first = 0; // byte and delimiter with which the segment begins
    for (size_t i = 0; i < index->terminator_count; i++) {
        size_t last = index->terminators[i], end = index->delimiters[last], behind = end + 1;
        if ((unsigned char)t.at[from] <= ' ') {
            while (from < end && is_padding(t.at[from]))
                from++;
            while (index->delimiters[first] < from)
                first++;
        }
        if (from < end) {
            if (t.at[from] == 'I' && may_be_isa(text_part(t, from, t.size)))
                return from;
            if (is_line && t.at[end - 1] == '\r')
                index->delimiters[last] = (uint32_t)--end;
            struct text raw = {t.at + from, end - from};
            uint32_t *ends = index->delimiters + first;
            if (raw.size >= ISA_BYTES &&
                deliver_appended_isa(reader, t.at, raw, ends, last - first))
                return behind;
            deliver(reader, t.at, raw, ends, last - first, t.at + behind, true);
        }
        from = behind;
        first = last + 1;
    }
    return from;
}

// The last segment of a file, which has no terminator.
static void deliver_last(struct x12_reader *reader, struct text t)
{
    struct x12_index *index = &reader->index;
    size_t count = index->delimiter_count;
    size_t from = count > 0 ? index->delimiters[count - 1] + 1 : 0;
    // Padding is no part of it; it begins with something else.
    while (t.size > from && is_padding(t.at[t.size - 1]))
        t.size--;
    index->delimiters[count] = (uint32_t)t.size;
    deliver(reader, t.at, t, index->delimiters, count, t.at + t.size, false);
}

// A segment has no end within the limit: its bytes are passed over up to the terminator.
static void give_up_segment(struct x12_reader *reader)
{
    reader->number++;
    tell(reader, X12_SEGMENT_LENGTH, reader->number, reader->offset);
    reader->state = STATE_SKIP;
}

// Takes segments from the start of `t`, which begins with neither blank nor ISA. Returns the bytes
// used; 0 when the first of them has no end in `t`.
static size_t take_segments(struct x12_reader *reader, struct text t, bool at_end)
{
    size_t size = reader->piece;
    reader->piece = size < PIECE_BYTES_MAX ? 2 * size : PIECE_BYTES_MAX;
    reader->scan(text_part(t, 0, size), reader->separators.element, reader->separators.terminator,
        &reader->index);
    if (reader->index.terminator_count == 0 && t.size > size) {
        size = X12_SEGMENT_BYTES_MAX;
        reader->scan(text_part(t, 0, size), reader->separators.element,
            reader->separators.terminator, &reader->index);
    }
    if (reader->index.terminator_count > 0)
        return deliver_indexed(reader, t);
    if (t.size > X12_SEGMENT_BYTES_MAX) {
        give_up_segment(reader);
        return X12_SEGMENT_BYTES_MAX;
    }
    if (!at_end)
        return 0;
    deliver_last(reader, t);
    return t.size;
}

// ---- Windows

// Looks at an ISA at the start of `t`, which may be one. Returns the bytes used; 0 when more are
// needed.
static size_t judge_isa(struct x12_reader *reader, struct text t, bool at_end)
{
    if (t.size < ISA_BYTES_MAX && !at_end)
        return 0;
    struct header header;
    if (read_isa(t, &header)) {
        take_isa(reader, t.at, t.at, &header);
        return header.bytes;
    }
    if (!reader->fault_told) {
        bool cut = at_end && t.size < ISA_BYTES;
        tell(reader, cut ? X12_TRUNCATED : X12_ISA_LENGTH, 0, reader->offset);
    }
    reader->fault_told = true;
    reader->state = STATE_SEEK;
    return 1;
}

// Passes over what is no ISA. Returns the bytes used; less than all when an ISA may begin there.
static size_t seek(struct x12_reader *reader, struct text t)
{
    static const char mark[] = "\xEF\xBB\xBF"; // UTF-8 byte order mark
    size_t used = 0;
    while (used < t.size) {
        int64_t offset = reader->offset + (int64_t)used;
        struct text rest = text_part(t, used, t.size);
        char c = *rest.at;
        if (is_padding(c) || (offset < 3 && c == mark[offset])) {
            used++;
            continue;
        }
        if (may_be_isa(rest))
            break;
        if (!reader->fault_told)
            tell(reader, X12_NO_ISA, 0, offset);
        reader->fault_told = true;
        const char *next = rest.size == 1 ? NULL : memchr(rest.at + 1, 'I', rest.size - 1);
        used += next == NULL ? rest.size : (size_t)(next - rest.at);
    }
    return used;
}

// Takes what stands at the start of `t`. Returns the bytes used; 0 when it does not end in `t`.
static size_t take_next(struct x12_reader *reader, struct text t, bool at_end)
{
    if (reader->state == STATE_SKIP) {
        const char *found = memchr(t.at, reader->separators.terminator, t.size);
        if (found == NULL)
            return t.size;
        reader->state = STATE_IN;
        return (size_t)(found - t.at) + 1;
    }
    if (reader->state == STATE_SEEK) {
        size_t used = seek(reader, t);
        return used > 0 ? used : judge_isa(reader, t, at_end);
    }
    char c = *t.at;
    if (c == reader->separators.terminator || is_padding(c))
        return 1;
    if (c == 'I' && may_be_isa(t))
        return judge_isa(reader, t, at_end);
    return take_segments(reader, t, at_end);
}

// Takes all that is complete. Returns the bytes used.
static size_t take(struct x12_reader *reader, struct text t, bool at_end)
{
    size_t used = 0;
    while (used < t.size) {
        size_t step = take_next(reader, text_part(t, used, t.size), at_end);
        if (step == 0)
            break;
        used += step;
        reader->offset += (int64_t)step;
    }
    return used;
}

// How many of the next bytes the carried ones need before it is worth looking at them again.
static size_t bytes_wanted(const struct x12_reader *reader, struct text bytes, bool *complete)
{
    struct text carried = {reader->carry, reader->carried};
    if (reader->state == STATE_SEEK || may_be_isa(carried)) {
        size_t wanted = ISA_BYTES_MAX - carried.size;
        *complete = true;
        return bytes.size < wanted ? bytes.size : wanted;
    }
    const char *found = memchr(bytes.at, reader->separators.terminator, bytes.size);
    *complete = found != NULL;
    return found == NULL ? bytes.size : (size_t)(found - bytes.at) + 1;
}

void x12_feed(struct x12_reader *reader, struct text bytes)
{
    while (reader->carried > 0 && bytes.size > 0) {
        bool complete;
        size_t count = bytes_wanted(reader, bytes, &complete);
        if (count > X12_SEGMENT_BYTES_MAX - reader->carried) {
            give_up_segment(reader);
            reader->offset += (int64_t)reader->carried;
            reader->carried = 0;
            break;
        }
        memcpy(reader->carry + reader->carried, bytes.at, count);
        reader->carried += count;
        bytes = text_part(bytes, count, bytes.size);
        if (!complete)
            return;
        size_t used = take(reader, (struct text){reader->carry, reader->carried}, false);
        reader->carried -= used;
        memmove(reader->carry, reader->carry + used, reader->carried);
    }
    if (bytes.size == 0)
        return;
    bytes = text_part(bytes, take(reader, bytes, false), bytes.size);
    if (bytes.size > X12_SEGMENT_BYTES_MAX) {
        give_up_segment(reader);
        reader->offset += (int64_t)bytes.size;
        return;
    }
    if (bytes.size > 0)
        memcpy(reader->carry, bytes.at, bytes.size);
    reader->carried = bytes.size;
}

void x12_end(struct x12_reader *reader)
{
    take(reader, (struct text){reader->carry, reader->carried}, true);
    if (!reader->isa_seen && !reader->fault_told)
        tell(reader, X12_NO_ISA, 0, 0);
    reader->state = STATE_SEEK;
    reader->fault_told = false;
    reader->isa_seen = false;
    reader->offset = 0;
    reader->number = 0;
    reader->carried = 0;
}

// ---- Segments and elements

struct text x12_component(const struct x12_segment *segment, size_t number, size_t component)
{
    struct x12_pieces pieces = x12_components(segment, number);
    for (size_t i = 0; i < component; i++) {
        if (!x12_next(&pieces))
            return (struct text){0};
    }
    return pieces.piece;
}

size_t x12_component_count(const struct x12_segment *segment, size_t number)
{
    struct text element = x12_element(segment, number);
    size_t count = element.size > 0;
    for (size_t i = 0; i < element.size; i++)
        count += element.at[i] == segment->separators->component;
    return count;
}

void x12_place_segment(
    struct x12_place *place, const struct x12_segment *segment, size_t number, size_t component)
{
    place->segment = segment->number;
    place->offset = segment->offset;
    text_copy_z(place->segment_id, sizeof(place->segment_id), segment->id);
    for (char *c = place->segment_id; *c != '\0'; c++) {
        if (!is_alphanumeric(*c))
            *c = '?';
    }
    unsigned element = number > 999 ? 999 : (unsigned)number;
    unsigned part = component > 999 ? 999 : (unsigned)component;
    if (number == 0)
        place->element[0] = '\0';
    else if (component == 0)
        snprintf(place->element, sizeof(place->element), "%s%02u", place->segment_id, element);
    else
        snprintf(
            place->element, sizeof(place->element), "%s%02u-%u", place->segment_id, element, part);
}

bool x12_is_character(char c)
{
    return c >= ' ' && c <= '~' && c != '^' && c != '`';
}
