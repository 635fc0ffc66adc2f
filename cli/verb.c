#include "cli/verb.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "claims/base/arena.h"
#include "claims/base/log.h"
#include "claims/base/progress.h"
#include "files.h"
#include "jobs/nearest.h"

#define WORDS_MAX   32 // verbs, or sub-verbs of one
#define OPTIONS_MAX (sizeof((struct verb_call *)NULL)->option_values / sizeof(const char *))
#define ARENA_BYTES ((size_t)256 * 1024)

enum { KEY_VERSION = 0x100, KEY_JSON, KEY_DRY_RUN, KEY_AS_OF, KEY_ORG, KEY_USAGE, KEY_OWN = 0x200 };

static const struct argp_option global_options[] = {
    {"config", 'c', "FILE", 0, "the configuration file", 0},
    {"json", KEY_JSON, NULL, 0, "print one JSON object a line", 0},
    {"dry-run", KEY_DRY_RUN, NULL, 0, "do everything, then take it back", 0},
    {"as-of", KEY_AS_OF, "DATE", 0, "work as if it were that day: \"CCYY-MM-DD[ HH:MM]\"", 0},
    {"org", KEY_ORG, "CODE", 0, "only this billing organisation", 0},
    {"verbose", 'v', NULL, 0, "say more", 0},
    {"quiet", 'q', NULL, 0, "say only what is wrong", 0},
    {"help", 'h', NULL, 0, "this help; after a verb, that verb's", 0},
    {"version", KEY_VERSION, NULL, 0, "print the version", 0},
    {"usage", KEY_USAGE, NULL, OPTION_HIDDEN, NULL, 0},
};
#define GLOBAL_COUNT (sizeof global_options / sizeof *global_options)

// What the reading of the command line gathers.
struct reading {
    const struct verb *verbs;
    struct verb_call *call;
    struct arena *arena;
    int verb_index; // in argv; 0: none yet
    bool help, version;
    char **arguments; // room for all of argv
};

// ---- Lists of words: "start stop psql*"

static bool next_word(struct text *rest, bool *more, struct text *word)
{
    while (text_split(rest, ' ', more, word))
        if (!text_is_empty(*word))
            return true;
    return false;
}

// The sub-verbs as strings, without their marks; a NULL ends them.
static void list_subs(const struct verb *verb, struct arena *arena, const char *out[WORDS_MAX + 1])
{
    size_t count = 0;
    struct text rest = text_of(verb->subs), word;
    bool more = true;
    while (next_word(&rest, &more, &word)) {
        CHECK(count < WORDS_MAX);
        if (text_equal_z(word, "."))
            continue;
        if (text_ends(word, TEXT("*")))
            word.size--;
        out[count++] = arena_copy(arena, word).at;
    }
    out[count] = NULL;
}

// Whether the verb can do without.
static bool sub_is_free(const struct verb *verb)
{
    return verb->subs[0] == '.';
}

static bool sub_takes_rest(const struct verb *verb, const char *sub)
{
    struct text rest = text_of(verb->subs), word;
    bool more = true;
    while (next_word(&rest, &more, &word))
        if (text_ends(word, TEXT("*")) && text_equal_z(text_part(word, 0, word.size - 1), sub))
            return true;
    return false;
}

static const struct verb *find_verb(const struct verb *verbs, const char *name)
{
    for (; verbs->name != NULL; verbs++)
        if (strcmp(verbs->name, name) == 0)
            return verbs;
    return NULL;
}

// ---- Help

static bool print_embedded(const char *verb)
{
    for (const struct embedded_file *file = embedded_files; file->name != NULL; file++) {
        struct text name = text_of(file->name);
        if (text_starts(name, TEXT("cli/help/")) && text_ends(name, TEXT(".txt")) &&
            text_equal_z(text_part(name, 9, name.size - 13), verb)) {
            fwrite(file->content.at, 1, file->content.size, stdout);
            return true;
        }
    }
    return false;
}

