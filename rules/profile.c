#include "rules/profile.h"

#include <stdlib.h>

#include "claims/base/err.h"
#include "rules/standard_codes.h"

#define PAYER_MAX  40 // bytes of a payer's or partner's code
#define COUNT_MAX  1000000
#define WAIT_MAX   1000 // hours or days
#define FILLED_MAX 200  // bytes of a cell after filling

// In the order in which cells are stored.
enum column {
    PAYER,
    NAME,
    GROUPS,
    CLAIM_TYPE,
    EFFECTIVE_FROM,
    EFFECTIVE_TO,
    PAYER_ID,
    FILING_IND,
    ISA05,
    ISA06,
    ISA07,
    ISA08,
    GS02,
    GS03,
    DELIMITERS,
    LINE_ENDS,
    MAX_CLAIMS_PER_ST,
    MAX_ST_PER_FILE,
    MAX_ISA_PER_FILE,
    USAGE,
    PARTNER,
    TA1_HOURS,
    ACK999_HOURS,
    ACK277CA_DAYS,
    REMIT_DAYS,
    DEADLINE_ROLL,
    ALLOW_FIX,
    CORRECTION,
    SOURCE,
    VERIFIED,
    COLUMNS,
};

static const struct table_column columns[COLUMNS] = {
    [PAYER] = {"payer", TABLE_PLAIN},
    [NAME] = {"name", TABLE_PROSE},
    [GROUPS] = {"groups", TABLE_PLAIN},
    [CLAIM_TYPE] = {"claim_type", TABLE_PLAIN},
    [EFFECTIVE_FROM] = {"effective_from", TABLE_PLAIN},
    [EFFECTIVE_TO] = {"effective_to", TABLE_PLAIN},
    [PAYER_ID] = {"payer_id", TABLE_PLAIN},
    [FILING_IND] = {"filing_ind", TABLE_PLAIN},
    [ISA05] = {"isa05", TABLE_PLAIN},
    [ISA06] = {"isa06", TABLE_PLAIN},
    [ISA07] = {"isa07", TABLE_PLAIN},
    [ISA08] = {"isa08", TABLE_PLAIN},
    [GS02] = {"gs02", TABLE_PLAIN},
    [GS03] = {"gs03", TABLE_PLAIN},
    [DELIMITERS] = {"delimiters", TABLE_EXACT},
    [LINE_ENDS] = {"line_ends", TABLE_PLAIN},
    [MAX_CLAIMS_PER_ST] = {"max_claims_per_st", TABLE_PLAIN},
    [MAX_ST_PER_FILE] = {"max_st_per_file", TABLE_PLAIN},
    [MAX_ISA_PER_FILE] = {"max_isa_per_file", TABLE_PLAIN},
    [USAGE] = {"usage", TABLE_PLAIN},
    [PARTNER] = {"partner", TABLE_PLAIN},
    [TA1_HOURS] = {"ta1_hours", TABLE_PLAIN},
    [ACK999_HOURS] = {"ack999_hours", TABLE_PLAIN},
    [ACK277CA_DAYS] = {"ack277ca_days", TABLE_PLAIN},
    [REMIT_DAYS] = {"remit_days", TABLE_PLAIN},
    [DEADLINE_ROLL] = {"deadline_roll", TABLE_PLAIN},
    [ALLOW_FIX] = {"allow_fix", TABLE_PLAIN},
    [CORRECTION] = {"correction", TABLE_PLAIN},
    [SOURCE] = {"source", TABLE_PROSE},
    [VERIFIED] = {"verified", TABLE_PROSE},
};

const struct table_spec profile_columns = {"payer_profile", columns, COLUMNS};

// ---- {name}

static const struct profile_setting *find_setting(
    struct profile_settings settings, struct text name)
{
    for (size_t i = 0; i < settings.count; i++)
        if (text_equal(settings.items[i].name, name))
            return &settings.items[i];
    return NULL;
}

