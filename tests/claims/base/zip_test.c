// The archives are written here byte by byte, so that every field of theirs can lie.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/base/buf.h"
#include "claims/base/zip.h"

#define STORED   0
#define DEFLATED 8
#define LZMA     14

#define FLAG_ENCRYPTED 0x0001
#define FLAG_UTF8      0x0800

#define UNIX_FILE   (0100644u << 16)
#define UNIX_FOLDER (0040755u << 16)
#define UNIX_LINK   (0120777u << 16)
#define UNIX_FIFO   (0010644u << 16)

// 100,000 zero bytes, and twenty times "encounter,charge\n", as zlib deflates them.
static const unsigned char zeros[114] = {0xED, 0xC1, 0x31, 0x01, 0x00, 0x00, 0x00, 0xC2, 0xA0, 0xF5,
    0x4F, 0x6D, 0x0D, 0x0F, 0xA0, [111] = 0x80, 0x57, 0x03};
#define ZEROS_SIZE 100000
#define ZEROS_CRC  0xD411957D
static const unsigned char rows[] = {0x4B, 0xCD, 0x4B, 0xCE, 0x2F, 0xCD, 0x2B, 0x49, 0x2D, 0xD2,
    0x49, 0xCE, 0x48, 0x2C, 0x4A, 0x4F, 0xE5, 0x4A, 0x1D, 0x15, 0xA0, 0x54, 0x00, 0x00};
#define ROWS_SIZE 340
#define ROWS_CRC  0x20F42633

struct entry {
    const char *name;
    struct text packed; // the bytes in the archive
    unsigned method;
    unsigned flags;
    uint32_t attributes;
    uint32_t crc;     // 0: of the packed bytes
    uint32_t size;    // unpacked, as stated; 0: that of the packed bytes
    size_t name_size; // 0: strlen(name)
};

