#include "jobs/rehearse.h"

#include "claims/base/log.h"
#include "claims/base/progress.h"
#include "jobs/config.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"
#include "jobs/rehearse_acks.h"
#include "jobs/rehearse_pay.h"
#include "jobs/rehearse_read.h"

#include <inttypes.h>
#include <stdlib.h>

static const struct rehearse_request standard = {.seed = 1, .only = SCENARIO_COUNT};

// An organisation's rehearsal.
struct playing {
    struct run *run;
    const struct organisation *org;
    const struct rehearse_request *request;
    struct rehearse_setup *setup;
    struct rehearse_memory *memory;
    struct rehearse_file *file;
    struct rehearse_deal *deal; // while a new file is heard

    // While a step is written.
    const struct rehearse_dealt *dealt;
    size_t count;
    size_t at; // claims heard
    struct rehearse_out *out;
    struct rehearse_acks *acks;
    struct rehearse_pay *pay;
    bool ok;
    struct err why; // when not ok
};

// ---- Hearing a new file, and dealing.

static void on_claim_heard(
    void *context, const struct claim *claim, const struct x837p_position *position)
{
    struct playing *p = context;
    rehearse_memory_hear(p->memory, claim->control_number);
    rehearse_deal_hear(p->deal, claim, position);
}

static bool between_heard(void *context, struct err *err)
{
    struct playing *p = context;
    return rehearse_memory_send(p->memory, false, err);
}

// What is wrong with a file is a person's to look at; the others are played.
static void leave(struct playing *p, const char *why)
{
    p->run->findings = true;
    run_count(p->run, p->org->org_id, "files not answered", 1);
    log_warn("%s: not answered: %s", p->file->name, why);
}

static bool is_sound(struct playing *p, const struct rehearse_read_result *read)
{
    const char *why = NULL;
    if (memcmp(read->sha256, p->file->sha256, DIGEST_SIZE) != 0)
        why = "it is not the file that was published";
    else if (!read->whole)
        why = read->fault[0] != '\0' ? read->fault : "it is not whole";
    else if (!read->is_test)
        why = "it is no test (ISA15)";
    if (why)
        leave(p, why);
    return why == NULL;
}

// Rows that were never dealt: the file had no claim for them.
static void tell_rows_left(const struct playing *p)
{
    size_t count;
    const struct rehearse_row *rows = rehearse_setup_rows(p->setup, &count);
    char words[1024] = "";
    size_t size = 0;
    int64_t left = 0;
    for (size_t i = 0; i < count; i++) {
        const char *word = scenario_word(rows[i].scenario);
        if (rows[i].dealt > 0 || rows[i].weight == 0)
            continue;
        left++;
        if (size + strlen(word) + 3 < sizeof words) {
            const char *comma = size > 0 ? ", " : "";
            memcpy(words + size, comma, strlen(comma));
            size += strlen(comma);
            memcpy(words + size, word, strlen(word) + 1);
            size += strlen(word);
        }
    }
    run_count(p->run, p->org->org_id, "scenarios not shown yet", left);
    if (left > 0)
        log_info("%s: %" PRId64
                 " rows of the scenario table fitted no claim, or there were too few "
                 "claims or sets: %s",
            p->org->code, left, words);
}

static void count_dealt(struct playing *p)
{
    int64_t counts[SCENARIO_COUNT] = {0};
    for (size_t i = 0; i < p->count; i++)
        counts[p->dealt[i].scenario]++;
    run_count(p->run, p->org->org_id, "claims answered", (int64_t)p->count);
    for (int i = 0; i < SCENARIO_COUNT; i++)
        if (counts[i] > 0)
            run_count(p->run, p->org->org_id,
                arena_format(p->run->arena, "scenario %s", scenario_word((enum scenario)i)).at,
                counts[i]);
}

