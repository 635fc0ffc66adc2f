// explain: every cent of a claim and its encounter, back to file and byte.
#include "claims/base/log.h"
#include "cli/print.h"
#include "cli/verb.h"
#include "jobs/look_segment.h"
#include "sql_statements.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

// Columns of look/explain_entries.sql that are used by themselves.
enum {
    ENTRY_ID,
    KIND = 3,
    LINE_ORDINAL = 23,
    REVERSES = 26,
    FILE_NAME,
    FILE_SHA256,
    KEPT_AS,
    FILE_ROW,
    FILE_SEGMENT,
    FILE_OFFSET,
    ISA_OFFSET
};

// clang-format off
static const struct out_column entry_columns[] = {
    {"entry_id", "entry", OUT_COUNT},
    {"accounting_date", "date", OUT_DATE},
    {"effective_date", NULL, OUT_DATE},
    {"kind", NULL, OUT_TEXT},
    {"meaning", "what", OUT_TEXT},
    {"adjustment", "code", OUT_TEXT},
    {NULL, "claim", OUT_TEXT},
    {"line", "line", OUT_COUNT},
    {"amount", "dollars", OUT_DOLLARS},
    {"change", "A/R", OUT_DOLLARS},
    {"not_yet_billed", "not billed", OUT_DOLLARS},
    {"payer_1", "payer 1", OUT_DOLLARS},
    {"payer_2", "payer 2", OUT_DOLLARS},
    {"payer_3", "payer 3", OUT_DOLLARS},
    {"patient", "patient", OUT_DOLLARS},
    {"agency", "agency", OUT_DOLLARS},
    {"debit_account", "debit", OUT_COUNT},
    {"debit_claim", NULL, OUT_COUNT},
    {"credit_account", "credit", OUT_COUNT},
    {"credit_claim", NULL, OUT_COUNT},
    {"trace", "trace", OUT_TEXT},
    {"payment_id", NULL, OUT_COUNT},
    {"claim_ordinal", NULL, OUT_COUNT},
    {"line_ordinal", NULL, OUT_COUNT},
    {"adjustment_ordinal", NULL, OUT_COUNT},
    {"receipt", "receipt", OUT_TEXT},
    {"reverses_entry", "reverses", OUT_COUNT},
    {"file", "file", OUT_TEXT},
    {"sha256", NULL, OUT_TEXT},
    {"kept_as", NULL, OUT_TEXT},
    {"row", "row", OUT_COUNT},
    {"segment", "segment", OUT_COUNT},
    {"offset", "byte", OUT_COUNT},
    {"isa_offset", NULL, OUT_COUNT},
    {"provenance", "", OUT_TEXT},
    {"run_id", "run", OUT_COUNT},
    {"job", NULL, OUT_TEXT},
    {"user", "user", OUT_TEXT},
};
static const struct out_column balance_columns[] = {
    {"claim_id", "claim", OUT_COUNT},
    {"account", "account", OUT_COUNT},
    {"account_name", "", OUT_TEXT},
    {"party", "owed by", OUT_TEXT},
    {"entries", "sum of entries", OUT_DOLLARS},
    {"balance", "balance", OUT_DOLLARS},
    {"ties", "ties", OUT_BOOL},
};
static const struct out_column receipt_columns[] = {
    {"receipt", "receipt", OUT_TEXT},
    {"received_date", "date", OUT_DATE},
    {"amount", "dollars", OUT_DOLLARS},
    {"encounter", "for encounter", OUT_TEXT},
    {"file", "file", OUT_TEXT},
    {"row", "row", OUT_COUNT},
    {"sha256", NULL, OUT_TEXT},
    {"kept_as", "kept in", OUT_TEXT},
};
// clang-format on

struct explanation {
    struct verb_call *call;
    struct look look;
    struct look_claim claim;
    bool broken; // the entries do not tie, or a segment is not the one that is meant
};

static bool get(
    struct explanation *x, const struct sql *sql, struct db_rows **rows, struct err *err)
{
    return db_get(x->look.run.db, sql,
        DB_ARGS(DB_I64(x->claim.org->org_id), DB_I64(x->claim.claim_id)), rows, err);
}

// ---- The files, each once

static bool is_first(const struct db_rows *rows, size_t row)
{
    for (size_t i = 0; i < row; i++)
        if (text_equal(db_text(rows, i, FILE_SHA256), db_text(rows, row, FILE_SHA256)))
            return false;
    return !db_is_null(rows, row, FILE_SHA256);
}

static bool show_files(
    struct explanation *x, const struct db_rows *rows, bool check, struct err *err)
{
    static const struct out_column columns[] = {
        {"file", "file", OUT_TEXT},
        {"sha256", "SHA-256", OUT_TEXT},
        {"kept_as", "kept in", OUT_TEXT},
        {"state", "is", OUT_TEXT},
    };
    bool ok = true;
    out_section(x->call->out, "file", "FILES");
    out_table(x->call->out, columns, COUNT(columns) - (check ? 0 : 1));
    for (size_t i = 0; ok && i < db_rows_count(rows); i++) {
        enum look_file_state state = LOOK_FILE_GONE;
        if (!is_first(rows, i))
            continue;
        const char *kept_as = arena_copy(x->look.run.arena, db_text(rows, i, KEPT_AS)).at;
        ok = !check ||
             look_segment_file(&x->look, kept_as, db_text(rows, i, FILE_SHA256), &state, err);
        x->broken = x->broken || (check && state == LOOK_FILE_CHANGED);
        out_text(x->call->out, db_text(rows, i, FILE_NAME));
        out_text(x->call->out, db_text(rows, i, FILE_SHA256));
        out_z(x->call->out, kept_as);
        if (check)
            out_z(x->call->out, look_segment_file_word(state));
    }
    out_end(x->call->out);
    return ok;
}

