#include "edi/x12_emit.h"

#include <stdio.h>
#include <stdlib.h>

#include "claims/base/err.h"
#include "edi/x12_emit_state.h"

#define HELD_ROOM    ((size_t)64 << 10) // what a stream holds back at most, a segment apart
#define FIRST_ROOM   (8 * X12_SEGMENT_BYTES_MAX)
#define ISA_ELEMENTS 16

// ---- Findings

static void on_finding(void *context, const struct x12_finding *finding)
{
    struct x12_emit *emit = context;
    // Situations and code sets (SNIP 4, 5) are for the receiver to judge: what is said is no matter
    // of how it is written.
    if (finding->severity == X12_REJECT && finding->snip <= 3)
        emit->refused_here = true;
    if (emit->handler.finding != NULL)
        emit->handler.finding(emit->handler.context, finding);
}

struct x12_emit *x12_emit_new_or_null(struct x12_emit_handler handler)
{
    struct x12_emit *emit = calloc(1, sizeof(*emit));
    if (emit == NULL)
        return NULL;
    emit->handler = handler;
    emit->check =
        x12_check_new_or_null((struct x12_check_handler){.context = emit, .finding = on_finding});
    emit->out.max = X12_EMIT_SET_BYTES_MAX + 4 * X12_SEGMENT_BYTES_MAX;
    // What x12_emit_give_up relies on.
    if (emit->check == NULL || buf_try_reserve(&emit->out, FIRST_ROOM) == NULL) {
        x12_emit_free(emit);
        return NULL;
    }
    buf_clear(&emit->out);
    return emit;
}

struct x12_emit *x12_emit_new(struct x12_emit_handler handler)
{
    struct x12_emit *emit = x12_emit_new_or_null(handler);
    CHECK(emit != NULL);
    return emit;
}

void x12_emit_free(struct x12_emit *emit)
{
    if (emit == NULL)
        return;
    x12_check_free(emit->check);
    buf_free(&emit->out);
    free(emit);
}

static void leave(struct x12_emit *emit)
{
    if (emit->out.size > 0)
        emit->handler.bytes(emit->handler.context, buf_slice(&emit->out));
    emit->left += (int64_t)emit->out.size;
    buf_clear(&emit->out);
    emit->interchange.start = emit->group.start = emit->set.start = 0;
}

// ---- Segments

void x12_emit_give_up(struct x12_emit *emit)
{
    x12_check_fault(emit->check, &(struct x12_fault){.code = X12_LIMIT});
    if (emit->set.open && emit->set.start + X12_SEGMENT_BYTES_MAX <= emit->out.room) {
        emit->set.refused = true;
        emit->out.size = emit->set.start;
        return;
    }
    emit->interchange.refused = emit->group.refused = emit->set.refused = true;
    buf_clear(&emit->out);
    emit->interchange.start = emit->group.start = emit->set.start = 0;
}

// Tells the separator that stands in a value.
static void tell_separator(struct x12_emit *emit, const struct x12_segment *segment)
{
    char expected[64];
    snprintf(expected, sizeof(expected), "byte %zu is the separator %c of the interchange",
        emit->wrong_byte, emit->wrong);
    x12_check_character(emit->check, segment, emit->wrong_element, emit->wrong_component,
        emit->wrong > ' ' ? expected : "a line end is the segment terminator of the interchange");
}

// The segment is refused: it is as if it had never been begun.
static void take_back(struct x12_emit *emit, const struct x12_segment *segment)
{
    emit->out.size = (size_t)(segment->offset - emit->left);
}

// Judges a segment between ST and SE that stands at the end of `out`.
static bool judge(struct x12_emit *emit, const struct x12_segment *segment)
{
    emit->refused_here = false;
    x12_check_segment(emit->check, &emit->told_set, segment);
    if (emit->wrong_element > 0)
        tell_separator(emit, segment);
    emit->wrong_element = 0;
    if (emit->refused_here) {
        emit->set.refused = true;
        take_back(emit, segment);
    } else if (emit->set.refused) {
        take_back(emit, segment);
    } else if (emit->handler.stream && emit->out.size >= HELD_ROOM) {
        leave(emit);
    } else if (emit->out.size > X12_EMIT_SET_BYTES_MAX) {
        x12_emit_give_up(emit);
    }
    return !emit->set.refused;
}

