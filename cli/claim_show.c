#include "cli/claim_show.h"

#include "cli/print.h"
#include "jobs/look_find.h"
#include "jobs/look_words.h"
#include "sql_statements.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

// ---- The parts of the history, each one statement

// clang-format off
static const struct out_column facts_columns[] = {
    {"claim_id", "claim", OUT_COUNT},
    {"org", "organisation", OUT_TEXT},
    {"state", "state", OUT_TEXT},
    {"meaning", "that is", OUT_TEXT},
    {"payer", "payer", OUT_TEXT},
    {"payer_name", "name", OUT_TEXT},
    {"sequence", "sequence", OUT_TEXT},
    {"service_from", "service from", OUT_DATE},
    {"service_to", "to", OUT_DATE},
    {"total", "charged", OUT_DOLLARS},
    {"lines", "lines", OUT_COUNT},
    {"encounter", "encounter", OUT_TEXT},
    {"source", "of", OUT_TEXT},
    {"patient_id", "patient", OUT_COUNT},
    {"control_number", "CLM01", OUT_TEXT},
    {"payer_claim_number", "payer's number", OUT_TEXT},
    {"payer_received", "payer received it", OUT_DATE},
    {"first_published", "first published", OUT_DATE},
    {"primary_claim_id", "after claim", OUT_COUNT},
    {"flags", "also", OUT_TEXT},
    {"balance", "open", OUT_DOLLARS},
};
static const struct out_column version_columns[] = {
    {"version", "version", OUT_COUNT},
    {"on_claim", "on claim", OUT_BOOL},
    {"class", "class", OUT_TEXT},
    {"service_from", "from", OUT_DATE},
    {"service_to", "to", OUT_DATE},
    {"place_of_service", "place", OUT_TEXT},
    {"total", "charged", OUT_DOLLARS},
    {"rendering_provider", "rendered by", OUT_TEXT},
    {"facility", "facility", OUT_TEXT},
    {"file", "file", OUT_TEXT},
    {"row", "row", OUT_COUNT},
    {"kept_as", "kept in", OUT_TEXT},
    {"sha256", NULL, OUT_TEXT},
    {"run_id", "run", OUT_COUNT},
    {"as_of", "as of", OUT_DATE},
};
static const struct out_column line_columns[] = {
    {"line", "line", OUT_COUNT},
    {"control_number", "REF*6R", OUT_TEXT},
    {"procedure", "procedure", OUT_TEXT},
    {"modifiers", "modifiers", OUT_TEXT},
    {"service_from", "from", OUT_DATE},
    {"service_to", "to", OUT_DATE},
    {"units", "units", OUT_TEXT},
    {"charge", "charge", OUT_DOLLARS},
    {"charges", "of the encounter's", OUT_TEXT},
};
static const struct out_column finding_columns[] = {
    {"state", "state", OUT_TEXT},
    {"severity", "severity", OUT_TEXT},
    {"reason", "code", OUT_TEXT},
    {"code", NULL, OUT_TEXT},
    {"rule_id", NULL, OUT_TEXT},
    {"rule_version", "rules", OUT_COUNT},
    {"snip", NULL, OUT_COUNT},
    {"line", "line", OUT_COUNT},
    {"place", "field", OUT_TEXT},
    {"value", "value", OUT_TEXT},
    {"found", "found", OUT_DATE},
    {"last_found", "last", OUT_DATE},
    {"closed", "closed", OUT_DATE},
    {"closed_by", "by", OUT_TEXT},
    {"closed_why", "why", OUT_TEXT},
    {"message", "what is wrong", OUT_TEXT},
    {"remedy", NULL, OUT_TEXT},
    {"denial_hint", NULL, OUT_TEXT},
};
static const struct out_column attempt_columns[] = {
    {"submission", "no", OUT_COUNT},
    {"control_number", "CLM01", OUT_TEXT},
    {"frequency", "freq", OUT_TEXT},
    {"encounter_version", "version", OUT_COUNT},
    {"total", "charged", OUT_DOLLARS},
    {"partner", "partner", OUT_TEXT},
    {"file", "file", OUT_TEXT},
    {"interchange", "ISA13", OUT_COUNT},
    {"group", "GS06", OUT_COUNT},
    {"transaction", "ST02", OUT_TEXT},
    {"position", "nth", OUT_COUNT},
    {"offset", "byte", OUT_COUNT},
    {"bytes", "bytes", OUT_COUNT},
    {"published_at", "published (UTC)", OUT_TEXT},
    {"delivered_at", "delivered", OUT_TEXT},
    {"ta1", "TA1", OUT_TEXT},
    {"ack999", "999", OUT_TEXT},
    {"is_live", "live", OUT_BOOL},
    {"sha256", NULL, OUT_TEXT},
    {"run_id", "run", OUT_COUNT},
};
static const struct out_column event_columns[] = {
    {"event_id", NULL, OUT_COUNT},
    {"happened_at", "when (UTC)", OUT_TEXT},
    {"kind", "event", OUT_TEXT},
    {"from_state", "from", OUT_TEXT},
    {"to_state", "to", OUT_TEXT},
    {"why", "why", OUT_TEXT},
    {"stated_date", "stated", OUT_DATE},
    {"file", "file", OUT_TEXT},
    {"segment", "segment", OUT_COUNT},
    {"offset", "byte", OUT_COUNT},
    {"user", "user", OUT_TEXT},
    {"job", "job", OUT_TEXT},
    {"run_id", "run", OUT_COUNT},
};
static const struct out_column verdict_columns[] = {
    {"stated_date", "stated", OUT_DATE},
    {"answer", "answer", OUT_TEXT},
    {"outcome", "outcome", OUT_TEXT},
    {"state", "state", OUT_TEXT},
    {"code", "code", OUT_TEXT},
    {"status", "status", OUT_TEXT},
    {"entity", "entity", OUT_TEXT},
    {"more", "further", OUT_TEXT},
    {"error_place", "at", OUT_TEXT},
    {"meaning", "meaning", OUT_TEXT},
    {"amount", "dollars", OUT_DOLLARS},
    {"payer_claim_number", "payer's number", OUT_TEXT},
    {"received_date", "received", OUT_DATE},
    {"sender", "sender", OUT_TEXT},
    {"file", "file", OUT_TEXT},
    {"interchange", NULL, OUT_TEXT},
    {"group", NULL, OUT_TEXT},
    {"transaction", NULL, OUT_TEXT},
    {"segment", "segment", OUT_COUNT},
    {"offset", "byte", OUT_COUNT},
    {"run_id", "run", OUT_COUNT},
};
static const struct out_column remittance_columns[] = {
    {"trace", "trace", OUT_TEXT},
    {"payment_id", "payment", OUT_COUNT},
    {"claim_ordinal", "nth", OUT_COUNT},
    {"effective_date", "effective", OUT_DATE},
    {"payer_name", "payer", OUT_TEXT},
    {"control_number", "CLP01", OUT_TEXT},
    {"status", "CLP02", OUT_TEXT},
    {"meaning", "meaning", OUT_TEXT},
    {"charge", "charged", OUT_DOLLARS},
    {"paid", "paid", OUT_DOLLARS},
    {"patient_responsibility", "patient's", OUT_DOLLARS},
    {"how", "matched by", OUT_TEXT},
    {"reverses", "reversal", OUT_TEXT},
    {"payer_claim_number", "payer's number", OUT_TEXT},
    {"file", "file", OUT_TEXT},
    {"segment", "segment", OUT_COUNT},
    {"offset", "byte", OUT_COUNT},
};
static const struct out_column adjustment_columns[] = {
    {"trace", "trace", OUT_TEXT},
    {"payment_id", "payment", OUT_COUNT},
    {"claim_ordinal", "nth", OUT_COUNT},
    {"line_ordinal", "SVC", OUT_COUNT},
    {"line", "line", OUT_COUNT},
    {"group_code", "group", OUT_TEXT},
    {"reason_code", "reason", OUT_TEXT},
    {"amount", "dollars", OUT_DOLLARS},
    {"class", "class", OUT_TEXT},
    {"segment", "segment", OUT_COUNT},
    {"offset", "byte", OUT_COUNT},
};
static const struct out_column entry_columns[] = {
    {"entry_id", "entry", OUT_COUNT},
    {"accounting_date", "date", OUT_DATE},
    {"effective_date", "effective", OUT_DATE},
    {"meaning", "what", OUT_TEXT},
    {"adjustment", "code", OUT_TEXT},
    {"amount", "dollars", OUT_DOLLARS},
    {"debit_account", "debit", OUT_COUNT},
    {"debit_name", "", OUT_TEXT},
    {"credit_account", "credit", OUT_COUNT},
    {"credit_name", "", OUT_TEXT},
    {"line", "line", OUT_COUNT},
    {"payment_id", "payment", OUT_COUNT},
    {"reverses_entry", "reverses", OUT_COUNT},
    {"file", "file", OUT_TEXT},
    {"row", "row", OUT_COUNT},
    {"segment", "segment", OUT_COUNT},
    {"run_id", "run", OUT_COUNT},
};
static const struct out_column balance_columns[] = {
    {"claim_id", "claim", OUT_COUNT},
    {"account", "account", OUT_COUNT},
    {"account_name", "", OUT_TEXT},
    {"party", "owed by", OUT_TEXT},
    {"balance", "dollars", OUT_DOLLARS},
    {"since", "since", OUT_DATE},
};
static const struct out_column item_columns[] = {
    {"kind", "item", OUT_TEXT},
    {"line", "line", OUT_COUNT},
    {"payer", "payer", OUT_TEXT},
    {"reference", "reference", OUT_TEXT},
    {"balance", "dollars", OUT_DOLLARS},
    {"opened_on", "opened", OUT_DATE},
    {"closed_on", "closed", OUT_DATE},
    {"trace", "trace", OUT_TEXT},
    {"open_item_id", "number", OUT_COUNT},
};

