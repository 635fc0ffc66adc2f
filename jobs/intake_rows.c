#include "jobs/intake_rows.h"

#include "claims/base/err.h"
#include "claims/base/money.h"
#include "claims/identity.h"
#include "jobs/intake_stage.h"

#include <stdio.h>
#include <stdlib.h>

#define ROW_ARENA_BYTES   ((size_t)16 * 1024 * 1024)
#define PACKED_BYTES      ((size_t)64 * 1024)
#define VALUE_SHOWN_BYTES 60 // of a value that failed

struct intake_rows {
    struct text key;
    struct text source;
    date_t as_of;
    intake_name_function name;
    void *context;
    struct arena *arena; // of one row
    struct buf packed;   // an identity being packed
    struct buf content;  // the row's checked values, for its digest
    struct copy *stage[ENTITY_COUNT];
    struct copy *detail;
    struct copy *reject;
};

struct intake_rows *intake_rows_new(struct text organisation_key, struct text source, date_t as_of,
    intake_name_function name, void *context)
{
    struct intake_rows *rows = calloc(1, sizeof *rows);
    CHECK(rows);
    rows->key = organisation_key;
    rows->source = source;
    rows->as_of = as_of;
    rows->name = name;
    rows->context = context;
    rows->arena = arena_new(ROW_ARENA_BYTES);
    buf_init(&rows->packed, PACKED_BYTES);
    buf_init(&rows->content, PACKED_BYTES);
    for (int e = 0; e < ENTITY_COUNT; e++)
        rows->stage[e] = copy_new(intake_stage_of((enum encounter_entity)e));
    rows->detail = copy_new(&intake_stage_detail);
    rows->reject = copy_new(&intake_stage_reject);
    return rows;
}

void intake_rows_free(struct intake_rows *rows)
{
    if (!rows)
        return;
    for (int e = 0; e < ENTITY_COUNT; e++)
        copy_free(rows->stage[e]);
    copy_free(rows->detail);
    copy_free(rows->reject);
    buf_free(&rows->content);
    buf_free(&rows->packed);
    arena_free(rows->arena);
    free(rows);
}

static bool send_one(struct copy *copy, struct db *db, bool all, struct err *err)
{
    return !(all || copy_is_full(copy)) || copy_send(copy, db, err);
}

bool intake_rows_send(struct intake_rows *rows, struct db *db, bool all, struct err *err)
{
    for (int e = 0; e < ENTITY_COUNT; e++)
        if (!send_one(rows->stage[e], db, all, err))
            return false;
    return send_one(rows->detail, db, all, err) && send_one(rows->reject, db, all, err);
}

// ---- One row.

// The row under check.
struct row {
    struct intake_rows *rows;
    enum encounter_entity entity;
    const struct encounter_file *file;
    struct intake_place place;
    const struct text *values;
    struct cell cells[ENCOUNTER_COLUMNS_MAX];
    bool bad;
};

static struct text bytes_of(const unsigned char digest[DIGEST_SIZE])
{
    return (struct text){(const char *)digest, DIGEST_SIZE};
}

static void reject(struct intake_rows *rows, const char *entity, struct intake_place place,
    struct text column, enum finding_code code, struct text value, struct text encounter_key,
    struct text patient_key)
{
    struct copy *c = rows->reject;
    copy_text(c, text_of(entity));
    copy_i32(c, place.file_no);
    copy_i32(c, place.row_no);
    copy_text(c, column);
    copy_text(c, text_of(finding_word(code)));
    copy_text(c, text_of(severity_word(finding_severity(code))));
    copy_text(c, value);
    copy_text(c, encounter_key);
    if (text_is_empty(patient_key))
        copy_null(c);
    else
        copy_bytes(c, patient_key);
    copy_row(c);
}

// A value as it may be shown: not too long, and only what can be stored as text.
static struct text shown(struct text value)
{
    struct text t = text_part(text_trim(value), 0, VALUE_SHOWN_BYTES);
    while (t.size > 0 && !text_is_utf8(t))
        t.size--; // cut within a character, or no UTF-8 at all
    return t;
}

// Whether it can be read as a date, an amount or a number gone wrong, and not as a name.
static bool is_figure(struct text value)
{
    for (size_t i = 0; i < value.size; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if (c >= 0x80 || (text_is_alphanumeric(text_part(value, i, 1)) && (c < '0' || c > '9')))
            return false;
    }
    return true;
}

