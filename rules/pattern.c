#include "rules/pattern.h"

#include <regex.h>
#include <stdlib.h>

#include "claims/base/err.h"

struct pattern {
    regex_t regex;
};

#define DEPTH_MAX 16

// Reads {n}, {n,} or {n,m} at `*at` (just after the brace); returns the larger number.
static int64_t interval_max(struct text t, size_t *at)
{
    int64_t largest = 1;
    int64_t number = 0;
    while (*at < t.size && t.at[*at] != '}') {
        char c = t.at[(*at)++];
        if (c >= '0' && c <= '9')
            number = number < PATTERN_STATES_MAX ? number * 10 + (c - '0') : number;
        else
            number = 0;
        largest = number > largest ? number : largest;
    }
    if (*at < t.size)
        (*at)++;
    return largest;
}

static void skip_bracket(struct text t, size_t *at)
{
    size_t start = *at;
    if (*at < t.size && t.at[*at] == '^')
        (*at)++, start++;
    while (*at < t.size && (t.at[*at] != ']' || *at == start)) {
        // [:class:], [.x.], [=x=] hold a bracket of their own.
        if (t.at[*at] == '[' && *at + 1 < t.size && strchr(":.=", t.at[*at + 1]) != NULL) {
            char kind = t.at[*at + 1];
            *at += 2;
            while (*at + 1 < t.size && !(t.at[*at] == kind && t.at[*at + 1] == ']'))
                (*at)++;
            (*at)++;
        }
        (*at)++;
    }
    if (*at < t.size)
        (*at)++;
}

// How many states the expression unfolds to, roughly: each character one, a repetition as often as
// its number says. Stops above PATTERN_STATES_MAX. NULL when it is within limits, else the reason.
static const char *check_cost(struct text t)
{
    int64_t total[DEPTH_MAX] = {0}; // of each open group
    int64_t last = 0;               // of the atom just read
    size_t depth = 0;
    for (size_t at = 0; at < t.size;) {
        char c = t.at[at++];
        if (c == '\\') {
            if (at < t.size && t.at[at] >= '0' && t.at[at] <= '9')
                return "it refers back to a group";
            at++;
            last = 1;
        } else if (c == '[') {
            skip_bracket(t, &at);
            last = 1;
        } else if (c == '(') {
            if (++depth == DEPTH_MAX)
                return "its groups are nested too deeply";
            total[depth] = 0;
            last = 0;
            continue;
        } else if (c == ')' && depth > 0) {
            last = total[depth--];
        } else if (c == '{') {
            int64_t times = interval_max(t, &at);
            total[depth] += last * (times - 1);
            last *= times;
            if (total[depth] > PATTERN_STATES_MAX)
                return "its repetitions multiply to too many";
            continue;
        } else if (c == '*' || c == '+' || c == '?') {
            continue; // a brace that follows still repeats the atom before
        } else {
            last = 1;
        }
        total[depth] += last;
        if (total[depth] > PATTERN_STATES_MAX)
            return "its repetitions multiply to too many";
    }
    return NULL;
}

static const char *regcomp_reason(int code)
{
    switch (code) {
    case REG_EBRACK:
        return "a bracket [ is not closed";
    case REG_EPAREN:
        return "a parenthesis is not closed, or not opened";
    case REG_EBRACE:
        return "a brace { is not closed";
    case REG_BADBR:
        return "the numbers in braces are wrong";
    case REG_BADRPT:
        return "a repetition has nothing to repeat";
    case REG_ERANGE:
        return "a range in brackets runs backwards";
    case REG_ECTYPE:
        return "there is no character class of this name";
    case REG_EESCAPE:
        return "it ends with a backslash";
    default:
        return "it is no POSIX extended regular expression";
    }
}

struct pattern *pattern_new(struct text expression, const char **why)
{
    char z[PATTERN_TEXT_MAX + 1];
    if (text_is_empty(expression)) {
        *why = "it is empty";
        return NULL;
    }
    if (expression.size > PATTERN_TEXT_MAX ||
        memchr(expression.at, '\0', expression.size) != NULL) {
        *why = "it is longer than 256 characters";
        return NULL;
    }
    *why = check_cost(expression);
    if (*why != NULL)
        return NULL;
    struct pattern *pattern = calloc(1, sizeof(*pattern));
    CHECK(pattern != NULL);
    int code =
        regcomp(&pattern->regex, text_copy_z(z, sizeof(z), expression), REG_EXTENDED | REG_NOSUB);
    CHECK(code != REG_ESPACE);
    if (code != 0) {
        *why = regcomp_reason(code);
        free(pattern);
        return NULL;
    }
    return pattern;
}

void pattern_free(struct pattern *pattern)
{
    if (pattern == NULL)
        return;
    regfree(&pattern->regex);
    free(pattern);
}

bool pattern_matches(const struct pattern *pattern, struct text value)
{
    char z[PATTERN_VALUE_MAX + 1]; // a slice has no NUL at its end
    if (value.size > PATTERN_VALUE_MAX || value.at == NULL)
        return false;
    memcpy(z, value.at, value.size);
    z[value.size] = '\0';
    // A NUL inside of the value does not end it.
    regmatch_t part = {.rm_so = 0, .rm_eo = (regoff_t)value.size};
    return regexec(&pattern->regex, z, 0, &part, REG_STARTEND) == 0;
}
