#include "jobs/file_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "claims/base/arena.h"
#include "jobs/file_fault.h"

#define DEPTH_MAX 64 // of a tree to be removed or measured

// The folder part of a path into `out` (PATH_MAX bytes).
static bool folder_of(const char *path, char *out, struct err *err)
{
    const char *slash = strrchr(path, '/');
    struct text folder = TEXT(".");
    if (slash == path)
        folder = TEXT("/");
    else if (slash != NULL)
        folder = (struct text){path, (size_t)(slash - path)};
    if (folder.size >= PATH_MAX)
        return err_set(err, ERR_FILE, "a path is too long");
    text_copy_z(out, PATH_MAX, folder);
    return true;
}

bool file_folder_make(const char *path, struct err *err)
{
    return file_folder_make_mode(path, 0700, err);
}

bool file_folder_make_mode(const char *path, unsigned mode, struct err *err)
{
    struct stat st;
    if (FILE_CALL(stat(path, &st)) == 0) {
        if (!S_ISDIR(st.st_mode))
            return err_set(err, ERR_FILE, "'%s' is in the way: a folder must have that name", path);
        return true;
    }
    if (errno != ENOENT)
        return err_errno(err, ERR_FILE, "cannot examine '%s'", path);

    char above[PATH_MAX];
    if (!folder_of(path, above, err))
        return false;
    if (strcmp(above, path) != 0 && !file_folder_make(above, err))
        return false;
    if (FILE_CALL(mkdir(path, 0700)) < 0) {
        if (errno == EEXIST && FILE_CALL(stat(path, &st)) == 0 && S_ISDIR(st.st_mode))
            return true; // another run was faster
        return err_errno(err, ERR_FILE, "cannot make the folder '%s'", path);
    }
    if (mode != 0700 && FILE_CALL(chmod(path, mode)) < 0)
        return err_errno(err, ERR_FILE, "cannot set the permissions of '%s'", path);
    return file_folder_sync(above, err);
}

bool file_folder_real(const char *path, char *out, struct err *err)
{
    if (FILE_CALL(realpath(path, out) != NULL ? 0 : -1) == 0)
        return true;
    if (errno != ENOENT)
        return err_errno(err, ERR_FILE, "cannot follow '%s'", path);
    // The folder above, and the last name.
    struct text t = text_of(path);
    while (t.size > 1 && t.at[t.size - 1] == '/')
        t.size--;
    size_t start = t.size;
    while (start > 0 && t.at[start - 1] != '/')
        start--;
    struct text name = text_part(t, start, t.size);
    if (text_equal_z(name, "..") || text_equal_z(name, ".") || text_is_empty(name))
        return err_set(err, ERR_FILE, "'%s' does not exist", path);
    char above[PATH_MAX];
    if (start == 0)
        text_copy_z(above, sizeof above, TEXT("."));
    else
        text_copy_z(above, sizeof above, text_part(t, 0, start == 1 ? 1 : start - 1));
    if (!file_folder_real(above, out, err))
        return false;
    size_t size = strlen(out);
    if (size + 1 + name.size >= PATH_MAX)
        return err_set(err, ERR_FILE, "a path is too long");
    if (size > 1)
        out[size++] = '/';
    text_copy_z(out + size, PATH_MAX - size, name);
    return true;
}

bool file_folder_can_make(const char *path, struct err *err)
{
    struct stat st;
    if (FILE_CALL(stat(path, &st)) == 0) {
        if (!S_ISDIR(st.st_mode))
            return err_set(err, ERR_FILE, "'%s' is in the way: a folder must have that name", path);
        if (FILE_CALL(faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS)) < 0)
            return err_errno(err, ERR_FILE, "cannot write into '%s'", path);
        return true;
    }
    if (errno != ENOENT)
        return err_errno(err, ERR_FILE, "cannot make the folder '%s'", path);
    char above[PATH_MAX];
    if (!folder_of(path, above, err))
        return false;
    if (strcmp(above, path) == 0)
        return err_set(err, ERR_FILE, "cannot make the folder '%s'", path);
    return file_folder_can_make(above, err);
}

bool file_folder_owner(const char *path, unsigned *uid, unsigned *gid, struct err *err)
{
    struct stat st;
    if (FILE_CALL(stat(path, &st)) < 0)
        return err_errno(err, ERR_FILE, "cannot examine '%s'", path);
    *uid = st.st_uid;
    *gid = st.st_gid;
    return true;
}

