// The elements of a segment, held against the guide: presence, characters, length, type, codes,
// repetition, and the standard's notes on which elements go together. Rules of type and length:
// X12.6, 3.3.1; the dates of element 1251 have the form that the element 1250 before it names.
#include <stdio.h>

#include "claims/base/date.h"
#include "edi/x12_check_state.h"

// Where a value stands, and what it should be.
struct site {
    struct check_state *state;
    const struct grammar_element *spec;
    size_t number, component; // component 0: the whole element
    struct text format;       // of element 1251: the value of the element 1250 before it
    bool is_of_other_list;    // its codes are of a list that nobody here keeps
};

static void tell(
    const struct site *site, enum x12_check_code code, const char *expected, struct text value)
{
    bool is_hidden = site->spec->patient || grammar_is_astray(site->state->spec, site->spec, value);
    x12_check_tell(site->state, code, site->number, site->component, site->spec->name, expected,
        is_hidden ? (struct text){0} : value);
}

static void tell_count(const struct site *site, enum x12_check_code code, unsigned count,
    const char *unit, struct text value)
{
    char expected[40];
    snprintf(expected, sizeof(expected), "%u %s", count, unit);
    tell(site, code, expected, value);
}

// ---- Types

// Digits with a minus before them when it is negative. Sets the number of digits.
static bool is_integer(struct text t, size_t *digits)
{
    size_t from = t.size > 0 && t.at[0] == '-';
    *digits = t.size - from;
    for (size_t i = from; i < t.size; i++) {
        if (!text_is_digit(t.at[i]))
            return false;
    }
    return *digits > 0;
}

// The same with a decimal point. Sets the number of digits, which alone count for the length.
static bool is_decimal(struct text t, size_t *digits)
{
    size_t from = t.size > 0 && t.at[0] == '-', points = 0;
    for (size_t i = from; i < t.size; i++) {
        if (t.at[i] == '.')
            points++;
        else if (!text_is_digit(t.at[i]))
            return false;
    }
    *digits = t.size - from - points;
    return *digits > 0 && points <= 1 && t.at[t.size - 1] != '.';
}

// CCYYMMDD, a day of the calendar of any year.
static bool is_day(struct text t)
{
    size_t digits;
    date_t day;
    if (t.size != 8 || !is_integer(t, &digits) || digits != 8)
        return false;
    // The calendar repeats every 400 years; the same year from 1800 to 2199 can be read.
    char same[8];
    int year =
        ((t.at[0] - '0') * 1000 + (t.at[1] - '0') * 100 + (t.at[2] - '0') * 10 + t.at[3] - '0') %
        400;
    year += year < 200 ? 2000 : 1600;
    memcpy(same, t.at, 8);
    for (int i = 3; i >= 0; i--, year /= 10)
        same[i] = (char)('0' + year % 10);
    return date_parse_d8((struct text){same, 8}, &day);
}

// Years that a claim, a birth or a payment can have.
static bool is_plausible(struct text day)
{
    return memcmp(day.at, "1800", 4) >= 0 && memcmp(day.at, "2199", 4) <= 0;
}

// YYMMDD; every two-digit year has a 29 February or not in one of two centuries, so 2000 stands for
// it.
static bool is_short_day(struct text t)
{
    char whole[8] = {'2', '0'};
    if (t.size != 6)
        return false;
    memcpy(whole + 2, t.at, 6);
    return is_day((struct text){whole, 8});
}

// HHMM, HHMMSS, HHMMSSD or HHMMSSDD.
static bool is_time(struct text t)
{
    size_t digits;
    if (t.size < 4 || t.size == 5 || t.size > 8 || !is_integer(t, &digits) || digits != t.size)
        return false;
    int hours = (t.at[0] - '0') * 10 + t.at[1] - '0',
        minutes = (t.at[2] - '0') * 10 + t.at[3] - '0';
    return hours < 24 && minutes < 60 && (t.size < 6 || t.at[4] < '6');
}

