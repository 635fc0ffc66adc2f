// x12 stat: what a file holds, counted: transaction sets, claims, lines, charges and payments by
// set, by partner, by payer; adjustments by reason, segments by id, findings by code.
#include <stdio.h>
#include <string.h>

#include "claims/base/progress.h"
#include "cli/x12_input.h"
#include "cli/x12_tally.h"
#include "cli/x12_verb.h"
#include "edi/x12_check.h"

enum part { TOTALS, SETS, PARTNERS, PAYERS, ADJUSTMENTS, SEGMENTS, FINDINGS, PARTS };

struct stat {
    struct verb_call *call;
    struct x12_check *check;
    const char *path;
    bool found;
    struct x12_tally tallies[PARTS];
    // Which rows what comes next is counted in, by key; "" for a payer that was not named yet.
    char set_key[X12_TALLY_KEY], partner_key[X12_TALLY_KEY], payer_key[X12_TALLY_KEY];
    bool is_remittance, is_claims;
    struct x12_tally_row claims; // of the payer at hand, not yet in the tallies
    // Segments by id, packed: a search for each would cost more than all else.
    struct {
        uint32_t packed;
        int64_t count;
    } segments[256];
    int64_t other_segments;
};

// ---- Counting

// What was counted since the payer, the set or the partner changed goes into their rows.
static void settle(struct stat *s)
{
    const struct x12_tally_row *c = &s->claims;
    const struct {
        enum part part;
        const char *key;
    } rows[] = {
        {TOTALS, "claims"}, {SETS, s->set_key}, {PARTNERS, s->partner_key}, {PAYERS, s->payer_key}};
    if (c->claims == 0 && c->lines == 0 && c->adjusted.cents == 0)
        return;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *key = *rows[i].key ? rows[i].key : "(not named)";
        struct x12_tally_row *row = x12_tally_row(&s->tallies[rows[i].part], text_of(key));
        row->claims += c->claims;
        row->lines += c->lines;
        if (rows[i].part == TOTALS || rows[i].part == PAYERS)
            row->count += c->claims;
        x12_tally_join(&row->charge, c->charge);
        x12_tally_join(&row->paid, c->paid);
        x12_tally_join(&row->adjusted, c->adjusted);
    }
    s->claims = (struct x12_tally_row){0};
}

static void set_payer(struct stat *s, struct text id, struct text name)
{
    settle(s);
    text_copy_z(s->payer_key, sizeof s->payer_key, id.size > 0 ? id : name);
    struct x12_tally_row *row = x12_tally_row(&s->tallies[PAYERS], text_of(s->payer_key));
    if (*row->name == '\0')
        text_copy_z(row->name, sizeof row->name, name);
}

// CAS: the group, then six times reason, amount, quantity.
static void count_adjustments(struct stat *s, const struct x12_met *met)
{
    const struct x12_segment *segment = met->segment;
    for (size_t i = 2; i <= 17; i += 3) {
        struct text reason = x12_element(segment, i);
        char key[X12_TALLY_KEY];
        if (reason.size == 0)
            continue;
        snprintf(key, sizeof key, "%.*s-%.*s", TEXT_ARG(text_part(x12_element(segment, 1), 0, 8)),
            TEXT_ARG(text_part(reason, 0, 16)));
        struct x12_tally_row *row = x12_tally_row(&s->tallies[ADJUSTMENTS], text_of(key));
        const struct grammar_element *spec =
            i <= met->spec->element_count ? &grammar.element[met->spec->elements + i - 1] : NULL;
        const char *meaning = spec == NULL || spec->list == 0
                                  ? NULL
                                  : grammar_meaning(&grammar.codes[spec->list], reason);
        if (row->count++ == 0 && meaning != NULL)
            text_copy_z(row->name, sizeof row->name, text_of(meaning));
        x12_tally_add(&row->adjusted, x12_element(segment, i + 1));
        x12_tally_add(&s->claims.adjusted, x12_element(segment, i + 1));
    }
}

// PLB: six times reason and amount.
static void count_provider_adjustments(struct stat *s, const struct x12_met *met)
{
    for (size_t i = 3; i <= 13; i += 2) {
        struct text reason = x12_component(met->segment, i, 1);
        char key[X12_TALLY_KEY];
        if (reason.size == 0)
            continue;
        snprintf(key, sizeof key, "PLB-%.*s", TEXT_ARG(text_part(reason, 0, 16)));
        struct x12_tally_row *row = x12_tally_row(&s->tallies[ADJUSTMENTS], text_of(key));
        const char *meaning = NULL;
        if (i <= met->spec->element_count) {
            const struct grammar_element *whole = &grammar.element[met->spec->elements + i - 1];
            const struct grammar_element *first = &grammar.element[whole->components];
            if (whole->component_count > 0 && first->codes != 0)
                meaning = grammar_meaning(&grammar.codes[first->codes], reason);
        }
        if (row->count++ == 0 && meaning != NULL)
            text_copy_z(row->name, sizeof row->name, text_of(meaning));
        x12_tally_add(&row->adjusted, x12_element(met->segment, i + 1));
    }
}

