// Speed and memory of edi, in memory, on made-up files (tests/bench/made_files.h).
//     x12_bench speed MB         GB/s of each step on an 837P and an 835 of that size
//     x12_bench memory KIND MB   peak of the process that reads so much: 837P or 835
//     x12_bench write KIND MB    the file, to standard output
// A step is run several times over the file, in windows of 64 KB, as the jobs do. The first figure
// is processor time: that of each megabyte in the quickest of the runs, summed up, so that what
// other programs on the machine do is left out as far as it can be. The second is the time of the
// quickest run by the clock on the wall.
#include <stdlib.h>
#include <time.h>

#include "edi/inbound.h"
#include "edi/x12_check.h"
#include "edi/x12_copy.h"
#include "edi/x12_emit.h"
#include "edi/x12_scan.h"
#include "edi/x837p_read.h"
#include "tests/bench/made_files.h"

#define WINDOW ((size_t)64 << 10)
#define RUNS   9

static void *at_least(void *allocated)
{
    CHECK(allocated != NULL);
    return allocated;
}

static int64_t nanoseconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

// ---- What is measured

static char *copied; // as large as the file
static size_t copied_bytes;
static volatile size_t looked_at; // what the optimiser must not leave out

static void *copy_begin(void)
{
    copied_bytes = 0;
    return NULL;
}

static void copy(void *context, struct text bytes)
{
    (void)context;
    memcpy(copied + copied_bytes, bytes.at, bytes.size);
    copied_bytes += bytes.size;
}

static void find_none(void *context, struct text bytes)
{
    (void)context;
    looked_at += memchr(bytes.at, '\x7F', bytes.size) != NULL;
}

static void find_each_terminator(void *context, struct text bytes)
{
    (void)context;
    const char *at = bytes.at, *end = at + bytes.size;
    while (at < end && (at = memchr(at, '~', (size_t)(end - at))) != NULL)
        at++;
}

static struct x12_index x12_index;

static void *scan_begin(void)
{
    x12_index = x12_index_new(WINDOW);
    return NULL;
}

static void scan(void *context, struct text bytes)
{
    (void)context;
    x12_scan_function *function = x12_scan_of(X12_SCAN_BEST);
    for (size_t at = 0; at < bytes.size; at += 16 << 10)
        function(text_part(bytes, at, 16 << 10), '*', '~', &x12_index);
}

static void scan_end(void *context)
{
    (void)context;
    x12_index_free(&x12_index);
}

static size_t segments, elements, element_bytes;

static void on_segment(void *context, const struct x12_segment *segment)
{
    (void)context;
    segments++;
    elements += segment->count;
}

static void on_elements(void *context, const struct x12_segment *segment)
{
    on_segment(context, segment);
    for (size_t i = 1; i <= segment->count; i++)
        element_bytes += x12_element(segment, i).size;
}

static void on_fault(void *context, const struct x12_fault *fault)
{
    (void)context;
    (void)fault;
    CHECK(false);
}

static void *tokenise_begin(void)
{
    segments = elements = 0;
    return x12_new((struct x12_handler){.segment = on_segment, .fault = on_fault});
}

static void *tokenise_elements_begin(void)
{
    segments = elements = 0;
    return x12_new((struct x12_handler){.segment = on_elements, .fault = on_fault});
}

static void tokenise(void *context, struct text bytes)
{
    x12_feed(context, bytes);
}

static void tokenise_end(void *context)
{
    x12_end(context);
    x12_free(context);
}

static void *envelope_begin(void)
{
    return x12_envelope_new((struct x12_envelope_handler){.fault = on_fault});
}

static void envelope(void *context, struct text bytes)
{
    x12_envelope_feed(context, bytes);
}

static void envelope_end(void *context)
{
    CHECK(x12_envelope_end(context).whole);
    x12_envelope_free(context);
}

static void on_finding(void *context, const struct x12_finding *finding)
{
    (void)context;
    CHECK(finding->severity != X12_REJECT);
}

static void *check_begin(void)
{
    return x12_check_new((struct x12_check_handler){.finding = on_finding});
}

static void check(void *context, struct text bytes)
{
    x12_check_feed(context, bytes);
}

static void check_end(void *context)
{
    CHECK(x12_check_end(context).envelope.whole);
    x12_check_free(context);
}

// ---- Writing what is read

static void on_bytes(void *context, struct text bytes)
{
    (void)context;
    looked_at += bytes.size;
}

struct writing {
    struct x12_copy *copy;
    struct x12_emit *emit;
    struct buf out;
};

static void keep_between(void *context, struct text bytes)
{
    struct writing *writing = context;
    buf_text(&writing->out, bytes);
}

static void write_raw(void *context, const struct x12_segment *segment)
{
    struct writing *writing = context;
    buf_text(&writing->out, segment->raw);
    x12_copy_terminator(&writing->out, segment);
    if (writing->out.size >= WINDOW)
        buf_clear(&writing->out);
}

static void write_raw_inner(
    void *context, const struct x12_set *set, const struct x12_segment *segment)
{
    (void)set;
    write_raw(context, segment);
}

