#include "jobs/cluster_place.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "claims/base/arena.h"
#include "claims/base/digest.h"
#include "claims/base/log.h"
#include "jobs/cluster_process.h"
#include "jobs/config_keys.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"
#include "jobs/file_write.h"

#define ELSEWHERE      "/var/lib/cleanclaim"
#define SERVER_ACCOUNT "postgres" // Debian's
#define MAJOR_VERSION  "15"
#define NAME_DIGITS    16 // of a hash that names a folder
#define SMALL_FILE     ((size_t)8 * 1024)

// ---- Accounts

static bool use_account(struct cluster *cluster, const struct passwd *account)
{
    cluster->uid = account->pw_uid;
    cluster->gid = account->pw_gid;
    cluster->account = arena_copy(cluster->arena, text_of(account->pw_name)).at;
    cluster->home = arena_copy(cluster->arena, text_of(account->pw_dir)).at;
    cluster->other_account = geteuid() == 0;
    return true;
}

static bool use_account_number(struct cluster *cluster, uid_t uid, struct err *err)
{
    const struct passwd *account = getpwuid(uid);
    if (account == NULL)
        return err_set(err, ERR_CONFIG,
            "the account with number %u has no name here, and PostgreSQL needs one: add it to "
            "/etc/passwd, or run as another account",
            (unsigned)uid);
    return use_account(cluster, account);
}

// The account for a new cluster.
static bool choose_account(struct cluster *cluster, const struct config *config, struct err *err)
{
    uid_t self = geteuid();
    struct stat st;
    if (self == 0 && stat(config->data_folder, &st) == 0)
        self = st.st_uid;
    if (self != 0)
        return use_account_number(cluster, self, err);
    const struct passwd *account = getpwnam(SERVER_ACCOUNT);
    if (account == NULL)
        return err_set(err, ERR_SYSTEM,
            "PostgreSQL cannot run as root, and there is no account '" SERVER_ACCOUNT
            "': install the package postgresql-" MAJOR_VERSION);
    return use_account(cluster, account);
}

bool cluster_place_become(const struct cluster *cluster)
{
    if (!cluster->other_account)
        return true;
    return initgroups(cluster->account, cluster->gid) == 0 &&
           setresgid(cluster->gid, cluster->gid, cluster->gid) == 0 &&
           setresuid(cluster->uid, cluster->uid, cluster->uid) == 0;
}

void cluster_place_enter(const struct cluster *cluster)
{
    file_act_as(cluster->uid, cluster->gid);
}

void cluster_place_leave(const struct cluster *cluster)
{
    (void)cluster;
    file_act_as_self();
}

// Whether the account can pass into `folder`: tried by a child that becomes it, since groups count
// too.
static bool account_can_enter(const struct cluster *cluster, const char *folder)
{
    if (!cluster->other_account)
        return true;
    pid_t pid = fork();
    if (pid < 0)
        return false;
    if (pid == 0)
        _exit(cluster_place_become(cluster) && chdir(folder) == 0 ? 0 : 1);
    int status = 1;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return status == 0;
}

// ---- Paths

// A name for a folder, fixed by its path.
static const char *hash_name(struct arena *arena, const char *path)
{
    unsigned char sum[DIGEST_SIZE];
    char hex[DIGEST_HEX_ROOM];
    digest_of(text_of(path), sum);
    digest_hex(sum, hex);
    hex[NAME_DIGITS] = '\0';
    return arena_copy(arena, text_of(hex)).at;
}

// libpq takes a comma for the end of a host, and sun_path ends the rest.
static bool fits_socket(const char *folder)
{
    size_t room = sizeof((struct sockaddr_un *)NULL)->sun_path;
    return strlen(folder) + strlen("/.s.PGSQL." CLUSTER_PORT) < room &&
           strpbrk(folder, ",\"'\\") == NULL;
}

