#include "jobs/codeset_load.h"

#include "sql_statements.h"

#define KEY_SIZE  8 // of a packed code: seven characters, '1' billable or '0' heading
#define CODE_MAX  7
#define DAY_SIZE  8 // CCYYMMDD
#define DAYS_SIZE ((size_t)2 * DAY_SIZE)

// One release, as sql/codeset/load_releases.sql packs it.
struct release {
    const char *name;
    date_t from, to; // both inclusive
    const char *codes;
    size_t count;
    const char *days; // NULL: no code has days of its own
};

struct list_entry {
    struct text list, code;
    date_t from, to; // both inclusive
    int position;
};

struct loaded {
    struct release *releases[CODESET_KINDS]; // by kind; the one that begins first, first
    size_t release_counts[CODESET_KINDS];
    struct list_entry *entries; // by list, code and first day
    size_t entry_count;
};

// ---- Codes

// The place of the code in the release; `count` when it is not there.
static size_t release_find(const struct release *release, const char key[CODE_MAX])
{
    size_t low = 0;
    size_t high = release->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = memcmp(release->codes + middle * KEY_SIZE, key, CODE_MAX);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return release->count;
}

// By the code's own first and last day.
static enum codeset_answer judge_days(const struct release *release, size_t place, date_t on)
{
    char day[DATE_ROOM];
    const char *added = release->days + place * DAYS_SIZE;
    const char *terminated = added + DAY_SIZE;
    date_format_d8(on, day);
    if (added[0] != ' ' && memcmp(day, added, DAY_SIZE) < 0)
        return CODESET_UNKNOWN;
    if (terminated[0] != ' ' && memcmp(day, terminated, DAY_SIZE) > 0)
        return CODESET_TERMINATED;
    return CODESET_VALID;
}

// How many releases begin before the end of the one that judges the day, itself included; 0: there
// is none.
static size_t release_of_day(const struct loaded *loaded, enum codeset_kind kind, date_t on)
{
    const struct release *releases = loaded->releases[kind];
    size_t at = loaded->release_counts[kind];
    while (at > 0 && !(releases[at - 1].from <= on && on <= releases[at - 1].to))
        at--;
    return at;
}

static enum codeset_answer find_code(
    void *context, enum codeset_kind kind, struct text code, date_t on)
{
    const struct loaded *loaded = context;
    const struct release *releases = loaded->releases[kind];
    size_t at = release_of_day(loaded, kind, on);
    if (at == 0)
        return CODESET_NO_RELEASE;
    char key[CODE_MAX];
    if (code.size == 0 || code.size > CODE_MAX)
        return CODESET_UNKNOWN;
    memset(key, ' ', CODE_MAX);
    memcpy(key, code.at, code.size);

    const struct release *release = &releases[at - 1];
    size_t place = release_find(release, key);
    if (place < release->count) {
        enum codeset_answer answer =
            release->days == NULL ? CODESET_VALID : judge_days(release, place, on);
        bool billable = release->codes[place * KEY_SIZE + CODE_MAX] == '1';
        return answer == CODESET_VALID && !billable ? CODESET_HEADER : answer;
    }
    for (size_t i = 0; i + 1 < at; i++)
        if (releases[i].from < release->from && release_find(&releases[i], key) < releases[i].count)
            return CODESET_TERMINATED;
    return CODESET_UNKNOWN;
}

bool codeset_release(
    const struct codeset *codes, enum codeset_kind kind, date_t on, struct codeset_release *out)
{
    const struct loaded *loaded = codes->context;
    size_t at = release_of_day(loaded, kind, on);
    if (at == 0)
        return false;
    const struct release *release = &loaded->releases[kind][at - 1];
    *out = (struct codeset_release){release->name, release->from, release->to};
    return true;
}

// ---- Lists

static int entry_compare(const struct list_entry *entry, struct text list, struct text code)
{
    int order = text_compare(entry->list, list);
    return order != 0 ? order : text_compare(entry->code, code);
}