// A value of a column as it may be shown: nothing of a patient's identity, nor of what may have
// slipped into the column from one beside it or was written freely.
static struct text shown_of(const struct encounter_column *column, struct text value)
{
    struct text t = shown(value);
    if (column->kind == COLUMN_IDENTIFYING)
        return (struct text){0};
    switch (column->type) {
    case COLUMN_KEY:
        return t;
    case COLUMN_TEXT:
        return (struct text){0};
    case COLUMN_DATE:
    case COLUMN_MONEY:
    case COLUMN_QUANTITY:
    case COLUMN_COUNT:
        return is_figure(t) ? t : (struct text){0};
    default:
        return t.size <= column->length ? t : (struct text){0};
    }
}

void intake_row_reject(struct intake_rows *rows, const char *entity, struct intake_place place,
    const char *column, enum finding_code code, struct text value)
{
    reject(rows, entity, place, text_of(column), code, shown(value), (struct text){0},
        (struct text){0});
}

// The column that names the encounter, or the patient, of a row; -1 when it names none.
static int key_column(const struct encounter_file *file, const char *name)
{
    for (size_t i = 0; i < file->count; i++)
        if (strcmp(file->columns[i].name, name) == 0)
            return (int)i;
    return -1;
}

static bool patient_key(
    const struct intake_rows *rows, struct text record_number, unsigned char out[DIGEST_SIZE])
{
    if (text_is_empty(record_number) || record_number.size > 50)
        return false;
    identity_key(rows->key, "record", rows->source, record_number, out);
    return true;
}

// Whose other rows wait because this one fails: its encounter's when it is part of one; its
// patient's when it is a patient or a coverage. A payment or an open balance holds up nobody.
static void row_fails(struct row *row, size_t column, enum finding_code code)
{
    struct intake_rows *rows = row->rows;
    struct text encounter = {0};
    struct text patient = {0};
    unsigned char key[DIGEST_SIZE];
    if (row->entity == ENTITY_encounter || row->entity == ENTITY_diagnosis ||
        row->entity == ENTITY_charge) {
        encounter = text_trim(row->values[key_column(row->file, "encounter_id")]);
        if (encounter.size > 50 || !text_is_utf8(encounter))
            encounter.size = 0;
    } else if (row->entity == ENTITY_patient || row->entity == ENTITY_coverage) {
        if (patient_key(rows, text_trim(row->values[key_column(row->file, "patient_id")]), key))
            patient = bytes_of(key);
    }
    const struct encounter_column *c = &row->file->columns[column];
    struct text value = shown_of(c, row->values[column]);
    struct text name =
        rows->name(rows->context, row->entity, row->place.file_no, column, rows->arena);
    reject(rows, row->file->name, row->place, name, code, value, encounter, patient);
    row->bad = true;
}

static void row_check_columns(struct row *row)
{
    CHECK(row->file->count <= ENCOUNTER_COLUMNS_MAX);
    for (size_t i = 0; i < row->file->count; i++) {
        enum finding_code code = encounter_cell(
            &row->file->columns[i], row->values[i], row->rows->arena, &row->cells[i]);
        if (code != FINDING_COUNT)
            row_fails(row, i, code);
    }
}

static void row_check_order(struct row *row, size_t from, size_t to)
{
    const struct cell *f = &row->cells[from];
    const struct cell *t = &row->cells[to];
    if (!f->empty && !t->empty && t->date < f->date)
        row_fails(row, to, FINDING_dates_out_of_order);
}

static void row_check_past(struct row *row, size_t column)
{
    const struct cell *c = &row->cells[column];
    if (!c->empty && c->date > row->rows->as_of)
        row_fails(row, column, FINDING_date_in_future);
}

static void row_check_range(struct row *row, size_t column, int64_t min, int64_t max)
{
    const struct cell *c = &row->cells[column];
    if (!c->empty && (c->number < min || c->number > max))
        row_fails(row, column, FINDING_value_out_of_range);
}

// ---- The digest of a row: of its checked values, so that 12.5 and 12.50 are the same.