static void name_paths(struct cluster *cluster, const char *folder)
{
    struct arena *arena = cluster->arena;
    cluster->folder = folder;
    cluster->data = arena_format(arena, "%s/data", folder).at;
    cluster->data_new = arena_format(arena, "%s/data.new", folder).at;
    cluster->data_old = arena_format(arena, "%s/data.old", folder).at;
    cluster->lock = arena_format(arena, "%s/lock", folder).at;
    cluster->log = arena_format(arena, "%s/log", folder).at;
    cluster->stamp = arena_format(arena, "%s/started_from", folder).at;
    cluster->socket = arena_format(arena, "%s/socket", folder).at;
    if (!fits_socket(cluster->socket))
        cluster->socket = arena_format(
            arena, "/tmp/cleanclaim-%u-%s", (unsigned)cluster->uid, hash_name(arena, folder))
                              .at;
}

static const char *elsewhere(const struct cluster *cluster, const struct config *config)
{
    return arena_format(
        cluster->arena, ELSEWHERE "/%s", hash_name(cluster->arena, config->data_folder))
        .at;
}

// The data folder says that its cluster lies elsewhere: it must be where this folder's would lie.
static bool check_mark(const struct cluster *cluster, const char *expected, struct err *err)
{
    struct text content;
    if (!file_load(cluster->mark, FILE_REFUSE_LINK, SMALL_FILE, cluster->arena, &content, err))
        return false;
    struct text named = text_trim(content);
    if (text_ends(named, TEXT("\n")))
        named.size--;
    if (text_equal_z(named, expected))
        return true;
    return err_set(err, ERR_CONFIG,
        "the data folder was moved or copied: its database lies in '%.*s' and would be looked for "
        "in '%s'; when it was moved, say: mv '%.*s' '%s' && rm '%s'; when this is a copy, remove "
        "'%s' to begin with an empty database",
        TEXT_ARG(named), expected, TEXT_ARG(named), expected, cluster->mark, cluster->mark);
}

static bool begin(struct cluster *out, const struct config *config, struct err *err)
{
    *out = (struct cluster){.arena = config->private->arena};
    if (config->database.host[0] != '\0')
        return err_set(err, ERR_USAGE,
            "the configuration names a server (host = %s): it is started and stopped where it "
            "belongs, not from here",
            config->database.host);
    out->mark = arena_format(out->arena, "%s/elsewhere", config->folders.pg).at;
    return true;
}

