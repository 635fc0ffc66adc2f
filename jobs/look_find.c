#include "jobs/look_find.h"

#include "claims/base/latin.h"
#include "claims/base/progress.h"
#include "claims/identity.h"
#include "sql/array.h"
#include "sql_statements.h"

#define LIST_BYTES  ((size_t)64 * 1024 * 1024)
#define FOLD_BYTES  ((size_t)64 * 1024)
#define VALUE_BYTES 100 // of what is looked for: more than any field holds

// ---- By name

struct name_search {
    struct text last, first; // in plain upper-case letters
    struct arena *arena;     // of one row
    struct buf *patients;
    int64_t read;
    bool damaged;
};

// The same letters without diacritics, whatever their case.
static struct text fold(struct arena *arena, struct text t)
{
    struct text plain;
    latin_to_ascii(arena, text_trim(t), &plain);
    plain = arena_copy(arena, plain);
    char *at = (char *)plain.at;
    for (size_t i = 0; i < plain.size; i++)
        if (at[i] >= 'a' && at[i] <= 'z')
            at[i] = (char)(at[i] - 'a' + 'A');
    return plain;
}

static bool on_identity(void *context, const struct db_rows *rows, size_t row, struct err *err)
{
    struct name_search *search = context;
    struct text record_number;
    struct person person;
    (void)err;
    progress_at(++search->read);
    arena_reset(search->arena);
    if (!identity_unpack_patient(db_text(rows, row, 1), &record_number, &person)) {
        search->damaged = true;
        return true;
    }
    if (text_equal(fold(search->arena, person.last_name), search->last) &&
        text_starts(fold(search->arena, person.first_name), search->first))
        array_i64(search->patients, db_i64(rows, row, 0));
    return true;
}

static bool find_by_name(struct look *look, const struct organisation *org, struct text value,
    struct buf *patients, struct err *err)
{
    struct text rest = value, last = {0}, first = {0};
    bool more = true;
    text_split(&rest, ',', &more, &last);
    if (more)
        first = rest;
    struct name_search search = {.last = fold(look->run.arena, last),
        .first = fold(look->run.arena, first),
        .arena = arena_new(FOLD_BYTES),
        .patients = patients};
    progress_step("look", "patients", 0);
    bool ok = db_each(look->run.db, &sql_look_list_identities, DB_ARGS(DB_I64(org->org_id)),
        on_identity, &search, err);
    progress_end();
    arena_free(search.arena);
    return ok && (!search.damaged ||
                     err_set(err, ERR_SYSTEM, "a stored identity of organisation %s cannot be read",
                         org->code));
}

// ---- By a query that gives ids

