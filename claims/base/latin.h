// latin: Latin letters with diacritics (UTF-8) to the plain letters that X12 allows; bytes of the
// Windows-1252 character set to UTF-8.
#ifndef CLAIMS_BASE_LATIN_H
#define CLAIMS_BASE_LATIN_H

#include "claims/base/arena.h"
#include "claims/base/buf.h"

// "Víctor Ångström" gives "Victor Angstrom"; typographic quotes and dashes become ASCII ones; ß
// becomes ss, æ ae; a combining mark behind its letter is dropped. Bytes 0x20-0x7E pass unchanged.
// The result is in `arena` unless nothing changed, and never longer than `t` (a byte more is
// taken). False when a character has no plain counterpart (or `t` is not UTF-8); *out then holds
// "?" in its place.
bool latin_to_ascii(struct arena *arena, struct text t, struct text *out);

// Bytes that one of Windows-1252 becomes at most.
#define LATIN_UTF8_BYTES 3

// Adds each byte to `out` as the character that it is in Windows-1252, in UTF-8. A non-breaking
// blank becomes a plain one: it separates words. NUL, and what is not assigned, becomes "?".
void latin_to_utf8(struct buf *out, struct text t);

#endif
