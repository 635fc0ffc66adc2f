// statistics: what the planner knows of the tables. A job fills tables and reads them a moment
// later, long before the server would look at them by itself.
#ifndef SQL_STATISTICS_H
#define SQL_STATISTICS_H

#include "sql/db.h"

// Analyses the tables and this session's staging tables that have grown since they were analysed
// last; costs two milliseconds when none has. Inside a transaction or outside.
bool statistics_refresh(struct db *db, struct err *err);

#endif
