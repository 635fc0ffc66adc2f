#include "jobs/inbox.h"

#include "claims/base/digest.h"
#include "claims/base/log.h"
#include "claims/base/zip.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"

#include <stdlib.h>

#define KEPT_NAME_BYTES 220 // of a file's or folder's name, without the run's number

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

static const char *printable(struct arena *arena, struct text name)
{
    char *out = arena_take(arena, name.size + 1);
    return text_printable(out, name.size + 1, name);
}

const char *inbox_name(struct arena *arena, const char *name)
{
    return printable(arena, text_of(name));
}

// What one file of an inbox folder takes of the run's memory until it is kept elsewhere.
#define BYTES_A_FILE ((size_t)2 * 1024)

static bool has_room(struct arena *arena, const char *folder, size_t files, struct err *err)
{
    return arena_has_room(arena, files * BYTES_A_FILE) ||
           err_set(err, ERR_FILE, "'%s' holds too many files: move some away", folder);
}

// ---- Encounter sets.

#define DEPTH_MAX 16 // of folders in each other

struct finding_sets {
    struct run *run;
    const struct mapping_list *mappings;
    const struct organisation *orgs;
    size_t org_count;
    struct encounter_set *sets;
    size_t count, room;
};

// A folder that sets lie in.
struct place {
    const char *path;
    const char *org;   // code of the organisation whose folder it is or lies in; "" = none
    const char *shown; // below the inbox or the organisation's folder, for people; "" = that itself
    int depth;
};

static struct encounter_set *set_add(
    struct finding_sets *f, const char *name, const struct place *place)
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
    *set = (struct encounter_set){.name = name,
        .org = place->org,
        .folder = *place->shown ? place->path : NULL,
        .refused = FINDING_COUNT,
        .refused_why = ""};
    return set;
}

static void set_refuse(struct encounter_set *set, enum finding_code code, const char *why)
{
    set->refused = code;
    set->refused_why = why;
}

static struct text name_of_mapping(struct finding_sets *f, struct text file_name)
{
    size_t start = mapping_name_start(f->mappings, file_name);
    return start == SIZE_MAX ? (struct text){0} : text_part(file_name, start, file_name.size);
}

static void set_add_member(struct encounter_set *set, const char *shown, struct text name,
    const char *path, size_t zip_index)
{
    set->members[set->member_count++] =
        (struct set_member){.shown = shown, .name = name, .path = path, .zip_index = zip_index};
}

// An archive that cannot be used is itself what the set consists of, so that it has a name, a
// digest and a place where it is kept.
static void set_refuse_zip(
    struct finding_sets *f, struct encounter_set *set, enum finding_code code, const char *why)
{
    set->members = ARENA_ARRAY(f->run->arena, struct set_member, 1);
    set->member_count = 0;
    set_add_member(set, set->name, (struct text){0}, set->paths[0], SIZE_MAX);
    set_refuse(set, code, why);
}

static struct text base_name(struct text path)
{
    size_t start = 0;
    for (size_t at = 0; at < path.size; at++)
        if (path.at[at] == '/')
            start = at + 1;
    return text_part(path, start, path.size);
}

// The members of an archive. What is wrong with it stands in the set: the night goes on.
static bool set_from_zip(
    struct finding_sets *f, const struct place *place, const char *name, struct err *err)
{
    struct arena *arena = f->run->arena;
    const char *shown = printable(arena, text_of(name));
    if (*place->shown)
        shown = join(arena, place->shown, shown);
    struct encounter_set *set = set_add(f, shown, place);
    set->paths = ARENA_ARRAY(arena, const char *, 1);
    set->paths[set->path_count++] = join(arena, place->path, name);