// Hears the file and deals. *go: whether there is something to answer.
static bool hear(struct playing *p, bool *go, struct err *err)
{
    struct rehearse_read_result read;
    const struct rehearse_read_handler handler = {
        .context = p, .claim = on_claim_heard, .between = between_heard};
    *go = false;
    p->deal = rehearse_deal_new(p->setup, p->request->seed, p->request->only);
    progress_step("rehearse: hearing", "claims", 0);
    bool ok = rehearse_read(p->file->path, &handler, &read, err);
    progress_end();
    if (!ok || !is_sound(p, &read) || rehearse_deal_count(p->deal) == 0)
        return ok;
    if (!rehearse_memory_send(p->memory, true, err) ||
        !rehearse_memory_know(p->memory, p->deal, p->setup, err))
        return false;
    p->dealt = rehearse_deal_settle(p->deal);
    p->count = rehearse_deal_count(p->deal);
    p->file->seed = p->request->seed;
    *go = true;
    count_dealt(p);
    run_count(
        p->run, p->org->org_id, "claims that no scenario fitted", rehearse_deal_unfit(p->deal));
    return rehearse_memory_begin(p->memory, p->file, p->dealt, p->count, p->setup, err);
}

// ---- Answering.

// The payer's number for a claim: the same in every answer.
static struct text payer_claim_number(
    const struct playing *p, const struct claim *claim, char out[32])
{
    uint64_t number = rehearse_deal_number(p->file->seed, "payer", claim->control_number);
    memcpy(out, "RH", 2);
    for (int i = 0; i < 12; i++, number /= 10)
        out[2 + i] = (char)('0' + number % 10);
    return (struct text){out, 14};
}

static void on_claim_answered(
    void *context, const struct claim *claim, const struct x837p_position *position)
{
    struct playing *p = context;
    char number[32];
    if (!p->ok || p->at >= p->count)
        return;
    struct rehearse_dealt dealt = p->dealt[p->at++];
    const struct rehearse_case c = {.claim = claim,
        .setup = p->setup,
        .scenario = (enum scenario)dealt.scenario,
        .payer = rehearse_setup_find_payer(p->setup, claim->payer.identifier, claim->payer.name),
        .next_payer = dealt.next_payer,
        .received = p->file->received,
        .payer_claim_number = payer_claim_number(p, claim, number)};
    p->ok = rehearse_acks_hear(
                p->acks, claim, position, c.payer, dealt, c.payer_claim_number, &p->why) &&
            rehearse_pay_hear(p->pay, &c, position->set, &p->why);
}

static void on_set_answered(void *context, const struct x12_set *set)
{
    struct playing *p = context;
    p->ok = p->ok && rehearse_acks_set_end(p->acks, set, &p->why);
}

static void on_interchange_answered(void *context, const struct x12_interchange *interchange)
{
    struct playing *p = context;
    p->ok = p->ok && rehearse_acks_interchange_end(p->acks, interchange, &p->why);
}

static bool between_answered(void *context, struct err *err)
{
    struct playing *p = context;
    if (!p->ok)
        *err = p->why;
    return p->ok;
}

// Writes the files of the step that was begun.
static bool write_step(struct playing *p, struct err *err)
{
    struct rehearse_read_result read;
    const struct rehearse_read_handler handler = {.context = p,
        .claim = on_claim_answered,
        .set_end = on_set_answered,
        .interchange_end = on_interchange_answered,
        .between = between_answered};
    p->ok = true;
    p->why = (struct err){0};
    p->at = 0;
    p->out = rehearse_out_new(p->run, p->org, p->file);
    p->acks = rehearse_acks_new(p->out, p->setup, p->file, p->dealt, p->count);
    p->pay = rehearse_pay_new(p->out, p->setup, p->file);
    progress_step("rehearse", "claims", (int64_t)p->count);
    bool ok = rehearse_read(p->file->path, &handler, &read, err);
    progress_end();
    if (ok && (p->at != p->count || memcmp(read.sha256, p->file->sha256, DIGEST_SIZE) != 0))
        ok = err_set(err, ERR_FILE, "the file changed while it was read");
    ok = ok && rehearse_acks_end(p->acks, err) && rehearse_pay_end(p->pay, err);
    rehearse_pay_free(p->pay);
    rehearse_acks_free(p->acks);
    rehearse_out_free(p->out);
    return ok;
}

// A step that was begun, with what memory has of it.
static bool write_again(struct playing *p, struct err *err)
{
    struct rehearse_dealt *dealt;
    if (!rehearse_memory_load(p->memory, p->file, p->setup, &dealt, &p->count, err))
        return false;
    p->dealt = dealt;
    bool ok = write_step(p, err) && rehearse_memory_finish(p->memory, p->file, err);
    free(dealt);
    return ok;
}

// ---- Files.