// Fills every {name} of the cell; the result is in `arena`.
static bool fill_cell(struct table_cursor *cursor, size_t column, struct profile_settings settings,
    struct arena *arena)
{
    char quote[TABLE_QUOTE_ROOM];
    char filled[FILLED_MAX];
    struct text cell = cursor->cells[column];
    size_t size = 0;
    for (size_t i = 0; i < cell.size;) {
        struct text piece = text_part(cell, i, 1);
        i++;
        if (piece.at[0] == '}')
            return table_check_refuse(
                cursor, column, "a brace } without {: write {name of a setting}");
        if (piece.at[0] == '{') {
            const char *end = memchr(cell.at + i, '}', cell.size - i);
            if (end == NULL)
                return table_check_refuse(
                    cursor, column, "the brace { is not closed: write {name of a setting}");
            struct text name = text_part(cell, i, (size_t)(end - cell.at) - i);
            const struct profile_setting *setting = find_setting(settings, name);
            if (setting == NULL || text_is_empty(setting->value))
                return table_check_refuse(cursor, column,
                    "the organisation has no setting '%s': add it to its settings",
                    table_fault_quote(quote, name));
            piece = setting->value;
            i += name.size + 1;
        }
        if (size + piece.size > sizeof(filled))
            return table_check_refuse(cursor, column,
                "with its settings filled in, the value has more than %d characters", FILLED_MAX);
        memcpy(filled + size, piece.at, piece.size);
        size += piece.size;
    }
    cursor->cells[column] = arena_copy(arena, text_trim((struct text){filled, size}));
    return true;
}

// ---- Cells

static bool is_name(struct text t)
{
    for (size_t i = 0; i < t.size; i++)
        if (!text_is_alphanumeric(text_part(t, i, 1)) && strchr("_-.", t.at[i]) == NULL)
            return false;
    return t.size > 0 && t.size <= PAYER_MAX && t.at[0] != '.';
}

static bool read_name(struct table_cursor *cursor, size_t column, struct text *out)
{
    char quote[TABLE_QUOTE_ROOM];
    *out = cursor->cells[column];
    return is_name(*out) ||
           table_check_refuse(cursor, column,
               "'%s': write 1 to %d letters, digits, '_', '-' or '.', the first no '.'",
               table_fault_quote(quote, *out), PAYER_MAX);
}

static bool read_groups(struct table_cursor *cursor, struct text *out)
{
    char quote[TABLE_QUOTE_ROOM];
    *out = cursor->cells[GROUPS];
    struct text rest = *out;
    struct text group;
    bool more = true;
    while (text_split(&rest, ' ', &more, &group))
        if (!text_is_empty(group) &&
            (group.at[0] != '@' || !is_name(text_part(group, 1, group.size))))
            return table_check_refuse(cursor, GROUPS,
                "'%s': write groups as @name, separated by blanks",
                table_fault_quote(quote, group));
    return true;
}

static bool read_delimiters(struct table_cursor *cursor, struct profile *profile)
{
    struct text t = cursor->cells[DELIMITERS];
    profile->delimiters = t;
    if (t.size != 4)
        return table_check_refuse(cursor, DELIMITERS,
            "write four characters: element, component, repetition separator, segment terminator "
            "(*:^~)");
    for (size_t i = 0; i < 4; i++) {
        char c = t.at[i];
        if (text_is_alphanumeric(text_part(t, i, 1)) || c == ' ' || c == '-' || c == '.')
            return table_check_refuse(cursor, DELIMITERS,
                "'%c' cannot be a delimiter: letters, digits, blank, '-' and '.' stand inside "
                "values",
                c);
        if (memchr(t.at, c, i) != NULL)
            return table_check_refuse(
                cursor, DELIMITERS, "'%c' stands there twice: take four different ones", c);
    }
    profile->element = t.at[0];
    profile->component = t.at[1];
    profile->repetition = t.at[2];
    profile->segment = t.at[3];
    return true;
}

// An identifier of `min` to `max` characters that holds no delimiter of the row.
static bool read_identifier(
    struct table_cursor *cursor, size_t column, size_t min, size_t max, struct text *out)
{
    char quote[TABLE_QUOTE_ROOM];
    struct text t = cursor->cells[column];
    *out = t;
    if (t.size < min || t.size > max)
        return table_check_refuse(cursor, column,
            "'%s' has %zu characters: %zu to %zu are possible", table_fault_quote(quote, t), t.size,
            min, max);
    for (size_t i = 0; i < t.size; i++) {
        struct text delimiters = cursor->cells[DELIMITERS];
        if ((unsigned char)t.at[i] < 0x20 || (unsigned char)t.at[i] > 0x7E)
            return table_check_refuse(cursor, column,
                "'%s' holds a character that X12 does not carry", table_fault_quote(quote, t));
        if (memchr(delimiters.at, t.at[i], delimiters.size) != NULL)
            return table_check_refuse(cursor, column,
                "'%s' holds '%c', which is a delimiter of this row", table_fault_quote(quote, t),
                t.at[i]);
    }
    return true;
}