    struct file *file;
    struct err refused = {0};
    if (!file_open(&file, set->paths[0], FILE_REFUSE_LINK, &refused)) {
        if (refused.kind != ERR_DATA)
            return err_set(err, refused.kind, "%s", refused.text);
        set_refuse_zip(f, set, FINDING_file_unreadable, set->name);
        return true;
    }
    struct zip_archive *zip;
    struct zip_limits limits = {.members = (size_t)f->run->config->limits.zip_members,
        .member_bytes = f->run->config->limits.zip_member_bytes};
    bool ok = true;
    if (zip_archive_open(&zip, file_read_for_zip, file, file_size(file), limits, &refused)) {
        size_t count = zip_member_count(zip);
        ok = has_room(arena, place->path, count, err);
        set->members = ARENA_ARRAY(arena, struct set_member, ok ? count + 1 : 1);
        for (size_t i = 0; ok && i < count; i++) {
            struct text member = zip_member_name(zip, i);
            struct text base = arena_copy(arena, base_name(member));
            const char *inside = printable(arena, member);
            set_add_member(set, arena_format(arena, "%s!%s", set->name, inside).at,
                name_of_mapping(f, base), set->paths[0], i);
        }
        zip_archive_close(zip);
        if (ok && count == 0)
            set_refuse_zip(f, set, FINDING_zip_refused, "the zip archive holds no file");
    } else {
        set_refuse_zip(f, set, FINDING_zip_refused, printable(arena, text_of(refused.text)));
    }
    file_close(file);
    return ok;
}

// A loose file, and what stands in its name before the part that some mapping knows: the whole name
// when none does.
struct loose_file {
    const char *name;
    struct text prefix;
    struct text known; // the part; empty when none does
};

static int by_prefix(const void *a, const void *b)
{
    const struct loose_file *left = a;
    const struct loose_file *right = b;
    int order = text_compare(left->prefix, right->prefix);
    return order != 0 ? order : strcmp(left->name, right->name);
}

// The loose files of a folder: those with the same prefix belong together.
static void sets_from_loose(
    struct finding_sets *f, const struct place *place, const struct file_list *list)
{
    struct arena *arena = f->run->arena;
    struct loose_file *files = ARENA_ARRAY(arena, struct loose_file, list->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct file_entry *e = &list->entries[i];
        if (e->kind == FILE_FOLDER || has_suffix(e->name, ".zip"))
            continue;
        struct text name = text_of(e->name);
        struct text known = name_of_mapping(f, name);
        files[count++] =
            (struct loose_file){e->name, text_part(name, 0, name.size - known.size), known};
    }
    qsort(files, count, sizeof *files, by_prefix);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count; end++)
            if (!text_equal(files[end].prefix, files[first].prefix))
                break;
        const char *name = *place->shown ? place->shown : "loose files";
        if (files[first].prefix.size > 0)
            name = arena_format(arena, "%s%s%s*", place->shown, *place->shown ? "/" : "",
                printable(arena, files[first].prefix))
                       .at;
        struct encounter_set *set = set_add(f, name, place);
        set->paths = ARENA_ARRAY(arena, const char *, end - first);
        set->members = ARENA_ARRAY(arena, struct set_member, end - first);
        for (size_t i = first; i < end; i++) {
            const char *path = join(arena, place->path, files[i].name);
            set->paths[set->path_count++] = path;
            set_add_member(
                set, printable(arena, text_of(files[i].name)), files[i].known, path, SIZE_MAX);
        }
    }
}

// The folder as a set that cannot be read: it stays where it is.
static void set_from_bad_folder(struct finding_sets *f, const struct place *place)
{
    struct encounter_set *set = set_add(f, place->shown, place);
    set_refuse(set, FINDING_file_unreadable, set->name);
}

// A folder that holds more than a zip archive may, with all that lies in it.
static void set_from_big_folder(struct finding_sets *f, const struct place *place)
{
    struct encounter_set *set = set_add(f, place->shown, place);
    set->paths = ARENA_ARRAY(f->run->arena, const char *, 1);
    set->paths[set->path_count++] = place->path;
    set->folder = NULL;
    set_refuse(set, FINDING_set_too_many_files, set->name);
}

