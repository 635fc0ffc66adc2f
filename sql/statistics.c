#include "sql/statistics.h"

#include "sql_statements.h"

bool statistics_refresh(struct db *db, struct err *err)
{
    return db_script(db, sql_floor_refresh_statistics.name, sql_floor_refresh_statistics.text, err);
}
