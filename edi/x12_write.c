#include "edi/x12_write.h"

#include "claims/base/err.h"
#include "claims/base/money.h"

#define CONTROL_MAX INT64_C(999999999)

void x12_write_begin(struct x12_writer *writer, struct buf *out,
    const struct x12_settings *settings, struct x12_refusals refusals)
{
    *writer = (struct x12_writer){
        .out = out, .settings = settings, .refusals = refusals, .start = out->size};
}

int x12_write_end(struct x12_writer *writer)
{
    if (writer->refused == 0)
        return writer->segments;
    writer->out->size = writer->start;
    return 0;
}

void x12_segment_begin(struct x12_writer *writer, const char *id)
{
    writer->elements_due = 0;
    writer->components_due = 0;
    writer->in_composite = false;
    buf_z(writer->out, id);
}

void x12_segment_end(struct x12_writer *writer)
{
    CHECK(!writer->in_composite);
    buf_char(writer->out, writer->settings->separators.terminator);
    if (writer->settings->line_break == X12_LINE_CRLF)
        buf_char(writer->out, '\r');
    if (writer->settings->line_break != X12_LINE_NONE)
        buf_char(writer->out, '\n');
    writer->segments++;
}

void x12_refuse(
    struct x12_writer *writer, enum x12_refusal refusal, const char *field, struct text value)
{
    writer->refused++;
    if (writer->refusals.refuse != NULL)
        writer->refusals.refuse(writer->refusals.context, refusal, field, value);
}

// Counts the element or component that comes.
static void step(struct x12_writer *writer)
{
    if (!writer->in_composite)
        writer->elements_due++;
    else if (writer->components++ > 0)
        writer->components_due++;
}

// Writes the separators that are due, then a value that is known to be clean and not empty.
static void write_value(struct x12_writer *writer, struct text value)
{
    const struct x12_separators *s = &writer->settings->separators;
    for (; writer->elements_due > 0; writer->elements_due--)
        buf_char(writer->out, s->element);
    for (; writer->components_due > 0; writer->components_due--)
        buf_char(writer->out, s->component);
    buf_text(writer->out, value);
}

static bool is_clean(const struct x12_separators *s, struct text value)
{
    for (size_t i = 0; i < value.size; i++) {
        char c = value.at[i];
        if (!x12_is_character(c) || c == s->element || c == s->component || c == s->repetition ||
            c == s->terminator)
            return false;
    }
    return true;
}

static void put(
    struct x12_writer *writer, const char *field, struct text value, size_t max, bool required)
{
    step(writer);
    value = text_trim(value);
    if (value.size == 0) {
        if (required)
            x12_refuse(writer, X12_REFUSED_EMPTY, field, value);
        return;
    }
    if (value.size > max)
        x12_refuse(writer, X12_REFUSED_LONG, field, value);
    else if (!is_clean(&writer->settings->separators, value))
        x12_refuse(writer, X12_REFUSED_CHARACTER, field, value);
    else
        write_value(writer, value);
}

void x12_put(struct x12_writer *writer, const char *field, struct text value, size_t max)
{
    put(writer, field, value, max, false);
}

void x12_put_required(struct x12_writer *writer, const char *field, struct text value, size_t max)
{
    put(writer, field, value, max, true);
}

void x12_put_z(struct x12_writer *writer, const char *value)
{
    step(writer);
    if (*value != '\0')
        write_value(writer, text_of(value));
}

void x12_put_char(struct x12_writer *writer, const char *field, char value)
{
    put(writer, field, (struct text){&value, value != '\0'}, 1, true);
}

void x12_put_number(struct x12_writer *writer, int64_t value)
{
    char digits[MONEY_ROOM];
    size_t at = sizeof(digits);
    bool negative = value < 0;
    do {
        int64_t digit = value % 10;
        digits[--at] = (char)('0' + (digit < 0 ? -digit : digit));
        value /= 10;
    } while (value != 0);
    if (negative)
        digits[--at] = '-';
    step(writer);
    write_value(writer, (struct text){digits + at, sizeof(digits) - at});
}

void x12_put_control(struct x12_writer *writer, const char *field, int64_t control)
{
    char digits[9];
    step(writer);
    if (control < 1 || control > CONTROL_MAX) {
        x12_refuse(writer, X12_REFUSED_RANGE, field, (struct text){0});
        return;
    }
    for (size_t i = sizeof(digits); i-- > 0; control /= 10)
        digits[i] = (char)('0' + control % 10);
    write_value(writer, (struct text){digits, sizeof(digits)});
}

