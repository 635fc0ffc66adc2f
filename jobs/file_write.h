// file_write: writing whole files, so that a file stands under its final name complete or not at
// all, whatever kills the process or the power. The bytes go to .NAME.tmp beside it, are made
// permanent, and take their name by rename. A repeat with the same bytes gives the same file. Files
// are 0600.
#ifndef JOBS_FILE_WRITE_H
#define JOBS_FILE_WRITE_H

#include "claims/base/err.h"
#include "claims/base/text.h"

// Writes the whole file. One of that name is replaced.
bool file_write(const char *path, struct text bytes, struct err *err);

// The same piece by piece.
struct file_writer;

// Owned by the caller: ends with file_write_commit or file_write_abandon.
bool file_write_begin(struct file_writer **out, const char *path, struct err *err);
// On false the writer must be abandoned: what was written after a failure is never trusted.
bool file_write_append(struct file_writer *writer, struct text bytes, struct err *err);
// Gives the file its name. Frees the writer, also on false; then nothing, or what stood there
// before, has the name, unless the rename itself succeeded and only its permanence is in doubt.
bool file_write_commit(struct file_writer *writer, struct err *err);
// The same for one of many files in a folder: its name survives a power loss only when the caller
// has called file_folder_sync once they all are there.
bool file_write_commit_one(struct file_writer *writer, struct err *err);
// Takes back what was written. Frees the writer; NULL is allowed.
void file_write_abandon(struct file_writer *writer);

#endif