static void print_options(void)
{
    for (size_t i = 0; i < GLOBAL_COUNT; i++) {
        const struct argp_option *option = &global_options[i];
        if ((option->flags & OPTION_HIDDEN) != 0)
            continue;
        char names[48];
        bool has_letter = option->key < 0x100;
        snprintf(names, sizeof names, "%c%c%s--%s%s%s", has_letter ? '-' : ' ',
            has_letter ? option->key : ' ', has_letter ? ", " : "  ", option->name,
            option->arg != NULL ? " " : "", option->arg != NULL ? option->arg : "");
        printf("  %-22s  %s\n", names, option->doc);
    }
}

static void print_overview(const struct verb *verbs)
{
    puts("Usage: cleanclaim [OPTION...] VERB [ARGUMENT...]\n"
         "Revenue cycle and claims batch processor for US healthcare billing offices.\n\n"
         "Verbs:");
    for (; verbs->name != NULL; verbs++)
        printf("  %-10s  %s\n", verbs->name, verbs->line);
    puts("\nOptions, before or after the verb:");
    print_options();
    puts(
        "\nExit codes: 0 done; 1 done, with findings for a person; 2 could not run, running again\n"
        "is safe; 3 wrong options or configuration.\n\n"
        "'cleanclaim VERB --help' tells more of a verb, with examples.");
}

// ---- Options

// "CCYY-MM-DD" or "CCYY-MM-DD HH:MM" (a T may stand between).
static bool read_moment(struct text t, struct moment *out)
{
    int64_t hour, minute;
    out->second = 0;
    if (!date_parse_iso(text_part(t, 0, 10), &out->day))
        return false;
    if (t.size == 10)
        return true;
    struct text hours = text_part(t, 11, 2), minutes = text_part(t, 14, 2);
    if (t.size != 16 || (t.at[10] != ' ' && t.at[10] != 'T') || t.at[13] != ':' ||
        !text_is_digits(hours) || !text_is_digits(minutes) || !text_to_i64(hours, &hour) ||
        !text_to_i64(minutes, &minute) || hour > 23 || minute > 59)
        return false;
    out->second = (int32_t)(hour * 3600 + minute * 60);
    return true;
}