void x12_put_money(struct x12_writer *writer, int64_t cents)
{
    char digits[MONEY_ROOM];
    size_t size = money_format_x12(cents, digits);
    step(writer);
    write_value(writer, (struct text){digits, size});
}

void x12_put_quantity(struct x12_writer *writer, int64_t thousandths)
{
    char digits[MONEY_ROOM];
    size_t size = money_format_x12_thousandths(thousandths, digits);
    step(writer);
    write_value(writer, (struct text){digits, size});
}

void x12_put_d8(struct x12_writer *writer, const char *field, date_t date)
{
    char digits[DATE_ROOM] = "";
    step(writer);
    if (date == DATE_NONE) {
        x12_refuse(writer, X12_REFUSED_EMPTY, field, (struct text){0});
        return;
    }
    size_t size = date_format_d8(date, digits);
    write_value(writer, (struct text){digits, size});
}

void x12_put_d6(struct x12_writer *writer, date_t date)
{
    char digits[DATE_ROOM] = "";
    size_t size = date_format_d6(date, digits);
    step(writer);
    write_value(writer, (struct text){digits, size});
}

void x12_put_hhmm(struct x12_writer *writer, int32_t second_of_day)
{
    int minutes = second_of_day / 60 % 1440, hours = minutes / 60;
    minutes %= 60;
    char digits[4] = {(char)('0' + hours / 10), (char)('0' + hours % 10),
        (char)('0' + minutes / 10), (char)('0' + minutes % 10)};
    step(writer);
    write_value(writer, (struct text){digits, sizeof(digits)});
}

void x12_skip(struct x12_writer *writer, size_t count)
{
    for (size_t i = 0; i < count; i++)
        step(writer);
}

void x12_composite_begin(struct x12_writer *writer)
{
    CHECK(!writer->in_composite);
    writer->elements_due++;
    writer->components_due = 0;
    writer->components = 0;
    writer->in_composite = true;
}

void x12_composite_end(struct x12_writer *writer)
{
    writer->in_composite = false;
    writer->components_due = 0;
}

// ---- The envelope

// An element of the ISA: filled with blanks to its width.
static void put_filled(
    struct x12_writer *writer, const char *field, struct text value, size_t width)
{
    buf_char(writer->out, writer->settings->separators.element);
    if (value.size > width) {
        x12_refuse(writer, X12_REFUSED_LONG, field, value);
        return;
    }
    if (!is_clean(&writer->settings->separators, value)) {
        x12_refuse(writer, X12_REFUSED_CHARACTER, field, value);
        return;
    }
    buf_text(writer->out, value);
    for (size_t i = value.size; i < width; i++)
        buf_char(writer->out, ' ');
}

// GS06, GE02: as long as it is.
static void put_group_control(struct x12_writer *writer)
{
    int64_t control = writer->settings->group_control;
    if (control < 1 || control > CONTROL_MAX)
        x12_refuse(writer, X12_REFUSED_RANGE, "envelope.group_control", (struct text){0});
    x12_put_number(writer, control);
}

// GS02, GS03: 2 to 15 characters.
static void put_application(struct x12_writer *writer, const char *field, struct text code)
{
    x12_put_required(writer, field, code, 15);
    if (text_trim(code).size == 1)
        x12_refuse(writer, X12_REFUSED_RANGE, field, code);
}

static void check_separators(struct x12_writer *writer)
{
    const struct x12_separators *s = &writer->settings->separators;
    const char all[4] = {s->element, s->component, s->repetition, s->terminator};
    for (size_t i = 0; i < 4; i++) {
        // Letters, digits, blanks and what occurs in amounts and dates cannot separate.
        bool usable =
            (all[i] > ' ' && all[i] <= '~' && !text_is_alphanumeric((struct text){&all[i], 1}) &&
                all[i] != '-' && all[i] != '.') ||
            (i == 3 && all[i] == '\n');
        for (size_t k = 0; k < i; k++)
            usable = usable && all[k] != all[i];
        if (!usable)
            x12_refuse(writer, X12_REFUSED_CHARACTER, "envelope.separators", (struct text){0});
    }
}