// Judges a segment of the envelope.
static bool judge_envelope(struct x12_emit *emit, const struct x12_segment *segment)
{
    emit->refused_here = false;
    x12_check_envelope_segment(emit->check, segment);
    if (emit->wrong_element > 0)
        tell_separator(emit, segment);
    emit->wrong_element = 0;
    if (emit->refused_here)
        take_back(emit, segment);
    return !emit->refused_here;
}

bool x12_emit_segment_end(struct x12_emit *emit)
{
    struct x12_segment segment = x12_emit_finish(emit);
    if (emit->set.open)
        return judge(emit, &segment);
    if (emit->interchange.refused || !judge_envelope(emit, &segment)) {
        take_back(emit, &segment);
        return false;
    }
    emit->ta1 = emit->ta1 || segment.packed == X12_ID_TA1;
    return true;
}

// ---- The interchange

static void open_level(
    struct x12_emit *emit, struct level *level, size_t start, struct text control)
{
    *level = (struct level){.open = true, .start = start, .segment = emit->number};
    text_copy_z(level->control, sizeof(level->control), control);
}

// The separators in force. False: they cannot separate.
static bool set_separators(struct x12_emit *emit, struct x12_separators separators)
{
    const char all[4] = {
        separators.element, separators.component, separators.terminator, separators.repetition};
    bool usable = true;
    emit->separators = separators;
    memset(emit->separates, 0, sizeof(emit->separates));
    for (size_t i = 0; i < 4; i++) {
        if (i == 3 && all[i] == '\0') // the interchange has none
            break;
        // Letters, digits, blanks and what occurs in amounts and dates cannot separate.
        usable = usable && all[i] != '\0' && all[i] != ' ' && all[i] != '-' && all[i] != '.' &&
                 !text_is_alphanumeric((struct text){&all[i], 1}) &&
                 !emit->separates[(unsigned char)all[i]];
        emit->separates[(unsigned char)all[i]] = 1;
    }
    return usable;
}

// Writes an ISA of 16 elements, the last of which are the separators. Each gets its width: blanks
// are filled in, and those of one that was read with too many are left out.
static bool write_isa(struct x12_emit *emit, const struct text elements[ISA_ELEMENTS - 1],
    struct x12_separators separators, char repetition)
{
    static const unsigned char widths[ISA_ELEMENTS - 1] = {
        2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1};
    static const char blanks[] = "               ";
    CHECK(!emit->interchange.open);
    bool usable = set_separators(emit, separators);
    emit->group_control = emit->settings ? emit->settings->group_control : 1;
    emit->ta1 = false;
    x12_emit_begin(emit, TEXT("ISA"));
    for (size_t i = 0; i < ISA_ELEMENTS - 1; i++) {
        struct text value = i == 10 ? (struct text){&repetition, 1} : elements[i];
        while (value.size > widths[i] && value.at[value.size - 1] == ' ')
            value.size--;
        x12_emit_element(emit, i == 10 ? TEXT("U") : value);
        if (value.size == 0)
            x12_emit_write_due(emit);
        if (i == 10)
            emit->at[-1] = repetition;
        for (size_t k = value.size; k < widths[i]; k++)
            *emit->at++ = blanks[0];
    }
    x12_emit_element(emit, TEXT("U"));
    emit->at[-1] = separators.component;
    struct x12_segment segment = x12_emit_finish(emit);
    open_level(emit, &emit->interchange, emit->start, elements[12]);
    emit->told_interchange = (struct x12_interchange){
        .ordinal = ++emit->interchanges, .control = text_of(emit->interchange.control)};
    if (!usable) {
        struct x12_fault fault = {.code = X12_SEPARATORS};
        x12_place_segment(&fault.place, &segment, 0, 0);
        x12_check_fault(emit->check, &fault);
        take_back(emit, &segment);
    }
    if (usable)
        usable = judge_envelope(emit, &segment);
    emit->interchange.refused = !usable;
    return !emit->interchange.refused;
}

// Whether a control number can be one. Nine digits at most is the tables' rule.
static bool is_control(struct x12_emit *emit, const char *element, int64_t control)
{
    if (control >= 1)
        return true;
    struct x12_fault fault = {.code = X12_ELEMENT_INVALID, .place.segment = emit->number};
    text_copy_z(fault.place.segment_id, sizeof(fault.place.segment_id),
        text_part(text_of(element), 0, strlen(element) - 2));
    text_copy_z(fault.place.element, sizeof(fault.place.element), text_of(element));
    x12_check_fault(emit->check, &fault);
    return false;
}

