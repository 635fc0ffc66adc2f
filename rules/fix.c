#include "rules/fix.h"

#include "claims/base/err.h"

// The fields that can be changed: texts and codes, never amounts, dates, identities or patient
// data.
struct place {
    const char *field;
    size_t offset; // of the first slice
    size_t count;  // of slices: how many values fit
};

static const struct place places[] = {
    {"claim.pos", offsetof(struct claim, place_of_service), 1},
    {"claim.related_cause", offsetof(struct claim, related_causes), 3},
    {"claim.delay_reason", offsetof(struct claim, delay_reason), 1},
    {"claim.auth", offsetof(struct claim, prior_authorization), 1},
    {"claim.referral", offsetof(struct claim, referral_number), 1},
    {"claim.clia", offsetof(struct claim, clia), 1},
    {"claim.pwk.type", offsetof(struct claim, attachment_type), 1},
    {"claim.pwk.transmission", offsetof(struct claim, attachment_transmission), 1},
    {"claim.filing_ind", offsetof(struct claim, payer.filing_indicator), 1},
    {"claim.msp_type", offsetof(struct claim, payer.insurance_type), 1},
    {"line.mods", offsetof(struct service_line, modifiers), CLAIM_MODIFIERS_MAX},
    {"line.pos", offsetof(struct service_line, place_of_service), 1},
    {"line.unit_basis", offsetof(struct service_line, unit_basis), 1},
    {"line.ndc_unit", offsetof(struct service_line, ndc_unit), 1},
};

static const struct place *find_place(const struct field *field)
{
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (strcmp(places[i].field, field->name) == 0)
            return &places[i];
    return NULL;
}

void fix_list_start(struct fix_list *list, struct arena *arena)
{
    *list = (struct fix_list){.arena = arena};
}

void fix_list_add(struct fix_list *list, struct fix fix)
{
    if (list->count == list->room) {
        size_t room = list->room == 0 ? 4 : list->room * 2;
        struct fix *items = ARENA_ARRAY(list->arena, struct fix, room);
        if (list->count > 0)
            memcpy(items, list->items, list->count * sizeof(*items));
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = fix;
}

bool fix_can_set(const struct field *field)
{
    return find_place(field) != NULL;
}

// Splits into values; false when there are more than places.
static bool split_values(
    const struct place *place, struct text t, struct text values[CLAIM_MODIFIERS_MAX])
{
    size_t count = 0;
    struct text one;
    bool more = true;
    CHECK(place->count <= CLAIM_MODIFIERS_MAX);
    if (place->count == 1) {
        values[0] = t;
        return true;
    }
    while (text_split(&t, ' ', &more, &one)) {
        if (text_is_empty(one))
            continue;
        if (count == place->count)
            return false;
        values[count++] = one;
    }
    return true;
}

bool fix_fits(const struct field *field, struct text values)
{
    struct text split[CLAIM_MODIFIERS_MAX] = {0};
    const struct place *place = find_place(field);
    return place != NULL && split_values(place, values, split);
}

static struct service_line *find_line(struct claim *claim, int number)
{
    for (size_t i = 0; i < claim->line_count; i++)
        if (claim->lines[i].number == number)
            return &claim->lines[i];
    return NULL;
}

bool fix_apply(struct claim *claim, const struct fix *fix, struct arena *arena)
{
    struct text values[CLAIM_MODIFIERS_MAX] = {0};
    const struct place *place = find_place(fix->field);
    CHECK(place != NULL);
    char *owner = (char *)claim;
    if (fix->field->scope == FIELD_LINE)
        owner = (char *)find_line(claim, fix->line);
    if (owner == NULL || !split_values(place, arena_copy(arena, fix->new_value), values))
        return false;
    // Places that are left over become empty.
    memcpy(owner + place->offset, values, place->count * sizeof(values[0]));
    return true;
}
