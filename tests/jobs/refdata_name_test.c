// What CMS's file names say: which release, for which days.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "jobs/refdata_name.h"

static void check(const char *name, const char *archive, enum refdata_format format,
    const char *from, const char *to)
{
    char got[2][DATE_ROOM] = {"", ""};
    struct refdata_name read = refdata_name_read(text_of(name), text_of(archive));
    if (read.format != format)
        fail_msg("'%s' in '%s' is format %d", name, archive, (int)read.format);
    if (read.from != DATE_NONE)
        date_format_iso(read.from, got[0]);
    if (read.to != DATE_NONE)
        date_format_iso(read.to, got[1]);
    if (strcmp(got[0], from) != 0 || strcmp(got[1], to) != 0)
        fail_msg("'%s' in '%s' is for '%s' to '%s'", name, archive, got[0], got[1]);
}

static void an_order_file_is_for_a_fiscal_year(void **state)
{
    (void)state;
    check("icd10cm_order_2026.txt", "", REFDATA_ICD10CM, "2025-10-01", "2026-09-30");
    check("icd10cm-order-2026.txt", "", REFDATA_ICD10CM, "2025-10-01", "2026-09-30");
    check("icd10pcs_order_2026.txt", "", REFDATA_ICD10PCS, "2025-10-01", "2026-09-30");
    check("2024 Code Descriptions/ICD10CM_Order_2024.TXT", "cms_2024_dx.zip", REFDATA_ICD10CM,
        "2023-10-01", "2024-09-30");
}

static void a_month_splits_the_year(void **state)
{
    (void)state;
    check("icd10cm-order-April-2025.txt", "", REFDATA_ICD10CM, "2025-04-01", "2025-09-30");
    check("icd10cm_order_Jan_2023.txt", "", REFDATA_ICD10CM, "2023-01-01", "2023-09-30");
    check("icd10cm_order_2025.txt", "april-1-2025-code-descriptions-tabular-order.zip",
        REFDATA_ICD10CM, "2025-04-01", "2025-09-30");
    check("icd10cm-order-October-2025.txt", "", REFDATA_ICD10CM, "2025-10-01", "2026-09-30");
}

static void addenda_and_other_files_are_no_release(void **state)
{
    (void)state;
    check("icd10cm_order_addenda_2026.txt", "", REFDATA_NONE, "", "");
    check("icd10cm_codes_2026.txt", "", REFDATA_NONE, "", "");
    check("icd10OrderFiles.pdf", "", REFDATA_NONE, "", "");
    check("order_addenda_2026.txt", "cms_2026_pr.zip", REFDATA_NONE, "", "");
    check("icd10pcsOrderFile.pdf", "", REFDATA_NONE, "", "");
    check("icd10cm_order_2026.pdf", "", REFDATA_NONE, "", "");
    check("HCPC2019_README.txt", "", REFDATA_NONE, "", "");
    check("HCPC2019_Trans_Alpha.xlsx", "", REFDATA_NONE, "", "");
    check("HCPC2026_OCT_ANWEB_Transaction Report.xlsx", "", REFDATA_NONE, "", "");
    check("HCPC2026_OCT_ANWEB_Corrections.txt", "", REFDATA_NONE, "", "");
    check("proc_notes_2019.txt", "", REFDATA_NONE, "", "");
    check("", "", REFDATA_NONE, "", "");
}

static void hcpcs_is_for_a_year_or_a_quarter(void **state)
{
    (void)state;
    check("HCPC2019_CONTR_ANWEB.txt", "2019-Alpha-Numeric-HCPCS-File.zip", REFDATA_HCPCS_FIXED,
        "2019-01-01", "2019-12-31");
    check("HCPC17_CONTR_ANWEB.txt", "", REFDATA_HCPCS_FIXED, "2017-01-01", "2017-12-31");
    check("HCPC2026_OCT_ANWEB.csv", "", REFDATA_HCPCS_CSV, "2026-10-01", "2026-12-31");
    check("HCPC2024_JAN_ANWEB_12082023.txt", "", REFDATA_HCPCS_FIXED, "2024-01-01", "2024-03-31");
    check("HCPC2020_FEB_ANWEB.txt", "", REFDATA_HCPCS_FIXED, "2020-02-01", "2020-03-31");
    check("HCPC2026_JUL_ANWEB.xlsx", "", REFDATA_HCPCS_SHEET, "2026-07-01", "2026-09-30");
}

static void a_name_without_a_year_says_no_days(void **state)
{
    (void)state;
    check("icd10cm_order_.txt", "", REFDATA_ICD10CM, "", "");
    check("icd10cm_order_20265.txt", "", REFDATA_ICD10CM, "", "");
    check("HCPC_CONTR_ANWEB.txt", "", REFDATA_HCPCS_FIXED, "", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_order_file_is_for_a_fiscal_year),
        cmocka_unit_test(a_month_splits_the_year),
        cmocka_unit_test(addenda_and_other_files_are_no_release),
        cmocka_unit_test(hcpcs_is_for_a_year_or_a_quarter),
        cmocka_unit_test(a_name_without_a_year_says_no_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
