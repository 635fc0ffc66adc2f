// pattern: POSIX extended regular expressions of payer rules, compiled once. Whoever wrote the
// table is not trusted: a pattern that would cost much memory or time is refused when it is
// compiled, and a value that is longer than any field of a claim is not matched at all. The one
// module that uses regex.h.
#ifndef RULES_PATTERN_H
#define RULES_PATTERN_H

#include "claims/base/text.h"

#define PATTERN_TEXT_MAX   256  // bytes of a pattern
#define PATTERN_STATES_MAX 4096 // what it may unfold to: repetitions multiplied out
#define PATTERN_VALUE_MAX  256  // bytes of a value

struct pattern;

// Compiles the expression. NULL with *why set to a sentence's part ("a bracket is not closed") when
// it is refused. Owned by the caller: pattern_free.
struct pattern *pattern_new(struct text expression, const char **why);
void pattern_free(struct pattern *pattern); // NULL is allowed

// Whether the expression is found in the value (anywhere, unless anchored). A value beyond
// PATTERN_VALUE_MAX never matches.
bool pattern_matches(const struct pattern *pattern, struct text value);

#endif