// The forms of element 1251, by the code of element 1250. Sets what it should be.
static bool is_of_format(struct text t, struct text format, const char **expected)
{
    if (text_equal_z(format, "D8")) {
        *expected = "CCYYMMDD";
        return is_day(t);
    }
    if (text_equal_z(format, "RD8")) {
        *expected = "CCYYMMDD-CCYYMMDD, the first not after the second";
        return t.size == 17 && t.at[8] == '-' && is_day(text_part(t, 0, 8)) &&
               is_day(text_part(t, 9, 8)) && memcmp(t.at, t.at + 9, 8) <= 0;
    }
    if (text_equal_z(format, "DT")) {
        *expected = "CCYYMMDDHHMM";
        return t.size == 12 && is_day(text_part(t, 0, 8)) && is_time(text_part(t, 8, 4));
    }
    if (text_equal_z(format, "TM")) {
        *expected = "HHMM";
        return t.size == 4 && is_time(t);
    }
    if (text_equal_z(format, "D6")) {
        *expected = "YYMMDD";
        return is_short_day(t);
    }
    return true;
}

// The form that the value behind has by the code at hand; none when the guide has no such code
// there, which is told: then nobody knows the form.
static struct text format_of(const struct grammar_element *element, struct text code)
{
    bool is_code = element->codes == 0 || grammar_has(&grammar.codes[element->codes], code);
    return element->number == 1250 && is_code ? code : (struct text){0};
}

// Type and length of a value that is there. Returns whether it has them.
static bool check_type(const struct site *site, struct text t)
{
    const struct grammar_element *spec = site->spec;
    size_t length = t.size;
    switch ((enum grammar_type)spec->type) {
    case GRAMMAR_N:
        if (!is_integer(t, &length)) {
            tell(site, X12_CHECK_element_number, "digits only", t);
            return false;
        }
        break;
    case GRAMMAR_R:
        if (!is_decimal(t, &length)) {
            tell(site, X12_CHECK_element_number, "digits and a decimal point", t);
            return false;
        }
        break;
    case GRAMMAR_DT:
        if (t.size == 6 && spec->min <= 6 ? !is_short_day(t) : !is_day(t)) {
            tell(site, X12_CHECK_element_date, spec->min <= 6 ? "YYMMDD" : "CCYYMMDD", t);
            return false;
        }
        if (t.size == 8 && !is_plausible(t))
            tell(site, X12_CHECK_date_implausible, NULL, t);
        break;
    case GRAMMAR_TM:
        if (!is_time(t)) {
            tell(site, X12_CHECK_element_time, "HHMM", t);
            return false;
        }
        break;
    case GRAMMAR_AN:
    case GRAMMAR_ID:
    case GRAMMAR_COMPOSITE:
        break;
    }
    bool is_right = length >= spec->min && length <= spec->max;
    if (length < spec->min)
        tell_count(site, X12_CHECK_element_short, spec->min, "characters", t);
    if (length > spec->max)
        tell_count(site, X12_CHECK_element_long, spec->max, "characters", t);
    else if (spec->kept > 0 && length > spec->kept)
        tell_count(site, X12_CHECK_element_not_kept, spec->kept, "characters", t);
    const char *expected = NULL;
    // What is too long is of no form either: that is one fault.
    if (spec->number != 1251 || site->format.size == 0 || length > spec->max)
        return is_right;
    if (!is_of_format(t, site->format, &expected))
        tell(site,
            text_equal_z(site->format, "TM") ? X12_CHECK_element_time : X12_CHECK_element_date,
            expected, t);
    else if (site->format.size >= 2 && (t.size == 8 || t.size == 17 || t.size == 12) &&
             !is_plausible(t))
        tell(site, X12_CHECK_date_implausible, NULL, t);
    return is_right;
}

// Characters of the basic and extended sets; separators of this interchange are none.
static void check_characters(const struct site *site, struct text t)
{
    for (size_t i = 0; i < t.size; i++) {
        unsigned char c = (unsigned char)t.at[i];
        if (!x12_is_character((char)c)) {
            char expected[56];
            snprintf(expected, sizeof(expected), "byte %zu is hexadecimal %02X", i + 1, c);
            // The value is not told: it could not be shown.
            tell(site, X12_CHECK_element_characters, expected, (struct text){0});
            return;
        }
    }
    if (t.at[0] == ' ' && site->spec->type != GRAMMAR_ID)
        tell(site, X12_CHECK_element_blank, NULL, (struct text){0});
}