uint64_t file_folder_device(const char *path)
{
    struct stat file_system;
    return FILE_CALL(stat(path, &file_system)) == 0 ? (uint64_t)file_system.st_dev : 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct file_entry *)a)->name, ((const struct file_entry *)b)->name);
}

// Hidden, or on its way.
static bool is_left_out(const char *name)
{
    return name[0] == '.' || text_ends(text_of(name), TEXT(".tmp"));
}

static struct file_entry entry_of(const char *name, const struct stat *st)
{
    return (struct file_entry){
        .name = name,
        .kind = S_ISREG(st->st_mode)   ? FILE_REGULAR
                : S_ISDIR(st->st_mode) ? FILE_FOLDER
                                       : FILE_OTHER,
        .bytes = st->st_size,
        .modified = st->st_mtim.tv_sec,
    };
}

// The next entry, NULL behind the last.
static int next_entry(DIR *dir, struct dirent **entry)
{
    errno = 0;
    *entry = readdir(dir);
    return *entry != NULL || errno == 0 ? 0 : -1;
}

// Gathers the entries into *list, which grows by malloc; names go to the arena.
static bool gather(DIR *dir, const char *path, struct arena *arena, struct file_entry **list,
    size_t *count, struct err *err)
{
    size_t room = 0;
    for (;;) {
        struct dirent *entry;
        if (FILE_CALL(next_entry(dir, &entry)) < 0)
            return err_errno(err, ERR_FILE, "cannot list '%s'", path);
        if (entry == NULL)
            return true;
        if (is_left_out(entry->d_name))
            continue;
        struct stat st;
        if (FILE_CALL(fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW)) < 0) {
            if (errno == ENOENT) // gone since
                continue;
            return err_errno(err, ERR_FILE, "cannot examine '%s/%s'", path, entry->d_name);
        }
        if (!arena_has_room(arena, strlen(entry->d_name) + 2 * sizeof(struct file_entry)))
            return err_set(err, ERR_FILE, "'%s' holds too many files: move some away", path);
        if (*count == room) {
            room = room == 0 ? 64 : room * 2;
            *list = realloc(*list, room * sizeof **list);
            CHECK(*list != NULL);
        }
        (*list)[(*count)++] = entry_of(arena_copy(arena, text_of(entry->d_name)).at, &st);
    }
}

bool file_folder_list(const char *path, struct arena *arena, struct file_list *out, struct err *err)
{
    *out = (struct file_list){0};
    int fd = FILE_OPEN_CALL(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd < 0) {
        bool data = errno == EACCES || errno == ENOENT || errno == ENAMETOOLONG;
        return err_errno(err, data ? ERR_DATA : ERR_FILE, "cannot list '%s'", path);
    }
    DIR *dir = fdopendir(fd);
    CHECK(dir != NULL);

    struct file_entry *list = NULL;
    size_t count = 0;
    bool ok = gather(dir, path, arena, &list, &count, err);
    closedir(dir);
    size_t bytes = count * sizeof *list;
    if (ok && !arena_has_room(arena, bytes))
        ok = err_set(err, ERR_FILE, "'%s' holds too many files: move some away", path);
    if (ok && count > 0) {
        struct file_entry *entries = arena_take(arena, bytes);
        memcpy(entries, list, bytes);
        qsort(entries, count, sizeof *entries, by_name);
        *out = (struct file_list){entries, count};
    }
    free(list);
    return ok;
}

// What walk() does with a name, after what lies below it.
typedef bool (*visit_function)(
    int folder_fd, const char *name, const struct stat *st, int64_t *sum, struct err *err);

static bool walk_into(int fd, int depth, visit_function visit, int64_t *sum, struct err *err);