static bool answer(struct playing *p, struct err *err)
{
    struct rehearse_file *f = p->file;
    if (f->step > 0 && f->begun)
        return write_again(p, err);
    if (f->step > 0 && f->due == 0)
        return true;
    if (f->step > 0) {
        run_count(p->run, p->org->org_id, "claims answered further", f->due);
        return rehearse_memory_begin_step(p->memory, f, err) && write_again(p, err);
    }
    bool go;
    return hear(p, &go, err) &&
           (!go || (write_step(p, err) && rehearse_memory_finish(p->memory, f, err)));
}

static bool play_file(struct playing *p, struct err *err)
{
    bool exists;
    if (!file_exists(p->file->path, &exists, err))
        return false;
    if (!exists) // moved to the archive
        return true;
    if (!rehearse_memory_new(&p->memory, p->run, p->org, err))
        return false;
    struct err why = {0};
    bool ok = answer(p, &why);
    rehearse_deal_free(p->deal);
    p->deal = NULL;
    rehearse_memory_free(p->memory);
    p->memory = NULL;
    if (ok)
        return true;
    if (why.kind != ERR_DATA) {
        *err = why;
        return err_prefix(err, "%s", p->file->name);
    }
    leave(p, why.text);
    return true;
}

static bool play_org(struct run *run, const struct organisation *org,
    const struct rehearse_request *request, struct err *err)
{
    struct playing p = {.run = run, .org = org, .request = request};
    struct rehearse_file *files;
    size_t count;
    if (!db_lock(run->db, DB_LOCK_ORG, org->org_id, (int)run->config->run.lock_seconds, err) ||
        !rehearse_memory_files(run, org, &files, &count, err) ||
        !rehearse_setup_load(&p.setup, run, org, err))
        return false;
    bool ok = true;
    bool heard = false;
    for (size_t i = 0; ok && i < count; i++) {
        p.file = &files[i];
        heard = heard || p.file->step == 0;
        ok = play_file(&p, err);
    }
    if (ok && heard && request->only == SCENARIO_COUNT)
        tell_rows_left(&p);
    rehearse_setup_free(p.setup);
    if (ok)
        db_unlock(run->db, DB_LOCK_ORG, org->org_id);
    return ok;
}

// ---- The outbox.

// Files that nobody here published: counted, so that nobody waits for their answers.
static bool count_strangers(struct run *run, const struct organisation *orgs, size_t org_count,
    const char *partner, struct err *err)
{
    struct file_list list;
    const char *folder = arena_format(run->arena, "%s/%s", run->config->folders.outbox, partner).at;
    if (!file_folder_list(folder, run->arena, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        struct text name = text_of(list.entries[i].name);
        bool known = !text_ends(name, TEXT(".837"));
        for (size_t k = 0; !known && k < org_count; k++) {
            struct text code = text_of(orgs[k].code);
            known = text_starts(name, code) && name.size > code.size && name.at[code.size] == '-';
        }
        if (known)
            continue;
        run->findings = true;
        run_count(run, 0, "files of nobody", 1);
        log_warn("%s/%s: not answered: no organisation here published it", partner, name.at);
    }
    return true;
}

static bool look_for_strangers(
    struct run *run, const struct organisation *orgs, size_t count, struct err *err)
{
    struct file_list list;
    if (!file_folder_list(run->config->folders.outbox, run->arena, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (list.entries[i].kind == FILE_FOLDER &&
            !count_strangers(run, orgs, count, list.entries[i].name, err))
            return false;
    return true;
}

bool rehearse(struct run *run, struct err *err)
{
    const struct rehearse_request *request =
        run->options->request ? run->options->request : &standard;
    const struct organisation *orgs;
    size_t count;
    size_t played = 0;
    if (!run_organisations(run, &orgs, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        played += orgs[i].rehearsal;
    if (count > 0 && played == 0)
        return err_set(err, ERR_USAGE,
            "'%s' is a production organisation: its claims go to real payers, and only real payers "
            "answer them. A rehearsal needs an organisation whose usage is 'rehearsal'",
            orgs[0].code);
    for (size_t i = 0; i < count; i++)
        if (orgs[i].rehearsal && !play_org(run, &orgs[i], request, err))
            return err_prefix(err, "organisation %s", orgs[i].code);
    return run->options->org[0] != '\0' || look_for_strangers(run, orgs, count, err);
}
