// remit: the job (cli/job_verb.c). remit show: a payment, or all of one trace number.
#include <inttypes.h>

#include "cli/print.h"
#include "cli/verb.h"
#include "jobs/look.h"
#include "jobs/look_words.h"
#include "sql_statements.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

// Columns of look/remit_payments.sql that are used by themselves.
enum { PAYMENT_ID = 1, STATE = 3, ORIGINATOR = 7, PAYEE, MESSAGE = 31, REMEDY };

// clang-format off
static const struct out_column payment_columns[] = {
    {"org", "org", OUT_TEXT},
    {"payment_id", "payment", OUT_COUNT},
    {"trace", NULL, OUT_TEXT},
    {"state", "state", OUT_TEXT},
    {"code", "why", OUT_TEXT},
    {"payer", "payer", OUT_TEXT},
    {"payer_name", "named", OUT_TEXT},
    {"originator", "originator", OUT_TEXT},
    {"payee", "payee", OUT_TEXT},
    {"method", "method", OUT_TEXT},
    {"effective_date", "effective", OUT_DATE},
    {"production_date", NULL, OUT_DATE},
    {"claims", "claims", OUT_COUNT},
    {"claims_paid", "claims paid", OUT_DOLLARS},
    {"provider_adjustments", "less PLB", OUT_DOLLARS},
    {"amount", "BPR02", OUT_DOLLARS},
    {"difference", "difference", OUT_DOLLARS},
    {"clearing", "net on 1050", OUT_DOLLARS},
    {"ties", "ties", OUT_BOOL},
    {"generation", NULL, OUT_COUNT},
    {"file", "file", OUT_TEXT},
    {"kept_as", NULL, OUT_TEXT},
    {"sha256", NULL, OUT_TEXT},
    {"interchange", NULL, OUT_TEXT},
    {"group", NULL, OUT_TEXT},
    {"transaction", "ST02", OUT_TEXT},
    {"segment", "segment", OUT_COUNT},
    {"offset", "byte", OUT_COUNT},
    {"run_id", "run", OUT_COUNT},
    {"posted_run", NULL, OUT_COUNT},
    {"snip", NULL, OUT_COUNT},
    {"message", NULL, OUT_TEXT},
    {"remedy", NULL, OUT_TEXT},
};
static const struct out_column again_columns[] = {
    {"what", "came again", OUT_TEXT},
    {"file", "file", OUT_TEXT},
    {"as_of", "on", OUT_DATE},
    {"run_id", "run", OUT_COUNT},
    {"interchange", "ISA13", OUT_TEXT},
    {"offset", "byte", OUT_COUNT},
};
static const struct out_column claim_columns[] = {
    {"claim_ordinal", "nth", OUT_COUNT},
    {"control_number", "CLP01", OUT_TEXT},
    {"status", "CLP02", OUT_TEXT},
    {"meaning", "meaning", OUT_TEXT},
    {"claim_id", "claim", OUT_COUNT},
    {"encounter", "encounter", OUT_TEXT},
    {"how", "matched by", OUT_TEXT},
    {"act", "done", OUT_TEXT},
    {"charge", "charged", OUT_DOLLARS},
    {"paid", "paid", OUT_DOLLARS},
    {"adjustments", "adjusted", OUT_DOLLARS},
    {"difference", "difference", OUT_DOLLARS},
    {"patient_responsibility", "patient's", OUT_DOLLARS},
    {"payer_claim_number", "payer's number", OUT_TEXT},
    {"service_from", "service", OUT_DATE},
    {"remarks", "remarks", OUT_TEXT},
    {"message", "because", OUT_TEXT},
    {"code", NULL, OUT_TEXT},
    {"segment", "segment", OUT_COUNT},
    {"offset", "byte", OUT_COUNT},
};
static const struct out_column line_columns[] = {
    {"claim_ordinal", "nth", OUT_COUNT},
    {"line_ordinal", "SVC", OUT_COUNT},
    {"control_number", "REF*6R", OUT_TEXT},
    {"procedure", "procedure", OUT_TEXT},
    {"modifiers", "modifiers", OUT_TEXT},
    {"submitted_procedure", "submitted", OUT_TEXT},
    {"charge", "charged", OUT_DOLLARS},
    {"paid", "paid", OUT_DOLLARS},
    {"adjustments", "adjusted", OUT_DOLLARS},
    {"difference", "difference", OUT_DOLLARS},
    {"line", "our line", OUT_COUNT},
    {"how", "matched by", OUT_TEXT},
    {"account", "to", OUT_COUNT},
    {"account_name", "", OUT_TEXT},
    {"entry_id", "entry", OUT_COUNT},
    {"remarks", "remarks", OUT_TEXT},
    {"segment", "segment", OUT_COUNT},
    {"offset", "byte", OUT_COUNT},
};
static const struct out_column adjustment_columns[] = {
    {"claim_ordinal", "nth", OUT_COUNT},
    {"line_ordinal", "SVC", OUT_COUNT},
    {"group_code", "group", OUT_TEXT},
    {"reason_code", "reason", OUT_TEXT},
    {"amount", "dollars", OUT_DOLLARS},
    {"class", "class", OUT_TEXT},
    {"account", "to", OUT_COUNT},
    {"account_name", "", OUT_TEXT},
    {"entry_id", "entry", OUT_COUNT},
    {"segment", "segment", OUT_COUNT},
    {"offset", "byte", OUT_COUNT},
};
static const struct out_column provider_columns[] = {
    {"ordinal", "nth", OUT_COUNT},
    {"provider", "provider", OUT_TEXT},
    {"reason", "PLB", OUT_TEXT},
    {"meaning", "meaning", OUT_TEXT},
    {"reference", "reference", OUT_TEXT},
    {"amount", "dollars", OUT_DOLLARS},
    {"account", "to", OUT_COUNT},
    {"account_name", "", OUT_TEXT},
    {"item", "open item", OUT_TEXT},
    {"item_balance", "balance", OUT_DOLLARS},
    {"closed_on", "closed", OUT_DATE},
    {"entry_id", "entry", OUT_COUNT},
    {"fiscal_period", NULL, OUT_DATE},
    {"segment", "segment", OUT_COUNT},
    {"offset", "byte", OUT_COUNT},
};
static const struct out_column finding_columns[] = {
    {"state", "state", OUT_TEXT},
    {"severity", "severity", OUT_TEXT},
    {"code", "code", OUT_TEXT},
    {"snip", NULL, OUT_COUNT},
    {"claim_ordinal", "nth", OUT_COUNT},
    {"element", "at", OUT_TEXT},
    {"value", "value", OUT_TEXT},
    {"message", "what is wrong", OUT_TEXT},
    {"remedy", "what to do", OUT_TEXT},
    {"file", NULL, OUT_TEXT},
    {"interchange", NULL, OUT_TEXT},
    {"group", NULL, OUT_TEXT},
    {"transaction", NULL, OUT_TEXT},
    {"segment", "segment", OUT_COUNT},
    {"offset", "byte", OUT_COUNT},
};
static const struct out_column difference_columns[] = {
    {"what", "what", OUT_TEXT},
    {"subject", "of", OUT_TEXT},
    {"number", "number", OUT_TEXT},
    {"status", "code", OUT_TEXT},
    {"charge", "charged", OUT_DOLLARS},
    {"other_charge", "other", OUT_DOLLARS},
    {"paid", "paid", OUT_DOLLARS},
    {"other_paid", "other", OUT_DOLLARS},
    {"patient_responsibility", "patient's", OUT_DOLLARS},
    {"other_patient_responsibility", "other", OUT_DOLLARS},
    {"adjustments", "adjustments", OUT_TEXT},
};
// clang-format on