// "41, 85, 87" of a list that is not long.
static const char *list_codes(const struct grammar_codes *codes, char *room, size_t size)
{
    size_t at = 0;
    room[0] = '\0';
    for (uint32_t i = 0; i < codes->count && i < 12; i++) {
        int n = snprintf(
            room + at, size - at, "%s%s", i ? ", " : "", grammar.code[codes->first + i].code);
        if (n < 0 || (size_t)n >= size - at)
            break;
        at += (size_t)n;
    }
    if (codes->count > 12)
        snprintf(room + at, size - at, ", …");
    return room;
}

// Whether the value is one of the guide's codes, where it has any.
static bool is_allowed(const struct site *site, struct text t)
{
    const struct grammar_element *spec = site->spec;
    const struct grammar_codes *codes = &grammar.codes[spec->codes];
    if (spec->codes == 0 || grammar_has(codes, t))
        return true;
    char room[128];
    tell(site, X12_CHECK_code_not_allowed, list_codes(codes, room, sizeof(room)), t);
    return false;
}

static bool is_listed(const struct grammar_element *element, struct text t)
{
    return element->list == 0 || grammar_has(&grammar.codes[element->list], t);
}

// Lists that others keep (SNIP 5): an unknown code may be newer than ours.
static void look_up(const struct site *site, struct text t)
{
    const struct grammar_codes *list = &grammar.codes[site->spec->list];
    if (site->is_of_other_list || is_listed(site->spec, t))
        return;
    char expected[64];
    snprintf(expected, sizeof(expected), "%.40s%s%.10s", list->name, *list->as_of ? " as of " : "",
        list->as_of);
    tell(site, X12_CHECK_code_unknown, expected, t);
    x12_check_situation_unknown(site->state, site->number);
}

// A value of one piece. Returns whether it can be what it should be.
static bool check_value(const struct site *site, struct text t)
{
    check_characters(site, t);
    if (!is_allowed(site, t) || !check_type(site, t))
        return false;
    look_up(site, t);
    return true;
}

// ---- Notes

static struct text component_of(struct text composite, char separator, uint8_t number)
{
    struct text rest = composite, piece = {0};
    bool more = true;
    for (uint8_t i = 0; i < number; i++) {
        if (!text_split(&rest, separator, &more, &piece))
            return (struct text){0};
    }
    return piece;
}

static struct text value_of(const struct site *site, struct text composite, uint8_t number)
{
    if (site == NULL)
        return (struct text){0};
    if (site->spec == NULL)
        return x12_element(site->state->segment, number);
    return component_of(composite, site->state->segment->separators->component, number);
}

// The elements of a note in words: "SVC05", or "HI01-3, HI01-4".
static const char *name_elements(
    const struct site *site, const struct grammar_note *note, char *room, size_t size)
{
    size_t at = 0;
    char id[4] = "";
    text_copy_z(id, sizeof(id), site->state->segment->id);
    room[0] = '\0';
    for (uint8_t i = 0; i < note->count; i++) {
        int n = site->spec == NULL ? snprintf(room + at, size - at, "%s%s%02u", i ? ", " : "", id,
                                         note->elements[i])
                                   : snprintf(room + at, size - at, "%s%s%02zu-%u", i ? ", " : "",
                                         id, site->number, note->elements[i]);
        if (n < 0 || (size_t)n >= size - at)
            break;
        at += (size_t)n;
    }
    return room;
}

static bool is_of_usage(const struct site *site, uint8_t number, enum grammar_usage usage)
{
    const struct grammar_segment *segment = site->state->spec;
    uint32_t first = site->spec ? site->spec->components : segment->elements;
    uint32_t count = site->spec ? site->spec->component_count : segment->element_count;
    return number <= count ? grammar.element[first + number - 1].usage == (uint8_t)usage
                           : usage == GRAMMAR_NOT_USED;
}