static void row_content(struct row *row)
{
    struct buf *b = &row->rows->content;
    buf_clear(b);
    for (size_t i = 0; i < row->file->count; i++) {
        const struct cell *c = &row->cells[i];
        switch (row->file->columns[i].type) {
        case COLUMN_MONEY:
        case COLUMN_QUANTITY:
        case COLUMN_COUNT:
        case COLUMN_FLAG:
            if (!c->empty)
                buf_i64(b, c->number);
            break;
        default:
            buf_text(b, c->text);
        }
        buf_char(b, '\x1f');
    }
}

// Keyed where it covers a patient's identifier, so that nobody can guess that from the digest.
static void row_digest(struct row *row, unsigned char out[DIGEST_SIZE])
{
    row_content(row);
    struct text content = buf_slice(&row->rows->content);
    if (key_column(row->file, "patient_id") >= 0)
        digest_keyed(row->rows->key, content, out);
    else
        digest_of(content, out);
}

// ---- What each entity gives.

// The columns every staged row begins with.
static struct copy *stage_start(struct row *row)
{
    struct copy *c = row->rows->stage[row->entity];
    unsigned char digest[DIGEST_SIZE];
    row_digest(row, digest);
    copy_i32(c, row->place.file_no);
    copy_i32(c, row->place.row_no);
    copy_bytes(c, bytes_of(digest));
    return c;
}

static void stage_patient_key(struct row *row, struct copy *c, size_t column)
{
    unsigned char key[DIGEST_SIZE];
    CHECK(patient_key(row->rows, row->cells[column].text, key));
    copy_bytes(c, bytes_of(key));
}

static struct text cell_text(const struct row *row, size_t column)
{
    return row->cells[column].text;
}

static char cell_letter(const struct row *row, size_t column)
{
    return row->cells[column].empty ? '\0' : row->cells[column].text.at[0];
}

// ZIP codes without their hyphen.
static struct text cell_zip(struct row *row, size_t column)
{
    struct text t = row->cells[column].text;
    char *out = arena_take(row->rows->arena, t.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < t.size; i++)
        if (t.at[i] != '-')
            out[size++] = t.at[i];
    return (struct text){out, size};
}

static void check_patient(struct row *row)
{
    row_check_past(row, COLUMN_patient_birth_date);
}

static void stage_patient(struct row *row)
{
    struct intake_rows *rows = row->rows;
    struct person p = {
        .last_name = cell_text(row, COLUMN_patient_last_name),
        .first_name = cell_text(row, COLUMN_patient_first_name),
        .middle_name = cell_text(row, COLUMN_patient_middle_name),
        .suffix = cell_text(row, COLUMN_patient_suffix),
        .birth_date = row->cells[COLUMN_patient_birth_date].date,
        .sex = cell_letter(row, COLUMN_patient_sex),
        .address = {.line1 = cell_text(row, COLUMN_patient_address1),
            .line2 = cell_text(row, COLUMN_patient_address2),
            .city = cell_text(row, COLUMN_patient_city),
            .state = cell_text(row, COLUMN_patient_state),
            .zip = cell_zip(row, COLUMN_patient_zip)},
    };
    buf_clear(&rows->packed);
    identity_pack_patient(&rows->packed, cell_text(row, COLUMN_patient_patient_id), &p);
    struct copy *c = stage_start(row);
    stage_patient_key(row, c, COLUMN_patient_patient_id);
    copy_bytes(c, buf_slice(&rows->packed));
    copy_row(c);
}

static bool is_one_of(struct text value, const char *list)
{
    struct text rest = text_of(list);
    struct text word;
    bool more = true;
    while (text_split(&rest, ' ', &more, &word))
        if (text_equal(word, value))
            return true;
    return false;
}

static void check_coverage(struct row *row)
{
    row_check_range(row, COLUMN_coverage_rank, 1, 3);
    row_check_order(row, COLUMN_coverage_from_date, COLUMN_coverage_to_date);
    row_check_past(row, COLUMN_coverage_subscriber_birth_date);
    struct text relationship = cell_text(row, COLUMN_coverage_relationship);
    if (!is_one_of(relationship, "18 01 19 20 21 39 40 53 G8"))
        row_fails(row, COLUMN_coverage_relationship, FINDING_value_not_code);
    else if (!text_equal_z(relationship, "18") &&
             row->cells[COLUMN_coverage_subscriber_last_name].empty)
        row_fails(row, COLUMN_coverage_subscriber_last_name, FINDING_value_missing);
}

