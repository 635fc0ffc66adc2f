// jobs/config on files in a folder of its own.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "claims/base/arena.h"
#include "jobs/config.h"
#include "jobs/file_folder.h"

static char home[PATH_MAX];  // the folder of the test
static char start[PATH_MAX]; // where the program was started: the project

static int enter_folder(void **state)
{
    static char folder[64];
    snprintf(folder, sizeof folder, "/tmp/config_test.XXXXXX");
    umask(077);
    *state = mkdtemp(folder);
    unsetenv("CLEANCLAIM_CONF");
    return *state == NULL || chdir(folder) != 0 || realpath(folder, home) == NULL;
}

static int leave_folder(void **state)
{
    struct err err = {0};
    return chdir(start) != 0 || !file_folder_remove(*state, &err);
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

// The mistakes of a file with this text, one a line, must be exactly these.
static void assert_mistakes(const char *text, const char *want)
{
    char got[4096] = "";
    put("c.conf", text);
    struct config *config = config_load("c.conf");
    for (size_t i = 0; i < config_mistake_count(config); i++) {
        size_t used = strlen(got);
        snprintf(got + used, sizeof got - used, "%s\n", config_mistake(config, i));
    }
    config_free(config);
    assert_string_equal(got, want);
}

// The only mistake begins with this.
static void assert_mistake(const char *text, const char *want)
{
    put("c.conf", text);
    struct config *config = config_load("c.conf");
    assert_int_equal(config_mistake_count(config), 1);
    const char *got = config_mistake(config, 0);
    if (strncmp(got, want, strlen(want)) != 0)
        fail_msg("want: %s\ngot:  %s", want, got);
    config_free(config);
}

// ---- Which file

static void without_a_file_all_is_default(void **state)
{
    (void)state;
    if (access("/etc/cleanclaim.conf", F_OK) == 0)
        skip();
    char want[2 * PATH_MAX];
    struct config *config = config_load(NULL);
    assert_null(config->file);
    assert_int_equal(config_mistake_count(config), 0);
    snprintf(want, sizeof want, "%s/var", home);
    assert_string_equal(config->data_folder, want);
    snprintf(want, sizeof want, "%s/var/inbox/encounters", home);
    assert_string_equal(config->folders.inbox_encounters, want);
    assert_string_equal(config->database.host, "");
    assert_int_equal(config->database.port, 5432);
    assert_int_equal(config->limits.file_bytes, INT64_C(4294967296));
    assert_int_equal(config->limits.csv_field_bytes, 32768);
    assert_int_equal(config_log_level(config), LOG_INFO);
    config_free(config);
}

static void assert_port(const char *named, int64_t want)
{
    struct config *config = config_load(named);
    assert_int_equal(config->database.port, want);
    config_free(config);
}

static void the_option_wins_over_the_environment_and_that_over_the_folder(void **state)
{
    (void)state;
    put("cleanclaim.conf", "[database]\nport = 1\n");
    put("environment.conf", "[database]\nport = 2\n");
    put("option.conf", "[database]\nport = 3\n");
    assert_port(NULL, 1);
    setenv("CLEANCLAIM_CONF", "environment.conf", 1);
    assert_port(NULL, 2);
    assert_port("option.conf", 3);
    setenv("CLEANCLAIM_CONF", "", 1);
    assert_port(NULL, 1);
}

static void a_named_file_must_be_there(void **state)
{
    (void)state;
    struct config *config = config_load("missing.conf");
    struct err err = {0};
    assert_false(config_is_sound(config, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, "missing.conf"));
    assert_non_null(strstr(err.text, "no such file"));
    config_free(config);
    config = config_load("/");
    assert_int_equal(config_mistake_count(config), 1);
    config_free(config);
}

static void relative_paths_begin_at_the_folder_of_the_file(void **state)
{
    (void)state;
    char want[2 * PATH_MAX];
    assert_int_equal(mkdir("sub", 0700), 0);
    put("sub/c.conf", "[data]\nfolder = data/here\n");
    struct config *config = config_load("sub/c.conf");
    snprintf(want, sizeof want, "%s/sub/data/here", home);
    assert_string_equal(config->data_folder, want);
    config_free(config);

    put("sub/c.conf", "[data]\nfolder = /nowhere/at/all\n");
    config = config_load("sub/c.conf");
    assert_string_equal(config->data_folder, "/nowhere/at/all");
    config_free(config);

    // One folder has one name, whatever links lead to it.
    assert_int_equal(symlink("sub", "link"), 0);
    put("sub/c.conf", "[data]\nfolder = data\n");
    config = config_load("link/c.conf");
    snprintf(want, sizeof want, "%s/sub/data", home);
    assert_string_equal(config->data_folder, want);
    config_free(config);
}

// ---- The text

static void values_are_read_whatever_the_line_ends_and_blanks(void **state)
{
    (void)state;
    put("c.conf", "\xEF\xBB\xBF; a comment\r\n# another\r\n\r\n[limits]\r\n"
                  "  file_bytes=2G ; of ours\r\nzip_members : 7\r\n\t[log]\r\nlevel =  warn  \r\n"
                  "[limits]\nzip_member_bytes = 512K");
    struct config *config = config_load("c.conf");
    if (config_mistake_count(config) > 0)
        fail_msg("%s", config_mistake(config, 0));
    assert_int_equal(config->limits.file_bytes, INT64_C(2147483648));
    assert_int_equal(config->limits.zip_members, 7);
    assert_int_equal(config->limits.zip_member_bytes, 524288);
    assert_int_equal(config_log_level(config), LOG_WARN);
    config_free(config);
}

static void every_mistake_is_named_by_its_line(void **state)
{
    (void)state;
    assert_mistakes("stray = 1\n"
                    "[databse]\n"
                    "host = x\n"
                    "[database]\n"
                    "port = 70000\n"
                    "prot = 1\n"
                    "port = 1\n"
                    "[run]\n"
                    "batch_rows = many\n"
                    "file_bytes = 1\n"
                    "nonsense\n"
                    "[log\n"
                    "[log] level = info\n"
                    "level = loud\n",
        "c.conf:1: 'stray' stands before the first [section]\n"
        "c.conf:2: unknown section [databse]; did you mean [database]?\n"
        "c.conf:5: port = 70000 is not a whole number from 1 to 65535\n"
        "c.conf:5: 'port' without 'host': the embedded cluster takes none; add host, or remove the "
        "line\n"
        "c.conf:6: unknown key 'prot' in [database]; did you mean 'port'?\n"
        "c.conf:7: duplicate key 'port' in [database]: line 5 has it already\n"
        "c.conf:9: batch_rows = many is not a whole number from 1 to 10000000\n"
        "c.conf:10: unknown key 'file_bytes' in [run]; it belongs into [limits]\n"
        "c.conf:11: the line is neither a [section], 'key = value' nor a comment\n"
        "c.conf:12: a section's name ends with ']'\n"
        "c.conf:13: nothing may follow the ']' of a section\n"
        "c.conf:14: level = loud is not one of error|warn|info|debug\n");
}

static void numbers_must_be_whole_and_in_range(void **state)
{
    (void)state;
    assert_mistake("[run]\nbatch_rows = 0\n", "c.conf:2: batch_rows = 0 is not");
    assert_mistake("[run]\nbatch_rows = -1\n", "c.conf:2: batch_rows = -1 is not");
    assert_mistake("[run]\nbatch_rows = 1.5\n", "c.conf:2: batch_rows = 1.5 is not");
    assert_mistake("[run]\nbatch_rows = 1K\n", "c.conf:2: batch_rows = 1K is not");
    assert_mistake("[run]\nbatch_rows = 99999999999999999999\n", "c.conf:2: batch_rows = 9999");
    assert_mistake("[limits]\nfile_bytes = 9999999999999G\n", "c.conf:2: file_bytes = 9999");
    assert_mistake("[limits]\nfile_bytes = G\n", "c.conf:2: file_bytes = G is not");
    assert_mistake("[run]\nbatch_rows =\n", "c.conf:2: 'batch_rows' needs a value");
    assert_mistakes("[run]\nlock_seconds = 0\nbatch_rows = 10000000\n", "");
}

static void a_value_that_would_be_misread_is_refused(void **state)
{
    (void)state;
    assert_mistake(
        "[data]\nfolder = \"/srv/x\"\n", "c.conf:2: folder = \"/srv/x\": write the value");
    assert_mistake("[data]\nfolder = x # mine\n", "c.conf:2: folder = x # mine: put the comment");
    assert_mistake("[data]\nfolder = ~/data\n", "c.conf:2: folder = ~/data: '~' is not replaced");
}

static void long_lines_and_strange_bytes_are_named(void **state)
{
    (void)state;
    char text[512] = "[data]\n# ";
    char *at = text + strlen(text);
    memset(at, 'x', 195);
    memcpy(at + 195, "\nfolder = y\n", 13);
    assert_mistakes(text, ""); // 197 bytes
    memset(at, 'x', 196);
    memcpy(at + 196, "\nfolder = y\n", 13);
    assert_mistake(text, "c.conf:2: the line has 198 bytes; at most 197 are read");
    assert_mistake("[log]\nlevel = \xFF\n", "c.conf:2: the line is not UTF-8 text");

    FILE *file = fopen("nul.conf", "w");
    fwrite("[log]\nlevel = in\0fo\n", 1, 20, file);
    fclose(file);
    struct config *config = config_load("nul.conf");
    assert_int_equal(config_mistake_count(config), 1);
    config_free(config);
}

static void more_mistakes_than_are_kept_do_no_harm(void **state)
{
    (void)state;
    FILE *file = fopen("c.conf", "w");
    for (int i = 0; i < 1000; i++)
        fputs("nonsense\n", file);
    fclose(file);
    struct config *config = config_load("c.conf");
    assert_int_equal(config_mistake_count(config), 100);
    config_free(config);
}

// ---- The database

static const char certificate[] = "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n";

static void a_server_needs_a_certificate_unless_it_is_this_machine(void **state)
{
    (void)state;
    put("root.pem", certificate);
    put("empty.pem", "");
    assert_mistake("[database]\nhost = db.example.org\n",
        "c.conf:2: host = db.example.org needs root_certificate");
    assert_mistakes("[database]\nhost = db.example.org\nroot_certificate = root.pem\n", "");
    assert_mistake("[database]\nhost = db.example.org\nroot_certificate = missing.pem\n",
        "c.conf:3: root_certificate: cannot open ");
    assert_mistake("[database]\nhost = db.example.org\nroot_certificate = empty.pem\n",
        "c.conf:3: root_certificate: ");
    assert_mistake("[database]\nhost = db.example.org\ntls = off\n",
        "c.conf:3: tls = off: allowed only for a server on this machine");
    assert_mistake("[database]\nhost = localhost\n", "c.conf:2: host = localhost needs");
    assert_mistakes("[database]\nhost = localhost\ntls = off\n", "");
    assert_mistakes("[database]\nhost = ::1\ntls = off\n", "");
    assert_mistakes("[database]\nhost = /var/run/postgresql\n", "");
    assert_mistake("[database]\nhost = localhost.example.org\ntls = off\n", "c.conf:3: tls = off");
    assert_mistake("[database]\nhost = a,b\n", "c.conf:2: host = a,b: name one host");
    assert_mistake("[database]\nhost = localhost\ntls = prefer\nroot_certificate = root.pem\n",
        "c.conf:3: tls = prefer is not one of verify-full|off");
}

static void a_password_file_is_closed_to_others_and_has_five_fields(void **state)
{
    (void)state;
    static const char text[] = "[database]\nhost = localhost\ntls = off\npassword_file = secret\n";
    put("secret", "# ours\n\nlocalhost:5432:cleanclaim:cleanclaim:very:secret\\:word\n");
    assert_mistakes(text, "");
    chmod("secret", 0644);
    assert_mistake(text, "c.conf:4: password_file: '");
    put("open", "x");
    chmod("secret", 0600);
    put("secret", "justthepassword\n");
    chmod("secret", 0600);
    struct config *config = config_load("c.conf");
    assert_int_equal(config_mistake_count(config), 1);
    assert_non_null(strstr(config_mistake(config, 0), "host:port:database:user:password"));
    assert_null(strstr(config_mistake(config, 0), "justthepassword"));
    config_free(config);
    put("secret", "a:b:c\\:d:e\n"); // an escaped colon ends no field
    assert_mistake(text, "c.conf:4: password_file: '");
    unlink("secret");
    assert_mistake(text, "c.conf:4: password_file: cannot open ");
}

static void settings_of_a_server_without_one_are_mistakes(void **state)
{
    (void)state;
    assert_mistake("[database]\nname = books\n", "c.conf:2: 'name' without 'host'");
    assert_mistakes("[database]\nstatement_seconds = 5\n", "");
}

// ---- The data folder

static void a_data_folder_that_cannot_be_made_is_named(void **state)
{
    (void)state;
    put("file", "x");
    assert_mistake("[data]\nfolder = file\n", "c.conf:2: [data] folder: ");
    // Neither can anything be made in a file.
    put("c.conf", "[data]\nfolder = file/below\n");
    struct config *config = config_load("c.conf");
    assert_true(config_mistake_count(config) >= 1);
    config_free(config);
}

static void folders_on_different_file_systems_are_named(void **state)
{
    (void)state;
    struct stat here, there;
    if (stat("/dev/shm", &there) != 0 || stat(".", &here) != 0 || here.st_dev == there.st_dev)
        skip();
    assert_int_equal(mkdir("var", 0700), 0);
    assert_int_equal(symlink("/dev/shm", "var/done"), 0);
    assert_mistake("[data]\nfolder = var\n", "c.conf:2: [data] folder: '");
    struct config *config = config_load("c.conf");
    assert_non_null(strstr(config_mistake(config, 0), "another file system"));
    config_free(config);
}

static void the_folders_are_made_and_closed(void **state)
{
    (void)state;
    struct err err = {0};
    struct stat st;
    umask(0);
    put("c.conf", "[data]\nfolder = deep/data\n");
    struct config *config = config_load("c.conf");
    assert_true(config_make_folders(config, &err));
    assert_true(config_make_folders(config, &err));
    static const char *const want[] = {"inbox/encounters", "inbox/acks", "inbox/remits",
        "inbox/bank", "outbox", "done", "rejected", "archive", "reports"};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        char path[128];
        snprintf(path, sizeof path, "deep/data/%s", want[i]);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0700);
    }
    // As root, the server's account passes through it, and may not list it.
    assert_int_equal(stat("deep/data", &st), 0);
    assert_int_equal(st.st_mode & 0777, geteuid() == 0 ? 0711 : 0700);
    config_free(config);
}