static bool add_ids(struct look *look, const struct sql *sql, struct db_arg *args, size_t count,
    struct buf *ids, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(look->run.db, sql, args, count, &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        array_i64(ids, db_i64(rows, i, 0));
    db_rows_free(rows);
    return true;
}

static bool find_by_value(struct look *look, const struct organisation *org, const struct sql *sql,
    struct text value, struct buf *ids, struct err *err)
{
    struct db_arg args[] = {DB_I64(org->org_id), DB_TEXT(value)};
    return add_ids(look, sql, args, 2, ids, err);
}

static bool find_by_member(struct look *look, const struct organisation *org, struct text value,
    struct buf *patients, struct err *err)
{
    unsigned char key[DIGEST_SIZE];
    identity_key(org->identity_key, "member", (struct text){0}, value, key);
    struct db_arg args[] = {
        DB_I64(org->org_id), DB_BYTES(((struct text){(const char *)key, sizeof key}))};
    return add_ids(look, &sql_look_find_member, args, 2, patients, err);
}

static bool find_by_record(struct look *look, const struct organisation *org, struct text value,
    struct buf *patients, struct err *err)
{
    struct db_rows *sources;
    struct buf names, keys;
    if (!db_get(look->run.db, &sql_look_list_sources, DB_ARGS(DB_I64(org->org_id)), &sources, err))
        return false;
    buf_init(&names, LIST_BYTES);
    buf_init(&keys, LIST_BYTES);
    array_start(&names);
    array_start(&keys);
    for (size_t i = 0; i < db_rows_count(sources); i++) {
        unsigned char key[DIGEST_SIZE];
        identity_key(org->identity_key, "record", db_text(sources, i, 0), value, key);
        array_text(&names, db_text(sources, i, 0));
        array_bytes(&keys, key, sizeof key);
    }
    struct db_arg args[] = {
        DB_I64(org->org_id), DB_TEXT(array_end(&names)), DB_TEXT(array_end(&keys))};
    bool ok = add_ids(look, &sql_look_find_record, args, 3, patients, err);
    buf_free(&names);
    buf_free(&keys);
    db_rows_free(sources);
    return ok;
}

// ---- All

enum { CLAIMS, ENCOUNTERS, PATIENTS, LISTS };

static bool fill(struct look *look, const struct organisation *org, enum look_key key,
    struct text value, struct buf *lists, struct err *err)
{
    switch (key) {
    case LOOK_PATIENT_NAME:
        return find_by_name(look, org, value, &lists[PATIENTS], err);
    case LOOK_PATIENT_RECORD:
        return find_by_record(look, org, value, &lists[PATIENTS], err);
    case LOOK_MEMBER_ID:
        return find_by_member(look, org, value, &lists[PATIENTS], err);
    case LOOK_PAYER_CLAIM_NUMBER:
        return find_by_value(
            look, org, &sql_look_find_payer_claim_number, value, &lists[CLAIMS], err);
    case LOOK_CONTROL_NUMBER:
        return find_by_value(look, org, &sql_look_find_control_number, value, &lists[CLAIMS], err);
    case LOOK_ENCOUNTER:
        return find_by_value(look, org, &sql_look_find_encounter, value, &lists[ENCOUNTERS], err);
    case LOOK_TRACE:
        return find_by_value(look, org, &sql_look_find_trace, value, &lists[CLAIMS], err);
    case LOOK_KEYS:
        break;
    }
    err_bug(__FILE__, __LINE__, "unknown look_key");
}

bool look_find(struct look *look, const struct organisation *org, enum look_key key,
    struct text value, struct db_rows **out, struct err *err)
{
    struct buf lists[LISTS];
    value = text_trim(value);
    if (value.size == 0 || value.size > VALUE_BYTES || !text_is_utf8(value))
        return err_set(err, ERR_USAGE, "what is looked for must be one to %d bytes of plain text",
            VALUE_BYTES);
    for (size_t i = 0; i < LISTS; i++) {
        buf_init(&lists[i], LIST_BYTES);
        array_start(&lists[i]);
    }
    bool ok = fill(look, org, key, value, lists, err);
    for (size_t i = 0; i < LISTS; i++)
        array_end(&lists[i]);
    ok =
        ok && db_get(look->run.db, &sql_look_list_claims,
                  DB_ARGS(DB_I64(org->org_id), DB_TEXT(buf_slice(&lists[CLAIMS])),
                      DB_TEXT(buf_slice(&lists[ENCOUNTERS])), DB_TEXT(buf_slice(&lists[PATIENTS]))),
                  out, err);
    for (size_t i = 0; i < LISTS; i++)
        buf_free(&lists[i]);
    return ok;
}

// ---- Patients

bool look_find_patients(struct look *look, const struct organisation *org,
    const int64_t *patient_ids, size_t count, struct look_patient **out, size_t *found,
    struct err *err)
{
    struct buf ids;
    struct db_rows *rows;
    buf_init(&ids, LIST_BYTES);
    array_start(&ids);
    for (size_t i = 0; i < count; i++)
        array_i64(&ids, patient_ids[i]);
    bool ok = db_get(look->run.db, &sql_look_load_identities,
        DB_ARGS(DB_I64(org->org_id), DB_TEXT(array_end(&ids))), &rows, err);
    buf_free(&ids);
    if (!ok)
        return false;
    *found = db_rows_count(rows);
    *out = ARENA_ARRAY(look->run.arena, struct look_patient, *found + 1);
    for (size_t i = 0; i < *found; i++) {
        struct look_patient *p = &(*out)[i];
        p->patient_id = db_i64(rows, i, 0);
        p->source = arena_copy(look->run.arena, db_text(rows, i, 1));
        struct text packed = arena_copy(look->run.arena, db_text(rows, i, 2));
        CHECK(identity_unpack_patient(packed, &p->record_number, &p->person)); // we packed it
    }
    db_rows_free(rows);
    return true;
}
