#include "jobs/inbox.h"

#include "claims/base/zip.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"

#include <stdlib.h>

static bool has_suffix(const char *name, const char *suffix)
{
    struct text t = text_of(name);
    struct text s = text_of(suffix);
    return t.size >= s.size && text_equal_nocase(text_part(t, t.size - s.size, s.size), s);
}

static const char *join(struct arena *arena, const char *folder, const char *name)
{
    return arena_format(arena, "%s/%s", folder, name).at;
}

// ---- Names.

const char *inbox_name(struct arena *arena, const char *name)
{
    struct text t = text_of(name);
    bool plain = text_is_utf8(t);
    for (size_t i = 0; plain && i < t.size; i++)
        plain = (unsigned char)t.at[i] >= ' ' && t.at[i] != '\x7F';
    if (plain)
        return name;
    char *made = arena_take(arena, t.size + 1);
    size_t whole = 0; // bytes that are known to be sound
    for (size_t i = 0; i < t.size; i++) {
        whole = whole > 0 ? whole : text_utf8_length(text_part(t, i, t.size));
        bool sound = whole > 0 && (unsigned char)t.at[i] >= ' ' && t.at[i] != '\x7F';
        made[i] = sound ? t.at[i] : '_';
        whole -= whole > 0;
    }
    made[t.size] = '\0';
    return made;
}

// ---- Encounter sets.

struct finding_sets {
    struct run *run;
    const struct mapping_list *mappings;
    struct encounter_set *sets;
    size_t count, room;
};

static struct encounter_set *set_add(struct finding_sets *f, const char *name, const char *org)
{
    if (f->count == f->room) {
        size_t room = f->room ? 2 * f->room : 16;
        struct encounter_set *more = ARENA_ARRAY(f->run->arena, struct encounter_set, room);
        if (f->count > 0)
            memcpy(more, f->sets, f->count * sizeof *more);
        f->sets = more;
        f->room = room;
    }
    struct encounter_set *set = &f->sets[f->count++];
    *set = (struct encounter_set){.name = inbox_name(f->run->arena, name),
        .org = org,
        .refused = FINDING_COUNT,
        .refused_why = ""};
    return set;
}

static void set_refuse(struct encounter_set *set, enum finding_code code, const char *why)
{
    if (set->refused != FINDING_COUNT)
        return;
    set->refused = code;
    set->refused_why = why;
}

static struct text name_of_mapping(struct finding_sets *f, struct text file_name, size_t *start)
{
    *start = mapping_name_start(f->mappings, file_name);
    return *start == SIZE_MAX ? (struct text){0} : text_part(file_name, *start, file_name.size);
}

static void set_add_member(struct finding_sets *f, struct encounter_set *set, const char *shown,
    struct text file_name, const char *path, size_t zip_index)
{
    size_t start;
    struct set_member *m = &set->members[set->member_count++];
    *m = (struct set_member){
        .shown = inbox_name(f->run->arena, shown), .path = path, .zip_index = zip_index};
    m->name = arena_copy(f->run->arena, name_of_mapping(f, file_name, &start));
}

// The members of an archive. What is wrong with it stands in the set: the night goes on.
static bool set_from_zip(
    struct finding_sets *f, const char *folder, const char *name, const char *org, struct err *err)
{
    struct arena *arena = f->run->arena;
    struct encounter_set *set = set_add(f, name, org);
    set->paths = ARENA_ARRAY(arena, const char *, 1);
    set->paths[set->path_count++] = join(arena, folder, name);

    struct file *file;
    struct err refused = {0};
    if (!file_open(&file, set->paths[0], FILE_REFUSE_LINK, &refused)) {
        if (refused.kind != ERR_DATA)
            return err_set(err, refused.kind, "%s", refused.text);
        set_refuse(set, FINDING_file_unreadable, set->name);
        return true;
    }
    struct zip_archive *zip;
    struct zip_limits limits = {.members = (size_t)f->run->config->limits.zip_members,
        .member_bytes = f->run->config->limits.zip_member_bytes};
    if (zip_archive_open(&zip, file_read_for_zip, file, file_size(file), limits, &refused)) {
        size_t count = zip_member_count(zip);
        set->members = ARENA_ARRAY(arena, struct set_member, count + 1);
        for (size_t i = 0; i < count; i++) {
            struct text member = zip_member_name(zip, i);
            struct text base = member;
            for (size_t at = 0; at < member.size; at++)
                if (member.at[at] == '/')
                    base = text_part(member, at + 1, member.size);
            const char *shown = arena_format(arena, "%s!%.*s", name, TEXT_ARG(member)).at;
            set_add_member(f, set, shown, base, set->paths[0], i);
        }
        zip_archive_close(zip);
    } else {
        set_refuse(set, FINDING_zip_refused,
            inbox_name(arena, arena_copy(arena, text_of(refused.text)).at));
    }
    file_close(file);
    return true;
}

static bool is_org(const struct organisation *orgs, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(orgs[i].code, name) == 0)
            return true;
    return false;
}

// What stands before the part of a name that some mapping knows; the whole name when none does.
static struct text prefix_of(struct finding_sets *f, const char *name)
{
    size_t start = mapping_name_start(f->mappings, text_of(name));
    return text_part(text_of(name), 0, start);
}

