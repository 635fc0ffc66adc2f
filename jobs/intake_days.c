#include "jobs/intake_days.h"

#define SQL_BYTES ((size_t)1024 * 1024)

static bool latest_day(struct run *run, const struct mapping *mapping, const struct raw_file *files,
    size_t count, struct buf *sql, date_t *out, struct err *err)
{
    *out = DATE_NONE;
    if (!mapping_latest_select(mapping, files, count, sql))
        return true;
    buf_char(sql, '\0');
    const struct sql statement = {"intake/latest", sql->at};
    struct db_rows *rows;
    if (!db_get(run->db, &statement, DB_NO_ARGS, &rows, err))
        return false;
    *out = db_date(rows, 0, 0);
    db_rows_free(rows);
    return true;
}

// By how much encounters of this export were moved before; the commonest, should there be several.
static bool remembered(struct run *run, const struct organisation *org,
    const struct mapping *mapping, const struct mapping_days *days, const struct raw_file *files,
    size_t count, struct buf *sql, bool *known, int *shift, struct err *err)
{
    struct mapping_days still = *days;
    still.shift = 0;
    buf_clear(sql);
    buf_z(sql, "SELECT v.date_shift FROM (");
    *known = false;
    if (!mapping_select(mapping, org->org_id, ENTITY_encounter, &still, files, count, sql))
        return true;
    buf_z(sql, ") s JOIN encounter e ON e.org_id = $1 AND e.source = $2 AND e.encounter_key = "
               "s.encounter_id JOIN encounter_version v ON v.org_id = $1 AND v.encounter_id = "
               "e.encounter_id AND v.version = e.version GROUP BY 1 ORDER BY count(*) DESC, 1 "
               "LIMIT 1");
    buf_char(sql, '\0');
    const struct sql statement = {"intake/remembered", sql->at};
    struct db_rows *rows;
    if (!db_get(run->db, &statement, DB_ARGS(DB_I64(org->org_id), DB_TEXT(mapping_name(mapping))),
            &rows, err))
        return false;
    *known = db_rows_count(rows) > 0;
    if (*known)
        *shift = (int)db_i64(rows, 0, 0);
    db_rows_free(rows);
    return true;
}

bool intake_days(struct run *run, const struct organisation *org, const struct mapping *mapping,
    const struct raw_file *files, size_t count, struct mapping_days *out, bool *moved_anew,
    struct err *err)
{
    struct buf sql;
    date_t latest;
    bool known = false;
    buf_init(&sql, SQL_BYTES);
    bool ok = latest_day(run, mapping, files, count, &sql, &latest, err);
    if (ok) {
        *out = mapping_days(mapping, latest, run->as_of);
        ok = !mapping_moves(mapping) ||
             remembered(run, org, mapping, out, files, count, &sql, &known, &out->shift, err);
    }
    *moved_anew = mapping_moves(mapping) && !known;
    buf_free(&sql);
    return ok;
}
