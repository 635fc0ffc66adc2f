#include "edi/x12_redact.h"

#include <stdlib.h>

#include "claims/base/date.h"
#include "claims/base/digest.h"
#include "claims/base/err.h"
#include "edi/x12_copy.h"

#define HELD_ROOM ((size_t)64 << 10)
#define ROUNDS    6

// Data elements of the dictionary (edi/grammar/dictionary.txt).
enum element {
    CITY = 19,
    WEIGHT = 81,
    NAME = 93,
    POSTAL_CODE = 116,
    ADDRESS = 166,
    DESCRIPTION = 352,
    COMMUNICATION = 364,
    FIXED_FORMAT = 449,
    MESSAGE = 933,
    LAST_NAME = 1035,
    FIRST_NAME = 1036,
    MIDDLE_NAME = 1037,
    PERIOD = 1251,
    BIRTH_SEQUENCE = 1470,
    SUBDIVISION = 1715,
};

struct x12_redact {
    void *context;
    void (*bytes)(void *context, struct text bytes);
    unsigned char key[DIGEST_SIZE];
    struct x12_copy *copy;
    struct x12_check *check;
    struct x12_redact_totals totals;
    struct buf out;
    int year; // of the group: GS04; 0 = not known
};

// ---- Randomness that depends on key and value

// HMAC of two texts and a number.
static void hash(
    const struct x12_redact *r, unsigned what, struct text value, unsigned char out[DIGEST_SIZE])
{
    unsigned char whole[512];
    size_t size = value.size < sizeof(whole) - 1 ? value.size : sizeof(whole) - 1;
    whole[0] = (unsigned char)what;
    memcpy(whole + 1, value.at, size);
    digest_keyed((struct text){(const char *)r->key, sizeof(r->key)},
        (struct text){(const char *)whole, size + 1}, out);
}

static uint64_t number_of(const unsigned char sum[DIGEST_SIZE], size_t from)
{
    uint64_t number = 0;
    for (size_t i = 0; i < 8; i++)
        number = number << 8 | sum[from + i];
    return number;
}

