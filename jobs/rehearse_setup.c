#include "jobs/rehearse_setup.h"

#include "claims/base/digest.h"
#include "claims/base/money.h"
#include "sql_statements.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES     ((size_t)256 * 1024 * 1024)
#define DEFAULT_PERCENT 8000 // hundredths of a percent
#define STRANGERS_MAX   1000 // whoever comes later counts as the last of them

struct alias {
    bool is_identifier; // else a name
    struct text alias;
    int payer;
};

struct fee {
    int64_t payer_id; // 0: any
    struct text procedure, modifier;
    date_t from, to;
    int64_t allowed; // cents a unit; -1: the percentage
    int64_t percent; // hundredths
};

struct rehearse_setup {
    struct arena *arena;
    struct rehearse_payer *payers;
    size_t payer_count, payer_room;
    struct alias *aliases;
    size_t alias_count, alias_room;
    size_t stranger_count; // payers that only files name
    struct fee *fees;      // by payer, procedure, modifier, from
    size_t fee_count, fee_room;
    struct rehearse_row *rows;
    size_t row_count, row_room;
};

static void *more(void *items, size_t count, size_t *room, size_t each)
{
    if (count < *room)
        return items;
    *room = *room ? 2 * *room : 64;
    items = realloc(items, *room * each);
    CHECK(items);
    return items;
}

// ---- Payers.

static struct rehearse_payer *add_payer(struct rehearse_setup *s)
{
    s->payers = more(s->payers, s->payer_count, &s->payer_room, sizeof *s->payers);
    struct rehearse_payer *p = &s->payers[s->payer_count++];
    *p = (struct rehearse_payer){0};
    return p;
}

static void add_alias(struct rehearse_setup *s, bool is_identifier, struct text alias, int payer)
{
    s->aliases = more(s->aliases, s->alias_count, &s->alias_room, sizeof *s->aliases);
    s->aliases[s->alias_count++] = (struct alias){is_identifier, alias, payer};
}

// A number of ten digits for a payer without one: no alias knows it.
static struct text made_up_originator(struct rehearse_setup *s, struct text name)
{
    unsigned char sum[DIGEST_SIZE];
    uint64_t n = 0;
    digest_of(name, sum);
    for (int i = 0; i < 8; i++)
        n = n << 8 | sum[i];
    return arena_format(s->arena, "1%09" PRIu64, n % 1000000000);
}