struct remit_show {
    struct verb_call *call;
    struct look look;
    const struct organisation *org;
    struct look_finding_words findings;
    struct look_code_words codes;
    bool parked;
};

static bool show_part(struct remit_show *s, const char *name, const char *heading,
    const struct sql *sql, const struct db_arg *args, size_t arg_count,
    const struct out_column *columns, size_t count, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(s->look.run.db, sql, args, arg_count, &rows, err))
        return false;
    if (db_rows_count(rows) > 0) {
        out_section(s->call->out, name, heading);
        print_rows(s->call->out, columns, count, rows);
    }
    db_rows_free(rows);
    return true;
}

#define SHOW(s, name, heading, sql, columns, err, ...) \
    show_part(s, name, heading, sql, DB_ARGS(__VA_ARGS__), columns, COUNT(columns), err)

// The parts of one payment.
static bool show_payment(struct remit_show *s, int64_t payment_id, struct err *err)
{
    struct db_arg org = DB_I64(s->org->org_id), id = DB_I64(payment_id);
    struct arena *arena = s->look.run.arena;
    const char *of = arena_format(arena, "of payment %" PRId64, payment_id).at;
    return SHOW(s, "again", arena_format(arena, "CAME AGAIN, %s", of).at, &sql_look_remit_again,
               again_columns, err, org, id) &&
           SHOW(s, "finding", arena_format(arena, "FINDINGS %s", of).at, &sql_look_remit_findings,
               finding_columns, err, org, id, DB_TEXT(s->findings.codes),
               DB_TEXT(s->findings.snips), DB_TEXT(s->findings.messages),
               DB_TEXT(s->findings.remedies)) &&
           SHOW(s, "claim", arena_format(arena, "CLAIMS %s", of).at, &sql_look_remit_claims,
               claim_columns, err, org, id, DB_TEXT(s->codes.lists), DB_TEXT(s->codes.codes),
               DB_TEXT(s->codes.words), DB_TEXT(s->findings.codes),
               DB_TEXT(s->findings.messages)) &&
           SHOW(s, "line", arena_format(arena, "LINES %s", of).at, &sql_look_remit_lines,
               line_columns, err, org, id) &&
           SHOW(s, "adjustment", arena_format(arena, "ADJUSTMENTS %s", of).at,
               &sql_look_remit_adjustments, adjustment_columns, err, org, id) &&
           SHOW(s, "provider_adjustment", arena_format(arena, "PROVIDER ADJUSTMENTS %s", of).at,
               &sql_look_remit_provider_adjustments, provider_columns, err, org, id,
               DB_TEXT(s->codes.lists), DB_TEXT(s->codes.codes), DB_TEXT(s->codes.words));
}

