#include "rules/field.h"

#include "claims/base/err.h"
#include "claims/base/money.h"

// ---- Helpers of the getters

static size_t give_text(struct text t, struct field_value *out)
{
    if (text_is_empty(t))
        return 0;
    out->text = t;
    return 1;
}

static size_t give_number(int64_t number, struct field_value *out)
{
    out->number = number;
    return 1;
}

static size_t give_date(date_t date, struct field_value *out)
{
    return date == DATE_NONE ? 0 : give_number(date, out);
}

static size_t give_flag(bool flag, struct field_value *out)
{
    return give_text(flag ? TEXT("Y") : TEXT("N"), out);
}

// A one-letter code; '\0' is absent.
static size_t give_char(const char *letter, struct field_value *out)
{
    return *letter == '\0' ? 0 : give_text((struct text){letter, 1}, out);
}

static const void *at(const void *base, size_t offset)
{
    return (const char *)base + offset;
}

static struct text text_at(const void *base, size_t offset)
{
    struct text t;
    memcpy(&t, at(base, offset), sizeof(t));
    return t;
}

static int64_t number_at(const void *base, size_t offset)
{
    int64_t n;
    memcpy(&n, at(base, offset), sizeof(n));
    return n;
}

static date_t date_at(const void *base, size_t offset)
{
    date_t date;
    memcpy(&date, at(base, offset), sizeof(date));
    return date;
}

static bool flag_at(const void *base, size_t offset)
{
    bool flag;
    memcpy(&flag, at(base, offset), sizeof(flag));
    return flag;
}

// ---- Getters: (context, argument, out)

typedef struct field_value values_out[FIELD_VALUES_MAX];
#define GETTER(name) static size_t name(struct field_context *c, size_t argument, values_out out)

GETTER(no_data)
{
    (void)c, (void)argument, (void)out;
    return 0;
}

GETTER(context_date)
{
    return give_date(date_at(c, argument), out);
}

GETTER(file_text)
{
    return give_text(text_at(c->file, argument), out);
}

GETTER(file_count)
{
    return give_number(number_at(c->file, argument), out);
}

GETTER(file_usage)
{
    (void)argument;
    return give_char(&c->file->usage, out);
}

GETTER(claim_type)
{
    (void)argument;
    return give_char(&c->claim_type, out);
}

GETTER(claim_text)
{
    return give_text(text_at(c->claim, argument), out);
}

GETTER(claim_char)
{
    return give_char(at(c->claim, argument), out);
}

GETTER(claim_flag)
{
    return give_flag(flag_at(c->claim, argument), out);
}

GETTER(claim_date)
{
    return give_date(date_at(c->claim, argument), out);
}

GETTER(claim_amount)
{
    return give_number(number_at(c->claim, argument), out);
}

GETTER(claim_paid)
{
    (void)argument;
    return c->claim->patient_paid == 0 ? 0 : give_number(c->claim->patient_paid, out);
}

GETTER(claim_lines)
{
    (void)argument, (void)out;
    return c->claim->line_count;
}

GETTER(claim_causes)
{
    (void)argument;
    size_t count = 0;
    for (size_t i = 0; i < sizeof(c->claim->related_causes) / sizeof(c->claim->related_causes[0]);
         i++)
        count += give_text(c->claim->related_causes[i], &out[count]);
    return count;
}

// The first `argument` diagnoses.
GETTER(claim_diagnoses)
{
    size_t count = 0;
    for (size_t i = 0; i < c->claim->diagnosis_count && i < argument; i++)
        count += give_text(c->claim->diagnoses[i], &out[count]);
    return count;
}

GETTER(claim_age)
{
    (void)argument;
    if (c->claim->service_to == DATE_NONE || c->submit_date == DATE_NONE)
        return 0;
    return give_number((int64_t)c->submit_date - c->claim->service_to, out);
}

// The provider that holds the member at this place of struct claim; NULL when the claim has none.
static const struct provider *provider_at(const struct claim *claim, size_t offset)
{
    size_t role = (offset - offsetof(struct claim, providers)) / sizeof(struct provider);
    CHECK(role < PROVIDER_ROLES);
    return claim->providers[role].present ? &claim->providers[role] : NULL;
}

GETTER(provider_text)
{
    return provider_at(c->claim, argument) == NULL ? 0
                                                   : give_text(text_at(c->claim, argument), out);
}

GETTER(provider_flag)
{
    return provider_at(c->claim, argument) == NULL ? 0
                                                   : give_flag(flag_at(c->claim, argument), out);
}

GETTER(provider_group)
{
    const struct provider *provider = provider_at(c->claim, argument);
    return provider == NULL ? 0 : give_flag(!provider->is_person, out);
}