// The loose files of a folder: those with the same prefix belong together. `shown` is the folder's
// name when it is a set by itself, else "".
static void sets_from_loose(struct finding_sets *f, const char *folder,
    const struct file_list *list, const char *org, const char *shown)
{
    struct arena *arena = f->run->arena;
    bool *taken = ARENA_ARRAY(arena, bool, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        const struct file_entry *first = &list->entries[i];
        if (taken[i] || first->kind == FILE_FOLDER || has_suffix(first->name, ".zip"))
            continue;
        struct text prefix = prefix_of(f, first->name);
        const char *name = *shown ? shown : "loose files";
        if (prefix.size > 0)
            name = arena_format(arena, "%s%s%.*s*", shown, *shown ? "/" : "", TEXT_ARG(prefix)).at;
        struct encounter_set *set = set_add(f, name, org);
        set->paths = ARENA_ARRAY(arena, const char *, list->count - i);
        set->members = ARENA_ARRAY(arena, struct set_member, list->count - i);
        for (size_t k = i; k < list->count; k++) {
            const struct file_entry *e = &list->entries[k];
            if (taken[k] || e->kind == FILE_FOLDER || has_suffix(e->name, ".zip") ||
                !text_equal(prefix_of(f, e->name), prefix))
                continue;
            taken[k] = true;
            const char *path = join(arena, folder, e->name);
            set->paths[set->path_count++] = path;
            set_add_member(f, set, e->name, text_of(e->name), path, SIZE_MAX);
        }
    }
}

// `own`: the folder is not one of the house's, but made for what lies in it.
static bool sets_from_folder(struct finding_sets *f, const char *folder, const char *org,
    const char *shown, bool own, struct err *err)
{
    size_t before = f->count;
    struct file_list list;
    if (!file_folder_list(folder, f->run->arena, &list, err))
        return false;
    sets_from_loose(f, folder, &list, org, shown);
    for (size_t i = 0; i < list.count; i++) {
        const struct file_entry *e = &list.entries[i];
        if (e->kind != FILE_FOLDER && has_suffix(e->name, ".zip") &&
            !set_from_zip(f, folder, e->name, org, err))
            return false;
    }
    for (size_t i = before; own && i < f->count; i++)
        f->sets[i].folder = folder;
    return true;
}

bool inbox_encounter_sets(struct run *run, const struct organisation *orgs, size_t org_count,
    const struct mapping_list *mappings, struct encounter_set **out, size_t *count, struct err *err)
{
    const char *inbox = run->config->folders.inbox_encounters;
    struct finding_sets f = {.run = run, .mappings = mappings};
    struct file_list list;
    if (!file_folder_list(inbox, run->arena, &list, err) ||
        !sets_from_folder(&f, inbox, "", "", false, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        const struct file_entry *e = &list.entries[i];
        if (e->kind != FILE_FOLDER)
            continue;
        const char *path = join(run->arena, inbox, e->name);
        bool org = is_org(orgs, org_count, e->name);
        if (!sets_from_folder(&f, path, org ? e->name : "", org ? "" : e->name, !org, err))
            return false;
        // Within an organisation's folder each folder is a set of its own.
        struct file_list inner;
        if (org && !file_folder_list(path, run->arena, &inner, err))
            return false;
        for (size_t k = 0; org && k < inner.count; k++) {
            if (inner.entries[k].kind != FILE_FOLDER)
                continue;
            const char *set = inner.entries[k].name;
            if (!sets_from_folder(&f, join(run->arena, path, set), e->name, set, true, err))
                return false;
        }
    }
    *out = f.sets;
    *count = f.count;
    return true;
}

// ---- Acknowledgements and remittances.

bool inbox_files(
    struct run *run, const char *folder, const char ***out, size_t *count, struct err *err)
{
    struct file_list list;
    if (!file_folder_list(folder, run->arena, &list, err))
        return false;
    *out = ARENA_ARRAY(run->arena, const char *, list.count + 1);
    *count = 0;
    for (size_t i = 0; i < list.count; i++)
        if (list.entries[i].kind != FILE_FOLDER)
            (*out)[(*count)++] = join(run->arena, folder, list.entries[i].name);
    return true;
}

// ---- Afterwards.

// The path below the inbox folder that it lies in: sets in folders of their own may have files of
// the same names.
static const char *below_inbox(const struct run *run, const char *path)
{
    const char *const inboxes[] = {run->config->folders.inbox_encounters,
        run->config->folders.inbox_acks, run->config->folders.inbox_remits,
        run->config->folders.inbox_bank};
    for (size_t i = 0; i < sizeof inboxes / sizeof inboxes[0]; i++) {
        size_t size = strlen(inboxes[i]);
        if (strncmp(path, inboxes[i], size) == 0 && path[size] == '/')
            return path + size + 1;
    }
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *inbox_place(struct run *run, const char *path, const char *kind, bool refused)
{
    char day[DATE_ROOM];
    date_format_iso(run->as_of, day);
    return arena_format(run->arena, "%s/%s/%s/%lld-%s", refused ? "rejected" : "done", day, kind,
        (long long)run->run_id, inbox_name(run->arena, below_inbox(run, path)))
        .at;
}

bool inbox_tidy(struct run *run, const struct encounter_set *set, struct err *err)
{
    return !set->folder || run->options->dry_run || file_folder_remove_empty(set->folder, err);
}

bool inbox_keep(struct run *run, const char *path, const char *kind, bool refused, struct err *err)
{
    if (run->options->dry_run)
        return true;
    bool exists;
    if (!file_exists(path, &exists, err))
        return false;
    if (!exists)
        return true;
    const char *to =
        join(run->arena, run->config->data_folder, inbox_place(run, path, kind, refused));
    struct text folder = text_of(to);
    folder.size = (size_t)(strrchr(to, '/') - to);
    return file_folder_make(arena_copy(run->arena, folder).at, err) && file_move(path, to, err);
}