static error_t read_global(int key, char *value, struct argp_state *state)
{
    struct reading *reading = state->input;
    struct verb_call *call = reading->call;
    switch (key) {
    case 'c':
        call->config_file = value;
        return 0;
    case 'v':
        call->verbose = true;
        return 0;
    case 'q':
        call->quiet = true;
        return 0;
    case 'h':
    case KEY_USAGE:
        reading->help = true;
        return 0;
    case KEY_VERSION:
        reading->version = true;
        return 0;
    case KEY_JSON:
        call->json = true;
        return 0;
    case KEY_DRY_RUN:
        call->options.dry_run = true;
        return 0;
    case KEY_ORG:
        call->options.org = value;
        return 0;
    case KEY_AS_OF:
        call->options.has_moment = read_moment(text_of(value), &call->options.moment);
        if (!call->options.has_moment)
            argp_error(state,
                "--as-of '%s' is not a date: write it as 2026-11-22 or '2026-11-22 18:30'", value);
        return call->options.has_moment ? 0 : EINVAL;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

// Before the verb: stops at the first argument, which is its name.
static error_t read_before(int key, char *value, struct argp_state *state)
{
    struct reading *reading = state->input;
    if (key != ARGP_KEY_ARG)
        return read_global(key, value, state);
    reading->verb_index = state->next - 1;
    state->next = state->argc;
    return 0;
}

// After it. Options and arguments may be mixed, up to a sub-verb that takes the rest unread.
static error_t read_after(int key, char *value, struct argp_state *state)
{
    struct reading *reading = state->input;
    struct verb_call *call = reading->call;
    if (key >= KEY_OWN && key < KEY_OWN + (int)OPTIONS_MAX) {
        call->option_values[key - KEY_OWN] = value == NULL ? "" : value;
        return 0;
    }
    if (key != ARGP_KEY_ARG)
        return read_global(key, value, state);
    if (call->verb->subs != NULL && call->sub == NULL) {
        call->sub = value;
        if (sub_takes_rest(call->verb, value)) {
            int from = state->next;
            if (from < state->argc && strcmp(state->argv[from], "--") == 0)
                from++;
            for (; from < state->argc; from++)
                reading->arguments[call->argument_count++] = state->argv[from];
            state->next = state->argc;
        }
        return 0;
    }
    reading->arguments[call->argument_count++] = value;
    return 0;
}

// The options of a verb: everybody's, then its own.
static const struct argp_option *list_options(const struct verb *verb, struct arena *arena)
{
    struct argp_option *options =
        ARENA_ARRAY(arena, struct argp_option, GLOBAL_COUNT + OPTIONS_MAX + 1);
    size_t count = 0, own = 0;
    for (size_t i = 0; i < GLOBAL_COUNT; i++)
        options[count++] = global_options[i];
    struct text rest = text_of(verb == NULL ? NULL : verb->options), word;
    bool more = true;
    while (next_word(&rest, &more, &word)) {
        CHECK(own < OPTIONS_MAX);
        const char *equals = memchr(word.at, '=', word.size);
        size_t size = equals == NULL ? word.size : (size_t)(equals - word.at);
        options[count++] = (struct argp_option){
            .name = arena_copy(arena, text_part(word, 0, size)).at,
            .key = KEY_OWN + (int)own++,
            .arg =
                equals == NULL ? NULL : arena_copy(arena, text_part(word, size + 1, word.size)).at,
        };
    }
    return options;
}

const char *verb_option(const struct verb_call *call, const char *name)
{
    struct text rest = text_of(call->verb->options), word;
    bool more = true;
    for (size_t i = 0; next_word(&rest, &more, &word); i++) {
        const char *equals = memchr(word.at, '=', word.size);
        if (equals != NULL)
            word.size = (size_t)(equals - word.at);
        if (text_equal_z(word, name))
            return call->option_values[i];
    }
    err_bug(__FILE__, __LINE__, "the verb has no such option");
}

// ---- Messages

bool verb_argument_count(const struct verb_call *call, size_t least, size_t most)
{
    const char *verb = call->verb->name;
    const char *blank = call->sub == NULL ? "" : " ";
    const char *sub = call->sub == NULL ? "" : call->sub;
    if (call->argument_count < least)
        log_error("'%s%s%s' needs %s; see 'cleanclaim %s --help'", verb, blank, sub,
            least == 1 ? "an argument" : "more arguments", verb);
    else if (call->argument_count > most)
        log_error("'%s%s%s': '%s' is one argument too many; see 'cleanclaim %s --help'", verb,
            blank, sub, call->arguments[most], verb);
    else
        return true;
    return false;
}

int verb_fail(const struct err *err)
{
    log_error("%s", err->text);
    return err_exit_code(err);
}

static int unknown_verb(const struct verb *verbs, const char *name)
{
    const char *known[WORDS_MAX + 1];
    size_t count = 0;
    for (; verbs->name != NULL; verbs++) {
        CHECK(count < WORDS_MAX);
        known[count++] = verbs->name;
    }
    known[count] = NULL;
    const char *meant = nearest_word(name, known);
    if (meant != NULL)
        log_error("there is no verb '%s'; did you mean '%s'?", name, meant);
    else
        log_error("there is no verb '%s'; 'cleanclaim --help' lists those there are", name);
    return EXIT_USAGE;
}

// The sub-verb must be one of the verb's.
static int check_sub(const struct verb_call *call, struct arena *arena)
{
    const char *known[WORDS_MAX + 1];
    if (call->verb->subs == NULL || (call->sub == NULL && sub_is_free(call->verb)))
        return EXIT_DONE;
    list_subs(call->verb, arena, known);
    const char *verb = call->verb->name;
    if (call->sub == NULL) {
        char list[128] = "";
        size_t size = 0;
        for (size_t i = 0; known[i] != NULL && size < sizeof list; i++)
            size += (size_t)snprintf(list + size, sizeof list - size, " %s", known[i]);
        log_error("'%s' needs one of:%s; see 'cleanclaim %s --help'", verb, list, verb);
        return EXIT_USAGE;
    }
    for (size_t i = 0; known[i] != NULL; i++)
        if (strcmp(known[i], call->sub) == 0)
            return EXIT_DONE;
    const char *meant = nearest_word(call->sub, known);
    if (meant != NULL)
        log_error("there is no '%s %s'; did you mean '%s %s'?", verb, call->sub, verb, meant);
    else
        log_error("there is no '%s %s'; 'cleanclaim %s --help' lists those there are", verb,
            call->sub, verb);
    return EXIT_USAGE;
}

// ---- Running

static void set_log_level(const struct verb_call *call)
{
    enum log_level level = config_log_level(call->options.config);
    if (call->quiet)
        level = LOG_ERROR;
    if (call->verbose)
        level = LOG_DEBUG;
    log_set_level(level);
    progress_start(isatty(STDERR_FILENO), call->quiet || call->json, PROGRESS_LONG);
}

static int run_verb(struct verb_call *call)
{
    struct config *config = config_load(call->config_file);
    call->options.config = config;
    call->out = out_new(stdout, call->json);
    set_log_level(call);

    int code;
    struct err err = {0};
    if (call->verb->needs == NEEDS_CONFIGURATION && !config_is_sound(config, &err)) {
        for (size_t i = 0; i < config_mistake_count(config); i++)
            log_error("%s", config_mistake(config, i));
        code = err_exit_code(&err);
    } else {
        code = call->verb->run(call);
    }

    // A reader that has seen enough and closed the pipe is nobody's failure.
    if (!out_flush(call->out) && errno != EPIPE) {
        log_error("the output could not be written");
        code = EXIT_FAILED;
    }
    out_free(call->out);
    config_free(config);
    return code;
}

// Reads one part of the command line with argp; its messages go to standard error.
static bool read_part(struct reading *reading, argp_parser_t parser, int argc, char **argv)
{
    const struct argp argp = {
        .options = list_options(reading->call->verb, reading->arena), .parser = parser};
    unsigned flags = ARGP_IN_ORDER | ARGP_NO_HELP | ARGP_NO_EXIT;
    return argp_parse(&argp, argc, argv, flags, NULL, reading) == 0;
}

static int read_and_run(struct reading *reading, int argc, char **argv)
{
    struct verb_call *call = reading->call;
    char *own_name = argv[0];
    argv[0] = (char *)"cleanclaim";
    bool ok = read_part(reading, read_before, argc, argv);
    argv[0] = own_name;
    if (!ok)
        return EXIT_USAGE;
    if (reading->version) {
        puts("cleanclaim " CLEANCLAIM_VERSION);
        return EXIT_DONE;
    }
    if (reading->verb_index == 0) {
        if (reading->help) {
            print_overview(reading->verbs);
            return EXIT_DONE;
        }
        log_error("name a verb; 'cleanclaim --help' lists them");
        return EXIT_USAGE;
    }
    const char *name = argv[reading->verb_index];
    call->verb = find_verb(reading->verbs, name);
    if (call->verb == NULL)
        return unknown_verb(reading->verbs, name);

    argv += reading->verb_index;
    argc -= reading->verb_index;
    argv[0] = (char *)arena_format(reading->arena, "cleanclaim %s", name).at;
    if (!reading->help && !read_part(reading, read_after, argc, argv))
        return EXIT_USAGE;
    if (reading->help) {
        CHECK(print_embedded(name)); // each verb has its text
        return EXIT_DONE;
    }
    call->arguments = reading->arguments;
    int code = check_sub(call, reading->arena);
    return code == EXIT_DONE ? run_verb(call) : code;
}

int verb_main(const struct verb *verbs, int argc, char **argv)
{
    struct verb_call call = {.options = {.org = ""}};
    struct arena *arena = arena_new(ARENA_BYTES + (size_t)argc * sizeof(char *));
    struct reading reading = {.verbs = verbs, .call = &call, .arena = arena};
    reading.arguments = ARENA_ARRAY(arena, char *, (size_t)argc + 1);
    int code = read_and_run(&reading, argc, argv);
    if (fflush(stdout) != 0 && errno != EPIPE && code < EXIT_FAILED)
        code = EXIT_FAILED;
    arena_free(arena);
    return code;
}
