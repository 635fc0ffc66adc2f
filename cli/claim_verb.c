// claim find: claims by what people have in hand. claim show: cli/claim_show.c.
#include <stdio.h>
#include <unistd.h>

#include "claims/base/log.h"
#include "cli/claim_show.h"
#include "cli/print.h"
#include "jobs/look_find.h"

#define VALUE_ROOM 256

static const struct criterion {
    const char *option;
    enum look_key key;
    // Of a patient: a command line is seen by everybody on the machine, and kept by the shell.
    const char *prompt;
} criteria[] = {
    {"patient-name", LOOK_PATIENT_NAME, "patient's name (LAST, or LAST, FIRST): "},
    {"patient-record", LOOK_PATIENT_RECORD, "patient's record number: "},
    {"member-id", LOOK_MEMBER_ID, "member id: "},
    {"payer-claim-number", LOOK_PAYER_CLAIM_NUMBER, NULL},
    {"control-number", LOOK_CONTROL_NUMBER, NULL},
    {"encounter", LOOK_ENCOUNTER, NULL},
    {"trace", LOOK_TRACE, NULL},
};
#define CRITERIA (sizeof criteria / sizeof *criteria)

// The one that was given; NULL when it was none or several, which is said.
static const struct criterion *choose(const struct verb_call *call)
{
    const struct criterion *chosen = NULL;
    size_t given = 0;
    for (size_t i = 0; i < CRITERIA; i++)
        if (verb_option(call, criteria[i].option) != NULL) {
            chosen = &criteria[i];
            given++;
        }
    // What stands here may be a patient's name: it is not repeated.
    if (call->argument_count > 0)
        log_error("'claim find' takes options only; see 'cleanclaim claim --help'");
    else if (given != 1)
        log_error("'claim find' needs one of its options; see 'cleanclaim claim --help'");
    return call->argument_count == 0 && given == 1 ? chosen : NULL;
}

// One line from standard input, without its end.
static bool read_line(const char *prompt, char *value)
{
    if (isatty(STDIN_FILENO) == 1)
        fputs(prompt, stderr);
    if (fgets(value, VALUE_ROOM, stdin) == NULL)
        return false;
    value[strcspn(value, "\r\n")] = '\0';
    return true;
}

// What is looked for. NULL when it may not come in that way, or does not come, which is said.
static const char *get_value(
    const struct verb_call *call, const struct criterion *criterion, char *room)
{
    const char *value = verb_option(call, criterion->option);
    if (criterion->prompt == NULL)
        return value;
    if (strcmp(value, "-") != 0) {
        log_error("--%s takes its value from standard input only, since others can see a command "
                  "line: write '--%s -'",
            criterion->option, criterion->option);
        return NULL;
    }
    if (!read_line(criterion->prompt, room)) {
        log_error("--%s: nothing came from standard input", criterion->option);
        return NULL;
    }
    return room;
}

// ---- What was found

static bool show_patients(struct verb_call *call, struct look *look, const struct organisation *org,
    const struct db_rows *rows, struct err *err)
{
    size_t count = db_rows_count(rows);
    if (verb_option(call, "show-patient") == NULL || count == 0)
        return true;
    int64_t *ids = ARENA_ARRAY(look->run.arena, int64_t, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = db_i64(rows, i, 3);
    return claim_show_patients(call, look, org, ids, count, err);
}

static bool find_in(struct verb_call *call, struct look *look, const struct organisation *org,
    enum look_key key, const char *value, size_t *found, struct err *err)
{
    static const struct out_column columns[] = {
        {"org", "org", OUT_TEXT},
        {"claim_id", "claim", OUT_COUNT},
        {"encounter", "encounter", OUT_TEXT},
        {"patient_id", "patient", OUT_COUNT},
        {"payer", "payer", OUT_TEXT},
        {"sequence", "seq", OUT_TEXT},
        {"service_from", "from", OUT_DATE},
        {"service_to", "to", OUT_DATE},
        {"total", "charged", OUT_DOLLARS},
        {"state", "state", OUT_TEXT},
        {"balance", "open", OUT_DOLLARS},
        {"control_number", "CLM01", OUT_TEXT},
        {"payer_claim_number", "payer's number", OUT_TEXT},
    };
    struct db_rows *rows;
    if (!look_find(look, org, key, text_of(value), &rows, err))
        return false;
    *found += db_rows_count(rows);
    out_section(call->out, "claim", NULL);
    print_rows(call->out, columns, sizeof columns / sizeof *columns, rows);
    bool ok = show_patients(call, look, org, rows, err);
    db_rows_free(rows);
    return ok;
}

static int find(struct verb_call *call)
{
    struct err err = {0};
    struct look look;
    char room[VALUE_ROOM];
    size_t found = 0;
    const struct criterion *criterion = choose(call);
    const char *value = criterion == NULL ? NULL : get_value(call, criterion, room);
    if (value == NULL)
        return EXIT_USAGE;
    bool ok = look_open(&look, &call->options, &err);
    if (ok && criterion->key == LOOK_PATIENT_NAME)
        log_info("names are not indexed: every patient's identity is read");
    for (size_t i = 0; ok && i < look.run.org_count; i++)
        ok = find_in(call, &look, &look.run.orgs[i], criterion->key, value, &found, &err);
    look_close(&look);
    if (!ok)
        return verb_fail(&err);
    if (found == 0)
        out_line(call->out, "no claim was found");
    return EXIT_DONE;
}

int verb_claim(struct verb_call *call)
{
    return strcmp(call->sub, "find") == 0 ? find(call) : claim_show(call);
}
