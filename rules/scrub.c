#include "rules/scrub_checks.h"

#include "claims/base/err.h"

#define VALUES_ROOM 200 // bytes of all values of one finding
#define VALUE_MAX   80  // bytes of one value

static struct finding *find_same(
    struct finding_list *findings, enum finding_code code, int line, struct text place)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].code == code && findings->items[i].line == line &&
            text_equal(findings->items[i].place, place))
            return &findings->items[i];
    return NULL;
}

static bool has_word(struct text words, struct text word)
{
    struct text one;
    bool more = true;
    while (text_split(&words, ' ', &more, &one))
        if (text_equal(one, word))
            return true;
    return false;
}

void scrub_found(
    struct scrub *scrub, enum finding_code code, int line, const char *place, struct text value)
{
    const struct field *field = field_find(text_of(place));
    CHECK(field != NULL);
    struct text shown = text_part(value, 0, VALUE_MAX);
    shown.size = field->data == FIELD_PATIENT ? 0 : text_utf8_length(shown);
    struct finding *same = find_same(scrub->findings, code, line, text_of(place));
    if (same == NULL) {
        finding_add(scrub->findings, code, line, place, shown);
        return;
    }
    if (text_is_empty(shown) || has_word(same->value, shown) ||
        same->value.size + shown.size + 1 > VALUES_ROOM)
        return;
    if (text_is_empty(same->value))
        same->value = arena_copy(scrub->findings->arena, shown);
    else
        same->value = arena_format(
            scrub->findings->arena, "%.*s %.*s", TEXT_ARG(same->value), TEXT_ARG(shown));
}

size_t scrub_claim(const struct scrub_context *context, const struct claim *claim,
    struct finding_list *findings, struct fix_list *fixes)
{
    struct scrub scrub = {.context = context, .claim = claim, .findings = findings};
    scrub_parties(&scrub);
    scrub_service(&scrub);
    scrub_lines(&scrub);
    scrub_other_payers(&scrub);
    scrub_text(&scrub);
    if (context->rules == NULL)
        return 0;
    return rule_table_judge(
        context->rules, context->profile, claim, 'P', &context->run, findings, fixes);
}