// The same letters in capitals, without blanks about them: a name is the same however it is
// written.
static struct text fold(struct text value, char *room, size_t size)
{
    value = text_part(text_trim(value), 0, size);
    for (size_t i = 0; i < value.size; i++) {
        char c = value.at[i];
        room[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return (struct text){room, value.size};
}

// ---- Made-up values, appended to `out`

// Four syllables: a hundred million names, none of them anybody's.
static void put_name(struct x12_redact *r, const unsigned char sum[DIGEST_SIZE])
{
    static const char consonants[] = "BDFGHJKLMNPRSTVWXYZQ", vowels[] = "AEIOU";
    uint64_t number = number_of(sum, 0);
    for (int i = 0; i < 4; i++) {
        buf_char(&r->out, consonants[number % 20]);
        number /= 20;
        buf_char(&r->out, vowels[number % 5]);
        number /= 5;
    }
}

// Letters for letters, digits for digits, everything else as it is. Different values of one shape
// become different values: a Feistel network, whose halves are added to in turn.
static void put_number(struct x12_redact *r, struct text value)
{
    char room[256];
    value = text_part(value, 0, sizeof(room));
    memcpy(room, value.at, value.size);
    size_t half = (value.size + 1) / 2;
    for (unsigned round = 0; round < ROUNDS; round++) {
        bool first = round % 2 == 0;
        size_t from = first ? 0 : half, to = first ? half : value.size;
        struct text other =
            first ? (struct text){room + half, value.size - half} : (struct text){room, half};
        unsigned char sum[DIGEST_SIZE];
        for (size_t i = from; i < to; i++) {
            size_t at = i - from;
            if (at % DIGEST_SIZE == 0)
                hash(r, 16 + round + 8 * (unsigned)(at / DIGEST_SIZE), other, sum);
            unsigned add = sum[at % DIGEST_SIZE];
            char c = room[i];
            if (c >= '0' && c <= '9')
                room[i] = (char)('0' + (unsigned)(c - '0' + add) % 10);
            else if (c >= 'A' && c <= 'Z')
                room[i] = (char)('A' + (unsigned)(c - 'A' + add) % 26);
            else if (c >= 'a' && c <= 'z')
                room[i] = (char)('a' + (unsigned)(c - 'a' + add) % 26);
        }
    }
    buf_bytes(&r->out, room, value.size);
}

// A quantity: digits for digits, the first one not zero.
static void put_quantity(struct x12_redact *r, struct text value)
{
    size_t start = r->out.size;
    put_number(r, value);
    for (size_t i = start; i < r->out.size; i++) {
        if (r->out.at[i] >= '0' && r->out.at[i] <= '9') {
            if (r->out.at[i] == '0')
                r->out.at[i] = '1';
            return;
        }
    }
}

// Beginnings of ZIP codes where fewer than 20,000 people live (HHS, census of 2000).
static const char *const few[] = {"036", "059", "063", "102", "203", "556", "692", "790", "821",
    "823", "830", "831", "878", "879", "884", "890", "893"};

static void put_zip(struct x12_redact *r, struct text value)
{
    if (!text_is_digits(value) || (value.size != 5 && value.size != 9)) {
        put_number(r, value);
        return;
    }
    struct text kept = text_part(value, 0, 3);
    for (size_t i = 0; i < sizeof(few) / sizeof(*few); i++) {
        if (text_equal_z(kept, few[i]))
            kept = TEXT("000");
    }
    buf_text(&r->out, kept);
    for (size_t i = 3; i < value.size; i++)
        buf_char(&r->out, '0');
}

// CCYYMMDD: an earlier day of the same year, so that nothing happens before a birth; for January
// 1st a day of the year before. Of those over 89 the year is that of the group less 89.
static void put_day(struct x12_redact *r, struct text value)
{
    date_t day, start;
    char made[DATE_ROOM];
    unsigned char sum[DIGEST_SIZE];
    int year, month, of_month;
    if (value.size != 8 || !date_parse_d8(value, &day)) {
        put_number(r, value);
        return;
    }
    date_to_parts(day, &year, &month, &of_month);
    bool is_first = month == 1 && of_month == 1;
    int oldest = r->year > 0 ? r->year - 89 : 0;
    bool is_old = is_first ? year <= oldest : year < oldest;
    if (is_old)
        year = oldest;
    else if (is_first)
        year--;
    if (!date_from_parts(year, 1, 1, &start)) {
        put_number(r, value);
        return;
    }
    hash(r, 1, value, sum);
    // Never the true day.
    start += is_old ? 1 + (date_t)(number_of(sum, 0) % 364)
                    : (date_t)(number_of(sum, 0) % (uint64_t)(day - start));
    buf_bytes(&r->out, made, date_format_d8(start, made));
}

static void put_period(struct x12_redact *r, struct text value)
{
    put_day(r, text_part(value, 0, 8));
    if (value.size == 17 && value.at[8] == '-') {
        buf_char(&r->out, '-');
        put_day(r, text_part(value, 9, 8));
    } else {
        for (size_t i = 8; i < value.size; i++) // a time of day
            buf_char(&r->out, '0');
    }
}

static void put_communication(struct x12_redact *r, struct text value)
{
    char room[256];
    unsigned char sum[DIGEST_SIZE];
    if (memchr(value.at, '@', value.size) != NULL) {
        hash(r, 2, fold(value, room, sizeof(room)), sum);
        put_name(r, sum);
        buf_z(&r->out, "@EXAMPLE.COM");
        return;
    }
    size_t start = r->out.size;
    put_number(r, value);
    if (text_is_digits(value) && value.size == 10)
        memcpy(r->out.at + start, "555", 3);
}

static void put_address(struct x12_redact *r, struct text value)
{
    char room[256];
    unsigned char sum[DIGEST_SIZE];
    hash(r, 3, fold(value, room, sizeof(room)), sum);
    buf_i64(&r->out, (int64_t)(1 + number_of(sum, 8) % 9999));
    buf_char(&r->out, ' ');
    put_name(r, sum);
    buf_z(&r->out, " ST");
}

// Instead of a value of patient data.
static void put_instead(struct x12_redact *r, const struct grammar_element *spec, struct text value)
{
    char room[256];
    unsigned char sum[DIGEST_SIZE];
    r->totals.values++;
    switch (spec == NULL ? 0 : spec->number) {
    case LAST_NAME:
    case FIRST_NAME:
    case MIDDLE_NAME:
    case NAME:
    case CITY:
        if (value.size == 1) {
            put_number(r, fold(value, room, sizeof(room)));
            break;
        }
        hash(r, 0, fold(value, room, sizeof(room)), sum);
        put_name(r, sum);
        break;
    case ADDRESS:
        put_address(r, value);
        break;
    case POSTAL_CODE:
        put_zip(r, value);
        break;
    case SUBDIVISION:
        buf_text(&r->out, value);
        break;
    case PERIOD:
        put_period(r, value);
        break;
    case WEIGHT:
    case BIRTH_SEQUENCE:
        put_quantity(r, value);
        break;
    case DESCRIPTION:
    case FIXED_FORMAT:
    case MESSAGE:
        buf_z(&r->out, "REDACTED");
        break;
    case COMMUNICATION:
        put_communication(r, value);
        break;
    default:
        put_number(r, value);
        break;
    }
}

// ---- Segments

static void leave(struct x12_redact *r, size_t held)
{
    if (r->out.size > held) {
        r->bytes(r->context, buf_slice(&r->out));
        buf_clear(&r->out);
    }
}

// `spec`: NULL where the guide has no such element.
static void put_value(struct x12_redact *r, const struct grammar_segment *segment,
    const struct grammar_element *spec, struct text value)
{
    bool is_known =
        spec != NULL && spec->usage != GRAMMAR_NOT_USED && !grammar_is_astray(segment, spec, value);
    if (value.size == 0 || (is_known && !spec->patient))
        buf_text(&r->out, value);
    else
        put_instead(r, is_known ? spec : NULL, value);
}

// A value, or the components of one.
static void put_one(struct x12_redact *r, const struct grammar_segment *segment,
    const struct grammar_element *spec, struct text value, const struct x12_separators *s)
{
    bool is_composite = spec != NULL && spec->type == GRAMMAR_COMPOSITE;
    struct x12_pieces pieces = x12_pieces_of(value, s->component);
    for (uint32_t i = 0; x12_next(&pieces); i++) {
        if (i > 0)
            buf_char(&r->out, s->component);
        const struct grammar_element *part = i == 0 ? spec : NULL;
        if (is_composite)
            part = spec->usage != GRAMMAR_NOT_USED && i < spec->component_count
                       ? &grammar.element[spec->components + i]
                       : NULL;
        put_value(r, segment, part, pieces.piece);
    }
}

// `spec`: NULL: no guide knows the segment here.
static void put_segment(
    struct x12_redact *r, const struct grammar_segment *spec, const struct x12_segment *segment)
{
    const struct x12_separators *s = segment->separators;
    r->totals.unknown += spec == NULL;
    buf_text(&r->out, segment->id);
    for (size_t i = 1; i <= segment->count; i++) {
        const struct grammar_element *element = spec != NULL && i <= spec->element_count
                                                    ? &grammar.element[spec->elements + i - 1]
                                                    : NULL;
        buf_char(&r->out, s->element);
        struct text rest = x12_element(segment, i), repetition = rest;
        bool more = s->repetition != '\0', first = true;
        while (more ? text_split(&rest, s->repetition, &more, &repetition) : first) {
            if (!first)
                buf_char(&r->out, s->repetition);
            put_one(r, spec, element, repetition, s);
            first = false;
        }
    }
    x12_copy_terminator(&r->out, segment);
    leave(r, HELD_ROOM);
}

static void on_met(void *context, const struct x12_met *met)
{
    put_segment(context, met->spec, met->segment);
}

static void on_inner(void *context, const struct x12_set *set, const struct x12_segment *segment)
{
    struct x12_redact *r = context;
    x12_check_segment(r->check, set, segment);
}

static void on_set_begin(void *context, const struct x12_set *set)
{
    x12_check_set_begin(((struct x12_redact *)context)->check, set);
}

static void on_set_end(void *context, const struct x12_set *set, bool sound, int64_t end)
{
    (void)end;
    x12_check_set_end(((struct x12_redact *)context)->check, set, sound);
}

// The ISA with its passwords (ISA02, ISA04) replaced.
static void put_isa(struct x12_redact *r, const struct x12_segment *segment)
{
    size_t start = r->out.size;
    buf_text(&r->out, segment->raw);
    for (size_t element = 2; element <= 4; element += 2) {
        struct text secret = x12_element(segment, element);
        if (text_trim(secret).size == 0 || secret.size > 250)
            continue;
        size_t end = r->out.size;
        put_number(r, secret);
        memcpy(r->out.at + start + (secret.at - segment->raw.at), r->out.at + end, secret.size);
        r->out.size = end;
        r->totals.values++;
    }
    x12_copy_terminator(&r->out, segment);
}

static bool is_of_envelope(uint32_t id)
{
    return id == X12_ID_GS || id == X12_ID_ST || id == X12_ID_SE || id == X12_ID_GE ||
           id == X12_ID_IEA || id == X12_ID_TA1;
}

static void on_outer(void *context, const struct x12_segment *segment)
{
    struct x12_redact *r = context;
    int64_t year;
    if (segment->packed == X12_ID_GS)
        r->year = text_to_i64(text_part(x12_element(segment, 4), 0, 4), &year) && year >= 1900 &&
                          year <= 2199
                      ? (int)year
                      : 0;
    if (segment->packed == X12_ID_ISA) {
        put_isa(r, segment);
    } else if (is_of_envelope(segment->packed)) {
        buf_text(&r->out, segment->raw);
        x12_copy_terminator(&r->out, segment);
    } else {
        put_segment(r, NULL, segment);
    }
    leave(r, HELD_ROOM);
}

static void on_between(void *context, struct text bytes)
{
    struct x12_redact *r = context;
    for (size_t i = 0; i < bytes.size; i++) {
        // Nothing but line breaks and blanks: what a damaged file lost here may be anything.
        if (!text_is_alphanumeric(text_part(bytes, i, 1)))
            buf_char(&r->out, bytes.at[i]);
        leave(r, HELD_ROOM);
    }
}

// ---- The object

struct x12_redact *x12_redact_new(
    struct text key, void *context, void (*bytes)(void *context, struct text bytes))
{
    struct x12_redact *r = calloc(1, sizeof(*r));
    CHECK(r != NULL && key.size >= X12_REDACT_KEY_MIN);
    r->context = context;
    r->bytes = bytes;
    digest_of(key, r->key);
    buf_init(&r->out, HELD_ROOM + 32 * X12_SEGMENT_BYTES_MAX);
    r->check = x12_check_new((struct x12_check_handler){.context = r, .segment = on_met});
    r->copy = x12_copy_new((struct x12_envelope_handler){.context = r,
                               .set_begin = on_set_begin,
                               .outer = on_outer,
                               .segment = on_inner,
                               .set_end = on_set_end},
        on_between);
    return r;
}

void x12_redact_free(struct x12_redact *r)
{
    if (r == NULL)
        return;
    x12_copy_free(r->copy);
    x12_check_free(r->check);
    buf_free(&r->out);
    free(r);
}

void x12_redact_feed(struct x12_redact *r, struct text bytes)
{
    x12_copy_feed(r->copy, bytes);
}

struct x12_redact_totals x12_redact_end(struct x12_redact *r)
{
    r->totals.envelope = x12_copy_end(r->copy);
    leave(r, 0);
    struct x12_redact_totals totals = r->totals;
    r->totals = (struct x12_redact_totals){0};
    return totals;
}