// The first entry of (list, code), or the first after where it would be.
static size_t entry_lower(const struct loaded *loaded, struct text list, struct text code)
{
    size_t low = 0;
    size_t high = loaded->entry_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (entry_compare(&loaded->entries[middle], list, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool find_in_list(
    void *context, struct text list, struct text code, date_t on, bool *known, int *position)
{
    const struct loaded *loaded = context;
    const struct list_entry *entries = loaded->entries;
    size_t first = entry_lower(loaded, list, (struct text){0});
    *known = first < loaded->entry_count && text_equal(entries[first].list, list);
    bool found = false;
    size_t i = *known ? entry_lower(loaded, list, code) : loaded->entry_count;
    for (; i < loaded->entry_count && entry_compare(&entries[i], list, code) == 0; i++)
        if (entries[i].from <= on && on <= entries[i].to) {
            *position = entries[i].position;
            found = true;
        }
    return found;
}

// ---- Loading

static bool no_room(struct err *err)
{
    return err_set(err, ERR_SYSTEM, "the code sets do not fit into the memory that a run may use");
}

static bool keep_text(struct arena *arena, struct text t, const char **out)
{
    if (!arena_has_room(arena, t.size + 1))
        return false;
    *out = arena_copy(arena, t).at;
    return true;
}

static bool keep_release(struct arena *arena, const struct db_rows *rows, size_t row,
    struct release *out, struct err *err)
{
    struct text codes = db_text(rows, row, 3);
    struct text days = db_text(rows, row, 4);
    out->from = db_date(rows, row, 1);
    out->to = db_date(rows, row, 2);
    out->count = codes.size / KEY_SIZE;
    CHECK(codes.size == out->count * KEY_SIZE);
    CHECK(days.size == 0 || days.size == out->count * DAYS_SIZE);
    if (!keep_text(arena, db_text(rows, row, 5), &out->name) ||
        !keep_text(arena, codes, &out->codes) ||
        (days.size > 0 && !keep_text(arena, days, &out->days)))
        return no_room(err);
    return true;
}

static enum codeset_kind kind_of(struct text code_set)
{
    static const char *const words[] = {
        [CODESET_ICD10CM] = "icd10cm", [CODESET_HCPCS] = "hcpcs", [CODESET_ICD10PCS] = "icd10pcs"};
    for (int kind = 0; kind < CODESET_KINDS; kind++)
        if (text_equal_z(code_set, words[kind]))
            return (enum codeset_kind)kind;
    err_bug(__FILE__, __LINE__, "a code set that the schema does not allow");
}

static bool load_releases(
    struct db *db, bool inpatient, struct arena *arena, struct loaded *loaded, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(db, &sql_codeset_load_releases, DB_ARGS(DB_BOOL(inpatient)), &rows, err))
        return false;
    size_t count = db_rows_count(rows);
    for (int kind = 0; kind < CODESET_KINDS; kind++)
        loaded->releases[kind] = ARENA_ARRAY(arena, struct release, count + 1);
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        enum codeset_kind kind = kind_of(db_text(rows, i, 0));
        struct release *release = &loaded->releases[kind][loaded->release_counts[kind]++];
        ok = keep_release(arena, rows, i, release, err);
    }
    db_rows_free(rows);
    return ok;
}

static bool load_lists(
    struct db *db, int64_t org_id, struct arena *arena, struct loaded *loaded, struct err *err)
{
    struct db_rows *rows;
    if (!db_get(db, &sql_codeset_load_lists, DB_ARGS(DB_I64(org_id)), &rows, err))
        return false;
    size_t count = db_rows_count(rows);
    bool ok = arena_has_room(arena, (count + 1) * sizeof(struct list_entry));
    if (ok)
        loaded->entries = ARENA_ARRAY(arena, struct list_entry, count + 1);
    for (size_t i = 0; ok && i < count; i++) {
        struct list_entry *entry = &loaded->entries[i];
        const struct list_entry *last = i > 0 ? &loaded->entries[i - 1] : NULL;
        struct text list = db_text(rows, i, 0);
        struct text code = db_text(rows, i, 1);
        ok = arena_has_room(arena, list.size + code.size + 64);
        if (!ok)
            break;
        // A list's name is kept once.
        entry->list =
            last != NULL && text_equal(last->list, list) ? last->list : arena_copy(arena, list);
        entry->code = arena_copy(arena, code);
        entry->from = db_date(rows, i, 2);
        entry->to = db_date(rows, i, 3);
        entry->position = (int)db_i64(rows, i, 4);
    }
    loaded->entry_count = ok ? count : 0;
    db_rows_free(rows);
    return ok || no_room(err);
}

bool codeset_load(
    struct db *db, int64_t org_id, struct arena *arena, struct codeset *out, struct err *err)
{
    struct loaded *loaded = ARENA_NEW(arena, struct loaded);
    if (!load_releases(db, false, arena, loaded, err) ||
        !load_lists(db, org_id, arena, loaded, err))
        return false;
    *out = (struct codeset){.context = loaded, .code = find_code, .list = find_in_list};
    return true;
}

bool codeset_load_releases(struct db *db, struct arena *arena, struct codeset *out, struct err *err)
{
    struct loaded *loaded = ARENA_NEW(arena, struct loaded);
    if (!load_releases(db, true, arena, loaded, err))
        return false;
    *out = (struct codeset){.context = loaded, .code = find_code, .list = find_in_list};
    return true;
}
