#include "cli/x12_unit.h"

#include <stdlib.h>

#include "claims/base/err.h"

#define UNIT_BYTES ((size_t)1 << 30) // of one claim, or of the rest of a set

#define CAS X12_ID('C', 'A', 'S')
#define PLB X12_ID('P', 'L', 'B')
#define LX  X12_ID('L', 'X', 0)

void x12_unit_init(struct x12_unit *unit)
{
    *unit = (struct x12_unit){0};
    buf_init(&unit->bytes, UNIT_BYTES);
}

void x12_unit_free(struct x12_unit *unit)
{
    free(unit->pieces);
    free(unit->places);
    buf_free(&unit->bytes);
    *unit = (struct x12_unit){0};
}

static void *copy_of(const void *from, size_t count, size_t each)
{
    void *to = reallocarray(NULL, count + 1, each);
    CHECK(to != NULL);
    if (count > 0)
        memcpy(to, from, count * each);
    return to;
}

void x12_unit_copy(struct x12_unit *to, const struct x12_unit *from)
{
    *to = *from;
    to->pieces = copy_of(from->pieces, from->piece_count, sizeof *from->pieces);
    to->places = copy_of(from->places, from->place_count, sizeof *from->places);
    buf_init(&to->bytes, from->bytes.size);
    buf_text(&to->bytes, buf_slice(&from->bytes));
}

size_t x12_unit_size(const struct x12_unit *unit)
{
    return unit->piece_count * sizeof *unit->pieces + unit->place_count * sizeof *unit->places +
           unit->bytes.size;
}

struct x12_unit_mark x12_unit_mark(const struct x12_unit *unit)
{
    return (struct x12_unit_mark){unit->piece_count, unit->place_count, unit->bytes.size};
}

void x12_unit_return(struct x12_unit *unit, struct x12_unit_mark mark)
{
    unit->piece_count = mark.pieces;
    unit->place_count = mark.places;
    unit->bytes.size = mark.bytes;
}

// ---- Filling

// Room for one more.
static void *grown(void *list, size_t count, size_t *room, size_t each)
{
    if (count < *room)
        return list;
    *room = *room == 0 ? 64 : 2 * *room;
    list = reallocarray(list, *room, each);
    CHECK(list != NULL);
    return list;
}

uint32_t x12_unit_open(struct x12_unit *unit, const struct grammar_loop *loop, uint32_t parent)
{
    unit->places = grown(unit->places, unit->place_count, &unit->place_room, sizeof *unit->places);
    unit->places[unit->place_count] = (struct x12_unit_place){.loop = loop, .parent = parent};
    return (uint32_t)++unit->place_count;
}

// What counts or dates the transmission, and says nothing.
static bool is_left_out(uint32_t packed, size_t number)
{
    switch (packed) {
    case X12_ID('H', 'L', 0):
        return number != 3;
    case X12_ID('B', 'H', 'T'):
        return number >= 3 && number <= 5;
    default:
        return false;
    }
}

// A number one way: no zeros before it, none behind its decimals. What is no number as it is.
static void add_number(struct buf *out, struct text t)
{
    size_t point = t.size;
    bool negative = t.at[0] == '-';
    size_t from = negative;
    for (size_t i = from; i < t.size; i++) {
        if (t.at[i] == '.' && point == t.size)
            point = i;
        else if (t.at[i] < '0' || t.at[i] > '9') {
            buf_text(out, t);
            return;
        }
    }
    size_t end = t.size;
    while (from < point && t.at[from] == '0')
        from++;
    while (point < t.size && end > point && (t.at[end - 1] == '0' || end - 1 == point))
        end--;
    if (from == end) {
        buf_char(out, '0');
        return;
    }
    if (negative)
        buf_char(out, '-');
    if (from == point)
        buf_char(out, '0');
    buf_text(out, text_part(t, from, end - from));
}

