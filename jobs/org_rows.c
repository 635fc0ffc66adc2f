#include "jobs/org_rows.h"

#include "claims/base/ident.h"
#include "claims/base/latin.h"
#include "claims/base/money.h"
#include "rules/standard_codes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define ROW_ARENA_BYTES ((size_t)1024 * 1024)
#define SENTENCE_ROOM   400
#define WEIGHT_MAX      1000000
#define PERCENT_MAX     10000             // hundredths of a per cent
#define OPEN_END        ((date_t)2932896) // 9999-12-31

struct cell {
    bool empty;
    bool wrong;
    struct text text;
    int64_t number; // cents, hundredths of a per cent, a count; of a flag 0 or 1
    date_t date;
};

struct org_rows {
    enum org_table_id id;
    const struct org_table *table;
    struct table_faults *faults;
    bool rehearsal;
    struct copy *copy;
    struct arena *arena; // of one row
    size_t count;
    struct org_identity identity;

    bool has_header, readable;
    struct table_column columns[TABLE_COLUMNS_MAX]; // those that the file has or must have
    struct table_spec spec;
    struct table_cursor cursor;
    size_t places[TABLE_COLUMNS_MAX]; // of each column of the table in `spec`; SIZE_MAX: left out

    struct cell cells[TABLE_COLUMNS_MAX]; // of the row under check
};

struct org_rows *org_rows_new(enum org_table_id id, bool rehearsal, struct table_faults *faults)
{
    struct org_rows *r = calloc(1, sizeof *r);
    CHECK(r);
    r->id = id;
    r->table = org_table(id);
    r->faults = faults;
    r->rehearsal = rehearsal;
    r->copy = copy_new(org_table_stage(id));
    r->arena = arena_new(ROW_ARENA_BYTES);
    r->identity.start_date = DATE_NONE;
    CHECK(r->table->count <= TABLE_COLUMNS_MAX);
    return r;
}

void org_rows_free(struct org_rows *rows)
{
    if (rows == NULL)
        return;
    copy_free(rows->copy);
    arena_free(rows->arena);
    free(rows);
}

struct copy *org_rows_copy(struct org_rows *rows)
{
    return rows->copy;
}

size_t org_rows_count(const struct org_rows *rows)
{
    return rows->count;
}

bool org_rows_is_readable(const struct org_rows *rows)
{
    return rows->readable;
}

const struct org_identity *org_rows_identity(const struct org_rows *rows)
{
    return &rows->identity;
}

// ---- Faults