static void write_isa(struct x12_writer *writer)
{
    const struct x12_settings *set = writer->settings;
    char date[DATE_ROOM] = "", repetition = set->separators.repetition;
    date_format_d6(set->at.day, date);
    int minutes = set->at.second / 60;
    check_separators(writer);
    buf_z(writer->out, "ISA");
    put_filled(writer, "ISA01", TEXT("00"), 2);
    put_filled(writer, "ISA02", TEXT(""), 10);
    put_filled(writer, "ISA03", TEXT("00"), 2);
    put_filled(writer, "ISA04", TEXT(""), 10);
    put_filled(writer, "envelope.sender_qualifier", set->sender_qualifier, 2);
    put_filled(writer, "envelope.sender", set->sender, 15);
    put_filled(writer, "envelope.receiver_qualifier", set->receiver_qualifier, 2);
    put_filled(writer, "envelope.receiver", set->receiver, 15);
    put_filled(writer, "ISA09", text_of(date), 6);
    buf_char(writer->out, set->separators.element);
    buf_format(writer->out, "%02d%02d", minutes / 60 % 24, minutes % 60);
    buf_char(writer->out, set->separators.element);
    buf_char(writer->out, repetition);
    put_filled(writer, "ISA12", TEXT("00501"), 5);
    x12_put_control(writer, "envelope.interchange_control", set->interchange_control);
    put_filled(writer, "envelope.acknowledgement_requested",
        (struct text){&set->acknowledgement_requested, 1}, 1);
    put_filled(writer, "envelope.usage", (struct text){&set->usage, 1}, 1);
    buf_char(writer->out, set->separators.element);
    buf_char(writer->out, set->separators.component);
    x12_segment_end(writer);
    if (text_trim(set->sender).size == 0)
        x12_refuse(writer, X12_REFUSED_EMPTY, "envelope.sender", set->sender);
    if (text_trim(set->receiver).size == 0)
        x12_refuse(writer, X12_REFUSED_EMPTY, "envelope.receiver", set->receiver);
}

int x12_write_isa(
    struct buf *out, const struct x12_settings *settings, struct x12_refusals refusals)
{
    struct x12_writer writer;
    x12_write_begin(&writer, out, settings, refusals);
    write_isa(&writer);
    return x12_write_end(&writer);
}

int x12_write_head(struct buf *out, const struct x12_settings *settings, const char *functional_id,
    const char *version, struct x12_refusals refusals)
{
    struct x12_writer writer;
    x12_write_begin(&writer, out, settings, refusals);
    write_isa(&writer);
    x12_segment_begin(&writer, "GS");
    x12_put_z(&writer, functional_id);
    put_application(&writer, "envelope.group_sender", settings->group_sender);
    put_application(&writer, "envelope.group_receiver", settings->group_receiver);
    x12_put_d8(&writer, "GS04", settings->at.day);
    x12_put_hhmm(&writer, settings->at.second);
    put_group_control(&writer);
    x12_put_z(&writer, "X");
    x12_put_z(&writer, version);
    x12_segment_end(&writer);
    return x12_write_end(&writer);
}

static void write_iea(struct x12_writer *writer, int64_t groups)
{
    x12_segment_begin(writer, "IEA");
    x12_put_number(writer, groups);
    x12_put_control(writer, "envelope.interchange_control", writer->settings->interchange_control);
    x12_segment_end(writer);
}

int x12_write_iea(struct buf *out, const struct x12_settings *settings, int64_t groups)
{
    struct x12_writer writer;
    x12_write_begin(&writer, out, settings, (struct x12_refusals){0});
    write_iea(&writer, groups);
    return x12_write_end(&writer);
}

int x12_write_tail(struct buf *out, const struct x12_settings *settings, int64_t sets)
{
    struct x12_writer writer;
    x12_write_begin(&writer, out, settings, (struct x12_refusals){0});
    x12_segment_begin(&writer, "GE");
    x12_put_number(&writer, sets);
    put_group_control(&writer);
    x12_segment_end(&writer);
    write_iea(&writer, 1);
    return x12_write_end(&writer);
}

int x12_write_se(
    struct buf *out, const struct x12_settings *settings, struct text set_control, int64_t segments)
{
    struct x12_writer writer;
    x12_write_begin(&writer, out, settings, (struct x12_refusals){0});
    x12_segment_begin(&writer, "SE");
    x12_put_number(&writer, segments);
    x12_put_required(&writer, "SE02", set_control, 9);
    x12_segment_end(&writer);
    return x12_write_end(&writer);
}
