#include "jobs/refdata_name.h"

#include "claims/base/err.h"

#define NAME_ROOM 256

// The last part of the path, in lower case; letters beyond ASCII as they are.
static struct text base_name(struct text name, char out[NAME_ROOM])
{
    size_t start = 0;
    for (size_t i = 0; i < name.size; i++)
        if (name.at[i] == '/')
            start = i + 1;
    name = text_part(name, start, NAME_ROOM - 1);
    for (size_t i = 0; i < name.size; i++) {
        char c = name.at[i];
        out[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    out[name.size] = '\0';
    return (struct text){out, name.size};
}

static bool holds(const char *name, const char *word)
{
    return strstr(name, word) != NULL;
}

// The first four digits that stand alone, 1990 to 2099, or the two of "hcpc17_"; 0: none.
static int find_year(struct text name)
{
    int64_t two;
    if (text_starts(name, TEXT("hcpc")) && text_part(name, 6, 1).size == 1 && name.at[6] == '_' &&
        text_is_digits(text_part(name, 4, 2)) && text_to_i64(text_part(name, 4, 2), &two))
        return 2000 + (int)two;
    for (size_t i = 0; i + 4 <= name.size; i++) {
        int64_t year;
        bool before = i > 0 && text_is_digits(text_part(name, i - 1, 1));
        bool behind = i + 4 < name.size && text_is_digits(text_part(name, i + 4, 1));
        if (!before && !behind && text_is_digits(text_part(name, i, 4)) &&
            text_to_i64(text_part(name, i, 4), &year) && year >= 1990 && year <= 2099)
            return (int)year;
    }
    return 0;
}

// The month that a word between '_', '-' or blanks names ("apr", "april"); 0: none.
static int find_month(struct text name)
{
    static const char *const months[] = {"january", "february", "march", "april", "may", "june",
        "july", "august", "september", "october", "november", "december"};
    for (size_t i = 0; i < name.size;) {
        size_t end = i;
        while (end < name.size && name.at[end] >= 'a' && name.at[end] <= 'z')
            end++;
        struct text word = text_part(name, i, end - i);
        for (int m = 0; m < 12; m++)
            if (word.size >= 3 && text_starts(text_of(months[m]), word))
                return m + 1;
        i = end + 1;
    }
    return 0;
}

static date_t day(int year, int month, int d)
{
    date_t date;
    CHECK(date_from_parts(year, month, d, &date));
    return date;
}

// A fiscal year begins on 1 October of the year before.
static void set_fiscal(struct refdata_name *out, int year, int month)
{
    if (month == 0)
        out->from = day(year - 1, 10, 1);
    else
        out->from = day(year, month, 1);
    out->to = day(month >= 10 ? year + 1 : year, 9, 30);
}

static void set_calendar(struct refdata_name *out, int year, int month)
{
    out->from = day(year, month == 0 ? 1 : month, 1);
    int last = month == 0 ? 12 : (month + 2) / 3 * 3;
    out->to = date_add_months(day(year, last, 1), 1) - 1;
}

static enum refdata_format hcpcs_format(const char *z, struct text name)
{
    static const char *const others[] = {
        "trans", "correct", "note", "layout", "readme", "noc_", "change", "report", "index"};
    if (!text_starts(name, TEXT("hcpc")) || !holds(z, "anweb"))
        return REFDATA_NONE;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (holds(z, others[i]))
            return REFDATA_NONE;
    if (text_ends(name, TEXT(".txt")))
        return REFDATA_HCPCS_FIXED;
    if (text_ends(name, TEXT(".csv")))
        return REFDATA_HCPCS_CSV;
    return text_ends(name, TEXT(".xlsx")) || text_ends(name, TEXT(".xls")) ? REFDATA_HCPCS_SHEET
                                                                           : REFDATA_NONE;
}

struct refdata_name refdata_name_read(struct text path, struct text archive)
{
    char z[NAME_ROOM];
    char archive_z[NAME_ROOM];
    struct text name = base_name(path, z);
    struct refdata_name out = {.from = DATE_NONE, .to = DATE_NONE};
    int year = find_year(name);
    int month = find_month(text_part(name, 4, name.size));
    if (month == 0)
        month = find_month(base_name(archive, archive_z));
    bool is_cm =
        text_starts(name, TEXT("icd10cm_order")) || text_starts(name, TEXT("icd10cm-order"));
    bool is_pcs =
        text_starts(name, TEXT("icd10pcs_order")) || text_starts(name, TEXT("icd10pcs-order"));
    if ((is_cm || is_pcs) && text_ends(name, TEXT(".txt")) && !holds(z, "addenda")) {
        out.format = is_cm ? REFDATA_ICD10CM : REFDATA_ICD10PCS;
        out.code_set = is_cm ? CODESET_ICD10CM : CODESET_ICD10PCS;
        if (year > 0)
            set_fiscal(&out, year, month);
        return out;
    }
    out.format = hcpcs_format(z, name);
    out.code_set = CODESET_HCPCS;
    if (out.format != REFDATA_NONE && year > 0)
        set_calendar(&out, year, month);
    return out;
}
