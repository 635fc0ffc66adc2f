#include "jobs/rehearse_out.h"

#include "jobs/config.h"
#include "jobs/file_write.h"

#include <stdlib.h>

struct rehearse_out_file {
    struct file_writer *writer; // NULL: dry run
    enum rehearse_folder folder;
    int64_t control;
    struct rehearse_out_file *next; // of those that are open
};

struct rehearse_out {
    struct run *run;
    const struct organisation *org;
    const struct rehearse_file *file;
    struct text stem; // name of the 837 without its ending
    int64_t next_control;
    struct rehearse_out_file *open;
};

struct rehearse_out *rehearse_out_new(
    struct run *run, const struct organisation *org, const struct rehearse_file *file)
{
    struct rehearse_out *out = calloc(1, sizeof *out);
    CHECK(out);
    *out = (struct rehearse_out){.run = run,
        .org = org,
        .file = file,
        .stem = text_of(file->name),
        .next_control = file->control};
    if (text_ends(out->stem, TEXT(".837")))
        out->stem.size -= 4;
    return out;
}

void rehearse_out_free(struct rehearse_out *out)
{
    if (!out)
        return;
    while (out->open) {
        struct rehearse_out_file *f = out->open;
        out->open = f->next;
        file_write_abandon(f->writer);
        free(f);
    }
    free(out);
}

static bool open_writer(struct rehearse_out *out, enum rehearse_folder folder, int order,
    const char *word, struct file_writer **writer, struct err *err)
{
    const struct config_folders *folders = &out->run->config->folders;
    struct arena *arena = arena_new((size_t)64 * 1024);
    const char *path = arena_format(arena, "%s/%.*s-%d-%02d-%s",
        folder == REHEARSE_ACKS ? folders->inbox_acks : folders->inbox_remits, TEXT_ARG(out->stem),
        out->file->step, order, word)
                           .at;
    bool ok = file_write_begin(writer, path, err);
    arena_free(arena);
    return ok;
}

bool rehearse_out_begin(struct rehearse_out *out, enum rehearse_folder folder, int order,
    const char *word, struct rehearse_out_file **file, struct err *err)
{
    struct file_writer *writer = NULL;
    if (!out->run->options->dry_run && !open_writer(out, folder, order, word, &writer, err))
        return false;
    struct rehearse_out_file *f = calloc(1, sizeof *f);
    CHECK(f);
    *f = (struct rehearse_out_file){writer, folder, out->next_control++, out->open};
    out->open = f;
    *file = f;
    return true;
}

int64_t rehearse_out_control(const struct rehearse_out_file *file)
{
    return file->control;
}

bool rehearse_out_append(struct rehearse_out_file *file, struct text bytes, struct err *err)
{
    return !file->writer || file_write_append(file->writer, bytes, err);
}

bool rehearse_out_end(struct rehearse_out *out, struct rehearse_out_file *file, struct err *err)
{
    struct rehearse_out_file **at = &out->open;
    while (*at != file)
        at = &(*at)->next;
    *at = file->next;
    bool ok = !file->writer || file_write_commit(file->writer, err);
    run_count(out->run, out->org->org_id,
        file->folder == REHEARSE_ACKS ? "acknowledgement files" : "remittance files", ok);
    free(file);
    return ok;
}

struct rehearse_address rehearse_out_address(const struct x12_set *set, struct arena *arena)
{
    const struct x12_interchange *i = set->interchange;
    return (struct rehearse_address){.separators = i->separators,
        .sender_qualifier = arena_copy(arena, i->sender_qualifier),
        .sender = arena_copy(arena, i->sender),
        .receiver_qualifier = arena_copy(arena, i->receiver_qualifier),
        .receiver = arena_copy(arena, i->receiver),
        .group_sender = arena_copy(arena, set->group->sender),
        .group_receiver = arena_copy(arena, set->group->receiver)};
}

struct x12_settings rehearse_out_settings(
    const struct rehearse_address *to, int64_t control, struct moment at)
{
    return (struct x12_settings){.separators = to->separators,
        .line_break = X12_LINE_LF,
        .sender_qualifier = to->receiver_qualifier,
        .sender = to->receiver,
        .receiver_qualifier = to->sender_qualifier,
        .receiver = to->sender,
        .acknowledgement_requested = '0',
        .usage = 'T',
        .group_sender = to->group_receiver,
        .group_receiver = to->group_sender,
        .interchange_control = control,
        .group_control = control,
        .at = at};
}

static void on_refusal(
    void *context, enum x12_refusal refusal, const char *field, struct text value)
{
    static const char *const reasons[] = {
        [X12_REFUSED_CHARACTER] = "holds a character that cannot be sent",
        [X12_REFUSED_LONG] = "is too long",
        [X12_REFUSED_EMPTY] = "is missing",
        [X12_REFUSED_RANGE] = "is out of range"};
    struct err *err = context;
    (void)value;
    if (err->kind == ERR_NONE)
        err_set(err, ERR_DATA, "%s %s", field, reasons[refusal]);
}

struct x12_refusals rehearse_out_refusals(struct err *err)
{
    return (struct x12_refusals){err, on_refusal};
}