static void *write_raw_begin(void)
{
    struct writing *writing = at_least(calloc(1, sizeof(*writing)));
    buf_init(&writing->out, 4 * WINDOW);
    writing->copy = x12_copy_new(
        (struct x12_envelope_handler){
            .context = writing, .outer = write_raw, .segment = write_raw_inner, .fault = on_fault},
        keep_between);
    return writing;
}

static void break_between(void *context, struct text bytes)
{
    x12_emit_break(((struct writing *)context)->emit, bytes);
}

static void write_checked(void *context, const struct x12_segment *segment)
{
    x12_emit_copy(((struct writing *)context)->emit, segment);
}

static void write_checked_inner(
    void *context, const struct x12_set *set, const struct x12_segment *segment)
{
    (void)set;
    write_checked(context, segment);
}

static void *write_checked_begin(void)
{
    struct writing *writing = at_least(calloc(1, sizeof(*writing)));
    writing->emit = x12_emit_new((struct x12_emit_handler){
        .context = writing, .bytes = on_bytes, .finding = on_finding, .stream = true});
    writing->copy = x12_copy_new((struct x12_envelope_handler){.context = writing,
                                     .outer = write_checked,
                                     .segment = write_checked_inner,
                                     .fault = on_fault},
        break_between);
    return writing;
}

static void writing_feed(void *context, struct text bytes)
{
    x12_copy_feed(((struct writing *)context)->copy, bytes);
}

static void writing_end(void *context)
{
    struct writing *writing = context;
    CHECK(x12_copy_end(writing->copy).whole);
    x12_copy_free(writing->copy);
    if (writing->emit != NULL)
        CHECK(x12_emit_copy_end(writing->emit));
    x12_emit_free(writing->emit);
    buf_free(&writing->out);
    free(writing);
}

static void *claims_begin(void)
{
    return x837p_read_new((struct x837p_handler){0});
}

static void claims(void *context, struct text bytes)
{
    x837p_read_feed(context, bytes);
}

static void claims_end(void *context)
{
    CHECK(x837p_read_end(context));
    x837p_read_free(context);
}

static void *payments_begin(void)
{
    return inbound_new((struct inbound_handler){0});
}

static void payments(void *context, struct text bytes)
{
    inbound_feed(context, bytes);
}

static void payments_end(void *context)
{
    CHECK(inbound_end(context).whole);
    inbound_free(context);
}

struct step {
    const char *name;
    const char *kind; // NULL: of both
    enum x12_scan_path path;
    void *(*begin)(void); // NULL: nothing to do
    void (*feed)(void *context, struct text bytes);
    void (*end)(void *context);
};

// The limits first: what the others are compared with.
static const struct step steps[] = {
    {"memcpy", NULL, X12_SCAN_BEST, copy_begin, copy, NULL},
    {"memchr, nothing found", NULL, X12_SCAN_BEST, NULL, find_none, NULL},
    {"memchr, each terminator", NULL, X12_SCAN_BEST, NULL, find_each_terminator, NULL},
    {"scan", NULL, X12_SCAN_AVX2, scan_begin, scan, scan_end},
    {"scan, portable", NULL, X12_SCAN_PORTABLE, scan_begin, scan, scan_end},
    {"tokenise", NULL, X12_SCAN_AVX2, tokenise_begin, tokenise, tokenise_end},
    {"tokenise, portable", NULL, X12_SCAN_PORTABLE, tokenise_begin, tokenise, tokenise_end},
    {"tokenise, each element", NULL, X12_SCAN_BEST, tokenise_elements_begin, tokenise,
        tokenise_end},
    {"envelope", NULL, X12_SCAN_BEST, envelope_begin, envelope, envelope_end},
    {"check", NULL, X12_SCAN_BEST, check_begin, check, check_end},
    {"write, unchecked", NULL, X12_SCAN_BEST, write_raw_begin, writing_feed, writing_end},
    {"write, checked", NULL, X12_SCAN_BEST, write_checked_begin, writing_feed, writing_end},
    {"837P to claims", "837P", X12_SCAN_BEST, claims_begin, claims, claims_end},
    {"835 to payments", "835", X12_SCAN_BEST, payments_begin, payments, payments_end},
};

// ---- Speed

struct speed { // GB/s
    double processor, wall;
};

static struct speed measure(const struct step *step, struct text file)
{
    size_t pieces = (file.size + MADE_SET_BYTES - 1) / MADE_SET_BYTES;
    int64_t *best = at_least(malloc(pieces * sizeof(*best))), wall = INT64_MAX, sum = 0;
    for (size_t i = 0; i < pieces; i++)
        best[i] = INT64_MAX;
    for (int run = 0; run < RUNS; run++) {
        int64_t start = nanoseconds(CLOCK_MONOTONIC);
        int64_t last = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        void *context = step->begin == NULL ? NULL : step->begin();
        for (size_t i = 0; i < pieces; i++) {
            struct text piece = text_part(file, i * MADE_SET_BYTES, MADE_SET_BYTES);
            for (size_t at = 0; at < piece.size; at += WINDOW)
                step->feed(context, text_part(piece, at, WINDOW));
            if (i + 1 == pieces && step->end != NULL)
                step->end(context);
            int64_t now = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
            best[i] = now - last < best[i] ? now - last : best[i];
            last = now;
        }
        int64_t took = nanoseconds(CLOCK_MONOTONIC) - start;
        wall = took < wall ? took : wall;
    }
    for (size_t i = 0; i < pieces; i++)
        sum += best[i];
    free(best);
    return (struct speed){(double)file.size / (double)sum, (double)file.size / (double)wall};
}

