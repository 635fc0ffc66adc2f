// Codes that hold from one day to another (SNIP 5): diagnoses and procedures of claims, and
// procedures of a remittance's lines, looked up by who calls, as of the day of service. A claim's
// codes stand before its dates, so they wait: a line's until the line ends, the others until the
// claim does. 45 CFR 162.1002: a code is valid by the day of service; an inpatient's diagnoses and
// procedures by the day of discharge, which is the end of the statement.
#include <stdio.h>

#include "edi/x12_check_state.h"

static bool is_in(const struct check_state *state, const char *loop)
{
    return strcmp(x12_check_loop(state)->id, loop) == 0;
}

static bool is_of(struct text qualifier, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (text_equal_z(qualifier, *list))
            return true;
    }
    return false;
}

// ---- Days

static date_t day_of(struct text t)
{
    date_t day = DATE_NONE;
    return date_parse_d8(text_part(t, 0, 8), &day) ? day : DATE_NONE;
}

static void take_date(struct check_state *state)
{
    struct check_codes *c = &state->codes;
    struct text kind = x12_element(state->segment, 1), days = x12_element(state->segment, 3);
    date_t first = day_of(days);
    if (text_equal_z(kind, "434") && days.size == 17) {
        c->statement_begin = first;
        c->statement_end = day_of(text_part(days, 9, 8));
    } else if (text_equal_z(kind, "472")) {
        if (is_in(state, "2400"))
            c->line_day = first;
        if (c->first == DATE_NONE || (first != DATE_NONE && first < c->first))
            c->first = first;
    }
}

// Of a remittance: its claim (2100) and line (2110).
static void take_paid_date(struct check_state *state)
{
    struct check_codes *c = &state->codes;
    struct text kind = x12_element(state->segment, 1);
    date_t day = day_of(x12_element(state->segment, 2));
    if (text_equal_z(kind, "472") || text_equal_z(kind, "150"))
        c->line_day = day;
    else if (text_equal_z(kind, "232"))
        c->statement_begin = day;
    else if (text_equal_z(kind, "233"))
        c->statement_end = day;
}

// ---- Codes

static struct check_code code_at(
    const struct check_state *state, enum x12_code_kind kind, size_t element, size_t component)
{
    struct check_code code = {.kind = kind,
        .site = {.spec = state->spec,
            .number = state->segment->number,
            .offset = state->segment->offset,
            .element = (uint8_t)element,
            .component = (uint8_t)component}};
    struct text t = x12_component(state->segment, element, component);
    if (t.size < sizeof(code.code)) // a longer one was told for its length
        text_copy_z(code.code, sizeof(code.code), t);
    return code;
}

static void take_claim_codes(struct check_state *state)
{
    static const char *const diagnoses[] = {"ABK", "ABF", "ABJ", "APR", "ABN", NULL};
    static const char *const procedures[] = {"BBR", "BBQ", NULL};
    struct check_codes *c = &state->codes;
    for (size_t i = 1; i <= state->segment->count && i <= 12; i++) {
        struct text qualifier = x12_component(state->segment, i, 1);
        bool is_procedure = is_of(qualifier, procedures);
        if (c->count < CHECK_CODES_MAX && (is_procedure || is_of(qualifier, diagnoses)))
            c->codes[c->count++] = code_at(state, is_procedure ? X12_ICD10PCS : X12_ICD10CM, i, 2);
    }
}

static void take_line_code(struct check_state *state, size_t element)
{
    struct check_codes *c = &state->codes;
    if (c->line_count < CHECK_LINE_CODES_MAX &&
        text_equal_z(x12_component(state->segment, element, 1), "HC"))
        c->line[c->line_count++] = code_at(state, X12_HCPCS, element, 2);
}

void x12_check_code_segment(struct check_state *state)
{
    switch (state->spec->id) {
    case X12_ID('D', 'T', 'P'):
        take_date(state);
        break;
    case X12_ID('D', 'T', 'M'):
        take_paid_date(state);
        break;
    case X12_ID('H', 'I', 0):
        if (is_in(state, "2300"))
            take_claim_codes(state);
        break;
    case X12_ID('S', 'V', '1'):
        take_line_code(state, 1);
        break;
    case X12_ID('S', 'V', '2'):
        take_line_code(state, 2);
        break;
    case X12_ID('S', 'V', 'C'):
        if (is_in(state, "2110")) {
            take_line_code(state, 1); // what was paid
            take_line_code(state, 6); // what was billed, where that is another one
        }
        break;
    default:
        break;
    }
}

// ---- Judging

static void look_up(struct check_state *state, const struct check_code *code, date_t on)
{
    static const char *const lists[] = {
        [X12_ICD10CM] = "ICD-10-CM", [X12_ICD10PCS] = "ICD-10-PCS", [X12_HCPCS] = "HCPCS"};
    const char *as_of = "";
    char expected[192], day[40];
    int year, month, day_of_month;
    enum x12_check_code finding;
    if (on == DATE_NONE || code->code[0] == '\0')
        return;
    switch (
        state->handler.code(state->handler.context, code->kind, text_of(code->code), on, &as_of)) {
    case X12_CODE_HEADING:
        finding = X12_CHECK_code_heading;
        break;
    case X12_CODE_UNKNOWN:
        finding = X12_CHECK_code_unknown;
        break;
    case X12_CODE_ENDED:
        finding = X12_CHECK_code_ended;
        break;
    default:
        return;
    }
    // Not date_format_iso, which stops the process on a day that is none: the installed library
    // does not.
    date_to_parts(on, &year, &month, &day_of_month);
    snprintf(day, sizeof(day), "%04d-%02d-%02d", year, month, day_of_month);
    snprintf(expected, sizeof(expected), "%s%s%.96s, asked for %s", lists[code->kind],
        as_of != NULL && *as_of != '\0' ? " list as of " : "", as_of != NULL ? as_of : "", day);
    struct x12_place place = x12_check_site_place(state, &code->site);
    const struct grammar_element *element = x12_check_site_element(&code->site);
    bool is_shown = element != NULL && !element->patient;
    x12_check_tell_at(state, finding, &place, code->site.spec->name, element ? element->name : NULL,
        expected, is_shown ? text_of(code->code) : (struct text){0});
}

// Of an 837, or an 835.
static bool is_claim(const char *loop)
{
    return strcmp(loop, "2300") == 0 || strcmp(loop, "2100") == 0;
}

static bool is_line(const char *loop)
{
    return strcmp(loop, "2400") == 0 || strcmp(loop, "2110") == 0;
}

void x12_check_code_open(struct check_state *state)
{
    struct check_codes *c = &state->codes;
    const char *loop = state->frames[state->depth - 1].loop->id;
    if (is_claim(loop)) {
        c->count = 0;
        c->first = c->statement_begin = c->statement_end = DATE_NONE;
    } else if (is_line(loop)) {
        c->line_count = 0;
        c->line_day = DATE_NONE;
    }
}

void x12_check_code_close(struct check_state *state)
{
    struct check_codes *c = &state->codes;
    const char *loop = state->frames[state->depth - 1].loop->id;
    date_t begin = c->statement_begin, end = c->statement_end;
    if (is_line(loop)) {
        date_t on = c->line_day != DATE_NONE ? c->line_day : begin != DATE_NONE ? begin : end;
        for (size_t i = 0; i < c->line_count; i++)
            look_up(state, &c->line[i], on);
        c->line_count = 0;
    } else if (is_claim(loop)) {
        for (size_t i = 0; i < c->count; i++)
            look_up(state, &c->codes[i], end != DATE_NONE ? end : c->first);
        c->count = 0;
    }
}