static struct text digits(char *room, size_t size, int64_t number, int width)
{
    int n = snprintf(room, size, "%0*lld", width, (long long)number);
    return (struct text){room, (size_t)n};
}

bool x12_emit_interchange(struct x12_emit *emit, const struct x12_settings *settings)
{
    char date[DATE_ROOM] = "", time[24], control[24];
    emit->settings = settings;
    emit->line_break = settings->line_break;
    date_format_d6(settings->at.day, date);
    int minutes = settings->at.second / 60;
    const struct text elements[ISA_ELEMENTS - 1] = {
        TEXT("00"),
        TEXT(""),
        TEXT("00"),
        TEXT(""),
        settings->sender_qualifier,
        settings->sender,
        settings->receiver_qualifier,
        settings->receiver,
        text_of(date),
        digits(time, sizeof(time), minutes / 60 % 24 * 100 + minutes % 60, 4),
        TEXT(""),
        TEXT("00501"),
        digits(control, sizeof(control), settings->interchange_control, 9),
        {&settings->acknowledgement_requested, 1},
        {&settings->usage, 1},
    };
    char repetition = settings->separators.repetition;
    write_isa(emit, elements, settings->separators, repetition ? repetition : 'U');
    if (!is_control(emit, "ISA13", settings->interchange_control)) {
        emit->out.size = emit->interchange.start;
        emit->interchange.refused = true;
    }
    return !emit->interchange.refused;
}

// Whether element `number` of a trailer is as long as the tables want it.
static bool is_of_length(const struct x12_segment *trailer, size_t number)
{
    size_t size = x12_element(trailer, number).size;
    for (size_t i = 0; i < sizeof(grammar_envelope) / sizeof(*grammar_envelope); i++) {
        const struct grammar_segment *spec = &grammar.segment[grammar_envelope[i]];
        const struct grammar_element *element = &grammar.element[spec->elements + number - 1];
        if (spec->id == trailer->packed)
            return size >= element->min && size <= element->max;
    }
    return true; // of an SE: it has not left before it is judged
}

// Whether a trailer that was read says the same, in its own way.
static bool says(const struct x12_segment *trailer, int64_t count, const char *control)
{
    int64_t stated, theirs, ours;
    if (trailer == NULL || trailer->count != 2 || !text_to_i64(x12_element(trailer, 1), &stated) ||
        stated != count || !is_of_length(trailer, 1) || !is_of_length(trailer, 2))
        return false;
    struct text number = x12_element(trailer, 2);
    return text_equal_z(number, control) ||
           (trailer->packed != X12_ID_SE && text_to_i64(number, &theirs) &&
               text_to_i64(text_of(control), &ours) && ours == theirs);
}

// ---- Segments as they were read

// Writes a segment that was read, element by element: its separators may be others.
static void write_elements(struct x12_emit *emit, const struct x12_segment *segment)
{
    const struct x12_separators *theirs = segment->separators;
    for (size_t i = 1; i <= segment->count; i++) {
        struct text rest = x12_element(segment, i), repetition;
        bool more = true, first = true;
        if (theirs->repetition == '\0' || emit->separators.repetition == '\0') {
            repetition = rest;
            more = false;
        } else {
            text_split(&rest, theirs->repetition, &more, &repetition);
        }
        do {
            struct x12_pieces pieces = x12_pieces_of(repetition, theirs->component);
            for (bool whole = true; x12_next(&pieces); whole = false) {
                if (!whole)
                    x12_emit_component(emit, pieces.piece);
                else if (first)
                    x12_emit_element(emit, pieces.piece);
                else
                    x12_emit_repetition(emit, pieces.piece);
            }
            first = false;
        } while (more && text_split(&rest, theirs->repetition, &more, &repetition));
        x12_emit_write_due(emit); // trailing ones are written as they were
    }
}

