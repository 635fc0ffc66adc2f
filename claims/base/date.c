#include "claims/base/date.h"

#include "claims/base/err.h"

#define FIRST_YEAR 1800 // of dates that are read
#define LAST_YEAR  2199

// The proleptic Gregorian calendar repeats every 400 years.
#define DAYS_OF_400_YEARS 146097

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

// Days from 0000-03-01, the calendar of years that begin in March: the leap day is then their last
// one.
static date_t from_parts(int year, int month, int day)
{
    int march_year = month > 2 ? year : year - 1;
    int march_month = (month + 9) % 12; // 0 March … 11 February
    // Months from March have 31 30 31 30 31 | 31 30 31 30 31 | 31 days: 153 in each five.
    int day_of_year = (153 * march_month + 2) / 5 + day - 1;
    int leap_days = march_year / 4 - march_year / 100 + march_year / 400;
    return march_year * 365 + leap_days + day_of_year - 719468; // 1970-01-01
}

bool date_from_parts(int year, int month, int day, date_t *out)
{
    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12)
        return false;
    if (day < 1 || day > days_of_month(year, month))
        return false;
    *out = from_parts(year, month, day);
    return true;
}

void date_to_parts(date_t date, int *year, int *month, int *day)
{
    int64_t days = (int64_t)date + 719468;
    int64_t era = (days >= 0 ? days : days - (DAYS_OF_400_YEARS - 1)) / DAYS_OF_400_YEARS;
    int left = (int)(days - era * DAYS_OF_400_YEARS); // 0-146096
    // Take the leap days out: one every 1461 days, but not at 36524, and again at 146096.
    int year_of_era = (left - left / 1460 + left / 36524 - left / 146096) / 365;
    int day_of_year = left - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int march_month = (5 * day_of_year + 2) / 153;
    *day = day_of_year - (153 * march_month + 2) / 5 + 1;
    *month = march_month < 10 ? march_month + 3 : march_month - 9;
    *year = (int)(era * 400) + year_of_era + (*month <= 2);
}

// The digits of a part of fixed length; -1 when there is another character.
static int number(struct text t, size_t from, size_t count)
{
    struct text part = text_part(t, from, count);
    if (part.size != count || !text_is_digits(part))
        return -1;
    int n = 0;
    for (size_t i = 0; i < count; i++)
        n = n * 10 + (part.at[i] - '0');
    return n;
}

bool date_parse_iso(struct text t, date_t *out)
{
    if (t.size != 10 || t.at[4] != '-' || t.at[7] != '-')
        return false;
    return date_from_parts(number(t, 0, 4), number(t, 5, 2), number(t, 8, 2), out);
}

bool date_parse_d8(struct text t, date_t *out)
{
    if (t.size != 8)
        return false;
    return date_from_parts(number(t, 0, 4), number(t, 4, 2), number(t, 6, 2), out);
}

bool date_parse_d6(struct text t, date_t *out)
{
    if (t.size != 6)
        return false;
    int year = number(t, 0, 2);
    if (year < 0)
        return false;
    year += year < 70 ? 2000 : 1900;
    return date_from_parts(year, number(t, 2, 2), number(t, 4, 2), out);
}

// HH:MM at the front of `rest`, taken off.
static bool take_hours(struct text *rest)
{
    int hour = number(*rest, 0, 2), minute = number(*rest, 3, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || rest->at[2] != ':')
        return false;
    *rest = text_part(*rest, 5, rest->size);
    return true;
}

bool date_parse_timestamp(struct text t, date_t *out)
{
    date_t date;
    if (!date_parse_iso(text_part(t, 0, 10), &date))
        return false;
    struct text rest = text_part(t, 10, t.size);
    if (rest.size == 0) {
        *out = date;
        return true;
    }
    if (rest.at[0] != 'T' && rest.at[0] != ' ')
        return false;
    rest = text_part(rest, 1, rest.size);
    if (!take_hours(&rest))
        return false;
    if (rest.size > 0 && rest.at[0] == ':') {
        int second = number(rest, 1, 2);
        if (second < 0 || second > 59)
            return false;
        rest = text_part(rest, 3, rest.size);
        if (rest.size > 0 && rest.at[0] == '.') {
            size_t digits = 0;
            while (text_is_digits(text_part(rest, 1 + digits, 1)))
                digits++;
            if (digits == 0)
                return false;
            rest = text_part(rest, 1 + digits, rest.size);
        }
    }
    if (text_equal_z(rest, "Z")) {
        rest = text_part(rest, 1, 0);
    } else if (rest.size > 0 && (rest.at[0] == '+' || rest.at[0] == '-')) {
        rest = text_part(rest, 1, rest.size);
        if (!take_hours(&rest))
            return false;
    }
    if (rest.size > 0)
        return false;
    *out = date;
    return true;
}

// `digits` decimal digits of n at `out`. Returns the place behind them.
static char *put(char *out, int n, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        out[i] = (char)('0' + n % 10);
        n /= 10;
    }
    return out + digits;
}

// `year_digits` 2: the last two digits of the year. A separator of NUL is none.
static size_t format(date_t date, int year_digits, char separator, char out[DATE_ROOM])
{
    CHECK(date != DATE_NONE);
    int year, month, day;
    date_to_parts(date, &year, &month, &day);
    CHECK(year >= 0 && year <= 9999);
    char *at = put(out, year, year_digits);
    if (separator != '\0')
        *at++ = separator;
    at = put(at, month, 2);
    if (separator != '\0')
        *at++ = separator;
    at = put(at, day, 2);
    *at = '\0';
    return (size_t)(at - out);
}

size_t date_format_iso(date_t date, char out[DATE_ROOM])
{
    return format(date, 4, '-', out);
}

size_t date_format_d8(date_t date, char out[DATE_ROOM])
{
    return format(date, 4, '\0', out);
}

size_t date_format_d6(date_t date, char out[DATE_ROOM])
{
    return format(date, 2, '\0', out);
}

date_t date_add_months(date_t date, int months)
{
    if (date == DATE_NONE)
        return DATE_NONE;
    int year, month, day;
    date_to_parts(date, &year, &month, &day);
    int64_t count = (int64_t)year * 12 + (month - 1) + months;
    if (count < 12)
        return from_parts(1, 1, 1);
    if (count >= 10000 * 12)
        return from_parts(9999, 12, 31);
    year = (int)(count / 12);
    month = (int)(count % 12) + 1;
    int last = days_of_month(year, month);
    return from_parts(year, month, day < last ? day : last);
}

date_t date_add_years(date_t date, int years)
{
    // Beyond 10,000 years either way the result is the end of the calendar all the same.
    int bounded = years < -10000 ? -10000 : years > 10000 ? 10000 : years;
    return date_add_months(date, bounded * 12);
}

int date_weekday(date_t date)
{
    int weekday = (int)(((int64_t)date + 3) % 7); // 1970-01-01 was a Thursday
    return weekday < 0 ? weekday + 7 : weekday;
}