// ---- The table and the example

static void values_are_shown_as_they_would_stand_in_the_file(void **state)
{
    (void)state;
    put("c.conf", "[limits]\nfile_bytes = 1536K\nzip_member_bytes = 1073741824\n");
    struct config *config = config_load("c.conf");
    struct arena *arena = arena_new(65536);
    for (size_t i = 0; i < config_key_count(); i++) {
        struct config_key key = config_key(i);
        const char *value = config_value(config, i, arena);
        if (strcmp(key.name, "file_bytes") == 0) {
            assert_string_equal(value, "1536K");
            assert_int_equal(config_line(config, i), 2);
        } else if (strcmp(key.name, "zip_member_bytes") == 0) {
            assert_string_equal(value, "1G");
        } else if (strcmp(key.name, "port") == 0) {
            assert_string_equal(value, "5432");
            assert_int_equal(config_line(config, i), 0);
        }
    }
    arena_free(arena);
    config_free(config);
}

// Reads the example into `out`, NUL-terminated.
static void read_example(char *out, size_t room)
{
    char path[2 * PATH_MAX];
    snprintf(path, sizeof path, "%s/docs/cleanclaim.conf.example", start);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t size = fread(out, 1, room - 1, file);
    assert_true(size < room - 1);
    out[size] = '\0';
    fclose(file);
}

