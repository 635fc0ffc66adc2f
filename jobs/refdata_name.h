// refdata_name: what a file of CMS's is, by its name. CMS and NCHS name the same release in several
// ways, and archives hold addenda, reports and notes beside it.
#ifndef JOBS_REFDATA_NAME_H
#define JOBS_REFDATA_NAME_H

#include "claims/base/date.h"
#include "claims/codeset.h"

enum refdata_format {
    REFDATA_NONE,        // no release
    REFDATA_ICD10CM,     // order file, fixed columns
    REFDATA_ICD10PCS,    // the same
    REFDATA_HCPCS_FIXED, // contractor record, 320 columns
    REFDATA_HCPCS_CSV,   // the same with a header
    REFDATA_HCPCS_SHEET, // the same as a spreadsheet, which is not read
};

struct refdata_name {
    enum refdata_format format;
    enum codeset_kind code_set;
    date_t from, to; // what its name says that it is in force; DATE_NONE: the name does not say
};

// `name` with or without folders; `archive`: the zip it lies in, empty when in none. A month that
// only the archive's name has counts too.
//     icd10cm_order_2026.txt         fiscal year: 2025-10-01 to 2026-09-30; icd10pcs alike
//     icd10cm-order-April-2025.txt   from that month to the fiscal year's end
//     HCPC2019_CONTR_ANWEB.txt       calendar year
//     HCPC2026_OCT_ANWEB….csv        from that month to the quarter's end
// Addenda, corrections, notes and reports are no release.
struct refdata_name refdata_name_read(struct text name, struct text archive);

#endif
