#include "jobs/look_status.h"

#include "jobs/config.h"
#include "jobs/file_folder.h"
#include "jobs/rule_load.h"
#include "sql/array.h"
#include "sql_statements.h"

#define ARENA_BYTES ((size_t)64 * 1024 * 1024)
#define LIST_BYTES  ((size_t)16 * 1024 * 1024)
#define DEPTH_MAX   16 // of folders in each other

// ---- The inbox

// Counts the files in a folder and in those within it. One that may not be read counts as a file:
// something lies there.
static bool add_folder(
    struct look *look, const char *path, int depth, struct look_inbox *inbox, struct err *err)
{
    struct arena *arena = look->run.arena;
    struct file_list list;
    struct err refused = {0};
    if (!file_folder_list(path, arena, &list, &refused)) {
        if (refused.kind != ERR_DATA || depth == 0)
            return err_set(err, refused.kind, "%s", refused.text);
        inbox->files++;
        return true;
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct file_entry *entry = &list.entries[i];
        if (entry->kind == FILE_FOLDER && depth < DEPTH_MAX) {
            if (!add_folder(look, arena_format(arena, "%s/%s", path, entry->name).at, depth + 1,
                    inbox, err))
                return false;
            continue;
        }
        inbox->files++;
    }
    return true;
}

bool look_status_inboxes(struct look *look, struct look_inbox out[LOOK_INBOXES], struct err *err)
{
    const struct config_folders *folders = &look->run.config->folders;
    const char *const paths[LOOK_INBOXES] = {
        folders->inbox_encounters, folders->inbox_acks, folders->inbox_remits, folders->inbox_bank};
    static const char *const names[LOOK_INBOXES] = {
        "inbox/encounters", "inbox/acks", "inbox/remits", "inbox/bank"};
    for (size_t i = 0; i < LOOK_INBOXES; i++) {
        out[i] =
            (struct look_inbox){.name = names[i], .has_reader = paths[i] != folders->inbox_bank};
        // An inbox that is missing is made when it is first needed.
        if (file_folder_device(paths[i]) != 0 && !add_folder(look, paths[i], 0, &out[i], err))
            return false;
    }
    return true;
}

// ---- Whose answer is overdue

enum { PAYER, FROM, TO, TA1, ACK999, ACK277CA, REMIT, LISTS };

static void add_date(struct buf *list, date_t date, const char *open)
{
    char iso[DATE_ROOM];
    if (date != DATE_NONE)
        date_format_iso(date, iso);
    array_text(list, text_of(date == DATE_NONE ? open : iso));
}

static void add_profile(struct buf *lists, const struct profile *p)
{
    array_text(&lists[PAYER], p->payer);
    add_date(&lists[FROM], p->from, "0001-01-01");
    add_date(&lists[TO], p->to, "9999-12-31");
    array_i64(&lists[TA1], p->ta1_hours);
    array_i64(&lists[ACK999], p->ack999_hours);
    array_i64(&lists[ACK277CA], p->ack277ca_days);
    array_i64(&lists[REMIT], p->remit_days);
}

static bool query(struct look *look, const struct organisation *org,
    const struct profile_table *table, struct db_rows **out, struct err *err)
{
    struct buf lists[LISTS];
    struct db_arg args[2 + LISTS] = {DB_I64(org->org_id), DB_MOMENT(look->run.now)};
    for (size_t k = 0; k < LISTS; k++) {
        buf_init(&lists[k], LIST_BYTES);
        array_start(&lists[k]);
    }
    for (size_t i = 0; i < table->count; i++)
        if (profile_types_meet(table->items[i].claim_type, 'P'))
            add_profile(lists, &table->items[i]);
    for (size_t k = 0; k < LISTS; k++)
        args[2 + k] = DB_TEXT(array_end(&lists[k]));
    bool ok = db_get(look->run.db, &sql_look_status_unanswered, args, 2 + LISTS, out, err);
    for (size_t k = 0; k < LISTS; k++)
        buf_free(&lists[k]);
    return ok;
}

bool look_status_unanswered(
    struct look *look, const struct organisation *org, struct db_rows **out, struct err *err)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct rule_store store;
    struct profile_table table = {0};
    struct table_faults faults;
    bool ok = rule_load_store(look->run.db, org->org_id, arena, &store, err);
    if (ok) {
        table_fault_start(&faults, arena);
        if (store.profiles.count > 0)
            profile_compile(&store.profiles, store.settings, arena, &table, &faults);
        ok = query(look, org, &table, out, err);
    }
    arena_free(arena);
    return ok;
}
