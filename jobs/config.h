// config: cleanclaim.conf. One table (config_keys) says which keys there are; reading, checking,
// showing and the example in docs/ follow it. Every mistake of a file is found and named by line,
// not only the first. Secrets never stand in the file: it names a password file.
#ifndef JOBS_CONFIG_H
#define JOBS_CONFIG_H

#include "claims/base/err.h"
#include "claims/base/log.h"
#include "claims/base/text.h"

struct arena;

struct config_folders { // absolute, below [data] folder
    const char *inbox_encounters;
    const char *inbox_acks;
    const char *inbox_remits;
    const char *inbox_bank;
    const char *outbox;   // holds one folder for each partner
    const char *done;     // files whose content is committed
    const char *rejected; // files that were refused
    const char *archive;
    const char *reports; // holds one folder for each day
    const char *pg;      // the embedded cluster
};

struct config {
    const char *file; // the file that was read; NULL when there is none and all is default

    const char *data_folder; // absolute, links resolved
    struct config_folders folders;

    struct {
        const char *host; // empty: the embedded cluster; /folder: a Unix socket; else a host name
        int64_t port;
        const char *name;
        const char *user;
        const char *tls;              // "verify-full" or "off"
        const char *root_certificate; // empty: none
        const char *password_file;    // empty: none
        const char *programs;         // folder of PostgreSQL's programs; empty: found by itself
        int64_t connect_seconds;
        int64_t statement_seconds;
    } database;

    struct {
        int64_t file_bytes;       // a larger file of an inbox is refused
        int64_t zip_members;      // more members of an archive are refused
        int64_t zip_member_bytes; // a larger member is refused, uncompressed
        int64_t csv_field_bytes;  // a longer field is refused
    } limits;

    struct {
        int64_t lock_seconds;   // how long to wait for another run
        int64_t upload_seconds; // how long to wait for an upload command
        int64_t batch_rows;     // rows a transaction, about, when posting
        int64_t batch_claims;   // encounters a transaction when building claims
    } run;

    const char *log_level; // "error", "warn", "info", "debug"

    struct config_private *private;
};

// Reads the configuration: the file `named` (from -c), else $CLEANCLAIM_CONF, else
// ./cleanclaim.conf, else /etc/cleanclaim.conf, else defaults alone. Always gives a configuration,
// also when there are mistakes: whoever goes on asks config_mistake_count first. Owned by the
// caller: config_free.
struct config *config_load(const char *named);
void config_free(struct config *config); // NULL is allowed

// What is wrong, in the order of the lines: "cleanclaim.conf:12: unknown key 'hosst' in [database];
// …".
size_t config_mistake_count(const struct config *config);
const char *config_mistake(const struct config *config, size_t index);
// Whether there is no mistake; else ERR_CONFIG with the first one, or ERR_FILE when a file or
// folder that it names could not be looked at (a disk's error): that may be over by the next run.
bool config_is_sound(const struct config *config, struct err *err);

// Makes the folders below [data] folder that are missing, the embedded cluster's apart.
bool config_make_folders(const struct config *config, struct err *err);

// [log] level for claims/base/log.h.
enum log_level config_log_level(const struct config *config);

// ---- The table of keys: for `config show` and for tests.

struct config_key {
    const char *section;
    const char *name;
    const char *standard; // the default as it would stand in the file
    const char *help;     // one line
};

// How many keys there are.
size_t config_key_count(void);
// One of them, `index` below that.
struct config_key config_key(size_t index);
// The value in force as it would stand in the file; lives in `arena`.
const char *config_value(const struct config *config, size_t index, struct arena *arena);
// The line where it was set; 0: by default.
int config_line(const struct config *config, size_t index);

#endif