static void count_remittance_segment(struct stat *s, const struct x12_met *met)
{
    const struct x12_segment *segment = met->segment;
    struct x12_tally_row *payments;
    switch (segment->packed) {
    case X12_ID('B', 'P', 'R'):
        payments = x12_tally_row(&s->tallies[TOTALS], TEXT("payments"));
        payments->count++;
        x12_tally_add(&payments->paid, x12_element(segment, 2));
        break;
    case X12_ID('P', 'L', 'B'):
        count_provider_adjustments(s, met);
        break;
    case X12_ID('N', '1', 0):
        if (strcmp(met->loop->id, "1000A") == 0)
            set_payer(s, x12_element(segment, 4), x12_element(segment, 2));
        break;
    case X12_ID('C', 'L', 'P'):
        s->claims.claims++;
        x12_tally_add(&s->claims.charge, x12_element(segment, 3));
        x12_tally_add(&s->claims.paid, x12_element(segment, 4));
        break;
    case X12_ID('S', 'V', 'C'):
        s->claims.lines++;
        break;
    case X12_ID('C', 'A', 'S'):
        count_adjustments(s, met);
        break;
    default:
        break;
    }
}

static void count_claim_segment(struct stat *s, const struct x12_met *met)
{
    const struct x12_segment *segment = met->segment;
    switch (segment->packed) {
    case X12_ID('N', 'M', '1'):
        if (strcmp(met->loop->id, "2010BB") == 0)
            set_payer(s, x12_element(segment, 9), x12_element(segment, 3));
        break;
    case X12_ID('S', 'B', 'R'):
        if (strcmp(met->loop->id, "2000B") == 0) { // another subscriber, of a payer to come
            settle(s);
            s->payer_key[0] = '\0';
        }
        break;
    case X12_ID('C', 'L', 'M'):
        s->claims.claims++;
        x12_tally_add(&s->claims.charge, x12_element(segment, 2));
        break;
    case X12_ID('L', 'X', 0):
        s->claims.lines++;
        break;
    default:
        break;
    }
}

static void count_segment(struct stat *s, uint32_t packed)
{
    size_t room = sizeof s->segments / sizeof *s->segments;
    size_t i = packed * 2654435761u >> 24;
    for (size_t tries = 0; tries < room && packed != 0; tries++, i = (i + 1) % room) {
        if (s->segments[i].packed == 0)
            s->segments[i].packed = packed;
        if (s->segments[i].packed == packed) {
            s->segments[i].count++;
            return;
        }
    }
    s->other_segments++;
}

static void on_segment(void *context, const struct x12_met *met)
{
    struct stat *s = context;
    count_segment(s, met->segment->packed);
    if (met->spec == NULL || met->loop == NULL)
        return;
    if (s->is_remittance)
        count_remittance_segment(s, met);
    if (s->is_claims)
        count_claim_segment(s, met);
}

static void on_finding(void *context, const struct x12_finding *finding)
{
    static const char *const severities[] = {
        [X12_INFO] = "info", [X12_WARN] = "warn", [X12_REJECT] = "reject"};
    struct stat *s = context;
    struct x12_tally_row *row = x12_tally_row(&s->tallies[FINDINGS], text_of(finding->word));
    row->count++;
    text_copy_z(row->name, sizeof row->name, text_of(severities[finding->severity]));
    s->found = s->found || finding->severity != X12_INFO;
}

static void on_interchange_begin(void *context, const struct x12_interchange *i)
{
    struct stat *s = context;
    settle(s);
    s->payer_key[0] = '\0';
    snprintf(s->partner_key, sizeof s->partner_key, "%.*s to %.*s",
        TEXT_ARG(text_part(i->sender, 0, 35)), TEXT_ARG(text_part(i->receiver, 0, 35)));
    x12_tally_row(&s->tallies[PARTNERS], text_of(s->partner_key));
}