// A value without blanks behind it and without our separators in it.
static void add_value(struct buf *out, struct text t, const struct grammar_element *spec)
{
    while (t.size > 0 && t.at[t.size - 1] == ' ')
        t.size--;
    if (t.size > 0 && spec != NULL && (spec->type == GRAMMAR_R || spec->type == GRAMMAR_N)) {
        add_number(out, t);
        return;
    }
    size_t from = out->size;
    buf_text(out, t);
    for (size_t i = from; i < out->size; i++)
        if (out->at[i] >= X12_UNIT_ELEMENT && out->at[i] <= X12_UNIT_COMPONENT)
            out->at[i] = '?';
}

// Takes separators off the end that nothing follows.
static void cut(struct buf *out, size_t from, char separator)
{
    while (out->size > from && out->at[out->size - 1] == separator)
        out->size--;
}

static void add_repetition(struct buf *out, const struct x12_segment *segment, struct text t,
    const struct grammar_element *spec)
{
    size_t from = out->size;
    if (spec != NULL && spec->type != GRAMMAR_COMPOSITE) {
        add_value(out, t, spec);
        return;
    }
    struct x12_pieces pieces = x12_pieces_of(t, segment->separators->component);
    for (size_t i = 0; x12_next(&pieces); i++) {
        const struct grammar_element *part = spec != NULL && i < spec->component_count
                                                 ? &grammar.element[spec->components + i]
                                                 : NULL;
        if (i > 0)
            buf_char(out, X12_UNIT_COMPONENT);
        add_value(out, pieces.piece, part);
    }
    cut(out, from, X12_UNIT_COMPONENT);
}

void x12_unit_add(struct x12_unit *unit, const struct x12_met *met, uint32_t place)
{
    const struct x12_segment *segment = met->segment;
    struct buf *out = &unit->bytes;
    size_t from = out->size;
    if (buf_left(out) < 2 * segment->raw.size + 64)
        return; // a gigabyte of one claim: nobody's
    unit->pieces = grown(unit->pieces, unit->piece_count, &unit->piece_room, sizeof *unit->pieces);
    add_value(out, segment->id, NULL);
    for (size_t i = 1; i <= segment->count; i++) {
        const struct grammar_element *spec = met->spec != NULL && i <= met->spec->element_count
                                                 ? &grammar.element[met->spec->elements + i - 1]
                                                 : NULL;
        char separator = segment->separators->repetition;
        struct text whole = x12_element(segment, i);
        buf_char(out, X12_UNIT_ELEMENT);
        if (is_left_out(segment->packed, i))
            continue;
        size_t start = out->size;
        struct x12_pieces pieces = x12_pieces_of(whole, separator);
        if (separator == '\0') {
            add_repetition(out, segment, whole, spec);
            continue;
        }
        for (size_t n = 0; x12_next(&pieces); n++) {
            if (n > 0)
                buf_char(out, X12_UNIT_REPETITION);
            add_repetition(out, segment, pieces.piece, spec);
        }
        cut(out, start, X12_UNIT_REPETITION);
    }
    cut(out, from, X12_UNIT_ELEMENT);
    unit->pieces[unit->piece_count++] = (struct x12_unit_piece){.spec = met->spec,
        .packed = segment->packed,
        .place = place,
        .at = from,
        .size = out->size - from,
        .number = segment->number};
    if (place == 0)
        return;
    struct x12_unit_place *p = &unit->places[place - 1];
    if (p->opener == 0)
        p->opener = (uint32_t)unit->piece_count;
    if (segment->packed == X12_ID('R', 'E', 'F') && text_equal_z(x12_element(segment, 1), "6R"))
        p->control = (uint32_t)unit->piece_count;
}

// ---- Who is who

static struct text text_of_piece(const struct x12_unit *unit, const struct x12_unit_piece *piece)
{
    return (struct text){unit->bytes.at + piece->at, piece->size};
}