static struct buf make_file(const struct made_kind *kind, size_t megabytes)
{
    struct buf file;
    buf_init(&file, (megabytes + 2) * (MADE_SET_BYTES + 2000));
    kind->head(&file);
    int64_t sets = 0;
    while (file.size < megabytes * 1000000)
        kind->set(&file, ++sets);
    kind->tail(&file, sets);
    return file;
}

static void print_speed(size_t megabytes)
{
    struct speed of[MADE_KINDS][sizeof(steps) / sizeof(*steps)] = {0};
    for (size_t k = 0; k < MADE_KINDS; k++) {
        struct buf file = make_file(&made_kinds[k], megabytes);
        copied = at_least(malloc(file.size));
        for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
            const struct step *step = &steps[i];
            bool is_of_kind = step->kind == NULL || strcmp(step->kind, made_kinds[k].name) == 0;
            if (is_of_kind && x12_scan_force(step->path))
                of[k][i] = measure(step, buf_slice(&file));
        }
        printf("%s: %.1f MB, segments of %.1f bytes with %.1f elements\n", made_kinds[k].name,
            (double)file.size / 1e6, (double)file.size / (double)segments,
            (double)elements / (double)segments);
        free(copied);
        buf_free(&file);
    }
    printf("\n%-24s", "GB/s");
    for (size_t k = 0; k < MADE_KINDS; k++)
        printf(" | %8s %8s %10s", made_kinds[k].name, "wall", "of memcpy");
    putchar('\n');
    for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
        printf("%-24s", steps[i].name);
        for (size_t k = 0; k < MADE_KINDS; k++) {
            if (of[k][i].wall > 0)
                printf(" | %8.2f %8.2f %9.1f%%", of[k][i].processor, of[k][i].wall,
                    100 * of[k][i].processor / of[k][0].processor);
            else
                printf(" | %8s %8s %10s", "-", "-", "-");
        }
        putchar('\n');
    }
}

// ---- Memory

static void feed_all(const struct step *step, void *context, struct text bytes)
{
    for (size_t at = 0; at < bytes.size; at += WINDOW)
        step->feed(context, text_part(bytes, at, WINDOW));
}

// Reads one set of transactions so many times, with head and tail about them, and prints the peak
// of this process.
static void print_memory(const struct made_kind *kind, int64_t megabytes)
{
    struct buf head, set, tail;
    buf_init(&head, 1000);
    buf_init(&set, 2 * MADE_SET_BYTES);
    buf_init(&tail, 1000);
    kind->head(&head);
    kind->set(&set, 1);
    kind->tail(&tail, megabytes);
    for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
        if (steps[i].kind == NULL || strcmp(steps[i].kind, kind->name) != 0)
            continue;
        void *context = steps[i].begin();
        feed_all(&steps[i], context, buf_slice(&head));
        for (int64_t n = 0; n < megabytes; n++)
            feed_all(&steps[i], context, buf_slice(&set));
        feed_all(&steps[i], context, buf_slice(&tail));
        steps[i].end(context);
    }
    char line[200];
    FILE *status = at_least(fopen("/proc/self/status", "r"));
    while (fgets(line, sizeof(line), status) != NULL) {
        if (strncmp(line, "VmHWM:", 6) == 0)
            printf("%s of %lld MB: peak %s", kind->name, (long long)megabytes,
                line + 6 + strspn(line + 6, " \t"));
    }
    fclose(status);
    buf_free(&head);
    buf_free(&set);
    buf_free(&tail);
}

int main(int count, char **words)
{
    const struct made_kind *kind = NULL;
    int64_t megabytes = 0;
    for (size_t k = 0; k < MADE_KINDS && count == 4; k++) {
        if (strcmp(words[2], made_kinds[k].name) == 0)
            kind = &made_kinds[k];
    }
    bool is_number = count > 2 && text_to_i64(text_of(words[count - 1]), &megabytes);
    if (!is_number || megabytes < 1 || megabytes > 9000 || (count == 4) != (kind != NULL)) {
        fprintf(stderr, "usage: x12_bench speed MB | memory 837P|835 MB | write 837P|835 MB\n");
        return 3;
    }
    if (strcmp(words[1], "speed") == 0) {
        print_speed((size_t)megabytes);
    } else if (strcmp(words[1], "memory") == 0) {
        print_memory(kind, megabytes);
    } else {
        struct buf file = make_file(kind, (size_t)megabytes);
        fwrite(file.at, 1, file.size, stdout);
        buf_free(&file);
    }
    return 0;
}
