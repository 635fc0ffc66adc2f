// What is wrong with a configuration although each of its lines is well formed.
#include <stdio.h>

#include "jobs/config_keys.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"

#define PEM_BYTES_MAX      ((size_t)1024 * 1024)
#define PASSWORD_BYTES_MAX ((size_t)64 * 1024)

static int line_of(const struct config *config, const char *section, const char *name)
{
    return config->private->lines[config_find(section, name)];
}

// ---- [data]

static void check_data(struct config *config)
{
    struct err err = {0};
    int line = line_of(config, "data", "folder");
    if (!file_folder_can_make(config->data_folder, &err)) {
        config_add_file(config, line, "[data] folder: ", &err);
        return;
    }
    // Files move from one of these folders to another by rename, which works within one file
    // system.
    const struct config_folders *folders = &config->folders;
    const char *const list[] = {folders->inbox_encounters, folders->inbox_acks,
        folders->inbox_remits, folders->inbox_bank, folders->outbox, folders->done,
        folders->rejected, folders->archive, folders->reports};
    uint64_t home = file_folder_device(config->data_folder);
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        uint64_t device = file_folder_device(list[i]);
        if (home != 0 && device != 0 && device != home)
            config_add_mistake(config, line,
                "[data] folder: '%s' lies on another file system than '%s', so files could not be "
                "moved; put the whole data folder on one",
                list[i], config->data_folder);
        else if (!file_folder_can_make(list[i], &err))
            config_add_file(config, line, "[data] folder: ", &err);
    }
}

// ---- [database]

static void check_embedded(struct config *config)
{
    static const char *const server_only[] = {
        "port", "name", "user", "tls", "root_certificate", "password_file"};
    for (size_t i = 0; i < sizeof server_only / sizeof *server_only; i++) {
        int line = line_of(config, "database", server_only[i]);
        if (line > 0)
            config_add_mistake(config, line,
                "'%s' without 'host': the embedded cluster takes none; add host, or remove the "
                "line",
                server_only[i]);
    }
}

static bool is_local_name(const char *host)
{
    return strcmp(host, "localhost") == 0 || strcmp(host, "127.0.0.1") == 0 ||
           strcmp(host, "::1") == 0;
}

static void check_certificate(struct config *config, const char *path)
{
    struct err err = {0};
    struct text pem;
    struct arena *arena = arena_new(2 * PEM_BYTES_MAX);
    int line = line_of(config, "database", "root_certificate");
    if (!file_load(path, FILE_FOLLOW_LINK, PEM_BYTES_MAX, arena, &pem, &err))
        config_add_file(config, line, "root_certificate: ", &err);
    else if (strstr(pem.at, "-----BEGIN CERTIFICATE-----") == NULL)
        config_add_mistake(config, line, "root_certificate: '%s' holds no PEM certificate", path);
    arena_free(arena);
}

static void check_tls(struct config *config)
{
    const char *host = config->database.host;
    const char *certificate = config->database.root_certificate;
    int tls_line = line_of(config, "database", "tls");
    int host_line = line_of(config, "database", "host");
    bool off = strcmp(config->database.tls, "off") == 0;
    if (off && !is_local_name(host)) {
        config_add_mistake(config, tls_line,
            "tls = off: allowed only for a server on this machine (localhost or a socket folder), "
            "and '%s' is not",
            host);
    } else if (!off && certificate[0] == '\0') {
        config_add_mistake(config, tls_line > 0 ? tls_line : host_line,
            "host = %s needs root_certificate: the PEM file of the authority that signed the "
            "server's certificate%s",
            host, is_local_name(host) ? " (or tls = off, since it is this machine)" : "");
    } else if (!off) {
        check_certificate(config, certificate);
    }
}

// Whether each line that counts has the five fields that libpq wants.
static bool is_password_text(struct text t)
{
    bool more = true, any = false;
    struct text line;
    while (text_split(&t, '\n', &more, &line)) {
        line = text_trim(line);
        if (text_is_empty(line) || line.at[0] == '#')
            continue;
        int colons = 0;
        for (size_t i = 0; i < line.size; i++) {
            if (line.at[i] == '\\')
                i++;
            else if (line.at[i] == ':')
                colons++;
        }
        if (colons < 4)
            return false;
        any = true;
    }
    return any;
}

static void check_password_file(struct config *config)
{
    const char *path = config->database.password_file;
    if (path[0] == '\0')
        return;
    int line = line_of(config, "database", "password_file");
    struct err err = {0};
    struct text content;
    struct arena *arena = arena_new(2 * PASSWORD_BYTES_MAX);
    bool others = false;
    if (!file_load(path, FILE_FOLLOW_LINK, PASSWORD_BYTES_MAX, arena, &content, &err) ||
        !file_is_open_to_others(path, &others, &err))
        config_add_file(config, line, "password_file: ", &err);
    else if (others)
        config_add_mistake(config, line,
            "password_file: '%s' can be read by other users; say chmod 600 '%s'", path, path);
    else if (!is_password_text(content))
        config_add_mistake(config, line,
            "password_file: '%s' must hold lines of the form host:port:database:user:password",
            path);
    arena_free(arena);
}

static void check_database(struct config *config)
{
    const char *host = config->database.host;
    if (host[0] == '\0') {
        check_embedded(config);
        return;
    }
    if (strpbrk(host, " \t,@") != NULL)
        config_add_mistake(config, line_of(config, "database", "host"),
            "host = %s: name one host, or the folder of a Unix socket", host);
    else if (host[0] != '/')
        check_tls(config);
    check_password_file(config);
}

void config_check(struct config *config)
{
    check_data(config);
    check_database(config);
}
