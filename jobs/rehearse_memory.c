#include "jobs/rehearse_memory.h"

#include "jobs/config.h"
#include "sql/array.h"
#include "sql/copy.h"
#include "sql_statements.h"

#include <inttypes.h>
#include <stdlib.h>

#define WORDS_BYTES      ((size_t)64 * 1024 * 1024)
#define CONTROL_MAX      999999999 // ISA13 has nine digits
#define CONTROLS_A_CLAIM 4         // interchanges that a claim can be the reason for, at most
#define CONTROLS_A_FILE  16

// clang-format off
static const struct copy_column number_columns[] = {
    {"position", COPY_I32}, {"control_number", COPY_TEXT}};
static const struct copy_table stage_number = {"stage_rehearsal_number", number_columns, 2};

static const struct copy_column dealt_columns[] = {
    {"position", COPY_I32}, {"scenario", COPY_TEXT}, {"steps", COPY_I16}, {"next_payer", COPY_I64}};
static const struct copy_table stage_dealt = {"stage_rehearsal_dealt", dealt_columns, 4};
// clang-format on

struct rehearse_memory {
    struct run *run;
    const struct organisation *org;
    struct copy *numbers;
};

// ---- Files.

bool rehearse_memory_files(struct run *run, const struct organisation *org,
    struct rehearse_file **out, size_t *count, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(run->db, &sql_rehearse_list_files, DB_ARGS(DB_I64(org->org_id)), &rows, err))
        return false;
    *count = db_rows_count(rows);
    *out = ARENA_ARRAY(run->arena, struct rehearse_file, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        struct rehearse_file *f = &(*out)[i];
        struct text sum = db_text(rows, i, 3);
        CHECK(sum.size == DIGEST_SIZE);
        memcpy(f->sha256, sum.at, DIGEST_SIZE);
        f->partner = arena_copy(run->arena, db_text(rows, i, 0)).at;
        f->name = arena_copy(run->arena, db_text(rows, i, 1)).at;
        f->path =
            arena_format(run->arena, "%s/%s/%s", run->config->folders.outbox, f->partner, f->name)
                .at;
        f->bytes = db_i64(rows, i, 2);
        f->file_no = db_i64(rows, i, 4);
        f->seed = db_i64(rows, i, 5);
        f->received = db_date(rows, i, 6);
        f->step = (int)db_i64(rows, i, 7);
        f->at = (struct moment){db_date(rows, i, 8), (int32_t)db_i64(rows, i, 9)};
        f->begun = text_equal_z(db_text(rows, i, 10), "begun");
        f->due = db_i64(rows, i, 11);
        f->control = db_i64(rows, i, 12);
        f->claims = db_i64(rows, i, 13);
    }
    db_rows_free(rows);
    return true;
}

// ---- Staging.

bool rehearse_memory_new(
    struct rehearse_memory **out, struct run *run, const struct organisation *org, struct err *err)
{
    struct rehearse_memory *m = calloc(1, sizeof *m);
    CHECK(m);
    *m = (struct rehearse_memory){.run = run, .org = org, .numbers = copy_new(&stage_number)};
    *out = m;
    struct buf ddl;
    buf_init(&ddl, 4096);
    copy_table_ddl(&stage_number, &ddl);
    copy_table_ddl(&stage_dealt, &ddl);
    buf_char(&ddl, '\0');
    bool ok = db_script(run->db, "rehearse/stage", ddl.at, err);
    buf_free(&ddl);
    if (!ok) {
        rehearse_memory_free(m);
        *out = NULL;
    }
    return ok;
}

void rehearse_memory_free(struct rehearse_memory *m)
{
    if (!m)
        return;
    copy_free(m->numbers);
    free(m);
}

void rehearse_memory_hear(struct rehearse_memory *m, struct text control_number)
{
    copy_i32(m->numbers, copy_rows(m->numbers) + 1);
    copy_text(m->numbers, control_number);
    copy_row(m->numbers);
}

bool rehearse_memory_send(struct rehearse_memory *m, bool all, struct err *err)
{
    return (!all && !copy_is_full(m->numbers)) || copy_send(m->numbers, m->run->db, err);
}

// ---- What is known.

