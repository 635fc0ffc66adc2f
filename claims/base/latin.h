// latin: Latin letters with diacritics (UTF-8) to the plain letters that X12 allows.
#ifndef CLAIMS_BASE_LATIN_H
#define CLAIMS_BASE_LATIN_H

#include "claims/base/arena.h"

// "Víctor Ångström" gives "Victor Angstrom"; typographic quotes and dashes become ASCII ones; ß
// becomes ss, æ ae; a combining mark behind its letter is dropped. Bytes 0x20-0x7E pass unchanged.
// The result is in `arena` unless nothing changed, and never longer than `t` (a byte more is
// taken). False when a character has no plain counterpart (or `t` is not UTF-8); *out then holds
// "?" in its place.
bool latin_to_ascii(struct arena *arena, struct text t, struct text *out);

#endif
