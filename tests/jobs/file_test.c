// jobs/file, file_write, file_folder, file_lock on real files in a folder of its own.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "claims/base/arena.h"
#include "jobs/file.h"
#include "jobs/file_folder.h"
#include "jobs/file_lock.h"
#include "jobs/file_write.h"

static struct err err;

static int enter_folder(void **state)
{
    static char folder[64];
    snprintf(folder, sizeof folder, "/tmp/file_test.XXXXXX");
    umask(077);
    *state = mkdtemp(folder);
    err = (struct err){0};
    return *state == NULL || chdir(folder) != 0;
}

static int leave_folder(void **state)
{
    assert_int_equal(chdir("/"), 0);
    return !file_folder_remove(*state, &err);
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void assert_content(const char *path, const char *want)
{
    struct arena *arena = arena_new(1 << 20);
    struct text got;
    if (!file_load(path, FILE_REFUSE_LINK, 65536, arena, &got, &err))
        fail_msg("%s", err.text);
    assert_string_equal(got.at, want);
    arena_free(arena);
}

// ---- Reading

static void assert_refused(const char *path, const char *reason)
{
    struct file *file;
    assert_false(file_open(&file, path, FILE_REFUSE_LINK, &err));
    assert_int_equal(err.kind, ERR_DATA);
    assert_non_null(strstr(err.text, reason));
    assert_non_null(strstr(err.text, path));
}

static void what_is_no_regular_file_is_refused_without_waiting(void **state)
{
    (void)state;
    put("real", "x");
    assert_int_equal(symlink("real", "link"), 0);
    assert_int_equal(symlink("nowhere", "dangling"), 0);
    assert_int_equal(mkfifo("fifo", 0600), 0);
    assert_int_equal(mkdir("folder", 0700), 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    close(fd);

    assert_refused("link", "symbolic link");
    assert_refused("dangling", "symbolic link");
    assert_refused("fifo", "FIFO"); // a plain open would wait for a writer
    assert_refused("folder", "folder");
    assert_refused("socket", "not a regular file");
    assert_refused("/dev/null", "device");
    assert_refused("missing", "no such file");
}

static void an_unreadable_file_is_somebodys_data(void **state)
{
    put("closed", "x");
    put("open", "x");
    chmod("closed", 0);
    chmod("open", 0644);
    chmod(*state, 0711);
    // Root may read everything: a child without its rights tries.
    pid_t pid = fork();
    if (pid == 0) {
        struct file *file;
        if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
            _exit(2);
        bool can_open = file_open(&file, "open", FILE_REFUSE_LINK, &err);
        bool refused = !file_open(&file, "closed", FILE_REFUSE_LINK, &err) &&
                       err.kind == ERR_DATA && strstr(err.text, "permission denied") != NULL;
        _exit(can_open && refused ? 0 : 1);
    }
    int status = 1;
    waitpid(pid, &status, 0);
    assert_int_equal(status, 0);
}

static void a_link_that_the_operator_named_is_followed(void **state)
{
    (void)state;
    put("real", "abc");
    assert_int_equal(symlink("real", "link"), 0);
    struct file *file;
    assert_true(file_open(&file, "link", FILE_FOLLOW_LINK, &err));
    assert_int_equal(file_size(file), 3);
    bool unchanged = false;
    assert_true(file_is_unchanged(file, &unchanged, &err));
    assert_true(unchanged);
    file_close(file);
}

static void windows_are_read_up_to_the_end(void **state)
{
    (void)state;
    put("f", "0123456789");
    struct file *file;
    char window[8];
    size_t got;
    assert_true(file_open(&file, "f", FILE_REFUSE_LINK, &err));
    assert_true(file_read(file, 0, window, 4, &got, &err));
    assert_memory_equal(window, "0123", 4);
    assert_int_equal(got, 4);
    assert_true(file_read(file, 7, window, 8, &got, &err));
    assert_memory_equal(window, "789", 3);
    assert_int_equal(got, 3);
    assert_true(file_read(file, 10, window, 8, &got, &err));
    assert_int_equal(got, 0);
    assert_int_equal(file_read_for_zip(file, 8, window, 8), 2);
    file_close(file);
}

static void a_descriptor_is_not_handed_to_child_processes(void **state)
{
    (void)state;
    put("f", "x");
    struct file *file;
    assert_true(file_open(&file, "f", FILE_REFUSE_LINK, &err));
    for (int fd = 3; fd < 32; fd++) {
        int flags = fcntl(fd, F_GETFD);
        char path[PATH_MAX], link[32];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t size = readlink(link, path, sizeof path - 1);
        if (size > 2 && path[size - 1] == 'f' && path[size - 2] == '/')
            assert_true((flags & FD_CLOEXEC) != 0);
    }
    file_close(file);
}

static void assert_changed(struct file *file, bool want)
{
    bool unchanged = want;
    assert_true(file_is_unchanged(file, &unchanged, &err));
    assert_int_equal(unchanged, !want);
}

static void a_file_that_grew_was_replaced_or_went_has_changed(void **state)
{
    (void)state;
    struct file *file;
    put("f", "one");
    assert_true(file_open(&file, "f", FILE_REFUSE_LINK, &err));
    assert_changed(file, false);
    FILE *writer = fopen("f", "a");
    fputs("more", writer);
    fclose(writer);
    assert_changed(file, true);
    file_close(file);

    put("f", "one");
    assert_true(file_open(&file, "f", FILE_REFUSE_LINK, &err));
    put("g", "two"); // the same size
    assert_int_equal(rename("g", "f"), 0);
    assert_changed(file, true);
    file_close(file);

    assert_true(file_open(&file, "f", FILE_REFUSE_LINK, &err));
    assert_int_equal(unlink("f"), 0);
    assert_changed(file, true);
    file_close(file);

    // Same size, same name, same inode; only the time of change tells.
    put("f", "one");
    struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    assert_int_equal(utimensat(AT_FDCWD, "f", old, 0), 0);
    assert_true(file_open(&file, "f", FILE_REFUSE_LINK, &err));
    assert_int_equal(file_modified(file), 1000);
    int fd = open("f", O_WRONLY);
    assert_int_equal(pwrite(fd, "two", 3, 0), 3);
    close(fd);
    assert_changed(file, true);
    file_close(file);
}

static void the_digest_is_of_the_whole_file(void **state)
{
    (void)state;
    // FIPS 180-2: a million times "a".
    static const char want[] = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
    FILE *writer = fopen("f", "w");
    for (int i = 0; i < 1000000; i++)
        fputc('a', writer);
    fclose(writer);
    struct file *file;
    unsigned char sum[DIGEST_SIZE];
    char hex[DIGEST_HEX_ROOM];
    assert_true(file_open(&file, "f", FILE_REFUSE_LINK, &err));
    assert_true(file_digest(file, sum, &err));
    digest_hex(sum, hex);
    assert_string_equal(hex, want);
    file_close(file);
}

static void load_refuses_what_is_too_large(void **state)
{
    (void)state;
    put("f", "12345");
    struct arena *arena = arena_new(1 << 16);
    struct text got;
    assert_true(file_load("f", FILE_REFUSE_LINK, 5, arena, &got, &err));
    assert_int_equal(got.size, 5);
    assert_false(file_load("f", FILE_REFUSE_LINK, 4, arena, &got, &err));
    assert_int_equal(err.kind, ERR_DATA);
    put("empty", "");
    assert_true(file_load("empty", FILE_REFUSE_LINK, 4, arena, &got, &err));
    assert_int_equal(got.size, 0);
    arena_free(arena);
}

static void existence_includes_dangling_links(void **state)
{
    (void)state;
    bool exists;
    assert_int_equal(symlink("nowhere", "dangling"), 0);
    assert_true(file_exists("dangling", &exists, &err));
    assert_true(exists);
    assert_true(file_exists("missing", &exists, &err));
    assert_false(exists);
    put("f", "");
    assert_true(file_exists("f/below-a-file", &exists, &err));
    assert_false(exists);
}

static void permissions_of_others_are_seen(void **state)
{
    (void)state;
    bool others;
    put("f", "x");
    assert_true(file_is_open_to_others("f", &others, &err));
    assert_false(others);
    chmod("f", 0640);
    assert_true(file_is_open_to_others("f", &others, &err));
    assert_true(others);
}

// ---- Writing

static void a_written_file_is_whole_private_and_alone(void **state)
{
    (void)state;
    assert_true(file_write("f", TEXT("hello"), &err));
    assert_content("f", "hello");
    struct stat st;
    assert_int_equal(stat("f", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(access(".f.tmp", F_OK), -1);
    assert_true(file_write("f", TEXT("again"), &err));
    assert_content("f", "again");
}

static void nothing_has_the_name_before_commit(void **state)
{
    (void)state;
    struct file_writer *writer;
    put("f", "old");
    assert_true(file_write_begin(&writer, "f", &err));
    assert_true(file_write_append(writer, TEXT("new"), &err));
    assert_content("f", "old");
    assert_int_equal(access(".f.tmp", F_OK), 0);
    assert_true(file_write_commit(writer, &err));
    assert_content("f", "new");
}

static void abandoning_leaves_what_was_there(void **state)
{
    (void)state;
    struct file_writer *writer;
    put("f", "old");
    assert_true(file_write_begin(&writer, "f", &err));
    assert_true(file_write_append(writer, TEXT("new"), &err));
    file_write_abandon(writer);
    assert_content("f", "old");
    assert_int_equal(access(".f.tmp", F_OK), -1);
}

static void what_a_killed_run_left_is_written_over(void **state)
{
    (void)state;
    put(".f.tmp", "half of something longer");
    assert_true(file_write("f", TEXT("whole"), &err));
    assert_content("f", "whole");
    // A trap: the left one is a link to something precious.
    put("precious", "gold");
    assert_int_equal(symlink("precious", ".g.tmp"), 0);
    assert_true(file_write("g", TEXT("whole"), &err));
    assert_content("precious", "gold");
    assert_content("g", "whole");
}

static void pieces_of_all_sizes_add_up(void **state)
{
    (void)state;
    static char big[600 * 1024];
    memset(big, 'b', sizeof big);
    struct file_writer *writer;
    assert_true(file_write_begin(&writer, "f", &err));
    for (int i = 0; i < 1000; i++)
        assert_true(file_write_append(writer, TEXT("0123456789"), &err));
    assert_true(file_write_append(writer, (struct text){big, sizeof big}, &err));
    for (int i = 0; i < 300; i++)
        assert_true(file_write_append(writer, (struct text){big, 1024}, &err));
    assert_true(file_write_append(writer, (struct text){0}, &err));
    assert_true(file_write_append(writer, TEXT("end"), &err));
    assert_true(file_write_commit(writer, &err));

    struct file *file;
    char piece[16];
    size_t got;
    assert_true(file_open(&file, "f", FILE_REFUSE_LINK, &err));
    assert_int_equal(file_size(file), 10000 + sizeof big + 300 * 1024 + 3);
    assert_true(file_read(file, 9995, piece, 10, &got, &err));
    assert_memory_equal(piece, "56789bbbbb", 10);
    assert_true(file_read(file, file_size(file) - 5, piece, 10, &got, &err));
    assert_int_equal(got, 5);
    assert_memory_equal(piece, "bbend", 5);
    file_close(file);
}

static void a_failing_write_leaves_no_file(void **state)
{
    (void)state;
    // The file size limit plays the full disk; its signal must not kill us.
    pid_t pid = fork();
    if (pid == 0) {
        static char big[400 * 1024];
        struct rlimit limit = {100 * 1024, 100 * 1024};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        bool ok = file_write("f", (struct text){big, sizeof big}, &err);
        bool named = strstr(err.text, "'f'") != NULL && err.kind == ERR_FILE;
        _exit(!ok && named && access("f", F_OK) != 0 && access(".f.tmp", F_OK) != 0 ? 0 : 1);
    }
    int status = 1;
    waitpid(pid, &status, 0);
    assert_int_equal(status, 0);
}

static void an_impossible_place_is_named(void **state)
{
    (void)state;
    assert_false(file_write("no/such/folder/f", TEXT("x"), &err));
    assert_int_equal(err.kind, ERR_FILE);
    assert_non_null(strstr(err.text, "no/such/folder"));
}

// ---- Moving and removing

static void a_move_never_replaces(void **state)
{
    (void)state;
    put("a", "A");
    put("b", "B");
    assert_false(file_move("a", "b", &err));
    assert_int_equal(err.kind, ERR_DATA);
    assert_content("a", "A");
    assert_content("b", "B");
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_true(file_move("a", "folder/a", &err));
    assert_content("folder/a", "A");
    assert_int_equal(access("a", F_OK), -1);
    assert_false(file_move("a", "folder/c", &err));
    assert_int_equal(err.kind, ERR_DATA);
}

static void a_move_over_file_systems_says_why_not(void **state)
{
    (void)state;
    struct stat here, there;
    if (stat("/dev/shm", &there) != 0 || stat(".", &here) != 0 || here.st_dev == there.st_dev ||
        access("/dev/shm", W_OK) != 0)
        skip();
    put("a", "A");
    char to[64];
    snprintf(to, sizeof to, "/dev/shm/file_test.%ld", (long)getpid());
    assert_false(file_move("a", to, &err));
    assert_int_equal(err.kind, ERR_FILE);
    assert_non_null(strstr(err.text, "different file systems"));
    assert_content("a", "A");
}

static void removing_twice_is_fine(void **state)
{
    (void)state;
    put("f", "x");
    assert_true(file_remove("f", &err));
    assert_true(file_remove("f", &err));
    assert_int_equal(access("f", F_OK), -1);
}

// ---- Folders

static void folders_are_made_with_those_above_and_closed_to_others(void **state)
{
    (void)state;
    struct stat st;
    umask(0);
    assert_true(file_folder_make("a/b/c", &err));
    assert_true(file_folder_make("a/b/c", &err));
    assert_true(file_folder_make_mode("open", 0711, &err));
    assert_int_equal(stat("a", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_int_equal(stat("a/b/c", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_int_equal(stat("open", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0711);
    umask(077);

    put("f", "x");
    assert_false(file_folder_make("f", &err));
    assert_non_null(strstr(err.text, "in the way"));
    assert_int_equal(symlink("nowhere", "dangling"), 0);
    assert_false(file_folder_make("dangling", &err)); // and does not go round in circles
}

static void a_list_is_sorted_and_leaves_out_what_is_hidden_or_on_its_way(void **state)
{
    (void)state;
    put("b.835", "123");
    put("a.835", "");
    put(".hidden", "");
    put("c.tmp", "");
    put("B.835", "");
    put("tmp", "");
    assert_int_equal(mkdir("set", 0700), 0);
    assert_int_equal(symlink("b.835", "link"), 0);
    struct arena *arena = arena_new(1 << 16);
    struct file_list list;
    assert_true(file_folder_list(".", arena, &list, &err));
    static const char *const want[] = {"B.835", "a.835", "b.835", "link", "set", "tmp"};
    assert_int_equal(list.count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(list.entries[i].name, want[i]);
    assert_int_equal(list.entries[2].bytes, 3);
    assert_int_equal(list.entries[2].kind, FILE_REGULAR);
    assert_int_equal(list.entries[3].kind, FILE_OTHER);
    assert_int_equal(list.entries[4].kind, FILE_FOLDER);
    arena_free(arena);
}

static void a_folder_with_more_files_than_there_is_room_for_is_an_error(void **state)
{
    (void)state;
    for (int i = 0; i < 200; i++) {
        char name[32];
        snprintf(name, sizeof name, "file%d", i);
        put(name, "");
    }
    struct arena *arena = arena_new(4096);
    struct file_list list;
    assert_false(file_folder_list(".", arena, &list, &err));
    assert_int_equal(err.kind, ERR_FILE);
    arena_free(arena);
}

static void removing_a_folder_follows_no_link(void **state)
{
    (void)state;
    assert_true(file_folder_make("tree/a/b", &err));
    assert_true(file_folder_make("outside", &err));
    put("tree/a/b/f", "x");
    put("outside/precious", "gold");
    assert_int_equal(symlink("../../outside", "tree/a/link"), 0);
    assert_true(file_folder_remove("tree", &err));
    assert_int_equal(access("tree", F_OK), -1);
    assert_content("outside/precious", "gold");
    assert_true(file_folder_remove("tree", &err));
}

static void a_folder_is_measured_with_all_below_it(void **state)
{
    (void)state;
    static char big[100 * 1024];
    memset(big, 'x', sizeof big);
    assert_true(file_folder_make("tree/a", &err));
    assert_true(file_write("tree/a/f", (struct text){big, sizeof big}, &err));
    int64_t bytes = 0;
    assert_true(file_folder_bytes("tree", &bytes, &err));
    assert_in_range(bytes, sizeof big, sizeof big + 65536);
}

static void a_real_path_has_no_links_and_may_not_exist_yet(void **state)
{
    char real[PATH_MAX], home[PATH_MAX], want[2 * PATH_MAX];
    assert_non_null(realpath(*state, home));
    assert_true(file_folder_make("a/b", &err));
    assert_int_equal(symlink("a", "link"), 0);
    assert_true(file_folder_real("link/b", real, &err));
    snprintf(want, sizeof want, "%s/a/b", home);
    assert_string_equal(real, want);
    assert_true(file_folder_real("link/b/new/newer/", real, &err));
    snprintf(want, sizeof want, "%s/a/b/new/newer", home);
    assert_string_equal(real, want);
    assert_true(file_folder_real("new", real, &err));
    snprintf(want, sizeof want, "%s/new", home);
    assert_string_equal(real, want);
    assert_true(file_folder_real("/new", real, &err));
    assert_string_equal(real, "/new");
    assert_false(file_folder_real("new/..", real, &err));
}

static void whether_a_folder_can_be_made_is_known_without_making_it(void **state)
{
    (void)state;
    put("f", "x");
    assert_true(file_folder_can_make("a/b/c", &err));
    assert_int_equal(access("a", F_OK), -1);
    assert_false(file_folder_can_make("f", &err));
    assert_false(file_folder_can_make("f/below", &err));
}

// ---- Locks

static void a_lock_is_held_by_one_and_ends_with_its_holder(void **state)
{
    (void)state;
    struct file_lock *lock, *second;
    assert_true(file_lock_take(&lock, "lock", 0, &err));
    assert_false(file_lock_take(&second, "lock", 0, &err));
    assert_int_equal(err.kind, ERR_BUSY);
    file_lock_release(lock);
    assert_true(file_lock_take(&second, "lock", 0, &err));
    file_lock_release(second);

    // A child that holds it and is killed.
    int ends[2];
    char c;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        bool ok = file_lock_take(&lock, "lock", 0, &err);
        if (write(ends[1], ok ? "y" : "n", 1) == 1)
            pause();
        _exit(1);
    }
    assert_int_equal(read(ends[0], &c, 1), 1);
    assert_int_equal(c, 'y');
    assert_false(file_lock_take(&second, "lock", 0, &err));
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    assert_true(file_lock_take(&second, "lock", 0, &err));
    file_lock_release(second);
    close(ends[0]);
    close(ends[1]);
}

static void a_lock_file_that_was_removed_locks_nobody_out_or_in(void **state)
{
    (void)state;
    struct file_lock *lock, *second, *third;
    assert_true(file_lock_take(&lock, "lock", 0, &err));
    assert_int_equal(unlink("lock"), 0);
    assert_true(file_lock_take(&second, "lock", 0, &err));
    assert_false(file_lock_take(&third, "lock", 0, &err));
    file_lock_release(lock);
    assert_false(file_lock_take(&third, "lock", 0, &err));
    file_lock_release(second);
}

#define ONE(test) cmocka_unit_test_setup_teardown(test, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ONE(what_is_no_regular_file_is_refused_without_waiting),
        ONE(an_unreadable_file_is_somebodys_data),
        ONE(a_link_that_the_operator_named_is_followed),
        ONE(windows_are_read_up_to_the_end),
        ONE(a_descriptor_is_not_handed_to_child_processes),
        ONE(a_file_that_grew_was_replaced_or_went_has_changed),
        ONE(the_digest_is_of_the_whole_file),
        ONE(load_refuses_what_is_too_large),
        ONE(existence_includes_dangling_links),
        ONE(permissions_of_others_are_seen),
        ONE(a_written_file_is_whole_private_and_alone),
        ONE(nothing_has_the_name_before_commit),
        ONE(abandoning_leaves_what_was_there),
        ONE(what_a_killed_run_left_is_written_over),
        ONE(pieces_of_all_sizes_add_up),
        ONE(a_failing_write_leaves_no_file),
        ONE(an_impossible_place_is_named),
        ONE(a_move_never_replaces),
        ONE(a_move_over_file_systems_says_why_not),
        ONE(removing_twice_is_fine),
        ONE(folders_are_made_with_those_above_and_closed_to_others),
        ONE(a_list_is_sorted_and_leaves_out_what_is_hidden_or_on_its_way),
        ONE(a_folder_with_more_files_than_there_is_room_for_is_an_error),
        ONE(removing_a_folder_follows_no_link),
        ONE(a_folder_is_measured_with_all_below_it),
        ONE(a_real_path_has_no_links_and_may_not_exist_yet),
        ONE(whether_a_folder_can_be_made_is_known_without_making_it),
        ONE(a_lock_is_held_by_one_and_ends_with_its_holder),
        ONE(a_lock_file_that_was_removed_locks_nobody_out_or_in),
    };
    digest_start();
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