enum words { NO_WORDS, FINDING_WORDS, CODE_WORDS };

static const struct part {
    const char *name, *heading;
    const struct sql *sql;
    const struct out_column *columns;
    size_t count;
    enum words words;
} parts[] = {
    {"encounter", "ENCOUNTER, as received", &sql_look_claim_versions,
        version_columns, COUNT(version_columns), NO_WORDS},
    {"line", "LINES", &sql_look_claim_lines, line_columns, COUNT(line_columns), NO_WORDS},
    {"finding", "FINDINGS", &sql_look_claim_findings,
        finding_columns, COUNT(finding_columns), FINDING_WORDS},
    {"submission", "SENT", &sql_look_claim_attempts,
        attempt_columns, COUNT(attempt_columns), NO_WORDS},
    {"event", "EVENTS", &sql_look_claim_events, event_columns, COUNT(event_columns), NO_WORDS},
    {"acknowledgement", "ACKNOWLEDGEMENTS", &sql_look_claim_verdicts,
        verdict_columns, COUNT(verdict_columns), CODE_WORDS},
    {"remittance", "REMITTANCES", &sql_look_claim_remittances,
        remittance_columns, COUNT(remittance_columns), CODE_WORDS},
    {"adjustment", "ADJUSTMENTS", &sql_look_claim_adjustments,
        adjustment_columns, COUNT(adjustment_columns), NO_WORDS},
    {"entry", "LEDGER", &sql_look_claim_entries, entry_columns, COUNT(entry_columns), NO_WORDS},
    {"balance", "OPEN, of the claim and its encounter", &sql_look_claim_balances,
        balance_columns, COUNT(balance_columns), NO_WORDS},
    {"open_item", "OPEN ITEMS", &sql_look_claim_open_items,
        item_columns, COUNT(item_columns), NO_WORDS},
};
// clang-format on

