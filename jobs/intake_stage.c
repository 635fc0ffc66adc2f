#include "jobs/intake_stage.h"

#include "sql_statements.h"

#define TABLE(table_name, ...) \
    static const struct copy_column columns_of_##table_name[] = {__VA_ARGS__}; \
    const struct copy_table intake_stage_##table_name = {"stage_" #table_name, \
        columns_of_##table_name, sizeof columns_of_##table_name / sizeof(struct copy_column)};

TABLE(patient, {"file_no", COPY_I32}, {"row_no", COPY_I32}, {"digest", COPY_BYTES},
    {"patient_key", COPY_BYTES}, {"identity", COPY_BYTES})
TABLE(coverage, {"file_no", COPY_I32}, {"row_no", COPY_I32}, {"digest", COPY_BYTES},
    {"patient_key", COPY_BYTES}, {"payer", COPY_TEXT}, {"member_key", COPY_BYTES},
    {"rank", COPY_I16}, {"from_date", COPY_DATE}, {"to_date", COPY_DATE},
    {"relationship", COPY_TEXT}, {"group_number", COPY_TEXT}, {"group_name", COPY_TEXT},
    {"insurance_type", COPY_TEXT}, {"identity", COPY_BYTES})
TABLE(encounter, {"file_no", COPY_I32}, {"row_no", COPY_I32}, {"digest", COPY_BYTES},
    {"encounter_key", COPY_TEXT}, {"patient_key", COPY_BYTES}, {"cancelled", COPY_BOOL},
    {"service_from", COPY_DATE}, {"service_to", COPY_DATE}, {"place_of_service", COPY_TEXT},
    {"financial_class", COPY_TEXT}, {"billing_provider", COPY_TEXT},
    {"rendering_provider", COPY_TEXT}, {"facility", COPY_TEXT})
TABLE(detail, {"encounter_key", COPY_TEXT}, {"name", COPY_TEXT}, {"value", COPY_TEXT})
TABLE(diagnosis, {"file_no", COPY_I32}, {"row_no", COPY_I32}, {"digest", COPY_BYTES},
    {"encounter_key", COPY_TEXT}, {"ordinal", COPY_I16}, {"code", COPY_TEXT})
TABLE(charge, {"file_no", COPY_I32}, {"row_no", COPY_I32}, {"digest", COPY_BYTES},
    {"encounter_key", COPY_TEXT}, {"line", COPY_I16}, {"service_from", COPY_DATE},
    {"service_to", COPY_DATE}, {"procedure", COPY_TEXT}, {"modifiers", COPY_TEXT},
    {"description", COPY_TEXT}, {"unit_basis", COPY_TEXT}, {"units", COPY_I64},
    {"charge", COPY_I64}, {"pointers", COPY_TEXT}, {"place_of_service", COPY_TEXT},
    {"emergency", COPY_BOOL}, {"ndc", COPY_TEXT}, {"ndc_quantity", COPY_I64},
    {"ndc_unit", COPY_TEXT}, {"note", COPY_TEXT})
TABLE(receipt, {"file_no", COPY_I32}, {"row_no", COPY_I32}, {"digest", COPY_BYTES},
    {"receipt_key", COPY_TEXT}, {"patient_key", COPY_BYTES}, {"encounter_key", COPY_TEXT},
    {"received_date", COPY_DATE}, {"amount", COPY_I64}, {"method", COPY_TEXT})
TABLE(open_balance, {"file_no", COPY_I32}, {"row_no", COPY_I32}, {"digest", COPY_BYTES},
    {"control_number", COPY_TEXT}, {"patient_key", COPY_BYTES}, {"payer", COPY_TEXT},
    {"sequence", COPY_TEXT}, {"service_from", COPY_DATE}, {"service_to", COPY_DATE},
    {"charge", COPY_I64}, {"balance", COPY_I64}, {"billed_date", COPY_DATE})
TABLE(provider, {"file_no", COPY_I32}, {"row_no", COPY_I32}, {"digest", COPY_BYTES},
    {"code", COPY_TEXT}, {"is_person", COPY_BOOL}, {"last_name", COPY_TEXT},
    {"first_name", COPY_TEXT}, {"npi", COPY_TEXT}, {"taxonomy", COPY_TEXT}, {"made_up", COPY_BOOL})
TABLE(facility, {"file_no", COPY_I32}, {"row_no", COPY_I32}, {"digest", COPY_BYTES},
    {"code", COPY_TEXT}, {"name", COPY_TEXT}, {"npi", COPY_TEXT}, {"address1", COPY_TEXT},
    {"address2", COPY_TEXT}, {"city", COPY_TEXT}, {"state", COPY_TEXT}, {"zip", COPY_TEXT},
    {"place_of_service", COPY_TEXT}, {"made_up", COPY_BOOL})
TABLE(payer_alias, {"file_no", COPY_I32}, {"row_no", COPY_I32}, {"digest", COPY_BYTES},
    {"alias", COPY_TEXT}, {"payer", COPY_TEXT})
// Rows set aside. encounter_key and patient_key say whose other rows must wait because of it; both
// empty: it stands alone (a row that the mapping leaves out).
TABLE(reject, {"entity", COPY_TEXT}, {"file_no", COPY_I32}, {"row_no", COPY_I32},
    {"column_name", COPY_TEXT}, {"code", COPY_TEXT}, {"severity", COPY_TEXT}, {"value", COPY_TEXT},
    {"encounter_key", COPY_TEXT}, {"patient_key", COPY_BYTES})

static const struct copy_table *const all[] = {&intake_stage_patient, &intake_stage_coverage,
    &intake_stage_encounter, &intake_stage_detail, &intake_stage_diagnosis, &intake_stage_charge,
    &intake_stage_receipt, &intake_stage_open_balance, &intake_stage_provider,
    &intake_stage_facility, &intake_stage_payer_alias, &intake_stage_reject};

bool intake_stage_make(struct db *db, struct err *err)
{
    struct buf ddl;
    buf_init(&ddl, 64 * 1024);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        copy_table_ddl(all[i], &ddl);
    buf_z(&ddl, sql_intake_stage.text);
    buf_char(&ddl, '\0');
    bool ok = db_script(db, "intake/stage", ddl.at, err);
    buf_free(&ddl);
    return ok;
}

const struct copy_table *intake_stage_of(enum encounter_entity entity)
{
    static const struct copy_table *const of[ENTITY_COUNT] = {
        [ENTITY_patient] = &intake_stage_patient,
        [ENTITY_coverage] = &intake_stage_coverage,
        [ENTITY_encounter] = &intake_stage_encounter,
        [ENTITY_diagnosis] = &intake_stage_diagnosis,
        [ENTITY_charge] = &intake_stage_charge,
        [ENTITY_receipt] = &intake_stage_receipt,
        [ENTITY_open_balance] = &intake_stage_open_balance,
        [ENTITY_provider] = &intake_stage_provider,
        [ENTITY_facility] = &intake_stage_facility,
        [ENTITY_payer_alias] = &intake_stage_payer_alias,
    };
    return of[entity];
}
