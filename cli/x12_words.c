#include "cli/x12_words.h"

#include <stdio.h>

#include "claims/base/date.h"
#include "claims/base/money.h"

// Data elements that are known by their number, as the standard's dictionary has them.
enum {
    ELEMENT_POSTAL_CODE = 116,
    ELEMENT_COMMUNICATION_NUMBER = 364,
    ELEMENT_AMOUNT = 782,
    ELEMENT_CLAIM_NUMBER = 1028,
    ELEMENT_PERIOD = 1251,
    ELEMENT_INDUSTRY_CODE = 1271,
};

// ---- Value by value

struct walk {
    const struct x12_segment *segment;
    void (*each)(void *context, const struct x12_value *value);
    void *context;
};

static void give(const struct walk *walk, struct x12_value *value)
{
    if (value->value.size > 0)
        walk->each(walk->context, value);
}

// One repetition of an element: its components, or the whole of it.
static void give_repetition(
    const struct walk *walk, const struct grammar_element *spec, struct x12_value *value)
{
    if (spec == NULL || spec->type != GRAMMAR_COMPOSITE) {
        value->spec = spec;
        value->component = 0;
        give(walk, value);
        return;
    }
    struct x12_pieces pieces = x12_pieces_of(value->value, walk->segment->separators->component);
    struct text before = {0};
    for (size_t i = 1; x12_next(&pieces); i++) {
        value->spec = i > spec->component_count ? NULL : &grammar.element[spec->components + i - 1];
        value->component = i;
        value->value = pieces.piece;
        value->before = before;
        give(walk, value);
        before = pieces.piece;
    }
}

void x12_words_each(const struct x12_segment *segment, const struct grammar_segment *spec,
    void (*each)(void *context, const struct x12_value *value), void *context)
{
    struct walk walk = {segment, each, context};
    for (size_t i = 1; i <= segment->count; i++) {
        const struct grammar_element *element = spec == NULL || i > spec->element_count
                                                    ? NULL
                                                    : &grammar.element[spec->elements + i - 1];
        struct text whole = x12_element(segment, i);
        struct x12_value value = {.segment = spec, .number = i, .value = whole};
        if (i > 1)
            value.before = x12_element(segment, i - 1);
        char separator = segment->separators->repetition;
        bool repeated = element != NULL && separator != '\0' && whole.size > 0 &&
                        memchr(whole.at, separator, whole.size) != NULL;
        if (!repeated) {
            give_repetition(&walk, element, &value);
            continue;
        }
        struct x12_pieces pieces = x12_pieces_of(whole, separator);
        for (size_t n = 1; x12_next(&pieces); n++) {
            value.repetition = n;
            value.value = pieces.piece;
            give_repetition(&walk, element, &value);
        }
    }
}

void x12_words_place(
    char out[X12_WORDS_PLACE], const struct x12_segment *segment, const struct x12_value *value)
{
    struct x12_place place = {0};
    x12_place_segment(&place, segment, value->number, value->component);
    text_copy_z(out, X12_WORDS_PLACE, text_of(place.element));
}

// The numbers by which biller and payer speak of a claim, a line or an inquiry.
static bool is_number_of_claim(const struct grammar_element *spec)
{
    static const char *const names[] = {"Payer Claim Control Number",
        "Other Payer's Claim Control Number", "Patient Control Number", "Line Item Control Number",
        "Trace Number", "Current Transaction Trace Number", "Referenced Transaction Trace Number"};
    if (spec->number == ELEMENT_CLAIM_NUMBER)
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(spec->name, names[i]) == 0)
            return true;
    }
    return false;
}

bool x12_words_is_patient(const struct x12_value *value)
{
    if (value->spec == NULL || grammar_is_astray(value->segment, value->spec, value->value))
        return true;
    return value->spec->patient && !is_number_of_claim(value->spec);
}

// ---- As people write it

static bool add_date(struct buf *out, struct text t)
{
    char iso[DATE_ROOM];
    date_t date;
    if (!(t.size == 8 ? date_parse_d8(t, &date) : date_parse_d6(t, &date)))
        return false;
    buf_bytes(out, iso, date_format_iso(date, iso));
    return true;
}

