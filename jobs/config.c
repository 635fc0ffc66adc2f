#include "jobs/config.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "jobs/config_keys.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"
#include "jobs/nearest.h"

#define FILE_BYTES_MAX  ((size_t)64 * 1024)
#define ARENA_BYTES_MAX ((size_t)4 * 1024 * 1024)
#define KIB             INT64_C(1024)
#define GIB             (KIB * KIB * KIB)

#define AT(field) offsetof(struct config, field)

const struct config_rule config_rules[] = {
    {{"data", "folder", "var", "inbox, outbox, archive, reports and the embedded cluster"},
        CONFIG_PATH, AT(data_folder), 0, 0, NULL},
    {{"database", "host", "", "empty: embedded; /folder: a Unix socket; else a host name"},
        CONFIG_TEXT, AT(database.host), 0, 0, NULL},
    {{"database", "port", "5432", "of the server"}, CONFIG_COUNT, AT(database.port), 1, 65535,
        NULL},
    {{"database", "name", "cleanclaim", "of the database"}, CONFIG_TEXT, AT(database.name), 0, 0,
        NULL},
    {{"database", "user", "cleanclaim", "role to connect as"}, CONFIG_TEXT, AT(database.user), 0, 0,
        NULL},
    {{"database", "tls", "verify-full", "verify-full, or off for a server on this machine"},
        CONFIG_CHOICE, AT(database.tls), 0, 0, "verify-full|off"},
    {{"database", "root_certificate", "", "PEM file of the authority that signed the server's"},
        CONFIG_PATH, AT(database.root_certificate), 0, 0, NULL},
    {{"database", "password_file", "", "host:port:database:user:password, mode 0600"}, CONFIG_PATH,
        AT(database.password_file), 0, 0, NULL},
    {{"database", "programs", "", "folder of PostgreSQL's programs; empty: found by itself"},
        CONFIG_PATH, AT(database.programs), 0, 0, NULL},
    {{"database", "connect_seconds", "10", "to wait for a connection"}, CONFIG_SECONDS,
        AT(database.connect_seconds), 1, 3600, NULL},
    {{"database", "statement_seconds", "1800", "to wait for a statement"}, CONFIG_SECONDS,
        AT(database.statement_seconds), 1, 86400, NULL},
    {{"limits", "file_bytes", "4G", "a larger file of an inbox is refused"}, CONFIG_BYTES,
        AT(limits.file_bytes), 1, 1024 * GIB, NULL},
    {{"limits", "zip_members", "1000", "an archive or a folder with more members is refused"},
        CONFIG_COUNT, AT(limits.zip_members), 1, 1000000, NULL},
    {{"limits", "zip_member_bytes", "2G", "an archive with a larger member is refused"},
        CONFIG_BYTES, AT(limits.zip_member_bytes), 1, 1024 * GIB, NULL},
    {{"limits", "csv_field_bytes", "32K", "a CSV file with a longer field is refused"},
        CONFIG_BYTES, AT(limits.csv_field_bytes), 256, 1024 * KIB, NULL},
    {{"run", "lock_seconds", "60", "to wait for another run"}, CONFIG_SECONDS, AT(run.lock_seconds),
        0, 86400, NULL},
    {{"run", "upload_seconds", "600", "to wait for a partner's upload command"}, CONFIG_SECONDS,
        AT(run.upload_seconds), 1, 86400, NULL},
    {{"run", "batch_rows", "400000", "rows a transaction when posting, about"}, CONFIG_COUNT,
        AT(run.batch_rows), 1, 10000000, NULL},
    {{"run", "batch_claims", "10000", "encounters a transaction when building claims"},
        CONFIG_COUNT, AT(run.batch_claims), 1, 1000000, NULL},
    {{"log", "level", "info", "error, warn, info or debug"}, CONFIG_CHOICE, AT(log_level), 0, 0,
        "error|warn|info|debug"},
};
const size_t config_rule_count = sizeof config_rules / sizeof *config_rules;
_Static_assert(sizeof config_rules / sizeof *config_rules <= CONFIG_KEYS_MAX, "room for lines");

static const char **text_field(struct config *config, const struct config_rule *rule)
{
    return (const char **)(void *)((char *)config + rule->offset);
}

static int64_t *number_field(struct config *config, const struct config_rule *rule)
{
    return (int64_t *)(void *)((char *)config + rule->offset);
}

static bool is_text(enum config_type type)
{
    return type == CONFIG_TEXT || type == CONFIG_PATH || type == CONFIG_CHOICE;
}

// ---- Mistakes