static bool get_part(struct look *look, const struct look_claim *claim, const struct part *part,
    struct db_rows **rows, struct err *err)
{
    struct db *db = look->run.db;
    struct db_arg org = DB_I64(claim->org->org_id), id = DB_I64(claim->claim_id);
    if (part->words == FINDING_WORDS) {
        struct look_finding_words w = look_words_findings(look->run.arena);
        return db_get(db, part->sql,
            DB_ARGS(org, id, DB_TEXT(w.codes), DB_TEXT(w.snips), DB_TEXT(w.messages),
                DB_TEXT(w.remedies)),
            rows, err);
    }
    if (part->words == CODE_WORDS) {
        struct look_code_words w = look_words_codes(look->run.arena);
        return db_get(db, part->sql,
            DB_ARGS(org, id, DB_TEXT(w.lists), DB_TEXT(w.codes), DB_TEXT(w.words)), rows, err);
    }
    return db_get(db, part->sql, DB_ARGS(org, id), rows, err);
}

static bool show_part(struct verb_call *call, struct look *look, const struct look_claim *claim,
    const struct part *part, struct err *err)
{
    struct db_rows *rows;
    if (!get_part(look, claim, part, &rows, err))
        return false;
    if (db_rows_count(rows) > 0) {
        out_section(call->out, part->name, part->heading);
        print_rows(call->out, part->columns, part->count, rows);
    }
    db_rows_free(rows);
    return true;
}

// ---- The patient, for those who ask

