// zip: reads zip archives, by libzip, without trusting them. Opens no file: the caller lends a
// reader. What is refused: encrypted members, names that climb out or are absolute or hold a
// backslash or control characters, links and devices, two members of one name (also when they
// differ in case only), more members than the limit, members that are larger than the limit or not
// of the size that the directory states (libzip 1.7.3 reads past it), sums that do not match.
// Entries of folders are passed over. A zip within a zip is a member like any other.
#ifndef CLAIMS_BASE_ZIP_H
#define CLAIMS_BASE_ZIP_H

#include "claims/base/err.h"
#include "claims/base/text.h"

// Reads up to `count` bytes at `offset`. Returns the bytes read (0 at the end), below 0 on failure.
typedef int64_t (*zip_read_function)(void *context, int64_t offset, void *into, size_t count);

struct zip_limits {
    size_t members;       // 0: 1,000; entries of folders count too
    int64_t member_bytes; // 0: 2 GiB, uncompressed
    int64_t total_bytes;  // 0: 16 GiB, uncompressed, over all members
};

struct zip_archive;

// Opens the archive of `size` bytes and checks every member's name and flags. False with ERR_DATA
// when it is refused, ERR_FILE when `read` failed. Owned by the caller: zip_archive_close, after
// which `read` is not called any more. (zip_open and zip_close are libzip's.) libzip takes about
// 200 bytes for each member that the directory states before the limit can be looked at.
bool zip_archive_open(struct zip_archive **out, zip_read_function read, void *context, int64_t size,
    struct zip_limits limits, struct err *err);
void zip_archive_close(struct zip_archive *zip); // NULL is allowed

// Members in the order of the archive, without folders.
size_t zip_member_count(const struct zip_archive *zip);
// UTF-8; with the folders it is in ("set/patients.csv"). Valid until zip_archive_close.
struct text zip_member_name(const struct zip_archive *zip, size_t index);

// Called with the next bytes of a member. Return false to stop.
typedef bool (*zip_bytes_function)(void *context, struct text bytes);

// Unpacks one member through `on_bytes` in windows of at most 64 KiB. False with ERR_DATA when it
// is damaged or over the limit (what on_bytes was given before is worth nothing then), ERR_FILE
// when the reader failed (every later call then fails, too), ERR_NONE when on_bytes stopped it.
bool zip_member_read(struct zip_archive *zip, size_t index, zip_bytes_function on_bytes,
    void *context, struct err *err);

#endif
