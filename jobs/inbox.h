// inbox: what lies in the inbox folders, and where it goes when its content is committed or
// refused: done/DAY/KIND/ or rejected/DAY/KIND/, under its own name with the run's number in front,
// in a folder as it lay in one. Names that others gave are made printable.
#ifndef JOBS_INBOX_H
#define JOBS_INBOX_H

#include "jobs/config.h"
#include "jobs/mapping.h"
#include "jobs/run.h"

// One file of an encounter set.
struct set_member {
    const char
        *shown;       // for people: "inbox/encounters/a.zip!patients.csv" without the folders above
    struct text name; // as mappings know it: "patients.csv"; empty: no mapping knows it
    const char *path; // the file, or the zip archive
    size_t zip_index; // of the member in it; SIZE_MAX: a plain file
};

// Files that belong together: a folder, a zip archive, or loose files with the same prefix.
struct encounter_set {
    const char *name;   // for people
    const char *org;    // code of the organisation whose folder it lies in; "" = none
    const char **paths; // what is moved aside in the end: files, or the one archive or folder
    size_t path_count;
    const char *folder; // it lies in, when that is none of the house's: removed when it is empty
    struct set_member *members;
    size_t member_count;
    enum finding_code refused; // FINDING_COUNT: nothing against it so far
    const char *refused_why;   // which folder or archive, or what is wrong with it
};

// The sets in inbox/encounters and its folders, folder by folder. `orgs`: codes that name folders.
// Memory of the run. ERR_FILE when the folders hold more files than a run can take up.
bool inbox_encounter_sets(struct run *run, const struct organisation *orgs, size_t org_count,
    const struct mapping_list *mappings, struct encounter_set **out, size_t *count,
    struct err *err);

// The files in inbox/acks or inbox/remits and in folders within them, by name.
bool inbox_files(
    struct run *run, const char *folder, const char ***out, size_t *count, struct err *err);

// A name that others gave as it may be shown and stored: '_' for each byte that is not printable
// UTF-8. Memory of `arena`.
const char *inbox_name(struct arena *arena, const char *name);

// Where a file would be kept, below the data folder: "done/2026-11-22/remits/17-NAME". Memory of
// the run.
const char *inbox_place(struct run *run, const char *path, const char *kind, bool refused);

// Whether a file that was received before still lies where it was kept: `kept_as` of received_file.
bool inbox_is_kept(struct run *run, struct text kept_as, bool *kept, struct err *err);

// Whether a run put a file at that place below the data folder (file_receipt.kept_as; "" = none)
// and was stopped before it moved it there: the file in the inbox is then not a second one.
bool inbox_is_unmoved(struct run *run, const char *place, bool *unmoved, struct err *err);

// Removes the folder that was made for a set, once its files are kept elsewhere.
bool inbox_tidy(struct run *run, const struct encounter_set *set, struct err *err);

// Moves a file to its place. Nothing happens in a dry run; a file that may not be moved stays, with
// a warning.
bool inbox_keep(struct run *run, const char *path, const char *place, struct err *err);

#endif
