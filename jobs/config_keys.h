// config_keys: what the parts of jobs/config share: the table of keys and the list of mistakes.
#ifndef JOBS_CONFIG_KEYS_H
#define JOBS_CONFIG_KEYS_H

#include "claims/base/arena.h"
#include "jobs/config.h"

enum config_type {
    CONFIG_TEXT,
    CONFIG_PATH,    // relative to the folder of the configuration file
    CONFIG_COUNT,   // a whole number
    CONFIG_SECONDS, // the same, of seconds
    CONFIG_BYTES,   // the same, with an optional K, M or G (powers of 1,024)
    CONFIG_CHOICE,  // one of the words of `choices`
};

struct config_rule {
    struct config_key key;
    enum config_type type;
    size_t offset; // of the field in struct config: const char * or int64_t
    int64_t min, max;
    const char *choices; // "a|b"
};

extern const struct config_rule config_rules[];
extern const size_t config_rule_count;

#define CONFIG_KEYS_MAX     40
#define CONFIG_MISTAKES_MAX 100

struct config_private {
    struct arena *arena;
    const char *base;           // the folder that relative paths begin at
    int lines[CONFIG_KEYS_MAX]; // where each key was set; 0: nowhere
    struct config_mistake {
        int line; // 0: of no line
        const char *text;
    } mistakes[CONFIG_MISTAKES_MAX];
    size_t mistake_count;
    bool unread; // something could not be looked at, though it may be sound
};

// The index of a key; -1 when there is none of that name.
int config_find(const char *section, const char *name);
bool config_has_section(const char *section);

// Adds "FILE:LINE: …", in the order of lines; LINE is left out when 0.
void config_add_mistake(struct config *config, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// The same for a file or folder that something is wrong with, or that could not be looked at.
void config_add_file(struct config *config, int line, const char *subject, const struct err *err);

// Sets one key from the text of the file; adds a mistake when it does not fit.
void config_set(
    struct config *config, int line, const char *section, const char *name, const char *value);

// Reads the whole text of the file. (jobs/config_file.c)
void config_read_file(struct config *config, struct text content);

// What only the whole shows: keys that contradict each other, folders and files that are not as
// they must be. Looks, changes nothing. (jobs/config_check.c)
void config_check(struct config *config);

#endif