struct knowing {
    struct rehearse_deal *deal;
    struct rehearse_setup *setup;
};

static bool on_known(void *context, const struct db_rows *rows, size_t row, struct err *err)
{
    struct knowing *k = context;
    (void)err;
    int next = rehearse_setup_find_payer_id(k->setup, db_i64(rows, row, 2));
    rehearse_deal_know(
        k->deal, db_i64(rows, row, 0), (enum rehearse_earlier)db_i64(rows, row, 1), next);
    return true;
}

bool rehearse_memory_know(struct rehearse_memory *m, struct rehearse_deal *deal,
    struct rehearse_setup *setup, struct err *err)
{
    struct knowing k = {deal, setup};
    struct buf words;
    buf_init(&words, 4096);
    array_start(&words);
    for (int i = 0; i < SCENARIO_COUNT; i++)
        if (scenario_rejects((enum scenario)i))
            array_text(&words, text_of(scenario_word((enum scenario)i)));
    bool ok = db_script(m->run->db, "rehearse/analyze", "ANALYZE stage_rehearsal_number", err) &&
              db_each(m->run->db, &sql_rehearse_know_claims,
                  DB_ARGS(DB_I64(m->org->org_id), DB_TEXT(array_end(&words)),
                      DB_BOOL(rehearse_deal_wants_next_payer(deal))),
                  on_known, &k, err);
    buf_free(&words);
    return ok;
}

// ---- Steps.

// Control numbers enough for whatever the file's claims are answered with.
static bool take_controls(struct rehearse_memory *m, const struct rehearse_file *f, int64_t *first,
    int64_t *last, struct err *err)
{
    int64_t block = CONTROLS_A_CLAIM * f->claims + CONTROLS_A_FILE;
    if (!db_get_i64(
            m->run->db, &sql_rehearse_take_control_numbers, DB_ARGS(DB_I64(block)), last, err))
        return false;
    *first = *last - block + 1;
    return *last <= CONTROL_MAX || err_set(err, ERR_SYSTEM,
                                       "the control numbers of the rehearsal's payers are used up: "
                                       "begin a new database");
}

static bool stage_dealt_rows(struct rehearse_memory *m, const struct rehearse_dealt *dealt,
    size_t count, const struct rehearse_setup *setup, struct err *err)
{
    struct copy *rows = copy_new(&stage_dealt);
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        struct rehearse_dealt d = dealt[i];
        copy_i32(rows, (int64_t)i + 1);
        copy_text(rows, text_of(scenario_word((enum scenario)d.scenario)));
        copy_i16(rows, rehearse_deal_steps(d));
        copy_i64(rows, d.next_payer >= 0 ? rehearse_setup_payer(setup, d.next_payer)->payer_id : 0);
        copy_row(rows);
        if (copy_is_full(rows))
            ok = copy_send(rows, m->run->db, err);
    }
    ok = ok && copy_send(rows, m->run->db, err);
    copy_free(rows);
    return ok;
}

static bool store_dealt(struct rehearse_memory *m, struct rehearse_setup *setup, struct err *err)
{
    size_t count;
    const struct rehearse_row *rows = rehearse_setup_rows(setup, &count);
    struct buf lists[4];
    for (int i = 0; i < 4; i++) {
        buf_init(&lists[i], WORDS_BYTES);
        array_start(&lists[i]);
    }
    for (size_t i = 0; i < count; i++) {
        if (rows[i].dealt == 0)
            continue;
        array_text(&lists[0], text_of(scenario_word(rows[i].scenario)));
        array_text(&lists[1], rows[i].payer_word);
        array_text(&lists[2], rows[i].procedure);
        array_i64(&lists[3], rows[i].dealt);
    }
    bool ok = db_run(m->run->db, &sql_rehearse_store_dealt,
        DB_ARGS(DB_I64(m->org->org_id), DB_TEXT(array_end(&lists[0])),
            DB_TEXT(array_end(&lists[1])), DB_TEXT(array_end(&lists[2])),
            DB_TEXT(array_end(&lists[3]))),
        NULL, err);
    for (int i = 0; i < 4; i++)
        buf_free(&lists[i]);
    return ok;
}