bool claim_show_patients(struct verb_call *call, struct look *look, const struct organisation *org,
    const int64_t *patient_ids, size_t count, struct err *err)
{
    static const struct out_column columns[] = {
        {"patient_id", "patient", OUT_COUNT},
        {"last_name", "last name", OUT_TEXT},
        {"first_name", "first name", OUT_TEXT},
        {"birth_date", "born", OUT_DATE},
        {"record_number", "record number", OUT_TEXT},
        {"source", "of", OUT_TEXT},
    };
    struct look_patient *patients;
    if (!look_find_patients(look, org, patient_ids, count, &patients, &count, err))
        return false;
    out_section(call->out, "patient", "PATIENTS");
    out_table(call->out, columns, COUNT(columns));
    for (size_t i = 0; i < count; i++) {
        out_count(call->out, patients[i].patient_id);
        out_text(call->out, patients[i].person.last_name);
        out_text(call->out, patients[i].person.first_name);
        out_date(call->out, patients[i].person.birth_date);
        out_text(call->out, patients[i].record_number);
        out_text(call->out, patients[i].source);
    }
    out_end(call->out);
    return true;
}

static bool show_history(
    struct verb_call *call, struct look *look, const struct look_claim *claim, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(look->run.db, &sql_look_claim_facts,
            DB_ARGS(DB_I64(claim->org->org_id), DB_I64(claim->claim_id)), &rows, err))
        return false;
    out_section(call->out, "claim", "CLAIM");
    print_record(call->out, facts_columns, COUNT(facts_columns), rows, 0);
    int64_t patient_id = db_i64(rows, 0, 13);
    db_rows_free(rows);
    bool ok = verb_option(call, "show-patient") == NULL ||
              claim_show_patients(call, look, claim->org, &patient_id, 1, err);
    for (size_t i = 0; ok && i < COUNT(parts); i++)
        ok = show_part(call, look, claim, &parts[i], err);
    return ok;
}

// ---- What was sent

// The segments of a piece, each on a line of its own. The terminator is byte 106 of the ISA.
static void show_segments(
    struct verb_call *call, struct text piece, char terminator, int64_t offset)
{
    static const struct out_column columns[] = {
        {"offset", NULL, OUT_COUNT},
        {"segment", NULL, OUT_TEXT},
    };
    struct text rest = piece, segment;
    bool more = true;
    if (out_is_json(call->out))
        out_table(call->out, columns, COUNT(columns));
    while (text_split(&rest, terminator, &more, &segment)) {
        // A line end that the profile puts behind each terminator.
        while (segment.size > 0 && (segment.at[0] == '\r' || segment.at[0] == '\n'))
            segment = text_part(segment, 1, segment.size);
        if (segment.size == 0)
            continue;
        if (out_is_json(call->out)) {
            out_count(call->out, offset + (segment.at - piece.at));
            out_text(call->out, segment);
        }
        out_line(call->out, "%.*s%c", TEXT_ARG(segment), terminator);
    }
    if (out_is_json(call->out))
        out_end(call->out);
}

static bool show_sent(
    struct verb_call *call, struct look *look, const struct look_claim *claim, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(look->run.db, &sql_look_claim_pieces,
            DB_ARGS(DB_I64(claim->org->org_id), DB_I64(claim->claim_id)), &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        bool of_provider = text_equal_z(db_text(rows, i, 3), "provider");
        struct text head = db_text(rows, i, 5);
        CHECK(head.size >= 106);
        out_section(call->out, of_provider ? "provider_segment" : "claim_segment",
            arena_format(look->run.arena, "%.*s, %s, from byte %lld of %.*s",
                TEXT_ARG(db_text(rows, i, 1)), of_provider ? "billing provider" : "claim",
                (long long)db_i64(rows, i, 4), TEXT_ARG(db_text(rows, i, 2)))
                .at);
        show_segments(call, db_text(rows, i, 6), head.at[105], db_i64(rows, i, 4));
    }
    if (db_rows_count(rows) == 0)
        out_line(call->out, "nothing of the claim was sent yet");
    db_rows_free(rows);
    return true;
}

int claim_show(struct verb_call *call)
{
    struct look look;
    struct look_claim claim;
    struct err err = {0};
    if (!verb_argument_count(call, 1, 1))
        return EXIT_USAGE;
    bool ok =
        look_open(&look, &call->options, &err) &&
        look_find_claim(&look.run, call->arguments[0], &claim, &err) &&
        (verb_option(call, "x12") != NULL ? show_sent : show_history)(call, &look, &claim, &err);
    look_close(&look);
    return ok ? EXIT_DONE : verb_fail(&err);
}
