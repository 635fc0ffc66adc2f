// held: claims that are held or were rejected, by what is wrong with them.
#include <inttypes.h>

#include "claims/base/money.h"
#include "claims/finding.h"
#include "cli/print.h"
#include "cli/verb.h"
#include "jobs/look.h"
#include "jobs/look_words.h"
#include "jobs/nearest.h"
#include "sql_statements.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

// Columns of look/held.sql that are used by themselves.
enum { REASON, SEVERITY, CLAIMS, CENTS, MESSAGE = 16, REMEDY, HINT };

static const struct out_column columns[] = {
    {"reason", NULL, OUT_TEXT},
    {"severity", NULL, OUT_TEXT},
    {NULL, NULL, OUT_COUNT},
    {NULL, NULL, OUT_DOLLARS},
    {"org", NULL, OUT_TEXT},
    {"claim_id", "claim", OUT_COUNT},
    {"encounter", "encounter", OUT_TEXT},
    {"payer", "payer", OUT_TEXT},
    {"state", "state", OUT_TEXT},
    {"service_from", "service", OUT_DATE},
    {"amount", "dollars", OUT_DOLLARS},
    {"days", "days", OUT_COUNT},
    {"line", "line", OUT_COUNT},
    {"place", "field", OUT_TEXT},
    {"value", "value", OUT_TEXT},
    {"also", "also", OUT_TEXT},
    {"message", NULL, OUT_TEXT},
    {"remedy", NULL, OUT_TEXT},
    {"denial_hint", NULL, OUT_TEXT},
    {"meaning", "meaning", OUT_TEXT},
    {"code", NULL, OUT_TEXT},
    {"rule_id", NULL, OUT_TEXT},
    {"rule_version", NULL, OUT_COUNT},
    {"snip", NULL, OUT_COUNT},
    {NULL, "said in", OUT_TEXT},
    {"file", NULL, OUT_TEXT},
    {"row", NULL, OUT_COUNT},
    {"interchange", NULL, OUT_TEXT},
    {"group", NULL, OUT_TEXT},
    {"transaction", NULL, OUT_TEXT},
    {"segment", NULL, OUT_COUNT},
    {"segment_id", NULL, OUT_TEXT},
    {"element", NULL, OUT_TEXT},
    {"loop", NULL, OUT_TEXT},
    {"offset", NULL, OUT_COUNT},
};

// What is wrong, and what to do about it, above the claims it is true of.
static void print_reason(struct out *out, const struct db_rows *rows, size_t row)
{
    char dollars[MONEY_ROOM];
    struct text severity = db_text(rows, row, SEVERITY), reason = db_text(rows, row, REASON);
    struct text message = db_text(rows, row, MESSAGE), hint = db_text(rows, row, HINT);
    int64_t claims = db_i64(rows, row, CLAIMS);
    money_format_commas(db_i64(rows, row, CENTS), dollars);
    out_line(out, "%s", "");
    out_line(out, "%.*s  %.*s: %" PRId64 " claim%s, %s dollars", TEXT_ARG(severity),
        TEXT_ARG(reason), claims, claims == 1 ? "" : "s", dollars);
    out_line(out, "  %.*s", TEXT_ARG(message));
    out_line(out, "  to do: %.*s", TEXT_ARG(db_text(rows, row, REMEDY)));
    if (hint.size > 0)
        out_line(out, "  else it would come back as %.*s", TEXT_ARG(hint));
}

static bool same_reason(const struct db_rows *rows, size_t a, size_t b)
{
    return text_equal(db_text(rows, a, REASON), db_text(rows, b, REASON)) &&
           text_equal(db_text(rows, a, SEVERITY), db_text(rows, b, SEVERITY));
}

static void print_findings(struct out *out, const struct db_rows *rows)
{
    size_t count = db_rows_count(rows);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && same_reason(rows, from, to); to++) {
        }
        print_reason(out, rows, from);
        print_part(out, columns, COUNT(columns), rows, from, to);
    }
}