GETTER(provider_atypical)
{
    const struct provider *provider = provider_at(c->claim, argument);
    return provider == NULL ? 0 : give_flag(text_is_empty(provider->npi), out);
}

GETTER(subscriber_entity)
{
    (void)argument;
    return give_text(c->claim->subscriber.is_person ? TEXT("1") : TEXT("2"), out);
}

GETTER(patient_relationship)
{
    (void)argument;
    return give_text(c->claim->patient_is_subscriber ? TEXT("18") : c->claim->relationship, out);
}

GETTER(patient_text)
{
    return give_text(text_at(claim_patient(c->claim), argument), out);
}

GETTER(patient_birth)
{
    (void)argument;
    return give_date(claim_patient(c->claim)->birth_date, out);
}

GETTER(patient_sex)
{
    (void)argument;
    return give_char(&claim_patient(c->claim)->sex, out);
}

GETTER(patient_age)
{
    (void)argument;
    date_t birth = claim_patient(c->claim)->birth_date;
    date_t day = c->claim->service_from;
    if (birth == DATE_NONE || day == DATE_NONE || day < birth)
        return 0;
    int birth_year, day_year, month, day_of_month;
    date_to_parts(birth, &birth_year, &month, &day_of_month);
    date_to_parts(day, &day_year, &month, &day_of_month);
    int years = day_year - birth_year;
    return give_number(date_add_years(birth, years) > day ? years - 1 : years, out);
}

GETTER(other_payer_text)
{
    size_t count = 0;
    for (size_t i = 0; i < c->claim->other_payer_count && i < CLAIM_PAYERS_MAX; i++)
        count += give_text(text_at(&c->claim->other_payers[i], argument), &out[count]);
    return count;
}

GETTER(other_payer_sequence)
{
    (void)argument;
    size_t count = 0;
    for (size_t i = 0; i < c->claim->other_payer_count && i < CLAIM_PAYERS_MAX; i++)
        count += give_char(&c->claim->other_payers[i].payer.sequence, &out[count]);
    return count;
}

GETTER(other_payer_paid)
{
    (void)argument;
    size_t count = 0;
    for (size_t i = 0; i < c->claim->other_payer_count && i < CLAIM_PAYERS_MAX; i++)
        if (c->claim->other_payers[i].adjudicated)
            count += give_number(c->claim->other_payers[i].paid, &out[count]);
    return count;
}

GETTER(other_payer_date)
{
    (void)argument;
    date_t last = DATE_NONE; // below every date
    for (size_t i = 0; i < c->claim->line_count; i++)
        for (size_t k = 0; k < c->claim->lines[i].adjudication_count; k++)
            if (c->claim->lines[i].adjudications[k].date > last)
                last = c->claim->lines[i].adjudications[k].date;
    return give_date(last, out);
}

GETTER(line_number)
{
    (void)argument;
    return give_number(c->line->number, out);
}

GETTER(line_text)
{
    return give_text(text_at(c->line, argument), out);
}

GETTER(line_flag)
{
    return give_flag(flag_at(c->line, argument), out);
}

GETTER(line_date)
{
    return give_date(date_at(c->line, argument), out);
}

GETTER(line_amount)
{
    return give_number(number_at(c->line, argument), out);
}

GETTER(line_drug_quantity)
{
    (void)argument;
    return c->line->ndc_quantity == 0 ? 0 : give_number(c->line->ndc_quantity, out);
}

GETTER(line_place)
{
    (void)argument;
    return give_text(text_is_empty(c->line->place_of_service) ? c->claim->place_of_service
                                                              : c->line->place_of_service,
        out);
}

GETTER(line_modifiers)
{
    (void)argument;
    size_t count = 0;
    for (size_t i = 0; i < CLAIM_MODIFIERS_MAX; i++)
        count += give_text(c->line->modifiers[i], &out[count]);
    return count;
}

GETTER(line_pointers)
{
    (void)argument;
    size_t count = 0;
    for (size_t i = 0; i < CLAIM_POINTERS_MAX; i++)
        if (c->line->pointers[i] != 0)
            count += give_number(c->line->pointers[i], &out[count]);
    return count;
}

GETTER(line_diagnoses)
{
    (void)argument;
    size_t count = 0;
    for (size_t i = 0; i < CLAIM_POINTERS_MAX; i++) {
        int pointer = c->line->pointers[i];
        if (pointer >= 1 && (size_t)pointer <= c->claim->diagnosis_count &&
            pointer <= CLAIM_DIAGNOSES_MAX)
            count += give_text(c->claim->diagnoses[pointer - 1], &out[count]);
    }
    return count;
}