static void stage_coverage(struct row *row)
{
    struct intake_rows *rows = row->rows;
    struct subscriber s = {
        .is_person = !row->cells[COLUMN_coverage_subscriber_is_organisation].number,
        .member_id = cell_text(row, COLUMN_coverage_member_id),
        .person = {.last_name = cell_text(row, COLUMN_coverage_subscriber_last_name),
            .first_name = cell_text(row, COLUMN_coverage_subscriber_first_name),
            .middle_name = cell_text(row, COLUMN_coverage_subscriber_middle_name),
            .suffix = cell_text(row, COLUMN_coverage_subscriber_suffix),
            .birth_date = row->cells[COLUMN_coverage_subscriber_birth_date].date,
            .sex = cell_letter(row, COLUMN_coverage_subscriber_sex),
            .address = {.line1 = cell_text(row, COLUMN_coverage_subscriber_address1),
                .line2 = cell_text(row, COLUMN_coverage_subscriber_address2),
                .city = cell_text(row, COLUMN_coverage_subscriber_city),
                .state = cell_text(row, COLUMN_coverage_subscriber_state),
                .zip = cell_zip(row, COLUMN_coverage_subscriber_zip)}},
    };
    static const date_t open_end = 2932896; // 9999-12-31, as days from 1970-01-01
    unsigned char member[DIGEST_SIZE];
    identity_key(rows->key, "member", (struct text){0}, s.member_id, member);
    buf_clear(&rows->packed);
    identity_pack_coverage(&rows->packed, &s);
    const struct cell *to = &row->cells[COLUMN_coverage_to_date];

    struct copy *c = stage_start(row);
    stage_patient_key(row, c, COLUMN_coverage_patient_id);
    copy_text(c, cell_text(row, COLUMN_coverage_payer));
    copy_bytes(c, bytes_of(member));
    copy_i16(c, row->cells[COLUMN_coverage_rank].number);
    copy_date(c, row->cells[COLUMN_coverage_from_date].date);
    copy_date(c, to->empty ? open_end : to->date);
    copy_text(c, cell_text(row, COLUMN_coverage_relationship));
    copy_text(c, cell_text(row, COLUMN_coverage_group_number));
    copy_text(c, cell_text(row, COLUMN_coverage_group_name));
    copy_text(c, cell_text(row, COLUMN_coverage_insurance_type));
    copy_bytes(c, buf_slice(&rows->packed));
    copy_row(c);
}

static void check_encounter(struct row *row)
{
    row_check_past(row, COLUMN_encounter_service_from);
    row_check_past(row, COLUMN_encounter_service_to);
    row_check_order(row, COLUMN_encounter_service_from, COLUMN_encounter_service_to);
    row_check_order(row, COLUMN_encounter_admission_date, COLUMN_encounter_discharge_date);
    row_check_range(row, COLUMN_encounter_patient_paid, 0, MONEY_LIMIT);
}

static void stage_encounter(struct row *row)
{
    struct copy *c = stage_start(row);
    const struct cell *from = &row->cells[COLUMN_encounter_service_from];
    const struct cell *to = &row->cells[COLUMN_encounter_service_to];
    struct text key = cell_text(row, COLUMN_encounter_encounter_id);
    copy_text(c, key);
    stage_patient_key(row, c, COLUMN_encounter_patient_id);
    copy_bool(c, text_equal_z(cell_text(row, COLUMN_encounter_status), "cancelled"));
    copy_date(c, from->date);
    copy_date(c, to->empty ? from->date : to->date);
    copy_text(c, cell_text(row, COLUMN_encounter_place_of_service));
    copy_text(c, cell_text(row, COLUMN_encounter_financial_class));
    copy_text(c, cell_text(row, COLUMN_encounter_billing_provider));
    copy_text(c, cell_text(row, COLUMN_encounter_rendering_provider));
    copy_text(c, cell_text(row, COLUMN_encounter_facility));
    copy_row(c);

    struct copy *d = row->rows->detail;
    for (size_t i = 0; i < row->file->count; i++) {
        const struct encounter_column *column = &row->file->columns[i];
        const struct cell *cell = &row->cells[i];
        if (column->kind != COLUMN_DETAIL || cell->empty)
            continue;
        char cents[24];
        snprintf(cents, sizeof cents, "%lld", (long long)cell->number);
        copy_text(d, key);
        copy_text(d, text_of(column->name));
        copy_text(d, column->type == COLUMN_MONEY ? text_of(cents) : cell->text);
        copy_row(d);
    }
}