// "#key = default" in a section: the index of the key, which must have that default.
static size_t check_example_key(struct text section, struct text name, struct text value)
{
    for (size_t i = 0; i < config_key_count(); i++) {
        struct config_key key = config_key(i);
        if (!text_equal_z(section, key.section) || !text_equal_z(name, key.name))
            continue;
        if (!text_equal_z(value, key.standard))
            fail_msg("%s: want %s, got %.*s", key.name, key.standard, TEXT_ARG(value));
        return i;
    }
    fail_msg("the example has an unknown key: %.*s", TEXT_ARG(name));
    return 0;
}

// The example names each key once, below its section, with its default.
static void the_example_has_every_key_with_its_default(void **state)
{
    (void)state;
    static char content[16384];
    bool seen[64] = {false}, more = true;
    read_example(content, sizeof content);
    struct text rest = text_of(content), line, section = {0};
    while (text_split(&rest, '\n', &more, &line)) {
        const char *equals = line.size == 0 ? NULL : memchr(line.at, '=', line.size);
        assert_true(line.size <= 197);
        if (text_starts(line, TEXT("[")))
            section = text_part(line, 1, line.size - 2);
        if (!text_starts(line, TEXT("#")) || text_starts(line, TEXT("# ")) || equals == NULL)
            continue;
        size_t at = (size_t)(equals - line.at);
        struct text name = text_trim(text_part(line, 1, at - 1));
        struct text value = text_trim(text_part(line, at + 1, line.size));
        size_t index = check_example_key(section, name, value);
        assert_false(seen[index]);
        seen[index] = true;
    }
    for (size_t i = 0; i < config_key_count(); i++)
        if (!seen[i])
            fail_msg("the example lacks %s", config_key(i).name);
}

