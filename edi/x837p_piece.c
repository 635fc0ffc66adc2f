#include "edi/x837p_piece.h"

#include <stdio.h>

// Whether a refused value may be shown: no patient's and no free text, and nothing that would spoil
// a line.
static struct text shown(const char *field, struct text value)
{
    bool is_open = strncmp(field, "prov.", 5) == 0 || strncmp(field, "envelope.", 9) == 0 ||
                   strncmp(field, "claim.payer", 11) == 0;
    if (!is_open)
        return (struct text){0};
    value = text_part(value, 0, 80);
    for (size_t i = 0; i < value.size; i++) {
        if (value.at[i] < ' ' || value.at[i] > '~')
            return (struct text){0};
    }
    return value;
}

static void on_refusal(
    void *context, enum x12_refusal refusal, const char *field, struct text value)
{
    struct x837p_piece *piece = context;
    char place[80];
    snprintf(place, sizeof(place), "%s%s", piece->prefix, field);
    enum finding_code code = FINDING_text_characters;
    switch (refusal) {
    case X12_REFUSED_CHARACTER:
        break;
    case X12_REFUSED_LONG:
        code = piece->is_reference ? FINDING_reference_too_long : FINDING_text_too_long;
        break;
    case X12_REFUSED_EMPTY:
        code = FINDING_value_missing;
        break;
    case X12_REFUSED_RANGE:
        code = FINDING_value_out_of_range;
        break;
    }
    finding_add(piece->findings, code, piece->line, place, shown(place, value));
}

struct x12_refusals x837p_piece_refusals(struct x837p_piece *piece)
{
    return (struct x12_refusals){.context = piece, .refuse = on_refusal};
}

void x837p_piece_begin(struct x837p_piece *piece, struct buf *out,
    const struct x837p_envelope *envelope, struct finding_list *findings)
{
    *piece = (struct x837p_piece){.findings = findings, .prefix = ""};
    x12_write_begin(&piece->writer, out, &envelope->settings, x837p_piece_refusals(piece));
}

int x837p_piece_end(struct x837p_piece *piece)
{
    return x12_write_end(&piece->writer);
}

void x837p_piece_reference(
    struct x837p_piece *piece, const char *field, struct text value, size_t max)
{
    piece->is_reference = true;
    x12_put_required(&piece->writer, field, value, max);
    piece->is_reference = false;
}

void x837p_piece_ref(
    struct x837p_piece *piece, const char *qualifier, const char *field, struct text value)
{
    if (text_trim(value).size == 0)
        return;
    x12_segment_begin(&piece->writer, "REF");
    x12_put_z(&piece->writer, qualifier);
    x837p_piece_reference(piece, field, value, 50);
    x12_segment_end(&piece->writer);
}

void x837p_piece_dtp(
    struct x837p_piece *piece, const char *qualifier, const char *field, date_t from, date_t to)
{
    struct x12_writer *writer = &piece->writer;
    x12_segment_begin(writer, "DTP");
    x12_put_z(writer, qualifier);
    if (from == to || to == DATE_NONE) {
        x12_put_z(writer, "D8");
        x12_put_d8(writer, field, from);
    } else {
        x12_put_z(writer, "RD8");
        if (from == DATE_NONE) {
            x12_refuse(writer, X12_REFUSED_EMPTY, field, (struct text){0});
        } else {
            char days[2 * DATE_ROOM];
            size_t size = date_format_d8(from, days);
            days[size++] = '-';
            date_format_d8(to, days + size);
            x12_put(writer, field, (struct text){days, 17}, 17);
        }
    }
    x12_segment_end(writer);
}

void x837p_piece_address(struct x837p_piece *piece, const struct address *address)
{
    struct x12_writer *writer = &piece->writer;
    x12_segment_begin(writer, "N3");
    x12_put_required(writer, "addr1", address->line1, 55);
    x12_put(writer, "addr2", address->line2, 55);
    x12_segment_end(writer);
    x12_segment_begin(writer, "N4");
    x12_put_required(writer, "city", address->city, 30);
    x12_put(writer, "state", address->state, 2);
    x12_put(writer, "zip", address->zip, 15);
    x12_segment_end(writer);
}

void x837p_piece_name(struct x837p_piece *piece, struct text last, struct text first,
    struct text middle, struct text suffix, bool is_person)
{
    struct x12_writer *writer = &piece->writer;
    // A provider's last name and an organisation's name are one field.
    bool is_provider = strncmp(piece->prefix, "prov.", 5) == 0;
    x12_put_z(writer, is_person ? "1" : "2");
    x12_put_required(writer, is_provider ? "name" : "last_name", last, 60);
    x12_put(writer, "first_name", is_person ? first : (struct text){0}, 35);
    x12_put(writer, "middle_name", is_person ? middle : (struct text){0}, 25);
    x12_skip(writer, 1);
    x12_put(writer, "suffix", is_person ? suffix : (struct text){0}, 10);
}