// The claims of an organisation by state, with their dollars. *claims: how many.
static bool print_sum(struct verb_call *call, struct look *look, const struct organisation *org,
    const struct db_arg *filter, int64_t *claims, struct err *err)
{
    static const struct out_column sum_columns[] = {
        {"org", NULL, OUT_TEXT},
        {"state", "state", OUT_TEXT},
        {"claims", "claims", OUT_COUNT},
        {"amount", "dollars", OUT_DOLLARS},
    };
    struct db_rows *rows;
    *claims = 0;
    if (!db_get(look->run.db, &sql_look_held_sum,
            DB_ARGS(DB_I64(org->org_id), filter[0], filter[1]), &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        *claims += db_i64(rows, i, 2);
    if (*claims > 0) {
        out_section(
            call->out, "sum", arena_format(look->run.arena, "ORGANISATION %s", org->code).at);
        print_rows(call->out, sum_columns, COUNT(sum_columns), rows);
    }
    db_rows_free(rows);
    return true;
}

static bool show_org(struct verb_call *call, struct look *look, const struct organisation *org,
    const struct db_arg *filter, int64_t *claims, struct err *err)
{
    struct db_rows *rows;
    struct look_finding_words words = look_words_findings(look->run.arena);
    struct look_code_words answers = look_words_codes(look->run.arena);
    int64_t found;
    if (!print_sum(call, look, org, filter, &found, err))
        return false;
    *claims += found;
    if (found == 0)
        return true;
    if (!db_get(look->run.db, &sql_look_held,
            DB_ARGS(DB_I64(org->org_id), filter[0], filter[1], DB_DATE(look->run.as_of),
                DB_TEXT(words.codes), DB_TEXT(words.snips), DB_TEXT(words.messages),
                DB_TEXT(words.remedies), DB_TEXT(answers.lists), DB_TEXT(answers.codes),
                DB_TEXT(answers.words)),
            &rows, err))
        return false;
    out_section(call->out, "finding", NULL);
    print_findings(call->out, rows);
    db_rows_free(rows);
    return true;
}

// The words by which a claim may be held, those of payer rules apart; NULL behind the last.
struct words {
    struct arena *arena;
    const char **at;
    size_t count, room;
};

static void add_word(
    void *context, const char *word, int snip, const char *message, const char *remedy)
{
    struct words *w = context;
    (void)snip, (void)message, (void)remedy;
    if (w->count + 1 >= w->room) {
        w->room = w->room == 0 ? 512 : 2 * w->room;
        const char **more = ARENA_ARRAY(w->arena, const char *, w->room);
        if (w->count > 0)
            memcpy(more, w->at, w->count * sizeof *more);
        w->at = more;
    }
    w->at[w->count++] = arena_copy(w->arena, text_of(word)).at;
    w->at[w->count] = NULL;
}

static const char *const *all_words(struct arena *arena)
{
    struct words w = {.arena = arena};
    look_words_each_finding(&w, add_word);
    return w.at;
}

static bool is_known(const char *code, const char *const *known)
{
    for (; *known != NULL; known++)
        if (strcmp(*known, code) == 0)
            return true;
    return false;
}

static bool refuse_code(const char *code, const char *const *known, struct err *err)
{
    const char *meant = nearest_word(code, known);
    if (meant)
        return err_set(
            err, ERR_USAGE, "there is no finding or rule '%s'; did you mean '%s'?", code, meant);
    return err_set(err, ERR_USAGE,
        "there is no finding or rule '%s': docs/finding-codes.md, docs/x12-check.md (guide.…) and "
        "'cleanclaim rules list' have those there are",
        code);
}

// Nothing was found: a mistyped code or payer must not pass for good news. NULL: not asked for.
static bool check_filter(struct look *look, const char *code, const char *payer, struct err *err)
{
    bool rule_known = false, payer_known = false;
    for (size_t i = 0; i < look->run.org_count; i++) {
        struct db_rows *rows;
        if (!db_get(look->run.db, &sql_look_held_filter,
                DB_ARGS(DB_I64(look->run.orgs[i].org_id), DB_Z(code ? code : ""),
                    DB_Z(payer ? payer : "")),
                &rows, err))
            return false;
        rule_known = rule_known || db_bool(rows, 0, 0);
        payer_known = payer_known || db_bool(rows, 0, 1);
        db_rows_free(rows);
    }
    if (code && !rule_known) {
        const char *const *known = all_words(look->run.arena);
        if (!is_known(code, known))
            return refuse_code(code, known, err);
    }
    return !payer || payer_known ||
           err_set(err, ERR_USAGE, "there is no payer '%s': payers.csv has their codes", payer);
}

int verb_held(struct verb_call *call)
{
    struct look look;
    struct err err = {0};
    int64_t claims = 0;
    if (!verb_argument_count(call, 0, 0))
        return EXIT_USAGE;
    const char *code = verb_option(call, "code"), *payer = verb_option(call, "payer");
    const struct db_arg filter[] = {
        DB_Z(code == NULL ? "" : code), DB_Z(payer == NULL ? "" : payer)};
    bool ok = look_open(&look, &call->options, &err);
    for (size_t i = 0; ok && i < look.run.org_count; i++)
        ok = show_org(call, &look, &look.run.orgs[i], filter, &claims, &err);
    if (ok && claims == 0)
        ok = check_filter(&look, code, payer, &err);
    look_close(&look);
    if (!ok)
        return verb_fail(&err);
    if (claims == 0)
        out_line(call->out, "no claim is held or rejected%s",
            code != NULL || payer != NULL ? " for that reason and payer" : "");
    return claims > 0 ? EXIT_FINDINGS : EXIT_DONE;
}