static bool on_payer(void *context, const struct db_rows *rows, size_t row, struct err *err)
{
    struct rehearse_setup *s = context;
    (void)err;
    struct rehearse_payer *p = add_payer(s);
    struct text *const texts[] = {&p->code, &p->name, &p->address.line1, &p->address.line2,
        &p->address.city, &p->address.state, &p->address.zip, &p->originator, &p->identifier};
    p->payer_id = db_i64(rows, row, 0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = arena_copy(s->arena, db_text(rows, row, i + 1));
    if (text_is_empty(p->originator))
        p->originator = made_up_originator(s, p->name);
    return true;
}

static bool on_alias(void *context, const struct db_rows *rows, size_t row, struct err *err)
{
    struct rehearse_setup *s = context;
    (void)err;
    int payer = rehearse_setup_find_payer_id(s, db_i64(rows, row, 2));
    if (payer >= 0)
        add_alias(s, text_equal_z(db_text(rows, row, 0), "identifier"),
            arena_copy(s->arena, db_text(rows, row, 1)), payer);
    return true;
}

int rehearse_setup_find_payer_id(const struct rehearse_setup *s, int64_t payer_id)
{
    for (size_t i = 0; payer_id > 0 && i < s->payer_count; i++)
        if (s->payers[i].payer_id == payer_id)
            return (int)i;
    return -1;
}

const struct rehearse_payer *rehearse_setup_payer(const struct rehearse_setup *s, int index)
{
    CHECK(index >= 0 && (size_t)index < s->payer_count);
    return &s->payers[index];
}

size_t rehearse_setup_payer_count(const struct rehearse_setup *s)
{
    return s->payer_count;
}

static int look_up(const struct rehearse_setup *s, struct text identifier, struct text name)
{
    for (size_t i = 0; i < s->alias_count; i++)
        if (s->aliases[i].is_identifier && text_equal_nocase(s->aliases[i].alias, identifier))
            return s->aliases[i].payer;
    for (size_t i = 0; i < s->alias_count; i++)
        if (!s->aliases[i].is_identifier && text_equal_nocase(s->aliases[i].alias, name))
            return s->aliases[i].payer;
    for (size_t i = 0; i < s->payer_count; i++)
        if (text_equal_nocase(s->payers[i].name, name))
            return (int)i;
    return -1;
}

static int add_stranger(struct rehearse_setup *s, struct text identifier, struct text name)
{
    struct rehearse_payer *p = add_payer(s);
    p->name = arena_copy(s->arena, name);
    p->identifier = arena_copy(s->arena, identifier);
    p->originator = made_up_originator(s, name);
    p->address = (struct address){.line1 = TEXT("1 UNKNOWN ROAD"),
        .city = TEXT("BOSTON"),
        .state = TEXT("MA"),
        .zip = TEXT("02110")};
    int index = (int)(p - s->payers);
    add_alias(s, true, p->identifier, index);
    return index;
}

int rehearse_setup_find_payer(struct rehearse_setup *s, struct text identifier, struct text name)
{
    int index = look_up(s, identifier, name);
    if (index < 0 && s->stranger_count == STRANGERS_MAX)
        return (int)s->payer_count - 1;
    if (index < 0) {
        s->stranger_count++;
        return add_stranger(s, identifier, name);
    }
    if (text_is_empty(s->payers[index].identifier))
        s->payers[index].identifier = arena_copy(s->arena, identifier);
    return index;
}

// ---- Fees.

static bool on_fee(void *context, const struct db_rows *rows, size_t row, struct err *err)
{
    struct rehearse_setup *s = context;
    (void)err;
    s->fees = more(s->fees, s->fee_count, &s->fee_room, sizeof *s->fees);
    s->fees[s->fee_count++] = (struct fee){.payer_id = db_i64(rows, row, 0),
        .procedure = arena_copy(s->arena, db_text(rows, row, 1)),
        .modifier = arena_copy(s->arena, db_text(rows, row, 2)),
        .from = db_date(rows, row, 3),
        .to = db_date(rows, row, 4),
        .allowed = db_is_null(rows, row, 5) ? -1 : db_i64(rows, row, 5),
        .percent = db_i64(rows, row, 6)};
    return true;
}

static int compare_fees(const struct fee *a, const struct fee *b)
{
    if (a->payer_id != b->payer_id)
        return a->payer_id < b->payer_id ? -1 : 1;
    int order = text_compare(a->procedure, b->procedure);
    return order != 0 ? order : text_compare(a->modifier, b->modifier);
}

static int by_key(const void *a, const void *b)
{
    const struct fee *x = a;
    const struct fee *y = b;
    int order = compare_fees(x, y);
    return order != 0 ? order : x->from < y->from ? -1 : x->from > y->from;
}

// The row of exactly this key that is in force on the day.
static const struct fee *find_fee(const struct rehearse_setup *s, const struct fee *key, date_t day)
{
    size_t low = 0;
    size_t high = s->fee_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compare_fees(&s->fees[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < s->fee_count && compare_fees(&s->fees[low], key) == 0; low++)
        if (s->fees[low].from <= day && day <= s->fees[low].to)
            return &s->fees[low];
    return NULL;
}

static const struct fee *fee_for(
    const struct rehearse_setup *s, int64_t payer_id, const struct service_line *line)
{
    const struct fee *found = NULL;
    struct fee key = {.payer_id = payer_id, .procedure = line->procedure};
    for (int i = 0; !found && i < CLAIM_MODIFIERS_MAX && line->modifiers[i].size > 0; i++) {
        key.modifier = line->modifiers[i];
        found = find_fee(s, &key, line->from);
    }
    key.modifier = TEXT("");
    if (!found)
        found = find_fee(s, &key, line->from);
    key.procedure = TEXT("*");
    return found ? found : find_fee(s, &key, line->from);
}

// a * b / per, rounded half up; the largest amount there is when it would overflow.
static int64_t part_of(int64_t a, int64_t b, int64_t per)
{
    __extension__ typedef __int128 wide;
    wide product = ((wide)a * b + per / 2) / per;
    return product > MONEY_LIMIT ? MONEY_LIMIT : (int64_t)product;
}

int64_t rehearse_setup_allowed(
    const struct rehearse_setup *s, int payer, const struct service_line *line)
{
    int64_t allowed;
    int64_t payer_id = rehearse_setup_payer(s, payer)->payer_id;
    const struct fee *fee = payer_id > 0 ? fee_for(s, payer_id, line) : NULL;
    if (!fee)
        fee = fee_for(s, 0, line);
    if (!fee)
        allowed = part_of(line->charge, DEFAULT_PERCENT, 10000);
    else if (fee->allowed < 0)
        allowed = part_of(line->charge, fee->percent, 10000);
    else
        allowed = part_of(fee->allowed, line->units, 1000);
    return allowed < line->charge ? allowed : line->charge;
}

// ---- The scenario table.

static bool on_row(void *context, const struct db_rows *rows, size_t row, struct err *err)
{
    struct rehearse_setup *s = context;
    struct text word = db_text(rows, row, 0);
    s->rows = more(s->rows, s->row_count, &s->row_room, sizeof *s->rows);
    struct rehearse_row *r = &s->rows[s->row_count++];
    *r = (struct rehearse_row){.scenario = scenario_find(word),
        .weight = db_i64(rows, row, 1),
        .payer = -1,
        .payer_word = arena_copy(s->arena, db_text(rows, row, 2)),
        .procedure = arena_copy(s->arena, db_text(rows, row, 3)),
        .dealt = db_i64(rows, row, 4)};
    if (r->scenario == SCENARIO_COUNT)
        return err_set(err, ERR_CONFIG,
            "the scenario table has '%.*s', which this program does not know: load it again",
            TEXT_ARG(word));
    if (text_equal_z(r->payer_word, "*"))
        return true;
    for (size_t i = 0; i < s->payer_count; i++)
        if (text_equal(s->payers[i].code, r->payer_word))
            r->payer = (int)i;
    return r->payer >= 0 ||
           err_set(err, ERR_CONFIG, "the scenario table names payer '%.*s', which there is not",
               TEXT_ARG(r->payer_word));
}

struct rehearse_row *rehearse_setup_rows(struct rehearse_setup *s, size_t *count)
{
    *count = s->row_count;
    return s->rows;
}

// ---- Loading.

bool rehearse_setup_load(
    struct rehearse_setup **out, struct run *run, const struct organisation *org, struct err *err)
{
    struct rehearse_setup *s = calloc(1, sizeof *s);
    struct db_arg id = DB_I64(org->org_id);
    CHECK(s);
    s->arena = arena_new(ARENA_BYTES);
    *out = s;
    if (!db_each(run->db, &sql_rehearse_list_payers, &id, 1, on_payer, s, err) ||
        !db_each(run->db, &sql_rehearse_list_aliases, &id, 1, on_alias, s, err) ||
        !db_each(run->db, &sql_rehearse_list_fees, &id, 1, on_fee, s, err) ||
        !db_each(run->db, &sql_rehearse_list_scenarios, &id, 1, on_row, s, err)) {
        rehearse_setup_free(s);
        *out = NULL;
        return false;
    }
    if (s->fee_count > 0)
        qsort(s->fees, s->fee_count, sizeof *s->fees, by_key);
    return true;
}

void rehearse_setup_free(struct rehearse_setup *s)
{
    if (!s)
        return;
    free(s->payers);
    free(s->aliases);
    free(s->fees);
    free(s->rows);
    arena_free(s->arena);
    free(s);
}