// Notes of the segment (site->spec NULL) or of a composite. What the guide requires in any case was
// told as missing by itself.
static void check_notes(
    const struct site *site, uint32_t first, uint32_t count, struct text composite)
{
    uint64_t missed = 0; // elements that a note before told as missing
    for (uint32_t n = 0; n < count; n++) {
        const struct grammar_note *note = &grammar.note[first + n];
        unsigned present = 0;
        bool first_present = false, is_told = false;
        uint8_t missing = 0, last = 0;
        for (uint8_t i = 0; i < note->count; i++) {
            bool is_there = value_of(site, composite, note->elements[i]).size > 0;
            present += is_there;
            first_present = first_present || (i == 0 && is_there);
            is_told =
                is_told || (!is_there && is_of_usage(site, note->elements[i], GRAMMAR_REQUIRED));
            if (is_there)
                last = note->elements[i];
            else if (missing == 0)
                missing = note->elements[i];
        }
        enum x12_check_code code;
        if (is_told && note->kind != 'E')
            continue;
        switch (note->kind) {
        case 'P':
            if (present == 0 || present == note->count)
                continue;
            code = X12_CHECK_elements_together;
            break;
        case 'R':
            if (present > 0)
                continue;
            code = X12_CHECK_elements_one_of;
            break;
        case 'E':
            if (present <= 1)
                continue;
            code = X12_CHECK_elements_exclude;
            missing = last;
            break;
        case 'C':
            if (!first_present || present == note->count)
                continue;
            code = X12_CHECK_elements_need;
            break;
        default: // L
            if (!first_present || present > 1)
                continue;
            code = X12_CHECK_elements_need;
            break;
        }
        // Where what is missing is not used, what it belongs to is not either, and that was told.
        if (code != X12_CHECK_elements_exclude &&
            ((missed >> missing & 1) != 0 || is_of_usage(site, missing, GRAMMAR_NOT_USED)))
            continue;
        if (code != X12_CHECK_elements_exclude)
            missed |= (uint64_t)1 << missing;
        char room[96];
        name_elements(site, note, room, sizeof(room));
        if (site->spec == NULL)
            x12_check_tell(site->state, code, missing, 0, NULL, room, (struct text){0});
        else
            x12_check_tell(site->state, code, site->number, missing, NULL, room, (struct text){0});
    }
}

// ---- Composites, repetitions, segments

// Whether the value is not even a first component, and lacks the separators of others that are
// required: of that one thing is told.
static bool is_no_composite(const struct site *site, struct text t)
{
    const struct grammar_element *parts = &grammar.element[site->spec->components];
    bool needs_others = false;
    for (uint32_t i = 1; i < site->spec->component_count; i++)
        needs_others = needs_others || parts[i].usage == GRAMMAR_REQUIRED;
    return needs_others && t.size > 0 &&
           memchr(t.at, site->state->segment->separators->component, t.size) == NULL &&
           ((parts->codes != 0 && !grammar_has(&grammar.codes[parts->codes], t)) ||
               !is_listed(parts, t));
}

static void check_composite(const struct site *site, struct text t)
{
    const struct grammar_element *spec = site->spec;
    char separator = site->state->segment->separators->component;
    struct text rest = t, piece = {0}, format = {0};
    bool more = true, is_told = false, is_none = is_no_composite(site, t), is_other = false;
    // Where it can be no composite, nobody knows what its components would have been.
    if (is_none)
        x12_check_situation_doubt_element(site->state, site->state->spec, site->number, 0);
    // A status (C043) whose fourth component is RX has a code of the pharmacies' (NCPDP).
    bool is_ncpdp = spec->number == 43 && text_equal_z(component_of(t, separator, 4), "RX");
    for (uint32_t i = 0; i < spec->component_count; i++) {
        const struct grammar_element *part = &grammar.element[spec->components + i];
        bool is_there = text_split(&rest, separator, &more, &piece) && piece.size > 0;
        struct site inner = {.state = site->state,
            .spec = part,
            .number = site->number,
            .component = i + 1,
            .is_of_other_list = (is_ncpdp && i == 1) || (is_none && i == 0)};
        if (!is_there)
            piece = (struct text){0};
        if (part->number == 1251)
            inner.format = format;
        if (!is_there && part->usage == GRAMMAR_REQUIRED && !(is_none && is_told)) {
            tell(&inner, X12_CHECK_element_missing, NULL, (struct text){0});
            is_told = true;
        }
        // What its qualifier is not of may have other components than those of here.
        if (i == 0)
            is_other =
                is_there && part->codes != 0 && !grammar_has(&grammar.codes[part->codes], piece);
        if (is_there && part->usage == GRAMMAR_NOT_USED) {
            if (!is_other)
                tell(&inner, X12_CHECK_element_not_used, NULL, piece);
        } else if (is_there)
            is_told = !check_value(&inner, piece) || is_told;
        format = format_of(part, piece);
    }
    if (more && rest.size > 0)
        tell_count(
            site, X12_CHECK_component_extra, spec->component_count, "components", (struct text){0});
    check_notes(site, spec->notes, spec->note_count, t);
}

