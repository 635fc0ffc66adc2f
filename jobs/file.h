// file: reading what others put there, and moving it. With its sisters file_write (writing whole
// files), file_folder (folders) and file_lock it holds every file call of the project. Nothing that
// lies in an inbox is trusted: links, FIFOs, folders and devices are refused before a byte is read.
// A mapped file that shrinks kills the process, so nothing is mapped; files are read in windows.
//
// Errors name path and reason, never content. Two kinds: ERR_DATA, what lies at `path` is not a
// regular file that we may read (somebody's data: a finding for whoever asked); ERR_FILE, the
// machine failed.
#ifndef JOBS_FILE_H
#define JOBS_FILE_H

#include "claims/base/digest.h"
#include "claims/base/err.h"
#include "claims/base/text.h"

struct arena;

struct file; // a regular file, open for reading

enum file_links {
    FILE_REFUSE_LINK, // what lies in our folders: a link is somebody's trick or mistake
    FILE_FOLLOW_LINK, // a path that the operator named
};

// Opens without waiting (a FIFO would) and without giving the descriptor to child processes. Owned
// by the caller: file_close. ERR_DATA: missing, unreadable, a link, folder, FIFO, socket or device.
bool file_open(struct file **out, const char *path, enum file_links links, struct err *err);
void file_close(struct file *file); // NULL is allowed

// As it was given to file_open; lives as long as the file is open.
const char *file_path(const struct file *file);
int64_t file_size(const struct file *file);     // bytes, when it was opened
int64_t file_modified(const struct file *file); // seconds since 1970, when it was opened

// Reads up to `room` bytes at `offset`; *got is 0 only at the end, else as many as there are.
bool file_read(
    struct file *file, int64_t offset, void *into, size_t room, size_t *got, struct err *err);
// The same as a zip_read_function (claims/base/zip.h); `file` is a struct file.
int64_t file_read_for_zip(void *file, int64_t offset, void *into, size_t room);

// Whether its path still leads to the file that was opened, with the same size and time of change:
// a file that somebody is still writing, or has replaced, is left for the next run.
bool file_is_unchanged(struct file *file, bool *unchanged, struct err *err);

// SHA-256 of the whole content.
bool file_digest(struct file *file, unsigned char out[DIGEST_SIZE], struct err *err);

// A small file at once: configuration, rule tables. ERR_DATA also when it is larger than `max`
// bytes. The slice lives in `arena` and is followed by a NUL that it does not count.
bool file_load(const char *path, enum file_links links, size_t max, struct arena *arena,
    struct text *out, struct err *err);

// Whether anything (a dangling link too) has that name now.
bool file_exists(const char *path, bool *exists, struct err *err);

// Whether accounts other than the owner may read or change the file; links are followed.
bool file_is_open_to_others(const char *path, bool *others, struct err *err);

// As root: touches files with the rights of another account from now on, so that what it may have
// put there leads root nowhere, and what is made belongs to it; then with our own again. No effect
// as a plain account.
void file_act_as(unsigned uid, unsigned gid);
void file_act_as_self(void);

// Renames a file, within one file system, and makes the new name survive a power loss. Never
// replaces: ERR_DATA when `to` exists already, or `from` does not. A repeat after a kill asks
// file_exists first.
bool file_move(const char *from, const char *to, struct err *err);

// Removes a file; one that is gone already is no error.
bool file_remove(const char *path, struct err *err);

#endif
