#include "claims/base/progress.h"

#include <stdio.h>
#include <time.h>

#include "claims/base/err.h"
#include "claims/base/text.h"

#define BAR_CELLS 20

static struct {
    bool on_terminal;
    bool quiet;
    bool drawn;       // a line stands on the terminal now
    const char *step; // NULL between steps
    const char *unit;
    int64_t total;
    int64_t done;
    int64_t redraw_at; // the next count that is drawn
    int64_t began;     // second of the step's begin
    int64_t long_seconds;
} progress = {.quiet = true};

// How long something took is all that it tells; no data depends on it.
static int64_t seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

void progress_start(bool on_terminal, bool quiet, int64_t long_seconds)
{
    progress.on_terminal = on_terminal;
    progress.quiet = quiet;
    progress.long_seconds = long_seconds;
}

// "1,234,567"; negative counts do not occur.
static const char *count(int64_t n, char out[32])
{
    char digits[24];
    int size = snprintf(digits, sizeof(digits), "%lld", (long long)n);
    char *at = out;
    for (int i = 0; i < size; i++) {
        if (i > 0 && (size - i) % 3 == 0)
            *at++ = ',';
        *at++ = digits[i];
    }
    *at = '\0';
    return out;
}

// ESC [K clears what a longer line before this one left behind it.
static void draw(void)
{
    char done[32], total[32];
    char bar[BAR_CELLS + 1];
    if (progress.total > 0) {
        int64_t reached = progress.done < progress.total ? progress.done : progress.total;
        int cells = (int)((__int128)reached * BAR_CELLS / progress.total);
        int percent = (int)((__int128)reached * 100 / progress.total);
        for (int i = 0; i < BAR_CELLS; i++)
            bar[i] = i < cells ? '#' : '-';
        bar[BAR_CELLS] = '\0';
        fprintf(stderr, "\r%s [%s] %3d%% %s of %s %s\033[K", progress.step, bar, percent,
            count(progress.done, done), count(progress.total, total), progress.unit);
    } else {
        fprintf(
            stderr, "\r%s %s %s\033[K", progress.step, count(progress.done, done), progress.unit);
    }
    fflush(stderr);
    progress.drawn = true;
}

void progress_step(const char *step, const char *unit, int64_t total)
{
    CHECK(step != NULL && unit != NULL && total >= 0);
    progress_wipe();
    progress.step = step;
    progress.unit = unit;
    progress.total = total;
    progress.done = 0;
    progress.redraw_at = 0;
    progress.began = seconds();
}

void progress_at(int64_t done)
{
    progress.done = done;
    if (progress.step == NULL || progress.quiet || !progress.on_terminal ||
        done < progress.redraw_at)
        return;
    draw();
    int64_t stride = progress.total > 0 ? (progress.total + 199) / 200 : 1000;
    progress.redraw_at = done + stride;
}

void progress_end(void)
{
    if (progress.step == NULL)
        return;
    progress_wipe();
    char done[32], taken[32];
    int64_t took = seconds() - progress.began;
    if (!progress.quiet && !progress.on_terminal && took >= progress.long_seconds)
        fprintf(stderr, "%s: %s %s, %s s\n", progress.step, count(progress.done, done),
            progress.unit, count(took, taken));
    progress.step = NULL;
}

void progress_wipe(void)
{
    if (!progress.drawn)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    progress.drawn = false;
    progress.redraw_at = 0;
}