static void add_mistake(struct config *config, int line, const char *format, va_list args)
{
    struct config_private *private = config->private;
    char text[1024], place[32] = "";
    vsnprintf(text, sizeof text, format, args);
    if (line > 0)
        snprintf(place, sizeof place, "%d: ", line);
    const char *file = config->file ? config->file : "configuration";

    if (private->mistake_count == CONFIG_MISTAKES_MAX)
        return;
    // In the order of lines, those of no line last.
    size_t at = private->mistake_count++;
    while (at > 0 && line > 0 &&
           (private->mistakes[at - 1].line > line || private->mistakes[at - 1].line == 0)) {
        private->mistakes[at] = private->mistakes[at - 1];
        at--;
    }
    private->mistakes[at].line = line;
    private->mistakes[at].text =
        arena_format(private->arena, "%s:%s%s%s", file, line > 0 ? "" : " ", place, text).at;
}

void config_add_mistake(struct config *config, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_mistake(config, line, format, args);
    va_end(args);
}

// Names and rights are for a person to mend; anything else may be over by the next run.
static bool is_mistake(int number)
{
    static const int list[] = {
        0, ENOENT, ENOTDIR, EISDIR, EACCES, EPERM, EROFS, ELOOP, ENAMETOOLONG, ENXIO, EINVAL};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (number == list[i])
            return true;
    return false;
}

void config_add_file(struct config *config, int line, const char *subject, const struct err *err)
{
    config->private->unread = config->private->unread || !is_mistake(err->number);
    config_add_mistake(config, line, "%s%s", subject, err->text);
}

size_t config_mistake_count(const struct config *config)
{
    return config->private->mistake_count;
}

const char *config_mistake(const struct config *config, size_t index)
{
    CHECK(index < config->private->mistake_count);
    return config->private->mistakes[index].text;
}

bool config_is_sound(const struct config *config, struct err *err)
{
    size_t count = config_mistake_count(config);
    if (count == 0)
        return true;
    return err_set(
        err, config->private->unread ? ERR_FILE : ERR_CONFIG, "%s", config_mistake(config, 0));
}

// ---- Values

int config_find(const char *section, const char *name)
{
    for (size_t i = 0; i < config_rule_count; i++) {
        const struct config_key *key = &config_rules[i].key;
        if (strcmp(key->section, section) == 0 && strcmp(key->name, name) == 0)
            return (int)i;
    }
    return -1;
}

bool config_has_section(const char *section)
{
    for (size_t i = 0; i < config_rule_count; i++)
        if (strcmp(config_rules[i].key.section, section) == 0)
            return true;
    return false;
}

// "12", "64K", "2G"; false when it is no whole number or does not fit.
static bool read_number(struct text value, bool bytes, int64_t *out)
{
    int64_t unit = 1;
    if (bytes && value.size > 1) {
        char last = value.at[value.size - 1];
        unit = last == 'K' ? KIB : last == 'M' ? KIB * KIB : last == 'G' ? GIB : 1;
        if (unit != 1)
            value.size--;
    }
    return text_to_i64(value, out) && !__builtin_mul_overflow(*out, unit, out);
}

static bool is_choice(struct text value, const char *choices)
{
    struct text rest = text_of(choices), choice;
    bool more = true;
    while (text_split(&rest, '|', &more, &choice))
        if (text_equal(choice, value))
            return true;
    return false;
}

// "1", "64K", "2G": the shortest way to write it.
static const char *write_number(int64_t n, bool bytes, struct arena *arena)
{
    static const char units[] = {'\0', 'K', 'M', 'G'};
    size_t unit = 0;
    while (bytes && unit < 3 && n >= KIB && n % KIB == 0) {
        n /= KIB;
        unit++;
    }
    char suffix[2] = {units[unit], '\0'};
    return arena_format(arena, "%" PRId64 "%s", n, suffix).at;
}

static void set_number(
    struct config *config, int line, const struct config_rule *rule, const char *value)
{
    int64_t n;
    bool bytes = rule->type == CONFIG_BYTES;
    if (read_number(text_of(value), bytes, &n) && n >= rule->min && n <= rule->max) {
        *number_field(config, rule) = n;
        return;
    }
    struct arena *arena = config->private->arena;
    config_add_mistake(config, line, "%s = %s is not a whole number from %s to %s%s",
        rule->key.name, value, write_number(rule->min, bytes, arena),
        write_number(rule->max, bytes, arena),
        bytes                          ? " (K, M and G are allowed)"
        : rule->type == CONFIG_SECONDS ? " (seconds)"
                                       : "");
}