static bool read_code(
    struct table_cursor *cursor, size_t column, enum standard_codes list, struct text *out)
{
    char quote[TABLE_QUOTE_ROOM];
    struct text t = cursor->cells[column];
    *out = t;
    if (standard_codes_has(list, t))
        return true;
    char padded[2] = {'0', t.size == 1 ? t.at[0] : ' '};
    if (standard_codes_has(list, (struct text){padded, 2}))
        return table_check_refuse(cursor, column,
            "'%s' has lost its leading zero: format the column as text and write '0%s'",
            table_fault_quote(quote, t), quote);
    return table_check_refuse(cursor, column, "'%s' is not one of the codes of this element",
        table_fault_quote(quote, t));
}

// Reads the row; faults are added for every cell that is wrong, not only the first.
static bool read_row(struct table_cursor *cursor, struct profile *profile)
{
    int word = 0;
    size_t before = cursor->faults->errors;
    *profile = (struct profile){.row = cursor->row};
    read_name(cursor, PAYER, &profile->payer);
    profile->name = cursor->cells[NAME];
    if (text_is_empty(profile->name) || profile->name.size > 60)
        table_check_refuse(cursor, NAME, "the payer needs a name of at most 60 characters");
    read_groups(cursor, &profile->groups);
    if (table_check_word(cursor, CLAIM_TYPE, "P I D *", &word))
        profile->claim_type = "PID*"[word];
    table_check_date(cursor, EFFECTIVE_FROM, DATE_NONE, &profile->from);
    table_check_date(cursor, EFFECTIVE_TO, DATE_NONE, &profile->to);
    if (profile->from != DATE_NONE && profile->to != DATE_NONE && profile->to < profile->from)
        table_check_refuse(cursor, EFFECTIVE_TO, "the end is before the beginning");
    read_delimiters(cursor, profile);
    read_identifier(cursor, PAYER_ID, 2, 80, &profile->payer_id);
    read_code(cursor, FILING_IND, CODES_FILING_INDICATOR, &profile->filing_indicator);
    read_code(cursor, ISA05, CODES_INTERCHANGE_QUALIFIER, &profile->isa05);
    read_identifier(cursor, ISA06, 1, 15, &profile->isa06);
    read_code(cursor, ISA07, CODES_INTERCHANGE_QUALIFIER, &profile->isa07);
    read_identifier(cursor, ISA08, 1, 15, &profile->isa08);
    read_identifier(cursor, GS02, 2, 15, &profile->gs02);
    read_identifier(cursor, GS03, 2, 15, &profile->gs03);
    if (table_check_word(cursor, LINE_ENDS, "none lf crlf", &word))
        profile->line_ends = (enum profile_line_ends)word;
    table_check_count(cursor, MAX_CLAIMS_PER_ST, COUNT_MAX, &profile->max_claims_per_st);
    table_check_count(cursor, MAX_ST_PER_FILE, COUNT_MAX, &profile->max_st_per_file);
    table_check_count(cursor, MAX_ISA_PER_FILE, COUNT_MAX, &profile->max_isa_per_file);
    if (table_check_word(cursor, USAGE, "P T", &word))
        profile->usage = "PT"[word];
    read_name(cursor, PARTNER, &profile->partner);
    table_check_count(cursor, TA1_HOURS, WAIT_MAX, &profile->ta1_hours);
    table_check_count(cursor, ACK999_HOURS, WAIT_MAX, &profile->ack999_hours);
    table_check_count(cursor, ACK277CA_DAYS, WAIT_MAX, &profile->ack277ca_days);
    table_check_count(cursor, REMIT_DAYS, WAIT_MAX, &profile->remit_days);
    if (table_check_word(cursor, DEADLINE_ROLL, "none next_business_day", &word))
        profile->deadline_roll = (enum profile_roll)word;
    table_check_flag(cursor, ALLOW_FIX, &profile->allow_fix);
    if (table_check_word(cursor, CORRECTION, "new replacement reopening", &word))
        profile->correction = (enum profile_correction)word;
    profile->source = cursor->cells[SOURCE];
    profile->verified = cursor->cells[VERIFIED];
    return cursor->faults->errors == before;
}