// Adds an error about one column of the current row, and marks the cell. Always returns false.
static bool refuse(struct org_rows *r, size_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool refuse(struct org_rows *r, size_t column, const char *format, ...)
{
    char sentence[SENTENCE_ROOM];
    va_list list;
    va_start(list, format);
    vsnprintf(sentence, sizeof sentence, format, list);
    va_end(list);
    r->cells[column].wrong = true;
    r->cells[column].date = DATE_NONE; // a wrong period overlaps with no other
    return table_fault_add(r->faults, TABLE_ERROR, r->table->name, r->cursor.row,
        r->table->columns[column].name, "%s", sentence);
}

// ---- The header: columns that are not needed may be left out.

static bool header_has(const struct table_row *header, const char *name)
{
    for (size_t i = 0; i < header->count; i++)
        if (text_equal_z(text_trim(header->cells[i]), name))
            return true;
    return false;
}

static enum table_column_kind kind_of(enum org_type type)
{
    return type == ORG_TEXT || type == ORG_COMMAND ? TABLE_PROSE : TABLE_PLAIN;
}

static void take_header(struct org_rows *r, const struct table_row *header)
{
    const struct org_table *table = r->table;
    r->spec = (struct table_spec){table->name, r->columns, 0};
    for (size_t i = 0; i < table->count; i++) {
        const struct org_column *column = &table->columns[i];
        r->places[i] = SIZE_MAX;
        if (!column->needed && !header_has(header, column->name))
            continue;
        r->places[i] = r->spec.column_count;
        r->columns[r->spec.column_count++] =
            (struct table_column){column->name, kind_of(column->type)};
    }
    struct table_rows rows = {header, 1};
    r->has_header = true;
    r->readable = table_check_header(&r->cursor, &r->spec, &rows, r->faults);
}

// ---- One cell

static bool is_name(struct text t)
{
    for (size_t i = 0; i < t.size; i++)
        if (!text_is_alphanumeric(text_part(t, i, 1)) && strchr("_-.", t.at[i]) == NULL)
            return false;
    return t.size > 0 && t.at[0] != '.';
}

// Letters in upper case and digits.
static bool is_code(struct text t)
{
    for (size_t i = 0; i < t.size; i++)
        if (!(t.at[i] >= '0' && t.at[i] <= '9') && !(t.at[i] >= 'A' && t.at[i] <= 'Z'))
            return false;
    return t.size > 0;
}

// The list at the start of a WORD's meaning.
static struct text word_list(const struct org_column *column)
{
    struct text list = text_of(column->meaning);
    for (size_t i = 0; i < list.size; i++)
        if (list.at[i] == ';' || list.at[i] == ':')
            list.size = i;
    return list;
}

static bool check_word(struct org_rows *r, size_t column, const struct cell *cell)
{
    char quote[TABLE_QUOTE_ROOM];
    struct text list = word_list(&r->table->columns[column]);
    struct text rest = list;
    struct text word;
    bool more = true;
    while (text_split(&rest, ' ', &more, &word))
        if (text_equal(word, cell->text))
            return true;
    return refuse(r, column, "'%s' is not one of: %.*s", table_fault_quote(quote, cell->text),
        TEXT_ARG(list));
}

static bool check_text(struct org_rows *r, size_t column, const struct cell *cell)
{
    char quote[TABLE_QUOTE_ROOM];
    struct text plain;
    return latin_to_ascii(r->arena, cell->text, &plain) ||
           refuse(r, column,
               "'%s' holds a character that a claim cannot carry: write it with plain "
               "letters",
               table_fault_quote(quote, cell->text));
}

static bool check_date(struct org_rows *r, size_t column, struct cell *cell)
{
    char quote[TABLE_QUOTE_ROOM];
    if (r->table->columns[column].type == ORG_TO && text_equal_z(cell->text, "9999-12-31")) {
        cell->date = OPEN_END;
        return true;
    }
    return date_parse_iso(cell->text, &cell->date) ||
           refuse(r, column, "'%s' is no date: write it as CCYY-MM-DD",
               table_fault_quote(quote, cell->text));
}

static bool check_flag(struct org_rows *r, size_t column, struct cell *cell)
{
    char quote[TABLE_QUOTE_ROOM];
    cell->number = text_equal_z(cell->text, "Y");
    return cell->number == 1 || text_equal_z(cell->text, "N") ||
           refuse(r, column, "'%s': write Y or N", table_fault_quote(quote, cell->text));
}

static bool check_amount(struct org_rows *r, size_t column, struct cell *cell)
{
    char quote[TABLE_QUOTE_ROOM];
    enum money_fault fault = money_parse(cell->text, &cell->number);
    if (fault == MONEY_RANGE || (fault == MONEY_OK && cell->number < 0))
        return refuse(r, column, "%s is out of range", table_fault_quote(quote, cell->text));
    return fault == MONEY_OK ||
           refuse(r, column, "'%s' is no amount: write it as 1234.50, without sign and commas",
               table_fault_quote(quote, cell->text));
}

static bool check_percent(struct org_rows *r, size_t column, struct cell *cell)
{
    char quote[TABLE_QUOTE_ROOM];
    enum money_fault fault = money_parse(cell->text, &cell->number);
    return (fault == MONEY_OK && cell->number >= 0 && cell->number <= PERCENT_MAX) ||
           refuse(r, column, "'%s' is no percentage from 0 to 100: write it as 60 or 62.50",
               table_fault_quote(quote, cell->text));
}

static bool check_count(struct org_rows *r, size_t column, struct cell *cell)
{
    char quote[TABLE_QUOTE_ROOM];
    return (text_is_digits(cell->text) && text_to_i64(cell->text, &cell->number) &&
               cell->number <= WEIGHT_MAX) ||
           refuse(r, column, "'%s' is no whole number from 0 to %d",
               table_fault_quote(quote, cell->text), WEIGHT_MAX);
}

// Types that are a shape, and what to say when a cell has another.
static bool check_shape(struct org_rows *r, size_t column, const struct cell *cell)
{
    static const struct {
        bool (*is)(struct text t);
        const char *wrong; // after the quoted value
    } shapes[] = {
        [ORG_NAME] = {is_name, "write letters, digits, '_', '-' or '.', the first no '.'"},
        [ORG_NPI] = {ident_is_npi, "this is no NPI, its check digit does not fit: compare it with "
                                   "the NPPES registry"},
        [ORG_TAX_ID] = {ident_is_tax_id, "a tax id is nine digits without hyphen; a leading zero "
                                         "may have been lost"},
        [ORG_TAXONOMY] = {ident_is_taxonomy, "a taxonomy code is ten letters and digits ending in "
                                             "X"},
        [ORG_STATE] = {ident_is_state, "this is no USPS state code"},
        [ORG_ZIP] = {ident_is_zip, "a ZIP code is five or nine digits without hyphen; a leading "
                                   "zero may have been lost"},
        [ORG_ZIP9] = {ident_is_zip9, "the ZIP code must have nine digits here, without hyphen, the "
                                     "last four not 0000; a leading zero may have been lost"},
        [ORG_CLIA] = {ident_is_clia, "a CLIA number is two digits, D, seven digits"},
        [ORG_PROCEDURE] = {ident_is_procedure_shape, "this is no CPT or HCPCS code"},
    };
    char quote[TABLE_QUOTE_ROOM];
    enum org_type type = r->table->columns[column].type;
    CHECK(type < sizeof shapes / sizeof shapes[0] && shapes[type].is != NULL);
    return shapes[type].is(cell->text) ||
           refuse(r, column, "'%s': %s", table_fault_quote(quote, cell->text), shapes[type].wrong);
}

static bool check_procedure(struct org_rows *r, size_t column, const struct cell *cell)
{
    char quote[TABLE_QUOTE_ROOM];
    return text_equal_z(cell->text, "*") || ident_is_procedure_shape(cell->text) ||
           refuse(r, column, "'%s' is no CPT or HCPCS code, and not *",
               table_fault_quote(quote, cell->text));
}

static bool check_digits(struct org_rows *r, size_t column, const struct cell *cell, size_t count)
{
    char quote[TABLE_QUOTE_ROOM];
    return (text_is_digits(cell->text) && cell->text.size == count) ||
           refuse(r, column, "'%s': write %zu digits, nothing else",
               table_fault_quote(quote, cell->text), count);
}

static bool check_code(struct org_rows *r, size_t column, const struct cell *cell, size_t exactly)
{
    char quote[TABLE_QUOTE_ROOM];
    return (is_code(cell->text) && (exactly == 0 || cell->text.size == exactly)) ||
           refuse(r, column, "'%s': write %sdigits and upper-case letters",
               table_fault_quote(quote, cell->text), exactly == 2 ? "two " : "");
}

static bool check_place(struct org_rows *r, size_t column, const struct cell *cell)
{
    char quote[TABLE_QUOTE_ROOM];
    return standard_codes_has(CODES_PLACE_OF_SERVICE, cell->text) ||
           refuse(r, column,
               "'%s' is no place of service of the CMS list; a leading zero may have "
               "been lost",
               table_fault_quote(quote, cell->text));
}

static bool check_value(struct org_rows *r, size_t column, struct cell *cell)
{
    switch (r->table->columns[column].type) {
    case ORG_KEY:
    case ORG_COMMAND:
    case ORG_PAYER:
    case ORG_PAYER_ANY:
        return true;
    case ORG_TEXT:
        return check_text(r, column, cell);
    case ORG_WORD:
        return check_word(r, column, cell);
    case ORG_DATE:
    case ORG_FROM:
    case ORG_TO:
        return check_date(r, column, cell);
    case ORG_NO:
    case ORG_YES:
        return check_flag(r, column, cell);
    case ORG_MONEY:
        return check_amount(r, column, cell);
    case ORG_PERCENT:
        return check_percent(r, column, cell);
    case ORG_COUNT:
        return check_count(r, column, cell);
    case ORG_PHONE:
        return check_digits(r, column, cell, 10);
    case ORG_PLACE:
        return check_place(r, column, cell);
    case ORG_MODIFIER:
        return check_code(r, column, cell, 2);
    case ORG_REASON:
        return check_code(r, column, cell, 0);
    case ORG_PROCEDURE_ANY:
        return check_procedure(r, column, cell);
    case ORG_NAME:
    case ORG_NPI:
    case ORG_TAX_ID:
    case ORG_TAXONOMY:
    case ORG_STATE:
    case ORG_ZIP:
    case ORG_ZIP9:
    case ORG_CLIA:
    case ORG_PROCEDURE:
        return check_shape(r, column, cell);
    }
    err_bug(__FILE__, __LINE__, "unknown type of a column");
}

// What an empty cell stands for.
static void fill_empty(enum org_type type, struct cell *cell)
{
    *cell = (struct cell){.empty = true, .date = DATE_NONE};
    if (type == ORG_FROM)
        CHECK(date_from_parts(1900, 1, 1, &cell->date));
    if (type == ORG_TO)
        cell->date = OPEN_END;
    cell->number = type == ORG_YES;
}

static void check_cell(struct org_rows *r, size_t column, struct text t)
{
    const struct org_column *c = &r->table->columns[column];
    struct cell *cell = &r->cells[column];
    fill_empty(c->type, cell);
    if (text_is_empty(t)) {
        if (c->needed)
            refuse(r, column, "the value is missing: fill it in");
        return;
    }
    struct cell filled = {.text = t, .date = DATE_NONE};
    if (t.size > c->length && c->type != ORG_NO && c->type != ORG_YES)
        refuse(r, column, "the value has %zu characters, at most %zu can be carried: shorten it",
            t.size, c->length);
    else if (check_value(r, column, &filled))
        *cell = filled;
}

// ---- A row: cells against each other

#define CELL(table, name) (r->cells[ORG_##table##_##name])

static bool is_filled(const struct cell *cell)
{
    return !cell->empty;
}

static void check_period(struct org_rows *r)
{
    for (size_t i = 0; i + 1 < r->table->count; i++)
        if (r->table->columns[i].type == ORG_FROM && r->table->columns[i + 1].type == ORG_TO &&
            !r->cells[i].wrong && !r->cells[i + 1].wrong && r->cells[i + 1].date < r->cells[i].date)
            refuse(r, i + 1, "the end is before the beginning");
}

// Street, city, state and ZIP stand together: line 1 at `first`, then line 2, city, state, ZIP.
static void check_address(struct org_rows *r, size_t first, bool needed)
{
    static const size_t parts[] = {0, 2, 3, 4};
    bool any = needed;
    for (size_t i = 0; i < 5; i++)
        any = any || is_filled(&r->cells[first + i]);
    for (size_t i = 0; any && i < sizeof parts / sizeof parts[0]; i++) {
        struct cell *cell = &r->cells[first + parts[i]];
        if (cell->empty && !cell->wrong)
            refuse(r, first + parts[i], "the address is not complete: fill it in%s",
                needed ? "; who bills needs one" : ", or leave the whole address out");
    }
}

static void check_made_up(struct org_rows *r, size_t column)
{
    if (r->cells[column].number == 1 && !r->rehearsal)
        refuse(r, column, "a made-up identity cannot bill: only a rehearsal organisation has one");
}

static void check_needed_to_bill(struct org_rows *r, size_t column, const char *why)
{
    const struct cell *cell = &r->cells[column];
    if (cell->empty && !cell->wrong)
        refuse(r, column, "who bills needs it (%s): fill it in, or write N under is_billing", why);
}

static void check_provider(struct org_rows *r)
{
    bool bills = CELL(providers, is_billing).number == 1;
    check_address(r, ORG_providers_address1, bills);
    check_address(r, ORG_providers_pay_to_address1, false);
    check_made_up(r, ORG_providers_made_up);
    if (bills) {
        check_needed_to_bill(r, ORG_providers_npi, "2010AA NM109");
        check_needed_to_bill(r, ORG_providers_tax_id, "2010AA REF*EI");
        check_needed_to_bill(r, ORG_providers_taxonomy, "2000A PRV03");
    }
    if (CELL(providers, is_organisation).number == 1) {
        static const size_t of_persons[] = {ORG_providers_first_name, ORG_providers_middle_name,
            ORG_providers_suffix, ORG_providers_tax_id_is_ssn};
        for (size_t i = 0; i < sizeof of_persons / sizeof of_persons[0]; i++)
            if (is_filled(&r->cells[of_persons[i]]) &&
                !text_equal_z(r->cells[of_persons[i]].text, "N"))
                refuse(r, of_persons[i],
                    "an organisation has none: leave it empty, or write N under is_organisation");
    }
}

static void check_setting(struct org_rows *r)
{
    struct cell *name = &CELL(settings, name);
    struct cell *value = &CELL(settings, value);
    if (value->empty)
        return;
    if (text_equal_z(name->text, "contact_phone"))
        check_digits(r, ORG_settings_value, value, 10);
    if (text_equal_z(name->text, "submitter_id") && value->text.size < 2)
        refuse(r, ORG_settings_value, "a submitter's identifier has at least two characters");
}

static void check_crosswalk(struct org_rows *r)
{
    char quote[TABLE_QUOTE_ROOM];
    struct cell *code = &CELL(crosswalk, target_code);
    bool diagnosis = text_equal_z(CELL(crosswalk, target_system).text, "icd10cm");
    if (is_filled(code) && is_filled(&CELL(crosswalk, target_system)) &&
        !(diagnosis ? ident_is_icd10cm_shape(code->text) : ident_is_procedure_shape(code->text)))
        refuse(r, ORG_crosswalk_target_code, "'%s' is no %s", table_fault_quote(quote, code->text),
            diagnosis ? "ICD-10-CM code; write it without its dot" : "CPT or HCPCS code");
    static const size_t of_procedures[] = {
        ORG_crosswalk_modifier, ORG_crosswalk_charge, ORG_crosswalk_place_of_service};
    for (size_t i = 0; diagnosis && i < sizeof of_procedures / sizeof of_procedures[0]; i++)
        if (is_filled(&r->cells[of_procedures[i]]))
            refuse(r, of_procedures[i], "a diagnosis has none: leave it empty");
}

static void check_fee(struct org_rows *r)
{
    const struct cell *allowed = &CELL(fee_schedule, allowed);
    const struct cell *percent = &CELL(fee_schedule, percent_of_charge);
    if (allowed->wrong || percent->wrong || is_filled(allowed) != is_filled(percent))
        return;
    refuse(r, ORG_fee_schedule_allowed,
        is_filled(allowed) ? "there is both an amount and a percentage: write one of them"
                           : "there is neither an amount nor a percentage: write one of them");
}

static void check_alias(struct org_rows *r)
{
    const struct cell *alias = &CELL(payer_aliases, alias);
    if (text_equal_z(CELL(payer_aliases, kind).text, "originator") && is_filled(alias) &&
        (alias->text.size != 10 || !text_is_alphanumeric(alias->text)))
        refuse(r, ORG_payer_aliases_alias,
            "an originator (TRN03) has ten characters: 1 and the payer's nine-digit tax id");
}

static void check_scenario(struct org_rows *r)
{
    static const char *const words[] = {
#define SCENARIO(word, meaning) #word,
#include "jobs/scenarios.def"
#undef SCENARIO
    };
    char quote[TABLE_QUOTE_ROOM];
    const struct cell *scenario = &CELL(rehearsal_scenarios, scenario);
    if (!r->rehearsal)
        refuse(r, ORG_rehearsal_scenarios_scenario,
            "a production organisation has no rehearsal: remove the file");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (scenario->empty || text_equal_z(scenario->text, words[i]))
            return;
    refuse(r, ORG_rehearsal_scenarios_scenario,
        "there is no scenario '%s': 'cleanclaim rehearse --list' lists them",
        table_fault_quote(quote, scenario->text));
}

static void keep_identity(struct org_rows *r)
{
    if (r->count > 1) {
        table_fault_add(r->faults, TABLE_ERROR, r->table->name, r->cursor.row, NULL,
            "there is more than one organisation: each has a folder of its own");
        return;
    }
    text_copy_z(r->identity.code, sizeof r->identity.code, CELL(organisation, code).text);
    text_copy_z(r->identity.name, sizeof r->identity.name, CELL(organisation, name).text);
    // A wrong word is refused; until then nothing of a rehearsal is.
    r->identity.rehearsal = !text_equal_z(CELL(organisation, usage).text, "production");
    r->identity.start_date = CELL(organisation, start_date).date;
}

static void check_row(struct org_rows *r)
{
    check_period(r);
    switch (r->id) {
    case ORG_organisation:
        keep_identity(r);
        break;
    case ORG_settings:
        check_setting(r);
        break;
    case ORG_providers:
        check_provider(r);
        break;
    case ORG_facilities:
        check_made_up(r, ORG_facilities_made_up);
        break;
    case ORG_payers:
        check_address(r, ORG_payers_address1, false);
        break;
    case ORG_payer_aliases:
        check_alias(r);
        break;
    case ORG_crosswalk:
        check_crosswalk(r);
        break;
    case ORG_fee_schedule:
        check_fee(r);
        break;
    case ORG_rehearsal_scenarios:
        check_scenario(r);
        break;
    case ORG_partners:
    case ORG_adjustment_classes:
    case ORG_code_lists:
    case ORG_TABLES:
        break;
    }
}

// ---- On to the staging table

static void stage_cell(struct copy *copy, enum copy_type type, const struct cell *cell)
{
    switch (type) {
    case COPY_DATE:
        copy_date(copy, cell->date);
        break;
    case COPY_BOOL:
        copy_bool(copy, cell->number == 1);
        break;
    case COPY_I64:
        if (cell->empty)
            copy_null(copy);
        else
            copy_i64(copy, cell->number);
        break;
    default:
        copy_text(copy, cell->text);
    }
}

static void stage_row(struct org_rows *r)
{
    const struct copy_table *stage = org_table_stage(r->id);
    copy_i32(r->copy, (int64_t)r->cursor.row);
    for (size_t i = 0; i < r->table->count; i++)
        stage_cell(r->copy, stage->columns[i + 1].type, &r->cells[i]);
    copy_row(r->copy);
}

void org_rows_take(struct org_rows *r, const struct table_row *row)
{
    if (!r->has_header) {
        take_header(r, row);
        return;
    }
    if (!r->readable || !table_check_row(&r->cursor, row))
        return;
    arena_reset(r->arena);
    r->count++;
    for (size_t i = 0; i < r->table->count; i++)
        check_cell(
            r, i, r->places[i] == SIZE_MAX ? (struct text){0} : r->cursor.cells[r->places[i]]);
    check_row(r);
    stage_row(r);
}

void org_rows_end(struct org_rows *r)
{
    if (!r->readable || r->count > 0)
        return;
    if (r->id == ORG_organisation)
        table_fault_add(r->faults, TABLE_ERROR, r->table->name, 0, NULL,
            "the table has no row: it needs the one of the organisation");
    else if (r->table->required)
        table_fault_add(r->faults, TABLE_ERROR, r->table->name, 0, NULL,
            "the table has no row: at least one is needed");
}