static void check_one(const struct site *site, struct text t)
{
    if (site->spec->type == GRAMMAR_COMPOSITE) {
        check_composite(site, t);
        return;
    }
    char separator = site->state->segment->separators->component;
    if (t.size > 0 && memchr(t.at, separator, t.size) != NULL) {
        tell(site, X12_CHECK_component_extra, "1 component", (struct text){0});
        return;
    }
    check_value(site, t);
}

static void check_repetitions(const struct site *site, struct text t)
{
    char separator = site->state->segment->separators->repetition;
    if (separator == '\0' || memchr(t.at, separator, t.size) == NULL) {
        check_one(site, t);
        return;
    }
    struct text rest = t, piece;
    bool more = true;
    unsigned count = 0;
    while (text_split(&rest, separator, &more, &piece)) {
        count++;
        if (count <= site->spec->repeat && piece.size > 0)
            check_one(site, piece);
    }
    if (count > site->spec->repeat)
        tell_count(site, X12_CHECK_element_repeats, site->spec->repeat,
            site->spec->repeat == 1 ? "time" : "times", (struct text){0});
}

bool x12_check_is_code(const struct check_state *state, size_t number)
{
    const struct grammar_segment *spec = state->spec;
    return number <= spec->element_count &&
           grammar_has(&grammar.codes[grammar.element[spec->elements + number - 1].codes],
               x12_element(state->segment, number));
}

bool x12_check_elements(struct check_state *state)
{
    const struct grammar_segment *spec = state->spec;
    const struct x12_segment *segment = state->segment;
    if (!state->in_full && x12_check_plain(state))
        return true;
    if (x12_check_moved(state))
        return false;
    size_t last = segment->count;
    while (last > 0 && x12_element(segment, last).size == 0)
        last--;
    // Separators may stand for a required element that is missing, which is told below.
    bool is_missing = false;
    for (size_t i = last; i < segment->count && i < spec->element_count; i++)
        is_missing = is_missing || grammar.element[spec->elements + i].usage == GRAMMAR_REQUIRED;
    if (last < segment->count && last > 0 && !is_missing)
        x12_check_tell(state, X12_CHECK_element_trailing, last, 0, NULL, NULL, (struct text){0});
    if (last == 0 && spec->element_count > 0)
        x12_check_tell(state, X12_CHECK_segment_empty, 0, 0, NULL, NULL, (struct text){0});
    struct text format = {0};
    for (size_t i = 0; i < spec->element_count; i++) {
        const struct grammar_element *element = &grammar.element[spec->elements + i];
        struct text t = x12_element(segment, i + 1);
        struct site site = {.state = state, .spec = element, .number = i + 1};
        if (i < 31 && (state->passed >> (i + 1) & 1) != 0)
            continue;
        if (element->number == 1251)
            site.format = format;
        if (t.size == 0) {
            if (element->usage == GRAMMAR_REQUIRED && last > 0)
                tell(&site, X12_CHECK_element_missing, NULL, (struct text){0});
        } else if (element->usage == GRAMMAR_NOT_USED) {
            tell(&site, X12_CHECK_element_not_used, NULL, t);
        } else {
            check_repetitions(&site, t);
        }
        format = format_of(element, t);
    }
    if (last > spec->element_count)
        x12_check_tell(state, X12_CHECK_element_extra, spec->element_count + 1, 0, NULL, NULL,
            (struct text){0});
    struct site whole = {.state = state};
    if (last > 0)
        check_notes(&whole, spec->notes, spec->note_count, (struct text){0});
    return false;
}

void x12_check_isa(struct check_state *state)
{
    for (size_t i = 1; i <= state->spec->element_count; i++) {
        struct site site = {
            .state = state, .spec = &grammar.element[state->spec->elements + i - 1], .number = i};
        struct text t = x12_element(state->segment, i);
        if (i == 11 || i == 16 || (state->passed >> i & 1) != 0) // separators
            continue;
        if (text_trim(t).size > 0)
            check_value(&site, t);
        else if (i != 2 && i != 4) // authorization and security information
            tell(&site, X12_CHECK_element_missing, NULL, (struct text){0});
    }
}