static uint32_t crc_of(struct text t)
{
    uint32_t crc = 0xFFFFFFFF;
    for (size_t i = 0; i < t.size; i++) {
        crc ^= (unsigned char)t.at[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

static void little(struct buf *buf, uint64_t n, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_char(buf, (char)(n >> (8 * i) & 0xFF));
}

// What the local header and the directory have in common, from the version to the sizes of name and
// extra.
static void put_common(struct buf *buf, const struct entry *entry)
{
    little(buf, 20, 2);
    little(buf, entry->flags, 2);
    little(buf, entry->method, 2);
    little(buf, 0x5CF66B20, 4); // some time
    little(buf, entry->crc == 0 ? crc_of(entry->packed) : entry->crc, 4);
    little(buf, (uint32_t)entry->packed.size, 4);
    little(buf, entry->size == 0 ? (uint32_t)entry->packed.size : entry->size, 4);
    little(buf, (uint32_t)(entry->name_size == 0 ? strlen(entry->name) : entry->name_size), 2);
    little(buf, 0, 2);
}

static struct buf archive;

static void pack(const struct entry *entries, size_t count)
{
    struct buf directory;
    buf_init(&directory, (size_t)16 << 20);
    buf_clear(&archive);
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &entries[i];
        size_t name_size = entry->name_size == 0 ? strlen(entry->name) : entry->name_size;
        buf_z(&directory, "PK\1\2");
        little(&directory, 0x0314, 2); // made by Unix
        put_common(&directory, entry);
        little(&directory, 0, 6);
        little(&directory, entry->attributes, 4);
        little(&directory, (uint32_t)archive.size, 4);
        buf_bytes(&directory, entry->name, name_size);
        buf_z(&archive, "PK\3\4");
        put_common(&archive, entry);
        buf_bytes(&archive, entry->name, name_size);
        buf_text(&archive, entry->packed);
    }
    uint32_t offset = (uint32_t)archive.size;
    buf_text(&archive, buf_slice(&directory));
    buf_z(&archive, "PK\5\6");
    little(&archive, 0, 4);
    little(&archive, (uint32_t)count, 2);
    little(&archive, (uint32_t)count, 2);
    little(&archive, (uint32_t)directory.size, 4);
    little(&archive, offset, 4);
    little(&archive, 0, 2);
    buf_free(&directory);
}

#define PACK(...) \
    pack((const struct entry[]){__VA_ARGS__}, \
        sizeof((const struct entry[]){__VA_ARGS__}) / sizeof(struct entry))

// ---- Reading

static int64_t fail_at; // the reader's call that fails; 0: none
static int64_t reads;

static int64_t read_archive(void *context, int64_t offset, void *into, size_t count)
{
    const struct buf *bytes = context;
    if (++reads == fail_at)
        return -1;
    struct text part = text_part(buf_slice(bytes), (size_t)offset, count);
    if (part.size > 0)
        memcpy(into, part.at, part.size);
    return (int64_t)part.size;
}

static struct err err;

static bool open_with(struct zip_archive **zip, struct zip_limits limits)
{
    err = (struct err){0};
    *zip = NULL;
    return zip_archive_open(zip, read_archive, &archive, (int64_t)archive.size, limits, &err);
}

static void assert_refused(const char *part_of_text)
{
    struct zip_archive *zip;
    assert_false(open_with(&zip, (struct zip_limits){0}));
    assert_null(zip);
    assert_int_equal(err.kind, ERR_DATA);
    if (strstr(err.text, part_of_text) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, part_of_text);
}

static bool collect(void *context, struct text bytes)
{
    assert_true(bytes.size > 0 && bytes.size <= 65536);
    buf_text(context, bytes);
    return true;
}

static struct buf unpacked;

static bool read_member(struct zip_archive *zip, size_t index)
{
    buf_clear(&unpacked);
    err = (struct err){0};
    return zip_member_read(zip, index, collect, &unpacked, &err);
}

// Opens the archive, reads its only member and expects a refusal there.
static void assert_member_refused(struct zip_limits limits, const char *part_of_text)
{
    struct zip_archive *zip;
    assert_true(open_with(&zip, limits));
    assert_int_equal(zip_member_count(zip), 1);
    assert_false(read_member(zip, 0));
    assert_int_equal(err.kind, ERR_DATA);
    if (strstr(err.text, part_of_text) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, part_of_text);
    zip_archive_close(zip);
}

static int start(void **state)
{
    (void)state;
    buf_init(&archive, (size_t)32 << 20);
    buf_init(&unpacked, (size_t)1 << 20);
    return 0;
}

static int finish(void **state)
{
    (void)state;
    buf_free(&archive);
    buf_free(&unpacked);
    return 0;
}

// ---- Tests

static void members_are_listed_and_read(void **state)
{
    (void)state;
    PACK({.name = "patients.csv", .packed = TEXT("a,b\n")},
        {.name = "set/", .attributes = UNIX_FOLDER},
        {.name = "set/encounters.csv",
            .packed = {(const char *)rows, sizeof(rows)},
            .method = DEFLATED,
            .size = ROWS_SIZE,
            .crc = ROWS_CRC,
            .attributes = UNIX_FILE},
        {.name = "empty"});
    struct zip_archive *zip;
    assert_true(open_with(&zip, (struct zip_limits){0}));
    assert_int_equal(zip_member_count(zip), 3);
    assert_true(text_equal_z(zip_member_name(zip, 0), "patients.csv"));
    assert_true(text_equal_z(zip_member_name(zip, 1), "set/encounters.csv"));
    assert_true(text_equal_z(zip_member_name(zip, 2), "empty"));
    for (int turn = 0; turn < 2; turn++) { // in any order, and again
        assert_true(read_member(zip, 1));
        assert_int_equal(unpacked.size, ROWS_SIZE);
        for (size_t at = 0; at < ROWS_SIZE; at += 17)
            assert_memory_equal(unpacked.at + at, "encounter,charge\n", 17);
        assert_true(read_member(zip, 0));
        assert_true(text_equal_z(buf_slice(&unpacked), "a,b\n"));
        assert_true(read_member(zip, 2));
        assert_int_equal(unpacked.size, 0);
    }
    zip_archive_close(zip);
    zip_archive_close(NULL);
}

static void a_large_member_comes_in_windows(void **state)
{
    (void)state;
    char *large = malloc(200001);
    assert_non_null(large);
    for (size_t i = 0; i < 200001; i++)
        large[i] = (char)(i * 31 % 251);
    PACK({.name = "large", .packed = {large, 200001}});
    struct zip_archive *zip;
    assert_true(open_with(&zip, (struct zip_limits){0}));
    assert_true(read_member(zip, 0));
    assert_int_equal(unpacked.size, 200001);
    assert_memory_equal(unpacked.at, large, 200001);
    zip_archive_close(zip);
    free(large);
}

static void names_that_lead_elsewhere_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *name, *says;
    } cases[] = {
        {"/etc/passwd", "absolute"},
        {"../a.csv", "leads out"},
        {"a/../../b.csv", "leads out"},
        {"a/..", "leads out"},
        {"..", "leads out"},
        {"../", "leads out"},
        {"a\\b.csv", "backslash"},
        {"..\\a.csv", "backslash"},
        {"C:a.csv", "drive"},
        {"c:/a.csv", "drive"},
        {"a\nb.csv", "control"},
        {"a\x7F.csv", "control"},
        {"\x1B[2J", "control"},
        {"", "no name"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        PACK({.name = "good.csv", .packed = TEXT("x")},
            {.name = cases[i].name, .packed = TEXT("x")});
        assert_refused(cases[i].says);
    }
    static const char *const good[] = {"..a", "a..", "a/..b", "a...b", ".", "ab:c", "a b", "-"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        PACK({.name = good[i], .packed = TEXT("x")});
        struct zip_archive *zip;
        assert_true(open_with(&zip, (struct zip_limits){0}));
        assert_true(text_equal_z(zip_member_name(zip, 0), good[i]));
        zip_archive_close(zip);
    }
}

static void a_name_has_at_most_512_bytes(void **state)
{
    (void)state;
    char name[600];
    memset(name, 'n', sizeof(name));
    PACK({.name = name, .name_size = 512, .packed = TEXT("x")});
    struct zip_archive *zip;
    assert_true(open_with(&zip, (struct zip_limits){0}));
    zip_archive_close(zip);
    PACK({.name = name, .name_size = 513, .packed = TEXT("x")});
    assert_refused("too long a name");
}

static void names_become_utf8(void **state)
{
    (void)state;
    PACK({.name = "caf\x82", .packed = TEXT("x")}, // code page 437
        {.name = "caf\xC3\xA9!", .flags = FLAG_UTF8, .packed = TEXT("x")});
    struct zip_archive *zip;
    assert_true(open_with(&zip, (struct zip_limits){0}));
    assert_true(text_equal_z(zip_member_name(zip, 0), "caf\xC3\xA9"));
    assert_true(text_equal_z(zip_member_name(zip, 1), "caf\xC3\xA9!"));
    zip_archive_close(zip);
    char name[512];
    memset(name, '\xDB', sizeof(name)); // a full block, three bytes in UTF-8
    PACK({.name = name, .name_size = 512, .packed = TEXT("x")});
    assert_true(open_with(&zip, (struct zip_limits){0}));
    assert_int_equal(zip_member_name(zip, 0).size, 3 * 512);
    zip_archive_close(zip);
}

static void two_members_of_one_name_are_refused(void **state)
{
    (void)state;
    PACK({.name = "a.csv", .packed = TEXT("x")}, {.name = "b.csv", .packed = TEXT("x")},
        {.name = "a.csv", .packed = TEXT("y")});
    assert_refused("two members named");
    PACK({.name = "a.csv", .packed = TEXT("x")}, {.name = "b.csv", .packed = TEXT("x")},
        {.name = "A.CSV", .packed = TEXT("y")});
    assert_refused("two members named");
}

static void a_name_that_is_said_to_be_utf8_must_be(void **state)
{
    (void)state;
    PACK({.name = "caf\xE9.csv", .flags = FLAG_UTF8, .packed = TEXT("x")});
    struct zip_archive *zip;
    assert_false(open_with(&zip, (struct zip_limits){0}));
    assert_int_equal(err.kind, ERR_DATA);
}

static void nothing_hides_behind_a_nul_in_a_name(void **state)
{
    (void)state;
    PACK({.name = "a.csv\0b", .name_size = 7, .packed = TEXT("y")});
    struct zip_archive *zip;
    assert_true(open_with(&zip, (struct zip_limits){0}));
    assert_true(text_equal_z(zip_member_name(zip, 0), "a.csv b"));
    zip_archive_close(zip);
    PACK({.name = "a.csv\0/../b", .name_size = 11, .packed = TEXT("y")});
    assert_refused("leads out");
}

static void encrypted_members_and_links_are_refused(void **state)
{
    (void)state;
    PACK({.name = "a.csv", .packed = TEXT("0123456789012345"), .flags = FLAG_ENCRYPTED});
    assert_refused("encrypted");
    PACK({.name = "a.csv", .packed = TEXT("/etc/passwd"), .attributes = UNIX_LINK});
    assert_refused("link");
    PACK({.name = "a.csv", .packed = TEXT(""), .attributes = UNIX_FIFO});
    assert_refused("device");
    PACK({.name = "a/", .packed = TEXT("data"), .attributes = UNIX_FOLDER});
    assert_refused("folder that holds data");
}

static void limits_hold(void **state)
{
    (void)state;
    struct zip_archive *zip;
    PACK({.name = "a", .packed = TEXT("12345")}, {.name = "b/", .attributes = UNIX_FOLDER},
        {.name = "c", .packed = TEXT("12345")});
    assert_false(open_with(&zip, (struct zip_limits){.members = 2}));
    assert_int_equal(err.kind, ERR_DATA);
    assert_string_equal(err.text, "the zip archive has 3 members; at most 2 are allowed");
    assert_true(open_with(&zip, (struct zip_limits){.members = 3}));
    zip_archive_close(zip);
    assert_false(open_with(&zip, (struct zip_limits){.total_bytes = 9}));
    assert_int_equal(err.kind, ERR_DATA);
    assert_string_equal(err.text, "the zip archive holds more than 9 bytes, unpacked");
    assert_true(open_with(&zip, (struct zip_limits){.total_bytes = 10, .member_bytes = 5}));
    assert_true(read_member(zip, 0));
    zip_archive_close(zip);
    PACK({.name = "a", .packed = TEXT("123456")});
    assert_member_refused((struct zip_limits){.member_bytes = 5},
        "member 'a' of the zip archive: it is "
        "larger than 5 bytes, unpacked");
}

static void a_bomb_is_stopped(void **state)
{
    (void)state;
    struct entry bomb = {.name = "bomb",
        .packed = {(const char *)zeros, sizeof(zeros)},
        .method = DEFLATED,
        .crc = ZEROS_CRC,
        .size = ZEROS_SIZE};
    pack(&bomb, 1);
    struct zip_archive *zip;
    assert_true(open_with(&zip, (struct zip_limits){0}));
    assert_true(read_member(zip, 0));
    assert_int_equal(unpacked.size, ZEROS_SIZE);
    zip_archive_close(zip);
    assert_member_refused((struct zip_limits){.member_bytes = ZEROS_SIZE - 1}, "larger than");
    // Honest only at first sight: the directory states a size within the limit.
    bomb.size = 50;
    pack(&bomb, 1);
    assert_member_refused((struct zip_limits){.member_bytes = 100}, "larger than 100 bytes");
    assert_true(unpacked.size <= 100);
}

static void sizes_that_lie_are_refused(void **state)
{
    (void)state;
    struct entry entry = {.name = "a", .packed = TEXT("12345")};
    entry.size = 4;
    pack(&entry, 1);
    assert_member_refused((struct zip_limits){0}, "member 'a' of the zip archive: it ");
    entry.size = 6;
    pack(&entry, 1);
    assert_member_refused((struct zip_limits){0}, "member 'a' of the zip archive: it ");
    entry = (struct entry){.name = "b",
        .packed = {(const char *)rows, sizeof(rows)},
        .method = DEFLATED,
        .crc = ROWS_CRC,
        .size = ROWS_SIZE - 1};
    pack(&entry, 1);
    assert_member_refused((struct zip_limits){0}, "it ");
    entry.size = ROWS_SIZE + 1;
    pack(&entry, 1);
    assert_member_refused((struct zip_limits){0}, "it ");
}

static void a_sum_that_does_not_match_is_refused(void **state)
{
    (void)state;
    PACK({.name = "a", .packed = TEXT("12345"), .crc = 1});
    assert_member_refused((struct zip_limits){0}, "CRC");
    PACK({.name = "a",
        .packed = {(const char *)rows, sizeof(rows)},
        .method = DEFLATED,
        .crc = ROWS_CRC + 1,
        .size = ROWS_SIZE});
    assert_member_refused((struct zip_limits){0}, "CRC");
}

static void damaged_or_unusual_packing_is_refused(void **state)
{
    (void)state;
    PACK(
        {.name = "a", .packed = TEXT("\xFF\xFF\xFF\xFF"), .method = DEFLATED, .crc = 5, .size = 9});
    assert_member_refused((struct zip_limits){0}, "damaged");
    PACK({.name = "a",
        .packed = {(const char *)rows, 10},
        .method = DEFLATED,
        .crc = ROWS_CRC,
        .size = ROWS_SIZE});
    assert_member_refused((struct zip_limits){0}, "it ");
    PACK({.name = "a", .packed = TEXT("12345"), .method = LZMA});
    assert_member_refused((struct zip_limits){0}, "another method");
}

static void what_is_no_archive_is_refused(void **state)
{
    (void)state;
    buf_clear(&archive);
    assert_refused("empty");
    buf_z(&archive, "P");
    assert_refused("no zip archive");
    buf_z(&archive, "atient,first name\n1,Ann\n2,Bob\n3,Cid\n4,Dan\n");
    assert_refused("no zip archive");
    PACK({.name = "a", .packed = TEXT("12345")});
    pack(NULL, 0);
    struct zip_archive *zip;
    assert_true(open_with(&zip, (struct zip_limits){0}));
    assert_int_equal(zip_member_count(zip), 0);
    zip_archive_close(zip);
}

static void sixty_thousand_members_are_refused(void **state)
{
    (void)state;
    enum { COUNT = 60000 };
    struct entry *entries = calloc(COUNT, sizeof(*entries));
    assert_non_null(entries);
    static char names[COUNT][12];
    for (int i = 0; i < COUNT; i++) {
        snprintf(names[i], sizeof(names[i]), "%d", i);
        entries[i].name = names[i];
    }
    pack(entries, COUNT);
    assert_refused("60000 members; at most 1000");
    struct zip_archive *zip;
    assert_true(open_with(&zip, (struct zip_limits){.members = COUNT}));
    assert_int_equal(zip_member_count(zip), COUNT);
    zip_archive_close(zip);
    free(entries);
}

static void pack_two(void)
{
    PACK({.name = "a.csv", .packed = TEXT("patient,name\n1,Ann\n")},
        {.name = "b.csv",
            .packed = {(const char *)rows, sizeof(rows)},
            .method = DEFLATED,
            .size = ROWS_SIZE,
            .crc = ROWS_CRC});
}

// Reads everything; whatever is read without complaint must be what was packed.
static bool read_two(void)
{
    struct zip_archive *zip;
    if (!open_with(&zip, (struct zip_limits){0}))
        return false;
    bool all = zip_member_count(zip) == 2;
    for (size_t i = 0; i < zip_member_count(zip); i++) {
        if (!read_member(zip, i)) {
            all = false;
        } else if (unpacked.size == ROWS_SIZE) {
            for (size_t at = 0; at < ROWS_SIZE; at += 17)
                assert_memory_equal(unpacked.at + at, "encounter,charge\n", 17);
        } else {
            assert_true(text_equal_z(buf_slice(&unpacked), "patient,name\n1,Ann\n"));
        }
    }
    zip_archive_close(zip);
    return all;
}

static void an_archive_cut_anywhere_is_not_read_whole(void **state)
{
    (void)state;
    pack_two();
    assert_true(read_two());
    size_t whole = archive.size;
    for (size_t size = 0; size < whole; size++) {
        archive.size = size;
        assert_false(read_two());
        assert_int_equal(err.kind, ERR_DATA);
    }
}

static void a_changed_byte_gives_no_other_content(void **state)
{
    (void)state;
    pack_two();
    for (size_t at = 0; at < archive.size; at++) {
        bool is_stored = at >= 35 && at < 54; // 30 bytes of header, 5 of name, 19 of content
        for (int bit = 0; bit < 8; bit++) {
            archive.at[at] = (char)(archive.at[at] ^ 1 << bit);
            bool read = read_two();
            assert_false(is_stored && read);
            archive.at[at] = (char)(archive.at[at] ^ 1 << bit);
        }
    }
    assert_true(read_two());
}

static void a_reader_that_fails_is_no_fault_of_the_archive(void **state)
{
    (void)state;
    pack_two();
    bool failed = true;
    for (int64_t call = 1; failed; call++) {
        fail_at = call;
        reads = 0;
        struct zip_archive *zip;
        failed = !open_with(&zip, (struct zip_limits){0}) || !read_member(zip, 0);
        if (failed)
            assert_int_equal(err.kind, ERR_FILE);
        if (failed && zip != NULL) {
            assert_false(read_member(zip, 1));
            assert_int_equal(err.kind, ERR_FILE);
        }
        zip_archive_close(zip);
        assert_true(failed || call > 2); // at least once at opening and once at reading
    }
    fail_at = 0;
}

static void a_file_that_became_shorter_is_refused(void **state)
{
    (void)state;
    pack_two();
    int64_t stated = (int64_t)archive.size;
    archive.size -= 30;
    struct zip_archive *zip = NULL;
    err = (struct err){0};
    assert_false(
        zip_archive_open(&zip, read_archive, &archive, stated, (struct zip_limits){0}, &err));
    assert_int_equal(err.kind, ERR_DATA);
}

static bool stop(void *context, struct text bytes)
{
    (void)bytes;
    ++*(int *)context;
    return false;
}

static void the_caller_may_stop_the_reading(void **state)
{
    (void)state;
    pack_two();
    struct zip_archive *zip;
    assert_true(open_with(&zip, (struct zip_limits){0}));
    int calls = 0;
    err.kind = ERR_DATA;
    assert_false(zip_member_read(zip, 1, stop, &calls, &err));
    assert_int_equal(err.kind, ERR_NONE);
    assert_int_equal(calls, 1);
    assert_true(read_member(zip, 1));
    zip_archive_close(zip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_listed_and_read),
        cmocka_unit_test(a_large_member_comes_in_windows),
        cmocka_unit_test(names_that_lead_elsewhere_are_refused),
        cmocka_unit_test(a_name_has_at_most_512_bytes),
        cmocka_unit_test(names_become_utf8),
        cmocka_unit_test(two_members_of_one_name_are_refused),
        cmocka_unit_test(a_name_that_is_said_to_be_utf8_must_be),
        cmocka_unit_test(nothing_hides_behind_a_nul_in_a_name),
        cmocka_unit_test(encrypted_members_and_links_are_refused),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(a_bomb_is_stopped),
        cmocka_unit_test(sizes_that_lie_are_refused),
        cmocka_unit_test(a_sum_that_does_not_match_is_refused),
        cmocka_unit_test(damaged_or_unusual_packing_is_refused),
        cmocka_unit_test(what_is_no_archive_is_refused),
        cmocka_unit_test(sixty_thousand_members_are_refused),
        cmocka_unit_test(an_archive_cut_anywhere_is_not_read_whole),
        cmocka_unit_test(a_changed_byte_gives_no_other_content),
        cmocka_unit_test(a_reader_that_fails_is_no_fault_of_the_archive),
        cmocka_unit_test(a_file_that_became_shorter_is_refused),
        cmocka_unit_test(the_caller_may_stop_the_reading),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