static bool is_quoted(const char *value)
{
    size_t size = strlen(value);
    return size >= 2 && (value[0] == '"' || value[0] == '\'') && value[size - 1] == value[0];
}

static void set_text(
    struct config *config, int line, const struct config_rule *rule, const char *value)
{
    const char *name = rule->key.name;
    struct arena *arena = config->private->arena;
    if (is_quoted(value)) {
        config_add_mistake(config, line, "%s = %s: write the value without quotes", name, value);
    } else if (strstr(value, " #") != NULL) {
        config_add_mistake(config, line,
            "%s = %s: put the comment on a line of its own, or begin it with ';'", name, value);
    } else if (rule->type == CONFIG_CHOICE && !is_choice(text_of(value), rule->choices)) {
        config_add_mistake(config, line, "%s = %s is not one of %s", name, value, rule->choices);
    } else if (rule->type == CONFIG_PATH && value[0] == '~') {
        config_add_mistake(
            config, line, "%s = %s: '~' is not replaced; write the whole path", name, value);
    } else if (rule->type == CONFIG_PATH && value[0] != '/' && value[0] != '\0') {
        *text_field(config, rule) = arena_format(arena, "%s/%s", config->private->base, value).at;
    } else {
        *text_field(config, rule) = arena_copy(arena, text_of(value)).at;
    }
}

static void set_value(
    struct config *config, int line, const struct config_rule *rule, const char *value)
{
    if (is_text(rule->type))
        set_text(config, line, rule, value);
    else
        set_number(config, line, rule, value);
}

static void unknown_key(struct config *config, int line, const char *section, const char *name)
{
    const char *known[CONFIG_KEYS_MAX + 1];
    size_t count = 0;
    const char *elsewhere = NULL;
    for (size_t i = 0; i < config_rule_count; i++) {
        const struct config_key *key = &config_rules[i].key;
        if (strcmp(key->section, section) == 0)
            known[count++] = key->name;
        else if (strcmp(key->name, name) == 0)
            elsewhere = key->section;
    }
    known[count] = NULL;
    const char *meant = nearest_word(name, known);
    if (elsewhere != NULL)
        config_add_mistake(config, line, "unknown key '%s' in [%s]; it belongs into [%s]", name,
            section, elsewhere);
    else if (meant != NULL)
        config_add_mistake(
            config, line, "unknown key '%s' in [%s]; did you mean '%s'?", name, section, meant);
    else
        config_add_mistake(config, line,
            "unknown key '%s' in [%s]; 'cleanclaim config show' lists those there are", name,
            section);
}

void config_set(
    struct config *config, int line, const char *section, const char *name, const char *value)
{
    if (section[0] == '\0') {
        config_add_mistake(config, line, "'%s' stands before the first [section]", name);
        return;
    }
    if (!config_has_section(section)) // named where the section begins
        return;
    int index = config_find(section, name);
    if (index < 0) {
        unknown_key(config, line, section, name);
        return;
    }
    int *set_in = &config->private->lines[index];
    if (*set_in != 0) {
        config_add_mistake(config, line, "duplicate key '%s' in [%s]: line %d has it already", name,
            section, *set_in);
        return;
    }
    *set_in = line;
    const struct config_rule *rule = &config_rules[index];
    if (value[0] == '\0' && rule->key.standard[0] != '\0') {
        config_add_mistake(config, line, "'%s' needs a value; without the line it is '%s'", name,
            rule->key.standard);
        return;
    }
    set_value(config, line, rule, value);
}

// ---- Loading

static const char *choose_file(const char *named)
{
    if (named != NULL)
        return named;
    const char *from_environment = getenv("CLEANCLAIM_CONF");
    if (from_environment != NULL && from_environment[0] != '\0')
        return from_environment;
    static const char *const places[] = {"./cleanclaim.conf", "/etc/cleanclaim.conf"};
    for (size_t i = 0; i < 2; i++) {
        bool exists = false;
        struct err err = {0};
        if (!file_exists(places[i], &exists, &err) || exists)
            return places[i];
    }
    return NULL;
}

// The absolute folder that relative paths of the file begin at.
static const char *base_of(const char *file, struct arena *arena)
{
    const char *slash = file == NULL ? NULL : strrchr(file, '/');
    const char *folder = slash == NULL ? "."
                         : slash == file
                             ? "/"
                             : arena_format(arena, "%.*s", (int)(slash - file), file).at;
    char real[PATH_MAX];
    struct err err = {0};
    return arena_copy(arena, text_of(file_folder_real(folder, real, &err) ? real : folder)).at;
}