bool cluster_place_find(struct cluster *out, const struct config *config, struct err *err)
{
    if (!begin(out, config, err))
        return false;
    struct stat st;
    bool exists = lstat(config->folders.pg, &st) == 0 && S_ISDIR(st.st_mode);
    uid_t self = geteuid();
    if (exists && self != 0 && st.st_uid != self)
        return err_set(err, ERR_CONFIG,
            "'%s' belongs to another account: run this as root or as that account",
            config->folders.pg);

    // A folder that belongs to root holds no cluster, only, perhaps, the mark.
    if (exists && st.st_uid != 0) {
        if (!use_account_number(out, st.st_uid, err))
            return false;
        name_paths(out, config->folders.pg);
        out->is_there = true;
        return true;
    }
    // Its name is fixed for the data folder, so that it is found even when that was emptied since.
    const char *folder = elsewhere(out, config);
    bool marked = false;
    if ((exists && !file_exists(out->mark, &marked, err)) ||
        (marked && !check_mark(out, folder, err)))
        return false;
    out->is_there = self == 0 && lstat(folder, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid != 0;
    out->is_elsewhere = marked || out->is_there;
    if (out->is_there ? !use_account_number(out, st.st_uid, err)
                      : !choose_account(out, config, err))
        return false;
    name_paths(out, out->is_elsewhere ? folder : config->folders.pg);
    return true;
}

// Gives a folder of ours to the account.
static bool make_for_account(const struct cluster *cluster, const char *folder, struct err *err)
{
    if (!file_folder_make(folder, err))
        return false;
    if (cluster->other_account && lchown(folder, cluster->uid, cluster->gid) != 0)
        return err_errno(err, ERR_FILE, "cannot give '%s' to %s", folder, cluster->account);
    return true;
}

// The mark comes first: a cluster that nobody finds again would be worse than a mark without one.
static bool write_mark(
    const struct cluster *cluster, const struct config *config, const char *folder, struct err *err)
{
    char line[PATH_MAX];
    snprintf(line, sizeof line, "%s\n", folder);
    return file_folder_make(config->folders.pg, err) &&
           file_write(cluster->mark, text_of(line), err);
}

bool cluster_place_make(struct cluster *out, const struct config *config, struct err *err)
{
    if (!config_make_folders(config, err) || !cluster_place_find(out, config, err))
        return false;
    bool marked;
    if (out->is_there && out->is_elsewhere) {
        if (!file_exists(out->mark, &marked, err) || marked)
            return marked;
        log_warn("using the database in '%s', which was made for this data folder earlier; "
                 "'cleanclaim db destroy --yes' removes it",
            out->folder);
        return write_mark(out, config, out->folder, err);
    }
    if (out->is_there)
        return true;
    if (!out->is_elsewhere && account_can_enter(out, config->data_folder)) {
        out->is_there = true;
        return make_for_account(out, out->folder, err);
    }
    const char *folder = elsewhere(out, config);
    return write_mark(out, config, folder, err) && file_folder_make_mode(ELSEWHERE, 0711, err) &&
           make_for_account(out, folder, err) && cluster_place_find(out, config, err);
}

// ---- PostgreSQL's programs

static bool has_server(const struct cluster *cluster, const char *folder)
{
    return access(arena_format(cluster->arena, "%s/postgres", folder).at, X_OK) == 0;
}

// The major version that made the cluster; the one we are built for when there is none.
static bool version_of_data(const struct cluster *cluster, struct text *version, struct err *err)
{
    const char *path = arena_format(cluster->arena, "%s/PG_VERSION", cluster->data).at;
    bool exists;
    *version = TEXT(MAJOR_VERSION);
    cluster_place_enter(cluster);
    bool ok = !cluster->is_there || file_exists(path, &exists, err);
    if (ok && cluster->is_there && exists)
        ok = file_load(path, FILE_REFUSE_LINK, SMALL_FILE, cluster->arena, version, err);
    cluster_place_leave(cluster);
    if (text_ends(*version, TEXT("\n")))
        version->size--;
    return ok;
}

bool cluster_place_programs(struct cluster *cluster, const struct config *config, struct err *err)
{
    if (config->database.programs[0] != '\0') {
        cluster->programs = config->database.programs;
        return has_server(cluster, cluster->programs) ||
               err_set(err, ERR_CONFIG,
                   "[database] programs: there is no program 'postgres' in '%s'",
                   cluster->programs);
    }
    struct text version;
    if (!version_of_data(cluster, &version, err))
        return false;
    cluster->programs =
        arena_format(cluster->arena, "/usr/lib/postgresql/%.*s/bin", TEXT_ARG(version)).at;
    if (has_server(cluster, cluster->programs))
        return true;
    static const char *const ask[] = {"/usr/bin/pg_config", "--bindir", NULL};
    char folder[PATH_MAX];
    if (cluster_process_ask(cluster, ask, folder, sizeof folder) && has_server(cluster, folder)) {
        cluster->programs = arena_copy(cluster->arena, text_of(folder)).at;
        return true;
    }
    return err_set(err, ERR_SYSTEM,
        "PostgreSQL %.*s is not installed: install the package postgresql-%.*s, or name the folder "
        "of its programs in [database] programs",
        TEXT_ARG(version), TEXT_ARG(version));
}

// ---- The socket's folder

bool cluster_place_socket_is_ours(const struct cluster *cluster)
{
    struct stat st;
    return lstat(cluster->socket, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == cluster->uid &&
           (st.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

bool cluster_place_socket(const struct cluster *cluster, struct err *err)
{
    cluster_place_enter(cluster);
    bool ok = file_folder_make(cluster->socket, err);
    cluster_place_leave(cluster);
    if (ok && !cluster_place_socket_is_ours(cluster))
        ok = err_set(err, ERR_SYSTEM,
            "'%s' must be a folder of account %s that nobody else may enter: remove it",
            cluster->socket, cluster->account);
    return ok;
}
