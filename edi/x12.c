#include "edi/x12.h"

#include <stdio.h>
#include <stdlib.h>

#include "claims/base/err.h"

#define ISA_BYTES     106
// As far as an ISA of a wrong length is searched for its 16th separator.
#define ISA_BYTES_MAX ((size_t)256)
#define ISA_ELEMENTS  16

enum state {
    STATE_SEEK, // before an ISA
    STATE_IN,   // between an ISA and the next
    STATE_SKIP, // in a segment that is too long, up to its terminator
};

enum byte_class { CLASS_DATA, CLASS_ELEMENT, CLASS_TERMINATOR };

struct x12_reader {
    struct x12_handler handler;
    enum state state;
    bool fault_told; // of what stands before the ISA that is sought
    bool isa_seen;   // in this file
    int64_t offset; // in the file, of the first byte not yet taken: that of carry[0], when anything
                    // is carried
    int64_t number; // of the last segment
    struct x12_separators separators;
    unsigned char classes[256];
    struct text elements[X12_ELEMENTS_MAX + 1];
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

struct x12_reader *x12_new(struct x12_handler handler)
{
    struct x12_reader *reader = calloc(1, sizeof(*reader));
    CHECK(reader != NULL);
    reader->handler = handler;
    reader->carry = malloc(X12_SEGMENT_BYTES_MAX);
    CHECK(reader->carry != NULL);
    return reader;
}

void x12_free(struct x12_reader *reader)
{
    if (reader == NULL)
        return;
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
    bool fits;    // its elements have their widths
    size_t bytes; // with the terminator
    struct x12_separators separators;
};

// Where the 16 separators of an ISA stand.
static const unsigned char isa_positions[ISA_ELEMENTS] = {
    3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103};

static bool isa_has_widths(struct text t)
{
    if (t.size < ISA_BYTES)
        return false;
    char element = t.at[3];
    size_t next = 0;
    for (size_t i = 3; i < ISA_BYTES; i++) {
        bool is_position = next < ISA_ELEMENTS && isa_positions[next] == i;
        // Byte 104 and 105 are separators themselves, perhaps the same again: that fault has its
        // own code.
        if (i < 104 && (t.at[i] == element) != is_position)
            return false;
        next += is_position;
    }
    return true;
}

// Reads an ISA at the start of `t`. False when it cannot be one, or its terminator cannot be known.
static bool read_isa(struct text t, struct header *header)
{
    if (t.size < 4 || memcmp(t.at, "ISA", 3) != 0 || is_alphanumeric(t.at[3]) || is_blank(t.at[3]))
        return false;
    size_t last = 103;
    header->fits = isa_has_widths(t);
    if (!header->fits) {
        // Its elements may be too wide or too narrow and the separators still be known by counting.
        size_t found = 0;
        for (size_t i = 3; i < t.size && i < ISA_BYTES_MAX; i++) {
            if (t.at[i] == t.at[3] && ++found == ISA_ELEMENTS) {
                last = i;
                break;
            }
        }
        if (found < ISA_ELEMENTS || t.size < last + 3)
            return false;
    }
    struct x12_separators *s = &header->separators;
    s->element = t.at[3];
    s->component = t.at[last + 1];
    s->terminator = t.at[last + 2];
    if (is_alphanumeric(s->component) || is_alphanumeric(s->terminator) || s->terminator == ' ' ||
        s->terminator == s->element)
        return false;
    // ISA11: before 00501 it was the standards identifier U; a letter or digit is no separator.
    size_t before = 0;
    s->repetition = '\0';
    for (size_t i = 3; i < last; i++) {
        if (t.at[i] == s->element && ++before == 11) {
            char c = t.at[i + 1];
            if (c != s->element && !is_alphanumeric(c) && !is_blank(c) && c != '\0')
                s->repetition = c;
            break;
        }
    }
    header->bytes = last + 3;
    return true;
}

static bool separators_differ(const struct x12_separators *s)
{
    return s->element != s->component && s->component != s->terminator &&
           s->element != s->terminator && s->repetition != s->element &&
           s->repetition != s->component && s->repetition != s->terminator;
}

// Delivers the ISA and makes its separators those in force.
static void take_isa(
    struct x12_reader *reader, struct text t, int64_t offset, const struct header *header)
{
    reader->state = STATE_IN;
    reader->isa_seen = true;
    reader->fault_told = false;
    reader->separators = header->separators;
    memset(reader->classes, CLASS_DATA, sizeof(reader->classes));
    reader->classes[(unsigned char)header->separators.element] = CLASS_ELEMENT;
    reader->classes[(unsigned char)header->separators.terminator] = CLASS_TERMINATOR;
    reader->number++;

