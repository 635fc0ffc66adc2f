// Files for the tests of edi: those of ../shared, which need not be there.
#ifndef TESTS_EDI_FILES_H
#define TESTS_EDI_FILES_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/base/text.h"

#define SHARED "../shared"
#define CORPUS SHARED "/corpus"

static inline bool files_shared(void)
{
    FILE *file = fopen(SHARED "/README.md", "rb");
    if (file != NULL)
        fclose(file);
    return file != NULL;
}

// Ends the test as skipped, saying so, when ../shared is absent.
#define FILES_NEED_SHARED() \
    do { \
        if (!files_shared()) { \
            print_message("skipped: there is no " SHARED "\n"); \
            skip(); \
        } \
    } while (0)

// The whole file; free(text.at). Stops the test when it cannot be read.
static inline struct text files_read(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot open %s", path);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *bytes = malloc((size_t)size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, (size_t)size, file), (size_t)size);
    bytes[size] = '\0';
    fclose(file);
    return (struct text){bytes, (size_t)size};
}

// Calls `each` with every file of a folder of the corpus, in no certain order. Returns how many.
static inline int files_each(const char *folder,
    void (*each)(void *context, const char *path, struct text bytes), void *context)
{
    char path[1024];
    snprintf(path, sizeof(path), CORPUS "/%s", folder);
    DIR *dir = opendir(path);
    if (dir == NULL)
        fail_msg("cannot open %s", path);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), CORPUS "/%s/%s", folder, entry->d_name);
        struct text bytes = files_read(path);
        each(context, path, bytes);
        free((char *)bytes.at);
        count++;
    }
    closedir(dir);
    return count;
}

// `file` with its first `from` replaced by `to`, in `room` of `size` bytes.
static inline struct text files_replace(
    char *room, size_t size, const char *file, const char *from, const char *to)
{
    const char *at = strstr(file, from);
    if (at == NULL)
        fail_msg("not there: %s", from);
    int written = snprintf(room, size, "%.*s%s%s", (int)(at - file), file, to, at + strlen(from));
    assert_true(written > 0 && (size_t)written < size);
    return text_of(room);
}

// A generator of pseudo-random numbers, the same on every machine (SplitMix64).
static inline uint64_t files_random(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

#endif