// ---- Rows against each other

static int compare_profiles(const void *a, const void *b)
{
    const struct profile *x = a;
    const struct profile *y = b;
    int order = text_compare(x->payer, y->payer);
    if (order == 0)
        order = (x->from > y->from) - (x->from < y->from); // DATE_NONE, open, comes first
    if (order == 0)
        order = (x->row > y->row) - (x->row < y->row);
    return order;
}

// Two rows for one payer, claim type and day; holes between periods.
static void check_rows_together(struct profile *items, size_t count, struct table_faults *faults)
{
    char day[DATE_ROOM];
    for (size_t i = 0; i < count; i++) {
        const struct profile *next = NULL; // the first later row for some of the same types
        for (size_t k = i + 1; k < count && text_equal(items[i].payer, items[k].payer); k++) {
            if (!profile_types_meet(items[i].claim_type, items[k].claim_type))
                continue;
            if (profile_periods_meet(items[i].from, items[i].to, items[k].from, items[k].to))
                table_fault_add(faults, TABLE_ERROR, profile_columns.table, items[k].row,
                    "effective_from",
                    "the row is in force on the same days as row %zu, for the same payer and claim "
                    "type: end "
                    "one of them",
                    items[i].row);
            else if (next == NULL)
                next = &items[k];
        }
        if (next == NULL || items[i].to == DATE_NONE || next->from == DATE_NONE ||
            next->from <= items[i].to + 1)
            continue;
        date_format_iso(items[i].to + 1, day);
        table_fault_add(faults, TABLE_WARNING, profile_columns.table, next->row, "effective_from",
            "no row is in force for this payer from %s on until this one begins: claims of these "
            "days are held",
            day);
    }
}

// ---- Outside

bool profile_compile(const struct table_rows *rows, struct profile_settings settings,
    struct arena *arena, struct profile_table *out, struct table_faults *faults)
{
    static const enum column filled[] = {
        PAYER_ID, FILING_IND, ISA05, ISA06, ISA07, ISA08, GS02, GS03, USAGE, PARTNER};
    struct table_cursor cursor;
    size_t before = faults->errors;
    *out = (struct profile_table){0};
    if (!table_check_header(&cursor, &profile_columns, rows, faults))
        return false;
    if (!arena_has_room(arena, rows->count * (sizeof(struct profile) + COLUMNS * FILLED_MAX)))
        return table_fault_add(
            faults, TABLE_ERROR, profile_columns.table, 0, NULL, "the table is too large");
    struct profile *items = ARENA_ARRAY(arena, struct profile, rows->count);
    size_t count = 0;
    for (size_t i = 1; i < rows->count; i++) {
        if (!table_check_row(&cursor, &rows->rows[i]))
            continue;
        if (!table_check_keep(&cursor, arena))
            break;
        bool sound = true;
        for (size_t k = 0; k < sizeof(filled) / sizeof(filled[0]); k++)
            sound = fill_cell(&cursor, filled[k], settings, arena) && sound;
        if (sound && read_row(&cursor, &items[count]))
            count++;
    }
    if (count > 0)
        qsort(items, count, sizeof(*items), compare_profiles);
    check_rows_together(items, count, faults);
    if (faults->errors != before)
        return false;
    *out = (struct profile_table){items, count};
    return true;
}

const struct profile *profile_find(
    const struct profile_table *table, struct text payer, char claim_type, date_t day)
{
    size_t low = 0;
    size_t high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(table->items[middle].payer, payer) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < table->count && text_equal(table->items[low].payer, payer); low++) {
        const struct profile *profile = &table->items[low];
        if (profile_types_meet(profile->claim_type, claim_type) &&
            (profile->from == DATE_NONE || profile->from <= day) &&
            (profile->to == DATE_NONE || day <= profile->to))
            return profile;
    }
    return NULL;
}

bool profile_in_group(struct text groups, struct text group)
{
    struct text rest = groups;
    struct text one;
    bool more = true;
    while (text_split(&rest, ' ', &more, &one))
        if (!text_is_empty(one) && text_equal(one, group))
            return true;
    return false;
}
