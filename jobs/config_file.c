// The text of cleanclaim.conf, by libinih, which is lenient where we are not: it cuts long lines,
// passes over text after a section's bracket, and names only the first bad line. What it would let
// pass is seen here, on the way of each line to it.
#include <ctype.h>
#include <ini.h>
#include <stdio.h>

#include "jobs/config_keys.h"
#include "jobs/nearest.h"

// Debian's libinih reads lines into 200 bytes, which also hold CR, LF and NUL.
#define LINE_BYTES_MAX 197

struct reading {
    struct config *config;
    struct text rest; // of the file
    bool more;        // lines
    int line;         // the one that was handed over last
    bool expect_key;  // it must give a key
    bool skip;        // it was refused already
};

static int on_key(void *context, const char *section, const char *name, const char *value)
{
    struct reading *reading = context;
    reading->expect_key = false;
    if (!reading->skip)
        config_set(reading->config, reading->line, section, name, value);
    return 1;
}

static void check_section(struct config *config, int line, struct text t)
{
    const char *end = memchr(t.at, ']', t.size);
    if (end == NULL) {
        config_add_mistake(config, line, "a section's name ends with ']'");
        return;
    }
    struct text after = text_trim(text_part(t, (size_t)(end - t.at) + 1, t.size));
    if (!text_is_empty(after) && after.at[0] != ';' && after.at[0] != '#')
        config_add_mistake(config, line, "nothing may follow the ']' of a section");

    char name[64];
    text_copy_z(name, sizeof name, (struct text){t.at + 1, (size_t)(end - t.at) - 1});
    if (config_has_section(name))
        return;
    const char *known[CONFIG_KEYS_MAX + 1];
    for (size_t i = 0; i < config_rule_count; i++)
        known[i] = config_rules[i].key.section;
    known[config_rule_count] = NULL;
    const char *meant = nearest_word(name, known);
    if (meant != NULL)
        config_add_mistake(config, line, "unknown section [%s]; did you mean [%s]?", name, meant);
    else
        config_add_mistake(config, line,
            "unknown section [%s]; there are [data], [database], "
            "[limits], [run] and [log]",
            name);
}

// Looks at a line before libinih sees it. False when it must not see it.
static bool check_line(struct reading *reading, struct text line)
{
    struct config *config = reading->config;
    struct text t = text_trim(line);
    if (line.size > LINE_BYTES_MAX) {
        config_add_mistake(config, reading->line, "the line has %zu bytes; at most %d are read",
            line.size, LINE_BYTES_MAX);
        return false;
    }
    if (!text_is_utf8(line)) {
        config_add_mistake(config, reading->line, "the line is not UTF-8 text");
        return false;
    }
    if (text_is_empty(t) || t.at[0] == ';' || t.at[0] == '#')
        return true;
    if (t.at[0] == '[')
        check_section(config, reading->line, t);
    else
        reading->expect_key = true;
    return true;
}

static void missed_key(struct reading *reading)
{
    if (reading->expect_key)
        config_add_mistake(reading->config, reading->line,
            "the line is neither a [section], 'key = value' nor a comment");
    reading->expect_key = false;
}

// Gives libinih the next line, like fgets; a refused line becomes an empty one.
static char *next_line(char *out, int room, void *context)
{
    struct reading *reading = context;
    missed_key(reading);
    struct text line;
    if (!text_split(&reading->rest, '\n', &reading->more, &line))
        return NULL;
    reading->line++;
    if (reading->line == 1 && text_starts(line, TEXT("\xEF\xBB\xBF")))
        line = text_part(line, 3, line.size);
    if (text_ends(line, TEXT("\r")))
        line.size--;
    reading->skip = !check_line(reading, line);
    if (reading->skip)
        line.size = 0;
    snprintf(out, (size_t)room, "%.*s\n", TEXT_ARG(line));
    return out;
}

void config_read_file(struct config *config, struct text content)
{
    struct reading reading = {.config = config, .rest = content, .more = true};
    ini_allow_multiline = false; // an indented line is a line like others
    ini_parse_stream(next_line, &reading, on_key, &reading);
    missed_key(&reading);
}