static void on_set_begin(void *context, const struct x12_set *set)
{
    struct stat *s = context;
    bool base;
    const struct grammar_set *guide = grammar_find(set->id, set->version, &base);
    settle(s);
    s->payer_key[0] = '\0';
    s->is_remittance = guide != NULL && strcmp(guide->id, "835") == 0;
    s->is_claims = guide != NULL && strcmp(guide->id, "837") == 0;
    snprintf(s->set_key, sizeof s->set_key, "%.*s %.*s", TEXT_ARG(text_part(set->id, 0, 35)),
        TEXT_ARG(text_part(set->version, 0, 35)));
    struct x12_tally_row *row = x12_tally_row(&s->tallies[SETS], text_of(s->set_key));
    row->count++;
    text_copy_z(row->name, sizeof row->name,
        text_of(guide != NULL ? guide->title : "of a version that no guide here knows"));
    x12_tally_row(&s->tallies[PARTNERS], text_of(s->partner_key))->count++;
}

// ---- Printing

// What a part shows besides key and count.
enum { HAS_NAME = 1, HAS_CLAIMS = 2, HAS_MONEY = 4, HAS_ADJUSTED = 8 };

static const struct {
    const char *name, *heading, *key, *name_heading, *count;
    int has;
} parts[PARTS] = {
    [TOTALS] = {"total", "IN ALL", "what", "", "count", HAS_MONEY},
    [SETS] = {"set", "TRANSACTION SETS", "set", "title", "sets", HAS_NAME | HAS_CLAIMS | HAS_MONEY},
    [PARTNERS] = {"partner", "PARTNERS", "sender to receiver", "", "sets", HAS_CLAIMS | HAS_MONEY},
    [PAYERS] = {"payer", "PAYERS", "payer", "name", "claims", HAS_NAME | HAS_MONEY},
    [ADJUSTMENTS] = {"adjustment", "ADJUSTMENTS", "group-reason", "meaning", "times",
        HAS_NAME | HAS_ADJUSTED},
    [SEGMENTS] = {"segment", "SEGMENTS of transaction sets", "id", "", "count", 0},
    [FINDINGS] = {"finding", "FINDINGS", "code", "severity", "count", HAS_NAME},
};

// `none`: it means nothing in this row.
static void print_sum(struct out *out, struct x12_tally_sum sum, bool none)
{
    if (none || sum.unknown)
        out_none(out);
    else
        out_cents(out, sum.cents);
}

static void print_table(struct stat *s, enum part part)
{
    struct out *out = s->call->out;
    const struct x12_tally *tally = &s->tallies[part];
    struct out_column columns[8];
    size_t count = 0;
    int has = parts[part].has;
    columns[count++] = (struct out_column){"key", parts[part].key, OUT_TEXT};
    if (has & HAS_NAME)
        columns[count++] = (struct out_column){"name", parts[part].name_heading, OUT_TEXT};
    columns[count++] = (struct out_column){"count", parts[part].count, OUT_COUNT};
    if (has & HAS_CLAIMS) {
        columns[count++] = (struct out_column){"claims", "claims", OUT_COUNT};
        columns[count++] = (struct out_column){"lines", "lines", OUT_COUNT};
    }
    if (has & HAS_MONEY) {
        columns[count++] = (struct out_column){"charge", "charged", OUT_DOLLARS};
        columns[count++] = (struct out_column){"paid", "paid", OUT_DOLLARS};
    }
    if (has & (HAS_MONEY | HAS_ADJUSTED))
        columns[count++] = (struct out_column){"adjusted", "adjusted", OUT_DOLLARS};
    out_section(out, parts[part].name, parts[part].heading);
    out_table(out, columns, count);
    for (size_t i = 0; i < tally->count; i++) {
        const struct x12_tally_row *row = &tally->rows[i];
        bool is_payments = part == TOTALS && strcmp(row->key, "payments") == 0;
        bool no_money = part == TOTALS && !is_payments && strcmp(row->key, "claims") != 0;
        out_z(out, row->key);
        if (has & HAS_NAME)
            out_z(out, row->name);
        out_count(out, row->count);
        if (has & HAS_CLAIMS) {
            out_count(out, row->claims);
            out_count(out, row->lines);
        }
        if (has & HAS_MONEY) {
            print_sum(out, row->charge, no_money || is_payments);
            print_sum(out, row->paid, no_money);
        }
        if (has & (HAS_MONEY | HAS_ADJUSTED))
            print_sum(out, row->adjusted, no_money || is_payments);
    }
    out_end(out);
}