// Element `number` of a piece, or of the values of an entry.
static struct text element_of(struct text values, size_t number)
{
    struct text rest = values, piece = {0};
    bool more = true;
    for (size_t i = 0; i <= number; i++)
        if (!text_split(&rest, X12_UNIT_ELEMENT, &more, &piece))
            return (struct text){0};
    return piece;
}

static bool is_line(const struct grammar_loop *loop)
{
    return strcmp(loop->id, "2400") == 0 || strcmp(loop->id, "2110") == 0;
}

bool x12_unit_has_controls(const struct x12_unit *unit)
{
    for (size_t i = 0; i < unit->place_count; i++)
        if (is_line(unit->places[i].loop) && unit->places[i].control == 0)
            return false;
    return true;
}

struct text x12_unit_identity(const struct x12_unit *unit, uint32_t place, bool by_control)
{
    const struct x12_unit_place *p = &unit->places[place - 1];
    if (p->opener == 0)
        return (struct text){0};
    const struct x12_unit_piece *opener = &unit->pieces[p->opener - 1];
    struct text values = text_of_piece(unit, opener);
    if (is_line(p->loop) && by_control && p->control > 0)
        return element_of(text_of_piece(unit, &unit->pieces[p->control - 1]), 2);
    switch (opener->packed) {
    case LX:
        // Of an 835 LX numbers nothing but itself.
        return is_line(p->loop) ? element_of(values, 1) : (struct text){0};
    case X12_ID('S', 'V', 'C'):
    case X12_ID('S', 'B', 'R'):
    case X12_ID('S', 'V', 'D'):
        return element_of(values, 1);
    default:
        return opener->spec != NULL && opener->spec->qualifier_element > 0 &&
                       opener->spec->qualifier_component == 0
                   ? element_of(values, opener->spec->qualifier_element)
                   : (struct text){0};
    }
}

// ---- Entries

void x12_unit_entries_init(struct x12_unit_entries *entries)
{
    *entries = (struct x12_unit_entries){0};
    buf_init(&entries->made, UNIT_BYTES);
    buf_init(&entries->key, UNIT_BYTES);
}

void x12_unit_entries_free(struct x12_unit_entries *entries)
{
    free(entries->rows);
    free(entries->places);
    x12_keys_free(&entries->counts);
    buf_free(&entries->made);
    buf_free(&entries->key);
}

// The key of what `entries->key` says, and how often that stood before.
static struct x12_key nth_key(struct x12_unit_entries *entries)
{
    struct x12_key key = x12_keys_of(buf_slice(&entries->key));
    uint32_t before = x12_keys_at(&entries->counts, key)->count++;
    key.half[1] += before;
    return key;
}

static void begin_key(struct x12_unit_entries *entries, uint32_t place, char kind)
{
    buf_clear(&entries->key);
    buf_char(&entries->key, kind);
    if (place > 0)
        buf_bytes(&entries->key, &entries->places[place - 1], sizeof *entries->places);
}

static void key_places(
    struct x12_unit_entries *entries, const struct x12_unit *unit, bool by_control)
{
    if (entries->place_room < unit->place_count) {
        entries->place_room = unit->place_count;
        entries->places =
            reallocarray(entries->places, entries->place_room, sizeof *entries->places);
        CHECK(entries->places != NULL);
    }
    for (uint32_t i = 0; i < unit->place_count; i++) {
        begin_key(entries, unit->places[i].parent, 'L');
        buf_z(&entries->key, unit->places[i].loop->id);
        buf_char(&entries->key, '\0');
        buf_text(&entries->key, x12_unit_identity(unit, i + 1, by_control));
        entries->places[i] = nth_key(entries);
    }
}

