// One segment of the writer: from its id to its terminator.
#include "claims/base/err.h"
#include "edi/x12_emit_state.h"

void x12_emit_begin(struct x12_emit *emit, struct text id)
{
    CHECK(!emit->in_segment);
    emit->in_segment = true;
    emit->at = buf_try_reserve(&emit->out, X12_SEGMENT_BYTES_MAX);
    if (emit->at == NULL) {
        x12_emit_give_up(emit);
        emit->at = buf_reserve(&emit->out, X12_SEGMENT_BYTES_MAX);
    }
    emit->start = emit->out.size - X12_SEGMENT_BYTES_MAX;
    emit->end = emit->at + X12_SEGMENT_BYTES_MAX - 8; // terminator and line break
    emit->out.size = emit->start;
    id = text_part(id, 0, 8);
    memcpy(emit->at, id.at, id.size);
    emit->at += id.size;
    emit->count = emit->due = emit->components_due = emit->repetitions_due = 0;
    emit->ends[0] = (uint32_t)id.size;
    emit->component = 0;
    emit->wrong_element = 0;
}

static inline uint32_t size_so_far(const struct x12_emit *emit)
{
    return (uint32_t)(emit->at - (emit->out.at + emit->start));
}

void x12_emit_write_due(struct x12_emit *emit)
{
    const struct x12_separators *s = &emit->separators;
    for (; emit->due > 0; emit->due--) {
        size_t element = emit->count - emit->due;
        if (element <= X12_ELEMENTS_MAX)
            emit->ends[element] = size_so_far(emit);
        *emit->at++ = s->element;
    }
    for (; emit->repetitions_due > 0; emit->repetitions_due--)
        *emit->at++ = s->repetition;
    for (; emit->components_due > 0; emit->components_due--)
        *emit->at++ = s->component;
}

// The value holds a separator: it is noted, and something else is put for it.
static void note_separators(struct x12_emit *emit, size_t size)
{
    char *value = emit->at - size;
    for (size_t i = 0; i < size; i++) {
        if (!emit->separates[(unsigned char)value[i]])
            continue;
        if (emit->wrong_element == 0) {
            emit->wrong_element = emit->count;
            emit->wrong_component = emit->component;
            emit->wrong_byte = i + 1;
            emit->wrong = value[i];
        }
        value[i] = '?';
    }
}

static inline void write_value(struct x12_emit *emit, struct text value)
{
    if (value.size == 0)
        return;
    size_t room = (size_t)(emit->end - emit->at);
    size_t due = emit->due + emit->repetitions_due + emit->components_due;
    if (value.size + due > room) { // far longer than any element: the engine says so
        if (due + 1 > room)
            return;
        value.size = room - due;
    }
    x12_emit_write_due(emit);
    unsigned found = 0;
    for (size_t i = 0; i < value.size; i++) {
        found |= emit->separates[(unsigned char)value.at[i]];
        emit->at[i] = value.at[i];
    }
    emit->at += value.size;
    if (found)
        note_separators(emit, value.size);
}

void x12_emit_segment(struct x12_emit *emit, const char *id)
{
    CHECK(emit->set.open || (emit->interchange.open && !emit->group.open));
    x12_emit_begin(emit, text_of(id));
}

void x12_emit_element(struct x12_emit *emit, struct text value)
{
    CHECK(emit->in_segment);
    emit->count++;
    emit->due++;
    emit->components_due = emit->repetitions_due = 0; // trailing ones of the element before
    emit->component = 1;
    write_value(emit, value);
}

void x12_emit_component(struct x12_emit *emit, struct text value)
{
    CHECK(emit->in_segment && emit->count > 0);
    emit->components_due++;
    emit->component++;
    write_value(emit, value);
}

void x12_emit_repetition(struct x12_emit *emit, struct text value)
{
    CHECK(emit->in_segment && emit->count > 0);
    emit->components_due = 0;
    emit->repetitions_due++;
    emit->component = 1;
    write_value(emit, value);
}

struct x12_segment x12_emit_finish(struct x12_emit *emit)
{
    CHECK(emit->in_segment);
    emit->in_segment = false;
    size_t count = emit->count - emit->due;
    char *base = emit->out.at + emit->start;
    size_t size = size_so_far(emit);
    if (count > X12_ELEMENTS_MAX)
        count = X12_ELEMENTS_MAX;
    emit->ends[count] = (uint32_t)size;
    *emit->at++ = emit->separators.terminator;
    if (emit->line_break == X12_LINE_CRLF)
        *emit->at++ = '\r';
    if (emit->line_break != X12_LINE_NONE)
        *emit->at++ = '\n';
    emit->out.size = (size_t)(emit->at - emit->out.at);
    struct text id = {base, emit->ends[0]};
    int64_t offset = emit->left + (int64_t)emit->start;
    return (struct x12_segment){.id = id,
        .packed = x12_pack(id),
        .terminated = true,
        .count = count,
        .number = ++emit->number,
        .offset = offset,
        .end = offset + (int64_t)size + 1,
        .raw = {base, size},
        .separators = &emit->separators,
        .base = base,
        .ends = emit->ends};
}