// The segment at hand becomes a copy of one that was read, up to its last element.
static void write_copy(struct x12_emit *emit, const struct x12_segment *segment)
{
    x12_emit_begin(emit, segment->id);
    if (memcmp(segment->separators, &emit->separators, sizeof(emit->separators)) != 0 ||
        segment->raw.size > (size_t)(emit->end - emit->at)) {
        write_elements(emit, segment);
        return;
    }
    char *base = emit->out.at + emit->start;
    memcpy(base, segment->raw.at, segment->raw.size);
    emit->at = base + segment->raw.size;
    uint32_t moved = (uint32_t)(segment->raw.at - segment->base);
    emit->count = segment->count;
    for (size_t i = 0; i <= segment->count; i++)
        emit->ends[i] = segment->ends[i] - moved;
}

// A carriage return before a line feed that ends the segment.
static void keep_return(struct x12_emit *emit, const struct x12_segment *segment)
{
    if (segment->terminated && segment->separators->terminator == '\n' &&
        emit->separators.terminator == '\n' &&
        segment->end - segment->offset > (int64_t)segment->raw.size + 1) {
        emit->out.at[emit->out.size - 1] = '\r';
        buf_char(&emit->out, '\n');
    }
}

static struct x12_segment finish_copy(struct x12_emit *emit, const struct x12_segment *segment)
{
    struct x12_segment copy = x12_emit_finish(emit);
    keep_return(emit, segment);
    return copy;
}

static bool copy_isa(struct x12_emit *emit, const struct x12_segment *segment)
{
    struct text elements[ISA_ELEMENTS - 1];
    for (size_t i = 0; i < ISA_ELEMENTS - 1; i++)
        elements[i] = x12_element(segment, i + 1);
    emit->settings = NULL;
    emit->line_break = X12_LINE_NONE;
    char repetition = segment->separators->repetition;
    if (repetition == '\0')
        repetition = elements[10].size == 1 ? *elements[10].at : 'U';
    bool written = write_isa(emit, elements, *segment->separators, repetition);
    if (written)
        keep_return(emit, segment);
    return written;
}

// ---- Groups

static bool open_group(struct x12_emit *emit, const struct x12_segment *segment)
{
    open_level(emit, &emit->group, emit->start, x12_element(segment, 6));
    text_copy_z(emit->group_version, sizeof(emit->group_version), x12_element(segment, 8));
    text_copy_z(emit->functional_id, sizeof(emit->functional_id), x12_element(segment, 1));
    emit->told_group = (struct x12_group){.ordinal = ++emit->groups,
        .segment = segment->number,
        .offset = segment->offset,
        .control = text_of(emit->group.control),
        .version = text_of(emit->group_version),
        .functional_id = text_of(emit->functional_id)};
    emit->group.refused = emit->interchange.refused || !judge_envelope(emit, segment);
    if (emit->group.refused)
        take_back(emit, segment);
    return !emit->group.refused;
}

bool x12_emit_group(struct x12_emit *emit, const char *functional_id, const char *version)
{
    CHECK(emit->interchange.open && !emit->group.open && emit->settings != NULL);
    const struct x12_settings *set = emit->settings;
    char date[DATE_ROOM] = "", time[24], control[24];
    date_format_d8(set->at.day, date);
    int minutes = set->at.second / 60;
    const struct text elements[8] = {
        text_of(functional_id),
        set->group_sender,
        set->group_receiver,
        text_of(date),
        digits(time, sizeof(time), minutes / 60 % 24 * 100 + minutes % 60, 4),
        digits(control, sizeof(control), emit->group_control, 1),
        TEXT("X"),
        text_of(version),
    };
    x12_emit_begin(emit, TEXT("GS"));
    for (size_t i = 0; i < 8; i++)
        x12_emit_element(emit, elements[i]);
    struct x12_segment segment = x12_emit_finish(emit);
    open_group(emit, &segment);
    if (!is_control(emit, "GS06", emit->group_control++)) {
        emit->out.size = emit->group.start;
        emit->group.refused = true;
    }
    return !emit->group.refused;
}

// ---- Trailers

// Writes SE, GE or IEA: as it was read (NULL: it was not), where that says the same.
static bool write_trailer(struct x12_emit *emit, const char *id, int64_t count, const char *control,
    const struct x12_segment *read)
{
    struct x12_segment segment;
    if (says(read, count, control)) {
        write_copy(emit, read);
        segment = finish_copy(emit, read);
    } else {
        char number[24];
        x12_emit_begin(emit, text_of(id));
        x12_emit_element(emit, digits(number, sizeof(number), count, 1));
        x12_emit_element(emit, text_of(control));
        segment = x12_emit_finish(emit);
    }
    return judge_envelope(emit, &segment);
}