    struct text raw = text_part(t, 0, header->bytes - 1);
    size_t count = 0, from = 0;
    for (size_t i = 3; i < raw.size && count < ISA_ELEMENTS; i++) {
        if (raw.at[i] == header->separators.element) {
            reader->elements[count++] = text_part(raw, from, i - from);
            from = i + 1;
        }
    }
    reader->elements[count] = text_part(raw, from, raw.size);
    if (!header->fits)
        tell(reader, X12_ISA_LENGTH, reader->number, offset);
    if (!separators_differ(&header->separators))
        tell(reader, X12_SEPARATORS, reader->number, offset);
    struct x12_segment segment = {.id = reader->elements[0],
        .elements = reader->elements,
        .count = count,
        .number = reader->number,
        .offset = offset,
        .end = offset + (int64_t)header->bytes,
        .raw = raw,
        .separators = &reader->separators,
        .terminated = true};
    reader->handler.segment(reader->handler.context, &segment);
}

// ---- Segments

// Delivers a segment whose elements are split: elements[0 … count].
static void deliver(struct x12_reader *reader, struct text raw, size_t count, int64_t offset,
    int64_t end, bool terminated)
{
    reader->number++;
    struct x12_segment segment = {.id = reader->elements[0],
        .elements = reader->elements,
        .count = count,
        .number = reader->number,
        .offset = offset,
        .end = end,
        .raw = raw,
        .separators = &reader->separators,
        .terminated = terminated};
    if (count >= X12_ELEMENTS_MAX) {
        segment.count = X12_ELEMENTS_MAX;
        if (count > X12_ELEMENTS_MAX)
            tell(reader, X12_SEGMENT_LENGTH, reader->number, offset);
    }
    reader->handler.segment(reader->handler.context, &segment);
}

// A file that was cut off and has another one appended without its terminator between: the segment
// ends with a whole ISA. Delivers both parts and returns true. `raw` is followed by the terminator.
static bool deliver_appended_isa(
    struct x12_reader *reader, struct text raw, size_t count, int64_t offset, int64_t end)
{
    if (count < ISA_ELEMENTS || count > X12_ELEMENTS_MAX || raw.size < ISA_BYTES)
        return false;
    size_t at = raw.size + 1 - ISA_BYTES;
    struct text tail = {raw.at + at, ISA_BYTES};
    struct header header;
    if (memcmp(tail.at, "ISA", 3) != 0 || !read_isa(tail, &header) || !header.fits ||
        header.bytes != ISA_BYTES)
        return false;
    struct text before = text_part(raw, 0, at);
    while (before.size > 0 && is_blank(before.at[before.size - 1]))
        before.size--;
    size_t last = count - ISA_ELEMENTS; // the element in which the ISA begins
    const char *from = reader->elements[last].at;
    if (before.size > 0) {
        // Blanks at the cut may have been whole elements of it.
        while (last > 0 && from > before.at + before.size)
            from = reader->elements[--last].at;
        reader->elements[last] = (struct text){from, (size_t)(before.at + before.size - from)};
        deliver(reader, before, last, offset, offset + (int64_t)at, false);
    }
    take_isa(reader, tail, end - ISA_BYTES, &header);
    return true;
}

// Splits the segment at the start of `t`, which begins with neither blank nor ISA. Returns the
// bytes used, the terminator included; 0 when there is no terminator in `t` and `at_end` is false.
static size_t take_segment(struct x12_reader *reader, struct text t, int64_t offset, bool at_end)
{
    const unsigned char *classes = reader->classes;
    const char *at = t.at, *end = t.at + t.size, *from = at;
    size_t count = 0;
    unsigned char class = CLASS_DATA;
    for (;;) {
        while (end - at >= 4) {
            if ((class = classes[(unsigned char)at[0]]) != CLASS_DATA)
                goto found;
            if ((class = classes[(unsigned char)at[1]]) != CLASS_DATA) {
                at += 1;
                goto found;
            }
            if ((class = classes[(unsigned char)at[2]]) != CLASS_DATA) {
                at += 2;
                goto found;
            }
            if ((class = classes[(unsigned char)at[3]]) != CLASS_DATA) {
                at += 3;
                goto found;
            }
            at += 4;
        }
        while (at < end && (class = classes[(unsigned char)*at]) == CLASS_DATA)
            at++;
        if (at == end)
            break;
    found:
        if (count <= X12_ELEMENTS_MAX)
            reader->elements[count] = (struct text){from, (size_t)(at - from)};
        if (class == CLASS_TERMINATOR)
            break;
        count++;
        from = ++at;
    }
    bool terminated = at < end;
    if (!terminated) {
        if (!at_end)
            return 0;
        // Padding at the end of a file is no part of its last segment, which begins with something
        // else.
        while (at > from && is_padding(at[-1]))
            at--;
        if (count <= X12_ELEMENTS_MAX)
            reader->elements[count] = (struct text){from, (size_t)(at - from)};
    }
    struct text raw = {t.at, (size_t)(at - t.at)};
    size_t used = terminated ? raw.size + 1 : t.size;
    if (used > X12_SEGMENT_BYTES_MAX) {
        reader->number++;
        tell(reader, X12_SEGMENT_LENGTH, reader->number, offset);
        return used;
    }
    // "\r\n" where the line feed is the terminator.
    if (terminated && reader->separators.terminator == '\n' && raw.size > 0 &&
        raw.at[raw.size - 1] == '\r') {
        raw.size--;
        if (count <= X12_ELEMENTS_MAX)
            reader->elements[count].size--;
    }
    int64_t behind = offset + (int64_t)(terminated ? used : raw.size);
    if (terminated && deliver_appended_isa(reader, raw, count, offset, behind))
        return used;
    deliver(reader, raw, count, offset, behind, terminated);
    return used;
}

// Could `t` be the beginning of an ISA segment? With fewer than four bytes perhaps.
static bool may_be_isa(struct text t)
{
    size_t known = t.size < 3 ? t.size : 3;
    if (memcmp(t.at, "ISA", known) != 0)
        return false;
    return t.size < 4 || !is_alphanumeric(t.at[3]);
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
        take_isa(reader, t, reader->offset, &header);
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

// A segment has no end within the limit: its bytes are passed over up to the terminator.
static void give_up_segment(struct x12_reader *reader)
{
    reader->number++;
    tell(reader, X12_SEGMENT_LENGTH, reader->number, reader->offset);
    reader->state = STATE_SKIP;
}

// Takes one thing from the start of `t`. Returns the bytes used; 0 when it does not end in `t`.
static size_t take_one(struct x12_reader *reader, struct text t, bool at_end)
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
    return take_segment(reader, t, reader->offset, at_end);
}

// Takes all that is complete. Returns the bytes used.
static size_t take(struct x12_reader *reader, struct text t, bool at_end)
{
    size_t used = 0;
    while (used < t.size) {
        size_t step = take_one(reader, text_part(t, used, t.size), at_end);
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

bool x12_is(const struct x12_segment *segment, const char *id)
{
    return text_equal_z(segment->id, id);
}

struct text x12_component(const struct x12_segment *segment, size_t number, size_t component)
{
    struct text rest = x12_element(segment, number), piece = {0};
    bool more = true;
    for (size_t i = 0; i < component; i++) {
        if (!text_split(&rest, segment->separators->component, &more, &piece))
            return (struct text){0};
    }
    return piece;
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
