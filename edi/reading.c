#include "edi/reading.h"

#include <stdio.h>

#include "claims/base/money.h"

void reading_start(struct reading_report *report, const struct x12_set *set)
{
    report->place = (struct x12_place){0};
    if (set != NULL)
        x12_envelope_place(&report->place, set->interchange, set);
    report->rejects = 0;
    memset(report->listed, 0, sizeof(report->listed));
    report->not_listed = 0;
}

struct x12_place reading_place(const struct reading_report *report,
    const struct x12_segment *segment, size_t number, const char *loop)
{
    struct x12_place place = report->place;
    x12_place_segment(&place, segment, number, 0);
    text_copy_z(place.loop, sizeof(place.loop), text_of(loop));
    return place;
}

void reading_tell_at(struct reading_report *report, enum finding_code code, enum severity severity,
    const struct x12_place *place, int line, struct text value)
{
    if (severity == SEVERITY_REJECT)
        report->rejects++;
    if (report->listed[severity] == READING_LISTED_MAX) {
        report->not_listed++;
        return;
    }
    report->listed[severity]++;
    struct finding finding = {.code = code,
        .severity = severity,
        .line = line,
        .place = text_of(place->element),
        .value = value};
    report->finding(report->context, &finding, place);
}

void reading_tell(struct reading_report *report, enum finding_code code, enum severity severity,
    const struct x12_segment *segment, size_t number, size_t component, const char *loop,
    struct text value)
{
    struct x12_place place = reading_place(report, segment, number, loop);
    x12_place_segment(&place, segment, number, component);
    reading_tell_at(report, code, severity, &place, 0, value);
}

void reading_unknown(
    struct reading_report *report, const struct x12_segment *segment, const char *loop)
{
    reading_tell(
        report, FINDING_x12_segment_unknown, SEVERITY_INFO, segment, 0, 0, loop, (struct text){0});
}

void reading_misplaced(
    struct reading_report *report, const struct x12_segment *segment, const char *loop)
{
    reading_tell(report, FINDING_x12_segment_unknown, SEVERITY_REJECT, segment, 0, 0, loop,
        (struct text){0});
}

// A value that failed is shown when it looks like a number: with elements shifted, a name may stand
// there.
static struct text shown(struct text value)
{
    value = text_part(value, 0, 32);
    for (size_t i = 0; i < value.size; i++) {
        char c = value.at[i];
        if ((c < '0' || c > '9') && c != '.' && c != ',' && c != '-' && c != '+')
            return (struct text){0};
    }
    return value;
}

// What to say of an element that is missing or, `present`, cannot be read.
static void tell_element(struct reading_report *report, const struct x12_segment *segment,
    size_t number, const char *loop, enum reading_need need)
{
    struct text value = x12_element(segment, number);
    if (value.size == 0 && need == READING_REQUIRED)
        reading_tell(
            report, FINDING_x12_element_missing, SEVERITY_REJECT, segment, number, 0, loop, value);
    if (value.size > 0)
        reading_tell(report, FINDING_x12_element_invalid,
            need == READING_ADVISORY ? SEVERITY_WARN : SEVERITY_REJECT, segment, number, 0, loop,
            shown(value));
}

bool reading_amount(struct reading_report *report, const struct x12_segment *segment, size_t number,
    const char *loop, enum reading_need need, int64_t *cents)
{
    if (money_parse(x12_element(segment, number), cents) == MONEY_OK)
        return true;
    tell_element(report, segment, number, loop, need);
    return false;
}

bool reading_quantity(struct reading_report *report, const struct x12_segment *segment,
    size_t number, const char *loop, enum reading_need need, int64_t *thousandths)
{
    if (money_parse_thousandths(x12_element(segment, number), thousandths) == MONEY_OK)
        return true;
    tell_element(report, segment, number, loop, need);
    return false;
}

bool reading_date(struct reading_report *report, const struct x12_segment *segment, size_t number,
    const char *loop, enum reading_need need, date_t *date)
{
    if (date_parse_d8(x12_element(segment, number), date))
        return true;
    tell_element(report, segment, number, loop, need);
    return false;
}

bool reading_number(struct reading_report *report, const struct x12_segment *segment, size_t number,
    const char *loop, enum reading_need need, int64_t *out)
{
    if (text_to_i64(x12_element(segment, number), out))
        return true;
    tell_element(report, segment, number, loop, need);
    return false;
}

struct text reading_text(struct reading_report *report, const struct x12_segment *segment,
    size_t number, const char *loop, enum reading_need need)
{
    struct text value = text_trim(x12_element(segment, number));
    if (value.size == 0 && need != READING_OPTIONAL)
        reading_tell(report, FINDING_x12_element_missing,
            need == READING_REQUIRED ? SEVERITY_REJECT : SEVERITY_WARN, segment, number, 0, loop,
            value);
    return value;
}

bool reading_dtp(struct reading_report *report, const struct x12_segment *segment, const char *loop,
    date_t *from, date_t *to)
{
    struct text value = x12_element(segment, 3);
    date_t first, last;
    bool is_range = text_equal_z(x12_element(segment, 2), "RD8");
    bool read = false;
    if (is_range && value.size == 17 && value.at[8] == '-')
        read = date_parse_d8(text_part(value, 0, 8), &first) &&
               date_parse_d8(text_part(value, 9, 8), &last);
    else if (!is_range && date_parse_d8(value, &first)) {
        last = first;
        read = true;
    }
    if (!read) {
        tell_element(report, segment, 3, loop, READING_ADVISORY);
        return false;
    }
    *from = first;
    *to = last;
    return true;
}

bool reading_grow(struct arena *arena, void **items, size_t count, size_t more, size_t *room,
    size_t each, size_t spare)
{
    if (count + more <= *room)
        return true;
    size_t larger = *room == 0 ? 8 : *room * 2;
    while (larger < count + more)
        larger *= 2;
    if (!arena_has_room(arena, larger * each + spare))
        return false;
    void *moved = arena_take_array(arena, larger, each);
    if (count > 0)
        memcpy(moved, *items, count * each);
    *items = moved;
    *room = larger;
    return true;
}

bool reading_is_one_of(struct text t, const char *words)
{
    // A blank or NUL would match beyond a word.
    if (t.size == 0 || memchr(t.at, ' ', t.size) != NULL || memchr(t.at, '\0', t.size) != NULL)
        return false;
    for (const char *at = words; (at = strchr(at, ' ')) != NULL; at++) {
        if (strncmp(at + 1, t.at, t.size) == 0 && at[1 + t.size] == ' ')
            return true;
    }
    return false;
}