// For machines each row has all columns, and says the part it belongs to.
static const struct out_column all_columns[] = {
    {"file", NULL, OUT_TEXT},
    {"part", NULL, OUT_TEXT},
    {"key", NULL, OUT_TEXT},
    {"name", NULL, OUT_TEXT},
    {"count", NULL, OUT_COUNT},
    {"claims", NULL, OUT_COUNT},
    {"lines", NULL, OUT_COUNT},
    {"charge", NULL, OUT_DOLLARS},
    {"paid", NULL, OUT_DOLLARS},
    {"adjusted", NULL, OUT_DOLLARS},
};
#define ALL_COLUMNS (sizeof all_columns / sizeof *all_columns)

static void print_rows(struct stat *s, enum part part)
{
    struct out *out = s->call->out;
    const struct x12_tally *tally = &s->tallies[part];
    out_table(out, all_columns, ALL_COLUMNS);
    for (size_t i = 0; i < tally->count; i++) {
        const struct x12_tally_row *row = &tally->rows[i];
        out_z(out, s->path);
        out_z(out, parts[part].name);
        out_z(out, row->key);
        out_z(out, row->name);
        out_count(out, row->count);
        out_count(out, row->claims);
        out_count(out, row->lines);
        print_sum(out, row->charge, false);
        print_sum(out, row->paid, false);
        print_sum(out, row->adjusted, false);
    }
    out_end(out);
}

static void add_total(struct stat *s, const char *what, int64_t count)
{
    x12_tally_row(&s->tallies[TOTALS], text_of(what))->count = count;
}

// Those of the envelope are counted by what they begin.
static void add_segments(struct stat *s)
{
    for (size_t i = 0; i < sizeof s->segments / sizeof *s->segments; i++) {
        char id[5];
        if (s->segments[i].packed == 0)
            continue;
        for (size_t n = 0; n < 4; n++)
            id[n] = (char)(s->segments[i].packed >> 8 * n);
        id[4] = '\0';
        x12_tally_row(&s->tallies[SEGMENTS], text_of(id))->count = s->segments[i].count;
    }
    if (s->other_segments > 0)
        x12_tally_row(&s->tallies[SEGMENTS], TEXT("(others)"))->count = s->other_segments;
    x12_tally_sort(&s->tallies[SEGMENTS]);
}

// ---- The files

static void on_begin(void *context, const char *name)
{
    struct stat *s = context;
    s->path = name;
    s->set_key[0] = s->partner_key[0] = s->payer_key[0] = '\0';
    s->is_claims = s->is_remittance = false;
    s->claims = (struct x12_tally_row){0};
    s->other_segments = 0;
    memset(s->segments, 0, sizeof s->segments);
    for (size_t i = 0; i < PARTS; i++)
        x12_tally_clear(&s->tallies[i]);
    // In this order.
    static const char *const totals[] = {"interchanges", "groups", "transaction sets",
        "transaction sets to be rejected", "segments", "bytes", "payments", "claims", "lines"};
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        add_total(s, totals[i], 0);
    s->check = x12_check_new((struct x12_check_handler){.context = s,
        .finding = on_finding,
        .segment = on_segment,
        .interchange_begin = on_interchange_begin,
        .set_begin = on_set_begin});
}

static void on_feed(void *context, struct text bytes)
{
    struct stat *s = context;
    x12_check_feed(s->check, bytes);
}

static void on_end(void *context, bool whole)
{
    struct stat *s = context;
    if (whole) {
        struct x12_check_totals t = x12_check_end(s->check);
        settle(s);
        add_total(s, "interchanges", t.envelope.interchanges);
        add_total(s, "groups", t.envelope.groups);
        add_total(s, "transaction sets", t.envelope.sets);
        add_total(s, "transaction sets to be rejected", t.sets_rejected);
        add_total(s, "segments", t.envelope.segments);
        add_total(s, "bytes", t.envelope.bytes);
        add_total(s, "lines", x12_tally_row(&s->tallies[TOTALS], TEXT("claims"))->lines);
        add_segments(s);
        bool for_people = out_is_for_people(s->call->out);
        out_section(s->call->out, NULL, s->path);
        for (enum part part = 0; part < PARTS; part++) {
            if (for_people && s->tallies[part].count > 0)
                print_table(s, part);
            else if (!for_people)
                print_rows(s, part);
        }
    }
    x12_check_free(s->check);
}

int x12_stat_verb(struct verb_call *call)
{
    struct stat s = {.call = call};
    struct x12_input input = {&s, "x12 stat", on_begin, on_feed, on_end, false};
    if (!x12_input_form(call))
        return EXIT_USAGE;
    int code = x12_input_each(call, &input);
    for (size_t i = 0; i < PARTS; i++)
        x12_tally_free(&s.tallies[i]);
    return code == EXIT_DONE && s.found ? EXIT_FINDINGS : code;
}
