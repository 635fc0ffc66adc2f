// file_stream: the bytes of a file, or of standard input, from the first to the last, in windows:
// memory stays the same whatever its size.
#ifndef JOBS_FILE_STREAM_H
#define JOBS_FILE_STREAM_H

#include "claims/base/err.h"
#include "claims/base/text.h"

// Given each window in turn; the bytes are valid during the call. False with `err` set stops the
// reading.
typedef bool (*file_stream_function)(void *context, struct text bytes, struct err *err);

// Reads `path`, a regular file that the operator named (links are followed), a pipe that has a name
// (the shell's <(…)), or standard input when it is "-". ERR_DATA when it is no file that can be
// read, ERR_FILE when the machine fails.
bool file_stream(const char *path, file_stream_function each, void *context, struct err *err);

// Whether it is such a pipe: it can be read once.
bool file_stream_is_pipe(const char *path);

#endif
