// date: calendar days as a count from 1970-01-01 (day 0). Nothing here reads the clock.
#ifndef CLAIMS_BASE_DATE_H
#define CLAIMS_BASE_DATE_H

#include "claims/base/text.h"

typedef int32_t date_t;

#define DATE_NONE INT32_MIN // no date given

// A point in time as given by the frame of a run: UTC.
struct moment {
    date_t day;
    int32_t second; // of the day, 0-86399
};

// A real day between 1800-01-01 and 2199-12-31?
bool date_from_parts(int year, int month, int day, date_t *out);
void date_to_parts(date_t date, int *year, int *month, int *day);

// CCYY-MM-DD, exactly ten characters.
bool date_parse_iso(struct text t, date_t *out);
// CCYYMMDD, exactly eight digits (X12 qualifier D8).
bool date_parse_d8(struct text t, date_t *out);
// YYMMDD (ISA09, TA102): 00-69 is 20YY, 70-99 is 19YY.
bool date_parse_d6(struct text t, date_t *out);
// CCYY-MM-DD, or CCYY-MM-DD followed by T or a blank and a time of day that is checked and dropped
// (HH:MM, HH:MM:SS, fraction, Z or +hh:mm).
bool date_parse_timestamp(struct text t, date_t *out);

// Of a date of the years 0 to 9999; DATE_NONE has no form and stops the process. Each returns the
// length; `out` is NUL-terminated.
#define DATE_ROOM 12
size_t date_format_iso(date_t date, char out[DATE_ROOM]); // 2026-11-22
size_t date_format_d8(date_t date, char out[DATE_ROOM]);  // 20261122
size_t date_format_d6(date_t date, char out[DATE_ROOM]);  // 261122

// Calendar units: Jan 31 + 1 month = Feb 28 or 29; Feb 29 + 1 year = Feb 28. The result is kept
// between 0001-01-01 and 9999-12-31; DATE_NONE stays DATE_NONE.
date_t date_add_months(date_t date, int months);
date_t date_add_years(date_t date, int years);

// 0 Monday … 6 Sunday.
int date_weekday(date_t date);

#endif