#define KEY_PROCEDURE 12 // bytes of each part: what is longer is no code and has its own finding
#define KEY_MODIFIER  4
#define KEY_DAY       8

static size_t key_part(char *key, size_t size, struct text part, size_t limit)
{
    struct text head = text_part(part, 0, limit);
    if (head.size > 0)
        memcpy(key + size, head.at, head.size);
    key[size + head.size] = '|';
    return size + head.size + 1;
}

static size_t key_day(char *key, size_t size, date_t date)
{
    char day[DATE_ROOM] = "";
    if (date != DATE_NONE)
        date_format_d8(date, day);
    return key_part(key, size, text_of(day), KEY_DAY);
}

GETTER(line_key)
{
    _Static_assert(FIELD_SCRATCH_SIZE >= KEY_PROCEDURE + 1 +
                                             CLAIM_MODIFIERS_MAX * (KEY_MODIFIER + 1) +
                                             2 * (KEY_DAY + 1) + MONEY_ROOM,
        "room for the key");
    (void)argument;
    char units[MONEY_ROOM];
    char *key = c->scratch;
    size_t size = key_part(key, 0, c->line->procedure, KEY_PROCEDURE);
    for (size_t i = 0; i < CLAIM_MODIFIERS_MAX; i++)
        size = key_part(key, size, c->line->modifiers[i], KEY_MODIFIER);
    size = key_day(key, size, c->line->from);
    size = key_day(key, size, c->line->to);
    money_format_x12_thousandths(c->line->units, units);
    size = key_part(key, size, text_of(units), MONEY_ROOM - 1);
    return give_text((struct text){key, size - 1}, out);
}

// ---- The dictionary

static const struct field fields[] = {
#define FIELD(name, type, scope, repeat, width, limit, data, location, meaning, getter, argument) \
    {name, FIELD_##type, FIELD_##scope, FIELD_##repeat, width, limit, FIELD_##data, location, \
        meaning, getter, argument},
#include "rules/fields.def"
#undef FIELD
};

const struct field *field_all(size_t *count)
{
    *count = sizeof(fields) / sizeof(fields[0]);
    return fields;
}

const struct field *field_find(struct text name)
{
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        if (text_equal_z(name, fields[i].name))
            return &fields[i];
    return NULL;
}

// ---- Types

const char *field_type_word(enum field_type type)
{
    static const char *const words[] = {
        [FIELD_TEXT] = "text",
        [FIELD_CODE] = "code",
        [FIELD_DATE] = "date",
        [FIELD_MONEY] = "amount in dollars",
        [FIELD_QUANTITY] = "quantity",
        [FIELD_INT] = "whole number",
        [FIELD_FLAG] = "Y or N",
    };
    return words[type];
}

int field_compare(enum field_type type, struct field_value a, struct field_value b)
{
    if (field_is_text(type))
        return text_compare(a.text, b.text);
    return (a.number > b.number) - (a.number < b.number);
}

bool field_parse(enum field_type type, struct text cell, struct field_value *out)
{
    date_t date;
    switch (type) {
    case FIELD_TEXT:
    case FIELD_CODE:
        out->text = cell;
        return !text_is_empty(cell);
    case FIELD_FLAG:
        out->text = cell;
        return text_equal_z(cell, "Y") || text_equal_z(cell, "N");
    case FIELD_DATE:
        if (!date_parse_iso(cell, &date))
            return false;
        out->number = date;
        return true;
    case FIELD_MONEY:
        return money_parse(cell, &out->number) == MONEY_OK;
    case FIELD_QUANTITY:
        return money_parse_thousandths(cell, &out->number) == MONEY_OK;
    case FIELD_INT:
        return text_to_i64(cell, &out->number);
    }
    CHECK(!"type of field");
    return false;
}

struct text field_format(enum field_type type, struct field_value value, struct arena *arena)
{
    char z[MONEY_ROOM > DATE_ROOM ? MONEY_ROOM : DATE_ROOM];
    switch (type) {
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_FLAG:
        return value.text;
    case FIELD_DATE:
        date_format_iso((date_t)value.number, z);
        return arena_copy(arena, text_of(z));
    case FIELD_MONEY:
        money_format(value.number, z);
        return arena_copy(arena, text_of(z));
    case FIELD_QUANTITY:
        money_format_x12_thousandths(value.number, z);
        return arena_copy(arena, text_of(z));
    case FIELD_INT:
        return arena_format(arena, "%lld", (long long)value.number);
    }
    CHECK(!"type of field");
    return (struct text){0};
}