static void check_diagnosis(struct row *row)
{
    row_check_range(row, COLUMN_diagnosis_ordinal, 1, 99);
}

static void stage_diagnosis(struct row *row)
{
    struct copy *c = stage_start(row);
    copy_text(c, cell_text(row, COLUMN_diagnosis_encounter_id));
    copy_i16(c, row->cells[COLUMN_diagnosis_ordinal].number);
    copy_text(c, cell_text(row, COLUMN_diagnosis_code));
    copy_row(c);
}

static void check_charge(struct row *row)
{
    row_check_range(row, COLUMN_charge_line, 1, 999);
    row_check_past(row, COLUMN_charge_service_from);
    row_check_past(row, COLUMN_charge_service_to);
    row_check_order(row, COLUMN_charge_service_from, COLUMN_charge_service_to);
    row_check_range(row, COLUMN_charge_charge, 0, MONEY_LIMIT);
}

static struct text joined_modifiers(struct row *row)
{
    static const size_t columns[] = {COLUMN_charge_modifier1, COLUMN_charge_modifier2,
        COLUMN_charge_modifier3, COLUMN_charge_modifier4};
    char *out = arena_take(row->rows->arena, 16);
    size_t size = 0;
    for (size_t i = 0; i < 4; i++) {
        struct text m = cell_text(row, columns[i]);
        if (text_is_empty(m))
            continue;
        if (size > 0)
            out[size++] = ' ';
        memcpy(out + size, m.at, m.size);
        size += m.size;
    }
    return (struct text){out, size};
}

// NDC without hyphens: the 5-4-2 form has eleven digits either way.
static struct text cell_ndc(struct row *row)
{
    return cell_zip(row, COLUMN_charge_ndc);
}

static void stage_charge(struct row *row)
{
    struct copy *c = stage_start(row);
    struct text basis = cell_text(row, COLUMN_charge_unit_basis);
    copy_text(c, cell_text(row, COLUMN_charge_encounter_id));
    copy_i16(c, row->cells[COLUMN_charge_line].number);
    copy_date(c, row->cells[COLUMN_charge_service_from].date);
    copy_date(c, row->cells[COLUMN_charge_service_to].date);
    copy_text(c, cell_text(row, COLUMN_charge_procedure));
    copy_text(c, joined_modifiers(row));
    copy_text(c, cell_text(row, COLUMN_charge_description));
    copy_text(c, text_is_empty(basis) ? TEXT("UN") : basis);
    copy_i64(c, row->cells[COLUMN_charge_units].number);
    copy_i64(c, row->cells[COLUMN_charge_charge].number);
    copy_text(c, cell_text(row, COLUMN_charge_pointers));
    copy_text(c, cell_text(row, COLUMN_charge_place_of_service));
    copy_bool(c, row->cells[COLUMN_charge_emergency].number);
    copy_text(c, cell_ndc(row));
    copy_i64(c, row->cells[COLUMN_charge_ndc_quantity].number);
    copy_text(c, cell_text(row, COLUMN_charge_ndc_unit));
    copy_text(c, cell_text(row, COLUMN_charge_note));
    copy_row(c);
}

static void check_receipt(struct row *row)
{
    row_check_past(row, COLUMN_receipt_received_date);
    row_check_range(row, COLUMN_receipt_amount, 1, MONEY_LIMIT);
}

static void stage_receipt(struct row *row)
{
    struct copy *c = stage_start(row);
    copy_text(c, cell_text(row, COLUMN_receipt_payment_id));
    stage_patient_key(row, c, COLUMN_receipt_patient_id);
    copy_text(c, cell_text(row, COLUMN_receipt_encounter_id));
    copy_date(c, row->cells[COLUMN_receipt_received_date].date);
    copy_i64(c, row->cells[COLUMN_receipt_amount].number);
    copy_text(c, cell_text(row, COLUMN_receipt_method));
    copy_row(c);
}