static struct place place_within(
    struct finding_sets *f, const struct place *place, const char *folder)
{
    struct arena *arena = f->run->arena;
    struct place inner = {.path = join(arena, place->path, folder), .depth = place->depth + 1};
    inner.org = place->org;
    for (size_t i = 0; place->depth == 0 && i < f->org_count; i++)
        if (strcmp(f->orgs[i].code, folder) == 0)
            inner.org = f->orgs[i].code;
    const char *shown = printable(arena, text_of(folder));
    if (inner.org == place->org)
        inner.shown = *place->shown ? join(arena, place->shown, shown) : shown;
    else
        inner.shown = "";
    return inner;
}

// The sets of a folder and of those within it: the inbox, an organisation's folder, or one that was
// made for what lies in it.
static bool sets_from_folder(struct finding_sets *f, const struct place *place, struct err *err)
{
    struct file_list list;
    struct err refused = {0};
    if (place->depth > DEPTH_MAX) {
        set_from_bad_folder(f, place);
        return true;
    }
    if (!file_folder_list(place->path, f->run->arena, &list, &refused)) {
        if (refused.kind != ERR_DATA || !*place->shown)
            return err_set(err, refused.kind, "%s", refused.text);
        set_from_bad_folder(f, place);
        return true;
    }
    if (*place->shown && list.count > (size_t)f->run->config->limits.zip_members) {
        set_from_big_folder(f, place);
        return true;
    }
    if (!has_room(f->run->arena, place->path, list.count, err))
        return false;
    sets_from_loose(f, place, &list);
    for (size_t i = 0; i < list.count; i++) {
        const struct file_entry *e = &list.entries[i];
        if (e->kind != FILE_FOLDER && has_suffix(e->name, ".zip") &&
            !set_from_zip(f, place, e->name, err))
            return false;
    }
    for (size_t i = 0; i < list.count; i++) {
        if (list.entries[i].kind != FILE_FOLDER)
            continue;
        struct place inner = place_within(f, place, list.entries[i].name);
        if (!sets_from_folder(f, &inner, err))
            return false;
    }
    return true;
}

bool inbox_encounter_sets(struct run *run, const struct organisation *orgs, size_t org_count,
    const struct mapping_list *mappings, struct encounter_set **out, size_t *count, struct err *err)
{
    struct finding_sets f = {
        .run = run, .mappings = mappings, .orgs = orgs, .org_count = org_count};
    struct place inbox = {.path = run->config->folders.inbox_encounters, .org = "", .shown = ""};
    if (!sets_from_folder(&f, &inbox, err))
        return false;
    *out = f.sets;
    *count = f.count;
    return true;
}

// ---- Acknowledgements and remittances.

struct path_list {
    const char **paths;
    size_t count, room;
};

static void path_add(struct path_list *list, struct arena *arena, const char *path)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 64;
        const char **more = ARENA_ARRAY(arena, const char *, room);
        if (list->count > 0)
            memcpy(more, list->paths, list->count * sizeof *more);
        list->paths = more;
        list->room = room;
    }
    list->paths[list->count++] = path;
}