// ---- Sets

static bool open_set(struct x12_emit *emit, const struct x12_segment *segment)
{
    struct text version = text_trim(x12_element(segment, 3));
    open_level(emit, &emit->set, emit->start, x12_element(segment, 2));
    text_copy_z(emit->set_id, sizeof(emit->set_id), x12_element(segment, 1));
    text_copy_z(emit->set_version, sizeof(emit->set_version),
        version.size > 0 ? version : text_of(emit->group_version));
    emit->told_set = (struct x12_set){.ordinal = ++emit->sets,
        .id = text_of(emit->set_id),
        .control = text_of(emit->set.control),
        .version = version.size > 0 ? text_of(emit->set_version) : emit->told_group.version,
        .interchange = &emit->told_interchange,
        .group = &emit->told_group,
        .segment = segment->number,
        .offset = segment->offset};
    emit->refused_here = false;
    x12_check_set_begin(emit->check, &emit->told_set);
    // That a set is of another group is told once in a group.
    bool base;
    const struct grammar_set *guide =
        grammar_find(emit->told_set.id, emit->told_set.version, &base);
    bool is_other =
        guide != NULL && !text_equal_z(emit->told_group.functional_id, guide->functional_id);
    bool refused = emit->refused_here || emit->group.refused || is_other;
    emit->set.refused = !judge_envelope(emit, segment) || refused;
    if (emit->set.refused)
        take_back(emit, segment);
    return !emit->set.refused;
}

bool x12_emit_set(struct x12_emit *emit, const char *id, const char *version)
{
    CHECK(emit->group.open && !emit->set.open);
    char control[24];
    x12_emit_begin(emit, TEXT("ST"));
    x12_emit_element(emit, text_of(id));
    x12_emit_element(emit, digits(control, sizeof(control), emit->group.count + 1, 4));
    x12_emit_element(emit, text_of(version));
    struct x12_segment segment = x12_emit_finish(emit);
    return open_set(emit, &segment);
}

// Ends the set; `trailer`: the SE that was read, NULL: a new one.
static bool end_set(struct x12_emit *emit, const struct x12_segment *trailer)
{
    CHECK(emit->set.open && !emit->in_segment);
    int64_t count = emit->number - emit->set.segment + 2;
    if (!write_trailer(emit, "SE", count, emit->set.control, trailer))
        emit->set.refused = true;
    emit->refused_here = false;
    x12_check_set_end(emit->check, &emit->told_set, true);
    emit->set.refused = emit->set.refused || emit->refused_here;
    emit->set.open = false;
    if (!emit->set.refused) {
        emit->group.count++;
        leave(emit);
        return true;
    }
    emit->out.size = emit->set.start;
    // A stream has already given away a part of it: nothing can follow.
    if (emit->handler.stream && emit->left > emit->told_set.offset)
        emit->interchange.refused = emit->group.refused = true;
    return false;
}

bool x12_emit_set_end(struct x12_emit *emit)
{
    return end_set(emit, NULL);
}

static bool end_group(struct x12_emit *emit, const struct x12_segment *trailer)
{
    CHECK(emit->group.open && !emit->set.open && !emit->in_segment);
    emit->group.open = false;
    if (emit->group.refused || emit->group.count == 0) {
        if (emit->group.count == 0)
            emit->out.size = emit->group.start;
        return false;
    }
    emit->interchange.count++;
    return write_trailer(emit, "GE", emit->group.count, emit->group.control, trailer);
}

bool x12_emit_group_end(struct x12_emit *emit)
{
    return end_group(emit, NULL);
}

static bool end_interchange(struct x12_emit *emit, const struct x12_segment *trailer)
{
    CHECK(emit->interchange.open && !emit->group.open && !emit->in_segment);
    emit->interchange.open = false;
    bool nothing = emit->interchange.count == 0 && !emit->ta1;
    if (emit->interchange.refused || nothing) {
        buf_clear(&emit->out);
        emit->interchange.refused = true;
        return false;
    }
    bool written =
        write_trailer(emit, "IEA", emit->interchange.count, emit->interchange.control, trailer);
    leave(emit);
    return written;
}

bool x12_emit_interchange_end(struct x12_emit *emit)
{
    return end_interchange(emit, NULL);
}

// ---- Copying

