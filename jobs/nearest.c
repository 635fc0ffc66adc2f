#include "jobs/nearest.h"

#include <string.h>

#define LENGTH_MAX 40

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

// Optimal string alignment distance.
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][LENGTH_MAX + 1];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    size_t a_size = strlen(a), b_size = strlen(b);
    for (size_t j = 0; j <= b_size; j++)
        last[j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            now[j] = least(last[j] + 1, now[j - 1] + 1, last[j - 1] + change);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1, now[j]);
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[b_size];
}

const char *nearest_word(const char *word, const char *const *known)
{
    const char *best = NULL;
    size_t size = strlen(word);
    if (size > LENGTH_MAX)
        return NULL;
    // A third of the letters may be wrong, two at least when the word is longer than they are.
    size_t limit = size / 3 < 2 ? 2 : size / 3;
    for (; *known != NULL; known++) {
        if (strlen(*known) > LENGTH_MAX)
            continue;
        size_t far = distance(word, *known);
        if (far <= limit && far < size) {
            best = *known;
            limit = far == 0 ? 0 : far - 1;
        }
        if (far == 0)
            break;
    }
    return best;
}