// A folder within the inbox that may not be read stays, and is told; what lies beside it is read.
static bool files_within(
    struct run *run, const char *folder, int depth, struct path_list *out, struct err *err)
{
    struct file_list list;
    struct err refused = {0};
    bool deep = depth > DEPTH_MAX;
    if (deep || !file_folder_list(folder, run->arena, &list, &refused)) {
        if (!deep && (refused.kind != ERR_DATA || depth == 0))
            return err_set(err, refused.kind, "%s", refused.text);
        run_count(run, 0, "files unreadable", 1);
        run->findings = true;
        log_warn("%s%s", deep ? "too many folders in each other: " : "",
            deep ? printable(run->arena, text_of(folder)) : refused.text);
        return true;
    }
    if (!has_room(run->arena, folder, list.count, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        const char *path = join(run->arena, folder, list.entries[i].name);
        if (list.entries[i].kind != FILE_FOLDER)
            path_add(out, run->arena, path);
        else if (!files_within(run, path, depth + 1, out, err))
            return false;
    }
    return true;
}

bool inbox_files(
    struct run *run, const char *folder, const char ***out, size_t *count, struct err *err)
{
    struct path_list list = {0};
    if (!files_within(run, folder, 0, &list, err))
        return false;
    *out = list.paths;
    *count = list.count;
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

// A name that cannot be kept as it is (not printable, or too long with the run's number in front)
// is cut and made printable, and begins with what tells it from others.
static const char *kept_name(struct arena *arena, struct text name)
{
    const char *shown = printable(arena, name);
    if (text_equal_z(name, shown) && name.size <= KEPT_NAME_BYTES)
        return shown;
    char cut[KEPT_NAME_BYTES];
    char hex[DIGEST_HEX_ROOM];
    unsigned char sum[DIGEST_SIZE];
    digest_of(name, sum);
    digest_hex(sum, hex);
    text_printable(cut, sizeof cut - 9, text_of(shown));
    return arena_format(arena, "%.8s-%s", hex, cut).at;
}

const char *inbox_place(struct run *run, const char *path, const char *kind, bool refused)
{
    char day[DATE_ROOM];
    date_format_iso(run->as_of, day);
    const char *place = arena_format(run->arena, "%s/%s/%s/%lld-", refused ? "rejected" : "done",
        day, kind, (long long)run->run_id)
                            .at;
    struct text rest = text_of(below_inbox(run, path));
    struct text piece;
    bool more = true;
    for (const char *slash = ""; text_split(&rest, '/', &more, &piece); slash = "/")
        place = arena_format(run->arena, "%s%s%s", place, slash, kept_name(run->arena, piece)).at;
    return place;
}

// The folder, and those that it alone stood in, up to the inbox or the organisation's folder.
bool inbox_tidy(struct run *run, const struct encounter_set *set, struct err *err)
{
    if (!set->folder || run->options->dry_run)
        return true;
    size_t root = strlen(run->config->folders.inbox_encounters);
    if (*set->org)
        root += 1 + strlen(set->org);
    struct text folder = text_of(set->folder);
    while (folder.size > root) {
        if (!file_folder_remove_empty(arena_copy(run->arena, folder).at, err))
            return false;
        while (folder.at[--folder.size] != '/')
            ;
    }
    return true;
}

bool inbox_is_unmoved(struct run *run, const char *place, bool *unmoved, struct err *err)
{
    bool exists = true;
    if (place[0] != '\0' &&
        !file_exists(join(run->arena, run->config->data_folder, place), &exists, err))
        return false;
    *unmoved = !exists;
    return true;
}

bool inbox_keep(struct run *run, const char *path, const char *place, struct err *err)
{
    if (run->options->dry_run)
        return true;
    const char *to = join(run->arena, run->config->data_folder, place);
    struct text folder = text_of(to);
    folder.size = (size_t)(strrchr(to, '/') - to);
    struct err not_moved = {0};
    if (!file_folder_make(arena_copy(run->arena, folder).at, err))
        return false;
    if (file_move(path, to, &not_moved))
        return true;
    if (not_moved.kind != ERR_DATA)
        return err_set(err, not_moved.kind, "%s", not_moved.text);
    // Its folder may not be written: known by its content, it does no harm where it is.
    log_warn("%s; it stays in the inbox", not_moved.text);
    run->findings = true;
    return true;
}

bool inbox_is_kept(struct run *run, struct text kept_as, bool *kept, struct err *err)
{
    *kept = false;
    return text_is_empty(kept_as) ||
           file_exists(
               arena_format(run->arena, "%s/%.*s", run->config->data_folder, TEXT_ARG(kept_as)).at,
               kept, err);
}