// Below /etc the folder's default would be /etc/var, which nobody wants.
static const char *standard_value(const struct config *config, const struct config_rule *rule)
{
    bool system_wide = strcmp(config->private->base, "/etc") == 0;
    if (system_wide && strcmp(rule->key.section, "data") == 0)
        return "/var/lib/cleanclaim";
    return rule->key.standard;
}

static void name_folders(struct config *config)
{
    struct arena *arena = config->private->arena;
    char real[PATH_MAX];
    struct err err = {0};
    if (file_folder_real(config->data_folder, real, &err))
        config->data_folder = arena_copy(arena, text_of(real)).at;
    else
        config_add_file(config, config->private->lines[config_find("data", "folder")],
            arena_format(arena, "folder = %s: ", config->data_folder).at, &err);

    const char *data = config->data_folder;
    config->folders = (struct config_folders){
        .inbox_encounters = arena_format(arena, "%s/inbox/encounters", data).at,
        .inbox_acks = arena_format(arena, "%s/inbox/acks", data).at,
        .inbox_remits = arena_format(arena, "%s/inbox/remits", data).at,
        .inbox_bank = arena_format(arena, "%s/inbox/bank", data).at,
        .outbox = arena_format(arena, "%s/outbox", data).at,
        .done = arena_format(arena, "%s/done", data).at,
        .rejected = arena_format(arena, "%s/rejected", data).at,
        .archive = arena_format(arena, "%s/archive", data).at,
        .reports = arena_format(arena, "%s/reports", data).at,
        .pg = arena_format(arena, "%s/pg", data).at,
    };
}

struct config *config_load(const char *named)
{
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct config *config = ARENA_NEW(arena, struct config);
    config->private = ARENA_NEW(arena, struct config_private);
    config->private->arena = arena;

    const char *file = choose_file(named);
    if (file != NULL)
        config->file = arena_copy(arena, text_of(file)).at;
    config->private->base = base_of(file, arena);
    for (size_t i = 0; i < config_rule_count; i++)
        set_value(config, 0, &config_rules[i], standard_value(config, &config_rules[i]));

    struct text content = {0};
    struct err err = {0};
    if (file != NULL && !file_load(file, FILE_FOLLOW_LINK, FILE_BYTES_MAX, arena, &content, &err))
        config_add_file(config, 0, "", &err);
    config_read_file(config, content);
    name_folders(config);
    config_check(config);
    return config;
}

void config_free(struct config *config)
{
    if (config != NULL)
        arena_free(config->private->arena);
}

static bool make_folders_in_data(const struct config *config, struct err *err)
{
    const struct config_folders *folders = &config->folders;
    const char *const list[] = {folders->inbox_encounters, folders->inbox_acks,
        folders->inbox_remits, folders->inbox_bank, folders->outbox, folders->done,
        folders->rejected, folders->archive, folders->reports};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (!file_folder_make(list[i], err))
            return false;
    return true;
}

bool config_make_folders(const struct config *config, struct err *err)
{
    // As root the server runs as an account of its own, which must be able to pass (not list) this
    // folder to reach its own; the others stay closed to everybody.
    unsigned mode = geteuid() == 0 ? 0711 : 0700;
    unsigned uid, gid;
    if (!file_folder_make_mode(config->data_folder, mode, err) ||
        !file_folder_owner(config->data_folder, &uid, &gid, err))
        return false;
    // What root makes in somebody's data folder is for him.
    file_act_as(uid, gid);
    bool ok = make_folders_in_data(config, err);
    file_act_as_self();
    return ok;
}

enum log_level config_log_level(const struct config *config)
{
    static const char *const words[] = {"error", "warn", "info", "debug"};
    for (size_t i = 0; i < 4; i++)
        if (strcmp(config->log_level, words[i]) == 0)
            return (enum log_level)i;
    return LOG_INFO;
}

size_t config_key_count(void)
{
    return config_rule_count;
}

struct config_key config_key(size_t index)
{
    CHECK(index < config_rule_count);
    return config_rules[index].key;
}

const char *config_value(const struct config *config, size_t index, struct arena *arena)
{
    CHECK(index < config_rule_count);
    const struct config_rule *rule = &config_rules[index];
    const char *at = (const char *)config + rule->offset;
    if (is_text(rule->type))
        return *(const char *const *)(const void *)at;
    return write_number(*(const int64_t *)(const void *)at, rule->type == CONFIG_BYTES, arena);
}

int config_line(const struct config *config, size_t index)
{
    CHECK(index < config_rule_count);
    return config->private->lines[index];
}
