#include "claims/encounter_set.h"

#include "claims/base/err.h"
#include "claims/base/money.h"

#define REQUIRED    true
#define OPTIONAL    false
#define NEEDED      true
#define FREE        false
#define PLAIN       COLUMN_PLAIN
#define DETAIL      COLUMN_DETAIL
#define IDENTIFYING COLUMN_IDENTIFYING

// One array of columns for each entity.
#define ENTITY(name, file, need) \
    } \
    ; \
    static const struct encounter_column columns_of_##name[] = {
#define COLUMN(entity, name, type, need, length, kind, meaning) \
    {#name, COLUMN_##type, need, length, kind, meaning},
static const struct encounter_column columns_of_nothing[] = {
    {"", COLUMN_KEY, false, 0, COLUMN_PLAIN, ""},
#include "claims/encounter_set.def"
};
#undef ENTITY
#undef COLUMN

static const struct encounter_file files[ENTITY_COUNT] = {
#define ENTITY(name, file, need) \
    [ENTITY_##name] = {#name, file, need, columns_of_##name, \
        sizeof columns_of_##name / sizeof columns_of_##name[0]},
#define COLUMN(entity, name, type, need, length, flags, meaning)
#include "claims/encounter_set.def"
#undef ENTITY
#undef COLUMN
};

const struct encounter_file *encounter_file(enum encounter_entity entity)
{
    CHECK(entity < ENTITY_COUNT && columns_of_nothing[0].length == 0);
    return &files[entity];
}

static bool has_control_character(struct text t)
{
    for (size_t i = 0; i < t.size; i++)
        if ((unsigned char)t.at[i] < 0x20 || t.at[i] == 0x7f)
            return true;
    return false;
}

// Upper case, without dots: "e11.9" is the code E119.
static struct text cell_code(struct text value, struct arena *arena)
{
    char *out = arena_take(arena, value.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < value.size; i++) {
        char c = value.at[i];
        if (c != '.')
            out[size++] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return (struct text){out, size};
}

static enum finding_code cell_amount(enum money_fault fault)
{
    switch (fault) {
    case MONEY_OK:
        return FINDING_COUNT;
    case MONEY_RANGE:
        return FINDING_value_out_of_range;
    default:
        return FINDING_value_not_amount;
    }
}

// Whether the list at the start of a WORD column's meaning ("F M U", "active cancelled; empty = …")
// has it.
static bool cell_word(const char *meaning, struct text value)
{
    struct text list = text_of(meaning);
    for (size_t i = 0; i < list.size; i++)
        if (list.at[i] == ';' || list.at[i] == ':')
            list.size = i;
    struct text word;
    bool more = true;
    while (text_split(&list, ' ', &more, &word))
        if (text_equal(word, value))
            return true;
    return false;
}

enum finding_code encounter_cell(const struct encounter_column *column, struct text value,
    struct arena *arena, struct cell *cell)
{
    struct text t = text_trim(value);
    *cell = (struct cell){.empty = true, .date = DATE_NONE};
    if (text_is_empty(t))
        return column->needed ? FINDING_value_missing : FINDING_COUNT;
    if (t.size > column->length)
        return FINDING_value_too_long;
    if (has_control_character(t) || !text_is_utf8(t))
        return FINDING_value_characters;

    struct cell out = {.text = t, .date = DATE_NONE};
    enum finding_code code = FINDING_COUNT;
    switch (column->type) {
    case COLUMN_KEY:
    case COLUMN_TEXT:
        break;
    case COLUMN_CODE:
        out.text = cell_code(t, arena);
        if (!text_is_alphanumeric(out.text))
            code = FINDING_value_characters;
        break;
    case COLUMN_DATE:
        if (!date_parse_iso(t, &out.date))
            code = FINDING_value_not_date;
        break;
    case COLUMN_MONEY:
        code = cell_amount(money_parse(t, &out.number));
        break;
    case COLUMN_QUANTITY:
        if (money_parse_thousandths(t, &out.number) != MONEY_OK)
            code = FINDING_value_not_number;
        break;
    case COLUMN_COUNT:
        if (!text_to_i64(t, &out.number))
            code = FINDING_value_not_number;
        else if (out.number < 0 || out.number > 32767)
            code = FINDING_value_out_of_range;
        break;
    case COLUMN_FLAG:
        out.number = text_equal_z(t, "Y");
        if (!out.number && !text_equal_z(t, "N"))
            code = FINDING_value_not_code;
        break;
    case COLUMN_WORD:
        if (!cell_word(column->meaning, t))
            code = FINDING_value_not_code;
        break;
    }
    if (code == FINDING_COUNT)
        *cell = out;
    return code;
}
