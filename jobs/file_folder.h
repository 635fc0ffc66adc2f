// file_folder: folders. Ours are made 0700; listing leaves out what is hidden or half written.
#ifndef JOBS_FILE_FOLDER_H
#define JOBS_FILE_FOLDER_H

#include "claims/base/err.h"
#include "claims/base/text.h"

struct arena;

// Makes the folder and those above it that are missing, each 0700, and makes their names survive a
// power loss. One that exists already is left as it is.
bool file_folder_make(const char *path, struct err *err);
// The same, with other permissions for the last folder.
bool file_folder_make_mode(const char *path, unsigned mode, struct err *err);

// The absolute path without links, "." and ".."; what does not exist yet is added as it is written.
// `out` has PATH_MAX bytes.
bool file_folder_real(const char *path, char *out, struct err *err);

// Whether the folder exists and we may write there, or can be made. Changes nothing; *err tells
// why not.
bool file_folder_can_make(const char *path, struct err *err);

// The account and group that an existing folder belongs to.
bool file_folder_owner(const char *path, unsigned *uid, unsigned *gid, struct err *err);

// A number for the file system that an existing folder lies on; 0 when it does not exist.
uint64_t file_folder_device(const char *path);

enum file_kind { FILE_REGULAR, FILE_FOLDER, FILE_OTHER };

struct file_entry {
    const char *name; // without the folder
    enum file_kind kind;
    int64_t bytes;
    int64_t modified; // seconds since 1970
};

struct file_list {
    const struct file_entry *entries;
    size_t count;
};

// What lies in a folder, by name in byte order. Left out: names that begin with a dot and those
// that end in ".tmp" (files on their way). Lives in `arena`. ERR_DATA when there is no such folder
// or it may not be read.
bool file_folder_list(
    const char *path, struct arena *arena, struct file_list *out, struct err *err);

// Removes a folder with all that is in it, following no link; one that is gone already is no error.
bool file_folder_remove(const char *path, struct err *err);

// Removes a folder that is empty; one that is not, or is gone, is left as it is.
bool file_folder_remove_empty(const char *path, struct err *err);

// The sum of the bytes on disk of all that lies in it.
bool file_folder_bytes(const char *path, int64_t *bytes, struct err *err);

// Bytes that an account without privileges may still write on the file system of `path`.
bool file_folder_space(const char *path, int64_t *bytes, struct err *err);

// Makes `path` a symbolic link to `target` (relative to its own folder), in one step: whoever
// follows it meets the old or the new. A folder of that name gives way. False where the file system
// has no links.
bool file_folder_link(const char *path, const char *target, struct err *err);

// Makes the names in a folder survive a power loss; `_of` takes the path of a file and means the
// folder that it lies in.
bool file_folder_sync(const char *path, struct err *err);
bool file_folder_sync_of(const char *file_path, struct err *err);

#endif