// One entry; `identity`: what else it is known by.
static void add_entry(struct x12_unit_entries *entries, const struct x12_unit_piece *piece,
    struct text values, struct text identity)
{
    begin_key(entries, piece->place, 'S');
    buf_bytes(&entries->key, &piece->packed, sizeof piece->packed);
    if (piece->spec != NULL)
        buf_bytes(&entries->key, &piece->spec, sizeof piece->spec);
    buf_text(&entries->key, identity);
    entries->rows = grown(entries->rows, entries->count, &entries->room, sizeof *entries->rows);
    entries->rows[entries->count++] =
        (struct x12_unit_entry){.key = nth_key(entries), .piece = piece, .values = values};
}

// CAS and PLB hold several adjustments, in any order: each becomes an entry, with what all have in
// common. CAS: group; then reason, amount, quantity. PLB: provider, period; then reason, amount.
static void add_adjustments(
    struct x12_unit_entries *entries, const struct x12_unit_piece *piece, struct text values)
{
    size_t common = piece->packed == CAS ? 1 : 2, each = piece->packed == CAS ? 3 : 2;
    for (size_t first = common + 1; first < 20; first += each) {
        struct text reason = element_of(values, first);
        struct buf *made = &entries->made;
        size_t from = made->size;
        if (reason.size == 0)
            continue;
        for (size_t i = 0; i <= common; i++) {
            buf_text(made, element_of(values, i));
            buf_char(made, X12_UNIT_ELEMENT);
        }
        size_t known = made->size + reason.size - from;
        for (size_t i = 0; i < each; i++) {
            buf_text(made, element_of(values, first + i));
            buf_char(made, X12_UNIT_ELEMENT);
        }
        cut(made, from, X12_UNIT_ELEMENT);
        struct text identity = {made->at + from, known};
        add_entry(entries, piece, (struct text){NULL, made->size - from}, identity);
        entries->rows[entries->count - 1].made_at = from;
    }
}

static struct text identity_of(const struct x12_unit_piece *piece, struct text values)
{
    const struct grammar_segment *spec = piece->spec;
    if (spec == NULL)
        return element_of(values, 0);
    if (spec->qualifier_element == 0)
        return (struct text){0};
    struct text element = element_of(values, spec->qualifier_element), part;
    bool more = true;
    for (size_t i = 0; i < spec->qualifier_component; i++)
        if (text_split(&element, X12_UNIT_COMPONENT, &more, &part) &&
            i + 1 == spec->qualifier_component)
            return part;
    return element;
}

void x12_unit_list(struct x12_unit_entries *entries, const struct x12_unit *unit, bool by_control)
{
    x12_keys_clear(&entries->counts);
    buf_clear(&entries->made);
    entries->count = 0;
    key_places(entries, unit, by_control);
    for (size_t i = 0; i < unit->piece_count; i++) {
        const struct x12_unit_piece *piece = &unit->pieces[i];
        struct text values = text_of_piece(unit, piece);
        if (piece->spec != NULL && (piece->packed == CAS || piece->packed == PLB))
            add_adjustments(entries, piece, values);
        else if (piece->packed == LX)
            add_entry(entries, piece, TEXT("LX"), (struct text){0});
        else
            add_entry(entries, piece, values, identity_of(piece, values));
    }
    // What was made may have moved while it grew.
    for (size_t i = 0; i < entries->count; i++)
        if (entries->rows[i].values.at == NULL)
            entries->rows[i].values.at = entries->made.at + entries->rows[i].made_at;
}

struct x12_key x12_unit_sum(struct x12_unit_entries *entries)
{
    struct x12_key sum = {{0}};
    for (size_t i = 0; i < entries->count; i++) {
        buf_clear(&entries->key);
        buf_bytes(&entries->key, &entries->rows[i].key, sizeof entries->rows[i].key);
        buf_text(&entries->key, entries->rows[i].values);
        struct x12_key one = x12_keys_of(buf_slice(&entries->key));
        sum.half[0] += one.half[0];
        sum.half[1] += one.half[1];
    }
    return sum;
}
