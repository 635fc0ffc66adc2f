// config check|show
#include "claims/base/arena.h"
#include "claims/base/log.h"
#include "cli/verb.h"

#define ARENA_BYTES ((size_t)64 * 1024)

static int check(struct verb_call *call)
{
    const struct config *config = call->options.config;
    size_t count = config_mistake_count(config);
    static const struct out_column columns[] = {{"mistake", "mistake", OUT_TEXT}};
    if (call->json) {
        out_table(call->out, columns, 1);
        for (size_t i = 0; i < count; i++)
            out_z(call->out, config_mistake(config, i));
        out_end(call->out);
    }
    for (size_t i = 0; i < count; i++)
        out_line(call->out, "%s", config_mistake(config, i));
    if (count > 0)
        return EXIT_USAGE;
    if (config->file == NULL)
        out_line(call->out, "there is no configuration file: all settings are the defaults");
    else
        out_line(call->out, "%s: no mistakes", config->file);
    return EXIT_DONE;
}

static int show(struct verb_call *call)
{
    static const struct out_column columns[] = {
        {"section", "section", OUT_TEXT},
        {"key", "key", OUT_TEXT},
        {"value", "value", OUT_TEXT},
        {"set_by", "set by", OUT_TEXT},
        {"help", "what it is", OUT_TEXT},
    };
    const struct config *config = call->options.config;
    struct arena *arena = arena_new(ARENA_BYTES);
    out_line(call->out, "configuration file: %s", config->file == NULL ? "none" : config->file);
    out_table(call->out, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < config_key_count(); i++) {
        struct config_key key = config_key(i);
        int line = config_line(config, i);
        out_z(call->out, key.section);
        out_z(call->out, key.name);
        out_z(call->out, config_value(config, i, arena));
        out_z(call->out, line == 0 ? "default" : arena_format(arena, "line %d", line).at);
        out_z(call->out, key.help);
    }
    out_end(call->out);
    arena_free(arena);

    size_t count = config_mistake_count(config);
    for (size_t i = 0; i < count; i++)
        log_error("%s", config_mistake(config, i));
    return count > 0 ? EXIT_USAGE : EXIT_DONE;
}

int verb_config(struct verb_call *call)
{
    if (!verb_argument_count(call, 0, 0))
        return EXIT_USAGE;
    return strcmp(call->sub, "check") == 0 ? check(call) : show(call);
}