// Closes what stands open below a header or trailer that is read; a trailer lacks. Sets that ended
// have left already: their group gets its trailer, a set without one is refused.
static bool close_set(struct x12_emit *emit)
{
    if (!emit->set.open)
        return true;
    emit->set.refused = true;
    end_set(emit, NULL);
    return false;
}

static bool close_group(struct x12_emit *emit)
{
    bool whole = close_set(emit);
    if (!emit->group.open)
        return whole;
    end_group(emit, NULL);
    return false;
}

static bool tell_misplaced(struct x12_emit *emit, const struct x12_segment *segment)
{
    struct x12_fault fault = {.code = X12_ENVELOPE};
    x12_place_segment(&fault.place, segment, 0, 0);
    x12_check_fault(emit->check, &fault);
    return false;
}

// Whether the control number of a header that was copied is the first of its kind.
static bool is_new(struct x12_emit *emit, struct level *level, const struct x12_segment *header)
{
    emit->refused_here = false;
    x12_check_control_number(emit->check, header,
        level == &emit->group ? emit->told_interchange.ordinal : emit->told_group.ordinal);
    if (!emit->refused_here)
        return true;
    level->refused = true;
    take_back(emit, header);
    return false;
}

bool x12_emit_copy(struct x12_emit *emit, const struct x12_segment *segment)
{
    switch (segment->packed) {
    case X12_ID_ISA:
        if (emit->interchange.open) {
            close_group(emit);
            end_interchange(emit, NULL);
            tell_misplaced(emit, segment);
        }
        return copy_isa(emit, segment);
    case X12_ID_IEA:
        if (!emit->interchange.open || !close_group(emit))
            return tell_misplaced(emit, segment);
        return end_interchange(emit, segment);
    case X12_ID_GE:
        if (!emit->group.open || !close_set(emit))
            return tell_misplaced(emit, segment);
        return end_group(emit, segment);
    case X12_ID_SE:
        if (!emit->set.open)
            return tell_misplaced(emit, segment);
        return end_set(emit, segment);
    default:
        break;
    }
    bool fits = segment->packed == X12_ID_GS   ? emit->interchange.open && close_group(emit)
                : segment->packed == X12_ID_ST ? emit->group.open && close_set(emit)
                : segment->packed == X12_ID_TA1
                    ? emit->set.open || (emit->interchange.open && !emit->group.open)
                    : emit->set.open;
    if (!fits)
        return tell_misplaced(emit, segment);
    write_copy(emit, segment);
    struct x12_segment copy = finish_copy(emit, segment);
    if (segment->packed == X12_ID_GS)
        return open_group(emit, &copy) && is_new(emit, &emit->group, &copy);
    if (segment->packed == X12_ID_ST)
        return open_set(emit, &copy) && is_new(emit, &emit->set, &copy);
    if (emit->set.open)
        return judge(emit, &copy);
    if (emit->interchange.refused || !judge_envelope(emit, &copy)) {
        take_back(emit, &copy);
        return false;
    }
    emit->ta1 = true;
    return true;
}

void x12_emit_break(struct x12_emit *emit, struct text bytes)
{
    static const char mark[] = "\xEF\xBB\xBF"; // UTF-8 byte order mark
    CHECK(!emit->in_segment);
    // What is refused takes its line breaks along.
    if (emit->interchange.refused || (emit->set.open && emit->set.refused))
        return;
    for (size_t i = 0; i < bytes.size; i++) {
        char c = bytes.at[i];
        int64_t offset = emit->left + (int64_t)emit->out.size;
        bool is_break = c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0' ||
                        c == '\x1A' || (emit->number > 0 && c == emit->separators.terminator) ||
                        (offset < 3 && c == mark[offset]);
        if (is_break)
            buf_char(&emit->out, c);
    }
    // What is behind the last interchange waits for what comes next; a great deal of it does not.
    if (emit->out.size >= HELD_ROOM && !emit->interchange.open && emit->left == 0)
        buf_clear(&emit->out);
    else if (emit->out.size >= HELD_ROOM && (!emit->interchange.open || emit->handler.stream))
        leave(emit);
}

bool x12_emit_copy_end(struct x12_emit *emit)
{
    bool whole = close_group(emit) && !emit->interchange.open;
    if (emit->interchange.open)
        end_interchange(emit, NULL);
    leave(emit);
    emit->left = emit->number = 0;
    emit->interchange.refused = false;
    return whole;
}