// The posted payment of the same payer and payee, if there is one, beside a parked one.
static bool show_differences(
    struct remit_show *s, const struct db_rows *rows, size_t parked, struct err *err)
{
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        if (!text_equal_z(db_text(rows, i, STATE), "posted") ||
            !text_equal(db_text(rows, i, ORIGINATOR), db_text(rows, parked, ORIGINATOR)) ||
            !text_equal(db_text(rows, i, PAYEE), db_text(rows, parked, PAYEE)))
            continue;
        int64_t a = db_i64(rows, i, PAYMENT_ID), b = db_i64(rows, parked, PAYMENT_ID);
        return SHOW(s, "difference",
            arena_format(s->look.run.arena,
                "DIFFERENCES: payment %" PRId64 " was posted; the other is payment %" PRId64, a, b)
                .at,
            &sql_look_remit_differences, difference_columns, err, DB_I64(s->org->org_id), DB_I64(a),
            DB_I64(b));
    }
    return true;
}

static void show_park_reasons(struct remit_show *s, const struct db_rows *rows)
{
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        bool parked = text_equal_z(db_text(rows, i, STATE), "parked");
        s->parked = s->parked || parked;
        if (parked)
            out_line(s->call->out,
                "payment %" PRId64 " is parked, nothing of it is posted: %.*s; to do: %.*s",
                db_i64(rows, i, PAYMENT_ID), TEXT_ARG(db_text(rows, i, MESSAGE)),
                TEXT_ARG(db_text(rows, i, REMEDY)));
    }
}

static bool show_org(struct remit_show *s, const char *trace, size_t *found, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(s->look.run.db, &sql_look_remit_payments,
            DB_ARGS(DB_I64(s->org->org_id), DB_Z(trace), DB_TEXT(s->findings.codes),
                DB_TEXT(s->findings.snips), DB_TEXT(s->findings.messages),
                DB_TEXT(s->findings.remedies)),
            &rows, err))
        return false;
    size_t count = db_rows_count(rows);
    *found += count;
    bool ok = true;
    if (count > 0) {
        out_section(s->call->out, "payment",
            arena_format(s->look.run.arena, "TRACE %s, organisation %s", trace, s->org->code).at);
        print_rows(s->call->out, payment_columns, COUNT(payment_columns), rows);
        show_park_reasons(s, rows);
    }
    for (size_t i = 0; ok && i < count; i++)
        if (text_equal_z(db_text(rows, i, STATE), "parked"))
            ok = show_differences(s, rows, i, err);
    for (size_t i = 0; ok && i < count; i++)
        ok = show_payment(s, db_i64(rows, i, PAYMENT_ID), err);
    db_rows_free(rows);
    return ok;
}

static int show(struct verb_call *call)
{
    struct remit_show s = {.call = call};
    struct err err = {0};
    size_t found = 0;
    if (!verb_argument_count(call, 1, 1))
        return EXIT_USAGE;
    const char *trace = call->arguments[0];
    bool ok = look_open(&s.look, &call->options, &err);
    if (ok) {
        s.findings = look_words_findings(s.look.run.arena);
        s.codes = look_words_codes(s.look.run.arena);
    }
    for (size_t i = 0; ok && i < s.look.run.org_count; i++) {
        s.org = &s.look.run.orgs[i];
        ok = show_org(&s, trace, &found, &err);
    }
    ok = ok &&
         (found > 0 ||
             err_set(&err, ERR_USAGE,
                 "there is no payment of trace number '%s' (TRN02): the report lists them", trace));
    look_close(&s.look);
    if (!ok)
        return verb_fail(&err);
    return s.parked ? EXIT_FINDINGS : EXIT_DONE;
}

int verb_remit(struct verb_call *call)
{
    return call->sub == NULL ? verb_job(call) : show(call);
}