static bool store_file(struct rehearse_memory *m, struct rehearse_file *f, struct err *err)
{
    int64_t last;
    const char *name = arena_format(m->run->arena, "%s/%s", f->partner, f->name).at;
    return take_controls(m, f, &f->control, &last, err) &&
           db_get_i64(m->run->db, &sql_rehearse_begin_file,
               DB_ARGS(DB_I64(m->org->org_id),
                   DB_BYTES(((struct text){(const char *)f->sha256, DIGEST_SIZE})), DB_Z(name),
                   DB_I64(f->bytes), DB_I64(f->claims), DB_I64(f->seed), DB_DATE(f->received),
                   DB_MOMENT(f->at), DB_I64(f->control), DB_I64(last), DB_I64(m->run->run_id)),
               &f->file_no, err);
}

bool rehearse_memory_begin(struct rehearse_memory *m, struct rehearse_file *f,
    const struct rehearse_dealt *dealt, size_t count, struct rehearse_setup *setup, struct err *err)
{
    f->step = 1;
    f->at = m->run->now;
    f->received = m->run->as_of;
    f->begun = true;
    f->claims = (int64_t)count;
    return db_begin(m->run->db, err) && store_file(m, f, err) &&
           stage_dealt_rows(m, dealt, count, setup, err) &&
           db_run(m->run->db, &sql_rehearse_store_claims,
               DB_ARGS(DB_I64(m->org->org_id), DB_I64(f->file_no)), NULL, err) &&
           store_dealt(m, setup, err) && db_commit(m->run->db, err);
}

bool rehearse_memory_begin_step(struct rehearse_memory *m, struct rehearse_file *f, struct err *err)
{
    int64_t last;
    f->step++;
    f->at = m->run->now;
    f->begun = true;
    return db_begin(m->run->db, err) && take_controls(m, f, &f->control, &last, err) &&
           db_run(m->run->db, &sql_rehearse_begin_step,
               DB_ARGS(DB_I64(m->org->org_id), DB_I64(f->file_no), DB_I64(f->step),
                   DB_MOMENT(f->at), DB_I64(f->control), DB_I64(last), DB_I64(m->run->run_id)),
               NULL, err) &&
           db_commit(m->run->db, err);
}

bool rehearse_memory_finish(struct rehearse_memory *m, struct rehearse_file *f, struct err *err)
{
    f->begun = false;
    return db_begin(m->run->db, err) &&
           db_get_i64(m->run->db, &sql_rehearse_finish_step,
               DB_ARGS(DB_I64(m->org->org_id), DB_I64(f->file_no)), &f->due, err) &&
           db_commit(m->run->db, err);
}

// ---- Loading.

struct loading {
    const struct rehearse_setup *setup;
    struct rehearse_dealt *dealt;
    size_t count, room;
};

static bool on_claim(void *context, const struct db_rows *rows, size_t row, struct err *err)
{
    struct loading *l = context;
    enum scenario scenario = scenario_find(db_text(rows, row, 1));
    if (scenario == SCENARIO_COUNT)
        return err_set(err, ERR_DATABASE,
            "a claim was dealt '%.*s', which this program does not know",
            TEXT_ARG(db_text(rows, row, 1)));
    CHECK(l->count < l->room && db_i64(rows, row, 0) == (int64_t)l->count + 1);
    l->dealt[l->count++] = (struct rehearse_dealt){.scenario = (uint8_t)scenario,
        .next_payer = (int16_t)rehearse_setup_find_payer_id(l->setup, db_i64(rows, row, 2))};
    return true;
}

bool rehearse_memory_load(struct rehearse_memory *m, const struct rehearse_file *f,
    const struct rehearse_setup *setup, struct rehearse_dealt **out, size_t *count, struct err *err)
{
    struct loading l = {.setup = setup, .room = (size_t)f->claims};
    l.dealt = calloc(l.room + 1, sizeof *l.dealt);
    CHECK(l.dealt);
    if (!db_each(m->run->db, &sql_rehearse_load_claims,
            DB_ARGS(DB_I64(m->org->org_id), DB_I64(f->file_no)), on_claim, &l, err)) {
        free(l.dealt);
        return false;
    }
    *out = l.dealt;
    *count = l.count;
    return true;
}