// HHMM and what follows of seconds.
static bool add_time(struct buf *out, struct text t)
{
    if (t.size < 4 || t.size % 2 != 0 || !text_is_digits(t))
        return false;
    for (size_t i = 0; i < t.size && i < 6; i += 2)
        buf_format(out, "%s%.2s", i > 0 ? ":" : "", t.at + i);
    return true;
}

void x12_words_moment(struct buf *out, struct text date, struct text time)
{
    if (!add_date(out, date))
        buf_text(out, date);
    if (time.size == 0)
        return;
    buf_char(out, ' ');
    if (!add_time(out, time))
        buf_text(out, time);
}

// Element 1251, whose form the element before it names.
static bool add_period(struct buf *out, struct text t, struct text format)
{
    if (text_equal_z(format, "RD8") && t.size == 17) {
        size_t start = out->size;
        if (add_date(out, text_part(t, 0, 8))) {
            buf_z(out, " to ");
            if (add_date(out, text_part(t, 9, 8)))
                return true;
        }
        out->size = start;
        return false;
    }
    if (text_equal_z(format, "DT") && t.size == 12) {
        x12_words_moment(out, text_part(t, 0, 8), text_part(t, 8, 4));
        return true;
    }
    if (text_equal_z(format, "TM"))
        return add_time(out, t);
    return (text_equal_z(format, "D8") || text_equal_z(format, "D6")) && add_date(out, t);
}

static bool add_telephone(struct buf *out, struct text t, struct text qualifier)
{
    bool is_number = text_equal_z(qualifier, "TE") || text_equal_z(qualifier, "FX");
    if (!is_number || t.size != 10 || !text_is_digits(t))
        return false;
    buf_format(out, "(%.3s) %.3s-%.4s", t.at, t.at + 3, t.at + 6);
    return true;
}

// ICD-10-CM (the list qualifiers ABF, ABJ, ABK, ABN, APR) has a point behind the third character.
static bool add_diagnosis(struct buf *out, struct text t, struct text qualifier)
{
    bool is_diagnosis = text_starts(qualifier, TEXT("AB")) || text_equal_z(qualifier, "APR");
    if (!is_diagnosis || qualifier.size != 3 || t.size < 4 || !text_is_alphanumeric(t))
        return false;
    buf_format(out, "%.3s.%.*s", t.at, TEXT_ARG(text_part(t, 3, t.size)));
    return true;
}

static bool add_readable(struct buf *out, const struct x12_value *value)
{
    struct text t = value->value;
    char amount[MONEY_ROOM];
    int64_t cents;
    switch (value->spec->type) {
    case GRAMMAR_DT:
        return add_date(out, t);
    case GRAMMAR_TM:
        return add_time(out, t);
    default:
        break;
    }
    switch (value->spec->number) {
    case ELEMENT_AMOUNT:
        if (money_parse(t, &cents) != MONEY_OK)
            return false;
        buf_bytes(out, amount, money_format_commas(cents, amount));
        return true;
    case ELEMENT_PERIOD:
        return add_period(out, t, value->before);
    case ELEMENT_COMMUNICATION_NUMBER:
        return add_telephone(out, t, value->before);
    case ELEMENT_INDUSTRY_CODE:
        return add_diagnosis(out, t, value->before);
    case ELEMENT_POSTAL_CODE:
        if (t.size != 9 || !text_is_digits(t))
            return false;
        buf_format(out, "%.5s-%.4s", t.at, t.at + 5);
        return true;
    default:
        return false;
    }
}

void x12_words_value(struct buf *out, const struct x12_value *value)
{
    if (value->spec == NULL || !add_readable(out, value))
        buf_text(out, value->value);
}

const char *x12_words_meaning(const struct x12_value *value)
{
    const uint32_t lists[] = {
        value->spec == NULL ? 0 : value->spec->codes, value->spec == NULL ? 0 : value->spec->list};
    for (size_t i = 0; i < 2; i++) {
        const char *meaning =
            lists[i] == 0 ? NULL : grammar_meaning(&grammar.codes[lists[i]], value->value);
        if (meaning != NULL && *meaning != '\0')
            return meaning;
    }
    return NULL;
}