static bool walk_entry(
    int folder_fd, const char *name, int depth, visit_function visit, int64_t *sum, struct err *err)
{
    struct stat st;
    if (FILE_CALL(fstatat(folder_fd, name, &st, AT_SYMLINK_NOFOLLOW)) < 0)
        return errno == ENOENT || err_errno(err, ERR_FILE, "cannot examine '%s'", name);
    if (S_ISDIR(st.st_mode)) {
        if (depth == DEPTH_MAX)
            return err_set(err, ERR_FILE, "'%s': folders lie too deep in each other", name);
        int fd = FILE_OPEN_CALL(
            openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (fd < 0)
            return errno == ENOENT || err_errno(err, ERR_FILE, "cannot open '%s'", name);
        if (!walk_into(fd, depth + 1, visit, sum, err))
            return false;
    }
    return visit(folder_fd, name, &st, sum, err);
}

// Takes the descriptor over.
static bool walk_into(int fd, int depth, visit_function visit, int64_t *sum, struct err *err)
{
    DIR *dir = fdopendir(fd);
    CHECK(dir != NULL);
    bool ok = true;
    struct dirent *entry = NULL;
    do {
        if (FILE_CALL(next_entry(dir, &entry)) < 0)
            ok = err_errno(err, ERR_FILE, "cannot list a folder");
        else if (entry != NULL && strcmp(entry->d_name, ".") != 0 &&
                 strcmp(entry->d_name, "..") != 0)
            ok = walk_entry(fd, entry->d_name, depth, visit, sum, err);
    } while (ok && entry != NULL);
    closedir(dir);
    return ok;
}

static bool visit_remove(
    int folder_fd, const char *name, const struct stat *st, int64_t *sum, struct err *err)
{
    (void)sum;
    int flags = S_ISDIR(st->st_mode) ? AT_REMOVEDIR : 0;
    if (FILE_CALL(unlinkat(folder_fd, name, flags)) < 0 && errno != ENOENT)
        return err_errno(err, ERR_FILE, "cannot remove '%s'", name);
    return true;
}

static bool visit_measure(
    int folder_fd, const char *name, const struct stat *st, int64_t *sum, struct err *err)
{
    (void)folder_fd;
    (void)name;
    (void)err;
    *sum += (int64_t)st->st_blocks * 512;
    return true;
}

bool file_folder_remove(const char *path, struct err *err)
{
    int64_t sum = 0;
    if (!walk_entry(AT_FDCWD, path, 0, visit_remove, &sum, err))
        return err_prefix(err, "removing '%s'", path);
    return file_folder_sync_of(path, err);
}

bool file_folder_remove_empty(const char *path, struct err *err)
{
    if (FILE_CALL(rmdir(path)) == 0)
        return file_folder_sync_of(path, err);
    if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOENT)
        return true;
    return err_errno(err, ERR_FILE, "cannot remove the empty folder '%s'", path);
}

bool file_folder_bytes(const char *path, int64_t *bytes, struct err *err)
{
    *bytes = 0;
    if (!walk_entry(AT_FDCWD, path, 0, visit_measure, bytes, err))
        return err_prefix(err, "measuring '%s'", path);
    return true;
}

bool file_folder_space(const char *path, int64_t *bytes, struct err *err)
{
    struct statvfs vfs;
    if (FILE_CALL(statvfs(path, &vfs)) < 0)
        return err_errno(err, ERR_FILE, "cannot tell the free space of '%s'", path);
    *bytes = (int64_t)vfs.f_bavail * (int64_t)vfs.f_frsize;
    return true;
}

bool file_folder_link(const char *path, const char *target, struct err *err)
{
    char folder[PATH_MAX];
    char beside[PATH_MAX];
    if (!folder_of(path, folder, err))
        return false;
    int n = snprintf(beside, sizeof beside, "%s/.link.tmp", folder);
    if (n < 0 || (size_t)n >= sizeof beside)
        return err_set(err, ERR_FILE, "a path is too long");
    if (FILE_CALL(unlink(beside)) < 0 && errno != ENOENT)
        return err_errno(err, ERR_FILE, "cannot remove '%s'", beside);
    if (FILE_CALL(symlink(target, beside)) < 0)
        return err_errno(err, ERR_FILE, "cannot make the link '%s'", beside);
    struct stat st;
    bool is_there = FILE_CALL(lstat(path, &st)) == 0;
    if (!is_there && errno != ENOENT)
        return err_errno(err, ERR_FILE, "cannot examine '%s'", path);
    if (is_there && S_ISDIR(st.st_mode) && !file_folder_remove(path, err))
        return false;
    if (FILE_CALL(rename(beside, path)) < 0)
        return err_errno(err, ERR_FILE, "cannot rename '%s'", beside);
    return file_folder_sync(folder, err);
}

bool file_folder_sync(const char *path, struct err *err)
{
    int fd = FILE_OPEN_CALL(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd < 0)
        return err_errno(err, ERR_FILE, "cannot open the folder '%s'", path);
    // Some file systems cannot sync a folder and say EINVAL: there is nothing more to do there.
    bool ok = FILE_CALL(fsync(fd)) == 0 || errno == EINVAL;
    if (!ok)
        err_errno(err, ERR_FILE, "cannot make the names in '%s' permanent", path);
    close(fd);
    return ok;
}

bool file_folder_sync_of(const char *file_path, struct err *err)
{
    char folder[PATH_MAX];
    return folder_of(file_path, folder, err) && file_folder_sync(folder, err);
}