static void the_example_as_it_stands_has_no_mistake(void **state)
{
    (void)state;
    static char text[16384];
    read_example(text, sizeof text);
    assert_mistakes(text, "");
}

#define ONE(test) cmocka_unit_test_setup_teardown(test, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ONE(without_a_file_all_is_default),
        ONE(the_option_wins_over_the_environment_and_that_over_the_folder),
        ONE(a_named_file_must_be_there),
        ONE(relative_paths_begin_at_the_folder_of_the_file),
        ONE(values_are_read_whatever_the_line_ends_and_blanks),
        ONE(every_mistake_is_named_by_its_line),
        ONE(numbers_must_be_whole_and_in_range),
        ONE(a_value_that_would_be_misread_is_refused),
        ONE(long_lines_and_strange_bytes_are_named),
        ONE(more_mistakes_than_are_kept_do_no_harm),
        ONE(a_server_needs_a_certificate_unless_it_is_this_machine),
        ONE(a_password_file_is_closed_to_others_and_has_five_fields),
        ONE(settings_of_a_server_without_one_are_mistakes),
        ONE(a_data_folder_that_cannot_be_made_is_named),
        ONE(folders_on_different_file_systems_are_named),
        ONE(the_folders_are_made_and_closed),
        ONE(values_are_shown_as_they_would_stand_in_the_file),
        ONE(the_example_has_every_key_with_its_default),
        ONE(the_example_as_it_stands_has_no_mistake),
    };
    if (getcwd(start, sizeof start) == NULL)
        return 1;
    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