static void check_open_balance(struct row *row)
{
    row_check_past(row, COLUMN_open_balance_service_from);
    row_check_order(row, COLUMN_open_balance_service_from, COLUMN_open_balance_service_to);
    row_check_past(row, COLUMN_open_balance_billed_date);
    row_check_range(row, COLUMN_open_balance_charge, 0, MONEY_LIMIT);
}

static void stage_open_balance(struct row *row)
{
    struct copy *c = stage_start(row);
    const struct cell *from = &row->cells[COLUMN_open_balance_service_from];
    const struct cell *to = &row->cells[COLUMN_open_balance_service_to];
    struct text sequence = cell_text(row, COLUMN_open_balance_sequence);
    copy_text(c, cell_text(row, COLUMN_open_balance_control_number));
    stage_patient_key(row, c, COLUMN_open_balance_patient_id);
    copy_text(c, cell_text(row, COLUMN_open_balance_payer));
    copy_text(c, text_is_empty(sequence) ? TEXT("P") : sequence);
    copy_date(c, from->date);
    copy_date(c, to->empty ? from->date : to->date);
    copy_i64(c, row->cells[COLUMN_open_balance_charge].number);
    copy_i64(c, row->cells[COLUMN_open_balance_balance].number);
    copy_date(c, row->cells[COLUMN_open_balance_billed_date].date);
    copy_row(c);
}

static void stage_provider(struct row *row)
{
    struct copy *c = stage_start(row);
    copy_text(c, cell_text(row, COLUMN_provider_code));
    copy_bool(c, !row->cells[COLUMN_provider_is_organisation].number);
    copy_text(c, cell_text(row, COLUMN_provider_last_name));
    copy_text(c, cell_text(row, COLUMN_provider_first_name));
    copy_text(c, cell_text(row, COLUMN_provider_npi));
    copy_text(c, cell_text(row, COLUMN_provider_taxonomy));
    copy_bool(c, row->cells[COLUMN_provider_made_up].number);
    copy_row(c);
}

static void stage_facility(struct row *row)
{
    struct copy *c = stage_start(row);
    copy_text(c, cell_text(row, COLUMN_facility_code));
    copy_text(c, cell_text(row, COLUMN_facility_name));
    copy_text(c, cell_text(row, COLUMN_facility_npi));
    copy_text(c, cell_text(row, COLUMN_facility_address1));
    copy_text(c, cell_text(row, COLUMN_facility_address2));
    copy_text(c, cell_text(row, COLUMN_facility_city));
    copy_text(c, cell_text(row, COLUMN_facility_state));
    copy_text(c, cell_zip(row, COLUMN_facility_zip));
    copy_text(c, cell_text(row, COLUMN_facility_place_of_service));
    copy_bool(c, row->cells[COLUMN_facility_made_up].number);
    copy_row(c);
}

static void stage_payer_alias(struct row *row)
{
    struct copy *c = stage_start(row);
    copy_text(c, cell_text(row, COLUMN_payer_alias_alias));
    copy_text(c, cell_text(row, COLUMN_payer_alias_payer));
    copy_row(c);
}

// How each entity is checked beyond its columns, and staged.
static const struct {
    void (*check)(struct row *row); // NULL: the columns are all
    void (*stage)(struct row *row);
} entities[ENTITY_COUNT] = {
    [ENTITY_patient] = {check_patient, stage_patient},
    [ENTITY_coverage] = {check_coverage, stage_coverage},
    [ENTITY_encounter] = {check_encounter, stage_encounter},
    [ENTITY_diagnosis] = {check_diagnosis, stage_diagnosis},
    [ENTITY_charge] = {check_charge, stage_charge},
    [ENTITY_receipt] = {check_receipt, stage_receipt},
    [ENTITY_open_balance] = {check_open_balance, stage_open_balance},
    [ENTITY_provider] = {NULL, stage_provider},
    [ENTITY_facility] = {NULL, stage_facility},
    [ENTITY_payer_alias] = {NULL, stage_payer_alias},
};

void intake_row(struct intake_rows *rows, enum encounter_entity entity, struct intake_place place,
    const struct text *values)
{
    struct row row = {.rows = rows,
        .entity = entity,
        .file = encounter_file(entity),
        .place = place,
        .values = values};
    arena_reset(rows->arena);
    row_check_columns(&row);
    if (!row.bad && entities[entity].check)
        entities[entity].check(&row);
    if (!row.bad)
        entities[entity].stage(&row);
}