// ---- The segments

// Which segment an entry of the kind comes from. What a reversal takes back all comes from its CLP.
static const char *expected_segment(const struct db_rows *rows, size_t row)
{
    static const char *const of_kind[][2] = {{"line_payment", "SVC"}, {"claim_payment", "CLP"},
        {"contractual", "CAS"}, {"sequestration", "CAS"}, {"capitation_adjustment", "CAS"},
        {"patient_responsibility", "CAS"}};
    struct text kind = db_text(rows, row, KIND);
    if (text_equal_z(kind, "applied")) // unapplied cash that was matched later
        return db_is_null(rows, row, LINE_ORDINAL) ? "CLP" : "SVC";
    if (text_equal_z(kind, "billed")) // the claim's first in our file, or a remittance
        return db_is_null(rows, row, FILE_SEGMENT) ? "HL" : "CLP";
    for (size_t i = 0; i < COUNT(of_kind); i++)
        if (text_equal_z(kind, of_kind[i][0]))
            return db_is_null(rows, row, REVERSES) ? of_kind[i][1] : "CLP";
    return "";
}

static bool begins_with(struct text segment, const char *id)
{
    struct text t = text_of(id);
    return t.size > 0 && text_starts(segment, t) && segment.size > t.size &&
           !text_is_alphanumeric(text_part(segment, t.size, 1));
}

static bool show_segment(
    struct explanation *x, const struct db_rows *rows, size_t row, struct err *err)
{
    struct out *out = x->call->out;
    struct text segment;
    const char *kept_as = arena_copy(x->look.run.arena, db_text(rows, row, KEPT_AS)).at;
    const char *expected = expected_segment(rows, row);
    if (!look_segment_read(&x->look, kept_as, db_i64(rows, row, ISA_OFFSET),
            db_i64(rows, row, FILE_OFFSET), &segment, err))
        return false;
    bool right = segment.size == 0 || begins_with(segment, expected);
    x->broken = x->broken || !right;
    out_count(out, db_i64(rows, row, ENTRY_ID));
    out_text(out, db_text(rows, row, FILE_NAME));
    out_count(out, db_i64(rows, row, FILE_OFFSET));
    out_z(out, expected);
    out_text(out, segment);
    out_z(out, segment.size == 0 ? "not there" : right ? "yes" : "no");
    return true;
}

static bool show_segments(struct explanation *x, const struct db_rows *rows, struct err *err)
{
    static const struct out_column columns[] = {
        {"entry_id", "entry", OUT_COUNT},
        {"file", "file", OUT_TEXT},
        {"offset", "byte", OUT_COUNT},
        {"expected", "expected", OUT_TEXT},
        {"segment", "segment", OUT_TEXT},
        {"right", "the one meant", OUT_TEXT},
    };
    bool ok = true;
    out_section(x->call->out, "segment", "SEGMENTS, as they stand in the files that were kept");
    out_table(x->call->out, columns, COUNT(columns));
    for (size_t i = 0; ok && i < db_rows_count(rows); i++)
        if (!db_is_null(rows, i, FILE_OFFSET))
            ok = show_segment(x, rows, i, err);
    out_end(x->call->out);
    return ok;
}

// ---- All

static bool show_entries(struct explanation *x, struct err *err)
{
    struct db_rows *rows;
    bool with_segments = verb_option(x->call, "segments") != NULL;
    if (!get(x, &sql_look_explain_entries, &rows, err))
        return false;
    out_section(x->call->out, "entry",
        arena_format(x->look.run.arena,
            "CLAIM %lld: every entry of its encounter, and what each party owed after it",
            (long long)x->claim.claim_id)
            .at);
    print_rows(x->call->out, entry_columns, COUNT(entry_columns), rows);
    bool ok =
        show_files(x, rows, with_segments, err) && (!with_segments || show_segments(x, rows, err));
    db_rows_free(rows);
    return ok;
}

static bool show_receipts(struct explanation *x, struct err *err)
{
    struct db_rows *rows;
    if (!get(x, &sql_look_explain_receipts, &rows, err))
        return false;
    if (db_rows_count(rows) > 0) {
        out_section(
            x->call->out, "receipt", "PAYMENTS OF THE PATIENT, which prepayments come from");
        print_rows(x->call->out, receipt_columns, COUNT(receipt_columns), rows);
    }
    db_rows_free(rows);
    return true;
}

static bool show_balances(struct explanation *x, struct err *err)
{
    struct db_rows *rows;
    if (!get(x, &sql_look_explain_balances, &rows, err))
        return false;
    out_section(x->call->out, "balance", "BALANCES");
    print_rows(x->call->out, balance_columns, COUNT(balance_columns), rows);
    bool ties = true;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        ties = ties && db_bool(rows, i, 6);
    db_rows_free(rows);
    if (ties)
        out_line(x->call->out, "The entries tie to the balances.");
    else
        log_error("the entries of claim %lld do not tie to its balances: run 'cleanclaim check'",
            (long long)x->claim.claim_id);
    x->broken = x->broken || !ties;
    return true;
}

int verb_explain(struct verb_call *call)
{
    struct explanation x = {.call = call};
    struct err err = {0};
    if (!verb_argument_count(call, 1, 1))
        return EXIT_USAGE;
    bool ok = look_open(&x.look, &call->options, &err) &&
              look_find_claim(&x.look.run, call->arguments[0], &x.claim, &err) &&
              show_entries(&x, &err) && show_receipts(&x, &err) && show_balances(&x, &err);
    look_close(&x.look);
    if (!ok)
        return verb_fail(&err);
    return x.broken ? EXIT_FAILED : EXIT_DONE;
}
