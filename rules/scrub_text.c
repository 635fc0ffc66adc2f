#include "rules/scrub_checks.h"

// Printable ASCII is what the basic and the extended character set of X12 have in common with our
// data (005010 guides, appendix B.1.1.2); delimiters never stand in a value, and no value begins
// with a blank.
static bool has_wrong_character(struct text t, struct text delimiters)
{
    if (t.at[0] == ' ')
        return true;
    for (size_t i = 0; i < t.size; i++) {
        unsigned char c = (unsigned char)t.at[i];
        if (c < 0x20 || c > 0x7E)
            return true;
        // Letters and digits, most of all bytes, are never delimiters.
        if (c < '0' || (c > '9' && c < 'A') || (c > 'Z' && c < 'a') || c > 'z')
            for (size_t k = 0; k < delimiters.size; k++)
                if (delimiters.at[k] == t.at[i])
                    return true;
    }
    return false;
}

static bool is_reference(const struct field *field)
{
    return strstr(field->location, "REF*") != NULL || strstr(field->location, "CLM01") != NULL ||
           strstr(field->location, "PWK06") != NULL;
}

// A patient who is the subscriber has one name: it is judged as the patient's.
static bool is_patient_again(const struct scrub *scrub, const struct field *field)
{
    return scrub->claim->patient_is_subscriber && strncmp(field->name, "subs.", 5) == 0 &&
           strcmp(field->name, "subs.member_id") != 0;
}

static void check_field(struct scrub *scrub, const struct field *field,
    struct field_context *context, struct text delimiters)
{
    struct field_value values[FIELD_VALUES_MAX];
    size_t count = field_get(field, context, values);
    int line = context->line != NULL ? context->line->number : 0;
    for (size_t i = 0; i < count && i < FIELD_VALUES_MAX; i++) {
        bool too_long = values[i].text.size > field->limit;
        bool wrong = has_wrong_character(values[i].text, delimiters);
        if ((!too_long && !wrong) || is_patient_again(scrub, field))
            continue;
        if (too_long)
            scrub_found(scrub,
                is_reference(field) ? FINDING_reference_too_long : FINDING_text_too_long, line,
                field->name, values[i].text);
        if (wrong)
            scrub_found(scrub, FINDING_text_characters, line, field->name, (struct text){0});
    }
}

void scrub_text(struct scrub *scrub)
{
    size_t count;
    const struct field *fields = field_all(&count);
    const struct claim *claim = scrub->claim;
    struct field_context context = {.claim = claim, .claim_type = 'P'};
    // Without a profile nothing is sent yet; the usual delimiters are taken.
    struct text delimiters =
        scrub->context->profile != NULL ? scrub->context->profile->delimiters : TEXT("*:^~");
    for (size_t i = 0; i < count; i++) {
        if (fields[i].limit == 0)
            continue;
        if (fields[i].scope == FIELD_CLAIM)
            check_field(scrub, &fields[i], &context, delimiters);
        else
            for (size_t k = 0; k < claim->line_count && k < CLAIM_LINES_MAX; k++) {
                context.line = &claim->lines[k];
                check_field(scrub, &fields[i], &context, delimiters);
            }
        context.line = NULL;
    }
}
