// refdata_load: loads releases of ICD-10-CM, ICD-10-PCS and HCPCS Level II from CMS's own zip
// archives. The member is chosen by its name (jobs/refdata_name.h); one release is one row and its
// codes, in one transaction. The same archive again changes nothing; a release that has lost more
// than a tenth of the codes of the one before is refused. A job in the frame that is not part of
// the night: run->options->request is a struct refdata_request.
#ifndef JOBS_REFDATA_LOAD_H
#define JOBS_REFDATA_LOAD_H

#include "jobs/refdata_read.h"
#include "jobs/run.h"

enum refdata_outcome {
    REFDATA_LOADED,
    REFDATA_KNOWN,      // loaded before
    REFDATA_MOVED,      // loaded before, now for another period (--from, --to)
    REFDATA_REFUSED,    // why: `reason`
    REFDATA_NO_RELEASE, // an archive of a folder that holds none
};

#define REFDATA_BAD_MAX 50 // lines that are listed

struct refdata_bad_line {
    size_t line;
    const char *why;
};

struct refdata_result {
    const char *path;   // the file
    const char *member; // of the archive, or the file's own name
    enum refdata_outcome outcome;
    const char *reason;
    const char *code_set; // "icd10cm", "icd10pcs", "hcpcs"; "" when it has none
    date_t from, to;
    int64_t before; // codes of the release before; 0: there is none
    struct refdata_counts counts;
    struct refdata_bad_line *bad; // the first REFDATA_BAD_MAX
    size_t bad_count;
};

struct refdata_request {
    char **paths; // archives, files, or folders with archives
    size_t path_count;
    date_t from, to; // DATE_NONE: as the name says
    bool force;      // also when codes are lost

    struct arena *arena; // for what follows: 4 MB
    struct refdata_result *results;
    size_t result_count;
};

// False when the run cannot go on; a file that is refused is a result, and a finding of the run.
bool refdata_load(struct run *run, struct err *err);

extern const struct job refdata_load_job;

#endif
